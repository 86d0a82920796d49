"""What an npm package calls its files: the ``exports`` of its manifest, as Hardhat 3 reads them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from dtnlint import disk

_SIMULATED: Mapping[str, Mapping[str, str]] = {
    # What Hardhat 3 takes for the exports of packages that have none and are imported so.
    "forge-std": {"./src/*.sol": "./src/*.sol", "./*.sol": "./src/*.sol"},
}


def split(path: str) -> tuple[str, str]:
    """The name of the package that an import names, and the rest: the file's path in it."""
    parts = path.split("/")
    depth = 2 if path.startswith("@") else 1
    return "/".join(parts[:depth]), "/".join(parts[depth:])


class Packages:
    """Finds files in ``node_modules`` folders; reads each manifest once."""

    def __init__(self, boundary: str) -> None:
        self._boundary = boundary
        self._exports = cache(self._read)

    def places(self, modules: str, path: str) -> Iterator[str]:
        """Where an import may lie in the folder `modules`: as exported, then as written."""
        name, rest = split(path)
        if rest:
            folder = os.path.join(modules, name)
            target = resolved(self._exports(folder, name), rest)
            if target is not None:
                yield os.path.normpath(os.path.join(folder, target))
        yield os.path.normpath(os.path.join(modules, path))

    def _read(self, folder: str, name: str) -> Mapping[str, Any]:
        try:
            text = disk.text(os.path.join(folder, "package.json"), within=self._boundary)
            manifest = json.loads(text)
        except (OSError, ValueError, RecursionError):
            manifest = {}
        exports = manifest.get("exports") if isinstance(manifest, dict) else None
        if isinstance(exports, dict):
            return exports
        return _SIMULATED.get(name, {}) if exports is None else {}


def resolved(exports: Mapping[str, Any], path: str) -> str | None:
    """Where in a package `path` leads by its exports; None where they do not say."""
    wanted = f"./{path}"
    exact = _target(exports.get(wanted))
    if exact is not None and "*" not in wanted:
        return exact
    # The longest beginning wins, as in Node.
    for pattern in sorted((key for key in exports if key.count("*") == 1), key=_precision):
        before, _, after = pattern.partition("*")
        fits = wanted.startswith(before) and wanted.endswith(after)
        if fits and len(wanted) >= len(pattern):
            target = _target(exports[pattern])
            inside = wanted[len(before) : len(wanted) - len(after)]
            return None if target is None else target.replace("*", inside)
    return None


def _precision(pattern: str) -> tuple[int, int]:
    return -pattern.index("*"), -len(pattern)


def _target(value: object) -> str | None:
    """The path that an export names; of conditions, what holds for everybody."""
    if isinstance(value, dict):
        return _target(value.get("default"))
    return value if isinstance(value, str) and value.startswith("./") else None
