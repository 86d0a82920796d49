"""Talks standard JSON to a compiler: a native one, or soljson.js through a worker in Node.js.

https://docs.soliditylang.org/en/latest/using-the-compiler.html#compiler-input-and-output-json-description
"""

from __future__ import annotations

import contextlib
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

from dtnlint import programs
from dtnlint.compiler.answers import Answers
from dtnlint.compiler.download import Downloads
from dtnlint.compiler.solc import Solc, is_genuine
from dtnlint.installation import advice
from dtnlint.replacing import replace
from dtnlint.solcjs import ahead
from dtnlint.solcjs.build import (
    NOT_GENUINE,
    Build,
    command,
    is_brief,
    kept_path,
    published,
    unpacked_folder,
)
from dtnlint.solcjs.node import find_node
from dtnlint.solcjs.published import SOLJSON_SHA256
from dtnlint.sources.closure import Closure
from dtnlint.sources.outline import experiments

_Self = TypeVar("_Self", bound="Compilers")


class CompilerError(Exception):
    """A compiler could not be run, or did not answer in standard JSON. Says why, in a clause."""


class Crashed(CompilerError):  # noqa: N818 - it says what became of the compiler
    """A compiler ended over a question, and may have an answer to a part of it."""


class _NotGenuine(CompilerError):  # noqa: N818 - it says what is wrong with a file
    """A soljson.js is not the one that it has to be."""


class TooSlow(CompilerError):  # noqa: N818 - as above
    """A compiler took longer than it may. One that a part of the question goes to may not."""


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


_UNUSUAL = re.compile(r"\bpragma\b(?!\s+(?:solidity|abicoder)\b)")


def _unchecked(text: str) -> str:
    """A file without the pragma that has solc prove it: this takes minutes, or a crash of its
    WebAssembly build, starts provers, and gives nothing that is asked for. Nothing moves.
    """
    if _UNUSUAL.search(text) is None:
        return text
    for start, end in experiments(text):
        text = text[:start] + re.sub(r"\S", " ", text[start:end]) + text[end:]
    return text


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
        offline: bool = False,
    ) -> None:
        """Allow `seconds` for each answer; keep what saves time later in `cache`.

        That is the unpacked compiler, and `answers`. What is `lasting` may start slower
        where that pays in the end. A published build that was damaged there is downloaded
        again, unless this is `offline`.
        """
        self._offline = offline
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
            programs.kill(process)

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
        except RecursionError as error:
            raise Crashed("answered with code that is nested too deep to be read") from error
        except msgspec.DecodeError as error:
            start = answer[:200].decode("utf-8", "replace").strip()
            raise Crashed(f"did not answer in JSON, but with: {start!r}") from error
        if not isinstance(decoded, dict):
            raise CompilerError("did not answer with a JSON object")
        return decoded

    def _native(self, solc: Solc, message: bytes) -> bytes:
        ahead.forget()  # that was another compiler, and this one starts at once
        try:
            process = programs.start(
                [solc.path, "--standard-json"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=programs.apart(),
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
                programs.kill(process)
                # What it has started may live on, and would not close them.
                for stream in filter(None, (process.stdin, process.stdout, process.stderr)):
                    with contextlib.suppress(OSError, ValueError):
                        stream.close()
                process.wait()
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
        renewed = False
        while True:
            worker = self._worker(solc, len(message))
            try:
                return worker.ask(message, self._seconds)
            except _Gone:
                self._drop(solc.path, worker)
            except TimeoutError as error:
                self._drop(solc.path, worker)
                raise self._too_slow() from error
            except _NotGenuine as error:
                self._drop(solc.path, worker)
                if renewed:
                    raise
                renewed = True
                self._renew(solc, error)
            except CompilerError:
                self._drop(solc.path, worker)
                raise

    def _worker(self, solc: Solc, size: int) -> _Worker:
        with self._lock:
            if self._closed:
                raise CompilerError("was stopped")
            worker = self._workers.get(solc.path)
            if worker is None:
                build = self._build(solc)
                worker = _Worker(solc.version, build, None if self._lasting else size)
                self._workers[solc.path] = worker
            return worker

    def _build(self, solc: Solc) -> Build:
        """What is run for `solc`: the published build out of the cache, if it is that one."""
        digest = SOLJSON_SHA256.get(solc.version)
        if digest is None or self._cache is None:
            return Build(solc.path, solc.sha256)
        if solc.sha256 != digest and not is_genuine(Path(solc.path), solc.version):
            return Build(solc.path, solc.sha256)
        build = published(self._cache, solc.version)
        with contextlib.suppress(OSError):  # a cache that cannot be written: do without
            _keep(solc.path, build)
            return build
        return Build(solc.path, digest)

    def _renew(self, solc: Solc, error: CompilerError) -> None:
        """Put a published build that was damaged in its place again."""
        if self._cache is None:
            raise error
        kept = kept_path(self._cache, solc.version)
        with contextlib.suppress(OSError):
            kept.unlink(missing_ok=True)
        if os.path.abspath(kept) != os.path.abspath(solc.path):
            return  # it comes from there again
        downloads = Downloads(self._cache, self._offline)
        if downloads.get(solc.version) is None:
            raise CompilerError(
                f"{error}, and could not be downloaded ({'; '.join(downloads.tried)})"
            ) from error

    def _drop(self, path: str, worker: _Worker) -> None:
        with self._lock:
            if self._workers.get(path) is worker:
                del self._workers[path]

    def _too_slow(self) -> TooSlow:
        return TooSlow(f"gave no answer within {self._seconds:g} seconds")


def _keep(path: str, build: Build) -> None:
    """Have a published build in the cache, and a place for it unpacked. Raises `OSError`."""
    folder = unpacked_folder(Path(build.path).parent)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for half_written in folder.glob(".dtnlint-*"):
        # Left behind by runs that were killed.
        if time.time() - half_written.stat().st_mtime > 600:
            half_written.unlink(missing_ok=True)
    if not os.path.isfile(build.path):
        replace(build.path, Path(path).read_bytes(), 0o600, durable=False)


class _Worker:
    """One Node.js with one soljson.js in it."""

    def __init__(self, version: str, build: Build, size: int | None) -> None:
        node = find_node()
        if node is None:
            raise CompilerError(
                f"needs Node.js, which is not installed ({advice('solcjs')} brings it)"
            )
        self._asking = threading.Lock()
        self._ended = False
        self._known = bool(build.sha256)
        brief = is_brief(size)
        words = command(node.executable, build, brief=brief)
        again = version if build.unpacked and size is not None else None
        try:
            self.process = ahead.taken(words, version=again, brief=brief)
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
                if self._is_not_genuine():
                    raise _NotGenuine(
                        "is not the compiler that was published (its digest is another one)"
                    ) from error
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

    def _is_not_genuine(self) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._known and self.process.wait(2) == NOT_GENUINE
        return False

    def _death(self) -> str:
        self.process.kill()
        complaint = self.process.communicate()[1].decode("utf-8", "replace")
        lines = [line for line in complaint.splitlines() if re.match(r"\w*Error\b", line)] or [""]
        return "ended without an answer" + (f" ({lines[0].strip()})" if lines[0] else "")
