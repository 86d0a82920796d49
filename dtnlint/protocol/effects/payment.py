"""What a run takes for a request that it makes, and what keeps it from being made at will."""

from __future__ import annotations

from collections.abc import Sequence, Set

from msgspec import Struct

from dtnlint.protocol.effects.conduct import Conduct, Request, Who, is_undone, keeps_from
from dtnlint.protocol.effects.effects import Called, Effect, Ended, Run, Sent, Wrote
from dtnlint.protocol.effects.evaluation import Replacement, replaced, truth
from dtnlint.protocol.effects.spending import flows, token_moves
from dtnlint.protocol.effects.state import Conditions, State
from dtnlint.protocol.effects.terms import (
    ONE,
    SENDER,
    THIS,
    VALUE,
    ZERO,
    Given,
    Kept,
    Known,
    Machine,
    Made,
    Select,
    Term,
    Varying,
    mentions_time,
    options,
    within,
)

_GIVING = ("mint", "safeMint", "approve")
"""Functions of tokens that give something to whom they name."""
_DEEPEST = 2
"""Takings of which each stands on the way that another leaves out."""
_MOST_LEFT_OUT = 4
"""Conditions of a taking that may not hold where the request is made."""


class _Asked(Struct, frozen=True):
    """What has to be paid for: an effect, what goes on with it and what it costs by."""

    conduct: Conduct
    run: Run
    effect: Effect
    sent: tuple[Term, ...]
    content: Term


def is_paid_for(conduct: Conduct, request: Request) -> bool:
    """Whether every way on which a request is made takes something for it, or cannot be gone
    as often as one likes by whoever likes: tokens or credit of the sender, value that does not
    go on with the request, a limit in time or number, a place in a list that has its price.
    """
    sent = tuple(options(request.effect.value))
    asked = _Asked(conduct, request.run, request.effect, sent, request.content)
    holds = _whenever(asked)
    return _is_covered(asked, _takings(asked), holds, _DEEPEST) or any(
        _is_bought(conduct, condition, truth) for condition, truth in holds.items()
    )


def _takings(asked: _Asked) -> frozenset[Conditions]:
    """What holds where something is taken, for each such effect of a run."""
    return frozenset(one.holds for one in asked.run.effects if _takes(asked, one))


def _whenever(asked: _Asked) -> Conditions:
    """What holds whenever an effect happens in a message that succeeds."""
    effect = asked.effect
    state = State(holds=effect.holds)
    ends = [
        one
        for one in asked.run.effects
        if isinstance(one, Ended)
        and not any(effect.holds.get(c) is (not holds) for c, holds in one.holds.items())
    ]
    for condition, holds in ends[0].holds.items() if ends else ():
        if all(one.holds.get(condition) is holds for one in ends):
            state = state.assume(replaced(condition, _as_known(effect.holds)), holds) or state
    return state.holds


def _as_known(holds: Conditions) -> Replacement:
    def known(term: Term) -> Term | None:
        truth = holds.get(term)
        return None if truth is None else ONE if truth else ZERO

    return known


def _is_covered(asked: _Asked, takes: Set[Conditions], holds: Conditions, depth: int) -> bool:
    """Whether something is not free for all where some conditions hold."""
    if (
        Who.ANYONE not in asked.conduct.admits(holds, asked.effect.message)
        or _keeps_value(asked.sent, holds)
        or any(_vouches(c, t) or _is_timed(asked.conduct, c, t) for c, t in holds.items())
    ):
        return True
    for take in takes:
        open_ = [(c, t) for c, t in take.items() if holds.get(c) is not t]
        if len(open_) > _MOST_LEFT_OUT or any(c in holds for c, _ in open_):
            continue
        left_out = [State(holds=holds).assume(c, not t) for c, t in open_]
        ways = [state.holds for state in left_out if state is not None]
        if not ways or (depth and all(_is_covered(asked, takes, way, depth - 1) for way in ways)):
            return True
    return False


def _is_bought(conduct: Conduct, condition: Term, holds: bool) -> bool:
    """Whether a condition asks for a place in a list for which one pays: a mark of the sender's
    that nobody sets for nothing.
    """
    places = {
        one.root
        for one in within(condition)
        if isinstance(one, Kept) and any(_mentions_sender(step) for step in one.path)
    }
    marks = [
        (run, one)
        for run in conduct.runs
        for one in run.effects
        if isinstance(one, Wrote) and one.place.root in places and one.value != ZERO
    ]
    return (
        conduct.fails_if_empty(condition, holds)
        and bool(marks)
        and all(
            isinstance(one.value, Known)
            and (not conduct.is_open(one) or _has_a_price(conduct, run, one))
            for run, one in marks
        )
    )


def _has_a_price(conduct: Conduct, run: Run, effect: Effect) -> bool:
    asked = _Asked(conduct, run, effect, (ZERO,), ZERO)
    prices = frozenset(one.holds for one in run.effects if _pays(asked, one))
    return _is_covered(asked, prices, _whenever(asked), _DEEPEST)


def _mentions_sender(step: str | Term) -> bool:
    return not isinstance(step, str) and SENDER in set(within(step))


# -- what is taken -------------------------------------------------------------------------


def _takes(asked: _Asked, effect: Effect) -> bool:
    """Whether an effect takes something, or counts."""
    if isinstance(effect, Wrote):
        return effect.lasting and (counts_down(effect) or _stops(asked.run, effect))
    return _pays(asked, effect)


def _pays(asked: _Asked, effect: Effect) -> bool:
    """Whether an effect takes tokens, or something that another contract keeps for the sender."""
    moved = token_moves(effect)
    if moved is not None:
        payer, recipient, amount = moved
        return (
            payer not in (None, THIS)
            and recipient != SENDER
            and amount != ZERO
            and not _is_left_to_the_caller(asked, effect, amount)
        )
    if isinstance(effect, Called):
        return (
            not any(one in asked.conduct.routers for one in options(effect.target))
            and not effect.callee.view
            and effect.callee.name not in _GIVING
            and _names_sender(effect.arguments)
        )
    if isinstance(effect, Sent) and isinstance(effect.message_bytes, Made):
        return _names_sender(effect.message_bytes.operands)
    return False


def _names_sender(terms: tuple[Term, ...]) -> bool:
    return any(SENDER in set(options(term)) for term in terms)


def _is_left_to_the_caller(asked: _Asked, effect: Effect, amount: Term) -> bool:
    """Whether an amount may be nothing: the caller gives it, nothing compares it, and the
    request does not cost by it.
    """
    about = {one for condition in effect.holds for one in within(condition)}
    return all(
        isinstance(one, Given) and one not in about and one not in set(within(asked.content))
        for one in options(amount)
    )


def counts_down(write: Wrote) -> bool:
    """Whether a write takes something from a number that is kept."""
    return all(
        isinstance(value, Made)
        and value.operator in ("-", "-~")
        and value.operands[1] != ZERO
        and any(isinstance(part, Kept) for part in within(value.operands[0]))
        for value in options(write.value)
    )


def _keeps_value(sent: Sequence[Term], holds: Conditions) -> bool:
    """Whether value has to come in of which not all goes on with the request."""
    if all(_is_less(one) for one in sent):
        return True
    return any(
        VALUE in set(within(condition)) and not _asks_no_more(condition, truth, sent)
        for condition, truth in holds.items()
    )


def _is_less(value: Term) -> bool:
    """Whether it is the value that came in, less something: a checked difference."""
    return (
        isinstance(value, Made)
        and value.operator == "-"
        and VALUE in set(within(value.operands[0]))
        and value.operands[1] != ZERO
    )


def _asks_no_more(condition: Term, holds: bool, sent: Sequence[Term]) -> bool:
    """Whether a condition on the value asks for no more than what goes on with the request."""
    if VALUE in sent or not isinstance(condition, Made) or condition.operator not in ("==", "<"):
        return True
    left, right = condition.operands
    if condition.operator == "==":
        least = right if left == VALUE else left
        if not holds:
            return True  # not nothing, or not some amount
    elif left == VALUE and not holds:
        least = right
    elif right == VALUE and holds:
        least = left
    else:
        return True  # no more than something
    return least == ZERO or any(_is_at_most(least, one) for one in sent)


def _is_at_most(one: Term, other: Term) -> bool:
    if isinstance(one, Known) and isinstance(other, Known):
        a, b = one.value, other.value
        return isinstance(a, int) and isinstance(b, int) and a <= b
    return one == other


# -- what keeps from asking at will --------------------------------------------------------


def _vouches(condition: Term, holds: bool) -> bool:
    """Whether a condition compares what the contract keeps with what only a signature, a proof
    or a secret comes to.
    """
    if not (holds and isinstance(condition, Made) and condition.operator == "=="):
        return False
    return any(
        isinstance(kept, Kept | Known)
        and kept != ZERO
        and any(
            isinstance(part, Varying)
            or (isinstance(part, Machine) and part.name == "ecrecover")
            or (isinstance(part, Made) and part.operator == "keccak256")
            for part in within(shown)
        )
        for kept, shown in (condition.operands, condition.operands[::-1])
    )


def _is_timed(conduct: Conduct, condition: Term, holds: bool) -> bool:
    """Whether a condition ends with time, or is true again only some time after the last."""
    if isinstance(condition, Select):
        return any(
            _is_timed(conduct, one, truth)
            for one in within(condition)
            if isinstance(one, Made)
            for truth in (True, False)
        )
    if not (isinstance(condition, Made) and condition.operator == "<"):
        return False
    early, late = condition.operands if holds else condition.operands[::-1]
    if mentions_time(early) and not mentions_time(late):
        return True
    kept = {one.root for one in within(early) if isinstance(one, Kept)}
    return mentions_time(late) and any(
        isinstance(one, Wrote) and one.place.root in kept and mentions_time(one.value)
        for run in conduct.runs
        for one in run.effects
    )


def _stops(run: Run, write: Wrote) -> bool:
    """Whether a write makes a condition on its way fail next time, or brings that nearer: a
    mark, a count.
    """
    if is_undone(run, write) or _is_at_new_key(write):
        return False
    if isinstance(write.value, Made) and write.value.operator in ("+", "+~"):
        return any(_is_bound(write.place, c, holds) for c, holds in write.holds.items())
    return keeps_from(write, write.holds)


def _is_bound(place: Kept, condition: Term, holds: bool) -> bool:
    """Whether a condition keeps a count below something that is not the caller's to say."""
    if not (isinstance(condition, Made) and condition.operator == "<"):
        return False
    less, more = condition.operands if holds else condition.operands[::-1]
    return place in set(within(less)) and not any(isinstance(one, Given) for one in flows(more))


def _is_at_new_key(write: Wrote) -> bool:
    """Whether a caller can always give another key: nothing has to be kept under it."""
    for step in write.place.path:
        given = () if isinstance(step, str) else [g for g in flows(step) if isinstance(g, Given)]
        if given and not _needs_a_record(write, given[0]):
            return True
    return False


def _needs_a_record(write: Wrote, key: Given) -> bool:
    def empty(term: Term) -> Term | None:
        return ZERO if isinstance(term, Kept) and key in set(within(term)) else None

    return any(
        key in set(within(condition)) and truth(condition, empty) is (not holds)
        for condition, holds in write.holds.items()
    )
