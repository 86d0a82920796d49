"""Who pays for a request, and what a run takes for it."""

from __future__ import annotations

from collections.abc import Iterator

from dtnlint.protocol.effects.conduct import Conduct, Request, Who
from dtnlint.protocol.effects.effects import Called, Effect, Run, Sent
from dtnlint.protocol.effects.terms import (
    SENDER,
    ZERO,
    Answer,
    Given,
    Kept,
    Known,
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

_ADDRESS = (1 << 160) - 1


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


def may_exceed(effect: Effect, choice: Term, most: int) -> bool:
    """Whether no condition on the way keeps a choice at or below a number. A look-up of it, and a
    comparison with anything but a number, count as one that does.
    """
    return not any(
        choice in set(within(condition)) and _keeps_below(condition, holds, choice, most)
        for condition, holds in effect.holds.items()
    )


def _keeps_below(condition: Term, holds: bool, choice: Term, most: int) -> bool:
    if not (isinstance(condition, Made) and condition.operator in ("==", "<")):
        return True
    left, right = condition.operands
    number = right if left == choice else left
    if choice not in condition.operands or not isinstance(number, Known):
        return True
    value = number.value
    if not isinstance(value, int):
        return True
    if condition.operator == "==":
        return holds and value <= most
    if left == choice:
        return holds and value <= most + 1
    return not holds and value <= most


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
    if isinstance(effect, Called | Sent) and effect.callee is not None:
        name, arguments = effect.callee.name, effect.arguments
    elif isinstance(effect, Sent) and isinstance(effect.message_bytes, Made):
        operator = effect.message_bytes.operator
        if operator.startswith("message "):
            name = operator.removeprefix("message ").partition("(")[0]
            arguments = effect.message_bytes.operands[1:]
    if name == "transfer" and len(arguments) == 2:
        return None, _address(arguments[0]), arguments[1]
    if name == "transferFrom" and len(arguments) == 3:
        return _address(arguments[0]), _address(arguments[1]), arguments[2]
    return None


def _address(term: Term) -> Term:
    """An address without the mask that assembly lays over it."""
    if isinstance(term, Made) and term.operator == "&" and Known(_ADDRESS) in term.operands:
        left, right = term.operands
        return left if right == Known(_ADDRESS) else right
    return term


def is_deposit(effect: Effect) -> bool:
    """Whether an effect moves tokens to the router's fee target."""
    moved = token_moves(effect)
    return moved is not None and any(
        isinstance(one, Answer) and one.callee == "feeTarget" for one in options(moved[1])
    )
