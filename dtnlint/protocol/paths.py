"""Where a body's control flow really goes, other than Slither draws it."""

from __future__ import annotations

from typing import Any, NamedTuple

from slither.core.cfg.node import Node, NodeType
from slither.slithir.operations import (
    Assignment,
    Binary,
    BinaryType,
    Delete,
    HighLevelCall,
    InternalCall,
    InternalDynamicCall,
    LibraryCall,
    LowLevelCall,
    Operation,
    SolidityCall,
)
from slither.slithir.variables import Constant

_EFFECTS = (
    Assignment,
    Delete,
    HighLevelCall,
    InternalCall,
    InternalDynamicCall,
    LibraryCall,
    LowLevelCall,
)


def successors(node: Node) -> list[Node]:
    """A node's real successors. Slither also lets a `try` skip all of its clauses, and goes
    on after assembly that ends the call.
    """
    if any(map(halts, node.irs)):
        return []
    sons = list(node.sons)
    if node.type == NodeType.TRY:
        return [son for son in sons if son.type == NodeType.CATCH] or sons
    return sons


def halts(ir: Operation) -> bool:
    """Tell whether an operation ends the whole call from outside, with all that it did."""
    return isinstance(ir, SolidityCall) and ir.function.name.startswith(
        ("return(", "stop(", "selfdestruct(", "suicide(")
    )


def leaves(node: Node) -> bool:
    """Tell whether a body ends at a node, so that its caller goes on."""
    return not node.sons and not reverts(node) and not any(map(halts, node.irs))


def commits(node: Node) -> bool:
    """Tell whether a body ends at a node, or all does, and what was done stands."""
    return leaves(node) or (any(map(halts, node.irs)) and not reverts(node))


def reverts(node: Node) -> bool:
    """Tell whether a node always ends the transaction without effect. Slither draws an
    edge out of it all the same.
    """
    if node.type == NodeType.THROW:
        return True
    for ir in node.irs:
        if isinstance(ir, SolidityCall):
            name = ir.function.name
            if name.startswith("revert") or name == "invalid()":
                return True
            if name.startswith(("require", "assert")) and isinstance(ir.arguments[0], Constant):
                return not bool(ir.arguments[0].value)
    return False


class ShortCircuit(NamedTuple):
    """A right side of ``&&`` or ``||`` that does something, if it runs."""

    left: Any
    """The value on the left, on which that hangs."""
    stop: int
    """The index of the connective among the node's operations: the right side ends there."""
    skipping: bool
    """The truth on the left with which the right side does not run."""


def short_circuits(node: Node) -> dict[int, tuple[ShortCircuit, ...]]:
    """Where right sides with effects begin, by the index of their first operation; the
    outermost first. Slither draws them as if they always ran.
    """
    found: dict[int, tuple[ShortCircuit, ...]] = {}
    irs = node.irs
    for stop, ir in enumerate(irs):
        if not isinstance(ir, Binary) or ir.type not in (BinaryType.ANDAND, BinaryType.OROR):
            continue
        needed = {ir.variable_right}
        first = stop
        for i in range(stop - 1, -1, -1):
            lvalue = getattr(irs[i], "lvalue", None)
            if lvalue in needed:
                first = i
                needed |= set(irs[i].read)
        left = next(
            (i for i in range(stop) if getattr(irs[i], "lvalue", None) is ir.variable_left), -1
        )
        first = max(left + 1, min(first, left + 1) if left >= 0 else first)
        effects = any(isinstance(irs[i], _EFFECTS) for i in range(first, stop))
        if effects and first < stop:
            one = ShortCircuit(ir.variable_left, stop, ir.type == BinaryType.OROR)
            found[first] = (one, *found.get(first, ()))
    return found


def optional(node: Node) -> frozenset[Operation]:
    """Operations of a node that do not run each time that it does."""
    if not any(
        isinstance(ir, Binary) and ir.type in (BinaryType.ANDAND, BinaryType.OROR)
        for ir in node.irs
    ):
        return frozenset()
    return frozenset(
        ir
        for first, ways in short_circuits(node).items()
        for way in ways
        for ir in node.irs[first : way.stop]
    )
