"""A compiler that is started ahead is the published one that is asked for, or is ended."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dtnlint import programs
from dtnlint.compiler.solc import Solc
from dtnlint.compiler.standard_json import Compilers
from dtnlint.solcjs import ahead
from dtnlint.solcjs.build import cache_folder, kept_path, unpacked_folder
from dtnlint.solcjs.published import SOLJSON_SHA256, UNPACKED_SHA256
from tests.compiler.conftest import MIDDLE, OLDEST
from tests.security.hostile import Traps

QUESTION = json.dumps(
    {
        "language": "Solidity",
        "sources": {"A.sol": {"content": "contract A {}"}},
        "settings": {"outputSelection": {"*": {"": ["ast"]}}},
    }
).encode()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, middle: Solc) -> Iterator[Path]:
    """A user's cache with one compiler in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr("sys.argv", ["dtnlint", "check"])
    folder = cache_folder()
    assert tmp_path in folder.parents
    folder.mkdir(parents=True)
    shutil.copy(middle.path, kept_path(folder, MIDDLE))
    yield folder
    ahead.give_up()


@pytest.fixture
def kept(cache: Path) -> Solc:
    return Solc(MIDDLE, str(kept_path(cache, MIDDLE)), "dtnlint's cache", SOLJSON_SHA256[MIDDLE])


@pytest.fixture
def note(cache: Path) -> Path:
    return cache.parent / "ahead.json"


def ask(solc: Solc) -> None:
    """Ask a compiler as a run does."""
    with Compilers(60, cache_folder(), answers=False) as compilers:
        assert "ast" in compilers.ask(solc, QUESTION)["sources"]["A.sol"]


def started() -> subprocess.Popen[bytes] | None:
    return ahead._started and ahead._started[1]


def test_what_one_run_needed_the_next_one_starts(kept: Solc) -> None:
    ahead.start()
    assert started() is None
    ask(kept)
    ahead.start()
    running = started()
    assert running is not None
    ask(kept)
    assert started() is None
    assert running.poll() == 0, "it was taken, and ended by itself"


def test_what_was_found_elsewhere_is_started_out_of_the_cache(
    cache: Path, middle: Solc, tmp_path: Path
) -> None:
    project = tmp_path / "project" / "soljson.js"
    project.parent.mkdir()
    shutil.copy(middle.path, project)
    kept_path(cache, MIDDLE).unlink()
    ask(Solc(MIDDLE, str(project), "the project's node_modules", SOLJSON_SHA256[MIDDLE]))
    assert kept_path(cache, MIDDLE).read_bytes() == project.read_bytes()
    ahead.start()
    running = started()
    assert running is not None
    assert str(project) not in ahead._started[0]  # type: ignore[index]


def test_another_compiler_is_started_itself(kept: Solc, middle: Solc, tmp_path: Path) -> None:
    ask(kept)
    ahead.start()
    running = started()
    assert running is not None
    own = tmp_path / "own.js"
    own.write_text(f"// my own\nmodule.exports = require({middle.path!r});\n")
    ask(Solc("0.8.0", str(own), "--solc"))
    assert running.poll() is not None


def test_a_compiler_that_is_not_published_is_never_started_ahead(
    middle: Solc, tmp_path: Path, note: Path
) -> None:
    own = tmp_path / "own.js"
    own.write_text(f"module.exports = require({middle.path!r});\n")
    ask(Solc(MIDDLE, str(own), "--solc"))
    assert not note.exists()


def test_what_nobody_takes_is_ended(kept: Solc, note: Path) -> None:
    ask(kept)
    ahead.start()
    running = started()
    assert running is not None
    ahead.forget()
    assert running.poll() is not None
    assert not note.exists()


@pytest.mark.parametrize(
    "said",
    [
        "",
        "{",
        '"x"',
        "[]",
        "{}",
        '["/bin/echo", "x"]',
        '{"version": 8, "brief": true}',
        '{"version": ["0.8.20"], "brief": true}',
        '{"version": "../0.8.20", "brief": true}',
        f'{{"version": "{OLDEST}", "brief": true}}',
        '{"version": "0.8.99", "brief": true}',
    ],
)
def test_a_note_that_names_no_build_starts_nothing(note: Path, said: str) -> None:
    note.write_text(said)
    ahead.start()
    assert started() is None


def test_nothing_is_started_where_no_build_is_kept(kept: Solc, cache: Path) -> None:
    ask(kept)
    (unpacked_folder(cache) / f"{MIDDLE}.kept").unlink()
    ahead.start()
    assert started() is None


@pytest.mark.parametrize("both", [False, True])
def test_what_was_replaced_in_the_cache_does_not_run(
    kept: Solc, cache: Path, traps: Traps, both: bool
) -> None:
    """Neither when it is started ahead nor when it is asked, and the next run is right."""
    ask(kept)
    unpacked = unpacked_folder(cache) / f"{MIDDLE}.kept"
    said = f"require('fs').writeFileSync({str(traps.marker)!r}, 'unpacked');"
    whole = unpacked.read_bytes()
    length, _, rest = whole.partition(b"\n")
    script = said.encode() + rest[: int(length)]
    unpacked.write_bytes(b"%d\n%b" % (len(script), script + rest[int(length) :]))
    if both:
        file = Path(kept.path)
        file.write_text(said + file.read_text())
    ahead.start()
    assert started() is not None
    ask(kept)
    assert not traps.ran
    assert unpacked.read_bytes() == whole


def test_a_node_of_the_working_directory_is_not_started_ahead(
    kept: Solc, traps: Traps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(kept)
    here = tmp_path / "here"
    traps.program(here / "node_modules" / ".bin" / "node")
    monkeypatch.setenv("PATH", f"{here / 'node_modules' / '.bin'}:.:", prepend=":")
    ahead.start()
    assert started() is not None
    monkeypatch.setattr(programs, "_projects", {})
    programs.distrust(str(here))  # as whoever plans a check does
    ask(kept)
    assert not traps.ran


@pytest.mark.parametrize("place", ["here/contracts", "here"])
def test_a_node_of_what_may_be_a_project_is_not_started_ahead(
    place: str, kept: Solc, traps: Traps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `npm run` has it on the PATH. Nothing says yet that `here` is a project's folder."""
    ask(kept)
    here = tmp_path / "here"
    (here / "contracts").mkdir()
    (here / "package.json").write_text("{}")
    node = traps.program(here / "node_modules" / ".bin" / "node")
    monkeypatch.chdir(tmp_path / place)
    monkeypatch.setenv("PATH", str(node.parent), prepend=":")
    ahead.start()
    running = started()
    assert running is not None
    assert ahead._started[0][0] != str(node)  # type: ignore[index]
    (here / "package.json").unlink()
    ahead.give_up()
    ahead.start()
    assert ahead._started is not None
    assert (ahead._started[0][0] == str(node)) == (place == "here/contracts"), "it may be anybody's"


def test_all_builds_that_are_kept_unpacked_are_known() -> None:
    assert UNPACKED_SHA256.keys() <= SOLJSON_SHA256.keys()
    assert len({*UNPACKED_SHA256.values(), *SOLJSON_SHA256.values()}) == len(UNPACKED_SHA256) + len(
        SOLJSON_SHA256
    )
