"""What a project links to outside of it is neither read, nor told of, nor written."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import click
import pytest

from dtnlint import cli, workers
from dtnlint.analysis import Limits
from dtnlint.compiler import Options
from tests.cli.conftest import BAR, COIN, Call, write

SECRET = BAR.replace("contract Bar", "contract Secret").replace("tab", "secretTab")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the project, with a consumer and settings of its own."""
    folder = tmp_path / "outside"
    write(folder / "Secret.sol", SECRET)
    write(folder / "secret.txt", "secret = 1\n")
    return folder


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one consumer."""
    folder = tmp_path / "project"
    write(folder / "src" / "Bar.sol", BAR)
    monkeypatch.chdir(folder)
    return folder


def linked(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)


@pytest.mark.parametrize("settings", ["", "dtnlint.toml", "src/dtnlint.toml"])
@pytest.mark.parametrize("target", [".", "src"])
@pytest.mark.parametrize("theirs", [True, False])
def test_no_folder_or_file_outside_is_judged(
    inside: Path, outside: Path, dtnlint: Call, settings: str, target: str, theirs: bool
) -> None:
    linked(inside / "src" / "folder", outside)
    linked(inside / "src" / "Link.sol", outside / "Secret.sol")
    linked(inside / "src" / "Gone.sol", outside / "none" / "Gone.sol")
    if settings:
        write(inside / settings, "")
    if theirs:
        write(outside / "dtnlint.toml", "secret = 1")
    done = dtnlint("check", target, "--verdicts")
    assert done.code == 3
    assert "Bar.open" in done.out
    assert done.out.count("leads out of the project") == 3
    assert "ecretTab" not in done.out
    assert "secret = 1" not in done.out + done.err


def test_what_the_user_names_may_lie_anywhere(inside: Path, outside: Path, dtnlint: Call) -> None:
    linked(inside / "src" / "folder", outside)
    assert "Secret.open" in dtnlint("check", "src/folder").out
    assert "Secret.open" in dtnlint("check", "../outside/Secret.sol").out


@pytest.mark.parametrize("name", ["dtnlint.toml", "pyproject.toml"])
def test_no_settings_outside_are_read(
    inside: Path, outside: Path, dtnlint: Call, name: str
) -> None:
    linked(inside / name, outside / "secret.txt")
    for command in ("check", "settings", "doctor"):
        done = dtnlint(command, "src")
        assert done.code == 2
        assert f"{name} is not read: it is a link that leads out of the project" in done.err
        assert "secret" not in done.err
    assert dtnlint("check", "src", "--no-settings").code == 1


def test_settings_that_a_link_leads_to_inside_are_read(inside: Path, dtnlint: Call) -> None:
    (inside / ".git").mkdir()
    write(inside / "config" / "lint.toml", 'ignore = ["all"]')
    linked(inside / "src" / "dtnlint.toml", Path("..", "config", "lint.toml"))
    assert dtnlint("check", "src").code == 0


@pytest.mark.parametrize("name", ["foundry.toml", "remappings.txt", "hardhat.config.js"])
def test_no_configuration_outside_is_read(
    inside: Path, outside: Path, dtnlint: Call, name: str
) -> None:
    write(outside / "config", '[profile.default]\nsrc = "secret"\npaths: {sources: "secret"}\n')
    linked(inside / name, outside / "config")
    done = dtnlint("check", ".")
    assert f"{name} cannot be read (it is a link that leads out of the project)" in done.out
    assert "secret" not in done.out
    assert "Bar.open" in done.out


def test_no_package_outside_is_looked_through(inside: Path, outside: Path, dtnlint: Call) -> None:
    write(outside / "deep" / "Kit.sol", COIN)
    write(outside / "package.json", '{"version": "6.6.6"}')
    linked(inside / "node_modules" / "kit", outside)
    linked(inside / "node_modules" / "@acme" / "kit", outside)
    imports = 'import "kit/Kit.sol";\nimport "@acme/kit/x/Kit.sol";\nimport "kit/Secret.sol";\n'
    write(inside / "src" / "Bar.sol", BAR.replace("contract Bar", imports + "contract Bar"))
    done = dtnlint("check", "src")
    assert done.code == 3
    assert done.out.count("leads out of the project") == 3, "whether the file is there or not"
    assert "deep" not in done.out
    assert "6.6.6" not in done.out


PIPES = ("package.json", "foundry.toml", "dtnlint.toml", ".git", "remappings.txt", "src/Pipe.sol")


@pytest.mark.parametrize("name", PIPES)
def test_no_pipe_is_waited_for(inside: Path, dtnlint: Call, name: str) -> None:
    os.mkfifo(inside / name)
    done = dtnlint("check", "src", "--format", "sarif")
    assert done.code in (1, 2)
    assert "its own fault" not in done.err


@pytest.mark.parametrize("name", ["package.json", "foundry.toml", "remappings.txt", ".git/HEAD"])
def test_no_device_is_read(inside: Path, dtnlint: Call, name: str) -> None:
    linked(inside / name, Path("/dev/zero"))
    ended = threading.Event()
    timer = threading.Timer(100, lambda: None if ended.is_set() else os._exit(99))
    timer.start()
    assert dtnlint("check", ".").code == 1
    ended.set()
    timer.cancel()


def test_a_link_to_itself_alone_is_nothing_to_check(inside: Path, dtnlint: Call) -> None:
    linked(inside / "Loop.sol", Path("Loop.sol"))
    done = dtnlint("check", "Loop.sol")
    assert done.code == 2
    assert "Loop.sol is a link that leads to itself" in done.err


def test_what_has_changed_is_no_folder_to_check(inside: Path, outside: Path, dtnlint: Call) -> None:
    """A hook is given the names of links, too."""
    linked(inside / "contracts", outside)
    done = dtnlint("check", "--affected-by", "contracts")
    assert "Secret.open" not in done.out


# What is written


def test_no_fix_changes_what_a_link_leads_to(inside: Path, outside: Path, dtnlint: Call) -> None:
    source = BAR.replace(
        "tab = ai.startUserSession();\n    }",
        "tab = ai.startUserSession();\n    }\n"
        "    function shut() external {\n        ai.closeUserSession(tab);\n    }",
    )
    theirs = write(outside / "Shut.sol", source)
    linked(inside / "Shut.sol", theirs)
    done = dtnlint("check", "Shut.sol", "--fix", "--unsafe-fixes")
    assert "Shut.sol is a link that leads elsewhere" in done.out
    assert theirs.read_text(encoding="utf-8") == source
    linked(inside / "again" / "Shut.sol", Path("..", "Own.sol"))
    write(inside / "Own.sol", source)
    dtnlint("check", "again/Shut.sol", ".", "--fix", "--unsafe-fixes", "--quiet")
    assert (inside / "Own.sol").read_text(encoding="utf-8") != source


WRITING = {
    "--output": lambda file: ("--output", file),
    "--report": lambda file: ("--report", f"sarif={file}"),
    "--write-baseline": lambda file: ("--write-baseline", file),
}


@pytest.mark.parametrize("option", WRITING)
@pytest.mark.parametrize("where", ["report", "reports/report"])
@pytest.mark.parametrize("repository", [True, False])
def test_nothing_is_written_through_a_link(
    inside: Path, outside: Path, dtnlint: Call, option: str, where: str, repository: bool
) -> None:
    if repository:
        (inside / ".git").mkdir()
        (outside / ".git").mkdir()
    theirs = write(outside / "report", "theirs")
    linked(inside / "report", theirs)
    linked(inside / "reports", outside)
    done = dtnlint("check", "src", *WRITING[option](where))
    assert done.code == 2
    assert f"{where} is a link that leads out of" in done.err
    assert theirs.read_text() == "theirs"


def test_no_folder_is_made_behind_a_link(inside: Path, outside: Path) -> None:
    linked(inside / "reports", outside)

    def written(output: str) -> None:
        file = Path(output, "Shop.t.sol")
        cli._write_test("poc", Path("src"), None, output, lambda *_: (file, "text"))

    with pytest.raises(click.UsageError, match="is a link that leads out of"):
        written("reports/new/")
    assert not (outside / "new").exists()
    written("new/")
    assert (inside / "new" / "Shop.t.sol").read_text() == "text"


def test_links_inside_and_names_outside_are_written_to(
    inside: Path, outside: Path, dtnlint: Call
) -> None:
    write(inside / "build" / "report", "")
    linked(inside / "report", Path("build", "report"))
    assert dtnlint("check", "src", "--output", "report", "--quiet").code == 1
    assert "Bar.open" in (inside / "build" / "report").read_text(encoding="utf-8")
    assert (inside / "report").is_symlink()
    dtnlint("check", "src", "--output", outside / "report", "--quiet")
    assert "Bar.open" in (outside / "report").read_text(encoding="utf-8")


@pytest.mark.parametrize("option", WRITING)
@pytest.mark.parametrize("before", ["what was there", None])
def test_a_full_disk_costs_no_file(
    inside: Path,
    dtnlint: Call,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    before: str | None,
) -> None:
    if before is not None:
        write(inside / "report", before)
    monkeypatch.setattr(os, "fsync", full)
    done = dtnlint("check", "src", *WRITING[option]("report"))
    assert done.code == 2
    assert "report cannot be written: No space left on device" in done.err
    left = {entry.name for entry in inside.iterdir()}
    assert left == ({"src"} if before is None else {"src", "report"})
    assert before is None or (inside / "report").read_text() == before


def full(descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_working_directory_that_is_gone_is_said(
    inside: Path, monkeypatch: pytest.MonkeyPatch, dtnlint: Call
) -> None:
    gone = inside / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    for command in ("check", "settings", "doctor"):
        done = dtnlint(command)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("dtnlint: The working directory is gone")


def test_ctrl_c_is_not_a_worker_s_to_answer(inside: Path) -> None:
    """From its first moment on: what it prints while it starts would be a traceback."""
    with workers._Pool(Options(), 1, Limits()) as pool:
        pool.workers.append(pool._start())
        process = pool.workers[0].process
        assert os.getpgid(process.pid) == process.pid != os.getpgid(0)
