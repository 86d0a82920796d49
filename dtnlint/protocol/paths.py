"""Where a body's control flow really goes, other than Slither draws it."""

from __future__ import annotations

from slither.core.cfg.node import Node, NodeType
from slither.slithir.operations import Operation, SolidityCall
from slither.slithir.variables import Constant


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
