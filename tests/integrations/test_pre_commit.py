"""The hook, run by the real pre-commit in a scratch repository that takes it from a clone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import BAR, COIN, SHOP, TILL, write

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of this project as it is now, committed or not."""
    folder = tmp_path_factory.mktemp("clone")
    listing = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listing.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            write(folder / name, "").write_bytes((ROOT / name).read_bytes())
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Everything")
    return folder


@pytest.fixture(scope="module")
def repository(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A consumer's repository with the hook installed and everything committed."""
    folder = tmp_path_factory.mktemp("repository")
    write(folder / "contracts" / "Shop.sol", SHOP)
    write(folder / "contracts" / "Till.sol", TILL)
    write(folder / "contracts" / "Bar.sol", BAR)
    write(folder / "contracts" / "Coin.sol", COIN)
    write(folder / "readme.md", "A shop.\n")
    write(
        folder / ".pre-commit-config.yaml",
        f"""\
repos:
  - repo: {clone}
    rev: {git(clone, "rev-parse", "HEAD")}
    hooks:
      - id: dtnlint
        args: [--quiet]
        verbose: true
""",
    )
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Everything", "--no-verify")
    return folder


def pre_commit(repository: Path, *files: str) -> subprocess.CompletedProcess[str]:
    """Run the hooks as a commit that changes these files would."""
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--color", "never", "--files", *files],
        cwd=repository,
        env={**os.environ, "PRE_COMMIT_HOME": str(repository.parent / "pre-commit")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_changed_base_leads_to_the_consumers_that_inherit_it(repository: Path) -> None:
    done = pre_commit(repository, "contracts/Till.sol")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "contracts/Till.sol" in done.stdout
    assert "dtn-unvalidated-session" in done.stdout
    assert "Bar" not in done.stdout


def test_a_change_that_affects_no_consumer_passes(repository: Path) -> None:
    done = pre_commit(repository, "contracts/Coin.sol")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout


def test_a_change_of_no_contract_is_not_looked_at(repository: Path) -> None:
    assert "Skipped" in pre_commit(repository, "readme.md").stdout
