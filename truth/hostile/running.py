"""Runs of dtnlint, each a process of its own in a project of its own, and what they took."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

ROOT = Path(__file__).parents[2]
HEALTHY = ROOT / "sample_contracts" / "contracts" / "page" / "Sessions.sol"
_LIMIT = 3
"""The limit that dtnlint is given for each piece of work, in seconds."""
_PATIENCE = 600
"""Seconds of the clock after which a run has no end, on a busy machine."""


class Ran(Struct):
    """What came of a run, and what it took."""

    code: int
    out: bytes
    err: bytes
    seconds: float
    megabytes: float


@contextlib.contextmanager
def project() -> Iterator[tuple[Path, Path]]:
    """A project that holds a healthy file, and a folder beside it that is none of its business."""
    with tempfile.TemporaryDirectory(prefix="hostile", ignore_cleanup_errors=True) as folder:
        top, outside = Path(folder, "project"), Path(folder, "outside")
        (top / "healthy").mkdir(parents=True)
        outside.mkdir()
        shutil.copy(HEALTHY, top / "healthy")
        (outside / "Outside.sol").write_text("// SECRET\ncontract Outside {}\n")
        yield top, outside


def started(
    top: Path, *words: str, environment: Mapping[str, str] | None = None, **how: Any
) -> subprocess.Popen[bytes]:
    """A check of a project that goes on by itself, started as `subprocess.Popen` is told."""
    command = [sys.executable, "-m", "dtnlint", "check", "--time-limit", str(_LIMIT), *words]
    return subprocess.Popen(
        command,
        cwd=top,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONSAFEPATH": "1", **(environment or {})},
        start_new_session=True,
        **how,
    )


def checked(
    top: Path,
    *words: str,
    paths: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> Ran:
    """Run a check in a project, as a process of its own that does something `before`."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = started(
            top,
            *words,
            "--",
            *paths,
            environment=environment,
            stdout=out,
            stderr=err,
            preexec_fn=before,
        )
        timer = threading.Timer(_PATIENCE, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Ran(
            process.returncode,
            out.read(),
            err.read(),
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1000,
        )


def share_compilers(cache: Path) -> None:
    """A new cache, but for the compilers, which would be downloaded again."""
    from dtnlint.shelf import user_cache

    kept = user_cache() / "solc"
    (cache / "dtnlint" / "solc").mkdir(parents=True, mode=0o700)
    for file in kept.glob("soljson-*.js"):
        shutil.copy(file, cache / "dtnlint" / "solc")
