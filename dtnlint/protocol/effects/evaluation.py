"""What a term comes to if some of the terms in it are known to be something."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from dtnlint.protocol.effects.terms import (
    ZERO,
    Either,
    Kept,
    Known,
    Machine,
    Made,
    Part,
    Select,
    Structure,
    Term,
    compared,
    negated,
)

Replacement: TypeAlias = Callable[[Term], Term | None]
"""What stands for a term; None for itself."""

_WORD = (1 << 256) - 1


def replaced(term: Term, by: Replacement) -> Term:
    """A term with others in the place of some that it is made of, folded where that tells."""
    other = by(term)
    if other is not None:
        return other
    if isinstance(term, Made):
        return folded(term.operator, tuple(replaced(one, by) for one in term.operands))
    if isinstance(term, Select):
        condition = replaced(term.condition, by)
        if isinstance(condition, Known):
            return replaced(term.true if condition.value else term.false, by)
        return Select(condition, replaced(term.true, by), replaced(term.false, by))
    if isinstance(term, Either):
        found = frozenset(replaced(one, by) for one in term.options)
        return next(iter(found)) if len(found) == 1 else Either(found)
    if isinstance(term, Kept):
        root = term.root if isinstance(term.root, str) else replaced(term.root, by)
        path = tuple(step if isinstance(step, str) else replaced(step, by) for step in term.path)
        below = Kept(root, path)
        return below if below == term else by(below) or below
    if isinstance(term, Part):
        step = term.step if isinstance(term.step, str) else replaced(term.step, by)
        return Part(replaced(term.base, by), step)
    if isinstance(term, Machine):
        return Machine(term.name, tuple(replaced(a, by) for a in term.arguments), term.message)
    if isinstance(term, Structure):
        parts = tuple((step, replaced(value, by)) for step, value in term.parts)
        return Structure(parts, None if term.rest is None else replaced(term.rest, by))
    return term


def folded(operator: str, operands: tuple[Term, ...]) -> Term:
    """What an operation makes of terms: a known value where all are known."""
    if operator == "!":
        return negated(operands[0])
    if operator == "==":
        return compared("==", *operands)
    if operator in ("cut", "length") and operands[0] == ZERO:
        return ZERO
    numbers = [one.value for one in operands if isinstance(one, Known)]
    if operator == "<" and operands[1:] == (ZERO,):
        return ZERO
    if operator in ("&", "*") and any(one == ZERO for one in operands):
        return ZERO
    if len(numbers) == len(operands) == 2:
        a, b = numbers
        if isinstance(a, int) and isinstance(b, int):
            found = _folded(operator, a, b)
            if found is not None:
                return Known(found)
    return Made(operator, operands)


def _folded(operator: str, a: int, b: int) -> int | None:
    if operator == "<":
        return int(a < b)
    if operator == "+" and a + b <= _WORD:
        return a + b
    if operator == "-" and a >= b:
        return a - b
    if operator == "*" and a * b <= _WORD:
        return a * b
    if operator in ("&", "|", "^") and a >= 0 and b >= 0:
        return {"&": a & b, "|": a | b, "^": a ^ b}[operator]
    return None


def truth(term: Term, by: Replacement) -> bool | None:
    """Whether a condition holds, if some terms are known; None where that cannot be told."""
    found = replaced(term, by)
    if isinstance(found, Known):
        return bool(found.value)
    if isinstance(found, Select):
        ways = {truth(found.true, lambda _: None), truth(found.false, lambda _: None)}
        return next(iter(ways)) if len(ways) == 1 else None
    return None
