"""Calls through pointers branch over what they may run."""

from __future__ import annotations

from typing import Any

from dtnlint.language import instructions as lang
from dtnlint.language.pointers import Pointers, number_of
from tests.language.lowered import lowered, named

_SOURCE = """
contract C {
    function(uint) internal returns (uint) one;
    function(uint) internal other;
    function() external out;
    uint n;
    constructor() { one = f; other = h; out = this.o; }
    function f(uint a) internal returns (uint) { n = a; return a; }
    function g(uint a) internal returns (uint) { n = a + 1; return a; }
    function unnamed(uint a) internal returns (uint) { n = a + 2; return a; }
    function h(uint a) internal { n = a; }
    function o() external { n = 3; }
    function choose() external { one = g; }
    function twice() external returns (uint) { return one(one(2)); }
    function send() external { out(); n = 4; }
    function tried() external { try out() {} catch {} }
    function plain() external { n = f(g(1)); }
}
"""


def _told(name: str) -> tuple[lang.Code, lang.Function]:
    code = lowered(_SOURCE)
    return code, Pointers(code).told_apart(named(code, name))


def _all(function: lang.Function, kind: type) -> list[Any]:
    return [s for block in function.blocks for s in block.instructions if isinstance(s, kind)]


def test_a_call_branches_over_the_functions_of_its_type_that_are_taken_for_values() -> None:
    code, function = _told("twice")
    assert not _all(function, lang.CallPointer)
    keys = [named(code, name).key for name in ("f", "g")]
    assert sorted(one.function.declaration for one in _all(function, lang.Call)) == sorted(
        2 * [key.declaration for key in keys]
    )
    compared = {one.right.value for one in _all(function, lang.Compare)}
    assert compared == {number_of(key) for key in keys}
    unset = [b for b in function.blocks if b.instructions == () and isinstance(b.end, lang.Revert)]
    assert len(unset) == 2


def test_registers_and_locals_stay_told_apart() -> None:
    _, function = _told("twice")
    made = [r.number for b in function.blocks for s in b.instructions for r in _results(s)]
    assert len(made) == len(set(made))


def _results(step: Any) -> tuple[lang.Register, ...]:
    one = getattr(step, "result", None)
    return (*((one,) if one else ()), *getattr(step, "results", ()))


def test_a_pointer_outward_may_name_a_function_of_its_own_contract_or_any() -> None:
    _, function = _told("send")
    own, any_ = sorted(_all(function, lang.ExternalCall), key=lambda call: not call.function.name)
    assert (own.function.name, any_.function.name) == ("o", "")
    (compared,) = _all(function, lang.Compare)
    assert compared.right.value == number_of(own.function)
    assert len(_all(function, lang.Store)) == 1  # what follows is there once


def test_code_without_such_calls_is_left_as_it_is() -> None:
    code = lowered(_SOURCE)
    for name in ("plain", "tried", "choose"):
        assert Pointers(code).told_apart(named(code, name)) is named(code, name)
