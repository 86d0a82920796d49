"""Inline assembly in the language: what becomes of it, and what of it cannot be told."""

from __future__ import annotations

from typing import TypeVar

import pytest

from dtnlint.language import instructions as lang
from truth.beside.programs import compiled

_HEAD = """
interface IRouter { function closeUserSession(uint256 id) external; }
contract C {
    uint256 private first; uint128 private low; uint128 private high; uint256 transient mark;
    struct S { uint256 a; }
    S[] private list;
"""
Wanted = TypeVar("Wanted", bound=lang.Instruction)


def lowered(functions: dict[str, str]) -> dict[str, lang.Function]:
    """The functions of a contract whose bodies are one block of assembly each."""
    bodies = "\n".join(
        f"function {name}(uint256 a, uint256 b) external payable returns (uint256 r) "
        "{ S storage p = list[0]; bytes4 what = IRouter.closeUserSession.selector; "
        f"assembly {{ {text} }} first = r + p.a; }}"
        for name, text in functions.items()
    )
    source = f"// SPDX-License-Identifier: MIT\npragma solidity ^0.8.28;{_HEAD}{bodies}}}"
    made = compiled({"a.sol": source})
    (code,) = made.codes.values()
    return {one.name: one for one in code.functions.values()}


@pytest.fixture(scope="module")
def bodies() -> dict[str, lang.Function]:
    return lowered(
        {
            "slots": "sstore(first.slot, add(high.offset, a)) p.slot := b r := p.slot",
            "transients": "tstore(mark.slot, tload(a))",
            "closes": "let q := mload(0x40) mstore(q, shl(224, 0xe2d6f51b)) "
            "mstore(add(q, 4), a) r := call(gas(), b, 0, q, 0x24, 0, 0)",
            "closes_low": "mstore(0, 0xe2d6f51b) mstore(0x20, a) "
            "r := call(gas(), b, 0, 0x1c, 0x24, 0, 0)",
            "closes_by_name": "mstore(0, what) mstore(4, a) r := call(gas(), b, 0, 0, 36, 0, 0)",
            "over_the_pointer": "let q := mload(0x40) mstore(0x20, b) mstore(0, what) "
            "mstore(4, a) mstore(0x30, b) r := call(gas(), b, 0, 0, 36, 0, 0) mstore(0x40, q)",
            "pointer_moved": "let q := mload(0x40) mstore(q, shl(224, 0xe2d6f51b)) "
            "mstore(0x40, b) r := call(gas(), b, 0, mload(0x40), 0x24, 0, 0)",
            "another_name": "what := shl(224, a) mstore(0, what) mstore(4, a) "
            "r := call(gas(), b, 0, 0, 36, 0, 0)",
            "overwritten": "let q := mload(0x40) mstore(q, shl(224, 0xe2d6f51b)) "
            "mstore(add(q, 4), a) mstore8(add(q, 2), b) r := call(gas(), b, 0, q, 0x24, 0, 0)",
            "argument_lost": "let q := mload(0x40) mstore(q, shl(224, 0xe2d6f51b)) "
            "mstore(add(q, 4), a) mstore(add(q, 5), b) r := call(gas(), b, 0, q, 0x24, 0, 0)",
            "elsewhere": "let q := mload(0x40) mstore(q, shl(224, 0xe2d6f51b)) "
            "mstore(add(q, 4), a) mstore(b, 1) r := call(gas(), b, 0, q, 0x24, 0, 0)",
            "at_a_join": "let q := mload(0x40) mstore(q, shl(224, 0xe2d6f51b)) "
            "mstore(add(q, 4), a) if b { mstore(q, 0) } r := call(gas(), b, 0, q, 0x24, 0, 0)",
            "ends": "if a { return(0, 0) } if b { revert(0, 0) } selfdestruct(a)",
            "recursion": "r := f(a) function f(n) -> m { if n { m := f(sub(n, 1)) } }",
            "unheard_of": "sstore(0, msize()) r := 1",
        }
    )


def found(function: lang.Function, kind: type[Wanted]) -> list[Wanted]:
    """The instructions and ends of a type in a function."""
    everything = [i for block in function.blocks for i in (*block.instructions, block.end)]
    return [one for one in everything if isinstance(one, kind)]


def test_slots_of_variables_are_constants(bodies: dict[str, lang.Function]) -> None:
    (store,) = found(bodies["slots"], lang.SlotStore)
    assert isinstance(store.slot, lang.Constant)
    assert (store.slot.value, store.slot.name) == (0, "first.slot")
    (pointer,) = found(bodies["slots"], lang.RefSlot)
    assert not found(bodies["slots"], lang.Opaque)
    assert pointer.result in [one.value for one in found(bodies["slots"], lang.Put)]


def test_transient_slots_are_other_slots(bodies: dict[str, lang.Function]) -> None:
    (load,) = found(bodies["transients"], lang.SlotLoad)
    (store,) = found(bodies["transients"], lang.SlotStore)
    assert load.transient
    assert store.transient
    assert store.value == load.result


def only_call(function: lang.Function) -> lang.CallMemory:
    (call,) = found(function, lang.CallMemory)
    return call


@pytest.mark.parametrize("name", ["closes", "closes_low", "closes_by_name", "over_the_pointer"])
def test_a_message_made_by_hand_is_told(bodies: dict[str, lang.Function], name: str) -> None:
    call = only_call(bodies[name])
    assert call.function is not None
    assert call.function.name == "closeUserSession"
    gets = {one.result: one.local.name for one in found(bodies[name], lang.Get)}
    assert [gets[one] for one in call.known_arguments if isinstance(one, lang.Register)] == ["a"]


@pytest.mark.parametrize(
    "name", ["overwritten", "elsewhere", "at_a_join", "another_name", "pointer_moved"]
)
def test_a_selector_that_may_be_another_is_not_told(
    bodies: dict[str, lang.Function], name: str
) -> None:
    assert only_call(bodies[name]).function is None


def test_an_argument_that_is_overwritten_is_not_told(bodies: dict[str, lang.Function]) -> None:
    call = only_call(bodies["argument_lost"])
    assert call.function is not None
    assert call.known_arguments == ()


def test_ends_of_the_message(bodies: dict[str, lang.Function]) -> None:
    function = bodies["ends"]
    assert len(found(function, lang.Stop)) == len(found(function, lang.Destroy)) == 1
    assert [one.kind for one in found(function, lang.Revert) if one.kind == "data"] == ["data"]


def test_what_cannot_be_told_says_what_it_may_touch(bodies: dict[str, lang.Function]) -> None:
    (opaque,) = found(bodies["recursion"], lang.Opaque)
    assert opaque.effects == {"locals"}
    assert [one.name for one in opaque.locals] == ["r"]
    assert found(bodies["recursion"], lang.Store), "the rest of the function survives"


def test_a_word_that_cannot_be_told_leaves_the_rest(bodies: dict[str, lang.Function]) -> None:
    (opaque,) = found(bodies["unheard_of"], lang.Opaque)
    assert opaque.effects == frozenset()
    assert "msize" in opaque.reason
    (store,) = found(bodies["unheard_of"], lang.SlotStore)
    assert (store.value,) == opaque.results
