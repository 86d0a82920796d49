"""Static analysis of contracts that pay for AI through Deep Trust Network sessions.

Importing this package imports nothing heavy: Slither and the compilers are
loaded by the rooms that need them, when they need them.
"""

__version__ = "0.1.0"
