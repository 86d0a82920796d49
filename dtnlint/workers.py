"""Tasks in several processes, each of which may be ended when it takes too much.

What a task is and how it is carried out is `dtnlint.analysis`'s. Results come as
they are ready; who asked puts them in order.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, cast

from msgspec import Struct, field
from msgspec.structs import replace

from dtnlint import deadline, piped, programs
from dtnlint.analysis import FAULT, Done, Limits, Task, failing, not_analysed, perform

if TYPE_CHECKING:
    from subprocess import Popen

    from dtnlint.compiler import Options

    _First = tuple[Options, int | None, tuple[str, ...]]

_CODE = "from dtnlint.workers import work; work(int(sys.argv[1]))"
_AHEAD = 2
"""Tasks that a worker has at once: its compiler works on one while it analyses the other."""
_TOO_MUCH_MEMORY = 77
"""Exit code of a worker that ended itself."""
_WATCH_SECONDS = 0.05
_GRACE, _GRACE_SECONDS = 2, 10
"""Seconds that a worker may be silent: a multiple of what its work may take, and some."""
_BEAT_SECONDS = 1.0
_LIMITED = "Raise the limit, or split the contract."


class _Worker(Struct):
    process: Popen[bytes]
    pipe: Connection[object, object]
    tasks: deque[tuple[int, Task]] = field(default_factory=deque)
    since: float | None = None
    """When it began with the first of its tasks; None before it is ready."""
    finished: int = 0
    told_to_end: bool = False
    failure: str = ""
    """What it raised before it ended, for the user."""


def performed(
    tasks: Sequence[Task], options: Options, jobs: int, limits: Limits
) -> Iterator[tuple[int, Done]]:
    """Carry out tasks in up to `jobs` processes, and yield what came of them with their numbers.

    A task that ends its worker is tried again target by target, so that one closure
    takes down no other; what comes of a task may then come in several pieces.
    """
    with _Pool(options, jobs, limits) as pool:
        yield from pool.run(tasks)


class _Pool:
    def __init__(self, options: Options, jobs: int, limits: Limits) -> None:
        self.options = options
        self.jobs = jobs
        self.limits = limits
        self.workers: list[_Worker] = []
        self.queue: deque[tuple[int, Task]] = deque()
        self.retried: set[tuple[int, tuple[str, ...]]] = set()

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self.workers:
            if error[0] is None and worker.told_to_end and not worker.tasks:
                _ends_within(worker.process, 2)
            self._kill(worker)

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Done]]:
        self.queue.extend(enumerate(tasks))
        while self.queue or any(worker.tasks for worker in self.workers):
            self._feed()
            for worker in self._reporting():
                yield from self._heard(worker)
            for worker in list(self.workers):
                if self._overdue(worker):
                    yield from self._lost(worker, self._too_slow(), _LIMITED)

    def _feed(self) -> None:
        while len(self.workers) < min(self.jobs, len(self.workers) + len(self.queue)):
            self.workers.append(self._start())
        for depth in range(1, _AHEAD + 1):
            for worker in self.workers:
                if self.queue and len(worker.tasks) < depth and not worker.told_to_end:
                    if not worker.tasks and worker.since is not None:
                        worker.since = time.monotonic()
                    worker.tasks.append(self.queue.popleft())
                    self._send(worker, worker.tasks[-1][1])
        if not self.queue:
            for worker in self.workers:
                if not worker.told_to_end:
                    worker.told_to_end = True
                    self._send(worker, None)

    def _start(self) -> _Worker:
        process, ours = piped.start(_CODE, folder=os.curdir)
        worker = _Worker(process, ours)
        self._send(worker, (self.options, self.limits.megabytes, programs.distrusted()))
        return worker

    @staticmethod
    def _send(worker: _Worker, message: object) -> None:
        with contextlib.suppress(OSError):  # it has ended, which is seen elsewhere
            worker.pipe.send(message)

    def _reporting(self) -> list[_Worker]:
        timeout = None
        if self.limits.seconds is not None:
            begun = [worker.since for worker in self.workers if worker.tasks and worker.since]
            if begun:
                timeout = max(0.0, min(begun) + self._patience - time.monotonic()) + 0.01
        ready = wait([worker.pipe for worker in self.workers], timeout)
        return [worker for worker in self.workers if worker.pipe in ready]

    def _heard(self, worker: _Worker) -> Iterator[tuple[int, Done]]:
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.wait()
            if worker.tasks:
                yield from self._lost(worker, *self._ended(worker))
            else:
                self._kill(worker)
                self.workers.remove(worker)
            return
        worker.since = time.monotonic()
        if isinstance(message, Done):
            number, _ = worker.tasks.popleft()
            worker.finished += 1
            yield number, message
        elif isinstance(message, str):
            worker.failure = message

    def _overdue(self, worker: _Worker) -> bool:
        return (
            self.limits.seconds is not None
            and worker.since is not None
            and bool(worker.tasks)
            and time.monotonic() - worker.since > self._patience
        )

    @property
    def _patience(self) -> float:
        """How long a worker may be silent, in seconds. It ends by itself what takes too long of
        the processor's time; what does not let it is ended with it.
        """
        slowest = max(self.limits.seconds or 0.0, self.limits.compiler)
        return _GRACE * slowest + _GRACE_SECONDS

    def _too_slow(self) -> str:
        return f"took longer than the {self.limits.seconds:g} seconds that --time-limit allows"

    def _ended(self, worker: _Worker) -> tuple[str, str]:
        code = worker.process.returncode
        if worker.failure:
            return worker.failure, FAULT
        if code == _TOO_MUCH_MEMORY:
            limit = self.limits.megabytes
            return f"took more than the {limit} MB that --memory-limit allows", _LIMITED
        return f"ended the process that worked on it (status {code})", FAULT

    def _lost(self, worker: _Worker, reason: str, remedy: str) -> Iterator[tuple[int, Done]]:
        """Go on without a worker, and without the task that it was at."""
        self._kill(worker)
        self.workers.remove(worker)
        (number, task), *others = worker.tasks
        self.queue.extendleft(reversed(others))
        closure = task.chosen.closure
        parts = closure.parts()
        key = (number, closure.targets)
        if len(parts) > 1:
            self.queue.extendleft(
                (number, replace(task, chosen=replace(task.chosen, closure=part)))
                for part in reversed(parts)
            )
        elif worker.finished and key not in self.retried:
            # It may have been what the worker had done before that was too much.
            self.retried.add(key)
            self.queue.appendleft((number, task))
        else:
            yield number, Done(not_analysed(closure, task.question, reason, remedy))

    @staticmethod
    def _kill(worker: _Worker) -> None:
        piped.end(worker.process, worker.pipe)


def _ends_within(process: Popen[bytes], seconds: float) -> None:
    from subprocess import TimeoutExpired

    with contextlib.suppress(TimeoutExpired):
        process.wait(seconds)


# In the worker


def work(handle: int) -> None:
    """Carry out the tasks that come through a pipe, of which this process has been given an end."""
    pipe = piped.opened(handle)
    with contextlib.suppress(OSError, EOFError):  # who asked is gone
        options, megabytes, foreign = cast("_First", pipe.recv())
        for project in foreign:
            programs.distrust(project)
        programs.know_python()
        _work(pipe, options, megabytes)


def _work(pipe: Connection[object, object], options: Options, megabytes: int | None) -> None:
    gc.disable()  # see `dtnlint.__main__`
    # Ctrl-C is the asking process's to answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if megabytes is not None:
        threading.Thread(target=_watch_memory, args=(megabytes,), daemon=True).start()
    with contextlib.suppress(OSError, EOFError):  # who asked is gone
        pulse = _Pulse(pipe)
        try:
            # Before the clock starts: it is the same for all closures.
            import dtnlint.compiler.slither_input
            import dtnlint.lifecycle  # noqa: F401

            pulse.send(None)
            pulse.start()
            for done in perform(_received(pipe), options):
                pulse.send(done)
        except (OSError, EOFError):
            raise
        except Exception as error:
            if os.environ.get("DTNLINT_DEBUG"):
                raise
            pulse.send(failing(error))
    # The interpreter's last collection would go through all that was loaded, to no use.
    gc.freeze()


class _Pulse:
    """The worker's end of the pipe, which says now and then that the work goes on.

    Work that does not let the interpreter do even that cannot be ended from within.
    """

    def __init__(self, pipe: Connection[object, object]) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()

    def send(self, message: object) -> None:
        with self._lock:
            self._pipe.send(message)

    def start(self) -> None:
        if deadline.can_interrupt():
            threading.Thread(target=self._beat, daemon=True).start()

    def _beat(self) -> None:
        with contextlib.suppress(OSError):  # who asked is gone
            while True:
                time.sleep(_BEAT_SECONDS)
                self.send(None)


def _received(pipe: Connection[object, object]) -> Iterable[Task]:
    while isinstance(message := pipe.recv(), Task):
        yield message


def _watch_memory(megabytes: int) -> None:
    import resource

    unit = 1_000_000 if sys.platform == "darwin" else 1_000  # bytes there, kilobytes elsewhere
    while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < megabytes * unit:
        time.sleep(_WATCH_SECONDS)
    os._exit(_TOO_MUCH_MEMORY)
