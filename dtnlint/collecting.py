"""When garbage is collected, and what was remembered for speed is forgotten.

Python's collector had better rest while Slither's objects are made and read: next to nothing of
what is made then is garbage, and each collection would go through all of it, and through whatever
else the process holds. A process that answers one question after the other collects between them.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator

_LONG = 32
"""Answers after which what was remembered of the texts that were read is more than is needed."""


@contextlib.contextmanager
def at_rest() -> Iterator[None]:
    """Collect nothing unasked until this is over."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Pauses:
    """What a process does while nobody waits, between one answer and the next question."""

    def __init__(self) -> None:
        """Nothing was answered so far."""
        self._answers = 0

    def tidy(self) -> None:
        """Collect what the answer has left, which refers to itself all over."""
        self._answers += 1
        if self._answers % _LONG == 0:
            forget()
        gc.collect()
        if self._answers == 1:
            gc.freeze()  # what is loaded stays, and need not be looked at again


def forget() -> None:
    """Empty the caches of dtnlint's functions that have a bound: they are of what was read."""
    for name, module in list(sys.modules.items()):
        if name.startswith("dtnlint."):
            for value in list(vars(module).values()):
                parameters = getattr(value, "cache_parameters", None)
                if parameters is not None and parameters()["maxsize"] is not None:
                    value.cache_clear()
