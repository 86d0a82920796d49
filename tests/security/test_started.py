"""What dtnlint and the libraries that it loads really do, as Python itself tells it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import COIN, write
from tests.security.hostile import Traps, run

_AUDITED = """
import json, os, sys
said = {"started": [], "loaded": [], "written": []}
def hook(event, given):
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"):
        said["started"].append(os.path.basename(str(given[0])))
    elif event == "ctypes.dlopen" and given[0]:
        said["loaded"].append(str(given[0]))
    elif event == "open" and isinstance(given[0], str) and given[2] & os.O_ACCMODE:
        said["written"].append(given[0])
sys.addaudithook(hook)
from dtnlint.__main__ import main
try:
    main()
finally:
    said["loaded"] += [m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", 0)]
    here = os.path.join(os.getcwd(), "")
    for what in ("loaded", "written"):
        said[what] = [one for one in said[what] if os.path.abspath(one).startswith(here)]
    print(json.dumps(said), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "words",
    [
        "check --no-cache",
        "check --no-cache --jobs 2",
        "check --no-cache --replay",
        "check --no-cache --format html --verdicts",
        "check --no-cache --diff --unsafe-fixes",
        "check --affected-by contracts/Bar.sol",
        "rules",
        "doctor",
        "settings",
        "poc Bar:dtn-session-overwrite",
        "invariants Bar",
    ],
)
def test_compilers_and_dtnlint_itself_are_all_that_is_started(
    words: str, hostile: Path, traps: Traps
) -> None:
    if any(word in words for word in ("replay", "poc", "invariants")):
        pytest.importorskip("pyrevm")
    (hostile / ".git").mkdir()
    write(hostile / "contracts" / "Coin.sol", COIN)
    for name in ("file", "node", "sh", "ldconfig", "gcc", "uname", "git", "stty", "tput"):
        traps.program(hostile / name)
    done = run(
        hostile,
        *(sys.executable, "-I", "-c", _AUDITED, *words.split()),
        PATH=f".:{os.environ['PATH']}",
        LD_LIBRARY_PATH="",
    )
    assert "its own fault" not in done.stderr
    said = json.loads(done.stderr.splitlines()[-1])
    # A native solc may be on the PATH, and is asked for its version.
    assert set(said["started"]) <= {"node", "solc", Path(sys.executable).name}
    assert said["loaded"] == []
    assert said["written"] == []
    assert not traps.ran
