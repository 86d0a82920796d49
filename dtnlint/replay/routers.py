"""Which parameters are given the router, whatever they are called: followed through the source.

A value that calls go to as they go to the network, or that becomes one of that type, is the
router; so is what flows into it, through variables, members, conversions and functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from dtnlint.replay.arguments import ROUTER
from dtnlint.replay.bytecode import Artifact, signature
from dtnlint.replay.hints import nodes_of
from dtnlint.replay.machine import selector

_CALLED = frozenset(
    ("startUserSession", "closeUserSession", "fetchResponse", "feeTarget", "feeToken")
)
"""What only the router is asked for."""

Tree = Mapping[str, Any]


def told(artifact: Artifact, trees: Iterable[Tree]) -> Artifact:
    """The contract, with the parameters marked that are given the router."""
    nodes = [node for tree in trees for node in nodes_of(tree)]
    found = _routers(nodes)
    structs = {node["id"]: node for node in nodes if node.get("nodeType") == "StructDefinition"}
    functions = [node for node in nodes if node.get("nodeType") == "FunctionDefinition"]
    by_selector: dict[str, list[Tree]] = {}
    for function in functions:
        by_selector.setdefault(function.get("functionSelector") or "", []).append(function)
    constructors = {
        member["id"]: member
        for node in nodes
        if node.get("nodeType") == "ContractDefinition" and node["name"] == artifact.name
        for member in node["nodes"]
        if member.get("kind") == "constructor"
    }

    def marked(parameter: Tree, declared: Sequence[Tree]) -> Tree:
        made = dict(parameter)
        if any(one["id"] in found for one in declared):
            made[ROUTER] = True
        if "components" in parameter:
            members = [structs[one]["members"] for one in map(_struct, declared) if one in structs]
            made["components"] = _each(parameter["components"], members, marked)
        return made

    def entry_of(entry: Tree) -> Tree:
        if entry["type"] == "constructor":
            declared = list(constructors.values())
        elif entry["type"] == "function":
            declared = by_selector.get(selector(signature(entry)).hex(), [])
        else:
            return entry
        lists = [one["parameters"]["parameters"] for one in declared]
        return {**entry, "inputs": _each(entry["inputs"], lists, marked)}

    return replace(artifact, abi=tuple(entry_of(entry) for entry in artifact.abi))


def _each(parameters: Sequence[Tree], lists: Sequence[Sequence[Tree]], marked: Any) -> list[Tree]:
    fitting = [one for one in lists if len(one) == len(parameters)]
    return [
        marked(parameter, [one[place] for one in fitting])
        for place, parameter in enumerate(parameters)
    ]


def _struct(declaration: Tree) -> int:
    """The structure that a variable is of, or an array of; 0: of none."""
    named = declaration.get("typeName") or {}
    while named.get("nodeType") == "ArrayTypeName":
        named = named["baseType"]
    return int(named.get("referencedDeclaration") or 0)


def _routers(nodes: Sequence[Tree]) -> set[int]:
    """The declarations that hold the router."""
    into: dict[int, set[int]] = {}
    """What flows into each, by number; a function's is what it returns."""
    found: set[int] = set()
    types: set[str] = set()
    by_id = {node["id"]: node for node in nodes if "id" in node}
    for node in nodes:
        if node.get("nodeType") == "MemberAccess" and node["memberName"] in _CALLED:
            found.update(_values(node["expression"]))
            types.add(_type(node["expression"]))
        for target, value in _flows(node, by_id):
            into.setdefault(target, set()).update(_values(value))
        for one, other in _overriding(node, by_id):
            into.setdefault(one, set()).add(other)
    contracts = {one for one in types if one.startswith("contract ")}
    for node in nodes:
        if _type(node) in contracts:
            if node.get("nodeType") == "VariableDeclaration":
                found.add(node["id"])
            elif node.get("kind") == "typeConversion":
                found.update(_values(node))
    waiting = list(found)
    while waiting:
        fresh = into.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def _type(node: Tree) -> str:
    return str((node.get("typeDescriptions") or {}).get("typeString", ""))


def _values(value: Any) -> Iterator[int]:
    """The declarations that an expression's value comes from."""
    kind = (value or {}).get("nodeType")
    if kind in ("Identifier", "MemberAccess") and value.get("referencedDeclaration"):
        yield value["referencedDeclaration"]
    elif kind == "IndexAccess":
        yield from _values(value["baseExpression"])
    elif kind == "Conditional":
        yield from _values(value["trueExpression"])
        yield from _values(value["falseExpression"])
    elif kind == "TupleExpression" and len(value["components"]) == 1:
        yield from _values(value["components"][0])
    elif kind == "FunctionCall":
        inner = value["arguments"][0] if value["kind"] == "typeConversion" else value["expression"]
        yield from _values(inner)


def _flows(node: Tree, by_id: Mapping[int, Tree]) -> Iterator[tuple[int, Tree]]:
    """What a node has flow where."""
    kind = node.get("nodeType")
    if kind == "Assignment":
        for target in _values(node["leftHandSide"]):
            yield target, node["rightHandSide"]
    elif kind == "VariableDeclarationStatement" and node.get("initialValue"):
        if len(node["declarations"]) == 1:
            yield node["declarations"][0]["id"], node["initialValue"]
    elif kind == "VariableDeclaration" and node.get("value"):
        yield node["id"], node["value"]
    elif kind == "FunctionDefinition":
        for one in nodes_of(node.get("body")):
            if one.get("nodeType") == "Return" and one.get("expression"):
                yield node["id"], one["expression"]
        if len(returned := node["returnParameters"]["parameters"]) == 1:
            name = {"nodeType": "Identifier", "referencedDeclaration": returned[0]["id"]}
            yield node["id"], name
    elif kind in ("FunctionCall", "ModifierInvocation", "InheritanceSpecifier"):
        names = (node.get("expression"), node.get("modifierName"), node.get("baseName"))
        called: Tree = next((one for one in names if one), {})
        callee = by_id.get(called.get("referencedDeclaration") or 0, {})
        given = node.get("arguments") or ()
        parameters = _parameters(callee, called)
        if ordered := node.get("names"):
            parameters = sorted(
                (one for one in parameters if one["name"] in ordered),
                key=lambda one: ordered.index(one["name"]),
            )
        # A library's function that is called as a member's is given the member first.
        if kind == "FunctionCall" and len(parameters) == len(given) + 1:
            yield parameters[0]["id"], called.get("expression") or {}
            parameters = parameters[1:]
        for parameter, argument in zip(parameters, given, strict=False):
            yield parameter["id"], argument


def _parameters(target: Tree, called: Tree) -> Sequence[Tree]:
    """What a call of something gives values to."""
    kind = target.get("nodeType")
    if kind == "ContractDefinition":
        made = [one for one in target["nodes"] if one.get("kind") == "constructor"]
        return _parameters(made[0], called) if made else ()
    if kind == "StructDefinition":
        return list(target["members"])
    return list((target.get("parameters") or {}).get("parameters", ()))


def _overriding(node: Tree, by_id: Mapping[int, Tree]) -> Iterator[tuple[int, int]]:
    """What flows where a function overrides another: its result, and what it is given."""
    for base in node.get("baseFunctions") or ():
        yield base, node["id"]
        for one, other in zip(
            node["parameters"]["parameters"],
            _parameters(by_id.get(base, {}), node),
            strict=False,
        ):
            yield one["id"], other["id"]
