"""What an import means in verified sources: what it meant to solc, among the files that are there.

https://docs.soliditylang.org/en/latest/path-resolution.html
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from functools import cache

from dtnlint.sources import bundled
from dtnlint.sources.imports import Missing, Remappings, Resolution
from dtnlint.sources.layout import Remapping
from dtnlint.sources.verified.contract import Verified


class VerifiedResolver:
    """Resolves the imports of one contract's files."""

    def __init__(self, verified: Verified, *, stubs: bool) -> None:
        self._verified = verified
        self._stubs = stubs
        parsed = (Remapping.parse(text) for text in verified.remappings)
        self._remappings = Remappings(one for one in parsed if one is not None)
        self._packages = {
            package for unit in verified.files if (package := _package(bundled.bundled_name(unit)))
        }
        self.missed: set[str] = set()
        """Where packages would be that are not installed: nowhere, here."""
        self.resolve = cache(self._resolve)

    def known_as(self, path: str) -> str:
        """Return the key of the existing file `path`."""
        return path

    def _resolve(self, importer: str, path: str) -> Resolution:
        """Return what `path`, as written in the file `importer`, means."""
        relative = path.startswith(("./", "../"))
        ours = importer.startswith(bundled.PREFIX)
        if ours and relative:
            return os.path.normpath(os.path.join(os.path.dirname(importer), path))
        unit = "" if ours else self._verified.units[importer]
        named = _absolute(path, unit) if relative else path
        for candidate in self._meanings(unit, named):
            if candidate in self._verified.files:
                return self._verified.place(candidate)
        stub = bundled.bundled_name(named) if self._stubs else None
        if stub is not None and _package(stub) not in self._packages:
            return bundled.PREFIX + stub
        return Missing()

    def _meanings(self, unit: str, named: str) -> Iterator[str]:
        for remapping in self._remappings.applicable(unit, named):
            yield remapping.target + named[len(remapping.prefix) :]
        yield named
        # Explorers write some names a little otherwise.
        normal = posixpath.normpath(named)
        yield normal
        yield normal.lstrip("/")


def _absolute(path: str, importer: str) -> str:
    """The name of a relative import: each ``../`` takes off a part of the importer's name."""
    folder = importer.rpartition("/")[0].rstrip("/")
    parts = posixpath.normpath(path).split("/")
    while parts and parts[0] == "..":
        folder = folder.rpartition("/")[0].rstrip("/")
        parts = parts[1:]
    rest = "/".join(parts)
    return f"{folder}/{rest}" if folder else ("/" if importer.startswith("/") else "") + rest


def _package(stub: str | None) -> str:
    """The package that a bundled file belongs to."""
    parts = (stub or "").split("/")
    return "/".join(parts[:2] if parts[0].startswith("@") else parts[:1])
