"""Which entry points can succeed only once, flags and owners in structs included.

`dispatch.initializers` knows the state variables by themselves; here the value flow says
what is tested and written, wherever it is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.cfg.node import NodeType
from slither.core.declarations import Function
from slither.core.variables.variable import Variable
from slither.slithir.operations import Assignment, Binary, BinaryType
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant

from dtnlint.protocol import dispatch
from dtnlint.protocol.flow import Field, Flow


def once_only(flow: Flow) -> frozenset[Function]:
    """The entry points that test something, set it, and are kept out by it ever after."""
    known = dispatch.initializers(flow.concrete)
    return frozenset(
        entry
        for entry in dispatch.entry_points(flow.concrete)
        if entry in known
        or any(
            _is_latched(flow, part)
            for part in (entry, *dispatch.modifiers_of(flow.concrete, entry))
        )
    )


def _is_latched(flow: Flow, function: Function) -> bool:
    written = {place for node in function.nodes for ir in node.irs for place in flow.written(ir)}
    return any(
        all(_sets(site.ir) for site in flow.writers(place) if not _constructs(site.function))
        for place in written & set(_tested(flow, function))
    )


def _tested(flow: Flow, function: Function) -> Iterator[Field]:
    """The fields of which a body tests whether they are set."""
    for node in function.nodes:
        if node.type != NodeType.IF and not node.contains_require_or_assert():
            continue
        for ir in node.irs:
            kind = "address" if isinstance(ir, Binary) else "bool"
            if isinstance(ir, Binary) and not (
                ir.type in (BinaryType.EQUAL, BinaryType.NOT_EQUAL)
                and any(dispatch.is_zero(value, function) for value in ir.read)
            ):
                continue
            for value in ir.read:
                if _is_of(value, kind):
                    reads = flow.reads(value)
                    for origin in reads.origins:
                        # Below a key there is one for each key, and no end of keys.
                        if isinstance(origin.value, Field) and not reads.keys:
                            yield origin.value


def _sets(ir: IrOperation) -> bool:
    """Tell whether an assignment can only set what it writes."""
    if not isinstance(ir, Assignment):
        return False
    if _is_of(ir.lvalue, "bool"):
        return isinstance(ir.rvalue, Constant) and ir.rvalue.value is True
    return _is_of(ir.lvalue, "address") and not dispatch.is_zero(ir.rvalue, ir.node.function)


def _is_of(value: Any, kind: str) -> bool:
    return isinstance(value, Variable) and str(value.type) == kind


def _constructs(function: Function) -> bool:
    return bool(function.is_constructor or function.is_constructor_variables)
