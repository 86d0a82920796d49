"""solc as WebAssembly: the published builds, the Node.js that runs them, and starting one early.

Light on purpose: it is loaded before anything else. Whom a compiler is asked for, and what, is
`dtnlint.compiler`'s.
"""
