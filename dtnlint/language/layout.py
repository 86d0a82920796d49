"""Where storage lies: slots and offsets, as solc's `storageLayout` has them.

https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dtnlint.language.types import (
    Address,
    Array,
    Boolean,
    ContractType,
    Enumeration,
    ExternalFunction,
    FixedBytes,
    InternalFunction,
    Number,
    StructType,
    Type,
)

Fields = Mapping[int, tuple[tuple[str, Type], ...]]
"""The fields of each struct, by its definition's number."""


def size(held: Type) -> int:
    """Bytes that a value takes in its slot: 32 for what takes slots of its own."""
    if isinstance(held, Number):
        return held.bits // 8
    if isinstance(held, FixedBytes):
        return held.size
    if isinstance(held, (Boolean, Enumeration)):
        return 1
    if isinstance(held, (Address, ContractType)):
        return 20
    if isinstance(held, ExternalFunction):
        return 24
    if isinstance(held, InternalFunction):
        return 8
    return 32


def slots(held: Type, fields: Fields) -> int:
    """Slots that something takes, what lies elsewhere by a hash not counted."""
    if isinstance(held, StructType):
        _, taken = places((one for _, one in fields[held.declaration]), fields)
        return max(1, taken)
    if isinstance(held, Array) and held.length is not None:
        each = size(held.element)
        if each < 32:
            together = 32 // each
            return max(1, -(-held.length // together))
        return max(1, held.length * slots(held.element, fields))
    return 1


def places(helds: Iterable[Type], fields: Fields) -> tuple[list[tuple[int, int]], int]:
    """Slot and offset of things that follow each other from slot 0 on, and how many they take."""
    found: list[tuple[int, int]] = []
    slot = offset = 0
    for held in helds:
        width = size(held)
        if offset + width > 32:
            slot += 1
            offset = 0
        found.append((slot, offset))
        taken = slots(held, fields)
        if taken == 1 and offset + width <= 32:
            offset += width
        else:
            slot += taken
            offset = 0
    return found, slot + (1 if offset else 0)


def field_places(struct: int, fields: Fields) -> dict[str, tuple[int, int]]:
    """Slot, counted from the struct's own, and offset of each field."""
    found, _ = places((held for _, held in fields[struct]), fields)
    return {name: place for (name, _), place in zip(fields[struct], found, strict=True)}


def element_place(held: Array, index: int, fields: Fields) -> tuple[int, int]:
    """Slot, counted from the first element's, and offset of an array's element."""
    each = size(held.element)
    if each < 32:
        together = 32 // each
        return index // together, index % together * each
    return index * slots(held.element, fields), 0
