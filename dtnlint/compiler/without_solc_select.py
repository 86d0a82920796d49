"""Imports crytic-compile without solc-select, and so without requests: a third of its time.

It would download compilers with them, and is never asked to here. Import this first.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_NAME = "solc_select.solc_select"


class _StandIn(ModuleType):
    """Has every name, and nothing behind it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def refuse(*_: object, **__: object) -> None:
            raise RuntimeError(f"{name} of solc-select is not to be used in dtnlint")

        return refuse


if _NAME not in sys.modules and "crytic_compile" not in sys.modules:
    sys.modules[_NAME] = _StandIn(_NAME)
    try:
        import crytic_compile  # noqa: F401
    finally:
        del sys.modules[_NAME]
