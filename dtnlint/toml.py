"""Reads TOML that somebody else wrote, of any shape, in time and memory that grow with its size."""

from __future__ import annotations

import re
import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LARGEST = 1_000_000
"""Bytes of a file: hundreds of times what settings take."""
_PARTS = 256
"""Dots on one line outside of strings: a dotted key makes a table for each, and the reader
notes for each how it came about."""
_DIGITS = 4_000
"""Of one number: reading takes the square of them, and some Pythons refuse more."""

_STRING = re.compile(r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_NUMBER = re.compile(r"[0-9_]+")


class TomlError(ValueError):
    """What is no TOML, or none that anybody would write; the text is a clause."""


def read(text: str) -> dict[str, Any]:
    """What TOML says. Raises `TomlError`."""
    for line in _STRING.sub("''", text).split("\n"):
        if line.count(".") > _PARTS:
            raise TomlError("a key in it has too many parts")
        if len(line) > _DIGITS and max(map(len, _NUMBER.findall(line)), default=0) > _DIGITS:
            raise TomlError("a number in it has too many digits")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TomlError("what it says is nested too deep") from None
    except ValueError as error:
        raise TomlError(str(error)) from None
