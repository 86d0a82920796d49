"""Numbers the router calls of a consumer, by the gas that each is given.

A misuse says which operation it happened at only if the operation can be told
from the others; the source that runs is the project's own, with nothing added
but a gas option on each of these calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from dtnlint.replay.network import GasCode

_KINDS = {"startUserSession": "start", "closeUserSession": "close", "request": "request"}


class Operation(Struct, frozen=True):
    """One router call in the sources."""

    number: int
    kind: str
    """``start``, ``close`` or ``request``."""
    unit: str
    start: int
    """Byte offset of the whole call."""
    length: int
    insert_at: int
    """Where the option goes."""
    option: str
    """What goes there, but for the amount."""


class Numbered(Struct, frozen=True):
    """Sources whose router calls are numbered."""

    operations: tuple[Operation, ...]
    texts: Mapping[str, str]

    def at(self, unit: str, start: int, length: int) -> Operation | None:
        """The operation that stands exactly there, or the outermost inside."""
        inside = [
            one
            for one in self.operations
            if one.unit == unit and start <= one.start < start + max(1, length)
        ]
        return max(inside, key=lambda one: one.length, default=None)


def number(texts: Mapping[str, str], asts: Mapping[str, Any], gas_code: GasCode) -> Numbered:
    """Number the router calls in `texts`, as far as the numbers reach."""
    found: list[Operation] = []
    for unit in sorted(texts):
        source = texts[unit].encode()
        for node in _calls(asts.get(unit)):
            if len(found) < gas_code.most:
                operation = _operation(node, unit, source, len(found) + 1)
                if operation is not None:
                    found.append(operation)
    numbered: dict[str, str] = {}
    for unit, text in texts.items():
        source = text.encode()
        for one in sorted(
            (one for one in found if one.unit == unit), key=lambda one: -one.insert_at
        ):
            option = one.option.format(gas=gas_code.gas_of(one.number)).encode()
            source = source[: one.insert_at] + option + source[one.insert_at :]
        numbered[unit] = source.decode()
    return Numbered(tuple(found), numbered)


def _operation(node: Mapping[str, Any], unit: str, source: bytes, number: int) -> Operation | None:
    start, length = _source(node)
    callee = node["expression"]
    options = callee["nodeType"] == "FunctionCallOptions"
    member = callee["expression"] if options else callee
    kind = _KINDS[member["memberName"]]
    begin, size = _source(member)
    if not options:
        return Operation(number, kind, unit, start, length, begin + size, "{{gas: {gas}}}")
    if "gas" in callee.get("names", ()):
        return None
    brace = source.find(b"{", begin + size)
    if not begin + size <= brace < start + length:
        return None
    return Operation(number, kind, unit, start, length, brace + 1, "gas: {gas}, ")


def _calls(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The calls of functions with the router's names, in the order of the source."""
    if isinstance(tree, list):
        for item in tree:
            yield from _calls(item)
    elif isinstance(tree, dict):
        if tree.get("nodeType") == "FunctionCall" and tree.get("kind") == "functionCall":
            callee = tree["expression"]
            if callee.get("nodeType") == "FunctionCallOptions":
                callee = callee["expression"]
            if (
                callee.get("nodeType") == "MemberAccess"
                and callee.get("memberName") in _KINDS
                and "function_external"
                in callee.get("typeDescriptions", {}).get("typeIdentifier", "")
            ):
                yield tree
        for value in tree.values():
            if isinstance(value, (dict, list)):
                yield from _calls(value)


def _source(node: Mapping[str, Any]) -> tuple[int, int]:
    start, length, _ = node["src"].split(":")
    return int(start), int(length)
