"""What a .zip holds, within bounds: nothing is written, and nothing leaves it.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT has the format.
"""

from __future__ import annotations

import io
import stat
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from dtnlint import disk
from dtnlint.escaping import shortened
from dtnlint.sources.verified.contract import Refusal

if TYPE_CHECKING:
    import zipfile

SIGNATURE = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
MOST_ENTRIES = 20_000
_LARGEST_INDEX = 8_000_000
"""Bytes of the list of entries: so many have names of some hundred characters."""
MOST_BYTES = 256_000_000
"""Of all that is unpacked."""
_DEEPEST = 64
_PIECE = 1 << 20
_WANTED = (".sol", ".json", "foundry.toml", "remappings.txt")


class Unzipped(Struct, frozen=True):
    """What was unpacked."""

    files: Mapping[str, bytes]
    """By path within it."""
    left_out: tuple[str, ...]
    """Why some was not, a sentence each."""


def read(data: bytes) -> Unzipped:
    """Unpack what matters of a .zip. Raises `Refusal`."""
    import zipfile  # late: most runs unpack nothing

    _check_index(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return _read(opened)
    except Refusal:
        raise
    except Exception as error:  # each way to pack has errors of its own, and not only these
        raise Refusal(
            f"It is no .zip that can be read ({shortened(str(error), 100)}).", "Download it again."
        ) from error


def _check_index(data: bytes) -> None:
    """Before the list of entries is read: that it is not made to fill the memory."""
    start = len(data) - _END_SIZE
    if data[start : start + 4] != _END:
        start = data.rfind(_END, max(0, start - _LONGEST_COMMENT))
    if start < 0:
        raise Refusal("It begins like a .zip and breaks off.", "Download it again.")
    count = int.from_bytes(data[start + 10 : start + 12], "little")
    size = int.from_bytes(data[start + 12 : start + 16], "little")
    if count > MOST_ENTRIES or size > _LARGEST_INDEX:
        raise Refusal(
            f"It holds more entries than any contract has (dtnlint reads up to {MOST_ENTRIES})."
        )


def _read(opened: zipfile.ZipFile) -> Unzipped:
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    left = MOST_BYTES
    entries = opened.infolist()
    if len(entries) > MOST_ENTRIES:  # the number at the end of the file may be another one
        raise Refusal(f"It holds {len(entries)} entries; dtnlint reads up to {MOST_ENTRIES}.")
    for entry in entries:
        name = entry.filename
        if entry.is_dir() or not name.lower().endswith(_WANTED):
            continue
        said = f"The entry {shortened(name)!r}"
        parts = name.replace("\\", "/").split("/")
        if stat.S_ISLNK(entry.external_attr >> 16):
            left_out.append(f"{said} is a link, which is not followed.")
        elif name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            left_out.append(f"{said} would lie outside of the .zip and is not read.")
        elif len(parts) > _DEEPEST:
            left_out.append(f"{said} lies more than {_DEEPEST} folders deep and is not read.")
        elif entry.flag_bits & 1:
            left_out.append(f"{said} is encrypted and cannot be read.")
        else:
            path = "/".join(part for part in parts if part not in ("", "."))
            content = _content(opened, entry, min(left, disk.LARGEST_HOLDER) + 1)
            left -= len(content)
            if left < 0 or len(content) > disk.LARGEST_HOLDER:
                raise Refusal(
                    f"What it holds has more than {MOST_BYTES // 1_000_000} MB when it is unpacked."
                )
            if path in files:
                raise Refusal(f"It holds {shortened(path)!r} twice, and which one counts is open.")
            files[path] = content
    return Unzipped(files, tuple(left_out))


def _content(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of an entry, whatever size it says that it has."""
    pieces = []
    with opened.open(entry) as stream:
        while most > 0 and (piece := stream.read(min(most, _PIECE))):
            pieces.append(piece)
            most -= len(piece)
    return b"".join(pieces)
