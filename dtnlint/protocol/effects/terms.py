"""Terms: what a value is made of, as far as one pass over the code can tell.

A term says where a value comes from (a parameter, storage as it was read, what a call gave
back), never what it is. Two reads of one place give equal terms, whatever was written
between them, unless the pass saw the write.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from dtnlint.language.instructions import FunctionKey


class Known(Struct, frozen=True, cache_hash=True):
    """A value that the source fixes."""

    value: int | bytes


class Pointer(Struct, frozen=True, cache_hash=True):
    """An internal function as a value."""

    key: FunctionKey


class Given(Struct, frozen=True, cache_hash=True):
    """A parameter of an entry point, or of the constructor."""

    entry: FunctionKey
    index: int
    name: str


class Machine(Struct, frozen=True, cache_hash=True):
    """What the machine tells: `Environment` by its name."""

    name: str
    arguments: tuple[Term, ...] = ()
    message: int = 0
    """0 in the message that began the transaction; in one that the contract sends to itself a
    number of its own, where that makes a difference."""


class Kept(Struct, frozen=True, cache_hash=True):
    """What a place in storage held when it was read; as a reference, the place."""

    root: str | Term
    """A variable's canonical name, or the slot that was computed."""
    path: tuple[str | Term, ...] = ()
    """Fields by name, elements by their keys."""


class Part(Struct, frozen=True, cache_hash=True):
    """A field or an element of a term."""

    base: Term
    step: str | Term


class Made(Struct, frozen=True, cache_hash=True):
    """What an operation makes of terms: ``+``, ``==``, ``<``, ``!``, ``length``, ``keccak256``,
    ``encode``, ``cut`` (a conversion that loses digits), …
    """

    operator: str
    operands: tuple[Term, ...]


class Answer(Struct, frozen=True, cache_hash=True):
    """What a call to another contract gave back."""

    site: int
    """The call, by a number of its own for each way to it."""
    index: int
    callee: str
    """The function's name; empty for a message."""


class Object(Struct, frozen=True, cache_hash=True):
    """An object in memory, by a number of its own for each way to where it is made."""

    number: int


class Structure(Struct, frozen=True, cache_hash=True):
    """An object in memory as it was when it was passed on."""

    parts: tuple[tuple[str | Term, Term], ...]
    rest: Term | None
    """What its other parts are parts of; None where all are told or zero."""


class Select(Struct, frozen=True, cache_hash=True):
    """One of two terms, by a condition."""

    condition: Term
    true: Term
    false: Term


class Either(Struct, frozen=True, cache_hash=True):
    """One of several terms."""

    options: frozenset[Term]


class Varying(Struct, frozen=True, cache_hash=True):
    """What a loop changes."""

    site: int
    name: str


class Unknown(Struct, frozen=True, cache_hash=True):
    """What cannot be told. Two of them are not known to be equal."""

    site: int
    reason: str


Term: TypeAlias = (
    Known
    | Pointer
    | Given
    | Machine
    | Kept
    | Part
    | Made
    | Answer
    | Object
    | Structure
    | Select
    | Either
    | Varying
    | Unknown
)

ZERO = Known(0)
ONE = Known(1)
SENDER = Machine("msg.sender")
THIS = Machine("this")
VALUE = Machine("msg.value")
_TIMES = ("block.timestamp", "block.number")

_MOST_OPTIONS = 8


def parts_of(term: Term) -> Iterator[Term]:
    """The terms that one is directly made of."""
    if isinstance(term, Machine):
        yield from term.arguments
    elif isinstance(term, Kept):
        if not isinstance(term.root, str):
            yield term.root
        yield from (step for step in term.path if not isinstance(step, str))
    elif isinstance(term, Part):
        yield term.base
        if not isinstance(term.step, str):
            yield term.step
    elif isinstance(term, Made):
        yield from term.operands
    elif isinstance(term, Structure):
        for step, value in term.parts:
            if not isinstance(step, str):
                yield step
            yield value
        if term.rest is not None:
            yield term.rest
    elif isinstance(term, Select):
        yield from (term.condition, term.true, term.false)
    elif isinstance(term, Either):
        yield from term.options


def within(term: Term) -> Iterator[Term]:
    """A term and all that it is made of, each once."""
    seen = {term}
    pending = [term]
    while pending:
        one = pending.pop()
        yield one
        for part in parts_of(one):
            if part not in seen:
                seen.add(part)
                pending.append(part)


def mentions_time(term: Term) -> bool:
    """Whether a term depends on when the transaction comes."""
    return any(isinstance(one, Machine) and one.name in _TIMES for one in within(term))


def options(term: Term) -> Iterator[Term]:
    """What a term may be: itself, or the ways of a choice."""
    if isinstance(term, Either):
        for one in term.options:
            yield from options(one)
    elif isinstance(term, Select):
        yield from options(term.true)
        yield from options(term.false)
    else:
        yield term


def either(one: Term, other: Term, site: int) -> Term:
    """What may be one term or the other."""
    if one == other:
        return one
    found = frozenset((*_flat(one), *_flat(other)))
    if len(found) > _MOST_OPTIONS:
        return Unknown(site, "too many ways lead here")
    return Either(found)


def _flat(term: Term) -> Iterator[Term]:
    if isinstance(term, Either):
        yield from term.options
    else:
        yield term


def negated(term: Term) -> Term:
    """The logical not of a truth value."""
    if isinstance(term, Made) and term.operator == "!":
        return term.operands[0]
    if isinstance(term, Known):
        return ZERO if term.value else ONE
    return Made("!", (term,))


def compared(operator: str, left: Term, right: Term) -> Term:
    """A comparison, by ``==`` and ``<`` alone."""
    if operator == "!=":
        return negated(compared("==", left, right))
    if operator == ">":
        return compared("<", right, left)
    if operator == "<=":
        return negated(compared("<", right, left))
    if operator == ">=":
        return negated(compared("<", left, right))
    if isinstance(left, Known) and isinstance(right, Known):
        if operator == "==":
            return ONE if left.value == right.value else ZERO
        return Made(operator, (left, right))
    if operator == "==" and isinstance(left, Known):
        left, right = right, left
    if operator == "==" and left == right and not isinstance(left, Unknown):
        return ONE
    return Made(operator, (left, right))
