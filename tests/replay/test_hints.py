"""What a consumer's source suggests for arguments, function by function."""

from __future__ import annotations

from pathlib import Path

import pytest

from dtnlint.compiler import Compiled, compile_closures
from dtnlint.replay.hints import Hints, hints
from dtnlint.replay.machine import selector
from dtnlint.sources import plan

FILE = Path(__file__).parent / "contracts" / "realistic" / "ticket_desk.sol"


@pytest.fixture(scope="module")
def found() -> dict[bytes, Hints]:
    (result,) = compile_closures(plan((FILE,)).closures)
    assert isinstance(result, Compiled), result
    (unit,) = result.closure.targets
    return hints([result.asts[unit]])


def test_numbers_are_those_in_the_function_and_in_constants_that_it_names(
    found: dict[bytes, Hints],
) -> None:
    of_pay = found[selector("pay(uint256,uint256)")].numbers
    assert 2_500_000 in of_pay
    assert 14 * 24 * 3600 not in of_pay
    assert {5, 9, 14 * 24 * 3600} <= set(found[selector("file(uint8,uint64,string)")].numbers)


def test_strings_are_those_that_are_compared_and_not_what_a_failure_says(
    found: dict[bytes, Hints],
) -> None:
    assert "escalate" in found[selector("drafted(bytes32)")].strings
    assert found[selector("file(uint8,uint64,string)")].strings == ()


def test_shapes_are_what_answers_are_decoded_as(found: dict[bytes, Hints]) -> None:
    assert found[selector("drafted(bytes32)")].shapes == (("string",),)


def test_functions_are_those_that_are_reached(found: dict[bytes, Hints]) -> None:
    assert "_ask" in found[selector("draft(uint256)")].functions
    assert "_ask" not in found[selector("withdraw(uint256)")].functions
