"""The engine as the server sees it: what is to be done, in which order, and what is called off.

Runs in the server's event loop; only what reads the pipe is a thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from msgspec import Struct

from dtnlint.lsp import asking
from dtnlint.lsp.engine import Started, start

_PATIENCE = 5.0
"""Seconds after which an engine that cannot be interrupted is ended."""
_MOST_STARTS = 5
"""How often an engine is started that ends by itself without an answer between."""


class Errand(Struct, eq=False):
    """A question that waits for its turn, or is worked on."""

    question: asking.Question
    urgency: int
    """The lowest goes first."""
    answer: asyncio.Future[asking.Answer]
    progress: Callable[[asking.Progress], None] | None = None
    again: bool = True
    """Whether it is asked anew when something more urgent has interrupted it."""


class Engine:
    """A process that answers one question at a time."""

    def __init__(self, started: Started) -> None:
        self._engine = started
        self._begin = asking.Begin(())
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[Errand] = []
        self._current: tuple[int, Errand] | None = None
        self._calling_off = False
        self._overdue: asyncio.TimerHandle | None = None
        self._number = 0
        self._failures = 0
        self._closed = False

    def begin(self, begin: asking.Begin) -> None:
        """Say where projects are; then read what it answers."""
        self._begin = begin
        with contextlib.suppress(OSError):
            self._engine.pipe.send(begin)
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._listen_to(self._engine.pipe)

    def ask(
        self,
        question: asking.Question,
        urgency: int,
        progress: Callable[[asking.Progress], None] | None = None,
        *,
        again: bool = True,
    ) -> Errand:
        """Have a question answered in its turn; what is less urgent makes way."""
        errand = Errand(
            question, urgency, asyncio.get_running_loop().create_future(), progress, again
        )
        self._waiting.append(errand)
        if self._current is not None and self._current[1].urgency > urgency:
            self._interrupt()
        self._next()
        return errand

    def hasten(self, errand: Errand, urgency: int) -> None:
        """Somebody waits for it now."""
        errand.urgency = min(errand.urgency, urgency)
        current = None if self._current is None else self._current[1]
        if errand in self._waiting and current is not None and current.urgency > errand.urgency:
            self._interrupt()

    def call_off(self, errand: Errand) -> None:
        """Nobody waits for it any more."""
        errand.answer.cancel()
        if errand in self._waiting:
            self._waiting.remove(errand)
        elif self._current is not None and self._current[1] is errand:
            self._interrupt()

    @property
    def idle(self) -> bool:
        """Whether nothing is to be done."""
        return self._current is None and not self._waiting

    def close(self) -> None:
        """End it."""
        self._closed = True
        self._engine.end()

    def _next(self) -> None:
        if self._current is not None or self._closed or not self._waiting:
            return
        errand = min(self._waiting, key=lambda one: one.urgency)
        self._waiting.remove(errand)
        self._number += 1
        self._current = (self._number, errand)
        self._calling_off = False
        with contextlib.suppress(OSError):  # what listens notices
            self._engine.pipe.send(asking.Asked(self._number, errand.question))

    def _interrupt(self) -> None:
        if self._current is None or self._calling_off:
            return
        self._calling_off = True
        with contextlib.suppress(OSError):
            self._engine.pipe.send(asking.CallOff(self._current[0]))
        self._overdue = asyncio.get_running_loop().call_later(_PATIENCE, self._engine.process.kill)

    def _listen_to(self, pipe: Connection[object, object]) -> None:
        loop = self._loop
        assert loop is not None

        def listen() -> None:
            message: object = None
            while True:
                try:
                    message = pipe.recv()
                except (OSError, EOFError):
                    message = None
                with contextlib.suppress(RuntimeError):  # the loop is closed
                    loop.call_soon_threadsafe(self._heard, pipe, message)
                if message is None:
                    return

        threading.Thread(target=listen, daemon=True).start()

    def _heard(self, pipe: Connection[object, object], message: object) -> None:
        if self._closed or pipe is not self._engine.pipe:
            return
        if message is None:
            self._lost()
            return
        if self._current is None:
            return
        number, errand = self._current
        if isinstance(message, asking.Progress) and message.number == number:
            if errand.progress is not None:
                errand.progress(message)
        elif isinstance(message, asking.Answered) and message.number == number:
            self._failures = 0
            self._settle(errand, message.answer)

    def _settle(self, errand: Errand, answer: asking.Answer) -> None:
        self._current = None
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None
        if errand.answer.done():
            pass
        elif isinstance(answer, asking.Ended) and errand.again:
            self._waiting.append(errand)
        else:
            errand.answer.set_result(answer)
        self._next()

    def _lost(self) -> None:
        """It has ended: by itself, or since it could not be interrupted."""
        self._engine.end()
        status = self._engine.process.returncode
        called_off = self._calling_off
        self._failures += not called_off
        if self._failures > _MOST_STARTS:
            self._closed = True
        else:
            self._engine = start()
            assert self._loop is not None
            self._listen_to(self._engine.pipe)
            self.begin(self._begin)
        if self._current is not None:
            ended = asking.Impossible(
                f"What was analysed has ended the process that analyses (status {status})."
            )
            self._settle(self._current[1], asking.Ended() if called_off else ended)
        if self._closed:
            for errand in self._waiting:
                if not errand.answer.done():
                    errand.answer.set_result(asking.Impossible("dtnlint's engine cannot run."))
            self._waiting.clear()
