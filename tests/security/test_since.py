"""A repository's history, which may have been made by hand, writes nothing outside."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dtnlint import since
from dtnlint.analysis import Limits
from dtnlint.deadline import can_interrupt
from dtnlint.run import Request, UsageError
from tests.cli.conftest import BAR, write
from tests.security.hostile import DTNLINT, run


def git(folder: Path, *words: str, given: bytes = b"") -> str:
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, input=given, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


def blob(folder: Path, data: str) -> bytes:
    return bytes.fromhex(git(folder, "hash-object", "-w", "--stdin", given=data.encode()))


def tree(folder: Path, *entries: tuple[str, str, bytes]) -> bytes:
    data = b"".join(f"{mode} {name}".encode() + b"\0" + id for mode, name, id in entries)
    words = ("hash-object", "-t", "tree", "--literally", "-w", "--stdin")
    return bytes.fromhex(git(folder, *words, given=data))


def test_a_link_and_a_folder_of_one_name_lead_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    here = tmp_path / "here"
    write(here / "all.sol" / "Bar.sol", BAR)
    git(here, "init", "--quiet")
    inner = tree(here, ("100644", "Bar.sol", blob(here, BAR)))
    made = tree(
        here,
        ("120000", "all.sol", blob(here, str(outside))),
        ("40000", "all.sol", inner),
    )
    commit = git(here, "commit-tree", made.hex(), "-m", "By hand")
    git(here, "update-ref", "refs/heads/base", commit)
    done = run(here, str(DTNLINT), "check", "all.sol", "--no-cache", "--new-since", "base")
    assert "its own fault" not in done.stderr
    assert list(outside.iterdir()) == []


def test_the_other_revision_is_read_within_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "Bar.sol", BAR)
    git(tmp_path, "init", "--quiet", "--initial-branch=base")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "All")
    request = Request(paths=(tmp_path,), cwd=tmp_path, limits=Limits(seconds=2))
    monkeypatch.setattr(since, "_MOST_WRITTEN", 10)
    with pytest.raises(UsageError, match="That revision holds more than 0 MB of contracts"):
        since.before(request, "base", lambda done, total, name: None)
    if can_interrupt():
        monkeypatch.setattr(since.History, "files", lambda *_: iter(lambda: 0, 1))
        monkeypatch.setattr(since, "_matters", lambda kept: False)
        with pytest.raises(UsageError, match="base could not be read: it took longer than the 2 s"):
            since.before(request, "base", lambda done, total, name: None)
