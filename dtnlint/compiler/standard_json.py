"""Talks standard JSON to a compiler: a native one, or soljson.js through a worker in Node.js.

https://docs.soliditylang.org/en/latest/using-the-compiler.html#compiler-input-and-output-json-description
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, TypeVar

import msgspec

from dtnlint import ahead
from dtnlint.compiler.answers import Answers
from dtnlint.compiler.node import find_node
from dtnlint.compiler.solc import Solc
from dtnlint.sources.closure import Closure

_WORKER = Path(__file__).with_name("worker.js")
_BRIEF = 400_000
"""Bytes of a question up to which V8's quick compiler alone is faster: optimised
machine code for WebAssembly pays only in long runs."""


_Self = TypeVar("_Self", bound="Compilers")


class CompilerError(Exception):
    """A compiler could not be run, or did not answer in standard JSON. Says why, in a clause."""


class Crashed(CompilerError):  # noqa: N818 - it says what became of the compiler
    """A compiler ended over a question, and may have an answer to a part of it."""


class _Gone(Exception):  # noqa: N818 - no error of the question that meets it
    """A worker has ended over an earlier question."""


def question(closure: Closure, evm_version: str | None = None) -> bytes:
    """Write what to ask for `closure`: the syntax trees, and nothing that costs more.

    All sources are inside, so that the compiler reads no file by itself.
    """
    settings: dict[str, Any] = {
        "remappings": closure.remappings,
        "outputSelection": {"*": {"": ["ast"]}},
    }
    if evm_version is not None:
        settings["evmVersion"] = evm_version
    return msgspec.json.encode(
        {
            "language": "Solidity",
            "sources": {file.unit: {"content": _unchecked(file.text)} for file in closure.files},
            "settings": settings,
        }
    )


_PROVING = re.compile(r"""\bpragma\s+experimental\s+["']?SMTChecker["']?\s*;""")


def _unchecked(text: str) -> str:
    """A file without the pragma that has solc prove it: this takes minutes, or a crash of its
    WebAssembly build, and gives nothing that is asked for. Nothing moves.
    """
    if "SMTChecker" not in text:
        return text
    return _PROVING.sub(lambda found: re.sub(r"\S", " ", found[0]), text)


def worker_command(node: str, soljson: str, kept: Path | None, size: int | None) -> list[str]:
    """Return what serves a soljson.js: for one question of so many bytes, the quickest way.

    Without a size, for many of them. `kept` is where its parts are kept unpacked. See
    worker.js for that and for the frames.
    """
    quick = ["--liftoff-only"] if size is not None and size < _BRIEF else []
    return [node, *quick, str(_WORKER), soljson, *([str(kept)] if kept is not None else [])]


def framed(message: bytes) -> bytes:
    """Return a message as a worker reads it."""
    return b"%d\n%b" % (len(message), message)


class Compilers:
    """Running compilers: one worker for each soljson.js, kept until the end.

    May be used from several threads; each worker serves one question at a time.
    """

    def __init__(
        self,
        seconds: float,
        cache: Path | None = None,
        *,
        answers: bool = True,
        lasting: bool = False,
    ) -> None:
        """Allow `seconds` for each answer; keep what saves time later in `cache`.

        That is the unpacked compiler, and `answers`. What is `lasting` may start slower
        where that pays in the end.
        """
        self._lasting = lasting
        self._seconds = seconds
        self._cache = cache
        self._answers = Answers(cache / "answers") if answers and cache is not None else None
        self._workers: dict[str, _Worker] = {}
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self.finish()
            for worker in self._workers.values():
                worker.wait()
        self.close()

    def finish(self) -> None:
        """Let the workers end by themselves: there are no more questions."""
        with self._lock:
            for worker in self._workers.values():
                worker.no_more()

    def close(self) -> None:
        """End every compiler, also after Ctrl-C."""
        with self._lock:
            self._closed = True
            processes = (*(worker.process for worker in self._workers.values()), *self._running)
            self._workers.clear()
        for process in processes:
            process.kill()

    def ask(self, solc: Solc, message: bytes) -> Mapping[str, Any]:
        """Return a compiler's answer.

        Raises `CompilerError` where there is none.
        """
        if self._closed:
            raise CompilerError("was stopped")
        if not solc.is_script:
            return self._decoded(self._native(solc, message))
        kept = self._answers.find(solc, message) if self._answers else None
        if kept is not None:
            with contextlib.suppress(CompilerError):  # what does not read well is asked anew
                return self._decoded(kept)
        answer = self._script(solc, message)
        decoded = self._decoded(answer)
        if self._answers:
            self._answers.keep(solc, message, answer)
        return decoded

    @staticmethod
    def _decoded(answer: bytes) -> Mapping[str, Any]:
        try:
            decoded = msgspec.json.decode(answer)
        except msgspec.DecodeError as error:
            start = answer[:200].decode("utf-8", "replace").strip()
            raise Crashed(f"did not answer in JSON, but with: {start!r}") from error
        if not isinstance(decoded, dict):
            raise CompilerError("did not answer with a JSON object")
        return decoded

    def _native(self, solc: Solc, message: bytes) -> bytes:
        ahead.forget()  # that was another compiler, and this one starts at once
        try:
            process = subprocess.Popen(
                [solc.path, "--standard-json"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise CompilerError(f"cannot be run ({error.strerror})") from error
        with self._lock:
            self._running.add(process)
        try:
            output, complaint = process.communicate(message, timeout=self._seconds)
        except subprocess.TimeoutExpired as error:
            raise self._too_slow() from error
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
            with self._lock:
                self._running.discard(process)
        if not output.strip():
            reason = complaint.decode("utf-8", "replace").strip().splitlines()
            raise Crashed(
                f"ended with status {process.returncode} and no answer"
                + (f" ({reason[-1]})" if reason else "")
            )
        return output

    def _script(self, solc: Solc, message: bytes) -> bytes:
        while True:
            worker = self._worker(solc.path, len(message))
            try:
                return worker.ask(message, self._seconds)
            except _Gone:
                self._drop(solc.path, worker)
            except TimeoutError as error:
                self._drop(solc.path, worker)
                raise self._too_slow() from error
            except CompilerError:
                self._drop(solc.path, worker)
                raise

    def _worker(self, path: str, size: int) -> _Worker:
        with self._lock:
            if self._closed:
                raise CompilerError("was stopped")
            worker = self._workers.get(path)
            if worker is None:
                worker = _Worker(path, self._kept(path), None if self._lasting else size)
                self._workers[path] = worker
            return worker

    def _kept(self, path: str) -> Path | None:
        """Return where the parts of a soljson.js are, or will be, kept (see worker.js)."""
        try:
            if self._cache is not None:
                self._cache.mkdir(parents=True, exist_ok=True)
                stat = os.stat(path)
                identity = f"{os.path.realpath(path)}\0{stat.st_size}\0{stat.st_mtime_ns}"
                digest = hashlib.sha256(identity.encode()).hexdigest()[:32]
                kept = self._cache / f"unpacked-{digest}"
                for half_written in self._cache.glob("unpacked-*.*.*"):
                    # Left behind by runs that were killed.
                    if time.time() - half_written.stat().st_mtime > 600:
                        half_written.unlink(missing_ok=True)
                return kept
        except OSError:
            pass  # no such file, or a cache that cannot be written: do without
        return None

    def _drop(self, path: str, worker: _Worker) -> None:
        with self._lock:
            if self._workers.get(path) is worker:
                del self._workers[path]

    def _too_slow(self) -> CompilerError:
        return CompilerError(f"gave no answer within {self._seconds:g} seconds")


class _Worker:
    """One Node.js with one soljson.js in it."""

    def __init__(self, soljson: str, kept: Path | None, size: int | None) -> None:
        node = find_node()
        if node is None:
            raise CompilerError(
                "needs Node.js, which is not installed (pip install 'dtnlint[solcjs]' brings it)"
            )
        self._asking = threading.Lock()
        self._ended = False
        words = worker_command(node.executable, soljson, kept, size)
        try:
            self.process = ahead.taken(words, again=size is not None)
        except OSError as error:
            raise CompilerError(f"needs Node.js, which cannot be run ({error.strerror})") from error

    def ask(self, message: bytes, seconds: float) -> bytes:
        with self._asking:
            if self._ended:
                raise _Gone
            late = threading.Event()

            def give_up() -> None:
                late.set()
                self.process.kill()

            timer = threading.Timer(seconds, give_up)
            timer.daemon = True
            timer.start()
            try:
                return self._exchange(message)
            except (OSError, ValueError) as error:
                self._ended = True
                if late.is_set():
                    raise TimeoutError from error
                raise Crashed(self._death()) from error
            finally:
                timer.cancel()

    def no_more(self) -> None:
        with self._asking:
            if self.process.stdin is not None:
                self.process.stdin.close()

    def wait(self) -> None:
        # It may still be writing what eases the next start.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(2)

    def _exchange(self, message: bytes) -> bytes:
        given: IO[bytes] | None = self.process.stdin
        answer: IO[bytes] | None = self.process.stdout
        assert given is not None
        assert answer is not None
        given.write(framed(message))
        given.flush()
        length = int(answer.readline())  # ValueError where the process has ended
        content = answer.read(length)
        if len(content) != length:
            raise ValueError("the answer broke off")
        return content

    def _death(self) -> str:
        self.process.kill()
        complaint = self.process.communicate()[1].decode("utf-8", "replace")
        lines = [line for line in complaint.splitlines() if re.match(r"\w*Error\b", line)] or [""]
        return "ended without an answer" + (f" ({lines[0].strip()})" if lines[0] else "")
