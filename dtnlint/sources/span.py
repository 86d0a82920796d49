"""Where a piece of source text stands. Every room to the right speaks of places in these terms."""

from __future__ import annotations

from msgspec import Struct


class Span(Struct, frozen=True, order=True):
    """A run of bytes in one source file.

    Slither and solc count *bytes* from the start of the file; lines and columns
    are derived from them only when a report is written, because each format
    counts columns in its own unit.
    """

    path: str
    """Absolute path of the file."""
    start: int
    """Offset of the first byte."""
    length: int
    """Number of bytes."""
