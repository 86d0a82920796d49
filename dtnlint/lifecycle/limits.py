"""Bounds of the analysis, and what is raised where one is hit."""

from __future__ import annotations

from msgspec import Struct


class OutOfBoundsError(Exception):
    """A bound of the analysis was hit; the text says which."""


class Limits(Struct):
    """Bounds of the analysis."""

    calls: int = 32
    """Depth of calls."""
    steps: int = 20_000
    """Blocks interpreted in one transaction."""
    worlds: int = 400
    """Different worlds at one block of one body."""
    records: bool = True
    """Whether it is told of records of requests where they lead: that makes more states."""
    coarse: int = 0
    """How much of what may be spared is followed to its first change only: nothing, some, more or
    most of it."""


SHORT = 4
"""Arrays of so few elements are followed element by element."""
