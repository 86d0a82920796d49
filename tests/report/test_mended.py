"""What fixes did, as people read it and as ``git apply`` takes it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from dtnlint.fixes.mending import Change, Made, Mended, Refused
from dtnlint.report.mended import diff, story
from tests.report.samples import double_close

TEN = "".join(f"line {number}\n" for number in range(10))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TEN, TEN.replace("line 4\n", "line 4\nadded\n")),
        (TEN.replace("\n", "\r\n"), TEN.replace("\n", "\r\n").replace("line 9", "last")),
        (TEN.rstrip("\n"), TEN.rstrip("\n") + " and more"),
        (TEN, TEN.replace("line 0\n", "").rstrip("\n")),
        ("漢字 é\n\f\x0b\u2028\n\ttab\n", "漢字 e\n\f\x0b\u2028\n\ttab\n"),
    ],
    ids=["added", "CRLF", "no line end", "line end dropped", "odd white space"],
)
def test_a_diff_is_a_patch(before: str, after: str, tmp_path: Path) -> None:
    file = tmp_path / "src" / "a b.sol"
    file.parent.mkdir()
    file.write_bytes(before.encode())
    patch = diff([Change("src/a b.sol", before.encode(), after.encode())], color=False)
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=patch.encode(),
        cwd=tmp_path,
        check=True,
        env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent), "PATH": "/usr/bin:/bin"},
    )
    assert file.read_bytes() == after.encode()


def test_a_terminal_is_told_in_colours_and_commands_nothing() -> None:
    shown = diff([Change("a\x1b[2J.sol", b"x\x1b[2J\n", b"y\x1b[2J\tz\n")], color=True)
    assert "\x1b[31m-x\\x1b[2J\x1b[0m\n" in shown
    assert "\x1b[32m+y\\x1b[2J    z\x1b[0m\n" in shown
    assert set(re.findall("\x1b.*?m", shown)) <= {f"\x1b[{n}m" for n in (0, 1, 31, 32, 36)}


def test_no_change_is_no_diff() -> None:
    assert diff([], color=False) == diff([], color=True) == ""


MADE = Made(double_close(), "Reset sessionId after the close", "contracts/Shop.sol", 14)
REFUSED = Refused(
    double_close(), "Reset id after the close", "contracts/Shop.sol", None, "it adds dtn-x in Shop"
)


def test_the_story_tells_what_was_done_and_what_not() -> None:
    mended = Mended((Change("contracts/Shop.sol", b"a", b"b"),), (MADE,), (REFUSED,), 2, 3)
    assert story(mended, done=True).splitlines() == [
        "contracts/Shop.sol:14: dtn-double-close: Reset sessionId after the close",
        "contracts/Shop.sol: dtn-double-close: not fixed: “Reset id after the close” was tried, "
        "and it adds dtn-x in Shop",
        "Fixed 2 findings in 1 file.",
        "Of 2 fixes that were tried, 1 holds; why the rest do not is above.",
        "3 findings may have a fix that changes what works now: --unsafe-fixes tries them.",
    ]
    assert "Would fix 2 findings in 1 file.\n" in story(mended, done=False)


def test_the_story_of_nothing_is_short() -> None:
    assert story(Mended((), (), (), 0, 0), done=True) == "Nothing to fix.\n"
    assert story(Mended((), (), (REFUSED,), 0, 0), done=True).endswith("No fix holds.\n")
