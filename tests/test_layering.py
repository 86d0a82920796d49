"""Rooms know those to their left only. `import-linter` checks most of it, this the rest."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def imports(file: Path) -> Iterator[str]:
    """Every module that a file names in an import, relative ones with their dots."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def test_the_contracts_between_rooms_hold() -> None:
    linter = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert linter is not None
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "file", sorted((ROOT / "dtnlint").rglob("*.py")), ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_no_room_knows_the_rules(file: Path) -> None:
    assert [name for name in imports(file) if "detectors" in name.split(".")[:2]] == []


@pytest.mark.parametrize(
    "file", sorted((ROOT / "detectors").rglob("*.py")), ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_rules_name_each_other_relatively(file: Path) -> None:
    # Installed they are `dtnlint.detectors`, in a checkout `detectors`.
    absolute = ("detectors", "dtnlint.detectors")
    assert [name for name in imports(file) if name.startswith(absolute)] == []
