"""How a check looks at the disk, and a record of all that it saw there.

What a report says follows from what was looked at: where every look gives the same
again, so does the report. Whatever has a say in it is looked at through this module;
what is written, and caches, are no part of it.

A file that contains files is looked into like a folder once it is known what it `holds`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

Path = str | os.PathLike[str]
Seen = dict[str, object]
"""By look, as text: what was seen, as JSON has it."""

LARGEST = 4_000_000
"""Bytes of a file that a project has of its own. The largest real contracts, flattened, have
a few hundred thousand."""

LARGEST_HOLDER = 200_000_000
"""Bytes of a file that holds others: of what compilers and explorers write, the largest have some
tens of millions."""

_LARGEST_GIVEN = 1_000_000_000
_PIECE = 65_536
_COMPILED = "__pycache__"
_READ = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NONBLOCK", 0)
)

_seen: Seen | None = None
_unsure = False
_held: dict[str, _Held] = {}
"""By absolute path, what a file holds."""


class Entry(Protocol):
    """What is in a folder, as `os.DirEntry` has it."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def path(self) -> str: ...  # noqa: D102
    def is_dir(self) -> bool: ...  # noqa: D102
    def is_file(self) -> bool: ...  # noqa: D102
    def is_symlink(self) -> bool: ...  # noqa: D102


class _Within:
    """What lies in a file that holds others."""

    def __init__(self, path: str, data: bytes | None) -> None:
        self.path, self.name, self.data = path, os.path.basename(path), data

    def is_dir(self) -> bool:
        return self.data is None

    def is_file(self) -> bool:
        return self.data is not None

    def is_symlink(self) -> bool:
        return False


class _Held:
    """The files that a file holds, by path within it."""

    def __init__(self, place: str, files: Mapping[str, bytes]) -> None:
        self.below: dict[str, dict[str, _Within]] = {"": {}}
        """By folder within it, what is in it, by name."""
        for path, data in files.items():
            above, _, name = path.rpartition("/")
            self._folder(place, above)[name] = _Within(os.path.join(place, path), data)

    def _folder(self, place: str, path: str) -> dict[str, _Within]:
        pending = []
        while path not in self.below:
            pending.append(path)
            path = path.rpartition("/")[0]
        for one in reversed(pending):
            above, _, name = one.rpartition("/")
            self.below[one] = {}
            self.below[above].setdefault(name, _Within(os.path.join(place, one), None))
        return self.below[pending[0] if pending else path]


def holds(place: Path, files: Mapping[str, bytes]) -> None:
    """From now on, a file is also a folder, with what was found in it.

    By path within it: parts between slashes, none of them empty, ``.`` or ``..``.
    """
    _held[os.path.abspath(place)] = _Held(os.path.abspath(place), files)


def lets_go() -> None:
    """Forget what files hold: whoever looks again finds it out again."""
    _held.clear()


def holder(path: Path) -> str | None:
    """The outermost file that holds a path; what is in files of a disk is held by none."""
    if not _held:
        return None
    absolute = os.path.abspath(path)
    above = [place for place in _held if is_under(absolute, place)]
    return min(above, key=len, default=None)


def outside(path: Path) -> str:
    """What there is of a path on the disk: itself, or the file that holds it."""
    return holder(path) or os.fspath(path)


def _file_within(path: Path) -> _Within | None:
    """The file that another one holds at a path."""
    for place, inside in _places(path):
        above, _, name = inside.rpartition("/")
        found = _held[place].below.get(above, {}).get(name)
        if found is not None and found.is_file():
            return found
    return None


def _folder_within(path: Path) -> dict[str, _Within] | None:
    """What is in a folder that a file holds, or is."""
    for place, inside in _places(path):
        if inside in _held[place].below:
            return _held[place].below[inside]
    return None


def _places(path: Path) -> Iterator[tuple[str, str]]:
    """The files around a path that hold others, the nearest first, and where it is in them."""
    if not _held:
        return
    place = absolute = os.path.abspath(path)
    while place != os.path.dirname(place):
        if place in _held:
            yield place, absolute[len(place) + 1 :].replace(os.sep, "/")
        place = os.path.dirname(place)


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
    if kind < 0 and _file_within(path) is not None:
        return stat.S_IFREG
    if kind < 0 and _folder_within(path) is not None:
        return stat.S_IFDIR
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
    except (OSError, ValueError):  # of links as in /proc, and of what can be no name
        return os.path.abspath(path)


class Unfit(OSError):  # noqa: N818 - it says what a file is
    """A file that is there and is not read; `strerror` says why, as the end of a sentence."""

    size: int = 0
    """In bytes, of one that is too large."""


def read(path: Path, *, within: Path | None, most: int = LARGEST) -> bytes:
    """The bytes of a regular file that has no more than `most`.

    A file of the project says `within` which folder it has to lie: no link leads out of it.
    What the user or the machine names lies anywhere. Raises `OSError`, `Unfit` among them.
    """
    return _looked_at(path, within, most, whole=True)


def given(path: Path) -> bytes:
    """The bytes of a file that the user names, which may be a pipe. Raises `OSError`."""
    if is_file(path):
        return read(path, within=None, most=_LARGEST_GIVEN)
    unrecorded()
    with open(path, "rb") as stream:
        return stream.read(_LARGEST_GIVEN)


def beginning(path: Path, most: int, *, within: Path | None) -> bytes:
    """As `read`, the first bytes of a file, however large it is."""
    return _looked_at(path, within, most, whole=False)


def text(path: Path, *, within: Path | None, most: int = LARGEST) -> str:
    """As `read`, as UTF-8 with line feeds for line ends. Raises `UnicodeDecodeError`, too."""
    data = read(path, within=within, most=most)
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8").read()


def leads_out(path: Path, within: Path) -> bool:
    """Whether links on the way to `path` lead out of a folder, whatever there is."""
    top = real(within)
    return not is_under(real(path), top)


def is_under(path: str, folder: str) -> bool:
    """Whether a path is a folder's or below it, by their names alone."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _looked_at(path: Path, within: Path | None, most: int, *, whole: bool) -> bytes:
    if within is not None and leads_out(path, within):
        raise Unfit(errno.EXDEV, "it is a link that leads out of the project", path)
    look = f"{most if whole else f'first-{most}'} {os.fspath(path)}"
    try:
        data = _read(os.fspath(path), most, whole=whole)
    except OSError as error:
        held = _file_within(path)
        if held is not None and held.data is not None:
            return _bounded(held.data, path, most, whole=whole)
        _note("text", look, -(error.errno or 1))
        raise
    if _seen is not None:
        _note("text", look, hashlib.sha256(data).hexdigest())
    return data


def _read(path: str, most: int, *, whole: bool) -> bytes:
    try:
        # A pipe is not waited for.
        descriptor = os.open(path, _READ)
    except ValueError as error:  # no name that a file could have
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path) from error
    with open(descriptor, "rb", buffering=0) as stream:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(status.st_mode):
            raise Unfit(errno.EINVAL, "it is no regular file", path)
        pieces: list[bytes] = []
        left = most + 1 if whole else most
        if not whole or status.st_size < left:
            while left and (piece := stream.read(min(left, max(status.st_size, _PIECE)))):
                pieces.append(piece)
                left -= len(piece)
            if left or not whole:
                return b"".join(pieces)
        raise _too_large(path, most, status.st_size)


def _bounded(data: bytes, path: Path, most: int, *, whole: bool) -> bytes:
    if whole and len(data) > most:
        raise _too_large(path, most, len(data))
    return data if whole else data[:most]


def _too_large(path: Path, most: int, size: int) -> Unfit:
    error = Unfit(errno.EFBIG, f"it has more than {most / 1_000_000:g} MB", path)
    error.size = max(size, most + 1)
    return error


def _text(said: str) -> str | int:
    most, _, path = said.partition(" ")
    number = int(most.removeprefix("first-"))
    try:
        return hashlib.sha256(_read(path, number, whole=most == str(number))).hexdigest()
    except OSError as error:
        return -(error.errno or 1)


def entries(folder: Path) -> Sequence[Entry]:
    """What is in a folder, by name. Raises `OSError`."""
    path = os.fspath(folder)
    try:
        found = _entries(path)
    except OSError as error:
        held = _folder_within(path)
        if held is not None:
            return [held[name] for name in sorted(held)]
        _note("list", path, -(error.errno or 1))
        raise
    if _seen is not None:
        _note("list", path, [_described(entry) for entry in found])
    return found


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as scanned:
            return sorted(scanned, key=lambda entry: entry.name)
    except ValueError as error:  # no name that a folder could have
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), folder) from error


def _described(entry: os.DirEntry[str]) -> str:
    try:
        kind = "folder" if entry.is_dir() else "file" if entry.is_file() else "other"
    except OSError:  # a link that cannot be followed
        kind = "other"
    return f"{'link to ' if entry.is_symlink() else ''}{kind} {entry.name}"


def _list(folder: str) -> list[str] | int:
    return _described_all(folder, _entries)


def _described_all(folder: str, read: Callable[[str], list[os.DirEntry[str]]]) -> list[str] | int:
    try:
        return [_described(entry) for entry in read(folder)]
    except OSError as error:
        return -(error.errno or 1)


def code(folder: Path) -> Sequence[Entry]:
    """As `entries`, of a folder of Python's: without what Python writes there by itself."""
    found = _modules(os.fspath(folder))
    if _seen is not None:
        _note("code", os.fspath(folder), [_described(entry) for entry in found])
    return found


def _modules(folder: str) -> list[os.DirEntry[str]]:
    return [entry for entry in _entries(folder) if entry.name != _COMPILED]


def _code(folder: str) -> list[str] | int:
    return _described_all(folder, _modules)


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
    with contextlib.suppress(OSError, ValueError):
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
    "code": _code,
    "kind": _kind,
    "list": _list,
    "match": _match,
    "packages": _packages,
    "real": _real,
    "stamp": _stamp,
    "text": _text,
}
