"""The ways from outside to an operation, and where its arguments are written.

A way is an entry point and the calls that lead from it to a body, so that a question
about a shared helper can be asked for each of its callers apart. What a call does is
asked elsewhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from slither.core.cfg.node import Node
from slither.core.declarations import Function
from slither.core.expressions import AssignmentOperation, CallExpression
from slither.core.expressions.expression import Expression
from slither.core.variables.local_variable import LocalVariable
from slither.slithir.operations import Call, NewStructure, TypeConversion
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import TemporaryVariable

from dtnlint.protocol import dispatch
from dtnlint.protocol.flow import Entered, Flow, Site, Stack

_MOST = 2048
"""Ways to one body that are kept apart."""


class Way(Struct, frozen=True):
    """One way to a body."""

    entry: Function
    """What a transaction calls, or a constructor."""
    calls: Stack
    """The calls from there to the body, outermost first."""

    seen: Stack
    """The same calls, as questions about values take them: an argument from outside is none
    of those that the contract gives itself.
    """

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes of the calls, outermost first."""
        return tuple(call.node for call in self.calls)


class Argument(Struct, frozen=True):
    """Where an argument is written."""

    function: Function
    node: Node
    value: Any
    """The variable or constant that is given there."""
    expression: Expression | None
    """None where it cannot be told from the node's other parts."""


class Ways:
    """The ways to the bodies of one concrete contract."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._entries = dispatch.entry_points(flow.concrete)
        self._constructors = frozenset(
            share.constructor
            for share in dispatch.constructors(flow.concrete)
            if share.constructor is not None
        )
        self._entered = {entry: Entered(entry) for entry in self._entries}
        self._memo: dict[Function, tuple[Way, ...] | None] = {}

    def to(self, function: Function) -> tuple[Way, ...] | None:
        """Every way from an entry point or a constructor; None where there are too many."""
        if function not in self._memo:
            found = tuple(itertools.islice(self._climb(function), _MOST + 1))
            self._memo[function] = found if len(found) <= _MOST else None
        return self._memo[function]

    def from_outside(self, function: Function) -> tuple[Way, ...]:
        """The ways that a transaction can take, construction left out; none where there are
        too many.
        """
        return tuple(way for way in self.to(function) or () if way.entry not in self._constructors)

    def _climb(self, function: Function) -> Iterator[Way]:
        roots = {*self._entries, *self._constructors}
        pending: list[tuple[Function, Stack]] = [(function, ())]
        while pending:
            body, calls = pending.pop()
            if body in roots:
                entered = () if body in self._constructors else (self._entered[body],)
                yield Way(body, calls, (*entered, *calls))
            for site in reversed(self._flow.sites.get(body, ())):
                if site.ir not in calls:
                    pending.append((site.function, (site.ir, *calls)))


def argument_of(ir: IrOperation, value: Any, site: Site, way: Way, flow: Flow) -> Argument:
    """Where the argument `value` of an operation is written, as seen on this way to it.

    A parameter that is only handed on is written where the outermost caller gives it: a
    shared helper takes no blame for its callers.
    """
    function, node, calls = site.function, site.node, way.calls
    given = dispatch.arguments(ir) if isinstance(ir, Call | NewStructure) else ()
    position = next((i for i, one in enumerate(given) if one is value), None)
    while calls and position is not None and _is_handed_on(value, function, flow):
        call = calls[-1]
        outer = flow.argument(value, call)
        ir, function, node, calls = call, call.node.function, call.node, calls[:-1]
        value = outer
        given = dispatch.arguments(ir) if isinstance(ir, Call) else ()
        position = next((i for i, one in enumerate(given) if one is value), None)
    expression = None if position is None else expression_of(ir, position)
    return Argument(function, node, value, expression)


def given_to(value: Any, site: Site, way: Way, flow: Flow) -> Argument | None:
    """Where a caller gives what an operation at `site` uses, on this way; None where the
    body that the operation stands in has the value from elsewhere than its parameters.
    """
    function, calls = site.function, way.calls
    given: Argument | None = None
    while calls:
        value = _unconverted(value, function)
        if not _is_handed_on(value, function, flow):
            break
        call, outer = calls[-1], flow.argument(value, calls[-1])
        position = next((i for i, one in enumerate(dispatch.arguments(call)) if one is outer), 0)
        function, value, calls = call.node.function, outer, calls[:-1]
        given = Argument(function, call.node, value, expression_of(call, position))
    return given


def _unconverted(value: Any, function: Function) -> Any:
    """A value before its conversions to other types."""
    while isinstance(value, TemporaryVariable):
        definitions = dispatch.definitions(function).get(value, ())
        if len(definitions) != 1 or not isinstance(definitions[0], TypeConversion):
            break
        value = definitions[0].variable
    return value


def expression_of(ir: IrOperation, position: int) -> Expression | None:
    """The source expression of a call's argument, by the callee's parameter; None where it
    cannot be told.
    """
    expression = ir.expression
    if isinstance(expression, AssignmentOperation):
        expression = expression.expression_right
    if not isinstance(expression, CallExpression):
        return None
    written = list(expression.arguments)
    count = len(dispatch.arguments(ir)) if isinstance(ir, Call | NewStructure) else len(written)
    position -= count - len(written)  # `value.f(x)` of a library writes one argument less
    if not 0 <= position < len(written):
        return None
    names = expression.names
    if not names:
        return written[position]
    wanted = _parameter_names(ir)
    position += len(wanted) - len(names)
    if not 0 <= position < len(wanted) or wanted[position] not in names:
        return None
    return written[names.index(wanted[position])]


def _parameter_names(ir: IrOperation) -> list[str]:
    if isinstance(ir, NewStructure):
        return [element.name for element in ir.structure.elems_ordered]
    function = getattr(ir, "function", None)
    if not isinstance(function, Function):
        return []
    return [parameter.name for parameter in function.parameters]


def _is_handed_on(value: Any, function: Function, flow: Flow) -> bool:
    """Tell whether a value is a parameter that its body never changes."""
    return (
        isinstance(value, LocalVariable)
        and flow.is_parameter(value)
        and value in function.parameters
        and not dispatch.definitions(function).get(value)
    )
