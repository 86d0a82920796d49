"""Showing what the analysis stands on: which contract is meant, and its code beside its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call

_CONSUMER = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import "@deeptrust/contracts/with-dtn-ai.sol";

contract Desk is WithDtnAi {
    uint256 public session;

    function end(uint256 extra) external {
        session -= extra;
        ai.closeUserSession(session);
    }
}
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "Desk.sol"
    file.write_text(_CONSUMER)
    monkeypatch.chdir(tmp_path)
    return file


def test_code_stands_below_the_lines_that_it_is_of(dtnlint: Call, desk: Path) -> None:
    done = dtnlint("debug", "Desk", "--language")
    assert done.code == 0
    lines = done.out.splitlines()
    assert "      slot 1  uint256 session" in lines
    start = lines.index("    9 |         session -= extra;")
    assert [line.strip() for line in lines[start + 1 : start + 6]] == [
        "r1: uint256 = Get extra#1",
        "r2: uint256 storage = RefVariable Desk.session",
        "r3: uint256 = Load r2",
        "r4: uint256 = Binary -, r3, r1",
        "Store r2, r4",
    ]
    assert any("ExternalCall" in line and "closeUserSession(uint256)" in line for line in lines)


def test_a_contract_that_there_is_not_is_said_to_be_none(dtnlint: Call, desk: Path) -> None:
    done = dtnlint("debug", "Dask", "--language")
    assert done.code == 2
    assert "no contract 'Dask'" in done.err
    assert "Desk" in done.err


def test_what_to_show_is_asked_for(dtnlint: Call, desk: Path) -> None:
    done = dtnlint("debug", "Desk")
    assert done.code == 2
    assert "--language" in done.err
