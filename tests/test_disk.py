"""Whatever was looked at and is another thing now is told."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

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
    "a text": (lambda f: disk.read(f / "file"), lambda f: (f / "file").write_text("two")),
    "a beginning": (lambda f: disk.read(f / "file", 2), lambda f: (f / "file").write_text("n")),
    "no text": (lambda f: disk.read(f / "none"), lambda f: (f / "none").write_text("")),
    "a text behind a link": (
        lambda f: disk.text(f / "link"),
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
    known = seen(lambda: disk.read(folder / "file"), lambda: disk.exists(folder / "none"))
    (folder / "other").touch()
    (folder / "sub" / "solc-1").write_text("more")
    assert disk.unchanged(known)


def test_what_changes_while_it_is_recorded_is_known_of_nothing(folder: Path) -> None:
    disk.record()
    disk.read(folder / "file")
    (folder / "file").write_text("two")
    disk.read(folder / "file")
    assert disk.recorded() is None


def test_without_a_record_nothing_is_kept(folder: Path) -> None:
    assert disk.read(folder / "file") == b"one"
    assert disk.recorded() is None


def test_looks_of_another_version_tell_nothing() -> None:
    assert not disk.unchanged({"smell /": ["sweet"]})


def test_patterns_match_part_by_part(folder: Path) -> None:
    assert list(disk.matching(folder, "*/solc-*")) == [str(folder / "sub" / "solc-1")]
    assert list(disk.matching(folder, "f*")) == [str(folder / "file")]
    assert list(disk.matching(folder / "none", "*")) == []
