"""Traps for the tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security.hostile import Traps, project


@pytest.fixture
def traps(tmp_path: Path) -> Traps:
    return Traps(tmp_path / "ran")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A project into which traps can be put."""
    return project(tmp_path / "project")
