"""Changed files reach the disk whole, and only over what was analysed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from dtnlint.fixes.mending import Change
from dtnlint.fixes.writing import CannotWrite, write

CHANGE = Change("src/a.sol", b"old\r\n", b"new\r\n")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "src" / "a.sol"
    file.parent.mkdir()
    file.write_bytes(CHANGE.before)
    return file


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path, file: Path) -> None:
    file.chmod(0o640)
    write(tmp_path, [CHANGE])
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
    with pytest.raises(CannotWrite, match=r"src/a\.sol was changed while it was analysed"):
        write(tmp_path, [CHANGE])
    assert file.read_bytes() == b"newer\r\n"


def test_what_has_gone_is_not_made_again(tmp_path: Path, file: Path) -> None:
    file.unlink()
    with pytest.raises(CannotWrite, match=r"src/a\.sol cannot be written: No such file"):
        write(tmp_path, [CHANGE])
    assert not file.exists()


def test_a_file_is_never_seen_half_written(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(CannotWrite, match="No space left on device"):
        write(tmp_path, [CHANGE])
    assert file.read_bytes() == CHANGE.before
    assert os.listdir(file.parent) == ["a.sol"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_read_only_file_is_left_alone(tmp_path: Path, file: Path) -> None:
    file.chmod(0o440)
    with pytest.raises(CannotWrite, match="read-only"):
        write(tmp_path, [CHANGE])
    assert file.read_bytes() == CHANGE.before
