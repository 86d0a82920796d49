"""How long a piece of work may take, and an end to what takes longer.

The time is the processor's, so that a busy machine changes no report. Whoever has work
that input can make long does it `within` so many seconds, or on a `Budget` that several
pieces of work share; what takes longer ends with `OutOfTime`, wherever it is. An `Errand`
can be called off, and then ends where a limit could have ended it. Only the main thread of
a process on a POSIX system can be interrupted so; elsewhere a process that takes too long is
ended by the one that waits for it (`dtnlint.workers`).
"""

from __future__ import annotations

import math
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType

from msgspec import Struct

_AGAIN = 0.1
"""Seconds after which what has swallowed an interruption is interrupted again."""
_LOOK = 0.5
"""Seconds between looks at the memory."""
_MEGABYTES = 800
"""Of memory that a piece of work may take: several times what the largest real consumers do."""


class OutOfTime(BaseException):
    """Work took longer than it may. No `Exception`: nothing but who set the limit catches it."""

    remedy = "Raise the limit, or split the contract."
    """What a user can do about it."""

    def __init__(self, seconds: float, who: str = "it") -> None:
        super().__init__(seconds, who)
        self.seconds = seconds
        self.who = who

    def __str__(self) -> str:
        return f"{self.who} took longer than the {self.seconds:g} seconds that --time-limit allows"


class OutOfMemory(OutOfTime):
    """Work took more memory than it may; that ends as what takes too long does."""

    remedy = "Split the contract."

    def __str__(self) -> str:
        return f"it took more than {_MEGABYTES} MB of memory"


class CalledOff(BaseException):
    """Nobody waits for the work any more. As with `OutOfTime`, nothing catches it on the way."""


class _Scope(Struct, eq=False):
    seconds: float
    end: float
    memory: float
    """What the process may have at most, in MB."""


_scopes: list[_Scope] = []
_errand: Errand | None = None


class Errand:
    """Work of the main thread that another thread may call off."""

    def __init__(self) -> None:
        self._off = False
        self._around = 0

    def __enter__(self) -> Errand:
        global _errand
        if can_interrupt():
            signal.signal(signal.SIGPROF, _ring)
        self._around = len(_scopes)
        _errand = self
        return self

    def __exit__(self, *error: object) -> None:
        global _errand
        _errand = None
        del _scopes[self._around :]  # where it was interrupted, one may have been left
        if can_interrupt():
            _arm()

    def call_off(self) -> None:
        """Have it end with `CalledOff`: now if it is `within` a limit, else at its next one."""
        self._off = True
        if os.name == "posix" and _errand is self:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGPROF)

    def go_on(self) -> None:
        """Raise `CalledOff` if it was."""
        if self._off:
            raise CalledOff


def can_interrupt() -> bool:
    """Whether work of this thread can be ended."""
    return os.name == "posix" and threading.current_thread() is threading.main_thread()


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Do what is inside in so many seconds, or raise `OutOfTime`; None for any time."""
    if _errand is not None:
        _errand.go_on()
    if seconds is None or not can_interrupt():
        yield
        return
    scope = _Scope(seconds, time.process_time() + seconds, _megabytes() + _MEGABYTES)
    _scopes.append(scope)
    _arm()
    try:
        try:
            yield
        finally:
            scope.end = scope.memory = math.inf  # whatever comes now, it is not late any more
    finally:
        scope.end = scope.memory = math.inf  # the line above may be where it was interrupted
        _scopes.remove(scope)
        _arm()


class Budget:
    """Time that several pieces of work share. None for any time."""

    def __init__(self, seconds: float | None, who: str = "it", whole: Budget | None = None) -> None:
        """`who` spends it, as a sentence says it; what is spent is also taken off the `whole`."""
        self._seconds = seconds
        self._left = seconds
        self._who = who
        self._whole = whole

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Do what is inside in the time that is left, or raise `OutOfTime`."""
        if self._left is None or self._seconds is None:
            yield
            return
        with nullcontext() if self._whole is None else self._whole.spent():
            if self._left <= 0:
                raise OutOfTime(self._seconds, self._who)
            start = time.process_time()
            try:
                with within(self._left):
                    yield
            except OutOfMemory:
                raise
            except OutOfTime as error:
                if time.process_time() - start < self._left:
                    raise  # it was another limit that was reached
                raise OutOfTime(self._seconds, self._who) from error
            finally:
                self._left -= time.process_time() - start


def _arm() -> None:
    end = min((scope.end for scope in _scopes), default=math.inf)
    if end == math.inf:
        signal.setitimer(signal.ITIMER_PROF, 0)
        return
    if signal.getsignal(signal.SIGPROF) is not _ring:
        signal.signal(signal.SIGPROF, _ring)
    first = min(_LOOK, max(end - time.process_time(), 1e-3))
    signal.setitimer(signal.ITIMER_PROF, first, _AGAIN if first < _LOOK else _LOOK)


def _ring(number: int, frame: FrameType | None) -> None:
    if _errand is not None and any(scope.end < math.inf for scope in _scopes):
        _errand.go_on()
    now, memory = time.process_time(), _megabytes()
    for scope in _scopes:
        if scope.end <= now:
            raise OutOfTime(scope.seconds)
        if scope.memory <= memory:
            scope.memory = memory + _MEGABYTES
            raise OutOfMemory(scope.seconds)
    _arm()


def _megabytes() -> float:
    """The most that this process has had."""
    import resource

    unit = 1_000_000 if sys.platform == "darwin" else 1_000  # bytes there, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
