"""A check that goes on: a report now, and another after each change of the files.

The compiler is kept running between them, and what did not change is known from
before. How a report is shown is the command's business.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from dtnlint import collecting
from dtnlint.findings.assembly import Report
from dtnlint.installation import advice
from dtnlint.run import Request, Timings, UsageError, check
from dtnlint.settings import SettingsError

_SUFFIXES = (".sol", ".toml", ".json", ".txt", ".js", ".ts", ".cjs", ".mjs", ".cts", ".mts")
"""Of sources and of what configures their compilation."""
_SECONDS = 300.0
"""For one answer of the compiler."""
_STEP = 4
"""Milliseconds of quiet after a change: what an editor does to save a file takes less than one."""


class CannotWatch(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """Files cannot be watched here; the text says why and what to do."""


def reports(request: Request) -> Iterator[Report | str]:
    """Yield a report, and another after each change, until Ctrl-C; a sentence where there is none.

    Raises `CannotWatch`.
    """
    try:
        from watchfiles import DefaultFilter, watch
    except ImportError as error:
        raise CannotWatch(
            "--watch needs the package watchfiles, which is not installed. "
            f"Install it: {advice('watch')}"
        ) from error
    from dtnlint.compiler.lasting import LastingCompilers
    from dtnlint.solcjs.build import cache_folder

    places = DefaultFilter(ignore_dirs=(*DefaultFilter.ignore_dirs, "artifacts", "cache", "out"))

    def matters(change: object, path: str) -> bool:
        return path.lower().endswith(_SUFFIXES) and places(change, path)  # type: ignore[arg-type]

    with ExitStack() as held:
        answers = request.cache is not None
        if request.cache is None:
            # Nothing outlives the watch, and nothing is done twice in it either.
            request = replace(request, cache=Path(held.enter_context(TemporaryDirectory())))
        compilers = held.enter_context(LastingCompilers(_SECONDS, cache_folder(), answers=answers))
        request = replace(request, compilers=compilers)
        # Before the first check, so that no change in the meantime is missed.
        changes = watch(
            *_folders(request),
            watch_filter=matters,
            step=_STEP,
            rust_timeout=200,
            yield_on_timeout=True,
            raise_interrupt=True,
        )
        next(changes)
        pauses = collecting.Pauses()
        while True:
            yield _checked(replace(request, timings=Timings()))
            pauses.tidy()
            while not (changed := next(changes)):
                pass
            compilers.foresee(path for _, path in changed)


def _checked(request: Request) -> Report | str:
    try:
        return check(request)
    except (SettingsError, UsageError) as error:
        return str(error)


def _folders(request: Request) -> list[str]:
    """What to watch: the folders that are asked for, and those of the files that are."""
    paths = [os.path.abspath(request.cwd / path) for path in request.paths]
    folders = {path if os.path.isdir(path) else os.path.dirname(path) for path in paths}
    if missing := sorted(path for path in paths if not os.path.exists(path)):
        raise CannotWatch(f"There is no {missing[0]} to watch.")
    return sorted(folders)
