"""Arithmetic on abstract values, as machines do it: what wraps, what reverts, what is cut off.

The terms of `values` are of checked, unsigned arithmetic, of which the laws of a world hold
(``n + 1 > n``). Of what may wrap, or has a sign, terms say so, and laws say nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dtnlint.language.types import (
    Address,
    Boolean,
    ContractType,
    Enumeration,
    FixedBytes,
    Number,
    Type,
)
from dtnlint.lifecycle.values import (
    DERIVED,
    ZERO,
    Value,
    const,
    depth,
    derived,
    lost,
    sessions_in,
    symbol,
)

_DEEPEST = 4
_NARROWEST = 32
"""Bits of numbers that can hold each ID that there will be."""
_SMALL = {symbol("global", name): 40 for name in ("block.timestamp", "block.number")} | {
    symbol(name): 160 for name in ("router", "sender", "caller", "this")
}
"""Numbers of which it is known that they fit into so many bits: seconds do for 34,000 years."""


def wrapped(number: int, kind: Type) -> int:
    """A number as one of a type, with what is too much cut off."""
    if isinstance(kind, Number):
        number &= (1 << kind.bits) - 1
        if kind.signed and number >> (kind.bits - 1):
            number -= 1 << kind.bits
    return number


def fits(number: int, kind: Type) -> bool:
    """Whether a type has a number."""
    return wrapped(number, kind) == number


def uncut(value: Value) -> Value:
    """What a value was before conversions cut something off."""
    while value[0] == "term" and value[1].startswith("cast"):
        value = value[2]
    return value


def is_signed(kind: Any) -> bool:
    """Whether a type's numbers have a sign."""
    return isinstance(kind, Number) and kind.signed


def _shift_left(a: int, b: int) -> int:
    return a << b if b < 512 else 0


def _shift_right(a: int, b: int) -> int:
    return a >> b if b < 512 else (-1 if a < 0 else 0)


def _divide(a: int, b: int) -> int:
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _remainder(a: int, b: int) -> int:
    rest = abs(a) % abs(b)
    return -rest if a < 0 else rest


def _power(a: int, b: int) -> int:
    if abs(a) <= 1 or b < 512:
        return int(a**b)
    # More than any type has; only what unchecked code keeps of it is right.
    return pow(a, b, 1 << 256) + (1 << 256)


_FOLDS: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "%": _remainder,
    "**": _power,
    "<<": _shift_left,
    ">>": _shift_right,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
}
_MAY_OVERFLOW = frozenset(("+", "-", "*", "**", "/"))


def folded(
    operator: str, left: int, right: int, kind: Type, *, checked: bool, machine: bool
) -> int | None:
    """``left operator right`` of two known numbers; None where that reverts."""
    if operator in ("/", "%") and right == 0:
        return 0 if machine else None
    number = _FOLDS[operator](left, right)
    if isinstance(kind, FixedBytes):
        unused = 256 - 8 * kind.size
        return (number & ((1 << 256) - 1)) >> unused << unused
    if checked and operator in _MAY_OVERFLOW and not fits(number, kind):
        return None
    return wrapped(number, kind)


def of_width(operator: str, kind: Type) -> str:
    """An operator that cuts off what does not fit into its result, as terms name it: the same
    operands give something else in another type.
    """
    if isinstance(kind, FixedBytes):
        return f"{operator}~bytes{kind.size}"
    return f"{operator}~{'int' if is_signed(kind) else 'uint'}{_bits(kind)}"


def opaque_term(operator: str, left: Value, right: Value = ZERO) -> Value | None:
    """A term of which only this is known, that equal operands make it equal; None where it
    would say nothing.
    """
    for side in (left, right):
        if side[0] == "lost":
            return side
    if sessions_in(left) or sessions_in(right):
        found = derived(operator, left, right)
        return lost(DERIVED) if found is None else found
    if not {"any", "elsewhere", "below", "above", "beside", "pred", "not"}.isdisjoint(
        (left[0], right[0])
    ):
        return None
    value: Value = ("term", operator, left, right)
    return value if depth(value) <= _DEEPEST else None


def _bits(kind: Type) -> int:
    if isinstance(kind, Number):
        return kind.bits
    if isinstance(kind, Address | ContractType):
        return 160
    if isinstance(kind, FixedBytes):
        return 8 * kind.size
    return 1 if isinstance(kind, Boolean) else 8


def converted(value: Value, source: Type, target: Type) -> Value | None:
    """A value as one of another type; None where nothing is known of it."""
    if source == target:
        return value
    if value[0] == "const" and isinstance(value[1], int):
        return _converted_number(value[1], source, target)
    if value[0] not in ("symbol", "term", "session", "key", "const"):
        return value
    before, after = _bits(source), _bits(target)
    aligned = isinstance(source, FixedBytes), isinstance(target, FixedBytes)
    if aligned[0] or aligned[1]:
        if all(aligned):
            return value if after >= before else opaque_term(f"cast bytes{after}", value)
        if before == after == 256 and not is_signed(source) and not is_signed(target):
            return value
        return opaque_term(f"cast {before} {aligned[0]} {after}", value)
    if isinstance(target, Enumeration | Boolean):
        return value  # whatever is no member reverts
    signs = is_signed(source), is_signed(target)
    if after >= before and (signs[0] == signs[1] or (signs[1] and after > before)):
        return value
    if sessions_in(value):
        if value[0] == "session" and after - signs[1] >= _NARROWEST:
            return value  # IDs are counted
        return derived("cast", value)
    bits = _bits_of(value)
    if bits is not None and after - signs[1] >= bits:
        return value
    return opaque_term(f"cast {'int' if signs[1] else 'uint'}{after}", value)


def _bits_of(value: Value) -> int | None:
    """Into how many bits a number fits, if that is known: one, or a sum of two that do not wrap."""
    if value[0] == "const" and isinstance(value[1], int) and value[1] >= 0:
        return value[1].bit_length()
    if value[0] == "term" and value[1] == "+":
        sides = [_bits_of(side) for side in value[2:4]]
        return None if None in sides else max(side for side in sides if side is not None) + 1
    return _SMALL.get(value)


def _converted_number(number: int, source: Type, target: Type) -> Value | None:
    if isinstance(source, FixedBytes) and not isinstance(target, FixedBytes):
        number >>= 256 - 8 * source.size
    elif isinstance(target, FixedBytes):
        if not isinstance(source, FixedBytes):
            number = (number & ((1 << _bits(source)) - 1)) << (256 - 8 * target.size)
        unused = 256 - 8 * target.size
        return const((number & ((1 << 256) - 1)) >> unused << unused)
    if isinstance(target, Address | ContractType):
        return const(number & ((1 << 160) - 1))
    return const(wrapped(number, target))
