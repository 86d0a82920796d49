"""Changed files reach the disk whole, and only over what was analysed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from dtnlint.findings.finding import Level
from dtnlint.fixes.mending import Change
from dtnlint.fixes.writing import write

CHANGE = Change("src/a.sol", b"old\r\n", b"new\r\n")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "src" / "a.sol"
    file.parent.mkdir()
    file.write_bytes(CHANGE.before)
    return file


def said(root: Path) -> str:
    """What is told of the one file that is not written."""
    (told,) = write(root, [CHANGE])
    assert (told.level, told.path) == (Level.ERROR, CHANGE.path)
    return told.text


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path, file: Path) -> None:
    file.chmod(0o640)
    assert write(tmp_path, [CHANGE]) == ()
    assert file.read_bytes() == CHANGE.after
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(file.parent) == ["a.sol"]


def test_a_link_stays_a_link(tmp_path: Path, file: Path) -> None:
    link = tmp_path / "b.sol"
    link.symlink_to("src/a.sol")
    write(tmp_path, [Change("b.sol", CHANGE.before, CHANGE.after)])
    assert link.is_symlink()
    assert file.read_bytes() == CHANGE.after


def test_what_somebody_else_has_changed_is_left_alone(tmp_path: Path, file: Path) -> None:
    file.write_bytes(b"newer\r\n")
    assert said(tmp_path).startswith("src/a.sol was changed while it was analysed")
    assert file.read_bytes() == b"newer\r\n"


def test_one_file_keeps_no_other_from_being_written(tmp_path: Path, file: Path) -> None:
    (told,) = write(tmp_path, [Change("gone.sol", b"", b"new"), CHANGE])
    assert told.path == "gone.sol"
    assert file.read_bytes() == CHANGE.after


def test_what_has_gone_is_not_made_again(tmp_path: Path, file: Path) -> None:
    file.unlink()
    assert said(tmp_path).startswith("src/a.sol cannot be written: No such file")
    assert not file.exists()


def test_a_file_is_never_seen_half_written(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert "No space left on device" in said(tmp_path)
    assert file.read_bytes() == CHANGE.before
    assert os.listdir(file.parent) == ["a.sol"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_read_only_file_is_left_alone(tmp_path: Path, file: Path) -> None:
    file.chmod(0o440)
    assert "read-only" in said(tmp_path)
    assert file.read_bytes() == CHANGE.before
