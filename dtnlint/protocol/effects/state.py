"""The state of the pass: what locals, memory and storage hold, and which conditions hold."""

from __future__ import annotations

from typing import NamedTuple

from immutables import Map

from dtnlint.protocol.effects.terms import (
    ONE,
    ZERO,
    Either,
    Kept,
    Known,
    Made,
    Object,
    Part,
    Select,
    Structure,
    Term,
    Unknown,
    either,
    negated,
    options,
)

Step = str | Term
Conditions = Map[Term, bool]
"""What holds wherever control comes by: terms that were asked, and what they were."""

_EMPTY: Map = Map()  # type: ignore[type-arg]
_MOST_APART = 4
"""Conditions of one way that are kept as a choice where it meets another."""
_DEEPEST = 6
"""Levels of a structure that are told when it is passed on."""


class Memory(NamedTuple):
    """An object: what was written to its parts, and what the others are."""

    parts: Map[Step, Term]
    rest: Term | None
    """What the other parts are parts of; None where they are zero."""
    loose: bool = False
    """Whether something was written that cannot be told."""


class State(NamedTuple):
    """What is known at one point of one way."""

    locals: Map[tuple[int, int], Term] = _EMPTY
    """By the frame's number and the local's."""
    memory: Map[int, Memory] = _EMPTY
    stored: Map[Kept, Term] = _EMPTY
    """What was written to storage in this transaction and is known to be there still."""
    holds: Conditions = _EMPTY

    def assume(self, condition: Term, truth: bool) -> State | None:
        """The state where a condition is true or false; None where it cannot be."""
        if isinstance(condition, Known):
            return self if bool(condition.value) is truth else None
        if isinstance(condition, Made) and condition.operator == "!":
            return self.assume(condition.operands[0], not truth)
        known = self.holds.get(condition)
        if known is not None:
            return self if known is truth else None
        state: State | None = self._replace(holds=self.holds.set(condition, truth))
        if isinstance(condition, Select):
            for way, value in ((True, condition.true), (False, condition.false)):
                if (
                    isinstance(value, Known)
                    and bool(value.value) is not truth
                    and state is not None
                ):
                    state = state.assume(condition.condition, not way)
                    other = condition.false if way else condition.true
                    state = state.assume(other, truth) if state is not None else None
        return state

    # -- storage -----------------------------------------------------------------------

    def load(self, place: Kept) -> Term:
        """What a place in storage holds."""
        return self.stored.get(place, place)

    def store(self, place: Kept, value: Term) -> State:
        """The state after a write."""
        kept = self.stored
        for other in self.stored:
            if may_overlap(other, place):
                kept = kept.delete(other)
        return self._replace(stored=kept.set(place, value))

    def forget_storage(self) -> State:
        """The state after storage may have been written anywhere."""
        return self._replace(stored=_EMPTY)

    # -- memory ------------------------------------------------------------------------

    def part(self, base: Term, step: Step, site: int) -> Term:
        """What a part of something holds."""
        found: Term | None = None
        for one in options(base):
            value = self._part(one, step, site)
            found = value if found is None else either(found, value, site)
        return found if found is not None else Unknown(site, "nothing")

    def _part(self, base: Term, step: Step, site: int) -> Term:
        if isinstance(base, Object) and base.number in self.memory:
            held = self.memory[base.number]
            if step in held.parts:
                return held.parts[step]
            if held.loose or (not isinstance(step, str | Known) and held.parts):
                return Unknown(site, "memory is written where it cannot be told")
            return ZERO if held.rest is None else extended(held.rest, step)
        if isinstance(base, Structure):
            for name, value in base.parts:
                if name == step:
                    return value
            return ZERO if base.rest is None else extended(base.rest, step)
        return extended(base, step)

    def write(self, base: Term, step: Step, value: Term, site: int) -> State:
        """The state after a part of an object in memory was written."""
        targets = list(options(base))
        memory = self.memory
        for one in targets:
            if not (isinstance(one, Object) and one.number in memory):
                continue
            held = memory[one.number]
            if not isinstance(step, str | Known):
                held = held._replace(loose=True, parts=_EMPTY)
            elif len(targets) == 1:
                held = held._replace(parts=held.parts.set(step, value))
            else:
                old = self._part(one, step, site)
                held = held._replace(parts=held.parts.set(step, either(old, value, site)))
            memory = memory.set(one.number, held)
        return self._replace(memory=memory)

    def snapshot(self, term: Term, depth: int = _DEEPEST) -> Term:
        """A term with what its objects hold now."""
        if isinstance(term, Object) and term.number in self.memory and depth:
            held = self.memory[term.number]
            parts = tuple(
                (step, self.snapshot(value, depth - 1))
                for step, value in sorted(held.parts.items(), key=lambda item: repr(item[0]))
            )
            rest = Unknown(term.number, "memory") if held.loose else held.rest
            return Structure(parts, rest)
        if isinstance(term, Either):
            return Either(frozenset(self.snapshot(one, depth) for one in term.options))
        if isinstance(term, Select):
            return Select(
                term.condition, self.snapshot(term.true, depth), self.snapshot(term.false, depth)
            )
        if isinstance(term, Made) and depth:
            return Made(term.operator, tuple(self.snapshot(t, depth - 1) for t in term.operands))
        return term


def extended(base: Term, step: Step) -> Term:
    """A part of a term that is no object of this pass."""
    if isinstance(base, Kept):
        return Kept(base.root, (*base.path, step))
    if isinstance(base, Known):
        return ZERO
    return Part(base, step)


def may_overlap(one: Kept, other: Kept) -> bool:
    """Whether two places may be one, or one may lie in the other."""
    if one.root != other.root and isinstance(one.root, str) and isinstance(other.root, str):
        return False
    for a, b in zip(one.path, other.path, strict=False):
        if a != b and (isinstance(a, str) or isinstance(b, str)):
            return False
        if a != b and isinstance(a, Known) and isinstance(b, Known):
            return False
    return True


def joined(one: State | None, other: State | None, site: int) -> State | None:
    """What is known where two ways meet."""
    if one is None or other is None:
        return other if one is None else one
    if one == other:
        return one
    divide = _divide(one.holds, other.holds)

    def merge(a: Term, b: Term) -> Term:
        if a == b:
            return a
        if divide is not None:
            condition, first = divide
            true, false = (a, b) if first else (b, a)
            return _selected(condition, true, false)
        return either(a, b, site)

    locals_ = Map(
        (name, merge(value, other.locals[name]))
        for name, value in one.locals.items()
        if name in other.locals
    )
    memory = {}
    for number in {*one.memory, *other.memory}:
        a, b = one.memory.get(number), other.memory.get(number)
        if a is None or b is None or a == b:
            held = a if b is None else b
            assert held is not None
            memory[number] = held
            continue
        memory[number] = Memory(
            Map((step, merge(_at(a, step), _at(b, step))) for step in {*a.parts, *b.parts}),
            a.rest if a.rest == b.rest else Unknown(site, "two objects meet"),
            a.loose or b.loose,
        )
    stored = Map((place, v) for place, v in one.stored.items() if other.stored.get(place) == v)
    holds = Map((c, truth) for c, truth in one.holds.items() if other.holds.get(c) is truth)
    if divide is not None:
        holds = _also(holds, one.holds, other.holds, *divide)
    return State(locals_, Map(memory), stored, holds)


def _also(
    holds: Conditions, one: Conditions, other: Conditions, condition: Term, first: bool
) -> Conditions:
    """What holds where ways meet, with what holds on one of them alone: ``!(a && b)`` is known
    where ``!a`` was, or else ``!b``.
    """
    for mine, there, on_first in ((one, other, first), (other, one, not first)):
        own = [(c, t) for c, t in mine.items() if c not in there]
        if len(own) > _MOST_APART:
            continue
        for asked, truth in own:
            term = asked if truth else negated(asked)
            choice = (
                _selected(condition, term, ONE) if on_first else _selected(condition, ONE, term)
            )
            holds = holds.set(choice, True)
    return holds


def _at(held: Memory, step: Step) -> Term:
    if step in held.parts:
        return held.parts[step]
    return ZERO if held.rest is None else extended(held.rest, step)


def _divide(one: Conditions, other: Conditions) -> tuple[Term, bool] | None:
    """A condition that tells two ways apart, and what it is on the first; the only one, or the
    oldest, which both ways asked.
    """
    for condition, truth in one.items():
        if other.get(condition) is (not truth):
            return condition, truth
    return None


def _selected(condition: Term, true: Term, false: Term) -> Term:
    if true == ONE and false == ZERO:
        return condition
    if true == ZERO and false == ONE:
        return negated(condition)
    return Select(condition, true, false)
