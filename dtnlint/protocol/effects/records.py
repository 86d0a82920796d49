"""What a consumer records of its requests, and what that says of an ID which anybody may give.

An ID that is *foreign* was made by none of the contract's requests. Under it, storage that
only the contract's own requests fill is empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from dtnlint.protocol.effects.conduct import Conduct, Who
from dtnlint.protocol.effects.effects import Called, Effect, Run, Wrote
from dtnlint.protocol.effects.evaluation import Replacement, replaced, truth
from dtnlint.protocol.effects.terms import (
    ZERO,
    Answer,
    Kept,
    Known,
    Made,
    Structure,
    Term,
    options,
    within,
)

_REQUEST = "request"


class Records:
    """The records of requests of one consumer, as seen from an entry point that is given an ID."""

    def __init__(self, conduct: Conduct) -> None:
        self._conduct = conduct
        self._given: dict[tuple[int, Term], bool] = {}

    def shows_own(self, effect: Effect, identifier: Term) -> bool:
        """Whether the conditions on the way to an effect fail for a foreign ID."""

        def foreign(term: Term) -> Term | None:
            return self._under_foreign(term, identifier)

        return any(
            truth(condition, foreign) is (not holds)
            for condition, holds in effect.holds.items()
            if identifier in set(within(condition))
        )

    def reverts(self, effect: Effect, identifier: Term) -> bool:
        """Whether an effect cannot happen for a foreign ID: a checked number falls below 0, or
        the router is asked on no session.
        """

        def foreign(term: Term) -> Term | None:
            return self._under_foreign(term, identifier)

        if isinstance(effect, Wrote):
            return _falls_below(effect.value, foreign)
        return (
            isinstance(effect, Called)
            and not effect.tried
            and any(
                self._conduct.is_operation(effect, name) for name in ("request", "closeUserSession")
            )
            and replaced(effect.arguments[0], foreign) == ZERO
        )

    def _under_foreign(self, term: Term, identifier: Term) -> Term | None:
        """What a term comes to for a foreign ID; None where that is not known."""
        if isinstance(term, Kept):
            if identifier in term.path and self._only_own(term):
                return ZERO
            if any(step == ZERO for step in term.path) and self._has_no_zero_key(term):
                return ZERO
            return None
        if isinstance(term, Made) and term.operator == "==":
            for one, other in (term.operands, term.operands[::-1]):
                if one == identifier and all(
                    isinstance(held, Kept) and self.holds_only_own(held) for held in options(other)
                ):
                    return ZERO
        return None

    # -- places --------------------------------------------------------------------------

    def writes(self, place: Kept) -> Iterator[tuple[Run, Wrote, bool]]:
        """The writes to a place and its like at other keys, to parts of it, and to what it is
        part of: whether to the place itself.
        """
        for run in self._conduct.runs:
            for effect in run.effects:
                if isinstance(effect, Wrote) and effect.place.root == place.root:
                    steps = list(zip(effect.place.path, place.path, strict=False))
                    if all(
                        a == b or not (isinstance(a, str) or isinstance(b, str)) for a, b in steps
                    ):
                        yield run, effect, len(effect.place.path) == len(place.path)

    def _only_own(self, place: Kept) -> bool:
        """Whether a place below an ID is filled only under IDs of own requests."""
        return all(self._is_own_write(run, write, place) for run, write, _ in self.writes(place))

    def _is_own_write(self, run: Run, write: Wrote, place: Kept) -> bool:
        if write.value == ZERO or any(_is_request(key) for key in _keys(write)):
            return True
        if self._conduct.admitted(write) == {Who.AUTHORITY}:
            return True
        # What is written under a given ID after that was shown to be the contract's own.
        given = [key for key in _keys(write) if key in run.parameters]
        known = (write.number, place)
        if known in self._given:
            return self._given[known]
        self._given[known] = True
        self._given[known] = any(self.shows_own(write, key) for key in given)
        return self._given[known]

    def holds_only_own(self, place: Kept) -> bool:
        """Whether a place holds nothing but IDs of own requests (and zero)."""
        filled = False
        for _, write, _ in self.writes(place):
            value = value_at(write, place)
            for one in options(value) if value is not None else (None,):
                if one is None or (one != ZERO and not _is_request(one)):
                    return False
                filled = filled or one != ZERO
        return filled

    def _has_no_zero_key(self, place: Kept) -> bool:
        """Whether nothing is ever written below the key 0 of a place's container."""
        for run, write, _ in self.writes(place):
            for mine, written in zip(place.path, write.place.path, strict=False):
                if mine == ZERO and not (
                    _is_never_zero(written)
                    or _needs(write, written)
                    or self._is_asked_on(run, write, written)
                ):
                    return False
        return True

    def _is_asked_on(self, run: Run, write: Wrote, key: str | Term) -> bool:
        """Whether the router has taken a key for a live session before a write: 0 is none."""
        return any(
            effect.number in write.before
            and isinstance(effect, Called)
            and effect.arguments[:1] == (key,)
            and self._conduct.is_operation(effect, "request")
            for effect in run.effects
        )


def value_at(write: Wrote, place: Kept) -> Term | None:
    """What a write puts into a place that it writes, or that is part of what it writes; None
    where that cannot be told.
    """
    if len(write.place.path) > len(place.path):
        return None
    value = write.value
    for step in place.path[len(write.place.path) :]:
        if isinstance(value, Structure):
            found = dict(value.parts).get(step)
            if found is None and value.rest is not None:
                return None
            value = found if found is not None else ZERO
        elif value != ZERO:
            return None
    return value


def _needs(write: Wrote, key: str | Term) -> bool:
    """Whether a write needs something to be there below its key already: then it is not what
    fills an empty record.
    """

    def empty(term: Term) -> Term | None:
        if isinstance(term, Kept) and term.root == write.place.root and key in term.path:
            return ZERO
        return None

    return _falls_below(write.value, empty) or any(
        truth(condition, empty) is (not holds) for condition, holds in write.holds.items()
    )


def _falls_below(value: Term, known: Replacement) -> bool:
    """Whether a value is a checked difference that reverts: of nothing, less something."""
    return (
        isinstance(value, Made)
        and value.operator == "-"
        and replaced(value.operands[0], known) == ZERO
        and isinstance(value.operands[1], Known)
        and value.operands[1] != ZERO
    )


def _keys(write: Wrote) -> tuple[Term, ...]:
    return tuple(step for step in write.place.path if not isinstance(step, str))


def _is_request(term: Term) -> bool:
    return isinstance(term, Answer) and term.callee == _REQUEST and term.index == 0


def _is_never_zero(step: str | Term) -> bool:
    """Whether a key cannot be 0: a sum with a known number, a request's ID, a known number."""
    if isinstance(step, str):
        return False
    if isinstance(step, Known):
        return step != ZERO
    if isinstance(step, Made) and step.operator == "+":
        return any(isinstance(one, Known) and one != ZERO for one in step.operands)
    return _is_request(step)
