"""Arithmetic and conversions of values, at the types of the language."""

from __future__ import annotations

from dtnlint.language.types import (
    Address,
    Boolean,
    ContractType,
    Enumeration,
    ExternalFunction,
    FixedBytes,
    Number,
    Type,
)
from truth.interpreter.outcomes import DIVISION, ENUM, OVERFLOW, panic
from truth.interpreter.values import ADDRESS_MASK, MASK, wrap


def cut(word: int, size: int) -> int:
    """The first `size` bytes of a word, the rest zero."""
    unused = 256 - 8 * size
    return (word & MASK) >> unused << unused


def fitted(kind: Type, number: int) -> int:
    """A number cut off to a type."""
    if isinstance(kind, Number):
        return wrap(number, kind.bits, kind.signed)
    if isinstance(kind, FixedBytes):
        return cut(number, kind.size)
    if isinstance(kind, Address | ContractType):
        return number & ADDRESS_MASK
    return number


def unary(kind: Type, operator: str, value: int, checked: bool) -> int:
    """``-``, ``~`` and ``!``."""
    if operator == "!":
        return int(not value)
    if operator == "~":
        return fitted(kind, ~value)
    result = fitted(kind, -value)
    if checked and result != -value:
        raise panic(OVERFLOW)
    return result


def binary(kind: Type, operator: str, left: int, right: int, checked: bool, machine: bool) -> int:
    """The binary operators but for comparisons."""
    match operator:
        case "&":
            return left & right
        case "|":
            return left | right
        case "^":
            return fitted(kind, left ^ right)
        case "<<":
            return fitted(kind, left << right) if right < 256 else 0
        case ">>":
            return fitted(kind, left >> min(right, 256))
    if machine and right == 0 and operator in "/%":
        return 0
    exact = _exact(operator, left, right, checked and not machine)
    result = fitted(kind, exact)
    if checked and not machine and result != exact:
        raise panic(OVERFLOW)
    return result


def _exact(operator: str, left: int, right: int, checked: bool) -> int:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "**":
            if checked and abs(left) > 1 and right > 256:
                raise panic(OVERFLOW)
            if checked and abs(left) <= 1:
                right = min(right, 2 + right % 2)
            return left**right if checked else pow(left, right, 1 << 256)
    if right == 0:
        raise panic(DIVISION)
    size = abs(left) // abs(right) if operator == "/" else abs(left) % abs(right)
    negative = (left < 0) != (right < 0) if operator == "/" else left < 0
    return -size if negative else size


def compare(operator: str, left: object, right: object) -> int:
    """The comparisons."""
    if operator in ("==", "!="):
        return int((left == right) == (operator == "=="))
    assert isinstance(left, int)
    assert isinstance(right, int)
    match operator:
        case "<":
            return int(left < right)
        case "<=":
            return int(left <= right)
        case ">":
            return int(left > right)
    return int(left >= right)


def modular(operator: str, left: int, right: int, modulus: int, machine: bool) -> int:
    """`addmod` and `mulmod`."""
    if modulus == 0:
        if machine:
            return 0
        raise panic(DIVISION)
    return (left + right if operator == "addmod" else left * right) % modulus


def convert(source: Type, target: Type, value: int) -> int:
    """A conversion between types of values that are numbers.

    Fixed bytes become a number of their own size by moving down; a number of another size is
    their word as it stands, which is how assembly sees them.
    """
    if isinstance(source, ExternalFunction):
        return _from_pointer(target, value)
    if isinstance(target, FixedBytes):
        return cut(_aligned(source, target, value), target.size)
    if isinstance(source, FixedBytes) and _same_size(source, target):
        value >>= 256 - 8 * source.size
    if isinstance(target, Boolean):
        return int(value != 0)
    if isinstance(target, Enumeration):
        if not 0 <= value < len(target.members):
            raise panic(ENUM)
        return value
    if isinstance(target, ExternalFunction):
        return (value & MASK) >> 64
    return fitted(target, value)


def _same_size(source: FixedBytes, other: Type) -> bool:
    if isinstance(other, Number):
        return other.bits == 8 * source.size
    return isinstance(other, Address | ContractType) and source.size == 20


def _aligned(source: Type, target: FixedBytes, value: int) -> int:
    """The word of which fixed bytes are cut."""
    if not isinstance(source, FixedBytes) and _same_size(target, source):
        return value << (256 - 8 * target.size)
    return value


def _from_pointer(target: Type, value: int) -> int:
    if isinstance(target, Address | ContractType):
        return value >> 32
    if isinstance(target, FixedBytes) and target.size == 4:
        return (value & 0xFFFFFFFF) << 224
    if isinstance(target, Number):
        return fitted(target, value << 64)
    return value
