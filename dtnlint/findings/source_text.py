"""The text of a source file, and where a byte of it stands in lines and columns.

solc, Slither and findings count bytes; people, SARIF and terminals count lines
and columns, each in its own unit. This module is the one place that converts.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from msgspec import Struct

from dtnlint import disk
from dtnlint.findings.finding import Location

_BOM = b"\xef\xbb\xbf"
_NEWLINE = re.compile(rb"\r\n|\n|\r")


class Position(Struct, frozen=True, order=True):
    """A place between two characters; lines and columns are counted from 1."""

    line: int
    column: int
    """In Unicode code points."""
    utf16: int
    """In UTF-16 code units, as SARIF and editors count."""


class Region(Struct, frozen=True):
    """A stretch of text from `start` up to but without `end`."""

    start: Position
    end: Position


class SourceText(Struct, frozen=True, dict=True):
    """The bytes of one file, indexed by line."""

    data: bytes

    @cached_property
    def _starts(self) -> list[int]:
        first = len(_BOM) if self.data.startswith(_BOM) else 0
        return [first, *(match.end() for match in _NEWLINE.finditer(self.data))]

    @property
    def lines(self) -> int:
        """Number of lines; a file that ends in a newline has an empty last one."""
        return len(self._starts)

    def line_start(self, line: int) -> int:
        """Offset of the first byte of a line (from 1)."""
        return self._starts[line - 1]

    def line_end(self, line: int) -> int:
        """Offset of the byte after the last of a line, its newline not counted."""
        if line >= len(self._starts):
            return len(self.data)
        end = self._starts[line]
        if self.data[end - 2 : end] == b"\r\n":
            return end - 2
        return end - 1

    def line_of(self, offset: int) -> int:
        """The line (from 1) in which a byte stands; a newline belongs to the line that it ends."""
        return max(1, bisect_right(self._starts, min(offset, len(self.data))))

    def line(self, line: int) -> str:
        """The text of a line without its newline."""
        return decode(self.data[self.line_start(line) : self.line_end(line)])

    def slice(self, start: int, end: int) -> str:
        """The text between two offsets."""
        return decode(self.data[max(0, start) : max(0, end)])

    def position(self, offset: int) -> Position:
        """Where the byte at `offset` stands; offsets past the end are taken as the end."""
        line = self.line_of(offset)
        begin = self.line_start(line)
        before = decode(self.data[begin : max(begin, min(offset, self.line_end(line)))])
        return Position(line, len(before) + 1, _utf16_units(before) + 1)

    def region(self, location: Location) -> Region:
        """The lines and columns of a location in this file."""
        return Region(self.position(location.start), self.position(location.end))


@lru_cache(maxsize=1024)
def source_text(data: bytes) -> SourceText:
    """The text of these bytes, indexed once however often they are read."""
    return SourceText(data)


def decode(data: bytes) -> str:
    """Bytes as text, whatever they are: what is no UTF-8 becomes U+FFFD."""
    return data.decode("utf-8", "replace")


def _utf16_units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def display_width(text: str) -> int:
    """How many terminal cells a text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def read_sources(root: Path, paths: Iterable[str]) -> dict[str, SourceText]:
    """Read the files that locations name, those that lie under `root` and can be read.

    A report says where something stands even when the text is not to be had, so a
    file that vanished meanwhile is left out instead of raising.
    """
    texts: dict[str, SourceText] = {}
    for path in sorted(set(paths)):
        if not Location(path).bundled:
            try:
                texts[path] = source_text(disk.read(root / path, within=None))
            except OSError:
                continue
    return texts


Sources = Mapping[str, SourceText]
"""Source texts by `Location.path`."""

Reader = Callable[[Iterable[str]], Sources]
"""Reads the named files; see `read_sources`."""
