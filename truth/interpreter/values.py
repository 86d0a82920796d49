"""Values of registers and locals, and how they look as words of the machine.

Numbers, booleans, enum members, addresses and contracts are Python integers of their
mathematical value; fixed bytes the integer of their left-aligned word; pointers to external
functions the integer of their 24 bytes; pointers to internal ones a `FunctionKey` or None. A
reference is an integer in memory (an address), and one of the places below elsewhere.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from dtnlint.language.instructions import FunctionKey, StateVariable
from dtnlint.language.types import (
    Address,
    Array,
    Boolean,
    Bytes,
    ContractType,
    Enumeration,
    ExternalFunction,
    FixedBytes,
    InternalFunction,
    Number,
    Reference,
    Type,
)

MASK = (1 << 256) - 1
ADDRESS_MASK = (1 << 160) - 1


class StoragePlace(Struct, frozen=True):
    """A place in storage, or in transient storage."""

    slot: int
    offset: int = 0
    transient: bool = False


class CalldataPlace(Struct, frozen=True):
    """A place in calldata; `length` is that of a dynamic array or of bytes."""

    offset: int
    length: int | None = None


class MemoryByte(Struct, frozen=True):
    """A byte of `bytes` in memory."""

    address: int


class CalldataByte(Struct, frozen=True):
    """A byte of `bytes` in calldata."""

    offset: int


class ImmutablePlace(Struct, frozen=True):
    """Where an immutable is kept: in the code."""

    variable: StateVariable


Value: TypeAlias = (
    int
    | FunctionKey
    | StoragePlace
    | CalldataPlace
    | CalldataByte
    | MemoryByte
    | ImmutablePlace
    | None
)


class FunctionNumbers:
    """Numbers for pointers to internal functions that lie in words.

    solc's own numbers differ: whoever compares storage leaves out where they are stored.
    """

    def __init__(self) -> None:
        self.stored: dict[int, int] = {}
        """By slot, the bits that hold one, in whatever contract."""
        self._numbers: dict[FunctionKey, int] = {}
        self._keys: dict[int, FunctionKey] = {}

    def number(self, key: FunctionKey) -> int:
        """The number of `key`, the same for the whole run."""
        if key not in self._numbers:
            number = len(self._numbers) + 1
            self._numbers[key] = number
            self._keys[number] = key
        return self._numbers[key]

    def key(self, number: int) -> FunctionKey | None:
        """Which function a number names; None for the unset one and for nonsense."""
        return self._keys.get(number)


def is_value(kind: Type) -> bool:
    """Whether registers hold it itself, rather than a reference to it."""
    return isinstance(
        kind,
        Number
        | Boolean
        | Address
        | FixedBytes
        | Enumeration
        | ContractType
        | InternalFunction
        | ExternalFunction,
    )


def is_dynamic_array(kind: Type) -> bool:
    """Arrays that know their length at run time alone, and bytes."""
    return isinstance(kind, Bytes) or (isinstance(kind, Array) and kind.length is None)


def referent(kind: Type) -> Type:
    """The type of what a reference names; other types as they are."""
    return kind.type if isinstance(kind, Reference) else kind


def size_of(kind: Type) -> int:
    """Bytes that a value takes up in storage and in packed encoding."""
    match kind:
        case Number(bits=bits):
            return bits // 8
        case Boolean() | Enumeration():
            return 1
        case Address() | ContractType():
            return 20
        case FixedBytes(size=size):
            return size
        case ExternalFunction():
            return 24
        case InternalFunction():
            return 8
    raise ValueError(f"{kind} has no size of its own")


def wrap(number: int, bits: int, signed: bool) -> int:
    """Cut a number off to so many bits."""
    number &= (1 << bits) - 1
    if signed and number >> (bits - 1):
        number -= 1 << bits
    return number


def to_word(kind: Type, value: Value, functions: FunctionNumbers) -> int:
    """A value as a word of the machine, as memory and the ABI have it."""
    if isinstance(value, int):
        if isinstance(kind, ExternalFunction):
            return value << 64
        return value & MASK
    if value is None:
        return 0
    if isinstance(value, FunctionKey):
        return functions.number(value)
    if isinstance(value, StoragePlace):
        return value.slot
    if isinstance(value, CalldataPlace):
        return value.offset
    raise ValueError(f"{value} is no word")


def from_word(kind: Type, word: int, functions: FunctionNumbers) -> Value:
    """Read a word of the machine; bits that do not belong to the type are cut off."""
    match kind:
        case Number(bits=bits, signed=signed):
            return wrap(word, bits, signed)
        case Boolean():
            return int(word != 0)
        case Address() | ContractType():
            return word & ADDRESS_MASK
        case FixedBytes(size=size):
            return word >> (256 - 8 * size) << (256 - 8 * size)
        case Enumeration():
            return word
        case ExternalFunction():
            return word >> 64
        case InternalFunction():
            return functions.key(word)
    return word


def to_packed(kind: Type, value: Value, functions: FunctionNumbers) -> int:
    """A value as the number of the `size_of` bytes that storage holds."""
    if isinstance(kind, FixedBytes):
        assert isinstance(value, int)
        return value >> (256 - 8 * kind.size)
    if isinstance(kind, ExternalFunction):
        assert isinstance(value, int)
        return value
    return to_word(kind, value, functions) & ((1 << (8 * size_of(kind))) - 1)


def from_packed(kind: Type, packed: int, functions: FunctionNumbers) -> Value:
    """The value of the `size_of` bytes that storage holds."""
    if isinstance(kind, FixedBytes):
        return packed << (256 - 8 * kind.size)
    if isinstance(kind, ExternalFunction):
        return packed
    return from_word(kind, packed, functions)


def valid_word(kind: Type, word: int) -> bool:
    """Whether a word is a clean value of a type, as ABI coder v2 demands."""
    match kind:
        case Number(bits=bits, signed=signed):
            return wrap(word, bits, signed) & MASK == word
        case Boolean():
            return word < 2
        case Address() | ContractType():
            return word <= ADDRESS_MASK
        case FixedBytes(size=size):
            return word << (8 * size) & MASK == 0
        case Enumeration(members=members):
            return word < len(members)
        case ExternalFunction():
            return word & ((1 << 64) - 1) == 0
    return True


def default(kind: Type) -> Value:
    """The zero of a type of values."""
    return None if isinstance(kind, InternalFunction) else 0
