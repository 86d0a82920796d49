"""What was learned of closures, kept between runs.

An entry follows from all that it is kept under: the sources, the compiler, the
code of dtnlint and its rules, and what was asked. It is JSON, and what does not
read as it should is as good as missing.
"""

from __future__ import annotations

import contextlib
import hashlib
from functools import lru_cache

import msgspec
from msgspec import Struct

from dtnlint import disk
from dtnlint.analysis import Analysed, Question
from dtnlint.compiler.solc import Solc
from dtnlint.shelf import Shelf
from dtnlint.sources import Closure


class Results(Struct, frozen=True):
    """Results of one version of dtnlint's code and its rules."""

    shelf: Shelf
    version: str
    """As `catalogue.code_version` says it."""

    def find(self, closure: Closure, solc: Solc, question: Question) -> bytes | None:
        """What an earlier run has learned of the very same, if it is kept; `read` reads it."""
        return self.shelf.find(self._key(closure, solc, question))

    def keep(self, closure: Closure, solc: Solc, question: Question, analysed: Analysed) -> None:
        """Keep what was learned, unless something went wrong: that is tried again."""
        if analysed.notifications:
            return
        with contextlib.suppress(UnicodeEncodeError):  # a file's name that is no text
            data = msgspec.json.encode(analysed)
            self.shelf.keep(self._key(closure, solc, question), data)

    def _key(self, closure: Closure, solc: Solc, question: Question) -> str:
        name = question.locator.name
        said = (
            self.version,
            (solc.version, disk.real(solc.path), *disk.stamp(solc.path)),
            (question.select, question.ignore, question.authority),
            (closure.targets, closure.remappings, closure.evm_version, closure.via_ir),
            # Reports name files from another folder than the compiler does.
            [(f.unit, name(f.path), _sum(f.text), f.dependency, f.bundled) for f in closure.files],
        )
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=4096)
def read(kept: bytes) -> Analysed | None:
    """What was learned; None where it does not read as it should."""
    try:
        return msgspec.json.decode(kept, type=Analysed)
    except msgspec.DecodeError:
        return None


@lru_cache(maxsize=4096)
def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
