"""What is kept between runs is found again, or else is as good as missing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import platformdirs
import pytest

from dtnlint.shelf import Shelf, user_cache


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "cache" / "shelf", most=250)


def entries(shelf: Shelf) -> list[Path]:
    return sorted(shelf.folder.iterdir())


def test_what_is_kept_is_found_under_its_key(shelf: Shelf) -> None:
    assert shelf.find("a") is None
    shelf.keep("a", b"one\ntwo")
    assert shelf.find("a") == b"one\ntwo"
    assert shelf.find("b") is None


@pytest.mark.parametrize("damage", [b"", b"\n", b"one", b"0" * 64 + b"\none"])
def test_what_is_damaged_is_missing_until_it_is_kept_anew(shelf: Shelf, damage: bytes) -> None:
    shelf.keep("a", b"one")
    (entry,) = entries(shelf)
    entry.write_bytes(damage)
    assert shelf.find("a") is None
    shelf.keep("a", b"one")
    assert shelf.find("a") == b"one"


def test_what_belongs_to_another_key_is_missing(shelf: Shelf) -> None:
    shelf.keep("a", b"one")
    shutil.copy(entries(shelf)[0], entries(shelf)[0].with_name("b.kept"))
    assert len(entries(shelf)) == 2
    assert shelf.find("b") is None


def test_the_least_recently_used_is_dropped(shelf: Shelf) -> None:
    for age, key in ((300, "old"), (200, "used"), (100, "young")):
        known = set(entries(shelf)) if shelf.folder.exists() else set()
        shelf.keep(key, b"x" * 50)
        (new,) = set(entries(shelf)) - known
        os.utime(new, (0, new.stat().st_mtime - age))
    shelf.find("used")
    shelf.trim()
    assert [shelf.find(key) is not None for key in ("old", "used", "young")] == [False, True, True]
    assert shelf.held()[1] <= shelf.most


def test_a_place_that_cannot_be_written_is_done_without(shelf: Shelf) -> None:
    shelf.folder.parent.write_text("a file where the folder would be")
    shelf.keep("a", b"one")
    shelf.trim()
    assert shelf.find("a") is None
    assert shelf.held() == (0, 0)


def test_nothing_half_written_is_left(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: object, target: object) -> None:
        raise OSError("no space left")

    shelf.keep("a", b"one")
    monkeypatch.setattr(os, "replace", full)
    shelf.keep("b", b"two")
    assert len(entries(shelf)) == 1


def test_what_cannot_be_dropped_is_told_after_the_rest_is_gone(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.clear()
    for key in ("a", "b", "c"):
        shelf.keep(key, b"one")
    unlink = Path.unlink

    def guarded(path: Path, missing_ok: bool = False) -> None:
        if path.stem == "b":
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", guarded)
    with pytest.raises(PermissionError):
        shelf.clear()
    assert [path.stem for path in entries(shelf)] == ["b"]
    monkeypatch.undo()
    shelf.clear()
    assert entries(shelf) == []


@pytest.mark.parametrize("home", ["/home/x", "x", None])
@pytest.mark.parametrize("place", ["/kept", "kept", "", None])
def test_caches_are_where_the_system_has_them(
    monkeypatch: pytest.MonkeyPatch, place: str | None, home: str | None
) -> None:
    for name, value in (("XDG_CACHE_HOME", place), ("HOME", home)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert user_cache() == Path(platformdirs.user_cache_dir("dtnlint", appauthor=False))
