"""What the caller of an entry point chooses, and whether anything bounds the choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.declarations import Function
from slither.core.variables.variable import Variable
from slither.slithir.operations import Binary, BinaryType
from slither.slithir.variables import Constant

from dtnlint.protocol.fields import Part
from dtnlint.protocol.flow import Flow, Origin, Path, Stack

Choice = tuple[Variable, Path]
"""A parameter of an entry point, or a part of it."""

_ORDERS = (
    BinaryType.LESS,
    BinaryType.LESS_EQUAL,
    BinaryType.GREATER,
    BinaryType.GREATER_EQUAL,
    BinaryType.EQUAL,
)


_GROWING = (
    BinaryType.ADDITION,
    BinaryType.SUBTRACTION,
    BinaryType.MULTIPLICATION,
    BinaryType.DIVISION,
    BinaryType.LEFT_SHIFT,
)
"""A remainder or a mask bounds what it is taken of."""


_SMALL = ("bool", "uint8", "uint16")
"""Types that bound a choice by themselves: a tier, a percentage."""


class Choices:
    """The choices that callers of one concrete contract have."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._bounded: frozenset[Choice] | None = None

    def of(self, part: Part, entry: Function) -> frozenset[Choice]:
        """What of the parameters of `entry` a value may be, or be computed from so that it
        grows with them, unless something bounds it.
        """
        return frozenset(
            choice
            for choice in self._parameters(self._operands(part.value, part.path, part.calls))
            if choice[0] in entry.parameters
            and choice not in self.bounded
            and str(choice[0].type) not in _SMALL
        )

    def within(self, value: Any) -> frozenset[Choice]:
        """The choices that a value is computed from."""
        return frozenset(self._parameters(self._operands(value)))

    @property
    def bounded(self) -> frozenset[Choice]:
        """What is compared somewhere with something that callers do not choose."""
        if self._bounded is None:
            found: set[Choice] = set()
            for site in self._flow.irs():
                if isinstance(site.ir, Binary) and site.ir.type in _ORDERS:
                    one, other = site.ir.variable_left, site.ir.variable_right
                    for choice, bound in ((one, other), (other, one)):
                        if not _is_zero(bound) and not self._is_choice(bound):
                            found |= set(self._parameters(self._operands(choice)))
            self._bounded = frozenset(found)
        return self._bounded

    def _parameters(self, origins: Any) -> Iterator[Choice]:
        for origin in origins:
            if isinstance(origin.value, Variable) and self._flow.is_parameter(origin.value):
                yield origin.value, origin.path

    def _is_choice(self, value: Any) -> bool:
        origins = self._flow.sources(value).origins
        return bool(origins) and len(set(self._parameters(origins))) == len(origins)

    def _operands(
        self, value: Any, path: Path = (), stack: Stack = (), depth: int = 8
    ) -> Iterator[Origin]:
        """Where a value comes from, through arithmetic."""
        for origin in self._flow.sources(value, path, stack).origins:
            yield origin
            if isinstance(origin.value, Binary) and origin.value.type in _GROWING and depth:
                for operand in (origin.value.variable_left, origin.value.variable_right):
                    yield from self._operands(operand, (), stack, depth - 1)


def _is_zero(value: Any) -> bool:
    return isinstance(value, Constant) and value.value == 0
