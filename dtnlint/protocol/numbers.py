"""The numbers that a value may be, as far as the code itself fixes them.

Constants are folded through assignments, struct fields, arguments, results and
arithmetic; what callers, owners or other contracts decide is no number here. An
expression of literals alone is a fraction until its end, as Solidity has it:
``0.001 * 10**18`` is 10**15, and ``1 / 2 * 4`` is 2.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from slither.core.declarations import Enum, Function, SolidityVariable
from slither.core.solidity_types import ElementaryType
from slither.core.variables.variable import Variable
from slither.slithir.operations import Binary, BinaryType, InitArray, Length, Member, NewArray
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant, TemporaryVariable
from slither.utils.arithmetic import convert_subdenomination

from dtnlint.protocol import dispatch
from dtnlint.protocol.flow import Flow, Origin, Path, Stack

Number = int | None
"""None: a number that cannot be told."""

_MOST = 16
"""Different numbers that one value is followed to."""
_ORIGINS = 400
"""Origins that are looked at for one question; past them, numbers cannot be told. Sums that
are made of each other have exponentially many."""
_DEPTH = 12
"""Operations that are folded into each other."""

Folding = frozenset[IrOperation]
"""The operations that are being folded: a number that depends on itself cannot be told."""


_MOST_BITS = 4096
"""Solidity's own limit to the numbers in an expression of literals."""


def _divide(one: int, other: int) -> Number:
    return one // other if other else None


def _remainder(one: int, other: int) -> Number:
    return one % other if other else None


def _power(one: int, other: int) -> Number:
    return one**other if 0 <= other <= 256 else None


def _left(one: int, other: int) -> Number:
    return one << other if 0 <= other <= 256 else None


def _right(one: int, other: int) -> Number:
    return one >> other if other >= 0 else None


_FOLDS: dict[BinaryType, Callable[[int, int], Number]] = {
    BinaryType.ADDITION: operator.add,
    BinaryType.SUBTRACTION: operator.sub,
    BinaryType.MULTIPLICATION: operator.mul,
    BinaryType.DIVISION: _divide,
    BinaryType.MODULO: _remainder,
    BinaryType.POWER: _power,
    BinaryType.LEFT_SHIFT: _left,
    BinaryType.RIGHT_SHIFT: _right,
    BinaryType.AND: operator.and_,
    BinaryType.OR: operator.or_,
    BinaryType.CARET: operator.xor,
}


class Numbers:
    """The numbers of one concrete contract."""

    def __init__(self, flow: Flow, *, zeroes: bool = True) -> None:
        """With `zeroes`, storage that nothing writes holds 0."""
        self._flow = flow
        self._zeroes = zeroes
        self._left = 0

    def of(self, value: Any, path: Path = (), stack: Stack = ()) -> frozenset[Number]:
        """The numbers that `value` (or the part of it at `path`) may be; None among them
        where one cannot be told. An enum's value is its position, a boolean 0 or 1.
        """
        self._left = _ORIGINS
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
        self._left -= 1
        if self._left < 0:
            yield None
        elif isinstance(value, Constant):
            yield _whole(literal(value)) if not origin.path else None
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
        written = _of_literals(ir)
        if written is not None:
            yield _whole(written)
            return
        fold = _FOLDS[ir.type]
        left = set(itertools.islice(self._of(ir.variable_left, (), stack, folding), _MOST))
        right = set(itertools.islice(self._of(ir.variable_right, (), stack, folding), _MOST))
        for one, other in itertools.product(left, right):
            yield None if one is None or other is None else fold(one, other)

    def _length(self, ir: Length, stack: Stack, folding: Folding) -> Iterator[Number]:
        for origin in self._flow.sources(ir.value, stack=stack).origins:
            made = _unwrapped(origin.value) if not origin.path else None
            if isinstance(made, NewArray):
                yield from self._of(made.arguments[0], (), stack, folding)
            elif isinstance(made, InitArray):
                yield len(made.init_values)
            else:
                yield None


def _unwrapped(ir: Any) -> Any:
    """What makes an array: Slither writes ``x = new T[](2)`` as ``x = [new T[](2)]``."""
    if isinstance(ir, InitArray) and len(ir.init_values) == 1:
        (value,) = ir.init_values
        if str(getattr(value, "type", None)) == str(ir.lvalue.type):
            made = dispatch.definitions(ir.node.function).get(value, ())
            return made[0] if len(made) == 1 else None
    return ir


def literal(constant: Constant) -> Fraction | None:
    """What a literal says, exactly: Slither makes 0 of ``0.5``; None for a text.

    A boolean is 0 or 1.
    """
    value = constant.value
    if isinstance(value, bool):
        return Fraction(value)
    if not isinstance(value, int):
        return None
    unit = constant._subdenomination
    try:
        written = Fraction(constant.original_value.replace("_", ""))
    except ValueError:
        return Fraction(value)  # hexadecimal
    return written * (Fraction(convert_subdenomination("1", unit)) if unit else 1)


def _of_literals(value: Any) -> Fraction | None:
    """An expression that is written with literals alone; None for any other."""
    if isinstance(value, Constant):
        return literal(value)
    if isinstance(value, TemporaryVariable):
        made = dispatch.definitions(value.node.function).get(value, ())
        return _of_literals(made[0]) if len(made) == 1 else None
    if not isinstance(value, Binary) or value.type not in _FOLDS:
        return None
    one, other = _of_literals(value.variable_left), _of_literals(value.variable_right)
    if one is None or other is None:
        return None
    match value.type:
        case BinaryType.ADDITION:
            return one + other
        case BinaryType.SUBTRACTION:
            return one - other
        case BinaryType.MULTIPLICATION:
            return one * other
        case BinaryType.DIVISION:
            return one / other if other else None
        case BinaryType.POWER:
            return _raised(one, other)
    left, right = _whole(one), _whole(other)
    found = None if left is None or right is None else _FOLDS[value.type](left, right)
    return None if found is None else Fraction(found)


def _raised(base: Fraction, power: Fraction) -> Fraction | None:
    exponent = _whole(power)
    if exponent is None or (base == 0 and exponent < 0):
        return None
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    return base**exponent if abs(exponent) * bits <= _MOST_BITS else None


def _whole(number: Fraction | None) -> Number:
    return number.numerator if number is not None and number.denominator == 1 else None


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
