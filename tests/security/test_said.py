"""Names and texts of a hostile project in everything that is said of it: data, and nothing else."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from dtnlint.report import DRAWINGS, FORMATS
from tests.cli.conftest import Call, write
from tests.report.test_html import Page as WebPage
from tests.report.test_platforms import OURS, Page

NASTY = (
    "a\n::error file=x::pwned",
    "::stop-commands::told",
    " ::warning::x\r\n::error::y",
    "\x1b[31m\x1b]0;title\x07\x7f",
    "\u202egpj\u2066\u200f",
    "\x85\u2028\x9b2J",
    "`x`|<script>alert(1)</script>",
    "]]>--><!--&amp;",
    "##[error]x ##vso[task.complete]",
    "[x](http://e.vil) @dev #1 {0}",
    '\' onmouseover=a " x="%0A',
    os.fsdecode(b"\xff\x9b31m"),
)
SOURCE = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
/*
::error file=a::b
##[error]x */
contract NAME is WithDtnAi {
    uint256 public tab; // <script>`| ##[x]
    mapping(string => uint256) public tabs;
    function open() external { /* \x1b]0;x\x07\x9b ]]> <script>`| */
        tab = ai.startUserSession(); // ##[add-mask]x
        tabs["<script>`|]]>##[error]@dev\\x1b"] = tab;
    }
    // dtnlint: ignore[dtn-<script>] ::error::x \x1b[31m ##[error]
    function shut() external {
        /*
        ::error::a line of a diff
        */
        ai.closeUserSession(tab); /* \x1b[31m ##[error] */
    }
}
"""
DAMAGED = {
    "Syntax.sol": ("tab;", 'tab; string x = "##[error]<b>\u00e9\x1b";'),
    "Missing.sol": ("/*\n", 'import "::error::x/##[error]\x1b/<script>; rm.sol"; /*\n'),
}


@pytest.fixture
def nasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose every name, text and setting means harm."""
    top = tmp_path / "project"
    for number, name in enumerate(NASTY):
        folder = top / "src" / name
        source = SOURCE.replace("NAME", f"Consumer{number}")
        write(folder / "Consumer.sol", source)
        (folder / "link\n::error::.sol").symlink_to("/etc/passwd\n::error::x")
        (folder / "loop").symlink_to("..")
    for name, (before, after) in DAMAGED.items():
        write(top / "src" / NASTY[3] / name, source.replace(before, after, 1))
    write(top / ".git" / "HEAD", "ref: refs/heads/x\x1b[31m\x9b\n")
    write(top / ".git" / "config", '[remote "origin"]\n\turl = https://example.org/a\n')
    write(
        top / "foundry.toml",
        '[profile.default]\nsrc = "##[error]\\u001b\\n::error::x"\n'
        'evm_version = "cancun"\nremappings = ["\\u001b::error=x"]\n',
    )
    write(
        top / "dtnlint.toml",
        'remappings = ["::x\\u001b\\n::error=y##[error]"]\nauthority = ["\\u202e"]\n'
        '[per-path."\\u001b##[error]"]\nignore = ["dtn-unset-ai"]\n',
    )
    monkeypatch.chdir(top)
    return top


def harmless(text: str) -> bool:
    """Whether neither a terminal nor the runner of a build obeys any of it."""
    assert all(one.isprintable() or one in "\t\n" for one in text), ascii(text)
    for line in text.split("\n"):
        assert not line.lstrip().startswith("::"), line
        assert not re.search(r"##\w*\[", line), line
    return True


def test_no_report_holds_anything_but_text(nasty: Path, dtnlint: Call) -> None:
    files = {form: nasty.parent / form for form in FORMATS}
    reports = [word for form, file in files.items() for word in ("--report", f"{form}={file}")]
    done = dtnlint("check", ".", "--verdicts", "--verbose", "--timings", *reports)
    assert done.code == 3
    assert "Consumer11" not in done.out, "a name that is no text is refused"
    assert harmless(done.out)
    assert harmless(done.err)
    assert "does not compile" in done.out

    said = {form: file.read_bytes().decode() for form, file in files.items()}
    commands = said.pop("github").splitlines()
    assert {line.split()[0] for line in commands if line.startswith("::")} <= {
        *("::error", "::warning", "::notice")
    }
    assert all("\n" not in line and line.isprintable() for line in commands)
    assert harmless("\n".join(line for line in commands if not line.startswith("::")))
    for text in said.values():
        assert harmless(text)

    for form in ("json", "sarif", "sarif-full", "gitlab"):
        assert json.loads(said[form])
    paths = {one["location"]["path"] for one in json.loads(said["json"])["findings"]}
    here = {os.path.normpath(f"src/{name}/Consumer.sol") for name in NASTY[:-1]}
    assert here <= paths, "exactly as they are"
    assert {element.tag for element in ET.fromstring(said["junit"].encode()).iter()} >= {
        *("testsuites", "testsuite", "testcase", "failure", "error")
    }
    assert Page(said["markdown"]).elements <= OURS
    page = WebPage(said["html"])
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == tags.count("style") == tags.count("form") == 1
    assert {"img", "iframe", "link", "object"}.isdisjoint(tags)
    assert {"onmouseover", "style"}.isdisjoint(name for _, given in page.elements for name in given)


@pytest.mark.parametrize(
    "words",
    [
        *(("graph", "Consumer1", "src", "--format", form) for form in DRAWINGS),
        ("graph", "Nobody", "src"),
        ("poc", "dtn-unset-ai", "src"),
        ("invariants", "Nobody", "src"),
        ("invariants", "\n::error::\x1b##[error]", "src"),
        ("doctor", "src"),
        ("settings", "src"),
        ("explain", "dtn-unset-ai"),
        ("check", "src", "--quiet"),
        ("check", "src", "--diff", "--unsafe-fixes", "--quiet"),
        ("check", "src", "--select", "\n::error::\x1b##[error]"),
        ("check", "\n::error::\x1b##[error]"),
        ("check", "--baseline", "\n::error::\x1b##[error]"),
        ("check", "-o", "\n::error::\x1b/##[error]"),
        ("check", "--\n::error::\x1b##[error]"),
    ],
    ids=lambda words: "-".join(words[:2]).encode("ascii", "ignore").decode().split("\n")[0],
)
def test_no_command_says_anything_but_text(
    nasty: Path, dtnlint: Call, words: tuple[str, ...]
) -> None:
    done = dtnlint(*words)
    assert done.code in (0, 1, 2, 3)
    assert "its own fault" not in done.err
    assert harmless(done.out)
    assert harmless(done.err)


@pytest.mark.parametrize(
    "settings",
    [
        'select = ["\\u001b##[error]\\n::error::"]',
        '"\\u001b\\n::error::##[error]" = 1',
        '[per-path."\\u001b\\n::error::##[error]"]\nselekt = 1',
        '[rules."\\u001b\\n::error::##[error]"]\nimpact = "high"',
        'fail-on = "\\u001b\\n::error::##[error]"',
        '"\\u001b\n',
    ],
)
def test_no_mistake_in_settings_is_obeyed(nasty: Path, dtnlint: Call, settings: str) -> None:
    write(nasty / "src" / NASTY[0] / "dtnlint.toml", settings)
    done = dtnlint("check", "src")
    assert done.code == 2
    assert harmless(done.out + done.err)
    assert len(done.err.splitlines()) == 4, "what is said stays on its line"


def test_a_diff_for_a_file_is_exact(nasty: Path, dtnlint: Call) -> None:
    shown = dtnlint("check", "src", "--diff", "--unsafe-fixes")
    exact = nasty.parent / "patch"
    dtnlint("check", "src", "--diff", "--unsafe-fixes", "--output", exact)
    assert "\n         ::error::a line of a diff\n" in exact.read_text(encoding="utf-8")
    assert "\n         \\x3a:error::a line of a diff\n" in shown.out
    assert "--output FILE writes the diff" in shown.err


@pytest.mark.parametrize("name", NASTY)
def test_progress_is_text(name: str) -> None:
    from dtnlint import cli

    status = cli._Status()
    status._tell(0, 2, name)
    assert harmless(status._text)
    assert "\n" not in status._text
