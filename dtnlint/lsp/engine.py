"""The process that analyses for the language server: one question after the other.

Each is answered by the pipeline of `dtnlint.run`, with a compiler that is kept running. A
question can be called off while it is worked on.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import os
import shutil
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from subprocess import Popen, TimeoutExpired
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from msgspec import Struct

from dtnlint import collecting, piped, programs
from dtnlint.deadline import CalledOff, Errand
from dtnlint.lsp import asking

if TYPE_CHECKING:
    from dtnlint.compiler.lasting import LastingCompilers
    from dtnlint.run import Request, Scope

_CODE = "from dtnlint.lsp.engine import work; import sys; work(int(sys.argv[1]))"

_PATIENCE = 1.0
"""Seconds after which a compiler is ended whose answer nobody waits for."""
_SECONDS = 300.0
"""For one answer of the compiler."""


class Started(Struct):
    """An engine's process, as the one that asks it sees it."""

    process: Popen[bytes]
    pipe: Connection[object, object]

    def end(self) -> None:
        """End it, and what it has started: by itself, if it does so soon."""
        with contextlib.suppress(OSError, ValueError, TimeoutExpired):
            self.pipe.send(None)
            self.process.wait(_PATIENCE)
        piped.end(self.process, self.pipe)


def start() -> Started:
    """Start an engine, which begins to load what it needs. Raises `OSError`."""
    return Started(*piped.start(_CODE))


# In the engine


def work(handle: int) -> None:
    """Answer what comes through a pipe, of which this process has been given an end."""
    pipe = piped.opened(handle)
    gc.disable()  # see `dtnlint.__main__`; here it is asked to while nobody waits
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    programs.know_python()
    _Engine(pipe).serve()


class _Engine:
    def __init__(self, pipe: Connection[object, object]) -> None:
        self._pipe = pipe
        self._sending = threading.Lock()
        self._inbox: SimpleQueue[asking.Asked | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._current: tuple[int, Errand] | None = None
        self._called_off: set[int] = set()
        self._begin = asking.Begin(())
        self._compilers: LastingCompilers | None = None
        self._cache: Path | None = None
        self._texts: dict[str, bytes] = {}

    def serve(self) -> None:
        """Answer until the server is gone."""
        threading.Thread(target=self._listen, daemon=True).start()
        _load()
        pauses = collecting.Pauses()
        while (message := self._inbox.get()) is not None:
            self._send(asking.Answered(message.number, self._answer(message)))
            if self._inbox.empty():
                pauses.tidy()
        if self._compilers is not None:
            self._compilers.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            while (message := self._pipe.recv()) is not None:
                if isinstance(message, asking.CallOff):
                    self._call_off(message.number)
                elif isinstance(message, asking.Begin):
                    self._set_up(message)
                elif isinstance(message, asking.Asked):
                    self._inbox.put(message)
        self._inbox.put(None)  # the server is gone
        if self._current is not None:
            self._call_off(self._current[0])
        threading.Timer(2 * _PATIENCE, lambda: os._exit(0)).start()

    def _send(self, message: object) -> None:
        with self._sending, contextlib.suppress(OSError):  # what listens notices
            self._pipe.send(message)

    def _set_up(self, begin: asking.Begin) -> None:
        for folder in programs.widely_around(begin.folders):
            programs.distrust(folder)
        programs.enclose(begin.folders)
        from dtnlint.shelf import user_cache
        from dtnlint.solcjs import ahead

        self._begin = begin
        first = self._cache is None
        cache = user_cache()
        if begin.cache and programs.is_ours(str(cache), begin.folders):
            self._cache = cache
        elif first or self._cache == cache:
            self._cache = Path(mkdtemp(prefix="dtnlint-"))
            atexit.register(shutil.rmtree, self._cache, ignore_errors=True)
        if begin.solc is None and first:
            ahead.start(begin.folders, lasting=True)

    def _call_off(self, number: int) -> None:
        with self._lock:
            if self._current is None or self._current[0] != number:
                self._called_off.add(number)
                return
            self._current[1].call_off()
        timer = threading.Timer(_PATIENCE, self._end_compilers, (number,))
        timer.daemon = True
        timer.start()

    def _end_compilers(self, number: int) -> None:
        """End those that still work on what was called off; there will be others."""
        with self._lock:
            if self._current is not None and self._current[0] == number and self._compilers:
                self._compilers.close()
                self._compilers = None

    def _answer(self, asked: asking.Asked) -> asking.Answer:
        from dtnlint.run import UsageError
        from dtnlint.settings import SettingsError

        with self._lock:
            if asked.number in self._called_off:
                self._called_off.discard(asked.number)
                return asking.Ended()
            errand = Errand()
            self._current = (asked.number, errand)
        try:
            with errand:
                return self._done(asked)
        except CalledOff:
            return asking.Ended()
        except (SettingsError, UsageError) as error:
            return asking.Impossible(str(error))
        except Exception as error:
            if os.environ.get("DTNLINT_DEBUG"):
                import traceback

                traceback.print_exc()
            what = " ".join(f"{type(error).__name__}: {error}".split())
            return asking.Impossible(f"dtnlint failed, and that is its own fault ({what}).")
        finally:
            with self._lock:
                self._current = None

    def _done(self, asked: asking.Asked) -> asking.Answer:
        from dtnlint import run

        question = asked.question
        if isinstance(question, asking.Survey):
            request = self._request(question.sight, (question.sight.folder,))
            with contextlib.suppress(run.UsageError):  # there is nothing to check
                return asking.Surveyed(tuple(_imports(run.scopes_of(request))))
            return asking.Surveyed(())

        def progress(done: int, total: int, name: str) -> None:
            self._send(asking.Progress(asked.number, done, total, name))

        request = self._request(question.sight, question.paths)
        self._foresee(question.sight)
        scopes = run.scopes_of(request)
        report = run.checked(request, scopes, progress)
        if isinstance(question, asking.Check):
            root = os.fspath(run.root_of(request))
            return asking.Checked(report, root, tuple(_imports(scopes)))
        mended = run.mend(
            request,
            report,
            progress,
            unsafe=question.unsafe,
            wanted=lambda finding, fix: (
                finding.location.path == question.within
                if question.within
                else (finding.fingerprint, fix.title) == (question.fingerprint, question.title)
            ),
        )
        root = os.fspath(run.root_of(request))
        return asking.Mended(
            tuple(made.title for made in mended.made),
            tuple(
                asking.Change(os.path.join(root, one.path), one.before, one.after)
                for one in mended.changes
            ),
            next((one.reason for one in mended.refused), ""),
        )

    def _request(self, sight: asking.Sight, paths: Sequence[str]) -> Request:
        from dtnlint.analysis import PATIENCE, Limits
        from dtnlint.run import Request

        return Request(
            tuple(map(Path, paths)),
            given=sight.given,
            solc=None if self._begin.solc is None else Path(self._begin.solc),
            cwd=Path(sight.folder),
            texts=sight.texts,
            cache=self._cache,
            limits=Limits(PATIENCE),
            compilers=self._running(),
        )

    def _running(self) -> LastingCompilers:
        with self._lock:
            if self._compilers is None:
                from dtnlint.compiler.lasting import LastingCompilers
                from dtnlint.solcjs.build import cache_folder

                self._compilers = LastingCompilers(_SECONDS, cache_folder())
            return self._compilers

    def _foresee(self, sight: asking.Sight) -> None:
        """Have the compiler begin with what follows plainly from what was edited."""
        before = self._texts
        changed = [path for path, text in sight.texts.items() if before.get(path) != text]
        self._texts = dict(sight.texts)
        self._running().foresee(changed, sight.texts)


def _imports(scopes: Iterable[Scope]) -> Iterator[asking.Imports]:
    for closure in (closure for scope in scopes for closure in scope.plan.closures):
        real = {file.unit: os.path.realpath(file.path) for file in closure.files}
        for target in closure.targets:
            files = frozenset(real[unit] for unit in closure.reachable(target))
            yield asking.Imports(real[target], files)


def _load() -> None:
    """Load what every check needs, before there is one."""
    for name in (
        "dtnlint.run",
        "dtnlint.results",
        "dtnlint.fixes.mending",
        "dtnlint.compiler.lasting",
        "dtnlint.compiler.slither_input",
        "dtnlint.lifecycle",
    ):
        importlib.import_module(name)
    from dtnlint import catalogue

    for entry in catalogue.installed().entries:
        with contextlib.suppress(Exception):  # is said where it is to run
            _ = entry.detector
