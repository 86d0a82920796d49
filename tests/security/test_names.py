"""Names that a project gives its files are names, whatever they look like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import COIN, SHOP, TILL, write
from tests.security.hostile import DTNLINT, Traps, run

ROOT = Path(__file__).resolve().parents[2]
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


@pytest.fixture
def named(tmp_path: Path, traps: Traps) -> Path:
    """A project in which a file is named like an option that names a program."""
    folder = tmp_path / "named"
    write(folder / "Shop.sol", SHOP)
    write(folder / "Till.sol", TILL)
    traps.program(folder / "run.sol")
    write(folder / "--solc=run.sol", COIN)
    write(folder / "-orun.sol", COIN)
    return folder


def test_the_hook_takes_names_for_names(named: Path, traps: Traps) -> None:
    """As pre-commit calls it: the entry, the arguments, the names."""
    files = sorted(file.name for file in named.iterdir())
    entry = [str(DTNLINT.parent / HOOK["entry"].split()[0]), *HOOK["entry"].split()[1:]]
    done = run(named, *entry, *HOOK["args"], *files)
    assert "Shop.open" in done.stdout, done.stderr
    assert not traps.ran
    assert "run.sol" in (named / "run.sol").read_text(), "nothing is written over it"


@pytest.mark.parametrize("name", ["--solc=run.sol", "-orun.sol"])
def test_a_name_that_would_be_an_option_is_refused(named: Path, traps: Traps, name: str) -> None:
    """A hook whose arguments were changed, or a `*` of the shell."""
    done = run(named, str(DTNLINT), "check", "--affected-by", "--quiet", "Shop.sol", name)
    assert done.returncode == 2
    assert f"{name} is an option as it stands, and there is a file of this name" in done.stderr
    assert not done.stdout
    assert not traps.ran


def test_an_option_of_which_there_is_no_file_is_one(named: Path) -> None:
    done = run(named, str(DTNLINT), "check", "--quiet", "--ignore=all", "Shop.sol")
    assert done.returncode == 0, done.stderr


def test_a_hooks_own_options_come_before_what_ends_them(named: Path) -> None:
    done = run(named, str(DTNLINT), "check", "--affected-by", "--ignore=all", "--", "Shop.sol")
    assert done.returncode == 0, done.stderr


def test_the_action_ends_options_before_paths_and_installs_outside_of_the_workspace() -> None:
    steps = {step.get("id"): step for step in ACTION["runs"]["steps"]}
    assert "$INPUT_ARGS -- $INPUT_PATHS" in steps["check"]["run"]
    assert steps["install"]["working-directory"] == "${{ runner.temp }}"
    lines = [line for line in steps["install"]["run"].splitlines() if "python" in line]
    assert lines
    assert all("python -I -m " in line.replace('"', "") for line in lines)
