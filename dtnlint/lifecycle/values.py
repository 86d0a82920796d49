"""Abstract values: what a cell, a guard or a key may hold. Plain tuples, so that worlds hash fast.

A value is a tuple whose first item is its kind:

=========== ======================= ==================================================
kind        rest                    meaning
=========== ======================= ==================================================
``const``   int or str              a known number, boolean (0/1), enum value or text, or the
                                    number of a pointer to a function (`language.pointers`)
``session`` index                   a session that this contract started, by its index
                                    in the world
``symbol``  name (a tuple)          one unknown but fixed value; equal names are equal
                                    values
``key``     family                  the arbitrary but fixed key of a family of mappings
                                    or arrays
``below``   family, counter         an index below that key (loop counters): one fixed index
                                    until the counter goes on, where that is told
``above``   family, counter         an index above that key
``beside``  family                  some other key than that one
``term``    operator, left, right   arithmetic on values: checked and unsigned, unless the
                                    operator says more (``+~uint8`` may wrap); also hashes
                                    (``keccak256``, left: what is hashed)
``pred``    ``eq``/``lt``, a, b     a truth not yet asked for; ``slt`` of signed numbers
``not``     value                   its negation
``ref``     location                a storage reference
``struct``  ((field, value), …)     a struct in memory
``tuple``   (value, …)              several results
``copy``    location, present,      an array in memory, copied from one in storage: whether
            element                 it has the followed element, and what that holds
``made``    (what, …)               an array that was made in memory, and what it may hold:
                                    ``zero``, ``unset`` (zero, if it is not empty), ``live``
                                    or ``closed`` IDs, ``other`` values
``object``  number                  a reference to an object in memory, of the world's heap
``part``    number, step            a reference to a part of one: a field, or an element
``any``     –                       some value about which nothing is known or kept
``elsewhere`` container             what a cell at an unknown other key of it holds
``lost``    reason                  a value the analysis had to give up on
=========== ======================= ==================================================
"""

from __future__ import annotations

import functools
from typing import Any

Value = tuple[Any, ...]

ZERO: Value = ("const", 0)
ONE: Value = ("const", 1)
ANY: Value = ("any",)
ZEROS: Value = ("made", ("zero",))
UNSET: Value = ("made", ("unset",))
"""Arrays in memory that nothing was written to; the second may be empty."""

PLAIN = frozenset(
    (
        *("const", "session", "key", "below", "above", "beside"),
        *("any", "elsewhere", "lost", "ref", "origin", "made", "object", "part"),
    )
)
"""Kinds of values with no parts."""

SEAL: Value = ("seal",)
"""What is kept between transactions of a hash that the contract made and stored."""

NOT_ZERO = frozenset(("nonzero", "moment", "past", "earlier", "pending", *SEAL))
"""Kinds of what is kept between transactions of a number of which no more is known than that it is
not 0, and perhaps when it is: a time, one that has come, one that is over, the ID of a request."""

BEFORE = "before"
"""The kind of one that is over and may be 0."""

_VAGUE = frozenset(("any", "lost", "elsewhere", "beside"))
PARTS = ("element", "slice", "word")
"""Kinds of symbols that are named after the object that they are part of."""

MESSAGE = "message"
"""As what goes by the name of no parameter that the caller of the message says."""

_NESTING = frozenset(("storage", "pending", "other", "void", "was", "length", *PARTS))
"""Kinds of symbols whose names hold locations, and with them values."""

_MASKS = frozenset((1 << bits) - 1 for bits in range(32, 257))
"""What leaves every ID that there will be as it is."""
DERIVED = "a number is computed from the ID of a session"
"""Why nothing is known of what such a number holds."""

_DEEPEST = 4
"""Terms nest at most this deep; deeper ones become opaque."""

_FOLD_LIMIT = 8
"""Sums of constants are folded up to this number, so that counters have few values."""


def is_vague(value: Value) -> bool:
    """Whether a value stands for no fixed one, so that it need not even equal itself."""
    return value[0] in _VAGUE or (value[0] in ("below", "above") and len(value) == 2)


def stands_at(value: Any, counter: Any) -> bool:
    """Whether the place where a counter stands occurs anywhere in a value, or in a name in it."""
    if not isinstance(value, tuple) or not value:
        return False
    if value[0] in ("below", "above") and value[2:] == (counter,):
        return True
    return any(stands_at(part, counter) for part in value if isinstance(part, tuple))


def const(value: int | str | bool) -> Value:
    """A known value; booleans are 0 and 1."""
    return ("const", int(value) if isinstance(value, bool) else value)


def byte(letter: str) -> Value:
    """A byte of a text, as fixed bytes stand in their word."""
    return const(ord(letter) << 248)


def symbol(*name: Any) -> Value:
    """The unknown but fixed value of this name."""
    return ("symbol", name)


def is_void(value: Value) -> bool:
    """Whether a value was read from a cell at another key that nothing has filled: a 0 of
    which is still known where it comes from.
    """
    return bool(value[0] == "symbol" and value[1][0] == "void")


def is_from_outside(value: Value) -> bool:
    """Whether a value names an object that the caller of the message gave: its parts go by
    longer names. What is given later may be given several times, each time another.
    """
    if value[0] != "symbol":
        return False
    name = _whole(value)
    if name[0] == "given":
        return name[1] == MESSAGE or "(" in str(name[1])
    return bool(name[0] == "constructed")


def is_given(value: Value) -> bool:
    """Whether a number is what the caller gives, part of it, or computed from it."""
    if value[0] == "term":
        return not is_hash(value) and any(map(is_given, value[2:]))
    return bool(value[0] == "symbol" and _whole(value)[0] == "given")


def is_said(value: Value) -> bool:
    """Whether a number is what the caller says otherwise than in parameters: a part of a whole
    message, which may be a parameter, too.
    """
    if value[0] == "term":
        return any(map(is_said, value[2:]))
    return bool(value[0] == "symbol" and _whole(value)[:2] == ("given", MESSAGE))


def sliced(value: Value, start: Value, end: Value | None) -> Value:
    """A slice of bytes that the caller gives; to their end where none is given."""
    told = is_fixed(start) and (end is None or is_fixed(end))
    return ("symbol", ("slice", *value[1], start, end or ())) if told else ANY


def is_fixed(value: Value) -> bool:
    """Whether a value is known, or has a name, or is computed from what is."""
    if value[0] == "term":
        return all(map(is_fixed, value[2:]))
    return value[0] in ("const", "symbol")


def first_bytes(value: Value, size: int) -> Value:
    """The first bytes of what the caller gives, as one value: those of a slice are those that
    stand there in the whole, as far as it reaches.
    """
    start: Value = ZERO
    if value[1][0] == "slice":
        begin, end = value[1][-2:]
        enough = not end or (end[0] == begin[0] == "const" and end[1] - begin[1] >= size)
        if enough:
            start, value = begin, ("symbol", value[1][1:-2])
    return ("symbol", ("word", *value[1], start, size))


def _whole(value: Value) -> tuple[Any, ...]:
    """The name of the object whose part a symbol names."""
    name: tuple[Any, ...] = value[1]
    while name[0] in PARTS:
        name = name[1:]
    return name


def is_hash(value: Value) -> bool:
    """Whether a value is a hash, out of which nothing can be read again."""
    return bool(value[0] == "term" and value[1] in ("keccak256", "sha256", "ripemd160"))


ENCODED, PACKED, ANY_SIZE = "encoded", "packed", "*"
"""How an encoding joins its items: in words, or right behind each other, items of any size among
them."""


def is_injective(value: Value) -> bool:
    """Whether a value is told by what it is made of and tells it: a hash of what encodes items in
    a way that shows where each ends.
    """
    if not is_hash(value):
        return value[0] in ("symbol", "key", "const", "session")
    joined = _joined(value)
    return joined is not None and all(map(is_injective, joined[1]))


def hashed_words(value: Value) -> tuple[Value, tuple[Value, ...]] | None:
    """How the items of a hash are joined, and what these are, if they can be told from it and
    are words; None for all else.
    """
    joined = _joined(value)
    if joined is None or not all(map(_is_word, joined[1])):
        return None
    return joined


def _joined(value: Value) -> tuple[Value, tuple[Value, ...]] | None:
    if not is_hash(value):
        return None
    if value[2][:2] == ("term", "encode"):
        return const(ENCODED), (value[2][2],)
    if value[2][0] != "tuple":
        return None
    how, *items = value[2][1]
    told = how == const(ENCODED) or (str(how[1]).startswith(PACKED) and how[1].count(ANY_SIZE) <= 1)
    return (how, tuple(items)) if told else None


def _is_word(value: Value) -> bool:
    if value[0] == "const":
        return isinstance(value[1], int) and value[1] >= 0
    return value[0] in ("symbol", "key", "session") or is_hash(value)


def atoms(value: Value) -> frozenset[Value]:
    """What a value is made of that may be anything: symbols and followed keys."""
    if value[0] in ("symbol", "key"):
        return frozenset((value,))
    parts = value[2:4] if value[0] == "term" else value[1] if value[0] == "tuple" else ()
    return frozenset().union(*map(atoms, parts))


def lost(reason: str) -> Value:
    """A value that the analysis gave up on, and why."""
    return ("lost", reason)


def negation(value: Value) -> Value:
    """The logical not of a truth value."""
    if value[0] == "const":
        return ZERO if value[1] else ONE
    if value[0] == "not":
        return value[1]  # type: ignore[no-any-return]
    return ("not", value)


def depth(value: Value) -> int:
    """How deep terms nest in a value."""
    if value[0] in ("term", "pred"):
        return 1 + max(depth(value[2]), depth(value[3]))
    if value[0] == "not":
        return depth(value[1])
    return 0


def bitwise(operator: str, left: Value, right: Value) -> Value | None:
    """The value of ``left operator right``, bit by bit; None where that cannot be told."""
    if left[0] == right[0] == "const" and isinstance(left[1], int) and isinstance(right[1], int):
        a, b = left[1], right[1]
        return const({"&": a & b, "|": a | b, "^": a ^ b}[operator])
    if operator == "&" and ZERO in (left, right):
        return ZERO
    if operator != "&" and ZERO in (left, right):
        return left if right == ZERO else right
    return None


def arithmetic(operator: str, left: Value, right: Value) -> Value | None:
    """The value of ``left operator right``; None where only an opaque symbol will do."""
    if left[0] == right[0] == "const" and isinstance(left[1], int) and isinstance(right[1], int):
        a, b = left[1], right[1]
        if operator == "+" and a + b <= _FOLD_LIMIT:
            return const(a + b)
        if operator == "-" and a >= b:
            return const(a - b)
        if operator == "*":
            return const(a * b)
        return None
    if operator in ("+", "-") and right == ZERO:
        return left
    if operator == "*" and ZERO in (left, right):
        return ZERO
    if left[0] == "term" and left[3] == right and {operator, left[1]} == {"+", "-"}:
        return left[2]  # type: ignore[no-any-return]
    if not {"any", "elsewhere", "lost"}.isdisjoint((left[0], right[0])):
        return next((v for v in (left, right) if v[0] == "lost"), None)
    value = ("term", operator, left, right)
    return value if depth(value) <= _DEEPEST else None


def mentions(value: Value, atom: Value) -> bool:
    """Whether `atom` occurs anywhere in a value."""
    return value == atom or (value[0] not in PLAIN and atom in _parts(value))


@functools.lru_cache(maxsize=65536)
def _parts(value: Value) -> frozenset[Value]:
    """What occurs in a value, itself included."""
    kind = value[0]
    found = {value}
    if kind in ("term", "pred"):
        found.update(_parts(value[2]), _parts(value[3]))
    elif kind == "not":
        found.update(_parts(value[1]))
    elif kind == "struct":
        found.update(*(_parts(part) for _, part in value[1]))
    elif kind == "copy":
        found.update(_parts(value[3]))
    elif kind == "tuple" or (kind == "symbol" and value[1][0] in _NESTING):
        pending = [part for part in value[1] if isinstance(part, tuple)]
        while pending:  # a location's keys are values
            part = pending.pop()
            found.add(part)
            pending += (inner for inner in part if isinstance(inner, tuple))
    return frozenset(found)


def derived(operator: str, left: Value, right: Value = ZERO) -> Value | None:
    """A value that is computed from what holds an ID, and may still tell it; None for others."""
    for side in (left, right):
        if side[0] == "lost":
            return side
    if not sessions_in(left) and not sessions_in(right):
        return None
    if right == ZERO and operator in ("+", "-", "|", "^", "<<", ">>"):
        return left
    if right == ONE and operator in ("*", "/"):
        return left
    if operator == "&" and right[0] == "const" and right[1] in _MASKS:
        return left
    value = ("term", operator, left, right)
    return value if depth(value) <= _DEEPEST else lost(DERIVED)


def encoded(value: Value) -> Value:
    """What `abi.encode` makes of one value."""
    return ("term", "encode", value, ZERO)


def decoded(value: Value) -> Value:
    """What `abi.decode` reads out of what holds an ID, as one value."""
    if value[0] == "term" and value[1] == "encode":
        return value[2]  # type: ignore[no-any-return]
    return value if value[0] == "lost" else lost(DERIVED)


def sessions_in(value: Value) -> frozenset[int]:
    """The sessions whose IDs can be read out of a value."""
    kind = value[0]
    if kind == "session":
        return frozenset((value[1],))
    if kind == "term":
        return sessions_in(value[2]) | sessions_in(value[3])
    if kind == "struct":
        return frozenset().union(*(sessions_in(v) for _, v in value[1]))
    if kind == "copy":
        return sessions_in(value[3])
    if kind == "tuple":
        return frozenset().union(*(sessions_in(v) for v in value[1]))
    return frozenset()


def rebuild(value: Value, change: Any) -> Value:
    """`value` with `change` applied to every part that is no compound, from the leaves up."""
    kind = value[0]
    if kind in ("term", "pred"):
        return (kind, value[1], rebuild(value[2], change), rebuild(value[3], change))
    if kind == "not":
        return negation(rebuild(value[1], change))
    if kind == "struct":
        return ("struct", tuple((f, rebuild(v, change)) for f, v in value[1]))
    if kind == "tuple":
        return ("tuple", tuple(rebuild(v, change) for v in value[1]))
    if kind == "copy":
        return (*value[:3], rebuild(value[3], change))
    return change(value)  # type: ignore[no-any-return]
