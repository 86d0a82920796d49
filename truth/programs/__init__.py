"""Draws programs that exercise Solidity: well typed, small, and of every construct something.

They know nothing of sessions. That they agree on two machines is all that they are for.
"""
