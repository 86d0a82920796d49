"""ABI encoding, and decoding that refuses what ABI coder v2 refuses."""

from __future__ import annotations

from dtnlint.language.types import Array, Bytes, Reference, StructType, Type
from truth.interpreter.layout import Layout, Tree
from truth.interpreter.outcomes import MEMORY, Reverted, panic
from truth.interpreter.values import (
    from_word,
    is_value,
    size_of,
    to_packed,
    to_word,
    valid_word,
)

_LARGEST = (1 << 64) - 1


def word_of(number: int) -> bytes:
    """An unsigned number as 32 bytes."""
    return number.to_bytes(32, "big")


def padded(data: bytes) -> bytes:
    """Bytes, filled up with zeros to whole words."""
    return data + bytes(-len(data) % 32)


# -- encoding ----------------------------------------------------------------------------------


def encode(layout: Layout, kinds: tuple[Type, ...], trees: list[Tree]) -> bytes:
    """What `abi.encode` makes of objects. A reference to storage is its slot."""
    heads: list[bytes | None] = []
    tails: list[bytes] = []
    for kind, tree in zip(kinds, trees, strict=True):
        if layout.is_dynamic(kind):
            heads.append(None)
            tails.append(_body(layout, kind, tree))
        else:
            heads.append(_body(layout, kind, tree))
            tails.append(b"")
    position = sum(32 if head is None else len(head) for head in heads)
    whole = bytearray()
    for head, tail in zip(heads, tails, strict=True):
        whole += word_of(position) if head is None else head
        position += len(tail)
    return bytes(whole) + b"".join(tails)


def _body(layout: Layout, kind: Type, tree: Tree) -> bytes:
    match kind:
        case Bytes():
            assert isinstance(tree, bytes)
            return word_of(len(tree)) + padded(tree)
        case Array(element=element, length=length):
            assert isinstance(tree, list)
            start = word_of(len(tree)) if length is None else b""
            return start + encode(layout, (element,) * len(tree), tree)
        case StructType():
            assert isinstance(tree, list)
            return encode(layout, tuple(field for _, field in layout.fields(kind)), tree)
    assert not isinstance(tree, bytes | list)
    return word_of(to_word(kind, tree, layout.functions))


def encode_packed(layout: Layout, kinds: tuple[Type, ...], trees: list[Tree]) -> bytes:
    """What `abi.encodePacked` makes of objects."""
    return b"".join(_packed(layout, *one) for one in zip(kinds, trees, strict=True))


def _packed(layout: Layout, kind: Type, tree: Tree) -> bytes:
    if isinstance(tree, bytes):
        return tree
    if isinstance(tree, list):
        assert isinstance(kind, Array)
        return b"".join(_body(layout, kind.element, one) for one in tree)
    size = size_of(kind)
    return to_packed(kind, tree, layout.functions).to_bytes(size, "big")


def encode_topic(layout: Layout, kind: Type, tree: Tree) -> bytes:
    """What is hashed for an indexed parameter of a type that is no value: no lengths, no heads."""
    if isinstance(tree, bytes):
        return tree
    return _in_place(layout, kind, tree)


def _in_place(layout: Layout, kind: Type, tree: Tree) -> bytes:
    match kind:
        case Bytes():
            assert isinstance(tree, bytes)
            return padded(tree)
        case Array(element=element):
            assert isinstance(tree, list)
            return b"".join(_in_place(layout, element, one) for one in tree)
        case StructType():
            assert isinstance(tree, list)
            fields = zip(layout.fields(kind), tree, strict=True)
            return b"".join(_in_place(layout, field, one) for (_, field), one in fields)
    return _body(layout, kind, tree)


# -- decoding ----------------------------------------------------------------------------------


def decode(layout: Layout, kinds: tuple[Type, ...], data: bytes, start: int = 0) -> list[Tree]:
    """What `abi.decode` makes of bytes from `start` on. Raises `Reverted` as it does."""
    if len(data) - start < sum(layout.head_size(kind) for kind in kinds):
        raise Reverted
    return _members(layout, kinds, data, start)


def _members(layout: Layout, kinds: tuple[Type, ...], data: bytes, start: int) -> list[Tree]:
    trees: list[Tree] = []
    position = start
    for kind in kinds:
        at = position
        if layout.is_dynamic(kind):
            at = start + offset_at(data, position)
        trees.append(decode_body(layout, kind, data, at))
        position += layout.head_size(kind)
    return trees


def word_at(data: bytes, position: int) -> int:
    """The word at a position; bytes beyond the end are zero."""
    if position >= len(data):
        return 0
    return int.from_bytes(data[position : position + 32].ljust(32, b"\0"), "big")


def offset_at(data: bytes, position: int) -> int:
    """The offset in a head. Raises `Reverted` where it is no sensible one."""
    offset = word_at(data, position)
    if offset > _LARGEST:
        raise Reverted
    return offset


def decode_body(layout: Layout, kind: Type, data: bytes, at: int) -> Tree:
    """The object of which the body stands at a position."""
    if is_value(kind):
        word = word_at(data, at)
        if not valid_word(kind, word):
            raise Reverted
        return from_word(kind, word, layout.functions)
    match kind:
        case Bytes():
            length = _length(data, at)
            if at + 32 + length > len(data):
                raise Reverted
            return data[at + 32 : at + 32 + length]
        case Array(element=element, length=fixed):
            dynamic = layout.is_dynamic(kind)
            if fixed is None:
                length, at = _length(data, at), at + 32
            else:
                length = fixed
                if dynamic and at + 31 >= len(data):
                    raise Reverted
            if at + length * layout.head_size(element) > len(data):
                raise Reverted
            return _members(layout, (element,) * length, data, at)
        case StructType():
            kinds = tuple(field for _, field in layout.fields(kind))
            if len(data) - at < sum(layout.head_size(one) for one in kinds):
                raise Reverted
            return _members(layout, kinds, data, at)
        case Reference():
            # A storage reference that a library's function gets or gives: its slot.
            return word_at(data, at)
    raise ValueError(f"{kind} is in no encoding")


def _length(data: bytes, at: int) -> int:
    if at + 31 >= len(data):
        raise Reverted
    length = word_at(data, at)
    if length > _LARGEST:
        raise panic(MEMORY)
    return length


def is_message(data: bytes) -> bool:
    """Whether the bytes of a failure that begin like ``Error(string)`` hold a text, as `catch`
    demands.
    """
    if len(data) < 0x44:
        return False
    offset = word_at(data, 4)
    if offset > _LARGEST or offset + 0x24 > len(data):
        return False
    length = word_at(data, 4 + offset)
    return length <= _LARGEST and 4 + offset + 32 + length <= len(data)
