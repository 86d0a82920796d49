"""Evaluation order: as solc's two pipelines have it, each found out by running their code.

`t` notes its argument, and every expression below is one of calls of it: the numbers are the
order in which the EVM ran them.
"""

from __future__ import annotations

import pytest

from dtnlint.language.instructions import Code
from tests.language.lowered import calls, lowered, named

_CASES = {
    # what: (code, legacy, IR)
    "operands": ("t(1) + t(2);", [2, 1], [1, 2]),
    "nested operands": ("t(1) + t(2) * t(3);", [3, 2, 1], [1, 2, 3]),
    "comparison": ("t(1) < t(2);", [2, 1], [1, 2]),
    "shift": ("t(1) << t(2);", [2, 1], [1, 2]),
    "user's operator": ("tu(1) + tu(2);", [1, 2], [1, 2]),
    "assignment": ("arr[t(1)] = t(2);", [2, 1], [2, 1]),
    "compound assignment": ("arr[t(1)] += t(2);", [2, 1], [2, 1]),
    "two keys": ("m[t(1)][t(2)] = t(3);", [3, 1, 2], [3, 1, 2]),
    "tuple": ("(arr[t(1)], arr[t(2)]) = (t(3), t(4));", [3, 4, 1, 2], [3, 4, 1, 2]),
    "arguments": ("g(t(1), t(2), t(3));", [1, 2, 3], [1, 2, 3]),
    "named arguments": ("g({c: t(1), a: t(2), b: t(3)});", [2, 3, 1], [1, 2, 3]),
    "struct by names": ("S({b: t(1), a: t(2)});", [2, 1], [1, 2]),
    "bound argument": ("t(1).plus(t(2));", [2, 1], [1, 2]),
    "external call": ("tc(1).h(t(2), t(3));", [1, 2, 3], [1, 2, 3]),
    "options": ("tc(1).h{value: t(2), gas: t(3)}(t(4), t(5));", [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
    "event": (
        "emit Ev(t(1), t(2), t(3), t(4));",
        [4, 2, 1, 3],
        [1, 2, 3, 4],
    ),
    "error": ("if (t(1) > 0) revert Er({b: t(2), a: t(3)});", [1, 3, 2], [1, 2, 3]),
    "addmod": ("addmod(t(1), t(2), t(3));", [3, 2, 1], [1, 2, 3]),
    "push": ("ts(1).push(t(2));", [1, 2], [1, 2]),
    "new place": ("ts(1).push() = t(2);", [2, 1], [2, 1]),
}
_NAMES = {name: f"f{number}" for number, name in enumerate(_CASES)}
_SOURCE = """
type U is uint256;
function plusU(U a, U b) pure returns (U) { return a; }
using {plusU as +} for U global;
library L { function plus(uint a, uint b) internal pure returns (uint) { return a + b; } }
contract C {
    using L for uint;
    struct S { uint a; uint b; }
    event Ev(uint a, uint indexed b, uint c, uint indexed d);
    error Er(uint a, uint b);
    uint[] arr; mapping(uint => mapping(uint => uint)) m;
    function t(uint n) internal returns (uint) { arr.push(n); return n; }
    function tu(uint n) internal returns (U) { return U.wrap(t(n)); }
    function ts(uint n) internal returns (uint[] storage) { t(n); return arr; }
    function tc(uint n) internal returns (C) { t(n); return this; }
    function g(uint a, uint b, uint c) internal returns (uint) { return a + b + c; }
    function h(uint a, uint b) external payable returns (uint) { return a + b; }
""" + "\n".join(f"function {_NAMES[name]}() external {{ {_CASES[name][0]} }}" for name in _CASES)


@pytest.fixture(scope="module")
def codes() -> dict[bool, Code]:
    return {via_ir: lowered(_SOURCE + "}", via_ir=via_ir) for via_ir in (False, True)}


@pytest.mark.parametrize("via_ir", [False, True], ids=["legacy", "IR"])
@pytest.mark.parametrize("name", _CASES)
def test_calls_stand_in_the_order_in_which_they_run(
    codes: dict[bool, Code], name: str, via_ir: bool
) -> None:
    function = named(codes[via_ir], _NAMES[name])
    assert calls(codes[via_ir], function, "t", "tu", "ts", "tc") == _CASES[name][1 + via_ir]
