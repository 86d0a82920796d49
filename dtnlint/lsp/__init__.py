"""The language server: findings in the editor, while the contract is written.

Two processes. One speaks the protocol with the editor and knows its documents
(`dtnlint.lsp.server`); the other one analyses (`dtnlint.lsp.engine`), by the same pipeline
as every command, and can be interrupted.
"""
