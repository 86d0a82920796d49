"""What a field of a struct is when the struct is passed on.

The value flow says where a field may come from at any time; here the last assignment
before a call decides where there is one, so that a default that was replaced no longer
counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from slither.core.cfg.node import Node
from slither.core.declarations import Function
from slither.core.variables.local_variable import LocalVariable
from slither.slithir.operations import Assignment, Member
from slither.slithir.operations import Operation as IrOperation

from dtnlint.protocol import dispatch
from dtnlint.protocol.flow import Entered, Flow, Path, Sources, Stack


class Part(NamedTuple):
    """A value, or a part of it, as seen along calls: what `Flow.sources` and `Numbers` take."""

    value: Any
    path: Path
    calls: Stack
    place: IrOperation | None = None
    """The assignment that gave the field this value, where one did."""


def field_of(flow: Flow, structure: Any, name: str, node: Node, calls: Stack) -> Part:
    """A field of a struct as it is at `node`, to which these calls led."""
    value = structure
    while isinstance(value, LocalVariable) and not flow.in_storage(value):
        last = _last_write(node.function, value, name, node)
        if last is not None:
            return Part(last.rvalue, (), calls, last)
        if not (calls and flow.is_parameter(value) and value in node.function.parameters):
            break
        if isinstance(calls[-1], Entered):
            break
        node, value, calls = calls[-1].node, flow.argument(value, calls[-1]), calls[:-1]
    return Part(value, (name,), calls)


def sources_of(flow: Flow, part: Part) -> Sources:
    """Where a part may come from."""
    return flow.sources(part.value, part.path, part.calls)


def _last_write(
    function: Function, variable: LocalVariable, name: str, node: Node
) -> Assignment | None:
    """The assignment to a field that every path to `node` makes last; None where paths
    differ, or where the whole variable is assigned later.
    """
    writes = list(_writes(function, variable, name))
    wholes = [ir.node for ir in dispatch.definitions(function).get(variable, ())]
    for write in writes:
        others = [w.node for w in writes if w is not write] + wholes
        if write.node in node.dominators and all(
            other is not write.node and other in write.node.dominators for other in others
        ):
            return write
    return None


def _writes(function: Function, variable: LocalVariable, name: str) -> Iterator[Assignment]:
    for node in function.nodes:
        for ir in node.irs:
            if isinstance(ir, Assignment):
                for definition in dispatch.definitions(function).get(ir.lvalue, ()):
                    if (
                        isinstance(definition, Member)
                        and definition.variable_left is variable
                        and str(definition.variable_right) == name
                    ):
                        yield ir
