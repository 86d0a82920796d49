"""Git's submodules, as ``.gitmodules`` lists them: which of them were not fetched."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from dtnlint import disk

FILE = ".gitmodules"
_PATH = re.compile(r"^\s*path\s*=\s*(.+?)\s*$", re.MULTILINE)


def unfetched(repository: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """The empty folders of submodules in which a file of `wanted` would be, from the top."""
    try:
        text = disk.text(os.path.join(repository, FILE), within=repository)
    except (OSError, ValueError):
        return ()
    files = tuple(wanted)
    folders = (os.path.normpath(os.path.join(repository, name)) for name in _PATH.findall(text))
    return tuple(
        os.path.relpath(folder, repository).replace(os.sep, "/")
        for folder in sorted(set(folders))
        if any(_belongs(file, folder) for file in files) and _is_empty(folder)
    )


def _belongs(file: str, folder: str) -> bool:
    """Whether a file would be one of the library's own, not of what it brings along."""
    return disk.is_under(file, folder) and not disk.is_under(file, os.path.join(folder, "lib"))


def _is_empty(folder: str) -> bool:
    try:
        return not disk.entries(folder)
    except OSError:
        return not disk.exists(folder)
