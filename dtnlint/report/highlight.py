"""Solidity source as lines of coloured pieces, with one stretch marked.

Tokens come from `dtnlint.findings.outline`; here is only what kind of word each is.
Control characters are made visible, and an over-long line is cut around the mark.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from dtnlint.escaping import printable
from dtnlint.findings.finding import Location
from dtnlint.findings.outline import Outline
from dtnlint.findings.source_text import SourceText, decode

_KEYWORDS = frozenset(
    b"abstract anonymous as assembly break calldata catch constant constructor continue contract "
    b"delete do else emit enum error event external fallback for from function global if "
    b"immutable import indexed interface internal is let library mapping memory modifier new "
    b"override payable pragma private public pure receive return returns revert storage struct "
    b"switch throw transient try type unchecked unicode using view virtual while".split()
)
_LITERALS = frozenset(b"true false this super _ now msg block tx abi".split())
_TYPE = re.compile(rb"(?:address|bool|string|bytes\d*|u?int\d*|u?fixed\w*|var)\Z")
_LONGEST = 240
"""Lines of more bytes are cut."""
_MARGIN = 100
"""How many bytes of a cut line are shown on either side of the mark."""


class Piece(NamedTuple):
    """Text of one colour."""

    kind: str
    """``k`` keyword, ``t`` type, ``l`` literal word, ``s`` string, ``n`` number, ``c`` comment,
    ``f`` name of a function that is called or declared; nothing for the rest."""
    text: str
    marked: bool


class Line(Struct, frozen=True):
    """A line of source."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def marked(self) -> bool:
        """Whether any of it is marked."""
        return any(piece.marked for piece in self.pieces)


class Highlighter(Struct, frozen=True, dict=True):
    """Colours one file."""

    text: SourceText

    @cached_property
    def _spans(self) -> list[tuple[int, int, str]]:
        """Coloured stretches of the file: start, end, kind."""
        outline = Outline(self.text.data)
        spans = [(comment.start, comment.end, "c") for comment in outline.comments]
        tokens = outline.tokens
        for index, token in enumerate(tokens):
            following = [after.text for after in tokens[index + 1 : index + 4]]
            called = following[:1] == [b"("] or following[::2] == [b"{", b":"]
            if kind := _kind(token.kind, token.text, called=called):
                spans.append((token.start, token.end, kind))
        return sorted(spans)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _, _ in self._spans]

    def around(self, location: Location, context: int = 0, most: int = 40) -> tuple[Line, ...]:
        """At `most` so many lines of a location, marked, with lines before and after them."""
        first = self.text.line_of(location.start)
        last = self.text.line_of(max(location.start, location.end - 1))
        last = min(last, first + most - 1)
        top = max(1, first - context)
        bottom = min(self.text.lines, last + context)
        lines = [self._line(number, location) for number in range(top, bottom + 1)]
        while len(lines) > 1 and not lines[-1].pieces:
            lines.pop()
        return tuple(lines)

    def _line(self, number: int, location: Location) -> Line:
        start, end = self.text.line_start(number), self.text.line_end(number)
        begin, stop = start, end
        if end - start > _LONGEST:
            centre = min(max(location.start, start), end)
            begin = max(start, centre - _MARGIN)
            stop = min(end, max(location.end, centre) + _MARGIN, begin + 2 * _LONGEST)
        pieces = list(self._pieces(begin, stop, location))
        if begin > start:
            pieces.insert(0, Piece("c", "…", False))
        if stop < end:
            pieces.append(Piece("c", "…", False))
        return Line(number, tuple(pieces))

    def _pieces(self, begin: int, stop: int, location: Location) -> Iterator[Piece]:
        cuts = {begin, stop}
        cuts |= {cut for cut in (location.start, location.end) if begin < cut < stop}
        index = max(0, bisect_right(self._starts, begin) - 1)
        spans = []
        for start, end, kind in self._spans[index:]:
            if start >= stop:
                break
            if end > begin:
                spans.append((start, end, kind))
                cuts |= {cut for cut in (start, end) if begin < cut < stop}
        ordered = sorted(cuts)
        for left, right in pairwise(ordered):
            kind = next((kind for start, end, kind in spans if start <= left < end), "")
            text = decode(self.text.data[left:right])
            shown = "\t".join(printable(part) for part in text.split("\t"))
            yield Piece(kind, shown, location.start <= left < location.end)


def _kind(token: str, text: bytes, *, called: bool) -> str:
    if token == "string":
        return "s"
    if token == "number":
        return "n"
    if token != "word":
        return ""
    if text in _KEYWORDS:
        return "k"
    if text in _LITERALS:
        return "l"
    if _TYPE.match(text):
        return "t"
    return "f" if called else ""
