"""Contracts on the interpreter and on the EVM: that they agree, and that a difference is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_args

import msgspec
import pytest

pytest.importorskip("pyrevm")

from dtnlint.language import instructions as lang
from truth.beside.compare import Tally, compare
from truth.beside.corpus import compare_corpus
from truth.beside.generated import compare_generated
from truth.beside.programs import Compiled, compiled
from truth.programs.contracts import COMMON, draw

SAMPLES = Path(__file__).parents[2] / "sample_contracts"

SOURCE = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;
contract Small {
    uint8 internal small = 3;
    int256 internal wide;
    event Said(uint256 what);
    function add(uint8 a, int256 b) external returns (int256) {
        small += a;
        wide = b - 1;
        emit Said(a);
        return wide;
    }
}
"""
Change = Callable[[lang.Instruction], lang.Instruction]


@pytest.fixture(scope="module")
def small() -> Compiled:
    return compiled({"small.sol": SOURCE})


def changed(made: Compiled, change: Change) -> Compiled:
    """The same bytecode, and code in which some instructions are others."""

    def body(function: lang.Function) -> lang.Function:
        blocks = tuple(
            lang.Block(tuple(change(one) for one in block.instructions), block.end)
            for block in function.blocks
        )
        return msgspec.structs.replace(function, blocks=blocks)

    codes: Mapping[int, lang.Code] = {
        number: msgspec.structs.replace(
            code, functions={key: body(one) for key, one in code.functions.items()}
        )
        for number, code in made.codes.items()
    }
    return replace(made, codes=codes)


def judged(made: Compiled) -> Tally:
    return compare(made, made.contracts["small.sol", "Small"], 1, 20)


def test_the_same_code_agrees(small: Compiled) -> None:
    tally = judged(small)
    assert (tally.agree, tally.calls) == (1, 20)
    assert tally.succeeded > 5


def unchecked(one: lang.Instruction) -> lang.Instruction:
    return msgspec.structs.replace(one, checked=False) if isinstance(one, lang.Binary) else one


def plus(one: lang.Instruction) -> lang.Instruction:
    minus = isinstance(one, lang.Binary) and one.operator == "-"
    return msgspec.structs.replace(one, operator="+") if minus else one


def moved(one: lang.Instruction) -> lang.Instruction:
    if not isinstance(one, lang.RefVariable) or one.variable.name != "small":
        return one
    return msgspec.structs.replace(one, variable=msgspec.structs.replace(one.variable, offset=1))


def unsaid(one: lang.Instruction) -> lang.Instruction:
    if not isinstance(one, lang.Emit):
        return one
    return msgspec.structs.replace(one, arguments=(lang.Constant(0, one.arguments[0].type),))


@pytest.mark.parametrize(
    ("change", "seen"),
    [(unchecked, "reverts"), (plus, "returns"), (moved, "slot"), (unsaid, "logs")],
)
def test_a_difference_is_seen(small: Compiled, change: Change, seen: str) -> None:
    (found,) = judged(changed(small, change)).disagreements
    assert seen in found.difference
    assert "add(uint8,int256)" in found.call or "construction" in found.call


@pytest.mark.parametrize("via_ir", [False, True])
def test_drawn_programs_agree(via_ir: bool) -> None:
    (some,) = compare_generated(range(1, 3 if via_ir else 6), via_ir)
    assert some.tally.disagreements == []
    assert some.tally.succeeded > 10
    assert some.tally.not_comparable == 0


def test_programs_are_the_same_for_the_same_seed() -> None:
    assert draw(7).text == draw(7).text
    assert draw(7).text != draw(8).text


def test_programs_have_instructions_of_every_type() -> None:
    texts = {f"p{seed}.sol": draw(seed).text for seed in range(100, 125)}
    made = compiled({**texts, "common.sol": COMMON}, units=())
    found = {
        type(one)
        for code in made.codes.values()
        for function in code.functions.values()
        for block in function.blocks
        for one in (*block.instructions, block.end)
    }
    everything = set(lang.Instruction.__subclasses__()) | set(get_args(lang.End))
    # What ends a message, and slots of pointers, are not worth a share of every draw.
    assert everything - found <= {lang.RefSlot, lang.Stop, lang.Destroy, lang.Opaque}


def test_the_samples_agree() -> None:
    total = Tally()
    for compared in compare_corpus([SAMPLES], 1, via_ir=False, calls=15):
        assert compared.error == ""
        total.add(compared.tally)
    assert total.disagreements == []
    assert total.agree >= 8
