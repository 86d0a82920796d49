"""Whether two requests get one ID: who can make them in one block or one transaction, and
whether session and user can be the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from dtnlint.protocol.effects.conduct import Conduct, Request, Who, is_undone, keeps_from
from dtnlint.protocol.effects.effects import Effect, Run, Sent, Wrote, each_field
from dtnlint.protocol.effects.spending import is_callers_own
from dtnlint.protocol.effects.terms import (
    SENDER,
    THIS,
    VALUE,
    Given,
    Kept,
    Known,
    Machine,
    Made,
    Part,
    Select,
    Term,
    Unknown,
    mentions_time,
    options,
    within,
)


def of_chosen_users(conduct: Conduct) -> Iterator[Request]:
    """The requests for a user that anyone chooses, and two callers may choose alike."""
    for request in conduct.requests:
        if (
            conduct.is_open(request.effect)
            and not is_callers_own(conduct, request)
            and _is_shared(request)
            and any(_is_chosen(request, one) for one in options(request.user))
            and not _lets_one_through(request)
        ):
            yield request


def of_two_privileged(conduct: Conduct) -> Iterator[Request]:
    """The requests for one and the same user that two named senders can make."""
    named = [
        (request, one)
        for request in conduct.requests
        if request.run.key not in conduct.callbacks
        and conduct.admitted(request.effect) == {Who.AUTHORITY}
        and _is_shared(request)
        and all(_is_fixed(request.run, user) for user in options(request.user))
        and not _lets_one_through(request)
        for one in (senders(request.effect),)
        if one
    ]
    for request, own in named:
        if any(
            len(own | others) > 1
            and other.session == request.session
            and other.user == request.user
            for other, others in named
        ):
            yield request


def of_multicalls(conduct: Conduct) -> Iterator[tuple[Request, Effect]]:
    """The requests that one caller can make twice in one transaction by a function that calls
    the contract's own functions as often as its caller says, and where it does.
    """
    batch = next(_batches(conduct), None)
    if batch is None:
        return
    payable, effect = batch
    for request in conduct.requests:
        if (
            request.run.key not in conduct.callbacks
            and _is_shared(request, by_one=True)
            and not any(_is_fresh(request.run, one) for one in options(request.user))
            and (payable or VALUE not in set(within(request.effect.value)))
            and not _lets_one_through(request, by_one=True)
        ):
            yield request, effect


def senders(effect: Effect) -> frozenset[Term]:
    """The places whose holders alone can make an effect happen; none where others can."""
    found: frozenset[Term] | None = None
    for condition, holds in effect.holds.items():
        one = _names(condition, holds, Machine("msg.sender", (), effect.message))
        if one is not None and (found is None or len(one) < len(found)):
            found = one
    return found or frozenset()


def _names(condition: Term, holds: bool, sender: Term) -> frozenset[Term] | None:
    if isinstance(condition, Made) and condition.operator == "!":
        return _names(condition.operands[0], not holds, sender)
    if isinstance(condition, Made) and condition.operator == "==" and holds:
        for one, other in (condition.operands, condition.operands[::-1]):
            if one == sender:
                return frozenset(options(other))
    if isinstance(condition, Select):
        ways = []
        for asked, then in ((True, condition.true), (False, condition.false)):
            if isinstance(then, Known):
                if bool(then.value) is holds:
                    ways.append(_names(condition.condition, asked, sender))
            else:
                ways.append(
                    _names(condition.condition, asked, sender) or _names(then, holds, sender)
                )
        if ways and all(one is not None for one in ways):
            return frozenset().union(*(one for one in ways if one is not None))
    return None


def _is_shared(request: Request, *, by_one: bool = False) -> bool:
    """Whether requests of two messages may be made on one session: it is kept, where the sender
    does not matter if there are two.
    """
    return any(
        isinstance(one, Kept)
        and (
            by_one or not any(SENDER in set(within(s)) for s in one.path if not isinstance(s, str))
        )
        for one in options(request.session)
    )


def _is_chosen(request: Request, user: Term) -> bool:
    """Whether a caller chooses a user, in person or by the record that names it."""
    if any(
        holds and isinstance(c, Made) and c.operator == "==" and {user, SENDER} == set(c.operands)
        for c, holds in request.effect.holds.items()
    ):
        return False
    if isinstance(user, Kept):
        keys = [step for step in user.path if not isinstance(step, str)]
        return (
            bool(keys)
            and all(_is_given(request.run, one) for one in keys)
            and not _is_written(request.run, user)
        )
    return _is_given(request.run, user)


def _is_given(run: Run, term: Term) -> bool:
    while isinstance(term, Part):
        term = term.base
    return isinstance(term, Given) and term in run.parameters


def _is_fixed(run: Run, user: Term) -> bool:
    """Whether a user is the same whoever asks."""
    if isinstance(user, Kept):
        return all(isinstance(s, str) for s in user.path) and not _is_written(run, user)
    return user == THIS or isinstance(user, Known)


def _is_fresh(run: Run, user: Term) -> bool:
    """Whether a user is another one with each call."""
    return not (
        user in (SENDER, THIS)
        or isinstance(user, Known)
        or _is_given(run, user)
        or (isinstance(user, Kept) and not _is_written(run, user))
    )


def _is_written(run: Run, place: Kept) -> bool:
    return any(isinstance(one, Wrote) and one.place.root == place.root for one in run.effects)


def _lets_one_through(request: Request, *, by_one: bool = False) -> bool:
    """Whether something that the run writes keeps the next request away: a mark, a time. One
    under a key keeps only those away who give the same, or who are the same.
    """
    kept = {
        term
        for condition in request.effect.holds
        for term in within(condition)
        if isinstance(term, Kept)
    }
    writes = [one for one in request.run.effects if isinstance(one, Wrote)]
    for write in (field for one in writes for field in each_field(one)):
        if write.place not in kept or is_undone(request.run, write):
            continue
        keys = [step for step in write.place.path if not isinstance(step, str)]
        if any(key != request.user and not (by_one and key == SENDER) for key in keys):
            continue
        if keeps_from(write, request.effect.holds) or any(
            write.place in set(within(condition)) and mentions_time(condition)
            for condition in request.effect.holds
        ):
            return True
    return False


def _batches(conduct: Conduct) -> Iterator[tuple[bool, Effect]]:
    """The calls of the contract's own code by bytes that the caller gives, one after another:
    whether they bring value along.
    """
    for run in conduct.runs:
        for effect in run.effects:
            if (
                isinstance(effect, Sent)
                and effect.way == "delegatecall"
                and effect.looped
                and effect.target == THIS
                and effect.message_bytes is not None
                and any(isinstance(one, Given | Unknown) for one in within(effect.message_bytes))
                and conduct.is_open(effect)
            ):
                yield run.entry is not None and run.entry.payable, effect
