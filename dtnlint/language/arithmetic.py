"""Operators on values, done at once where both are constants and nothing can revert."""

from __future__ import annotations

from typing import Any

from dtnlint.language.body import Body
from dtnlint.language.conversions import fits, wrapped
from dtnlint.language.instructions import Binary, Compare, Constant, Operand
from dtnlint.language.tree import Node
from dtnlint.language.types import BOOLEAN, Boolean, FixedBytes, Number, Type


def compute(
    body: Body,
    node: Node,
    operator: Any,
    left: Operand,
    right: Operand,
    type_: Type,
    *,
    checked: bool | None = None,
) -> Operand:
    """Arithmetic at a type; checked as the source's position says, if nothing else does."""
    checked = body.checked if checked is None else checked
    if isinstance(left, Constant) and isinstance(right, Constant):
        done = known(operator, left, right, type_, checked=checked)
        if done is not None:
            return Constant(done, type_)
    result = body.register(type_)
    body.emit(
        Binary(
            span=body.where(node),
            declaration=node["id"],
            result=result,
            operator=operator,
            left=left,
            right=right,
            checked=checked,
        )
    )
    return result


def compare(body: Body, node: Node, operator: Any, left: Operand, right: Operand) -> Operand:
    """A comparison."""
    if isinstance(left, Constant) and isinstance(right, Constant):
        a, b = left.value, right.value
        if isinstance(a, int) and isinstance(b, int):
            holds = {
                "==": a == b,
                "!=": a != b,
                "<": a < b,
                "<=": a <= b,
                ">": a > b,
                ">=": a >= b,
            }
            return Constant(int(holds[operator]), BOOLEAN)
    result = body.register(BOOLEAN)
    body.emit(
        Compare(
            span=body.where(node),
            declaration=node["id"],
            result=result,
            operator=operator,
            left=left,
            right=right,
        )
    )
    return result


def inverted(operator: str, constant: Constant, type_: Type) -> int | None:
    """``!``, ``~`` or ``-`` of a constant; None where only running it tells."""
    value = constant.value
    if isinstance(value, bytes):
        return None
    if isinstance(type_, Boolean):
        return 1 - value
    if isinstance(type_, FixedBytes):
        unused = 256 - 8 * type_.size
        return (((1 << 256) - 1) ^ value) >> unused << unused
    if not isinstance(type_, Number):
        return None
    result = ~value if operator == "~" else -value
    if operator == "~":
        return wrapped(result, type_)
    return result if fits(result, type_) else None


def known(
    operator: str, left: Constant, right: Constant, type_: Type, *, checked: bool
) -> int | None:
    """What an operator makes of two constants; None where only running it tells."""
    a, b = left.value, right.value
    if not isinstance(a, int) or not isinstance(b, int):
        return None
    if isinstance(type_, FixedBytes):
        return _of_bytes(operator, a, b, type_)
    if isinstance(type_, Boolean):
        return {"&": a & b, "|": a | b, "^": a ^ b}.get(operator)
    if not isinstance(type_, Number):
        return None
    result = _of_numbers(operator, a, b, type_)
    if result is None:
        return None
    if fits(result, type_):
        return result
    overflows = operator in ("+", "-", "*", "/", "**")
    return None if checked and overflows else wrapped(result, type_)


def _of_numbers(operator: str, a: int, b: int, type_: Number) -> int | None:
    if operator in ("/", "%"):
        if b == 0:
            return None
        quotient = abs(a) // abs(b)
        quotient = -quotient if (a < 0) != (b < 0) else quotient
        return quotient if operator == "/" else a - b * quotient
    if operator in ("<<", ">>"):
        if b < 0:
            return None
        if operator == ">>":
            return a >> min(b, 256)
        return 0 if b >= 256 else a << b
    if operator == "**":
        if b < 0 or b > 1024:
            return None
        return int(a**b)
    return {"+": a + b, "-": a - b, "*": a * b, "&": a & b, "|": a | b, "^": a ^ b}.get(operator)


def _of_bytes(operator: str, a: int, b: int, type_: FixedBytes) -> int | None:
    unused = 256 - 8 * type_.size
    if operator == "<<":
        return 0 if b >= 256 else (a << b) & ((1 << 256) - 1) >> unused << unused
    if operator == ">>":
        return 0 if b >= 256 else a >> b >> unused << unused
    return {"&": a & b, "|": a | b, "^": a ^ b}.get(operator)
