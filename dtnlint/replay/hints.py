"""What a consumer's source suggests for arguments: the constants it compares with, and the shapes
in which it decodes answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

CONSTRUCTORS = b""
"""What stands for a selector where constructors have none."""
_LONGEST = 64
"""Characters of a string that is a hint."""
_CONSTANT = re.compile(r"int_const (\d+)$")
_QUALIFIERS = re.compile(r" (memory|storage|calldata|payable|pointer|ref)\b")
_PLAIN = re.compile(r"(u?int\d*|bytes\d*|address|bool|string)(\[\d*\])*$")
_DEFINITIONS = ("FunctionDefinition", "ModifierDefinition")


class Hints(Struct, frozen=True):
    """What is found in a function and in what it refers to."""

    numbers: tuple[int, ...] = ()
    strings: tuple[str, ...] = ()
    shapes: tuple[tuple[str, ...], ...] = ()
    """Types that are decoded together."""
    functions: tuple[str, ...] = ()
    """The names of what is referred to, functions and modifiers."""

    def __or__(self, other: Hints) -> Hints:
        return Hints(
            _merged(self.numbers, other.numbers),
            _merged(self.strings, other.strings),
            _merged(self.shapes, other.shapes),
            _merged(self.functions, other.functions),
        )


class _Found(Struct):
    hints: Hints = field(default_factory=Hints)
    refers: list[int | str] = field(default_factory=list)
    """What it refers to by number, and functions, which may be overridden, by name."""


def hints(trees: Iterable[Any]) -> dict[bytes, Hints]:
    """The hints in some syntax trees for each external function, by its selector, and for their
    constructors.
    """
    found: dict[int, _Found] = {}
    named: dict[int | str, set[int]] = {}
    selectors: dict[bytes, set[int]] = {}
    for node in (node for tree in trees for node in nodes_of(tree)):
        kind = node.get("nodeType")
        if kind in _DEFINITIONS or (kind == "VariableDeclaration" and node.get("constant")):
            found[node["id"]] = _read(node)
        if kind in _DEFINITIONS:
            named.setdefault(node["name"], set()).add(node["id"])
        if kind == "FunctionDefinition" and node.get("functionSelector"):
            selectors.setdefault(bytes.fromhex(node["functionSelector"]), set()).add(node["id"])
        elif node.get("kind") == "constructor" and kind == "FunctionDefinition":
            selectors.setdefault(CONSTRUCTORS, set()).add(node["id"])
    return {selector: _reached(starts, found, named) for selector, starts in selectors.items()}


def _reached(
    starts: Iterable[int], found: Mapping[int, _Found], named: Mapping[int | str, set[int]]
) -> Hints:
    all_of_it = Hints()
    waiting = list(starts)
    seen = set(waiting)
    while waiting:
        one = found[waiting.pop(0)]
        all_of_it |= one.hints
        for reference in one.refers:
            ids = {reference} if isinstance(reference, int) else named.get(reference, set())
            fresh = sorted((ids & found.keys()) - seen)
            seen.update(fresh)
            waiting += fresh
    return all_of_it


def _read(definition: Mapping[str, Any]) -> _Found:
    """What stands in one definition itself."""
    read = _Found()
    if definition["nodeType"] in _DEFINITIONS:
        read.hints |= Hints(functions=(definition["name"],))
    for node in nodes_of(definition, _worth_reading):
        kind = node.get("nodeType")
        described = str((node.get("typeDescriptions") or {}).get("typeString", ""))
        if constant := _CONSTANT.match(described):
            read.hints |= Hints(numbers=(int(constant[1]),))
        elif kind == "Literal" and node.get("kind") == "string":
            text = node.get("value") or ""
            if 0 < len(text) <= _LONGEST:
                read.hints |= Hints(strings=(text,))
        elif kind == "FunctionCall" and (shape := _decoded(node)):
            read.hints |= Hints(shapes=(shape,))
        elif kind in ("Identifier", "MemberAccess", "IdentifierPath"):
            name = node.get("memberName") or node.get("name")
            read.refers += [node.get("referencedDeclaration") or 0, str(name).rpartition(".")[2]]
    return read


def _decoded(call: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The types that an ``abi.decode`` names, if they are plain."""
    callee = call["expression"]
    source = callee.get("expression") or {}
    if callee.get("memberName") != "decode" or source.get("name") != "abi":
        return None
    named = call["arguments"][1]
    members = named["components"] if named["nodeType"] == "TupleExpression" else [named]
    types = []
    for member in members:
        text = _QUALIFIERS.sub("", member["typeDescriptions"]["typeString"])
        text = text.removeprefix("type(").removesuffix(")")
        text = re.sub(r"^enum [\w.]+", "uint8", re.sub(r"^contract [\w.]+", "address", text))
        if not _PLAIN.match(text):
            return None
        types.append(text)
    return tuple(types)


def _worth_reading(node: Mapping[str, Any]) -> bool:
    """Not what only a reader of a failure sees."""
    if node.get("nodeType") == "RevertStatement":
        return False
    callee = node.get("expression")
    return not (isinstance(callee, dict) and callee.get("name") == "revert")


def nodes_of(tree: Any, wanted: Any = None) -> Iterator[Mapping[str, Any]]:
    """The nodes of a tree, in the order of the source as far as the compiler keeps it."""
    if isinstance(tree, list):
        for item in tree:
            yield from nodes_of(item, wanted)
    elif isinstance(tree, dict) and (wanted is None or wanted(tree)):
        yield tree
        checks = (tree.get("expression") or {}) if "arguments" in tree else {}
        for key, value in tree.items():
            if wanted and key == "arguments" and checks.get("name") == "require":
                yield from nodes_of(value[:1], wanted)
            elif isinstance(value, (dict, list)):
                yield from nodes_of(value, wanted)


def _merged(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*one, *other)))
