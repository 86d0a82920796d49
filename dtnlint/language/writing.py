"""Writing: places of one value and of several, `delete`, and what variables begin with."""

from __future__ import annotations

from dtnlint.language.body import (
    Body,
    Place,
    Unreadable,
    Value,
    is_object,
)
from dtnlint.language.conversions import convert_to
from dtnlint.language.instructions import (
    Allocate,
    Constant,
    Copy,
    Delete,
    Local,
    Operand,
    Register,
    Store,
)
from dtnlint.language.tree import Node
from dtnlint.language.types import (
    WORD,
    Array,
    Bytes,
    Reference,
    Region,
    Type,
)


def assign(body: Body, node: Node, place: Place, value: Value) -> Value:
    """Write a place, or the places of a tuple from the last to the first; what was written."""
    if isinstance(place, list):
        values = value if isinstance(value, list) else [value]
        if len(place) != len(values):
            raise Unreadable("a tuple of another length than what it is given to")
        written: list[Value] = []
        for one, part in zip(reversed(place), reversed(values), strict=True):
            written.append(None if one is None else assign(body, node, one, part))
        return written[::-1]
    if place is None:
        return None
    if value is None or isinstance(value, list):
        raise Unreadable("a tuple that is written to one place")
    return write(body, node, place, value)


def write(body: Body, node: Node, place: Local | Register, value: Operand) -> Operand:
    """Write one place; what it holds then, as a value."""
    if isinstance(place, Local):
        value = convert_to(body, node, value, place.type)
        body.put(node, place, value)
        return value
    reference = place.type
    assert isinstance(reference, Reference)
    held = reference.type
    if is_object(held):
        body.emit(Copy(span=body.where(node), declaration=node["id"], target=place, source=value))
        return place
    value = convert_to(body, node, value, held)
    body.emit(Store(span=body.where(node), declaration=node["id"], place=place, value=value))
    return value


def erase(body: Body, node: Node, place: Place) -> None:
    """``delete``."""
    if isinstance(place, list):
        for one in place:
            erase(body, node, one)
    elif isinstance(place, Local):
        body.put(node, place, zero(body, node, place.type))
    elif isinstance(place, Register):
        reference = place.type
        assert isinstance(reference, Reference)
        if is_object(reference.type):
            body.emit(Delete(span=body.where(node), declaration=node["id"], place=place))
        else:
            write(body, node, place, zero(body, node, reference.type))


def zero(body: Body, node: Node, type_: Type) -> Operand:
    """The value that a variable of a type begins with: in memory a new object."""
    if not isinstance(type_, Reference) or type_.region is not Region.MEMORY:
        return Constant(0, type_)
    held = type_.type
    dynamic = isinstance(held, Bytes) or (isinstance(held, Array) and held.length is None)
    result = body.register(type_)
    body.emit(
        Allocate(
            span=body.where(node),
            declaration=node["id"],
            result=result,
            length=Constant(0, WORD) if dynamic else None,
        )
    )
    return result
