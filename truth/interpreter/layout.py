"""How objects of a type are laid out: in storage, in memory, and in the ABI's encoding.

https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html and
https://docs.soliditylang.org/en/latest/abi-spec.html
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TypeAlias

from dtnlint.language.types import (
    Address,
    Array,
    Boolean,
    Bytes,
    ContractType,
    Enumeration,
    ExternalFunction,
    FixedBytes,
    Mapping,
    Number,
    Reference,
    StructType,
    Type,
)
from truth.interpreter.values import FunctionNumbers, Value, default, is_value, size_of

Tree: TypeAlias = "Value | bytes | list[Tree]"
"""An object without a place: `bytes`, a list of elements or fields, or a value."""
Structs: TypeAlias = Table[int, tuple[tuple[str, Type], ...]]


class Layout:
    """The layouts of the types of one code."""

    def __init__(self, structs: Structs, functions: FunctionNumbers) -> None:
        self.structs = structs
        self.functions = functions
        self._dynamic: dict[Type, bool] = {}
        self._heads: dict[Type, int] = {}
        self._slots: dict[Type, int] = {}
        self._fields: dict[int, tuple[dict[str, tuple[Type, int, int]], int]] = {}

    def fields(self, kind: StructType) -> tuple[tuple[str, Type], ...]:
        """The fields of a struct, in order."""
        return self.structs[kind.declaration]

    def memory_fields(self, kind: StructType) -> tuple[tuple[str, Type], ...]:
        """The fields that a struct has in memory: mappings have no place there."""
        return tuple(one for one in self.fields(kind) if not isinstance(one[1], Mapping))

    # -- the ABI

    def is_dynamic(self, kind: Type) -> bool:
        """Whether an encoding has a tail."""
        if kind not in self._dynamic:
            self._dynamic[kind] = self._is_dynamic(kind)
        return self._dynamic[kind]

    def _is_dynamic(self, kind: Type) -> bool:
        match kind:
            case Bytes():
                return True
            case Array(element=element, length=length):
                return length is None or self.is_dynamic(element)
            case StructType():
                return any(self.is_dynamic(field) for _, field in self.fields(kind))
        return False

    def head_size(self, kind: Type) -> int:
        """Bytes of an encoding's head."""
        if kind not in self._heads:
            self._heads[kind] = 32 if self.is_dynamic(kind) else self.body_size(kind)
        return self._heads[kind]

    def body_size(self, kind: Type) -> int:
        """Bytes of what stands in place of a head if it is not dynamic, or at a tail's start."""
        match kind:
            case Array(element=element, length=length) if length is not None:
                return length * self.head_size(element)
            case StructType():
                return sum(self.head_size(field) for _, field in self.fields(kind))
        return 32

    def canonical(self, kind: Type) -> str:
        """A type as signatures have it."""
        match kind:
            case Number(bits=bits, signed=signed):
                return f"{'' if signed else 'u'}int{bits}"
            case Boolean():
                return "bool"
            case Address() | ContractType():
                return "address"
            case FixedBytes(size=size):
                return f"bytes{size}"
            case Enumeration():
                return "uint8"
            case ExternalFunction():
                return "function"
            case Bytes(text=text):
                return "string" if text else "bytes"
            case Array(element=element, length=length):
                return f"{self.canonical(element)}[{'' if length is None else length}]"
            case StructType():
                inner = ",".join(self.canonical(field) for _, field in self.fields(kind))
                return f"({inner})"
            case Reference(type=inner_type):
                return self.canonical(inner_type)
        raise ValueError(f"{kind} has no name in signatures")

    # -- storage

    def slots(self, kind: Type) -> int:
        """Slots that an object takes up where it lies."""
        if kind not in self._slots:
            self._slots[kind] = self._count_slots(kind)
        return self._slots[kind]

    def _count_slots(self, kind: Type) -> int:
        match kind:
            case StructType():
                return self._field_places(kind)[1]
            case Array(element=element, length=length) if length is not None:
                if is_value(element):
                    return max(1, -(-length // (32 // size_of(element))))
                return max(1, length * self.slots(element))
        return 1

    def field_place(self, kind: StructType, name: str) -> tuple[Type, int, int]:
        """A field's type, slot and offset from the struct's start."""
        return self._field_places(kind)[0][name]

    def _field_places(self, kind: StructType) -> tuple[dict[str, tuple[Type, int, int]], int]:
        if kind.declaration in self._fields:
            return self._fields[kind.declaration]
        places: dict[str, tuple[Type, int, int]] = {}
        slot = offset = 0
        for name, field in self.fields(kind):
            size = size_of(field) if is_value(field) else 32
            if offset + size > 32 or (offset and not is_value(field)):
                slot, offset = slot + 1, 0
            places[name] = (field, slot, offset)
            if is_value(field):
                offset += size
            else:
                slot += self.slots(field)
        made = (places, max(1, slot + (offset > 0)))
        self._fields[kind.declaration] = made
        return made

    def element_place(self, element: Type, index: int) -> tuple[int, int]:
        """An array element's slot and offset from the first one's slot."""
        if is_value(element):
            size = size_of(element)
            per_slot = 32 // size
            return index // per_slot, index % per_slot * size
        return index * self.slots(element), 0

    # -- objects without a place

    def zero(self, kind: Type) -> Tree:
        """A zero object."""
        match kind:
            case Bytes():
                return b""
            case Array(element=element, length=length):
                return [self.zero(element) for _ in range(length or 0)]
            case StructType():
                return [self.zero(field) for _, field in self.fields(kind)]
            case Mapping():
                return None
        return default(kind)
