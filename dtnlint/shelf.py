"""A folder of results that can be had again: each under its key, whole or not at all.

What is kept is bytes, checked when they are found; what they mean is the business
of who keeps them. Several processes may use one folder at once.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_SUFFIX = ".kept"
_PART = ".dtnlint-"
"""How the names of entries end, and begin while they are written: there may be other files."""


def user_cache() -> Path:
    """Where this user's programs keep what they can do without, in a folder of dtnlint's own."""
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        # What platformdirs says, too; loading it takes as long as all that runs before this.
        for place in (os.environ.get("XDG_CACHE_HOME", ""), os.path.expanduser("~/.cache")):
            if os.path.isabs(place):
                return Path(place, "dtnlint")
    import platformdirs

    return Path(platformdirs.user_cache_dir("dtnlint", appauthor=False))


class Shelf:
    """Entries under keys that are hexadecimal digests of all that the entries follow from."""

    def __init__(self, folder: Path, most: int = 64_000_000) -> None:
        """Have entries in a folder; `trim` drops the least recently used beyond `most` bytes."""
        self.folder = folder
        self.most = most

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shelf) and (self.folder, self.most) == (other.folder, other.most)

    def __hash__(self) -> int:
        return hash(self.folder)

    def find(self, key: str) -> bytes | None:
        """What was kept under `key`; None if nothing was, or if it is damaged."""
        path = self._path(key)
        try:
            kept = path.read_bytes()
        except OSError:
            return None
        digest, _, data = kept.partition(b"\n")
        if digest != _digest(key, data):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return data

    def keep(self, key: str, data: bytes) -> None:
        """Keep `data`; without a place for it, do without."""
        from dtnlint.replacing import replace  # late: most runs only find

        with contextlib.suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace(self._path(key), _digest(key, data) + b"\n" + data, 0o600, durable=False)

    def trim(self) -> None:
        """Drop what is too much, the least recently used first."""
        entries = sorted(self._entries(), key=lambda entry: entry[1].st_mtime, reverse=True)
        held = 0
        for path, stat in entries:
            held += stat.st_size
            if held > self.most:
                with contextlib.suppress(OSError):
                    path.unlink()

    def clear(self) -> None:
        """Drop everything. Raises `OSError` for what stays, after all else is dropped."""
        trouble = None
        with contextlib.suppress(FileNotFoundError):
            os.listdir(self.folder)
        for path, _ in self._entries():
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                trouble = error
        if trouble is not None:
            raise trouble

    def held(self) -> tuple[int, int]:
        """How many entries there are, and their bytes."""
        sizes = [stat.st_size for _, stat in self._entries()]
        return len(sizes), sum(sizes)

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        # Another process may be dropping the same.
        with contextlib.suppress(OSError):
            for entry in os.scandir(self.folder):
                with contextlib.suppress(OSError):
                    if _is_entry(entry.name) and entry.is_file():
                        yield Path(entry.path), entry.stat()

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"


def _is_entry(name: str) -> bool:
    return name.endswith(_SUFFIX) or name.startswith(_PART)


def _digest(key: str, data: bytes) -> bytes:
    import hashlib  # late: not all who want to know where things are kept look at them

    return hashlib.sha256(key.encode() + b"\0" + data).hexdigest().encode()
