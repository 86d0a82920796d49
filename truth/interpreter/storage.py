"""Objects in storage, over slots that hold words."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from eth_hash.auto import keccak

from dtnlint.language.types import Array, Bytes, InternalFunction, Mapping, StructType, Type
from truth.interpreter.layout import Layout, Tree
from truth.interpreter.outcomes import EMPTY, ENCODING, INDEX, MEMORY, NotComparable, panic
from truth.interpreter.values import (
    MASK,
    StoragePlace,
    Value,
    from_packed,
    is_value,
    size_of,
    to_packed,
    to_word,
)

_LONG = 1 << 16


def hashed(slot: int) -> int:
    """Where the elements of what lies at a slot are."""
    return int.from_bytes(keccak(slot.to_bytes(32, "big")), "big")


class Storage(NamedTuple):
    """The storage of one contract, as one code sees it."""

    layout: Layout
    load: Callable[[StoragePlace], int]
    """The word in the slot of a place."""
    store: Callable[[StoragePlace, int], None]

    # -- values

    def read(self, kind: Type, place: StoragePlace) -> Value:
        """The value at a place."""
        size = size_of(kind)
        packed = self.load(place) >> (8 * place.offset) & ((1 << 8 * size) - 1)
        return from_packed(kind, packed, self.layout.functions)

    def write(self, kind: Type, place: StoragePlace, value: Value) -> None:
        """Write the value at a place; the rest of its slot stays."""
        size = size_of(kind)
        packed = to_packed(kind, value, self.layout.functions)
        mask = ((1 << 8 * size) - 1) << (8 * place.offset)
        if isinstance(kind, InternalFunction):
            stored = self.layout.functions.stored
            stored[place.slot] = stored.get(place.slot, 0) | mask
        self.store(place, self.load(place) & ~mask & MASK | packed << (8 * place.offset))

    # -- below references

    def field(self, kind: StructType, place: StoragePlace, name: str) -> StoragePlace:
        """The place of a struct's field."""
        _, slot, offset = self.layout.field_place(kind, name)
        return StoragePlace((place.slot + slot) & MASK, offset, place.transient)

    def length(self, kind: Type, place: StoragePlace) -> int:
        """The length of an array or of bytes."""
        if isinstance(kind, Bytes):
            return self._bytes_length(self.load(place))
        assert isinstance(kind, Array)
        return self.load(place) if kind.length is None else kind.length

    @staticmethod
    def _bytes_length(word: int) -> int:
        length = word >> 1 & 0x7F if not word & 1 else word >> 1
        if (word & 1) == (length < 32):
            raise panic(ENCODING)
        return length

    def element(self, kind: Type, place: StoragePlace, key: Value | bytes) -> StoragePlace:
        """The place of a mapping's, an array's or bytes' element. Reverts beyond the end."""
        if isinstance(kind, Mapping):
            if isinstance(key, bytes):
                raw = key
            else:
                raw = to_word(kind.key, key, self.layout.functions).to_bytes(32, "big")
            slot = keccak(raw + place.slot.to_bytes(32, "big"))
            return StoragePlace(int.from_bytes(slot, "big"))
        assert isinstance(key, int)
        if key >= self.length(kind, place):
            raise panic(INDEX)
        return self._at(kind, place, key)

    def _at(self, kind: Type, place: StoragePlace, index: int) -> StoragePlace:
        if isinstance(kind, Bytes):
            if not self.load(place) & 1:
                return StoragePlace(place.slot, 31 - index)
            return StoragePlace((hashed(place.slot) + index // 32) & MASK, 31 - index % 32)
        assert isinstance(kind, Array)
        start = hashed(place.slot) if kind.length is None else place.slot
        slot, offset = self.layout.element_place(kind.element, index)
        return StoragePlace((start + slot) & MASK, offset)

    # -- whole objects

    def tree(self, kind: Type, place: StoragePlace) -> Tree:
        """The object at a place; mappings inside are None."""
        match kind:
            case Bytes():
                return self._bytes(place)
            case Array(element=element):
                length = self._bounded(self.length(kind, place))
                return [self.tree(element, self._at(kind, place, i)) for i in range(length)]
            case StructType():
                return [
                    self.tree(field, self.field(kind, place, name))
                    for name, field in self.layout.fields(kind)
                ]
            case Mapping():
                return None
        return self.read(kind, place)

    @staticmethod
    def _bounded(length: int) -> int:
        if length > _LONG:
            raise NotComparable("arrays too long to pay for")
        return length

    def _bytes(self, place: StoragePlace) -> bytes:
        word = self.load(place)
        length = self._bounded(self._bytes_length(word))
        if length < 32:
            return word.to_bytes(32, "big")[:length]
        start = hashed(place.slot)
        data = b"".join(
            self.load(StoragePlace((start + i) & MASK)).to_bytes(32, "big")
            for i in range((length + 31) // 32)
        )
        return data[:length]

    def assign(self, kind: Type, place: StoragePlace, tree: Tree) -> None:
        """Overwrite the object at a place; mappings inside are left alone."""
        match kind:
            case Bytes():
                assert isinstance(tree, bytes)
                self._assign_bytes(place, tree)
            case Array(element=element, length=fixed):
                assert isinstance(tree, list)
                self._shrink(kind, place, len(tree))
                for index, one in enumerate(tree):
                    self.assign(element, self._at(kind, place, index), one)
                if fixed is not None:
                    for index in range(len(tree), fixed):
                        self.clear(element, self._at(kind, place, index))
            case StructType():
                assert isinstance(tree, list)
                for (name, field), one in zip(self.layout.fields(kind), tree, strict=True):
                    self.assign(field, self.field(kind, place, name), one)
            case Mapping():
                pass
            case _:
                assert not isinstance(tree, bytes | list)
                self.write(kind, place, tree)

    def _assign_bytes(self, place: StoragePlace, data: bytes) -> None:
        word = self.load(place)
        before = self._bounded(self._bytes_length(word))
        start = hashed(place.slot)
        words = (len(data) + 31) // 32 if len(data) > 31 else 0
        for index in range(words, (before + 31) // 32 if before > 31 else 0):
            self.store(StoragePlace((start + index) & MASK), 0)
        for index in range(words):
            part = data[32 * index : 32 * index + 32].ljust(32, b"\0")
            self.store(StoragePlace((start + index) & MASK), int.from_bytes(part, "big"))
        if words:
            self.store(place, 2 * len(data) + 1)
        else:
            self.store(place, int.from_bytes(data.ljust(32, b"\0"), "big") | 2 * len(data))

    def _shrink(self, kind: Array, place: StoragePlace, length: int) -> None:
        """Give a dynamic array another length, clearing what is cut off."""
        if kind.length is not None:
            return
        before = self._bounded(self.load(place))
        for index in range(length, before):
            self.clear(kind.element, self._at(kind, place, index))
        self.store(place, length)

    def clear(self, kind: Type, place: StoragePlace) -> None:
        """Zero the object at a place; mappings inside are left alone."""
        if is_value(kind):
            self.write(kind, place, self.layout.zero(kind))  # type: ignore[arg-type]
        elif isinstance(kind, Array) and kind.length is not None:
            for index in range(kind.length):
                self.clear(kind.element, self._at(kind, place, index))
        elif isinstance(kind, StructType):
            for name, field in self.layout.fields(kind):
                self.clear(field, self.field(kind, place, name))
        elif not isinstance(kind, Mapping):
            self.assign(kind, place, self.layout.zero(kind))

    # -- arrays that grow

    def push(self, kind: Type, place: StoragePlace) -> StoragePlace:
        """Add a zero element; its place."""
        if isinstance(kind, Bytes):
            data = self._bytes(place)
            self._assign_bytes(place, data + b"\0")
            return self._at(kind, place, len(data))
        length = self.load(place)
        if length >= 1 << 64:
            raise panic(MEMORY)
        self.store(place, length + 1)
        # What lies there may be left over of something else: it stays, as in the machine,
        # where the element is no value.
        return self._at(kind, place, length)

    def pop(self, kind: Type, place: StoragePlace) -> None:
        """Clear and remove the last element. Reverts where there is none."""
        if isinstance(kind, Bytes):
            data = self._bytes(place)
            if not data:
                raise panic(EMPTY)
            self._assign_bytes(place, data[:-1])
            return
        assert isinstance(kind, Array)
        length = self.load(place)
        if not length:
            raise panic(EMPTY)
        self.clear(kind.element, self._at(kind, place, length - 1))
        self.store(place, length - 1)
