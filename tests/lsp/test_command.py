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


def test_what_the_editor_waits_for_loads_no_analysis() -> None:
    code = "import sys, dtnlint.lsp.server; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"slither", "web3", "dtnlint.run", "dtnlint.lifecycle", "dtnlint.compiler"}
