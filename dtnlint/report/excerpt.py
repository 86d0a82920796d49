"""A line of source with a mark under the part that is meant, fit for fixed-width text.

Tabs become spaces, wide characters count two cells, control characters are made
visible, and an over-long line is cut around the mark.
"""

from __future__ import annotations

from msgspec import Struct

from dtnlint.escaping import printable
from dtnlint.findings.finding import Location
from dtnlint.findings.source_text import SourceText, display_width

_TAB = 4
_LONGEST = 160
"""Lines of more characters are cut."""
_MARGIN = 60
"""How many characters of a cut line are shown on either side of the mark."""


class Excerpt(Struct, frozen=True):
    """One line and its mark."""

    number: str
    """The line's number, from 1."""
    line: str
    underline: str
    """Spaces and carets, to stand under `line`."""


def excerpt_of(text: SourceText, location: Location) -> Excerpt:
    """The location's first line, with carets under what of the location stands on it."""
    region = text.region(location)
    source = text.line(region.start.line)
    first = min(region.start.column - 1, len(source))
    last = region.end.column - 1 if region.end.line == region.start.line else len(source.rstrip())
    last = max(min(last, len(source)), first)
    prefix = suffix = ""
    if len(source) > _LONGEST:
        begin = max(0, first - _MARGIN)
        end = min(len(source), last + _MARGIN, begin + _LONGEST)
        prefix, suffix = "…" * (begin > 0), "…" * (end < len(source))
        source, first, last = source[begin:end], first - begin, min(last, end) - begin
    before = prefix + _shown(source[:first], 0)
    marked = _shown(source[first:last], display_width(before))
    after = _shown(source[last:], display_width(before) + display_width(marked)) + suffix
    underline = " " * display_width(before) + "^" * max(1, display_width(marked))
    return Excerpt(str(region.start.line), (before + marked + after).rstrip(), underline)


def _shown(source: str, column: int) -> str:
    """Source text that begins in a column (from 0), as a terminal is to show it."""
    shown = ""
    for index, piece in enumerate(source.split("\t")):
        if index:
            shown += " " * (_TAB - (column + display_width(shown)) % _TAB)
        shown += printable(piece)
    return shown
