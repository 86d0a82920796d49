"""What a function begins with that a modifier runs again: solc's pipelines differ in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dtnlint.lifecycle.verdicts import Outcome
from tests.lifecycle.judged import CONTRACTS
from truth.cases import scored

_SOURCE = """// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;
import "./Desk.sol";

contract Twice is Desk {
    uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    modifier twice() { require(id != 0); _; _; id = 0; }
    %s
}
"""
_RESULT = """function close() external onlyBoss twice returns (bool done) {
        if (!done) { done = true; ai.closeUserSession(id); } //! NCT=u
    }"""
_PARAMETER = """function close(bool now_) external onlyBoss twice {
        if (now_) { now_ = false; ai.closeUserSession(id); } //! NCT=u
    }"""
_LOCAL = """function close() external onlyBoss twice {
        bool done; if (!done) { done = true; ai.closeUserSession(id); } //! NCT=u
    }"""
_STORED = """bool internal gone;
    function close() external onlyBoss twice returns (bool done) {
        done = gone; if (!done) { gone = true; ai.closeUserSession(id); } //! NCT=u
    }"""

LEGACY, NEWER, NONE = "[profile.default]\n", "[profile.default]\nvia_ir = true\n", None


@pytest.mark.parametrize(
    ("body", "settings", "expected"),
    [
        (_RESULT, LEGACY, Outcome.PROVED),
        (_RESULT, NEWER, Outcome.VIOLATED),
        (_RESULT, NONE, Outcome.UNKNOWN),
        (_PARAMETER, LEGACY, Outcome.PROVED),
        (_PARAMETER, NEWER, Outcome.VIOLATED),
        (_PARAMETER, NONE, Outcome.UNKNOWN),
        # A local is new each time that its declaration runs.
        (_LOCAL, LEGACY, Outcome.VIOLATED),
        (_LOCAL, NEWER, Outcome.VIOLATED),
        (_LOCAL, NONE, Outcome.VIOLATED),
        (_STORED, NONE, Outcome.PROVED),
    ],
)
def test_what_a_second_run_begins_with(
    tmp_path: Path, body: str, settings: str | None, expected: Outcome
) -> None:
    if settings is not None:
        (tmp_path / "foundry.toml").write_text(settings, encoding="utf-8")
    shutil.copy(CONTRACTS / "marked" / "Desk.sol", tmp_path)
    file = tmp_path / "twice.sol"
    file.write_text(_SOURCE % body, encoding="utf-8")
    (case,) = scored([file])
    assert not case.errors
    assert [one.said for one in case.scored] == [expected]
