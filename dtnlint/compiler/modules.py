"""Names what comes from a file that is imported as a module as if it were imported itself.

After `import "./Shop.sol" as Shops`, a contract is `Shops.Shop`. Slither looks up by their
names what stands in such files, and does not find libraries and events: with them, it
loses without a word what follows in a function.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

_DECLARED = ("Definition", "Declaration")
"""How the kinds of nodes end that have names of their own."""


def unqualified(asts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the trees of source units with names that begin with no module.

    Nothing moves. What does not have its name to itself keeps the module: Slither would
    take one for the other. The given trees stay as they are.
    """
    modules = {
        node["unitAlias"]
        for tree in asts.values()
        for node in tree["nodes"]
        if node["nodeType"] == "ImportDirective" and node["unitAlias"]
    }
    if not modules:
        return asts
    common = {
        name
        for name, count in Counter(n for tree in asts.values() for n in _names(tree)).items()
        if count > 1
    }
    known = {
        number: name
        for tree in asts.values()
        for number, name in _declared(tree)
        if common.isdisjoint((name, name.partition(".")[0]))
    }
    return {unit: _renamed(tree, modules, known) for unit, tree in asts.items()}


def _declared(tree: Any) -> Iterator[tuple[int, str]]:
    """What a file declares, and what its contracts do, by number."""
    for node in tree["nodes"]:
        if name := node.get("name"):
            yield node["id"], name
            for part in node.get("nodes", ()):
                if part.get("name"):
                    yield part["id"], f"{name}.{part['name']}"


def _names(tree: Any) -> Iterator[str]:
    """Every name that something is given anywhere in a file."""
    yield from (name for _, name in _declared(tree) if "." in name)
    for node in _nodes(tree):
        if node.get("nodeType", "").endswith(_DECLARED) and node.get("name"):
            yield node["name"]
        elif "local" in node:  # of what is imported
            yield node["local"]


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    pending = [tree]
    while pending:
        yield (node := pending.pop())
        for value in node.values():
            if type(value) is dict:
                pending.append(value)
            elif type(value) is list:
                pending += (one for one in value if type(one) is dict)


def _renamed(tree: Any, modules: set[str], known: Mapping[int, str]) -> Any:
    tree = msgspec.json.decode(msgspec.json.encode(tree))  # a copy
    for node in _nodes(tree):
        name = known.get(node.get("referencedDeclaration", -1))
        kind = node.get("nodeType")
        if name is None:
            continue
        if kind == "IdentifierPath" and node["name"].partition(".")[0] in modules:
            node["name"] = name
        elif kind == "MemberAccess" and _is_module(node["expression"]):
            node |= {"nodeType": "Identifier", "name": name, "overloadedDeclarations": []}
            del node["expression"], node["memberName"]
    return tree


def _is_module(node: Any) -> bool:
    kind = node["typeDescriptions"].get("typeIdentifier") or ""
    return bool(kind.startswith("t_module_"))
