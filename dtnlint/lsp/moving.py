"""Where code of an earlier text stands in a later one, if it is still there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from dtnlint.findings.finding import Location

_MOST = 4_000_000
"""Pairs of lines that are compared; of what is larger, only beginning and end are."""
_LINE = re.compile(rb"[^\n]*\n|[^\n]+\Z")


class Move(Struct, frozen=True):
    """What two texts have in common: runs of bytes of the earlier and where they are now."""

    blocks: tuple[tuple[int, int, int], ...]
    """Start before, start now, length; in order, and none touches the next."""

    def location(self, location: Location) -> Location | None:
        """Where a place is now; None where its code is not the same any more."""
        start = self.offset(location.start, location.length)
        return None if start is None else replace(location, start=start)

    def offset(self, start: int, length: int = 0) -> int | None:
        """Where a run of bytes begins now."""
        index = bisect_right(self.blocks, start, key=lambda block: block[0]) - 1
        if index < 0:
            return None
        before, now, size = self.blocks[index]
        return start - before + now if start + length <= before + size else None


@lru_cache(maxsize=32)
def move(before: bytes, now: bytes) -> Move:
    """What is where after some edits."""
    return Move(tuple(_joined(_blocks(before, now))))


def _blocks(before: bytes, now: bytes) -> Iterator[tuple[int, int, int]]:
    if before == now:
        yield 0, 0, len(before)
        return
    head = _common(before, now)
    yield 0, 0, head
    tail = _common(before[head:][::-1], now[head:][::-1])
    mine, theirs = len(before) - tail, len(now) - tail
    old, new = _LINE.findall(before[head:mine]), _LINE.findall(now[head:theirs])
    if len(old) * len(new) <= _MOST:
        starts = [head]
        for line in old:
            starts.append(starts[-1] + len(line))
        others = [head]
        for line in new:
            others.append(others[-1] + len(line))
        for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            size = starts[match.a + match.size] - starts[match.a]
            yield starts[match.a], others[match.b], size
    yield mine, theirs, tail


def _common(one: bytes, other: bytes) -> int:
    """How many first bytes are the same."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _joined(blocks: Iterator[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    last: tuple[int, int, int] | None = None
    for start, now, size in blocks:
        if not size:
            continue
        if last is not None and last[0] + last[2] == start and last[1] + last[2] == now:
            last = (last[0], last[1], last[2] + size)
            continue
        if last is not None:
            yield last
        last = (start, now, size)
    if last is not None:
        yield last
