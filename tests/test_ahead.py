"""A program that is started ahead is the one that is asked for, or is ended."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dtnlint import ahead

ECHO = [sys.executable, "-c", "print(input())"]


@pytest.fixture(autouse=True)
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(ahead, "user_cache", lambda: tmp_path / "cache")
    yield tmp_path / "cache" / "ahead.json"
    ahead.give_up()


def said(process: subprocess.Popen[bytes]) -> bytes:
    return process.communicate(b"it\n")[0].strip()


def started() -> subprocess.Popen[bytes] | None:
    return ahead._started and ahead._started[1]


def test_what_one_run_needed_the_next_one_starts() -> None:
    ahead.start()
    assert started() is None
    assert said(ahead.taken(ECHO)) == b"it"
    ahead.start()
    running = started()
    assert running is not None
    assert ahead.taken(ECHO) is running
    assert said(running) == b"it"
    assert started() is None


def test_another_command_is_started_itself() -> None:
    ahead.taken(ECHO).communicate(b"it\n")
    ahead.start()
    running = started()
    assert running is not None
    other = ahead.taken([*ECHO, "other"])
    assert running.poll() is not None
    assert said(other) == b"it"
    ahead.start()
    assert said(ahead.taken([*ECHO, "other"])) == b"it"


def test_what_nobody_takes_is_ended(note: Path) -> None:
    ahead.taken(ECHO).communicate(b"it\n")
    ahead.start()
    running = started()
    assert running is not None
    ahead.forget()
    assert running.poll() is not None
    assert not note.exists()


@pytest.mark.parametrize(
    "words", ["", "{", '"x"', "[]", "[1]", "{}", json.dumps(["/no/such/program"])]
)
def test_a_note_that_is_of_no_use_starts_nothing(note: Path, words: str) -> None:
    note.parent.mkdir()
    note.write_text(words)
    ahead.start()
    assert started() is None
    assert said(ahead.taken(ECHO)) == b"it"
