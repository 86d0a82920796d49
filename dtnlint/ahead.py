"""Starts the program that the last run needed, before it is known whether this one needs it.

A compiler takes as long to start as dtnlint takes to find out what to ask it. Whoever
needs a program takes the one that runs already, if it is the very same command.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from dtnlint.shelf import user_cache

Process = subprocess.Popen[bytes]

_started: tuple[list[str], Process] | None = None


def start() -> None:
    """Start what the last run needed; it ends with this process if nobody takes it."""
    global _started
    with contextlib.suppress(LookupError, OSError, TypeError, ValueError):
        words = json.loads(_note().read_bytes())
        _started = words, _run(words)
        atexit.register(give_up)


def taken(words: Sequence[str], *, again: bool = True) -> Process:
    """The running program if it is this command, else a new one. Raises `OSError`.

    It is the one that the next run starts ahead, if it is to be started `again`.
    """
    global _started
    known, process = _started or (None, None)
    if known == list(words) and process is not None:
        _started = None
        return process
    give_up()
    process = _run(words)
    if again:
        _remember(words)
    return process


def give_up() -> None:
    """End a program that nobody took."""
    global _started
    if _started is not None:
        _started[1].kill()
        _started[1].communicate()
        _started = None


def forget() -> None:
    """End a program that nobody took, and start none in the next run."""
    give_up()
    with contextlib.suppress(OSError):
        _note().unlink()


def _run(words: Sequence[str]) -> Process:
    pipe = subprocess.PIPE
    return subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe)


def _note() -> Path:
    return user_cache() / "ahead.json"


def _remember(words: Sequence[str]) -> None:
    scratch = _note().with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError, ValueError):
        _note().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        scratch.write_bytes(json.dumps(list(words)).encode())
        os.replace(scratch, _note())
