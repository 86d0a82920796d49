"""Which compilers the version pragmas of a closure allow. Looks at no compiler."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from semantic_version import NpmSpec, Version  # type: ignore[import-untyped]

_OPERATOR = re.compile(r"\s*(\^|~|>=|<=|>|<|=)\s*")


@lru_cache(maxsize=1024)
def _spec(pragma: str) -> NpmSpec | None:
    # solc reads operators and numbers as tokens, so blanks between them do not
    # matter to it; npm's grammar is stricter.
    try:
        return NpmSpec(_OPERATOR.sub(r" \1", pragma).strip())
    except ValueError:
        # Not a range: solc will say so, at the right place.
        return None


@lru_cache(maxsize=65536)
def _matches(version: str, pragma: str) -> bool:
    spec = _spec(pragma)
    return spec is None or spec.match(Version(version))


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
