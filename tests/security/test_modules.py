"""No process of dtnlint's looks for modules in the project that is checked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dtnlint import __main__, programs
from tests.security.hostile import DTNLINT, FOUND, Traps, run


def test_a_second_process_imports_nothing_of_the_project(hostile: Path, traps: Traps) -> None:
    traps.modules(hostile)
    done = run(hostile, str(DTNLINT), "check", "contracts", "-j", "2", "--no-cache")
    assert FOUND in done.stdout, done.stderr
    assert not traps.ran


def test_dtnlint_as_a_module_imports_nothing_of_the_project(hostile: Path, traps: Traps) -> None:
    # What Python itself loads to find a module that is to be run is beyond dtnlint.
    traps.modules(hostile, but=("pkgutil", "runpy", "typing", "types", "warnings", "zipimport"))
    done = run(hostile, sys.executable, "-m", "dtnlint", "rules")
    assert FOUND in done.stdout, done.stderr
    assert not traps.ran


@pytest.mark.parametrize("path", ["", ".", "contracts/../", "{here}", "{here}/contracts"])
def test_a_path_of_modules_that_leads_here_is_forgotten(
    hostile: Path, traps: Traps, path: str
) -> None:
    # As `export PYTHONPATH=$PYTHONPATH:…` leaves it. What Python itself imports as it starts
    # runs before dtnlint.
    for name in ("click", "msgspec", "rich", "pathspec"):
        traps.module(hostile / f"{name}.py")
        traps.module(hostile / "contracts" / f"{name}.py")
    said = path.format(here=hostile)
    done = run(hostile, str(DTNLINT), "rules", PYTHONPATH=f"{said}:/nowhere")
    assert FOUND in done.stdout, done.stderr
    assert not traps.ran


def test_a_path_of_modules_that_leads_elsewhere_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    elsewhere = str(tmp_path / "packs")
    monkeypatch.setenv("PYTHONPATH", f"{elsewhere}:{tmp_path / 'here' / 'packs'}")
    monkeypatch.setattr(sys, "path", [elsewhere, str(tmp_path / "here" / "packs"), *sys.path])
    __main__._enclose()
    assert sys.path[0] == elsewhere
    assert str(tmp_path / "here" / "packs") not in sys.path


def test_rules_that_a_project_brings_are_no_rules(hostile: Path, traps: Traps) -> None:
    traps.module(hostile / "pack.py")
    told = hostile / "pack-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: pack\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text("[dtnlint.rules]\npack = pack:RULES\n")
    for words in ([str(DTNLINT)], [sys.executable, "-m", "dtnlint"]):
        done = run(hostile, *words, "rules", PYTHONPATH=".")
        assert FOUND in done.stdout, done.stderr
    assert not traps.ran


def test_another_process_of_python_finds_what_this_one_finds(hostile: Path, traps: Traps) -> None:
    traps.modules(hostile)
    said = "import json, msgspec; print(sys.argv[1], sys.flags.isolated, json.dumps(sys.path))"
    with programs.start(programs.python(said, "word"), folder=str(hostile), stdout=-1) as process:
        out = process.communicate()[0].decode()
    assert out.startswith("word 1 ")
    assert str(hostile) not in out
    assert not traps.ran


def test_compiled_modules_of_the_project_are_not_loaded(
    hostile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(hostile)
    for prefix in ("kept", str(hostile / "kept")):
        monkeypatch.setattr(sys, "pycache_prefix", prefix)
        __main__._enclose()
        assert sys.pycache_prefix is None
    monkeypatch.setattr(sys, "pycache_prefix", "/nowhere/kept")
    __main__._enclose()
    assert sys.pycache_prefix == "/nowhere/kept"
