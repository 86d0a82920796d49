"""What parameters are equal to wherever a body does not undo everything, as `from` is after
``require(ownerOf[token] == from)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.cfg.node import Node, NodeType
from slither.core.declarations import Function
from slither.core.variables.variable import Variable
from slither.slithir.operations import (
    Assignment,
    Binary,
    BinaryType,
    Condition,
    SolidityCall,
    Unary,
    UnaryType,
)
from slither.slithir.variables import Constant

from dtnlint.protocol import dispatch
from dtnlint.protocol.paths import commits, reverts, successors

Equality = tuple[Variable, Any]
"""A parameter, and another value."""


def aliases_of(function: Function) -> frozenset[Equality]:
    """The equalities that hold on every path on which what a body does stands, or on which a
    modifier comes to what it stands around. A parameter that the body changes is none.
    """
    return dispatch.memoised(function, "dtnlint.aliases", lambda: frozenset(_aliases(function)))


def _aliases(function: Function) -> Iterator[Equality]:
    shown = {pair for node in function.nodes for pair in _shown(function, node)}
    for pair in shown:
        if not _can_end_without(function, pair):
            yield pair


def _shown(function: Function, node: Node) -> frozenset[Equality]:
    """What some way out of a node shows."""
    return _required(function, node).union(
        *(_led(function, node, son) or () for son in successors(node))
    )


def _can_end_without(function: Function, pair: Equality) -> bool:
    seen: set[Node] = set()
    pending = [function.entry_point] if function.entry_point is not None else []
    while pending:
        node = pending.pop()
        if node in seen or reverts(node) or pair in _required(function, node):
            continue
        seen.add(node)
        if commits(node) or node.type == NodeType.PLACEHOLDER:
            return True
        for son in successors(node):
            held = _led(function, node, son)
            if held is not None and pair not in held:
                pending.append(son)
    return False


def _required(function: Function, node: Node) -> frozenset[Equality]:
    """What passing a node shows."""
    found: frozenset[Equality] = frozenset()
    for ir in node.irs:
        if isinstance(ir, SolidityCall) and ir.function.name.startswith(("require", "assert")):
            found |= _holding(function, ir.arguments[0], True) or frozenset()
    return found


def _led(function: Function, node: Node, son: Node) -> frozenset[Equality] | None:
    """What going from a node to another shows; None where that is impossible."""
    if node.type in (NodeType.IF, NodeType.IFLOOP) and node.son_true is not node.son_false:
        for ir in node.irs:
            if isinstance(ir, Condition):
                return _holding(function, ir.value, son is node.son_true)
    return frozenset()


def _holding(function: Function, value: Any, wanted: bool) -> frozenset[Equality] | None:
    """What a boolean value shows that is `wanted`; None where it never is."""
    if isinstance(value, Constant):
        return frozenset() if bool(value.value) is wanted else None
    made = dispatch.definitions(function).get(value, ())
    if len(made) != 1:
        return frozenset()
    (ir,) = made
    if isinstance(ir, Assignment):
        return _holding(function, ir.rvalue, wanted)
    if isinstance(ir, Unary) and ir.type == UnaryType.BANG:
        return _holding(function, ir.rvalue, not wanted)
    if not isinstance(ir, Binary):
        return frozenset()
    one, other = ir.variable_left, ir.variable_right
    if ir.type in (BinaryType.ANDAND, BinaryType.OROR):
        left, right = _holding(function, one, wanted), _holding(function, other, wanted)
        if (ir.type == BinaryType.ANDAND) is wanted:
            return None if left is None or right is None else left | right
        if left is None or right is None:
            return right if left is None else left
        return left & right
    if ir.type == (BinaryType.EQUAL if wanted else BinaryType.NOT_EQUAL):
        fixed = [
            side
            for side in (one, other)
            if side in function.parameters and side not in dispatch.definitions(function)
        ]
        return frozenset((side, other if side is one else one) for side in fixed)
    return frozenset()
