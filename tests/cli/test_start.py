"""What a fresh process does: starts light, completes words, survives closed pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import COIN, SHOP, TILL, write

HEAVY = ("slither", "crytic_compile", "web3", "rich", "solcx", "requests")


def imported_by(code: str, cwd: Path) -> set[str]:
    """The heavy packages that a fresh interpreter has imported after `code`."""
    script = f"""
import atexit, sys
atexit.register(lambda: print('|', *sorted(set(sys.modules) & set({HEAVY}))))
{code}
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=cwd, capture_output=True, text=True, check=True
    )
    return set(done.stdout.rpartition("|")[2].split())


def command(*words: str) -> str:
    return f"sys.argv = {['dtnlint', *words]!r}\nfrom dtnlint.cli import main\nmain()"


@pytest.mark.parametrize(
    "code",
    [
        "import dtnlint",
        command("--help"),
        command("--version"),
        command("check", "--help"),
        command("settings"),
        command("completion", "bash"),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(code: str, tmp_path: Path) -> None:
    assert imported_by(code, tmp_path) == set()


def test_a_change_that_affects_no_consumer_costs_no_slither(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / "Coin.sol", COIN)
    write(tmp_path / "Shop.sol", SHOP)
    write(tmp_path / "Till.sol", TILL)
    assert imported_by(command("check", "--affected-by", "Coin.sol"), tmp_path) == set()


def test_slither_is_loaded_without_what_it_would_download_with(tmp_path: Path) -> None:
    code = "import dtnlint.compiler.slither_input"
    assert imported_by(code, tmp_path) >= {"slither", "crytic_compile"}
    assert imported_by(code, tmp_path).isdisjoint({"requests", "web3"})
    # Who wants to use it has the real one.
    code += "\nimport inspect, solc_select.solc_select as real\nassert inspect.getfile(real)"
    assert "requests" in imported_by(code, tmp_path)


def test_options_are_completed(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "_DTNLINT_COMPLETE": "bash_complete",
        "COMP_WORDS": "dtnlint check --aff",
        "COMP_CWORD": "2",
    }
    done = subprocess.run(
        [sys.executable, "-m", "dtnlint"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "plain,--affected-by\n"


def test_a_reader_that_leaves_gets_no_traceback(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "dtnlint", "settings", "--schema"],
        cwd=tmp_path,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")
@pytest.mark.parametrize("words", ["check", "--version", "settings"])
@pytest.mark.parametrize("target", ["> /dev/full", ">&-"])
def test_output_that_has_no_place_is_said(tmp_path: Path, words: str, target: str) -> None:
    write(tmp_path / "Coin.sol", COIN)
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m dtnlint {words} {target}', sys.executable],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    said = "Bad file descriptor" if target == ">&-" else "No space left on device"
    assert done.stderr == f"dtnlint: The output cannot be written: {said}.\n"
    assert done.returncode == 3


@pytest.mark.skipif(os.name != "posix", reason="nothing closes streams here")
def test_what_is_not_wanted_need_not_be_written(tmp_path: Path) -> None:
    write(tmp_path / "Coin.sol", COIN)
    done = subprocess.run(
        ["sh", "-c", '"$0" -m dtnlint check -o out.txt <&- >&- 2>&-', sys.executable],
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0
    assert (tmp_path / "out.txt").read_text().startswith("No consumer was judged: 1 ")


@pytest.mark.parametrize(
    "module", ["dtnlint.recall", "dtnlint.solcjs.ahead", "dtnlint.cli", "click"]
)
def test_an_interruption_while_it_loads_is_no_traceback(tmp_path: Path, module: str) -> None:
    script = f"""
import sys
class Interrupting:
    def find_spec(self, name, *rest):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
sys.argv = ["dtnlint", "check"]
from dtnlint.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")
