"""How deep code may be nested: as deep as compilers take it, not as deep as Python is used to.

solc's syntax tree of a sum of a thousand terms is a thousand levels deep, and whoever
reads it in the natural way calls itself as often, some functions for each level.
"""

from __future__ import annotations

import contextlib
import sys
import threading

_CALLS = 12_000
"""Calls within calls. What is nested deeper fails alone, and says so."""
_STACK = 256 * 2**20
"""Bytes, of which only what is used is taken."""


def allow() -> None:
    """Let this process, and threads that it starts from now on, go so deep."""
    if sys.getrecursionlimit() >= _CALLS:
        return
    with contextlib.suppress(ValueError, RuntimeError):
        threading.stack_size(_STACK)
    if _has_stack():
        sys.setrecursionlimit(_CALLS)


def _has_stack() -> bool:
    """Let the main thread's stack grow, and tell whether it may."""
    if sys.platform in ("win32", "darwin"):
        return False  # it is as large as the program says
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    if soft == resource.RLIM_INFINITY or soft >= _STACK:
        return True
    if hard != resource.RLIM_INFINITY and hard < _STACK:
        return False
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_STACK, (_STACK, hard))
        return True
    return False
