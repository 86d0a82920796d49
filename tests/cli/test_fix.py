"""Fixing from the command line: what is written where, what is told, and the exit codes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dtnlint import run
from dtnlint.findings.assembly import Report, assemble
from dtnlint.findings.finding import Level, Notification, RunFacts
from dtnlint.fixes.mending import Change, Mended
from tests.cli.conftest import Call, write

SHOP = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

interface IMoney {
    function transfer(address to, uint256 amount) external returns (bool);
}

contract Shop is WithDtnAi {
    address immutable owner = msg.sender;
    uint256 public sessionId;

    constructor(address router) {
        setAi(router);
    }

    function open(uint256 amount) external {
        require(msg.sender == owner && sessionId == 0 && amount > 0);
        IMoney(ai.feeToken()).transfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function close() external {
        require(msg.sender == owner && sessionId != 0);
        ai.closeUserSession(sessionId);
    }

    function withdraw(uint256 amount) external {
        require(msg.sender == owner && IMoney(ai.feeToken()).transfer(owner, amount));
    }
}
"""
RESET = "        ai.closeUserSession(sessionId);\n"
SELECT = "--select=dtn-unreset-session,dtn-unchecked-fee-transfer"


def test_a_diff_is_shown_and_a_fix_is_made(tmp_path: Path, dtnlint: Call) -> None:
    (tmp_path / ".git").mkdir()
    file = write(tmp_path / "src" / "Shop.sol", SHOP)

    shown = dtnlint("check", tmp_path, "--diff", SELECT)
    assert file.read_text(encoding="utf-8") == SHOP
    assert shown.code == 1
    assert shown.out.startswith("--- a/src/Shop.sol\n+++ b/src/Shop.sol\n@@ ")
    assert "src/Shop.sol:26: dtn-unreset-session: Reset sessionId after the close\n" in shown.err
    assert "Would fix 1 finding in 1 file.\n" in shown.err
    # The package that it would need is not there, and nobody is asked to install it.
    assert (
        "dtn-unchecked-fee-transfer: not fixed: “Use SafeERC20's safeTransfer” was tried, and it "
        "needs @openzeppelin/contracts, which is not installed here"
    ) in shown.err

    made = dtnlint("check", tmp_path, "--fix", SELECT)
    fixed = SHOP.replace(RESET, f"{RESET}        sessionId = 0;\n")
    assert file.read_text(encoding="utf-8") == fixed
    assert "Fixed 1 finding in 1 file.\n" in made.err
    assert "dtn-unreset-session" not in made.out
    assert "dtn-unchecked-fee-transfer" in made.out
    assert made.code == 1

    file.write_text(SHOP, encoding="utf-8")
    subprocess.run(["git", "apply", "-"], input=shown.out.encode(), cwd=tmp_path, check=True)
    assert file.read_text(encoding="utf-8") == fixed

    again = dtnlint("check", tmp_path, "--diff", SELECT)
    assert (again.code, again.out) == (0, "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--unsafe-fixes"], "--unsafe-fixes does nothing by itself; add --fix or --diff."),
        (["--diff", "--format=json"], "--diff shows changes and no findings; leave out --format."),
        (
            ["--diff", "--report=json=x"],
            "--diff shows changes and no findings; leave out --report.",
        ),
        (["--diff", "--write-baseline=x"], "leave out --write-baseline."),
    ],
)
def test_what_makes_no_sense_is_said(words: list[str], sentence: str, dtnlint: Call) -> None:
    outcome = dtnlint("check", *words)
    assert outcome.code == 2
    assert sentence in outcome.err


def test_what_could_be_written_is_told_with_what_could_not(
    tmp_path: Path, dtnlint: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    names = ("A.sol", "B.sol", "C.sol")
    for name in names:
        write(tmp_path / name, SHOP)
    access = os.access
    monkeypatch.setattr(os, "access", lambda p, mode: Path(p).name != "B.sol" and access(p, mode))
    made = dtnlint("check", "--fix", "--select=dtn-unreset-session")
    assert made.code == 3
    assert "B.sol cannot be written: it is read-only." in made.out
    assert "B.sol:26:9" in made.out
    assert "A.sol:26: dtn-unreset-session: Reset sessionId after the close\n" in made.err
    assert "B.sol:26: dtn-unreset-session: not fixed: " in made.err
    assert "Fixed 2 findings in 2 files.\n" in made.err
    fixed = [name for name in names if (tmp_path / name).read_text(encoding="utf-8") != SHOP]
    assert fixed == ["A.sol", "C.sol"]


def test_no_fix_is_promised_in_what_is_not_the_project_s(
    tmp_path: Path, dtnlint: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    base = SHOP.replace("contract Shop", "abstract contract Base").replace(
        "(address router) {\n        setAi(router);", "() {"
    )
    heir = 'import {Base} from "base/Base.sol";\ncontract Heir is Base {}\n'
    write(tmp_path / "node_modules" / "base" / "Base.sol", base)
    file = write(tmp_path / "Heir.sol", f"pragma solidity ^0.8.20;\n{heir}")
    found = dtnlint("check", "--select=dtn-unreset-session")
    assert "node_modules/base/Base.sol:" in found.out
    assert "Fixes to try" not in found.out
    assert "Nothing to fix." in dtnlint("check", "--fix", "--select=dtn-unreset-session").err
    # Once the base is the project's own, there is one.
    write(tmp_path / "base" / "Base.sol", base)
    (tmp_path / "node_modules" / "base" / "Base.sol").unlink()
    file.write_text(file.read_text().replace('"base/', '"./base/'))
    assert "Fixes to try: 1 with --fix." in dtnlint("check", "--select=dtn-unreset-session").out


@pytest.fixture
def trouble(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A pipeline that finds nothing, fails on one file, and wants to change another."""
    report = assemble(
        run=RunFacts("1"),
        read=lambda paths: {},
        notifications=[Notification(Level.ERROR, "compile-error", "b.sol does not compile.")],
    )
    asked: list[Any] = []

    def mend(request: run.Request, report: Report, progress: object, *, unsafe: bool) -> Mended:
        asked.append(unsafe)
        return Mended((Change("a.sol", b"old\n", b"new\n"),), (), (), 1, 0)

    monkeypatch.setattr(run, "check", lambda request, progress: report)
    monkeypatch.setattr(run, "mend", mend)
    return asked


def test_a_file_that_cannot_be_written_is_said(
    tmp_path: Path, trouble: list[Any], monkeypatch: pytest.MonkeyPatch, dtnlint: Call
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sol").write_text("other\n", encoding="utf-8")
    outcome = dtnlint("check", "--fix", "--unsafe-fixes")
    assert outcome.code == 3
    assert "a.sol was changed while it was analysed" in outcome.out
    assert "b.sol does not compile." in outcome.out
    assert (tmp_path / "a.sol").read_text(encoding="utf-8") == "other\n"
    assert trouble == [True]


def test_a_diff_does_not_hide_what_failed(
    tmp_path: Path, trouble: list[Any], monkeypatch: pytest.MonkeyPatch, dtnlint: Call
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = dtnlint("check", "--diff", "--output=out.patch")
    assert outcome.code == 3
    assert "b.sol does not compile." in outcome.err
    assert (tmp_path / "out.patch").read_text(encoding="utf-8").endswith("-old\n+new\n")
    assert (outcome.out, trouble) == ("", [False])
