"""Expressions as tokens: places that hold values, the arguments of calls, who mentions what.

Only shapes that have no effect of their own count as places: names, members and
indices. What else an expression may be is of no interest to a fix.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dtnlint.findings.outline import Token
from dtnlint.findings.source_text import decode

Tokens = Sequence[Token]

_OPENING = {b"(": b")", b"[": b"]", b"{": b"}"}
_CLOSING = frozenset(_OPENING.values())
_NO_PLACES = frozenset(b"this super type new delete return true false".split())


class Place(Struct, frozen=True):
    """An expression that names where a value is held, such as ``sessions[msg.sender].id``."""

    words: tuple[bytes, ...]
    """Its tokens' texts."""

    @property
    def head(self) -> bytes:
        """The name it begins with."""
        return self.words[0]

    @property
    def plain(self) -> bool:
        """Whether it is a name and nothing more."""
        return len(self.words) == 1

    def __str__(self) -> str:
        return decode(b"".join(self.words))


def place_of(tokens: Tokens) -> Place | None:
    """The place that tokens name, or None where they are another expression."""
    if not tokens or _place_end(tokens, 0) != len(tokens):
        return None
    return Place(tuple(token.text for token in tokens))


def _place_end(tokens: Tokens, first: int) -> int:
    """Index of the token after the place that begins at one; `first` itself if none does."""
    if tokens[first].kind != "word" or tokens[first].text in _NO_PLACES:
        return first
    here = first + 1
    while here < len(tokens):
        if tokens[here].text == b"." and here + 1 < len(tokens) and tokens[here + 1].kind == "word":
            here += 2
        elif tokens[here].text == b"[":
            closing = closing_of(tokens, here)
            index = tokens[here + 1 : closing]
            if closing is None or not _is_index(index):
                return first
            here = closing + 1
        else:
            break
    return here


def _is_index(tokens: Tokens) -> bool:
    return (len(tokens) == 1 and tokens[0].kind == "number") or place_of(tokens) is not None


def closing_of(tokens: Tokens, opening: int) -> int | None:
    """Index of the bracket that closes one, if they match."""
    awaited: list[bytes] = []
    for index in range(opening, len(tokens)):
        text = tokens[index].text
        if text in _OPENING:
            awaited.append(_OPENING[text])
        elif text in _CLOSING:
            if not awaited or awaited.pop() != text:
                return None
            if not awaited:
                return index
    return None


def split(tokens: Tokens) -> list[Tokens]:
    """Tokens cut at the commas outside of brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if token.text == b"," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [] if parts == [[]] else list(parts)


class Call(Struct, frozen=True):
    """A call of a function by its name, in some tokens."""

    tokens: Tokens
    """From the receiver's first token, where there is one, to the closing parenthesis."""
    receiver: Tokens
    """What stands before the dot; empty without one."""
    name: Token
    arguments: tuple[Tokens, ...]


def calls(tokens: Tokens, *names: bytes) -> Iterator[Call]:
    """The calls of functions of these names, in order; the options in braces are skipped."""
    for index, token in enumerate(tokens):
        if token.text in names and (call := call_at(tokens, index)) is not None:
            yield call


def call_at(tokens: Tokens, index: int) -> Call | None:
    """The call of the function that is named at an index, if it is one."""
    if tokens[index].kind != "word" or (index and tokens[index - 1].text == b"function"):
        return None
    opening: int | None = index + 1
    if index + 1 < len(tokens) and tokens[index + 1].text == b"{":
        options = closing_of(tokens, index + 1)
        opening = None if options is None else options + 1
    if opening is None or opening >= len(tokens) or tokens[opening].text != b"(":
        return None
    closing = closing_of(tokens, opening)
    member = index > 0 and tokens[index - 1].text == b"."
    first = receiver_start(tokens, index - 1) if member else index
    if closing is None or first is None:
        return None
    return Call(
        tokens[first : closing + 1],
        tokens[first : max(first, index - 1)],
        tokens[index],
        tuple(split(tokens[opening + 1 : closing])),
    )


def receiver_start(tokens: Tokens, dot: int) -> int | None:
    """Index of the first token of what stands before a dot: names, calls, indices, members."""
    here = dot - 1
    while here >= 0:
        if tokens[here].text in (b")", b"]"):
            opening = _opening_of(tokens, here)
            if opening is None or opening == 0:
                return None
            here = opening - 1
            continue
        if tokens[here].kind != "word":
            return None
        if here and tokens[here - 1].text == b".":
            here -= 2
            continue
        return here
    return None


def _opening_of(tokens: Tokens, closing: int) -> int | None:
    depth = 0
    for index in range(closing, -1, -1):
        text = tokens[index].text
        depth += (text in _CLOSING) - (text in _OPENING)
        if depth == 0:
            return index
    return None


def mentions(tokens: Tokens, place: Place) -> Iterator[int]:
    """Indices at which tokens may speak of a place, of one around it or of an element beside it.

    ``sessions[a]`` may be ``sessions[b]``; ``session.id`` is never ``session.owner``.
    """
    for index, token in enumerate(tokens):
        if token.text != place.head or (index and tokens[index - 1].text == b"."):
            continue
        if _may_be(tokens[index:], place):
            yield index


def alike(one: Place, other: Place) -> bool:
    """Whether two places differ in their indices at most."""
    return list(_members(one.words)) == list(_members(other.words))


def _may_be(tokens: Tokens, place: Place) -> bool:
    mine = list(_members(place.words))
    theirs = list(_members([token.text for token in tokens]))
    return all(one == other for one, other in zip(mine, theirs, strict=False))


def _members(words: Sequence[bytes]) -> Iterator[bytes]:
    """The names of a chain, with ``[]`` for each index."""
    yield words[0]
    here = 1
    while here + 1 < len(words):
        if words[here] == b".":
            yield words[here + 1]
            here += 2
        elif words[here] == b"[":
            yield b"[]"
            depth = 0
            while here < len(words):
                depth += (words[here] == b"[") - (words[here] == b"]")
                here += 1
                if depth == 0:
                    break
        else:
            return


def assigned(tokens: Tokens) -> tuple[Place, Tokens] | None:
    """Of a statement ``place = value;`` the two sides, a declaration's type left out."""
    for index, token in enumerate(tokens):
        if token.text in _OPENING and token.text != b"[":
            return None
        if token.text == b"=" and not _compares(tokens, index):
            start = receiver_start(tokens, index)
            target = None if start is None else place_of(tokens[start:index])
            if target is None or not tokens or tokens[-1].text != b";":
                return None
            return target, tokens[index + 1 : -1]
    return None


_BEFORE_EQUALS = frozenset(b"! < > = + - * / % & | ^".split())


def _compares(tokens: Tokens, index: int) -> bool:
    """Whether the ``=`` belongs to a comparison or to an operator such as ``+=``."""
    before, sign = tokens[index - 1], tokens[index]
    if index and before.end == sign.start and before.text in _BEFORE_EQUALS:
        return True
    return index + 1 < len(tokens) and (
        tokens[index + 1].start == sign.end and tokens[index + 1].text in (b"=", b">")
    )
