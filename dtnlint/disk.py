"""How a check looks at the disk, and a record of all that it saw there.

What a report says follows from what was looked at: where every look gives the same
again, so does the report. Whatever has a say in it is looked at through this module;
what is written, and caches, are no part of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import stat
from collections.abc import Callable, Iterator

Path = str | os.PathLike[str]
Seen = dict[str, object]
"""By look, as text: what was seen, as JSON has it."""

_seen: Seen | None = None
_unsure = False


def record() -> None:
    """From now on, keep what is seen."""
    global _seen, _unsure
    _seen, _unsure = {}, False


def recorded() -> Seen | None:
    """What was seen; None without a record, and where it cannot tell whether anything changed."""
    return None if _unsure else _seen


def unrecorded() -> None:
    """Something was looked at that cannot be recorded."""
    global _unsure
    _unsure = True


def unchanged(seen: Seen) -> bool:
    """Whether every look gives the same again."""
    for look, answer in seen.items():
        what, _, rest = look.partition(" ")
        if what not in _LOOKS or _LOOKS[what](rest) != answer:
            return False
    return True


def _note(what: str, path: str, answer: object) -> None:
    if _seen is not None and _seen.setdefault(f"{what} {path}", answer) != answer:
        unrecorded()  # it has changed in the meantime


def is_file(path: Path) -> bool:
    """Whether there is a regular file, maybe behind links."""
    return _kind_of(path) == stat.S_IFREG


def is_folder(path: Path) -> bool:
    """Whether there is a folder, maybe behind links."""
    return _kind_of(path) == stat.S_IFDIR


def is_program(path: Path) -> bool:
    """Whether there is a file that may be executed."""
    stamp(path)
    return is_file(path) and os.access(path, os.X_OK)


def exists(path: Path) -> bool:
    """Whether there is anything."""
    return _kind_of(path) > 0


def mode(path: Path) -> int:
    """What kind of thing there is, as `stat.S_IFMT` says it. Raises `OSError`."""
    kind = _kind_of(path)
    if kind < 0:
        raise OSError(-kind, os.strerror(-kind), path)
    return kind


def _kind_of(path: Path) -> int:
    kind = _kind(os.fspath(path))
    _note("kind", os.fspath(path), kind)
    return kind


def _kind(path: str) -> int:
    """For nothing, the negative error number."""
    try:
        return stat.S_IFMT(os.stat(path).st_mode)
    except OSError as error:
        return -(error.errno or 1)
    except ValueError:  # no name that a file could have
        return -1


def real(path: Path) -> str:
    """The path without links, as far as these can be read."""
    answer = _real(os.fspath(path))
    _note("real", os.fspath(path), answer)
    return answer


def _real(path: str) -> str:
    try:
        return os.path.realpath(path)
    except OSError:  # the system keeps to itself where some links lead, as in /proc
        return os.path.abspath(path)


def read(path: Path, most: int | None = None) -> bytes:
    """The bytes of a file, or its first ones. Raises `OSError`."""
    try:
        data = _read(path, most)
    except OSError as error:
        _note("text", f"{most or ''} {os.fspath(path)}", -(error.errno or 1))
        raise
    if _seen is not None:
        _note("text", f"{most or ''} {os.fspath(path)}", hashlib.sha256(data).hexdigest())
    return data


def text(path: Path) -> str:
    """A file as UTF-8, with line feeds for line ends. Raises `OSError` and `UnicodeDecodeError`."""
    return io.TextIOWrapper(io.BytesIO(read(path)), encoding="utf-8").read()


def _read(path: Path, most: int | None) -> bytes:
    with open(path, "rb") as stream:
        return stream.read(-1 if most is None else most)


def _text(said: str) -> str | int:
    most, _, path = said.partition(" ")
    try:
        return hashlib.sha256(_read(path, int(most) if most else None)).hexdigest()
    except OSError as error:
        return -(error.errno or 1)


def entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder, by name. Raises `OSError`."""
    path = os.fspath(folder)
    try:
        found = _entries(path)
    except OSError as error:
        _note("list", path, -(error.errno or 1))
        raise
    if _seen is not None:
        _note("list", path, [_described(entry) for entry in found])
    return found


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as scanned:
        return sorted(scanned, key=lambda entry: entry.name)


def _described(entry: os.DirEntry[str]) -> str:
    try:
        kind = "folder" if entry.is_dir() else "file" if entry.is_file() else "other"
    except OSError:  # a link that cannot be followed
        kind = "other"
    return f"{'link to ' if entry.is_symlink() else ''}{kind} {entry.name}"


def _list(folder: str) -> list[str] | int:
    try:
        return [_described(entry) for entry in _entries(folder)]
    except OSError as error:
        return -(error.errno or 1)


def matching(folder: Path, pattern: str) -> Iterator[str]:
    """Paths below a folder, each part of which matches a part of the pattern, in order."""
    first, _, rest = pattern.partition("/")
    names = _match(look := f"{first} {os.fspath(folder)}")
    _note("match", look, names)
    for name in names:
        path = os.path.join(folder, name)
        if rest:
            yield from matching(path, rest)
        else:
            yield path


def _match(said: str) -> list[str]:
    import fnmatch

    pattern, _, folder = said.partition(" ")
    with contextlib.suppress(OSError):
        return sorted(fnmatch.filter(os.listdir(folder), pattern))
    return []


def packages(folder: Path) -> None:
    """Note which packages are installed in a folder of Python's."""
    if _seen is not None:
        _note("packages", os.fspath(folder), _packages(os.fspath(folder)))


def _packages(folder: str) -> list[list[object]] | list[int]:
    try:
        return [
            [entry.name, entry.stat().st_mtime_ns]
            for entry in _entries(folder)
            if entry.name.endswith((".dist-info", ".egg-info", ".egg"))
        ]
    except OSError:
        return _stamp(folder)  # packages may be in archives


def stamp(path: Path) -> tuple[int, ...]:
    """Mode, size and time of change: what a large file is known by. Nothing for no file."""
    answer = _stamp(os.fspath(path))
    _note("stamp", os.fspath(path), answer)
    return tuple(answer)


def _stamp(path: str) -> list[int]:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return []
    return [status.st_mode, status.st_size, status.st_mtime_ns]


_LOOKS: dict[str, Callable[[str], object]] = {
    "kind": _kind,
    "list": _list,
    "match": _match,
    "packages": _packages,
    "real": _real,
    "stamp": _stamp,
    "text": _text,
}
