"""Who pays for a request, and what a run takes for it."""

from __future__ import annotations

from collections.abc import Iterator

from dtnlint.protocol.effects.conduct import Conduct, Request, Who
from dtnlint.protocol.effects.effects import Called, Effect, Run, Sent, Wrote
from dtnlint.protocol.effects.evaluation import truth
from dtnlint.protocol.effects.terms import (
    SENDER,
    ZERO,
    Answer,
    Given,
    Kept,
    Machine,
    Made,
    Part,
    Select,
    Structure,
    Term,
    options,
    parts_of,
    within,
)

_VALUE = Machine("msg.value")
_TIMES = ("block.timestamp", "block.number")


def is_callers_own(conduct: Conduct, request: Request) -> bool:
    """Whether the session that pays is the caller's: found under the sender, or under what a
    check ties to the sender.
    """
    if Who.NAMED in conduct.admitted(request.effect):
        return True
    return all(
        any(SENDER in set(within(step)) for step in one.path if not isinstance(step, str))
        if isinstance(one, Kept)
        else False
        for one in options(request.session)
    )


def is_paid_for(conduct: Conduct, request: Request) -> bool:
    """Whether the run takes something for the request, or cannot make it as often as one likes:
    tokens or credit of the sender, value that does not go on with the request, a limit in time
    or number.
    """
    run, effect = request.run, request.effect
    return (
        any(_takes(conduct, one) for one in run.effects)
        or _keeps_value(effect)
        or any(_limits(run, condition, holds) for condition, holds in effect.holds.items())
    )


def _takes(conduct: Conduct, effect: Effect) -> bool:
    if isinstance(effect, Wrote):
        return any(
            isinstance(value, Made)
            and value.operator in ("-", "-~")
            and any(isinstance(part, Kept) for part in within(value.operands[0]))
            for value in options(effect.value)
        )
    if isinstance(effect, Called):
        foreign = not any(one in conduct.routers for one in options(effect.target))
        return foreign and not effect.callee.view and _names_sender(effect.arguments)
    if isinstance(effect, Sent) and isinstance(effect.message_bytes, Made):
        return _names_sender(effect.message_bytes.operands)
    return False


def _names_sender(terms: tuple[Term, ...]) -> bool:
    return any(SENDER in set(options(term)) for term in terms)


def _keeps_value(effect: Called) -> bool:
    """Whether value has to come in of which not all goes on with the request."""
    asked = any(
        _VALUE in set(within(condition)) and condition != Made("==", (_VALUE, ZERO))
        for condition in effect.holds
    )
    return asked and all(one != _VALUE for one in options(effect.value))


def _limits(run: Run, condition: Term, holds: bool) -> bool:
    about = set(within(condition))
    kept = {term for term in about if isinstance(term, Kept)}
    if kept and any(isinstance(term, Machine) and term.name in _TIMES for term in about):
        return True
    return any(_stops(write, condition, holds) for write in _writes(run) if write.place in kept)


def _stops(write: Wrote, condition: Term, holds: bool) -> bool:
    """Whether a write makes a condition fail next time, or brings that nearer: a mark, a count."""
    if isinstance(write.value, Made) and write.value.operator == "+":
        return write.place in set(within(write.value))

    def after(term: Term) -> Term | None:
        return write.value if term == write.place else None

    return truth(condition, after) is (not holds)


def _writes(run: Run) -> Iterator[Wrote]:
    for effect in run.effects:
        if isinstance(effect, Wrote) and effect.lasting:
            yield effect


def flows(term: Term) -> Iterator[Term]:
    """What a term is made of by value: not what is only looked up under, or told by."""
    seen = {term}
    pending = [term]
    while pending:
        one = pending.pop()
        yield one
        if isinstance(one, Kept | Machine) or (isinstance(one, Made) and one.operator == "length"):
            continue
        for part in (one.base,) if isinstance(one, Part) else parts_of(one):
            if isinstance(one, Select) and part == one.condition:
                continue
            if part not in seen:
                seen.add(part)
                pending.append(part)


def chosen(run: Run, term: Term) -> frozenset[Given]:
    """The parameters of an entry point of whose value a term is made."""
    return frozenset(one for one in flows(term) if isinstance(one, Given) and one in run.parameters)


def is_bounded(effect: Effect, choice: Term) -> bool:
    """Whether a condition on the way compares a choice with what is no choice, or looks it up."""
    for condition, holds in effect.holds.items():
        about = set(within(condition))
        if choice not in about:
            continue
        if any(isinstance(one, Kept) and choice in set(within(one)) for one in about):
            return True
        if isinstance(condition, Made) and condition.operator in ("==", "<"):
            for one, other in (condition.operands, condition.operands[::-1]):
                if choice in set(flows(one)) and not any(
                    isinstance(part, Given) for part in flows(other)
                ):
                    if condition.operator == "==" and not holds:
                        continue
                    if other != ZERO:
                        return True
    return False


def field_of(term: Term, name: str) -> Term:
    """A field of what was passed on."""
    found = [
        dict(one.parts).get(name, ZERO if one.rest is None else Part(one.rest, name))
        if isinstance(one, Structure)
        else (Kept(one.root, (*one.path, name)) if isinstance(one, Kept) else Part(one, name))
        for one in options(term)
    ]
    first = found[0]
    return first if len(found) == 1 else Select(ZERO, first, found[1])


def token_moves(effect: Effect) -> tuple[Term | None, Term, Term] | None:
    """Of a transfer of tokens: whom from (None for the contract itself), whom to, how much."""
    name = ""
    arguments: tuple[Term, ...] = ()
    if isinstance(effect, Called):
        name, arguments = effect.callee.name, effect.arguments
    elif isinstance(effect, Sent) and isinstance(effect.message_bytes, Made):
        operator = effect.message_bytes.operator
        if operator.startswith("message "):
            name = operator.removeprefix("message ").partition("(")[0]
            arguments = effect.message_bytes.operands[1:]
    if name == "transfer" and len(arguments) == 2:
        return None, arguments[0], arguments[1]
    if name == "transferFrom" and len(arguments) == 3:
        return arguments[0], arguments[1], arguments[2]
    return None


def is_deposit(effect: Effect) -> bool:
    """Whether an effect moves tokens to the router's fee target."""
    moved = token_moves(effect)
    return moved is not None and any(
        isinstance(one, Answer) and one.callee == "feeTarget" for one in options(moved[1])
    )
