"""Leaves out of syntax trees what the files to be checked cannot reach.

A package's files declare much that a consumer never names, and Slither would read
all of it. References are solc's own, by number; nothing is looked up by name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

_REFERENCES = frozenset(
    (
        "referencedDeclaration",
        "overloadedDeclarations",
        "linearizedBaseContracts",
        "baseFunctions",
        "baseModifiers",
        "baseContracts",
        "declaration",  # of a name that assembly takes from Solidity
    )
)
_KEPT = frozenset(("PragmaDirective", "ImportDirective"))
"""What cannot be reached by number, and costs nothing."""


def pruned(asts: Mapping[str, Any], targets: Collection[str]) -> dict[str, Any]:
    """Return the trees of source units without the top-level declarations, and without the
    functions of libraries, that nothing in the units `targets` leads to.

    The given trees stay as they are.
    """
    owner: dict[int, int] = {}
    leads_to: dict[int, set[int]] = {}
    reached: set[int] = set()
    for unit, tree in asts.items():
        for node in tree["nodes"]:
            if node["nodeType"] in _KEPT:
                continue
            whole = unit in targets
            for part in (node,) if whole else (_without_functions(node), *_functions(node)):
                number = part["id"]
                # A function needs its library.
                leads_to[number] = {node["id"]}
                _look(part, number, owner, leads_to[number])
            # A `using … for … global` belongs to a type and is named by nobody.
            if whole or node["nodeType"] == "UsingForDirective":
                reached.add(node["id"])
    pending = list(reached)
    while pending:
        for reference in leads_to[pending.pop()]:
            # Built-in names have numbers of their own.
            declared_in = owner.get(reference)
            if declared_in is not None and declared_in not in reached:
                reached.add(declared_in)
                pending.append(declared_in)
    return {
        unit: {
            **tree,
            "nodes": [
                node if unit in targets else _without_functions(node, reached)
                for node in tree["nodes"]
                if node["nodeType"] in _KEPT or node["id"] in reached
            ],
        }
        for unit, tree in asts.items()
    }


def _functions(node: Any) -> list[Any]:
    """The functions of a library: each is called by its own number, and inherited by nobody."""
    if node.get("contractKind") != "library":
        return []
    return [part for part in node["nodes"] if part["nodeType"] == "FunctionDefinition"]


def _without_functions(node: Any, but: Collection[int] = ()) -> Any:
    """A declaration without the functions that it has as a library, except some."""
    gone = {part["id"] for part in _functions(node)}.difference(but)
    if not gone:
        return node
    return {**node, "nodes": [part for part in node["nodes"] if part["id"] not in gone]}


def _look(node: Any, number: int, owner: dict[int, int], references: set[int]) -> None:
    """Note whose the numbers below a top-level declaration are, and which others it names."""
    pending = [node]
    while pending:
        for key, value in pending.pop().items():
            # By far the most of what there is are texts.
            kind = type(value)
            if kind is dict:
                pending.append(value)
            elif kind is list:
                pending += (one for one in value if type(one) is dict)
                if key in _REFERENCES:
                    references.update(one for one in value if type(one) is int)
            elif kind is int:
                if key == "id":
                    owner[value] = number
                elif key in _REFERENCES:
                    references.add(value)
