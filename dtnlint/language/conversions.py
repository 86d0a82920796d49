"""Conversions between types, implicit and explicit, those of constants done at once."""

from __future__ import annotations

from fractions import Fraction

from dtnlint.language.body import Body, Unreadable, Value
from dtnlint.language.instructions import (
    Clone,
    Constant,
    Convert,
    FunctionConstant,
    Operand,
)
from dtnlint.language.kinds import Kind
from dtnlint.language.tree import Node
from dtnlint.language.types import (
    Address,
    Boolean,
    Bytes,
    ContractType,
    Enumeration,
    FixedBytes,
    InternalFunction,
    Number,
    Reference,
    Region,
    Type,
)


def to(body: Body, node: Node, target: Kind) -> Operand:
    """Evaluate an expression of one value, and convert it."""
    return convert(body, node, body.operand(node), target)


def convert_all(body: Body, node: Node, value: Value, targets: tuple[Kind, ...]) -> list[Operand]:
    """Convert the values of a tuple, or the one value, each to its kind."""
    values = value if isinstance(value, list) else [value]
    if len(values) != len(targets):
        raise Unreadable("a tuple of another length than what it is given to")
    return [
        convert(body, node, one, target)
        for one, target in zip(values, targets, strict=True)
        if one is not None
    ]


def convert(body: Body, node: Node, operand: Operand, target: Kind) -> Operand:
    """Convert a value. What is given to a place in storage is copied there, not before."""
    wanted = target.type
    if wanted is None:
        raise Unreadable(f"a conversion to a {target.what}")
    return convert_to(body, node, operand, wanted)


def convert_to(body: Body, node: Node, operand: Operand, wanted: Type) -> Operand:
    """Convert a value to a type of the language."""
    given = operand.type
    if given is wanted or given == wanted:
        return operand
    if isinstance(wanted, Reference):
        return _reference(body, node, operand, wanted)
    if isinstance(operand, FunctionConstant) or isinstance(wanted, InternalFunction):
        return operand
    if isinstance(operand, Constant):
        word = converted(operand.value, given, wanted)
        if word is not None:
            return Constant(word, wanted, operand.name)
    result = body.register(wanted)
    body.emit(Convert(span=body.where(node), declaration=node["id"], result=result, value=operand))
    return result


def _reference(body: Body, node: Node, operand: Operand, wanted: Reference) -> Operand:
    given = operand.type
    if wanted.region is Region.STORAGE or wanted.region is Region.TRANSIENT:
        if (
            isinstance(given, Reference)
            and given.region is wanted.region
            and isinstance(given.type, Bytes)
        ):
            return _renamed(body, node, operand, wanted)
        return operand
    if not isinstance(given, Reference):
        if isinstance(operand, Constant) and isinstance(operand.value, bytes):
            return cloned(body, node, operand, wanted)
        if isinstance(operand, Constant):
            return Constant(operand.value, wanted)
        raise Unreadable("a conversion of a value to an object")
    if wanted.region is Region.MEMORY and given.region is not Region.MEMORY:
        kept = cloned(body, node, operand, Reference(given.type, Region.MEMORY))
        return convert_to(body, node, kept, wanted)
    return _renamed(body, node, operand, wanted)


def _renamed(body: Body, node: Node, operand: Operand, wanted: Reference) -> Operand:
    """The same object under a type that differs in nothing that it holds."""
    if not isinstance(wanted.type, Bytes):
        return operand
    result = body.register(wanted)
    body.emit(Convert(span=body.where(node), declaration=node["id"], result=result, value=operand))
    return result


def cloned(body: Body, node: Node, source: Operand, wanted: Reference) -> Operand:
    """A copy in memory."""
    result = body.register(wanted)
    body.emit(Clone(span=body.where(node), declaration=node["id"], result=result, source=source))
    return result


def converted(value: int | bytes, given: Type, wanted: Type) -> int | None:
    """A constant as another type; None where only running it tells."""
    if isinstance(value, bytes):
        if isinstance(wanted, FixedBytes):
            return int.from_bytes(value[: wanted.size].ljust(32, b"\0"), "big")
        return None
    number = value
    if isinstance(given, FixedBytes):
        if isinstance(wanted, FixedBytes):
            unused = 256 - 8 * min(given.size, wanted.size)
            return number >> unused << unused
        number >>= 256 - 8 * given.size
    if isinstance(wanted, Number):
        return wrapped(number, wanted)
    if isinstance(wanted, (Address, ContractType)):
        return number & ((1 << 160) - 1)
    if isinstance(wanted, FixedBytes):
        return (number & ((1 << 8 * wanted.size) - 1)) << (256 - 8 * wanted.size)
    if isinstance(wanted, Enumeration):
        return number if 0 <= number < len(wanted.members) else None
    if isinstance(wanted, Boolean) and isinstance(given, Boolean):
        return number
    return None


def wrapped(number: int, type_: Number) -> int:
    """A number cut off to a type's bits."""
    number &= (1 << type_.bits) - 1
    if type_.signed and number >> (type_.bits - 1):
        number -= 1 << type_.bits
    return number


def fits(number: int, type_: Number) -> bool:
    """Whether a type holds a number."""
    return wrapped(number, type_) == number


def constant(number: Fraction, kind: Kind) -> Constant:
    """A rational constant, at the type that it has by itself."""
    if kind.type is None or number.denominator != 1:
        # Such a constant is a part of a larger one, whose value solc has computed.
        raise Unreadable("a constant that is no integer")
    return Constant(number.numerator, kind.type)
