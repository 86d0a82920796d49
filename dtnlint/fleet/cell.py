"""Where subjects are judged: a process beside each of Dask's workers, which may be ended.

Limits of time need a main thread, and a worker's belongs to Dask. So a worker keeps a process of
dtnlint's for subject after subject, with its compilers warm, and ends it when it is silent for
much longer than its work may take. What it is at when it ends is tried again in a new one.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from subprocess import TimeoutExpired
from typing import TYPE_CHECKING, cast

import msgspec
from msgspec import Struct

from dtnlint import collecting, piped, programs
from dtnlint.analysis import Limits
from dtnlint.fleet.judged import NOT_ANALYSED, Judged

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from dtnlint.compiler.lasting import LastingCompilers
    from dtnlint.findings.assembly import Report

ATTEMPTS = 3
"""Times that a subject may end the process that judges it."""
_LASTS = 400
"""Subjects that one process judges: what libraries remember goes with it."""
_GRACE, _GRACE_SECONDS = 3, 30
"""A process may be silent for so many times what its work may take, and some."""
_PIECES = 8
"""Pieces of work of one subject, each of which may take what is allowed."""
_ENDS = 0.5
"""Seconds that a process has to end by itself."""
_CODE = "from dtnlint.fleet.cell import work; work(int(sys.argv[1]))"


class Order(Struct, frozen=True):
    """A subject to be judged."""

    key: str
    name: str
    """The deployed contract's."""
    document: bytes


def judge(orders: Sequence[Order], limits: Limits, cache: str | None) -> list[tuple[str, bytes]]:
    """Judge subjects in this worker's process; results as JSON, by key."""
    return [(order.key, msgspec.json.encode(_judge(order, limits, cache))) for order in orders]


def _judge(order: Order, limits: Limits, cache: str | None) -> Judged:
    reason = ""
    for _ in range(ATTEMPTS):
        cell = _cell(limits, cache)
        try:
            return cell.ask(order)
        except TimeoutError:
            cell.close()
            limit = limits.seconds or 0
            return Judged(NOT_ANALYSED, f"It took longer than the limit of {limit:g} seconds.")
        except (EOFError, OSError):
            reason = f"It ended the process that worked on it (status {cell.close()})."
    return Judged(NOT_ANALYSED, reason)


_cells: dict[tuple[Limits, str | None], _Cell] = {}


def _cell(limits: Limits, cache: str | None) -> _Cell:
    """This worker's process; a new one where there is none, or where it has judged enough."""
    cell = _cells.get((limits, cache))
    if cell is not None and (cell.closed or cell.asked >= _LASTS):
        cell.close()
        cell = None
    if cell is None:
        cell = _cells[limits, cache] = _Cell(limits, cache)
    return cell


@atexit.register
def close() -> None:
    """End all processes of this worker."""
    for cell in _cells.values():
        cell.close()


class _Cell:
    def __init__(self, limits: Limits, cache: str | None) -> None:
        self._process, self._pipe = piped.start(_CODE)
        self._limits = limits
        self.asked = 0
        self.closed = False
        with contextlib.suppress(OSError):  # it has ended, which is seen when it is asked
            self._pipe.send((limits, cache))

    def ask(self, order: Order) -> Judged:
        """Raises `TimeoutError`, and `EOFError` or `OSError` where the process has ended."""
        self.asked += 1
        self._pipe.send(order)
        if not self._pipe.poll(self._patience):
            raise TimeoutError
        return cast("Judged", self._pipe.recv())

    @property
    def _patience(self) -> float | None:
        if self._limits.seconds is None:
            return None
        slowest = _PIECES * self._limits.seconds + self._limits.compiler
        return _GRACE * slowest + _GRACE_SECONDS

    def close(self) -> int | None:
        """End it, with its compilers; returns its status."""
        if self.closed:
            return self._process.returncode
        self.closed = True
        self._pipe.close()
        with contextlib.suppress(TimeoutExpired):  # it ends by itself when nobody asks
            self._process.wait(_ENDS)
        piped.end(self._process, self._pipe)
        return self._process.returncode


# In the process


def work(handle: int) -> None:
    """Judge what comes through a pipe, of which this process has been given an end."""
    pipe = piped.opened(handle)
    programs.know_python()
    gc.disable()  # see `dtnlint.__main__`
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked answers that
    from tempfile import TemporaryDirectory

    with contextlib.suppress(OSError, EOFError), TemporaryDirectory(prefix="dtnlint-") as folder:
        limits, cache = cast("tuple[Limits, str | None]", pipe.recv())
        pauses = collecting.Pauses()
        for order in _orders(pipe):
            pipe.send(_judged(order, limits, cache, Path(folder)))
            pauses.tidy()


def _orders(pipe: Connection[object, object]) -> Iterator[Order]:
    while True:
        yield cast("Order", pipe.recv())


def _judged(order: Order, limits: Limits, cache: str | None, folder: Path) -> Judged:
    from dtnlint.fleet.judged import judged

    try:
        return judged(report_on(order, limits, cache, folder), order.name)
    except Exception as error:
        if os.environ.get("DTNLINT_DEBUG"):
            raise
        said = " ".join(f"{type(error).__name__}: {error}".split())
        return Judged(NOT_ANALYSED, f"It made dtnlint fail ({said}).")


def report_on(order: Order, limits: Limits, cache: str | None, folder: Path) -> Report:
    """What `check` says of a subject."""
    from dtnlint import disk, run
    from dtnlint.settings import Given

    file = folder / f"{order.key}.json"
    file.write_bytes(order.document)
    try:
        return run.check(
            run.Request(
                (file,),
                Given(ignore_files=True),
                cwd=folder,
                cache=None if cache is None else Path(cache),
                limits=limits,
                compilers=_compilers(limits),
            )
        )
    finally:
        disk.lets_go()
        file.unlink()


@functools.cache
def _compilers(limits: Limits) -> LastingCompilers:
    """Running compilers, for subject after subject; a run of its own keeps none between two."""
    from dtnlint.compiler.lasting import LastingCompilers
    from dtnlint.solcjs.build import cache_folder

    return LastingCompilers(limits.compiler, cache_folder())
