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

from dtnlint.language.graph import Body, name_of
from dtnlint.lifecycle.world import World
from dtnlint.sources.span import Span


class Origin(Struct, frozen=True):
    """Where a helper's argument was read: what a finding about it points at."""

    span: Span
    text: str
    function: Function
    node: Node
    literal: bool = False
    """Whether the argument is a number in the source."""


def origin_of(world: World, body: Body, argument: Any) -> Origin | None:
    """Where a parameter of a helper under way was read; None for everything else."""
    local = body.local_of(argument)
    known = None if local is None else world.frame.get(("origin", name_of(local)))
    return None if known is None else known[1]


def argument_expressions(ir: Any, count: int) -> list[Any]:
    """The source expressions of a call's arguments, in the order of the parameters; None where
    one cannot be told.
    """
    expression = ir.expression
    if isinstance(expression, AssignmentOperation):
        expression = expression.expression_right
    if not isinstance(expression, CallExpression):
        return [None] * count
    written = list(expression.arguments)
    names = getattr(expression, "names", None)
    function = getattr(ir, "function", None)
    if names and isinstance(function, Function):
        wanted = [parameter.name for parameter in function.parameters]
        given = dict(zip(names, written, strict=False))
        written = [given[name] for name in wanted if name in given]
    missing = count - len(written)
    if missing < 0:
        return [None] * count
    return [None] * missing + written
