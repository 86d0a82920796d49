"""The documents that the editor has open, and where a byte of them stands in its words.

Editors count lines from 0, and on a line UTF-16 code units, bytes or characters, as was
agreed; findings count bytes. A line ends as in the protocol: at ``\\r\\n``, ``\\n`` or ``\\r``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from urllib.parse import urlsplit

from lsprotocol import types
from msgspec import Struct
from pygls import uris

from dtnlint.findings.finding import Location
from dtnlint.findings.source_text import SourceText, decode


class Document(Struct):
    """One open file, as the editor shows it."""

    uri: str
    path: str
    """Its real path."""
    version: int | None
    text: SourceText
    edited: bool = False
    """Whether it was changed since it was opened."""


def path_of(uri: str) -> str | None:
    """The path of a file; None for what is none, such as a buffer without a name."""
    try:
        if urlsplit(uri).scheme != "file":
            return None
    except ValueError:
        return None
    path = uris.to_fs_path(uri)
    return None if not path or "\0" in path else path


def uri_of(path: str) -> str:
    """The address of a file."""
    return uris.from_fs_path(path) or ""


class Documents:
    """All that are open, by their real paths."""

    def __init__(self) -> None:
        self.by_path: dict[str, Document] = {}
        self.encoding = types.PositionEncodingKind.Utf16.value

    def open(self, item: types.TextDocumentItem) -> Document | None:
        """Take in a document that is no other than a file's."""
        path = path_of(item.uri)
        if path is None:
            return None
        real = os.path.realpath(path)
        document = Document(item.uri, real, item.version, SourceText(_bytes(item.text)))
        self.by_path[real] = document
        return document

    def of(self, uri: str) -> Document | None:
        """The open document at an address."""
        path = path_of(uri)
        return None if path is None else self.by_path.get(os.path.realpath(path))

    def change(
        self,
        document: Document,
        version: int | None,
        changes: Iterable[types.TextDocumentContentChangeEvent],
    ) -> None:
        """Change a document, by one change after the other."""
        for change in changes:
            data = document.text.data
            if isinstance(change, types.TextDocumentContentChangePartial):
                start = offset(document.text, change.range.start, self.encoding)
                end = offset(document.text, change.range.end, self.encoding)
                data = data[:start] + _bytes(change.text) + data[max(start, end) :]
            else:
                data = _bytes(change.text)
            document.text = SourceText(data)
        document.version = version
        document.edited = True

    def texts(self) -> dict[str, bytes]:
        """By real path, what the editor shows."""
        return {path: document.text.data for path, document in self.by_path.items()}


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")  # JSON can hold halves of characters


def offset(text: SourceText, position: types.Position, encoding: str) -> int:
    """The byte at a position; past the end of a line, or of all, it is that end."""
    if position.line >= text.lines:
        return len(text.data)
    start = text.line_start(position.line + 1)
    line = text.data[start : text.line_end(position.line + 1)]
    if encoding == types.PositionEncodingKind.Utf8.value or line.isascii():
        return start + min(position.character, len(line))
    said = decode(line)
    if encoding == types.PositionEncodingKind.Utf32.value:
        return start + len(said[: position.character].encode())
    units = bytes_ = 0
    for character in said:
        if units >= position.character:
            break
        units += 2 if character > "\uffff" else 1
        bytes_ += len(character.encode())
    return start + bytes_


def position(text: SourceText, offset: int, encoding: str) -> types.Position:
    """Where a byte stands."""
    line = text.line_of(offset)
    start = text.line_start(line)
    before = text.data[start : max(start, min(offset, text.line_end(line)))]
    if encoding == types.PositionEncodingKind.Utf8.value:
        return types.Position(line - 1, len(before))
    said = decode(before)
    if encoding == types.PositionEncodingKind.Utf16.value:
        return types.Position(line - 1, len(said) + sum(one > "\uffff" for one in said))
    return types.Position(line - 1, len(said))


def region(text: SourceText, location: Location, encoding: str) -> types.Range:
    """Where a run of bytes stands."""
    return types.Range(
        position(text, location.start, encoding), position(text, location.end, encoding)
    )
