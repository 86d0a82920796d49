"""The small typed language that verdicts are judged in, lowered from solc's syntax tree.

Knows nothing of DTN, and guesses nothing: what cannot be told is `Opaque`.
"""
