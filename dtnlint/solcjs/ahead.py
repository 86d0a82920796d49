"""Starts the compiler that the last run needed, before it is known whether this one needs it.

A compiler takes as long to start as dtnlint takes to find out what to ask it. Whoever
needs one takes the one that runs already, if it is the very same command.

What the last run leaves is a version and no command. What is started is the published build of
that version in dtnlint's own cache, known by its digest when it is loaded, and nothing else.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from dtnlint import programs
from dtnlint.shelf import user_cache
from dtnlint.solcjs.build import cache_folder, command, published
from dtnlint.solcjs.node import find_node
from dtnlint.solcjs.published import UNPACKED_SHA256

Process = subprocess.Popen[bytes]

_started: tuple[list[str], Process] | None = None


def start(places: Iterable[str] | None = None, *, lasting: bool = False) -> None:
    """Start what the last run needed; it ends with this process if nobody takes it.

    It is none of the projects around `places`, or around what the command line says. What
    is `lasting` starts as `Compilers` that last start it.
    """
    global _started
    with contextlib.suppress(LookupError, OSError, TypeError, ValueError):
        said = json.loads(_note().read_bytes())
        version, brief = said["version"], said["brief"] is True and not lasting
        if version not in UNPACKED_SHA256:
            return
        build = published(cache_folder(), version)
        # Which projects are checked is not known yet: whatever may be one is none's to run.
        named = sys.argv[2:] if places is None else places
        around = programs.widely_around((os.getcwd(), *named))
        node = find_node(around)
        if node is not None and os.path.isfile(build.unpacked):
            words = command(node.executable, build, brief=brief)
            _started = words, _run(words, around)
            atexit.register(give_up)


def taken(words: Sequence[str], *, version: str | None = None, brief: bool = False) -> Process:
    """The running program if it is this command, else a new one. Raises `OSError`.

    The next run starts the published build of `version` ahead, if there is one.
    """
    global _started
    known, process = _started or (None, None)
    if known == list(words) and process is not None:
        _started = None
        return process
    give_up()
    process = _run(words)
    if version is not None:
        _remember({"version": version, "brief": brief})
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


def _run(words: Sequence[str], foreign: Sequence[str] = ()) -> Process:
    pipe = subprocess.PIPE
    return programs.start(words, foreign=foreign, stdin=pipe, stdout=pipe, stderr=pipe)


def _note() -> Path:
    return user_cache() / "ahead.json"


def _remember(said: object) -> None:
    from dtnlint.replacing import replace  # late: who starts something ahead is in a hurry

    with contextlib.suppress(OSError, ValueError):
        _note().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace(_note(), json.dumps(said).encode(), 0o600, durable=False)
