"""Whatever was looked at and is another thing now is told."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dtnlint import disk


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "file").write_text("one")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "solc-1").write_text("")
    (tmp_path / "link").symlink_to("file")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "_seen", None)
        patch.setattr(disk, "_unsure", False)
        yield tmp_path


def seen(*looks: Callable[[], object]) -> disk.Seen:
    disk.record()
    for look in looks:
        with contextlib.suppress(OSError):
            look()
    recorded = disk.recorded()
    assert recorded is not None
    return recorded


LOOKS: dict[str, tuple[Callable[[Path], object], Callable[[Path], object]]] = {
    "a text": (lambda f: disk.read(f / "file", within=f), lambda f: (f / "file").write_text("two")),
    "a beginning": (
        lambda f: disk.beginning(f / "file", 2, within=f),
        lambda f: (f / "file").write_text("n"),
    ),
    "no text": (
        lambda f: disk.read(f / "none", within=None),
        lambda f: (f / "none").write_text(""),
    ),
    "a text behind a link": (
        lambda f: disk.text(f / "link", within=f),
        lambda f: (f / "file").write_text("two"),
    ),
    "a place": (
        lambda f: disk.real(f / "link"),
        lambda f: ((f / "link").unlink(), (f / "link").symlink_to("sub")),
    ),
    "a file": (lambda f: disk.is_file(f / "file"), lambda f: (f / "file").unlink()),
    "no file": (lambda f: disk.is_file(f / "none"), lambda f: (f / "none").touch()),
    "no folder": (lambda f: disk.is_folder(f / "none"), lambda f: (f / "none").mkdir()),
    "nothing": (lambda f: disk.exists(f / "none"), lambda f: (f / "none").touch()),
    "code": (lambda f: disk.code(f), lambda f: (f / "more.py").touch()),
    "no kind": (lambda f: disk.mode(f / "none"), lambda f: (f / "none").touch()),
    "entries": (lambda f: disk.entries(f), lambda f: (f / "none").touch()),
    "kinds of entries": (
        lambda f: disk.entries(f),
        lambda f: ((f / "file").unlink(), (f / "file").mkdir()),
    ),
    "a link to itself": (
        lambda f: ((f / "sub" / "itself").symlink_to("itself"), disk.entries(f / "sub")),
        lambda f: (f / "sub" / "itself").unlink(),
    ),
    "no entries": (lambda f: disk.entries(f / "none"), lambda f: (f / "none").mkdir()),
    "a pattern": (
        lambda f: list(disk.matching(f, "*/solc-*")),
        lambda f: (f / "sub" / "solc-2").touch(),
    ),
    "a pattern's folders": (
        lambda f: list(disk.matching(f, "*/solc-*")),
        lambda f: (f / "other").mkdir(),
    ),
    "a program": (lambda f: disk.is_program(f / "file"), lambda f: (f / "file").chmod(0o755)),
    "a stamp": (lambda f: disk.stamp(f / "file"), lambda f: (f / "file").write_text("three")),
    "packages": (lambda f: disk.packages(f), lambda f: (f / "it-1.dist-info").mkdir()),
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_change_of_what_was_looked_at_is_told(look: str, folder: Path) -> None:
    looking, change = LOOKS[look]
    known = seen(lambda: looking(folder))
    assert known
    assert disk.unchanged(known)
    change(folder)
    assert not disk.unchanged(known)


def test_other_changes_are_not(folder: Path) -> None:
    known = seen(
        lambda: disk.read(folder / "file", within=None), lambda: disk.exists(folder / "none")
    )
    (folder / "other").touch()
    (folder / "sub" / "solc-1").write_text("more")
    assert disk.unchanged(known)


def test_what_python_writes_beside_code_is_no_change(folder: Path) -> None:
    recorded = seen(lambda: disk.code(folder))
    assert recorded
    (folder / "__pycache__").mkdir()
    assert disk.unchanged(recorded)
    assert [entry.name for entry in disk.code(folder)] == ["file", "link", "sub"]


def test_what_changes_while_it_is_recorded_is_known_of_nothing(folder: Path) -> None:
    disk.record()
    disk.read(folder / "file", within=None)
    (folder / "file").write_text("two")
    disk.read(folder / "file", within=None)
    assert disk.recorded() is None


def test_without_a_record_nothing_is_kept(folder: Path) -> None:
    assert disk.read(folder / "file", within=None) == b"one"
    assert disk.recorded() is None


def test_looks_of_another_version_tell_nothing() -> None:
    assert not disk.unchanged({"smell /": ["sweet"]})


def test_patterns_match_part_by_part(folder: Path) -> None:
    assert list(disk.matching(folder, "*/solc-*")) == [str(folder / "sub" / "solc-1")]
    assert list(disk.matching(folder, "f*")) == [str(folder / "file")]
    assert list(disk.matching(folder / "none", "*")) == []


# What is read: regular files, no larger than is said, where the project is


def refused(look: Callable[[], object]) -> str:
    with pytest.raises(disk.Unfit) as error:
        look()
    return error.value.strerror


def test_no_link_leads_out(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_text("secret")
    (folder / "out").symlink_to(outside / "secret")
    (folder / "folder").symlink_to(outside)
    for name in ("out", "folder/secret", "folder/none", "sub/../out"):
        reading = lambda name=name: disk.read(folder / name, within=folder)  # noqa: E731
        assert refused(reading) == "it is a link that leads out of the project"
    assert disk.read(folder / "out", within=None) == b"secret"
    assert disk.read(folder / "link", within=folder) == b"one"


def test_a_folder_may_be_known_by_a_link(folder: Path, tmp_path_factory: Any) -> None:
    known_as = tmp_path_factory.mktemp("links") / "project"
    known_as.symlink_to(folder)
    assert disk.read(known_as / "link", within=known_as) == b"one"


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert refused(lambda: disk.read(folder / "pipe", within=folder)) == "it is no regular file"


def test_a_device_is_not_read() -> None:
    assert refused(lambda: disk.read("/dev/zero", within=None)) == "it is no regular file"


def test_a_file_has_its_most(folder: Path) -> None:
    assert disk.read(folder / "file", within=None, most=3) == b"one"
    assert "more than" in refused(lambda: disk.read(folder / "file", within=None, most=2))
    assert disk.beginning(folder / "file", 2, within=None) == b"on"


def test_a_file_of_holes_is_not_read(folder: Path) -> None:
    with (folder / "sparse").open("wb") as stream:
        stream.truncate(50_000_000_000)
    assert refused(lambda: disk.read(folder / "sparse", within=None)) == "it has more than 4 MB"
    assert disk.beginning(folder / "sparse", 3, within=None) == b"\0\0\0"


def test_what_is_refused_is_known_too(folder: Path) -> None:
    (folder / "out").symlink_to("/dev/zero")
    known = seen(lambda: disk.read(folder / "out", within=folder))
    assert disk.unchanged(known)
    (folder / "out").unlink()
    (folder / "out").write_text("now")
    assert not disk.unchanged(known)
