"""The command itself."""

from __future__ import annotations

import subprocess
import sys


def test_it_tries_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dtnlint", "lsp", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("The server works: ")


def test_without_its_extra_it_says_what_to_install() -> None:
    code = "import sys; sys.modules['pygls'] = None; from dtnlint.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "lsp"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "lsp needs the package pygls" in done.stderr
    assert "[lsp]" in done.stderr
