"""The numbers that a value may be, as far as the code itself fixes them.

Constants are folded through assignments, struct fields, arguments, results and
arithmetic; what callers, owners or other contracts decide is no number here.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterator
from typing import Any

from slither.core.declarations import Enum, Function, SolidityVariable
from slither.core.solidity_types import ElementaryType
from slither.core.variables.variable import Variable
from slither.slithir.operations import Binary, BinaryType, Length, Member, NewArray
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant

from dtnlint.protocol.flow import Flow, Origin, Path, Stack

Number = int | None
"""None: a number that cannot be told."""

_MOST = 16
"""Different numbers that one value is followed to."""
_DEPTH = 12
"""Operations that are folded into each other."""

Folding = frozenset[IrOperation]
"""The operations that are being folded: a number that depends on itself cannot be told."""


def _divide(one: int, other: int) -> Number:
    return one // other if other else None


def _power(one: int, other: int) -> Number:
    return one**other if 0 <= other <= 256 else None


_FOLDS: dict[BinaryType, Callable[[int, int], Number]] = {
    BinaryType.ADDITION: operator.add,
    BinaryType.SUBTRACTION: operator.sub,
    BinaryType.MULTIPLICATION: operator.mul,
    BinaryType.DIVISION: _divide,
    BinaryType.POWER: _power,
}


class Numbers:
    """The numbers of one concrete contract."""

    def __init__(self, flow: Flow, *, zeroes: bool = True) -> None:
        """With `zeroes`, storage that nothing writes holds 0."""
        self._flow = flow
        self._zeroes = zeroes

    def of(self, value: Any, path: Path = (), stack: Stack = ()) -> frozenset[Number]:
        """The numbers that `value` (or the part of it at `path`) may be; None among them
        where one cannot be told. An enum's value is its position, a boolean 0 or 1.
        """
        found = self._of(value, path, stack, frozenset())
        return frozenset(itertools.islice(found, _MOST * _MOST))

    def only(self, value: Any, path: Path = (), stack: Stack = ()) -> Number:
        """The one number that `value` can be; None if there are others, or it cannot be told."""
        found = self.of(value, path, stack)
        return next(iter(found)) if len(found) == 1 else None

    def _of(self, value: Any, path: Path, stack: Stack, folding: Folding) -> Iterator[Number]:
        for origin in self._flow.sources(value, path, stack).origins:
            yield from self._origin(origin, stack, folding)

    def _origin(self, origin: Origin, stack: Stack, folding: Folding) -> Iterator[Number]:
        value = origin.value
        if isinstance(value, Constant):
            yield _constant(value) if not origin.path else None
        elif isinstance(value, IrOperation) and (value in folding or len(folding) == _DEPTH):
            yield None
        elif isinstance(value, Binary) and value.type in _FOLDS:
            yield from self._folded(value, stack, folding | {value})
        elif isinstance(value, Member):
            yield _enumerator(value)
        elif isinstance(value, Length):
            yield from self._length(value, stack, folding | {value})
        elif isinstance(value, SolidityVariable | Function | IrOperation):
            yield None
        elif isinstance(value, Variable) and self._is_zero(value):
            # Nothing writes it: the value that all memory and storage starts with.
            yield 0
        else:
            yield None

    def _is_zero(self, value: Variable) -> bool:
        if self._flow.is_parameter(value):
            return False
        return self._zeroes or not getattr(value, "is_stored", False)

    def _folded(self, ir: Binary, stack: Stack, folding: Folding) -> Iterator[Number]:
        fold = _FOLDS[ir.type]
        left = set(itertools.islice(self._of(ir.variable_left, (), stack, folding), _MOST))
        right = set(itertools.islice(self._of(ir.variable_right, (), stack, folding), _MOST))
        for one, other in itertools.product(left, right):
            yield None if one is None or other is None else fold(one, other)

    def _length(self, ir: Length, stack: Stack, folding: Folding) -> Iterator[Number]:
        for origin in self._flow.sources(ir.value, stack=stack).origins:
            if isinstance(origin.value, NewArray) and not origin.path:
                yield from self._of(origin.value.arguments[0], (), stack, folding)
            else:
                yield None


def _constant(constant: Constant) -> Number:
    value = constant.value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    return None


def _enumerator(ir: Member) -> Number:
    """The position of ``Status.SUCCESS`` among its enum's names."""
    if isinstance(ir.variable_left, Enum):
        names = [str(name) for name in ir.variable_left.values]
        name = str(ir.variable_right)
        return names.index(name) if name in names else None
    # `type(uint32).max`
    kind = getattr(ir.variable_left, "type", None)
    if str(ir.variable_right) == "max" and isinstance(kind, ElementaryType) and kind.max:
        return int(kind.max)
    return None
