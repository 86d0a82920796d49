"""What is computed while code is lowered is what the running code would have computed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dtnlint.language.arithmetic import inverted, known
from dtnlint.language.conversions import converted
from dtnlint.language.instructions import Constant
from dtnlint.language.types import ADDRESS, BOOLEAN, FixedBytes, Number, Type
from truth.interpreter import arithmetic
from truth.interpreter.outcomes import Reverted

_NUMBERS = st.builds(Number, st.sampled_from((8, 16, 128, 160, 256)), st.booleans())
_BYTES = st.builds(FixedBytes, st.sampled_from((1, 2, 20, 31, 32)))
_TYPES = _NUMBERS | _BYTES | st.just(BOOLEAN)


def _value(draw: st.DrawFn, type_: Type) -> int:
    if isinstance(type_, Number):
        bits = type_.bits - type_.signed
        low, high = -(1 << bits) if type_.signed else 0, (1 << bits) - 1
        near = st.sampled_from([low, low + 1, 0, 1, 2, 7, high - 1, high])
        return draw(near | st.integers(low, high))
    if isinstance(type_, FixedBytes):
        word = draw(st.integers(0, (1 << 8 * type_.size) - 1))
        return word << (256 - 8 * type_.size)
    return draw(st.integers(0, 1))


@st.composite
def _operations(draw: st.DrawFn) -> tuple[str, Constant, Constant, Type, bool]:
    type_ = draw(_TYPES)
    operators = ["&", "|", "^"]
    if isinstance(type_, Number):
        operators += ["+", "-", "*", "/", "%", "**", "<<", ">>"]
    elif isinstance(type_, FixedBytes):
        operators += ["<<", ">>"]
    operator = draw(st.sampled_from(operators))
    other = Number(256) if operator in ("**", "<<", ">>") else type_
    left = Constant(_value(draw, type_), type_)
    return operator, left, Constant(_value(draw, other), other), type_, draw(st.booleans())


@given(_operations())
def test_operators(operation: tuple[str, Constant, Constant, Type, bool]) -> None:
    operator, left, right, type_, checked = operation
    found = known(operator, left, right, type_, checked=checked)
    assert isinstance(left.value, int)
    assert isinstance(right.value, int)
    try:
        runs = arithmetic.binary(type_, operator, left.value, right.value, checked, False)
    except Reverted:
        # A revert is left to the running code.
        assert found is None
    else:
        assert found in (runs, None)
        assert found is not None or operator == "**"


@given(st.data(), st.booleans())
def test_unary_operators(data: st.DataObject, checked: bool) -> None:
    type_ = data.draw(_TYPES)
    operators = {Number: ["-", "~"], FixedBytes: ["~"]}.get(type(type_), ["!"])
    operator = data.draw(st.sampled_from(operators))
    value = data.draw(st.composite(_value)(type_))
    found = inverted(operator, Constant(value, type_), type_)
    try:
        runs = arithmetic.unary(type_, operator, value, checked)
    except Reverted:
        assert found is None
    else:
        assert found in (runs, None)


@given(st.data())
def test_conversions(data: st.DataObject) -> None:
    kinds = _NUMBERS | _BYTES | st.just(ADDRESS)
    source = data.draw(_NUMBERS | _BYTES)
    target = data.draw(kinds)
    if isinstance(source, FixedBytes) is not isinstance(target, FixedBytes):
        # Solidity converts them where they are of one size alone.
        sizes = [
            one.size if isinstance(one, FixedBytes) else getattr(one, "bits", 160) // 8
            for one in (source, target)
        ]
        if sizes[0] != sizes[1]:
            return
    value = data.draw(st.composite(_value)(source))
    assert converted(value, source, target) == arithmetic.convert(source, target, value)
