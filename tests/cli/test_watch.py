"""A watched project is checked again when it changes, until Ctrl-C."""

from __future__ import annotations

import io
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from dtnlint import cli, watch
from dtnlint.installation import advice
from dtnlint.run import Request
from tests.cli.conftest import BAR, Call, write

PATIENCE = 90


class Watched:
    """`dtnlint check --watch` under way."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "dtnlint", "check", "--watch", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self.lines.put(line)

    def report(self) -> str:
        """What is said up to the next wait."""
        said = ""
        while "Waiting for changes" not in said:
            said += self.lines.get(timeout=PATIENCE)
        return said


@pytest.fixture
def watched(project: Path) -> Iterator[Watched]:
    running = Watched("--quiet", "--no-cache", "bar")
    yield running
    running.process.kill()
    running.process.wait()


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is another thing there")
def test_each_change_is_checked_until_an_interruption(watched: Watched, project: Path) -> None:
    assert "dtn-unclosable-session" in watched.report()
    write(project / "bar" / "Bar.sol", BAR.replace("tab =", "tab"))
    assert "does not compile" in watched.report()
    write(project / "bar" / "dtnlint.toml", 'ignore = ["nonsense"]')
    assert "'nonsense'" in watched.report()
    (project / "bar" / "dtnlint.toml").unlink()
    watched.report()
    shut = BAR.rstrip()[:-1] + "function shut() external { ai.closeUserSession(tab); }\n}\n"
    write(project / "bar" / "Bar.sol", shut)
    said = watched.report()
    assert "Bar.sol" in said
    assert "dtn-unclosable-session" not in said
    watched.process.send_signal(signal.SIGINT)
    assert watched.process.wait(20) == 130
    assert "Traceback" not in "".join(watched.lines.queue)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_a_terminal_is_cleared_and_shown_the_time(
    project: Path, monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stdout", shown)
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr(watch, "reports", lambda request: iter(["one", "two"]))
    written: list[str] = []
    monkeypatch.setattr(cli, "_say", written.append)
    options = {"form": "text", "verbose": False, "quiet": False, "statistics": False}
    assert cli._watch(Request(paths=(Path(),)), options) == 0
    assert shown.getvalue().count("\x1b[2J") == (2 if term == "xterm" else 0)
    assert written[0] == "dtnlint: one"
    assert re.fullmatch(r"\d\d:\d\d:\d\d Waiting for changes\. Ctrl-C ends this\.", written[1])


def test_what_makes_no_sense_with_it_is_refused(dtnlint: Call, project: Path) -> None:
    outcome = dtnlint("check", "--watch", "--fix")
    assert outcome.code == 2
    assert "leave out --fix" in outcome.err


def test_without_the_package_one_learns_how_to_get_it(
    dtnlint: Call, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    outcome = dtnlint("check", "--watch")
    assert outcome.code == 2
    assert advice("watch") in outcome.err
