"""A project with a few consumers, rules to run on them, and a way to call the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dtnlint import catalogue
from dtnlint.findings.rules import rule_info

SHOP = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Till} from "./Till.sol";

contract Shop is Till {
    function open() external {
        sessionId = ai.startUserSession();
    }
}
"""
TILL = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

abstract contract Till is WithDtnAi {
    uint256 public sessionId;

    function shut() external {
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
"""
BAR = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

contract Bar is WithDtnAi {
    uint256 public tab;

    function open() external {
        tab = ai.startUserSession();
    }
}
"""
COIN = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

contract Coin {
    uint256 public supply;
}
"""


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`shop/Shop.sol`, which inherits `shop/Till.sol`; `bar/Bar.sol`; `Coin.sol`, no consumer."""
    (tmp_path / ".git").mkdir()
    write(tmp_path / "shop" / "Shop.sol", SHOP)
    write(tmp_path / "shop" / "Till.sol", TILL)
    write(tmp_path / "bar" / "Bar.sol", BAR)
    write(tmp_path / "Coin.sol", COIN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rules in place of the installed ones: one for each kind of call."""
    from tests.cli.rules import AnyClose, AnyStart

    install(monkeypatch, AnyClose, AnyStart)


def install(monkeypatch: pytest.MonkeyPatch, *detectors: type[Any]) -> None:
    entries = tuple(catalogue.Entry(rule_info(detector), detector) for detector in detectors)
    monkeypatch.setattr(catalogue, "installed", lambda *_: catalogue.Catalogue(entries))
    monkeypatch.setattr(catalogue, "code_version", lambda: None)


def git(folder: Path, *words: str) -> str:
    """What git says; the repository's own identity and nobody's settings."""
    return subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(folder), *words],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
    ).stdout.strip()


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str


Call = Callable[..., Outcome]


@pytest.fixture
def dtnlint(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command line in this process."""
    from dtnlint.cli import main

    def call(*words: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["dtnlint", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), captured.out, captured.err)

    monkeypatch.delenv("DTNLINT_DEBUG", raising=False)
    return call
