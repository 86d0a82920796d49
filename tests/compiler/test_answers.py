"""What the WebAssembly compiler has said is kept, for a while, for that very compiler."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dtnlint.compiler import answers
from dtnlint.compiler.answers import Answers
from dtnlint.compiler.solc import Solc


@pytest.fixture
def solc(tmp_path: Path) -> Solc:
    path = tmp_path / "soljson.js"
    path.write_text("one")
    return Solc("0.8.20", str(path), "a test")


def test_an_answer_is_found_again_by_its_question(solc: Solc, tmp_path: Path) -> None:
    kept = Answers(tmp_path / "answers")
    kept.keep(solc, b"question", b"answer")
    assert kept.find(solc, b"question") == b"answer"
    assert kept.find(solc, b"another question") is None


def test_another_compiler_is_asked_itself(solc: Solc, tmp_path: Path) -> None:
    kept = Answers(tmp_path / "answers")
    kept.keep(solc, b"question", b"answer")
    Path(solc.path).write_text("another")
    assert kept.find(solc, b"question") is None


def test_the_least_recently_used_are_dropped(
    solc: Solc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "_MOST", 150)
    kept = Answers(tmp_path / "answers")
    for age, question in ((300, b"old"), (200, b"used"), (100, b"young")):
        kept.keep(solc, question, question)
        for path in kept.folder.iterdir():
            if path.read_bytes().endswith(question):
                os.utime(path, (0, path.stat().st_mtime - age))
        kept.find(solc, b"used")
    assert [kept.find(solc, q) for q in (b"old", b"used", b"young")] == [None, b"used", b"young"]


def test_nothing_half_written_is_left(solc: Solc, tmp_path: Path) -> None:
    kept = Answers(tmp_path / "answers")
    kept.keep(solc, b"question", b"answer")
    kept.keep(solc, b"question", b"answer")
    assert len(list(kept.folder.iterdir())) == 1


def test_the_largest_answers_are_not_kept(
    solc: Solc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "_LARGEST", 3)
    kept = Answers(tmp_path / "answers")
    kept.keep(solc, b"question", b"answer")
    assert kept.find(solc, b"question") is None
