"""Which compilers the version pragmas of a closure allow. Looks at no compiler."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

_NUMBER = r"(?:0|[1-9][0-9]{0,8})"
_VERSION = rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}"
_OPERATOR = re.compile(r"\s*(\^|~|>=|<=|>|<|=)\s*")
_PLAIN = re.compile(rf"\s*(\^|>=|=|)\s*(0\.[1-9][0-9]{{0,8}}\.{_NUMBER})\s*")
"""What nearly every file has."""
_RELEASE = re.compile(_VERSION)
_LONGEST = 1_000
"""Characters of a range that is read."""


def is_version(text: str) -> bool:
    """Tell whether a text is a version such as ``0.8.28``, of numbers that fit."""
    return _RELEASE.fullmatch(text) is not None


def is_range(text: str) -> bool:
    """Tell whether a text is a version or a range of them."""
    return is_version(text) or _spec(text) is not None


@lru_cache(maxsize=1024)
def _spec(pragma: str) -> Any:
    from semantic_version import NpmSpec  # type: ignore[import-untyped]  # late: see `_matches`

    if len(pragma) > _LONGEST or not pragma.isascii():
        return None
    # solc reads operators and numbers as tokens, so blanks between them do not
    # matter to it; npm's grammar is stricter.
    try:
        return NpmSpec(_OPERATOR.sub(r" \1", pragma).strip())
    except ValueError:
        # Not a range: solc will say so, at the right place.
        return None


@lru_cache(maxsize=65536)
def _matches(version: str, pragma: str) -> bool:
    plain = _PLAIN.fullmatch(pragma) if len(pragma) <= _LONGEST else None
    if plain is not None and is_version(version):
        # The library is right about these, too, and takes longer to load than all else
        # that stands before a compiler's start.
        operator, asked = plain[1], version_key(plain[2])
        given = version_key(version)
        if operator in ("", "="):
            return given == asked
        return given >= asked and (operator == ">=" or given[:2] == asked[:2])
    spec = _spec(pragma)
    if spec is None:
        return True
    from semantic_version import Version

    return bool(spec.match(Version(version)))


def allows(pragmas: Iterable[str], version: str) -> bool:
    """Tell whether solc `version` satisfies every one of the ranges `pragmas`.

    Ranges are npm's, as in `pragma solidity`:
    https://docs.soliditylang.org/en/latest/layout-of-source-files.html#version-pragma
    """
    return all(_matches(version, pragma) for pragma in pragmas)


@lru_cache(maxsize=4096)
def newest_allowed(pragmas: frozenset[str]) -> str | None:
    """Return the highest 0.8 version that all `pragmas` allow, published or not.

    Files for which it is the same can be compiled together.
    """
    versions = (f"0.8.{patch}" for patch in range(99, -1, -1))
    return next((version for version in versions if allows(pragmas, version)), None)


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions such as `0.8.20` are sorted by."""
    return tuple(int(part) for part in version.split("."))
