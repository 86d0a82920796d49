"""What traces tell of storage that guards look at, and what they leave out."""

from __future__ import annotations

from pathlib import Path

import pytest

from dtnlint.compiler import load_files
from dtnlint.lifecycle import Property, judge

_BASE = """// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
enum Phase { Idle, Busy }
abstract contract Base is WithDtnAi {
    uint256 private constant RESTING = 7;
    uint256 private constant ENTERED = 9;
    uint256 internal id;
    bool internal locked;
    uint256 internal status;
    uint256 internal rank;
    Phase internal phase;
    constructor(address router) { setAi(router); status = RESTING; }
    modifier lock() { require(!locked); locked = true; _; locked = false; }
    modifier guarded() { require(status != ENTERED); status = ENTERED; _; status = RESTING; }
    function _open() internal { require(id == 0); id = ai.startUserSession(); }
}
"""


def _texts(tmp_path: Path, body: str) -> list[tuple[int, str]]:
    """The steps to the close that may be one too many."""
    file = tmp_path / "Shop.sol"
    file.write_text(
        f"{_BASE}contract Shop is Base {{ constructor(address router) Base(router) {{}} {body} }}"
    )
    (loaded,) = load_files([file])
    (unit,) = loaded.slither.compilation_units
    (found,) = (
        verdict
        for verdict in judge(unit).verdicts
        if verdict.property is Property.NOT_CLOSED_TWICE and verdict.contract.name == "Shop"
    )
    return [(step.transaction, step.text) for step in found.trace]


@pytest.mark.parametrize("modifier", ["lock", "guarded"])
def test_a_lock_that_a_transaction_gives_back_is_not_told(tmp_path: Path, modifier: str) -> None:
    texts = _texts(
        tmp_path,
        f"function open() external {modifier} {{ _open(); }}"
        f"function shut() external {modifier} {{ require(id != 0); ai.closeUserSession(id); }}",
    )
    assert [number for number, _ in texts] == [1, 2, 3]
    assert [text for _, text in texts[:2]] == [
        "opened, id holds the ID",
        "closed, id keeps the ID",
    ]


def test_a_lock_that_stays_taken_is_told(tmp_path: Path) -> None:
    texts = _texts(
        tmp_path,
        "function arm() external { locked = true; } function open() external { _open(); }"
        "function shut() external { require(id != 0 && locked); ai.closeUserSession(id); }",
    )
    assert "locked becomes true" in [text for _, text in texts]


def test_numbers_go_by_the_names_that_the_source_has_for_them(tmp_path: Path) -> None:
    texts = _texts(
        tmp_path,
        "uint256 private constant TOP = 3;"
        "function arm() external { phase = Phase.Busy; }"
        "function lift() external { rank = TOP; }"
        "function open() external { _open(); }"
        "function shut() external {"
        "    require(id != 0 && phase == Phase.Busy && rank == TOP);"
        "    ai.closeUserSession(id);"
        "}",
    )
    told = {text for _, text in texts}
    assert {"phase becomes Busy", "rank becomes TOP"} <= told


def test_a_number_without_a_name_is_told_as_it_is(tmp_path: Path) -> None:
    texts = _texts(
        tmp_path,
        "function lift(bool high) external { rank = high ? 4 : 2; }"
        "function open() external { _open(); }"
        "function shut() external { require(id != 0 && rank == 4); ai.closeUserSession(id); }",
    )
    assert "rank becomes 4" in {text for _, text in texts}
