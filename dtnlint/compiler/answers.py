"""Keeps the answers of the WebAssembly compiler between runs.

A start of it costs more than most analyses, and most runs ask what an earlier
run has asked. A native compiler is quicker than the bookkeeping.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dtnlint.compiler.solc import Solc

_MOST = 256
_BYTES = 20_000_000
"""Larger answers are not kept."""


@dataclass(frozen=True)
class Answers:
    """A folder of answers, the least recently used of which are dropped."""

    folder: Path

    def find(self, solc: Solc, question: bytes) -> bytes | None:
        """Return what `solc` answered to this very question, if it is kept."""
        try:
            path = self._path(solc, question)
            answer = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return answer

    def keep(self, solc: Solc, question: bytes, answer: bytes) -> None:
        """Keep an answer, whole or not at all; without a place for it, do without."""
        if len(answer) > _BYTES:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor, scratch = tempfile.mkstemp(dir=self.folder, prefix=".")
            try:
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(answer)
                os.replace(scratch, self._path(solc, question))
            except OSError:
                os.unlink(scratch)
                raise
            self._drop_oldest()

    def _path(self, solc: Solc, question: bytes) -> Path:
        stat = os.stat(solc.path)
        digest = hashlib.sha256(question)
        digest.update(f"{os.path.realpath(solc.path)}\0{stat.st_size}\0{stat.st_mtime_ns}".encode())
        return self.folder / f"{digest.hexdigest()}.json"

    def _drop_oldest(self) -> None:
        kept = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in kept[: len(kept) - _MOST]:
            path.unlink(missing_ok=True)
