"""What a run costs at the least, in gas.

Prices are those of EIP-2200 and EIP-2929 for slots and accounts that are warm: an access list
can make them so, and another answer of the same transaction. What is left out (calldata, memory,
arithmetic, events) makes it more, never less.
"""

from __future__ import annotations

from collections.abc import Iterable

from dtnlint.protocol.effects.effects import Called, Ended, Run, Wrote
from dtnlint.protocol.effects.state import Conditions
from dtnlint.protocol.effects.terms import ONE, ZERO, Kept, Known, Made, Term, compared

NO_CHANGE = 100
"""``SSTORE`` of what a slot holds already."""
CHANGE = 2_900
"""``SSTORE`` of something else."""
FILLING = 20_000
"""``SSTORE`` of something where there was nothing."""
SENTRY = 2_300
"""``SSTORE`` fails unless more gas than this is left."""
CALL = 100
"""``CALL`` of a warm account that does nothing."""


def least(run: Run) -> int:
    """What every successful way through a run costs at the least."""
    ends = [one.before for one in run.effects if isinstance(one, Ended)]
    if not ends or not run.complete:
        return 0
    certain = frozenset.intersection(*ends)
    gas = 0
    slots: dict[object, int] = {}
    for effect in run.effects:
        if effect.number not in certain:
            continue
        if isinstance(effect, Called):
            gas += CALL
        elif isinstance(effect, Wrote) and effect.lasting:
            slot = _slot(effect.place)
            slots[slot] = max(slots.get(slot, 0), _price(effect))
    if not slots:
        return gas
    return gas + max(sum(slots.values()), SENTRY + 1)


def _slot(place: Kept) -> object:
    """A name for a slot, so that what has two names lies in two slots: variables and fields may
    share one, and two keys may be equal.
    """
    return place.root if any(not isinstance(step, str) for step in place.path) else None


def _price(write: Wrote) -> int:
    """The least price of a write."""
    if _is_zero(write.place, write.holds.items()) and _is_not_zero(write.value):
        return FILLING
    return CHANGE if _changes(write) else NO_CHANGE


def _changes(write: Wrote) -> bool:
    """Whether a write surely changes what is there: a step of a count, or the other of two."""
    value = write.value
    if isinstance(value, Made) and value.operator in ("+", "-", "+~", "-~"):
        return value.operands[0] == write.place and _is_not_zero(value.operands[1])
    if value == ZERO:
        return _is_filled(write.place, write.holds)
    return _is_zero(write.place, write.holds.items()) and _is_not_zero(value)


def _is_zero(place: Kept, holds: Iterable[tuple[Term, bool]]) -> bool:
    return any(
        (condition == place and not truth) or (condition == compared("==", place, ZERO) and truth)
        for condition, truth in holds
    )


def _is_filled(place: Kept, holds: Conditions) -> bool:
    return (
        holds.get(place) is True
        or holds.get(compared("==", place, ZERO)) is False
        or holds.get(Made("<", (ZERO, place))) is True
    )


def _is_not_zero(value: Term) -> bool:
    return value == ONE or (isinstance(value, Known) and value != ZERO)
