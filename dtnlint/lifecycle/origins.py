"""Where the arguments of helpers were read: what a finding about one points at.

A helper that uses an ID must not take the blame for its caller, so that an argument
carries the place where it was written.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from slither.core.cfg.node import Node
from slither.core.declarations import Function
from slither.core.expressions import AssignmentOperation, CallExpression
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.state_variable import StateVariable
from slither.slithir.operations import TypeConversion
from slither.slithir.variables import Constant, TemporaryVariable

from dtnlint.lifecycle.world import World
from dtnlint.protocol import dispatch
from dtnlint.sources.span import Span


class Origin(Struct, frozen=True):
    """Where a helper's argument was read: what a finding about it points at."""

    span: Span
    text: str
    function: Function
    node: Node
    literal: bool = False
    """Whether the argument is a number in the source."""


def origin_of(world: World, argument: Any) -> Origin | None:
    """Where a parameter of a helper under way was read; None for everything else."""
    known = world.frame.get(("origin", argument)) if isinstance(argument, LocalVariable) else None
    return None if known is None else known[1]


def is_number(value: Any) -> bool:
    """Whether a value is written as a number in the source, cast or named or not."""
    if isinstance(value, TemporaryVariable):
        made = dispatch.definitions(value.node.function).get(value, ())
        return any(isinstance(ir, TypeConversion) and is_number(ir.variable) for ir in made)
    return isinstance(value, Constant) or (isinstance(value, StateVariable) and value.is_constant)


def argument_expressions(ir: Any, count: int) -> list[Any]:
    """The source expressions of a call's arguments; None where one cannot be told."""
    expression = ir.expression
    if isinstance(expression, AssignmentOperation):
        expression = expression.expression_right
    if not isinstance(expression, CallExpression):
        return [None] * count
    written = list(expression.arguments)
    missing = count - len(written)
    if missing < 0:
        return [None] * count
    return [None] * missing + written
