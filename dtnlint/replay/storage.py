"""Where a contract keeps what: the slots that solc's storage layout says there are.

A mapping has a slot for every key there is, so that the keys that can have been
used must be given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from eth_hash.auto import keccak
from msgspec import Struct

Way = tuple[tuple[str, int], ...]


class Place(Struct, frozen=True):
    """A value in storage: a slot, and which of its bytes."""

    slot: int
    offset: int
    """Bytes from the slot's low end."""
    size: int
    """Bytes."""
    path: str
    """Such as ``table[3].id``."""
    way: Way = ()
    """How the slot comes about: ``at`` a number, ``of`` a key, the ``items`` of an array, so much
    ``on``."""

    def value(self, word: int) -> int:
        """Its value, given the slot's word."""
        return (word >> (8 * self.offset)) & ((1 << (8 * self.size)) - 1)


def places(
    layout: Mapping[str, Any],
    read: Callable[[int], int],
    numbers: Sequence[int],
    accounts: Sequence[str],
    longest: int = 64,
) -> Iterator[Place]:
    """Every value that a contract with this layout can hold.

    Mappings are followed for `numbers` (and fixed-size bytes) and `accounts` as
    keys, by the type of the key; arrays up to `longest` elements.
    """
    types = layout.get("types") or {}
    keys = {
        "address": [(account, int(account, 16)) for account in accounts],
        "number": [(str(number), number) for number in numbers],
        "bool": [("false", 0), ("true", 1)],
    }

    def follow(
        kind: str, slot: int, offset: int, path: str, way: Way, depth: int
    ) -> Iterator[Place]:
        entry = types[kind]
        size = int(entry["numberOfBytes"])
        if depth > 6:
            return
        if entry["encoding"] == "mapping":
            label = types[entry["key"]]["label"]
            if label.startswith(("address", "contract")):
                domain = keys["address"]
            elif label == "bool":
                domain = keys["bool"]
            elif label.startswith(("uint", "int", "bytes", "enum")) and label != "bytes":
                domain = keys["number"]
            else:
                return
            for name, key in domain:
                element = hashed(key, slot)
                yield from follow(
                    entry["value"], element, 0, f"{path}[{name}]", (*way, ("of", key)), depth + 1
                )
        elif entry["encoding"] == "dynamic_array":
            length = read(slot)
            yield Place(slot, 0, 32, f"{path}.length", way)
            start = int.from_bytes(keccak(slot.to_bytes(32, "big")), "big")
            yield from items(
                entry["base"], start, min(length, longest), path, (*way, ("items", 0)), depth
            )
        elif "members" in entry:
            for member in entry["members"]:
                yield from follow(
                    member["type"],
                    slot + int(member["slot"]),
                    int(member["offset"]),
                    f"{path}.{member['label']}",
                    (*way, ("on", int(member["slot"]))),
                    depth + 1,
                )
        elif "base" in entry:
            count = int(kind.split(")")[-1].split("_")[0] or 0)
            yield from items(entry["base"], slot, min(count, longest), path, way, depth)
        elif entry["encoding"] == "inplace":
            yield Place(slot, offset, size, path, way)

    def items(
        kind: str, start: int, count: int, path: str, way: Way, depth: int
    ) -> Iterator[Place]:
        size = int(types[kind]["numberOfBytes"])
        for index in range(count):
            if size >= 32:
                slot, offset = start + index * (size // 32), 0
            else:
                each = 32 // size
                slot, offset = start + index // each, (index % each) * size
            there = (*way, ("on", slot - start))
            yield from follow(kind, slot % 2**256, offset, f"{path}[{index}]", there, depth + 1)

    for variable in layout.get("storage") or ():
        yield from follow(
            variable["type"],
            int(variable["slot"]),
            int(variable["offset"]),
            variable["label"],
            (("at", int(variable["slot"])),),
            0,
        )


def contains(word: int, value: int) -> bool:
    """Whether a word holds a value, in a field of whichever width at whichever byte."""
    wanted = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return wanted in word.to_bytes(32, "big")


def hashed(key: int, slot: int) -> int:
    """The slot of a mapping's element, for keys that are not byte strings."""
    return int.from_bytes(keccak(key.to_bytes(32, "big") + slot.to_bytes(32, "big")), "big")
