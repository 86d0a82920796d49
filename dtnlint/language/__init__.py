"""The small typed language that verdicts are judged in, lowered from solc's syntax tree.

Knows nothing of DTN, and guesses nothing: what cannot be told is `Opaque`.

What the language is stands in `instructions` and `types`, where storage lies in `layout`, and
`show` prints it. `lower` makes it, contract by contract, of `tree` (declarations by their
numbers, and what overrides what) and `kinds` (solc's types). A function's `body` grows block by
block; what a node becomes stands in a table, by its `nodeType`, of `statements`, `expressions`
(with `writing`, `members`, `arithmetic`, `conversions`) or `calls` (with `arguments`, and by the
kind of the called function `builtins` and `encoding`). `functions` lays modifiers around a body,
`construction` orders initial values and constructors, and `yul` reads assembly.

A new construct is a row in one of these tables; a new instruction a class in `instructions`, a
meaning in the interpreter that runs beside the EVM, and a row of the verifier's transfer
functions.
"""
