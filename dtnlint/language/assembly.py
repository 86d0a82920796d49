"""Assembly where nothing reads it yet: what it may touch is told from the names that it has."""

from __future__ import annotations

from collections.abc import Iterator

from dtnlint.language.body import Body
from dtnlint.language.instructions import Effect, Opaque
from dtnlint.language.tree import Node

_TOUCHED: dict[str, tuple[Effect, ...]] = {
    "sstore": ("storage",),
    "tstore": ("transient",),
    "mstore": ("memory",),
    "mstore8": ("memory",),
    "mcopy": ("memory",),
    "calldatacopy": ("memory",),
    "codecopy": ("memory",),
    "extcodecopy": ("memory",),
    "returndatacopy": ("memory",),
    "call": ("calls", "memory"),
    "staticcall": ("memory",),
    "delegatecall": ("storage", "transient", "calls", "memory", "ends"),
    "callcode": ("storage", "transient", "calls", "memory", "ends"),
    "create": ("calls",),
    "create2": ("calls",),
    "return": ("ends",),
    "stop": ("ends",),
    "selfdestruct": ("ends",),
}


def assembly(body: Body, node: Node) -> None:
    """An assembly block, opaque."""
    effects: set[Effect] = set()
    for called in _called(node["AST"]):
        effects.update(_TOUCHED.get(called, ()))
    written = set(_written(node["AST"]))
    references = {one["declaration"] for one in node.get("externalReferences", ())}
    locals_ = tuple(
        local
        for number, local in body.locals.items()
        if number in references and (local.name in written or _suffixed(local.name, written))
    )
    if locals_:
        effects.add("locals")
    body.emit(
        Opaque(
            span=body.where(node),
            declaration=node["id"],
            results=(),
            reason="assembly",
            effects=frozenset(effects),
            locals=locals_,
        )
    )


def _suffixed(name: str, written: set[str]) -> bool:
    return any(f"{name}.{suffix}" in written for suffix in ("slot", "offset", "length"))


def _called(node: object) -> Iterator[str]:
    for inner in _nodes(node):
        if inner.get("nodeType") == "YulFunctionCall":
            yield inner["functionName"]["name"]


def _written(node: object) -> Iterator[str]:
    for inner in _nodes(node):
        if inner.get("nodeType") == "YulAssignment":
            for name in inner["variableNames"]:
                yield name["name"]


def _nodes(node: object) -> Iterator[Node]:
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            yield one
            pending += one.values()
        elif isinstance(one, list):
            pending += one
