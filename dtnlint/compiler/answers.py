"""Keeps the answers of the WebAssembly compiler between runs.

A start of it costs more than most analyses, and most runs ask what an earlier
run has asked. A native compiler is quicker than the bookkeeping.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from msgspec import Struct

from dtnlint.compiler.solc import Solc
from dtnlint.shelf import Shelf

_MOST = 200_000_000
_LARGEST = 20_000_000
"""Bytes, of all answers and of one: a larger one is not kept."""


class Answers(Struct, frozen=True):
    """A folder of answers, the least recently used of which are dropped."""

    folder: Path

    @property
    def _shelf(self) -> Shelf:
        return Shelf(self.folder, _MOST)

    def find(self, solc: Solc, question: bytes) -> bytes | None:
        """Return what `solc` answered to this very question, if it is kept."""
        try:
            return self._shelf.find(_key(solc, question))
        except OSError:
            return None

    def keep(self, solc: Solc, question: bytes, answer: bytes) -> None:
        """Keep an answer, whole or not at all; without a place for it, do without."""
        if len(answer) <= _LARGEST:
            with contextlib.suppress(OSError):
                self._shelf.keep(_key(solc, question), answer)
                self._shelf.trim()


def _key(solc: Solc, question: bytes) -> str:
    """Raises `OSError` where there is no such compiler."""
    digest = hashlib.sha256(question)
    if solc.sha256:
        digest.update(solc.sha256.encode())
        return digest.hexdigest()
    stat = os.stat(solc.path)
    digest.update(f"{os.path.realpath(solc.path)}\0{stat.st_size}\0{stat.st_mtime_ns}".encode())
    return digest.hexdigest()
