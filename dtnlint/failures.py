"""What failed, and alone: one consumer in one rule, say, while all else goes on."""

from __future__ import annotations

import os
import traceback
from types import TracebackType

from msgspec import Struct

from dtnlint.deadline import OutOfTime


class Failure(Struct, frozen=True):
    """Work that ended without a result."""

    of: str
    """The name of the contract that was looked at; empty where it was more than one."""
    path: str
    """Absolute path of its file."""
    reason: str
    """What went wrong: a clause, or what an exception said."""
    remedy: str = ""
    """What to do about it, where nothing went wrong but that it took too much."""


class Contained:
    """Lets what is inside fail or take too long by itself, and notes that."""

    def __init__(self, failures: list[Failure], of: str = "", path: str = "") -> None:
        self._failures = failures
        self._of = of
        self._path = path
        self.failed = False

    def __enter__(self) -> Contained:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if isinstance(error, OutOfTime):
            self._failures.append(Failure(self._of, self._path, str(error), error.remedy))
        elif isinstance(error, Exception):
            if os.environ.get("DTNLINT_DEBUG"):
                traceback.print_exception(kind, error, trace)
            self._failures.append(Failure(self._of, self._path, said(error)))
        else:
            return False
        self.failed = True
        return True


def said(error: BaseException) -> str:
    """An exception on one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
