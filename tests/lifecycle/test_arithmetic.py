"""Arithmetic on abstract values, against the machine's."""

from __future__ import annotations

import pytest

from dtnlint.language.types import ADDRESS, FixedBytes, Number
from dtnlint.lifecycle.arithmetic import converted, folded, of_width, opaque_term, wrapped
from dtnlint.lifecycle.values import ZERO, const, symbol
from dtnlint.lifecycle.world import World, compare

BYTE, SIGNED_BYTE = Number(8, False), Number(8, True)


@pytest.mark.parametrize(
    ("operator", "left", "right", "kind", "checked", "expected"),
    [
        ("+", 255, 1, BYTE, True, None),
        ("+", 255, 1, BYTE, False, 0),
        ("-", 0, 1, BYTE, True, None),
        ("-", 0, 1, BYTE, False, 255),
        ("-", 0, 1, SIGNED_BYTE, True, -1),
        ("-", -128, 1, SIGNED_BYTE, True, None),
        ("-", -128, 1, SIGNED_BYTE, False, 127),
        ("/", -7, 2, SIGNED_BYTE, True, -3),
        ("%", -7, 2, SIGNED_BYTE, True, -1),
        ("/", -128, -1, SIGNED_BYTE, True, None),
        ("/", 1, 0, BYTE, True, None),
        (">>", -2, 1, SIGNED_BYTE, True, -1),
        ("<<", 1, 8, BYTE, True, 0),
        ("**", 1, 2000, BYTE, True, 1),
        ("**", -1, 2001, SIGNED_BYTE, True, -1),
        ("**", 3, 2000, BYTE, True, None),
        ("**", 3, 2000, Number(), False, pow(3, 2000, 1 << 256)),
    ],
)
def test_numbers_are_as_wide_as_their_type(
    operator: str, left: int, right: int, kind: Number, checked: bool, expected: int | None
) -> None:
    assert folded(operator, left, right, kind, checked=checked, machine=False) == expected


def test_the_machine_divides_by_zero() -> None:
    assert folded("/", 5, 0, Number(), checked=False, machine=True) == 0


@pytest.mark.parametrize(("number", "kind", "expected"), [(300, BYTE, 44), (200, SIGNED_BYTE, -56)])
def test_what_is_too_much_is_cut_off(number: int, kind: Number, expected: int) -> None:
    assert wrapped(number, kind) == expected


def test_a_cut_number_is_not_the_number() -> None:
    given = symbol("given", "f()", 0, 0)
    assert converted(given, Number(), BYTE) != given
    assert converted(given, BYTE, Number()) == given


def test_fixed_bytes_lie_at_the_other_end_of_their_word() -> None:
    assert converted(const(0x12), Number(8), FixedBytes(1)) == const(0x12 << 248)
    assert converted(const(0x12 << 248), FixedBytes(1), Number(8)) == const(0x12)
    assert converted(const(0xAB), ADDRESS, Number(160)) == const(0xAB)


def test_the_same_operands_give_something_else_in_another_type() -> None:
    a, b = symbol("given", "f()", 0, 0), symbol("given", "f()", 1, 0)
    narrow, wide = (opaque_term(of_width("+", kind), a, b) for kind in (BYTE, Number()))
    assert narrow is not None
    assert wide is not None
    assert World().equal(narrow, narrow) is True
    assert World().equal(narrow, wide) is None


def test_only_checked_sums_are_more_than_their_parts() -> None:
    world, number = World(), symbol("given", "f()", 0, 0)
    checked = ("term", "+", number, const(1))
    wrapping = opaque_term("+~", number, const(1))
    assert wrapping is not None
    assert world.less(number, checked) is True
    assert world.less(number, wrapping) is None
    assert world.equal(checked, ZERO) is False
    assert world.equal(wrapping, ZERO) is None
    assert world.equal(wrapping, number) is False


def test_a_product_may_be_what_was_multiplied() -> None:
    number = symbol("given", "f()", 0, 0)
    assert World().equal(("term", "*", number, const(2)), number) is None


def test_signed_numbers_lie_below_zero() -> None:
    world, number = World(), symbol("given", "f()", 0, 0)
    below = compare("<", number, ZERO, signed=True)
    assert world.assume(below, True) is not None
    assert world.assume(compare("<", number, ZERO), True) is None
    known = world.assume(below, True)
    assert known is not None
    assert known.assume(compare(">=", number, ZERO, signed=True), True) is None
    assert known.assume(compare("<", ZERO, number, signed=True), True) is None
