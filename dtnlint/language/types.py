"""Types of the language: what a register, a local or a place may hold.

Only what decides a meaning is kept: widths, signs, members, and where an object lies.
User-defined value types are their underlying ones.
"""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from msgspec import Struct


class Region(Enum):
    """Where an object lies that a reference names."""

    STORAGE = "storage"
    TRANSIENT = "transient"
    MEMORY = "memory"
    CALLDATA = "calldata"


class Number(Struct, frozen=True):
    """An integer of 8 to 256 bits."""

    bits: int = 256
    signed: bool = False


class Boolean(Struct, frozen=True):
    """`bool`."""


class Address(Struct, frozen=True):
    """`address`, payable or not."""


class FixedBytes(Struct, frozen=True):
    """`bytes1` to `bytes32`, held left-aligned in their word as the EVM does."""

    size: int


class Enumeration(Struct, frozen=True):
    """An enum: one byte, of which a conversion checks that it names a member."""

    name: str
    """Qualified, as in ``IDtnAi.ResponseStatus``."""
    members: tuple[str, ...]


class ContractType(Struct, frozen=True):
    """A contract or an interface, as the type of an address."""

    name: str
    declaration: int
    """The number of its definition in the syntax tree."""


class InternalFunction(Struct, frozen=True):
    """A pointer to a function of the same code; its value is a `FunctionKey` or unset."""

    parameters: tuple[Type, ...]
    results: tuple[Type, ...]


class ExternalFunction(Struct, frozen=True):
    """An address and a selector: 24 bytes."""

    parameters: tuple[Type, ...]
    results: tuple[Type, ...]


class Array(Struct, frozen=True):
    """``element[length]``, or ``element[]`` where the length is None."""

    element: Type
    length: int | None = None


class Bytes(Struct, frozen=True):
    """`bytes` or `string`."""

    text: bool = False


class Mapping(Struct, frozen=True):
    """``mapping(key => value)``."""

    key: Type
    value: Type


class StructType(Struct, frozen=True):
    """A struct, by its definition: `Code.structs` has its fields, as a struct may hold itself."""

    name: str
    """Qualified, as in ``IDtnAi.CallBack``."""
    declaration: int


class Reference(Struct, frozen=True):
    """What names a place that holds a value of `type`: an object, or a single value's place.

    In memory it is an address of the machine, in storage a slot and an offset in it, in
    calldata an offset (with a length, for what has none of its own there).
    """

    type: Type
    region: Region


Type: TypeAlias = (
    Number
    | Boolean
    | Address
    | FixedBytes
    | Enumeration
    | ContractType
    | InternalFunction
    | ExternalFunction
    | Array
    | Bytes
    | Mapping
    | StructType
    | Reference
)
"""What a value or a place may be. Arrays, bytes, mappings and structs stand in places alone:
registers and locals hold a `Reference` to them."""

WORD = Number(256, False)
BOOLEAN = Boolean()
ADDRESS = Address()
