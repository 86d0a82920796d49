"""Files of another revision, read out of ``.git`` as data: names, commits, trees, packs.

Git itself is not run, as in `dtnlint.findings.provenance`. What is borrowed from other
repositories (alternates) or would have to be fetched is not there.
https://git-scm.com/docs/gitformat-pack has the formats.
"""

from __future__ import annotations

import mmap
import os
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct

from dtnlint import disk
from dtnlint.findings.provenance import GitFolders, git_folders, resolved

_LARGEST = 16 << 20
"""Objects of more bytes are not read."""
_LONGEST_CHAIN = 4096
"""Deltas upon deltas; git makes chains of 50, or 250 where it is told to."""
_DEEPEST = 64
"""Folders within folders."""
_MOST_ENTRIES = 1_000_000
"""Of all folders of a revision, each as often as it is in others: a few can be in billions."""
_ID = re.compile(r"[0-9a-f]{40}")
_SHORT = re.compile(r"[0-9a-f]{7,40}")
_STEP = re.compile(r"(?P<name>.+?)(?P<steps>(?:~\d*|\^)*)")
_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_BY_OFFSET, _BY_NAME = 6, 7
_NAMES = 8 + 1024
"""Where the names of objects begin in an index."""
FILE, LINK, SUBMODULE = "file", "link", "submodule"


class HistoryError(Exception):
    """A revision cannot be had; the text is a sentence for the user."""


class Kept(Struct, frozen=True):
    """A file of a revision."""

    path: str
    """From the top, with forward slashes."""
    kind: str
    """`FILE`, `LINK` or `SUBMODULE`."""
    id: str


class History:
    """What a repository knows of its revisions; a context that closes its packs."""

    def __init__(self, top: Path) -> None:
        folders = git_folders(top)
        if folders is None:
            raise HistoryError(f"{top} is in no Git repository whose history can be read.")
        self._folders: GitFolders = folders
        self._objects = folders.common / "objects"
        self._open = ExitStack()
        self._packs: list[_Pack] | None = None

    def __enter__(self) -> History:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def commit(self, name: str) -> str:
        """The full name of the commit that `name` means: a branch, a tag, a digest, ``HEAD~1``.

        Raises `HistoryError`.
        """
        match = _STEP.fullmatch(name)
        found = None if match is None else self._named(match["name"])
        if match is None or found is None:
            raise HistoryError(f"There is no revision {name} in this repository.")
        commit = self._peeled(found, name)
        for step in re.findall(r"~\d*|\^", match["steps"]):
            for _ in range(int(step[1:] or 1) if step.startswith("~") else 1):
                parent = re.search(rb"^parent ([0-9a-f]{40})$", self._header(commit, name), re.M)
                if parent is None:
                    raise HistoryError(f"There is no revision {name}: {commit[:12]} has no parent.")
                commit = parent[1].decode()
        self._header(commit, name)
        return commit

    def files(self, commit: str) -> Iterator[Kept]:
        """Every file of a commit."""
        tree = re.match(rb"tree ([0-9a-f]{40})$", self._header(commit, commit), re.M)
        if tree is None:
            raise HistoryError(f"The commit {commit} is damaged.")
        left = [_MOST_ENTRIES]
        yield from self._tree(tree[1].decode(), "", 0, left)

    def content(self, kept: Kept) -> bytes:
        """The bytes of a file, or where a link leads."""
        kind, data = self._object(kept.id)
        if kind != "blob":
            raise HistoryError(f"{kept.path} is no file in that revision.")
        return data

    # Names

    def _named(self, name: str) -> str | None:
        if _ID.fullmatch(name):
            return name
        for reference in (
            name,
            f"refs/{name}",
            f"refs/tags/{name}",
            f"refs/heads/{name}",
            f"refs/remotes/{name}",
            f"refs/remotes/{name}/HEAD",
        ):
            if (reference == "HEAD" or reference.startswith("refs/")) and (
                found := resolved(reference, self._folders)
            ):
                return found
        return self._short(name) if _SHORT.fullmatch(name) else None

    def _short(self, name: str) -> str | None:
        folder = self._objects / name[:2]
        known = {
            name[:2] + Path(path).name
            for path in disk.matching(folder, f"{name[2:]}*")
            if _ID.fullmatch(name[:2] + Path(path).name)
        }
        for pack in self._all_packs():
            known.update(pack.beginning(name))
        commits = [one for one in known if self._kind(one) in ("commit", "tag")]
        if len(commits) > 1:
            raise HistoryError(f"The revision {name} may be several; give more of its digits.")
        return commits[0] if commits else None

    def _kind(self, id: str) -> str:
        try:
            return self._object(id)[0]
        except HistoryError:
            return ""

    def _peeled(self, id: str, name: str) -> str:
        for _ in range(8):
            kind, data = self._object(id, name)
            if kind != "tag":
                break
            target = re.match(rb"object ([0-9a-f]{40})$", data, re.M)
            if target is None:
                break
            id = target[1].decode()
        return id

    def _header(self, commit: str, name: str) -> bytes:
        kind, data = self._object(commit, name)
        if kind != "commit":
            raise HistoryError(f"{name} is no commit, but a {kind}.")
        return data.partition(b"\n\n")[0]

    # Trees

    def _tree(self, id: str, above: str, depth: int, left: list[int]) -> Iterator[Kept]:
        if depth > _DEEPEST:
            raise HistoryError(f"{above} lies too deep.")
        kind, data = self._object(id)
        place = 0
        while kind == "tree" and place < len(data):
            end = data.find(b"\0", place)
            if end < 0 or end + 21 > len(data):
                raise HistoryError(f"The folder {above or '.'} of that revision is damaged.")
            mode, _, raw = data[place:end].partition(b" ")
            place = end + 21
            name, child = raw.decode("utf-8", "surrogateescape"), data[end + 1 : place].hex()
            if name in ("", ".", "..") or name.lower() == ".git" or set(name) & {"/", "\\", "\0"}:
                continue  # no name that git itself would write
            left[0] -= 1
            if left[0] < 0:
                raise HistoryError(
                    f"That revision holds more than {_MOST_ENTRIES:,} files and folders."
                )
            path = f"{above}{name}"
            if mode in (b"40000", b"040000"):
                yield from self._tree(child, f"{path}/", depth + 1, left)
            elif mode in (b"120000", b"160000"):
                yield Kept(path, LINK if mode == b"120000" else SUBMODULE, child)
            else:
                yield Kept(path, FILE, child)

    # Objects

    def _object(self, id: str, name: str | None = None) -> tuple[str, bytes]:
        try:
            return self._loose(id) or self._packed(id) or self._missing(name or id)
        except (zlib.error, struct.error, ValueError, IndexError, RecursionError) as error:
            raise HistoryError(f"{name or id} is damaged in this repository.") from error

    def _missing(self, name: str) -> tuple[str, bytes]:
        raise HistoryError(
            f"{name} is not in this repository. Where it was cloned in part, fetch it first: "
            "git fetch --unshallow (fetch-depth: 0 for actions/checkout)"
        )

    def _loose(self, id: str) -> tuple[str, bytes] | None:
        try:
            file = self._objects / id[:2] / id[2:]
            packed = disk.read(file, within=self._folders.common, most=_LARGEST)
        except OSError:
            return None
        data = _inflated(packed, _LARGEST)
        header, _, content = data.partition(b"\0")
        return header.partition(b" ")[0].decode(), content

    def _packed(self, id: str) -> tuple[str, bytes] | None:
        for pack in self._all_packs():
            if (offset := pack.offset(id)) is not None:
                return self._unpacked(pack, offset)
        return None

    def _unpacked(self, pack: _Pack, offset: int) -> tuple[str, bytes]:
        deltas: list[bytes] = []
        while len(deltas) < _LONGEST_CHAIN and sum(map(len, deltas)) <= _LARGEST:
            number, base, data = pack.entry(offset)
            if number in _KINDS:
                for delta in reversed(deltas):
                    data = _patched(data, delta)
                return _KINDS[number], data
            deltas.append(data)
            if isinstance(base, str):
                kind, data = self._object(base)
                for delta in reversed(deltas):
                    data = _patched(data, delta)
                return kind, data
            offset = base
        raise ValueError

    def _all_packs(self) -> list[_Pack]:
        if self._packs is None:
            self._packs = []
            for path in sorted(disk.matching(self._objects / "pack", "*.idx")):
                pack = Path(path).with_suffix(".pack")
                if not any(disk.leads_out(file, self._folders.common) for file in (path, pack)):
                    index, data = self._mapped(Path(path)), self._mapped(pack)
                    if index is not None and data is not None:
                        self._packs.append(_Pack(index, data))
        return self._packs

    def _mapped(self, path: Path) -> mmap.mmap | None:
        if not disk.is_file(path):
            return None
        try:
            with open(path, "rb") as stream:
                mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            return None
        return self._open.enter_context(mapped)


class _Pack:
    """A pack and its index, of version 2."""

    def __init__(self, index: mmap.mmap, data: mmap.mmap) -> None:
        self._index = index
        self._data = data
        self._usable = (
            index[:8] == b"\xfftOc\0\0\0\x02" and len(index) >= _NAMES and data[:4] == b"PACK"
        )
        self._count = self._fan(255) if self._usable else 0

    def _fan(self, byte: int) -> int:
        (number,) = struct.unpack_from(">I", self._index, 8 + 4 * byte)
        return int(number)

    def _name(self, position: int) -> bytes:
        start = _NAMES + 20 * position
        return self._index[start : start + 20]

    def _first(self, wanted: bytes) -> int:
        """The position of the first name that is not before `wanted`."""
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._name(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def beginning(self, name: str) -> Iterator[str]:
        """Every name that begins so."""
        position = self._first(bytes.fromhex(name + "0" * (40 - len(name))))
        while position < self._count and (known := self._name(position).hex()).startswith(name):
            yield known
            position += 1

    def offset(self, id: str) -> int | None:
        """Where an object lies in the pack."""
        wanted = bytes.fromhex(id)
        position = self._first(wanted)
        if position >= self._count or self._name(position) != wanted:
            return None
        tables = _NAMES + 24 * self._count
        (offset,) = struct.unpack_from(">I", self._index, tables + 4 * position)
        if offset & 0x80000000:
            large = tables + 4 * self._count + 8 * (offset & 0x7FFFFFFF)
            (offset,) = struct.unpack_from(">Q", self._index, large)
        return int(offset)

    def entry(self, offset: int) -> tuple[int, int | str, bytes]:
        """An entry's kind, for a delta its base (an offset or a name), and its bytes."""
        start, byte = offset, self._data[offset]
        number, size, shift = (byte >> 4) & 7, byte & 15, 4
        offset += 1
        while byte & 0x80:
            byte = self._data[offset]
            size |= (byte & 0x7F) << shift
            shift += 7
            offset += 1
        base: int | str = 0
        if number == _BY_OFFSET:
            byte = self._data[offset]
            back = byte & 0x7F
            offset += 1
            while byte & 0x80:
                byte = self._data[offset]
                back = ((back + 1) << 7) | (byte & 0x7F)
                offset += 1
            if not 0 < back <= start:
                raise ValueError
            base = start - back
        elif number == _BY_NAME:
            base = self._data[offset : offset + 20].hex()
            offset += 20
        elif number not in _KINDS:
            raise ValueError
        if size > _LARGEST:
            raise ValueError
        with memoryview(self._data) as whole, whole[offset:] as rest:
            data = _inflated(rest, size)
        if len(data) != size:
            raise ValueError
        return number, base, data


def _inflated(data: bytes | memoryview, most: int) -> bytes:
    """Data unpacked, of which no more than `most` bytes are made."""
    unpacker = zlib.decompressobj()
    pieces, made, place = [], 0, 0
    while not unpacker.eof and made <= most:
        feed = unpacker.unconsumed_tail or bytes(data[place : place + 65536])
        if not unpacker.unconsumed_tail:
            place += len(feed)
        if not feed:
            break
        piece = unpacker.decompress(feed, most + 1 - made)
        pieces.append(piece)
        made += len(piece)
    if made > most:
        raise ValueError
    return b"".join(pieces)


def _patched(base: bytes, delta: bytes) -> bytes:
    """What a delta makes of its base."""
    size, place = _number(delta, 0)
    if size != len(base):
        raise ValueError
    size, place = _number(delta, place)
    if size > _LARGEST:
        raise ValueError
    made = bytearray()
    while place < len(delta):
        order = delta[place]
        place += 1
        if not order & 0x80:
            if not order:
                raise ValueError
            made += delta[place : place + order]
            place += order
            continue
        values = []
        for bits, width in ((order, 4), (order >> 4, 3)):
            value = 0
            for byte in range(width):
                if bits & (1 << byte):
                    value |= delta[place] << (8 * byte)
                    place += 1
            values.append(value)
        start, length = values
        made += base[start : start + (length or 0x10000)]
        if len(made) > size:
            raise ValueError
    if len(made) != size:
        raise ValueError
    return bytes(made)


def _number(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 0x7F) << shift
        shift += 7
        place += 1
        if not byte & 0x80:
            return value, place


def placed(folder: Path, path: str) -> Path | None:
    """Where a file goes under a folder, with the folders above it made; None behind a link.

    A tree may hold a link and files behind it, as git would not write it: what is written
    there would end where the link leads.
    """
    above = folder
    for name in path.split("/")[:-1]:
        above /= name
        try:
            above.mkdir(exist_ok=True)
        except OSError:
            return None
        if above.is_symlink():
            return None
    return above / path.rpartition("/")[2]


def written(history: History, kept: Kept, folder: Path) -> int:
    """Write a file of a revision under a folder; what the system cannot hold is left out.

    Returns how many bytes it has.
    """
    target = placed(folder, kept.path)
    if target is None or os.path.lexists(target):
        return 0
    content = history.content(kept)
    try:
        if kept.kind == LINK:
            os.symlink(os.fsdecode(content), target)
        else:
            target.write_bytes(content)
    except (OSError, ValueError):
        return 0
    return len(content)
