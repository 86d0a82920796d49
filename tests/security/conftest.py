"""Traps for the tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

from dtnlint.compiler.solc import Solc
from tests.cli.conftest import dtnlint  # noqa: F401 - a fixture
from tests.compiler.conftest import MIDDLE, _fetched
from tests.security.hostile import Traps, project


@pytest.fixture
def traps(tmp_path: Path) -> Traps:
    return Traps(tmp_path / "ran")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A project into which traps can be put."""
    return project(tmp_path / "project")


@pytest.fixture(scope="session")
def middle() -> Solc:
    """The WebAssembly build of a version between the oldest and the newest."""
    return _fetched(MIDDLE)
