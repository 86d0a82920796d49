"""Python's garbage collector, which had better rest while Slither's objects are made and read.

Next to nothing of what is made then is garbage, and each collection would go through all of it,
and through whatever else the process holds.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


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
