"""Objects in memory, and objects in calldata, which are read from where they lie."""

from __future__ import annotations

from dtnlint.language.types import Array, Bytes, Mapping, Reference, StructType, Type
from truth.interpreter.abi import decode_body, word_at
from truth.interpreter.layout import Layout, Tree
from truth.interpreter.memory import ZERO, Memory
from truth.interpreter.outcomes import INDEX, MEMORY, NotComparable, Reverted, panic
from truth.interpreter.values import (
    CalldataByte,
    CalldataPlace,
    MemoryByte,
    Value,
    from_word,
    is_dynamic_array,
    is_value,
    to_word,
    valid_word,
)

_LARGEST = (1 << 64) - 1
_LONG = 1 << 14


class MemoryObjects:
    """Solidity's objects in one message's memory."""

    def __init__(self, layout: Layout, memory: Memory) -> None:
        self.layout = layout
        self.memory = memory

    def new(self, kind: Type, tree: Tree) -> int:
        """Make an object; its address."""
        match kind:
            case Bytes():
                assert isinstance(tree, bytes)
                return self.memory.new_bytes(tree)
            case Array(element=element, length=length):
                assert isinstance(tree, list)
                return self._new_words(
                    [element] * len(tree), tree, None if length is not None else len(tree)
                )
            case StructType():
                assert isinstance(tree, list)
                fields = list(zip(self.layout.fields(kind), tree, strict=True))
                kept = [(k, one) for (_, k), one in fields if not isinstance(k, Mapping)]
                return self._new_words([k for k, _ in kept], [one for _, one in kept], None)
        raise ValueError(f"{kind} is no object")

    def _new_words(self, kinds: list[Type], trees: list[Tree], length: int | None) -> int:
        head = 0 if length is None else 32
        address = self.memory.allocate(head + 32 * len(trees))
        if length is not None:
            self.memory.store(address, length)
        for index, (kind, tree) in enumerate(zip(kinds, trees, strict=True)):
            place = address + head + 32 * index
            if is_value(kind):
                assert not isinstance(tree, bytes | list)
                self.write(kind, place, tree)
            else:
                self.memory.store(place, self.new(kind, tree))
        return address

    def share(self, kind: Type, items: list[Value]) -> int:
        """Make a struct or an array of values and references."""
        if isinstance(kind, StructType):
            kinds = [field for _, field in self.layout.memory_fields(kind)]
        else:
            assert isinstance(kind, Array)
            kinds = [kind.element] * len(items)
        dynamic = is_dynamic_array(kind)
        address = self.memory.allocate(32 * (len(items) + dynamic))
        if dynamic:
            self.memory.store(address, len(items))
        for index, (field, item) in enumerate(zip(kinds, items, strict=True)):
            self.write(field, address + 32 * (index + dynamic), item)
        return address

    def allocate(self, kind: Type, length: int | None) -> int:
        """Make a zero object; dynamic arrays without a length are the empty one."""
        if not is_dynamic_array(kind):
            return self._zero(kind)
        if length is None:
            return ZERO
        if length > _LARGEST:
            raise panic(MEMORY)
        if length > _LONG:
            raise NotComparable("memory beyond what gas pays for")
        if isinstance(kind, Bytes):
            return self.memory.new_bytes(bytes(length))
        assert isinstance(kind, Array)
        return self._zeros([kind.element] * length, length)

    def _zero(self, kind: Type) -> int:
        if isinstance(kind, StructType):
            return self._zeros([field for _, field in self.layout.memory_fields(kind)], None)
        assert isinstance(kind, Array)
        if (kind.length or 0) > _LONG:
            raise NotComparable("memory beyond what gas pays for")
        return self._zeros([kind.element] * (kind.length or 0), None)

    def _zeros(self, kinds: list[Type], length: int | None) -> int:
        head = 0 if length is None else 32
        address = self.memory.allocate(head + 32 * len(kinds))
        if length is not None:
            self.memory.store(address, length)
        for index, kind in enumerate(kinds):
            word = 0 if is_value(kind) else self.allocate(kind, None)
            self.memory.store(address + head + 32 * index, word)
        return address

    def read(self, kind: Type, place: int) -> Value:
        """The value or the reference at a place."""
        return from_word(kind, self.memory.load(place), self.layout.functions)

    def write(self, kind: Type, place: int, value: Value) -> None:
        """Write a value or a reference."""
        self.memory.store(place, to_word(kind, value, self.layout.functions))

    def length(self, kind: Type, address: int) -> int:
        """The length of an array or of bytes."""
        if isinstance(kind, Array) and kind.length is not None:
            return kind.length
        return self.memory.load(address)

    def field(self, kind: StructType, address: int, name: str) -> int:
        """The place of a struct's field."""
        names = [one for one, _ in self.layout.memory_fields(kind)]
        return address + 32 * names.index(name)

    def element(self, kind: Type, address: int, index: int) -> int | MemoryByte:
        """The place of an element. Reverts beyond the end."""
        if index >= self.length(kind, address):
            raise panic(INDEX)
        if isinstance(kind, Bytes):
            return MemoryByte(address + 32 + index)
        return address + 32 * (index + is_dynamic_array(kind))

    def tree(self, kind: Type, address: int) -> Tree:
        """The object at an address."""
        match kind:
            case Bytes():
                return self.memory.bytes_at(address)
            case Array(element=element):
                length = self.length(kind, address)
                if length > _LONG:
                    raise NotComparable("memory beyond what gas pays for")
                start = address + 32 * is_dynamic_array(kind)
                return [self._tree_in(element, start + 32 * index) for index in range(length)]
            case StructType():
                trees: list[Tree] = []
                for _, field in self.layout.fields(kind):
                    if isinstance(field, Mapping):
                        trees.append(None)
                    else:
                        trees.append(self._tree_in(field, address))
                        address += 32
                return trees
        raise ValueError(f"{kind} is no object")

    def _tree_in(self, kind: Type, place: int) -> Tree:
        if is_value(kind):
            return self.read(kind, place)
        return self.tree(kind, self.memory.load(place))


class CalldataObjects:
    """Solidity's objects in one message's calldata, checked where they are reached."""

    def __init__(self, layout: Layout, data: bytes) -> None:
        self.layout = layout
        self.data = data

    def parameter(self, kind: Type, head: int, start: int) -> CalldataPlace:
        """A function's parameter of which the head is given, checked as on entry."""
        if not self.layout.is_dynamic(kind):
            return CalldataPlace(head)
        offset = word_at(self.data, head)
        if offset > _LARGEST:
            raise Reverted
        at = start + offset
        if is_dynamic_array(kind):
            if at + 31 >= len(self.data):
                raise Reverted
            length = word_at(self.data, at)
            if length > _LARGEST or at + 32 + length * self._stride(kind) > len(self.data):
                raise Reverted
            return CalldataPlace(at + 32, length)
        if len(self.data) - at < self.layout.body_size(kind):
            raise Reverted
        return CalldataPlace(at)

    def _stride(self, kind: Type) -> int:
        if isinstance(kind, Bytes):
            return 1
        assert isinstance(kind, Array)
        return self.layout.head_size(kind.element)

    def _below(self, kind: Type, base: int, head: int) -> CalldataPlace:
        """The object or value of which the head lies in an object that begins at `base`."""
        if not self.layout.is_dynamic(kind):
            return CalldataPlace(head)
        offset = word_at(self.data, head)
        offset -= (offset >> 255) << 256
        tail = 32 if is_dynamic_array(kind) else self.layout.body_size(kind)
        if offset >= len(self.data) - base - (tail - 1):
            raise Reverted
        at = base + offset
        if at < 0:
            raise Reverted
        if not is_dynamic_array(kind):
            return CalldataPlace(at)
        length = word_at(self.data, at)
        if length > _LARGEST or at + 32 > len(self.data) - length * self._stride(kind):
            raise Reverted
        return CalldataPlace(at + 32, length)

    def field(self, kind: StructType, place: CalldataPlace, name: str) -> CalldataPlace:
        """A struct's field. Reverts where it lies beyond the data's end."""
        head = place.offset
        for one, field in self.layout.fields(kind):
            if one == name:
                return self._below(field, place.offset, head)
            head += self.layout.head_size(field)
        raise ValueError(f"{kind} has no field {name}")

    def length(self, kind: Type, place: CalldataPlace) -> int:
        """The length of an array or of bytes."""
        if isinstance(kind, Array) and kind.length is not None:
            return kind.length
        assert place.length is not None
        return place.length

    def element(self, kind: Type, place: CalldataPlace, index: int) -> CalldataPlace | CalldataByte:
        """The place of an element. Reverts beyond the end."""
        if index >= self.length(kind, place):
            raise panic(INDEX)
        if isinstance(kind, Bytes):
            return CalldataByte(place.offset + index)
        assert isinstance(kind, Array)
        head = place.offset + index * self._stride(kind)
        return self._below(kind.element, place.offset, head)

    def byte(self, place: CalldataByte) -> int:
        """The byte at a place, as a `bytes1`."""
        return word_at(self.data, place.offset) >> 248 << 248

    def read(self, kind: Type, place: CalldataPlace) -> Value:
        """The value at a place. Reverts where it is not clean."""
        word = word_at(self.data, place.offset)
        if not valid_word(kind, word):
            raise Reverted
        return from_word(kind, word, self.layout.functions)

    def slice(self, kind: Type, place: CalldataPlace, start: int, end: int | None) -> CalldataPlace:
        """A part of a dynamic array. Reverts unless ``start <= end <= length``."""
        length = self.length(kind, place)
        stop = length if end is None else end
        if start > stop or stop > length:
            raise Reverted
        return CalldataPlace(place.offset + start * self._stride(kind), stop - start)

    def tree(self, kind: Type, place: CalldataPlace) -> Tree:
        """The object at a place, decoded."""
        match kind:
            case Bytes():
                assert place.length is not None
                return self.data[place.offset : place.offset + place.length].ljust(
                    place.length, b"\0"
                )
            case Array(element=element, length=None):
                assert place.length is not None
                fixed = Array(element, place.length)
                return decode_body(self.layout, fixed, self.data, place.offset)
            case Reference():
                raise NotComparable("references in calldata")
        return decode_body(self.layout, kind, self.data, place.offset)
