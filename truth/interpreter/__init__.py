"""The concrete meaning of `dtnlint.language`, executed.

Contracts are `Code`; what runs them knows Solidity's memory, storage and ABI, but no bytecode.
Gas is not modelled. What cannot be told (`Opaque`, code that is not in sight) ends a run as
`NotComparable`.
"""
