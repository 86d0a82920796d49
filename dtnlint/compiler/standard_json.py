"""Talks standard JSON to a compiler: a native one, or soljson.js through a worker in Node.js.

https://docs.soliditylang.org/en/latest/using-the-compiler.html#compiler-input-and-output-json-description
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import msgspec

from dtnlint.compiler.node import find_node
from dtnlint.compiler.solc import Solc
from dtnlint.sources.closure import Closure

_WORKER = Path(__file__).with_name("worker.js")


class CompilerError(Exception):
    """A compiler could not be run, or did not answer in standard JSON. Says why, in a clause."""


def question(closure: Closure) -> bytes:
    """Write what to ask for `closure`: the syntax trees, and nothing that costs more.

    All sources are inside, so that the compiler reads no file by itself.
    """
    return msgspec.json.encode(
        {
            "language": "Solidity",
            "sources": {file.unit: {"content": file.text} for file in closure.files},
            "settings": {
                "remappings": closure.remappings,
                "outputSelection": {"*": {"": ["ast"]}},
            },
        }
    )


class Compilers:
    """Running compilers: one worker for each soljson.js, kept until the end.

    May be used from several threads; each worker serves one question at a time.
    """

    def __init__(self, seconds: float) -> None:
        """Allow `seconds` for each answer."""
        self._seconds = seconds
        self._workers: dict[str, _Worker] = {}
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Compilers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every compiler, also after Ctrl-C."""
        with self._lock:
            processes = [worker.process for worker in self._workers.values()]
            for process in (*processes, *self._running):
                process.kill()
            self._workers.clear()
        for process in processes:
            process.wait()

    def ask(self, solc: Solc, message: bytes) -> Mapping[str, Any]:
        """Return a compiler's answer.

        Raises `CompilerError` where there is none.
        """
        answer = self._script(solc, message) if solc.is_script else self._native(solc, message)
        try:
            decoded = msgspec.json.decode(answer)
        except msgspec.DecodeError as error:
            start = answer[:200].decode("utf-8", "replace").strip()
            raise CompilerError(f"did not answer in JSON, but with: {start!r}") from error
        if not isinstance(decoded, dict):
            raise CompilerError("did not answer with a JSON object")
        return decoded

    def _native(self, solc: Solc, message: bytes) -> bytes:
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
            raise CompilerError(
                f"ended with status {process.returncode} and no answer"
                + (f" ({reason[-1]})" if reason else "")
            )
        return output

    def _script(self, solc: Solc, message: bytes) -> bytes:
        with self._lock:
            worker = self._workers.get(solc.path)
            if worker is None:
                worker = self._workers[solc.path] = _Worker(solc.path)
        try:
            return worker.ask(message, self._seconds)
        except TimeoutError as error:
            self._drop(solc.path)
            raise self._too_slow() from error
        except CompilerError:
            self._drop(solc.path)
            raise

    def _drop(self, path: str) -> None:
        with self._lock:
            self._workers.pop(path, None)

    def _too_slow(self) -> CompilerError:
        return CompilerError(f"gave no answer within {self._seconds:g} seconds")


class _Worker:
    """One Node.js with one soljson.js in it. See worker.js for the frames."""

    def __init__(self, soljson: str) -> None:
        node = find_node()
        if node is None:
            raise CompilerError(
                "needs Node.js, which is not installed (pip install 'dtnlint[solcjs]' brings it)"
            )
        self._asking = threading.Lock()
        try:
            self.process = subprocess.Popen(
                [node.executable, str(_WORKER), soljson],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise CompilerError(f"needs Node.js, which cannot be run ({error.strerror})") from error

    def ask(self, message: bytes, seconds: float) -> bytes:
        with self._asking:
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
                if late.is_set():
                    raise TimeoutError from error
                raise CompilerError(self._death()) from error
            finally:
                timer.cancel()

    def _exchange(self, message: bytes) -> bytes:
        given: IO[bytes] | None = self.process.stdin
        answer: IO[bytes] | None = self.process.stdout
        assert given is not None
        assert answer is not None
        given.write(b"%d\n" % len(message))
        given.write(message)
        given.flush()
        length = int(answer.readline())  # ValueError where the process has ended
        content = answer.read(length)
        if len(content) != length:
            raise ValueError("the answer broke off")
        return content

    def _death(self) -> str:
        self.process.kill()
        complaint = self.process.communicate()[1].decode("utf-8", "replace")
        lines = [line for line in complaint.splitlines() if "Error" in line] or [""]
        return "ended without an answer" + (f" ({lines[0].strip()})" if lines[0] else "")
