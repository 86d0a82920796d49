"""Marks on operations are read, and laid beside what is said there."""

from __future__ import annotations

from pathlib import Path

import pytest

from truth.cases import Score, expectations, scored

SOURCE = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import "@deeptrust/contracts/with-dtn-ai.sol";
interface Token { function transfer(address to, uint256 amount) external returns (bool); }
contract Desk is WithDtnAi {
    uint256 session;
    constructor(address router) { setAi(router); }
    function open() external {
        require(session == 0);
        require(Token(ai.feeToken()).transfer(ai.feeTarget(), 1));
        session = ai.startUserSession(); //! FUND=p LOST=v KEPT=v
    }
    function close() external {
        require(session != 0); //! NCT=v VAL=p
        ai.closeUserSession(session); //! NCT=v VAL=v
        session = 0; //! LOST=p
    }
}
"""


def test_what_is_said_is_scored_by_line_and_property(tmp_path: Path) -> None:
    file = tmp_path / "Desk.sol"
    file.write_text(SOURCE)
    (case,) = scored([file])
    assert not case.errors
    assert {(one.expectation.name, one.expectation.line): one.score for one in case.scored} == {
        ("FUND", 11): Score.RIGHT,
        ("LOST", 11): Score.WRONG,  # it is proved: a start finds the cell empty
        ("KEPT", 11): Score.WRONG,
        ("NCT", 14): Score.WRONG,  # nothing is said of what is no operation
        ("VAL", 14): Score.LOST,
        ("NCT", 15): Score.WRONG,
        ("VAL", 15): Score.WRONG,
        ("LOST", 16): Score.RIGHT,
    }


def test_a_false_violation_is_told(tmp_path: Path) -> None:
    file = tmp_path / "Desk.sol"
    file.write_text(SOURCE.replace("session = 0; //!", "//").replace("NCT=v VAL=v", "NCT=p VAL=p"))
    (case,) = scored([file])
    found = {one.expectation.name: one.score for one in case.scored if one.expectation.line == 15}
    assert found == {"NCT": Score.FALSE, "VAL": Score.RIGHT}


def test_files_without_marks_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "Desk.sol"
    file.write_text("// Nothing is marked here.\n")
    assert list(scored([file])) == []


@pytest.mark.parametrize("mark", ["//! NTC=p", "//! nothing"])
def test_a_mark_that_names_no_property_is_refused(mark: str) -> None:
    with pytest.raises(ValueError, match="names no property"):
        expectations(f"first\nsecond {mark}\n")
