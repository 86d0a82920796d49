"""Edits applied to texts, and where a byte of the result came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from dtnlint.findings.finding import Edit

Texts = Mapping[str, bytes]
"""Contents of files by `Location.path`."""


def clash(one: Iterable[Edit], other: Iterable[Edit]) -> bool:
    """Whether some edit of one group touches a different one of the other."""
    return any(mine != theirs and _touch(mine, theirs) for mine in one for theirs in other)


def _touch(one: Edit, other: Edit) -> bool:
    mine, theirs = one.location, other.location
    return mine.path == theirs.path and mine.start <= theirs.end and theirs.start <= mine.end


def applied(texts: Texts, edits: Iterable[Edit]) -> dict[str, bytes]:
    """The changed files, with every edit made once. The edits must not overlap."""
    changed: dict[str, bytes] = {}
    for edit in sorted(set(edits), reverse=True):
        place = edit.location
        data = changed.get(place.path, texts.get(place.path, b""))
        changed[place.path] = data[: place.start] + edit.text.encode() + data[place.end :]
    return changed


class Origins(Struct, frozen=True):
    """Where bytes of edited files stood before the edits."""

    steps: tuple[tuple[Edit, ...], ...] = ()
    """Groups of edits, each made on the result of the one before."""

    def then(self, edits: Iterable[Edit]) -> Origins:
        """After further edits."""
        return Origins((*self.steps, tuple(sorted(set(edits)))))

    def before(self, path: str, offset: int) -> int | None:
        """Where a byte was; None for one that was added."""
        for edits in reversed(self.steps):
            found = _before(edits, path, offset)
            if found is None:
                return None
            offset = found
        return offset


def _before(edits: Iterable[Edit], path: str, offset: int) -> int | None:
    shift = 0
    for edit in edits:
        place = edit.location
        if place.path != path:
            continue
        start = place.start + shift
        added = len(edit.text.encode())
        if offset < start:
            break
        if offset < start + added:
            # What begins with what was replaced is still the same thing.
            return place.start if offset == start and place.length else None
        shift += added - place.length
    return offset - shift
