"""Making text from a project harmless in each kind of output.

File names and source text come from whoever wrote the project: they may hold
control characters, markup, line breaks and bytes that are no text at all. Whatever
is written is made of them here: lines for a terminal or a log, Markdown, XML, JSON,
addresses, Solidity.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any


def clean(text: str) -> str:
    """Text that can be encoded: bytes of a file name that are no UTF-8 become U+FFFD."""
    if text.isascii():
        return text
    return _bytes(text).decode("utf-8", "replace")


def _bytes(text: str) -> bytes:
    return _NO_BYTE.sub("\ufffd", text).encode("utf-8", "surrogateescape")


_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of characters that stand for no byte of a file name."""


def printable(text: str) -> str:
    r"""Text on one line that a terminal shows and does not obey: ``\x1b`` instead of an escape.

    Nor does a build service take it for a command in its log.
    """
    return _COMMAND.sub(lambda match: f"{match[0][:-1]}\\x{ord(match[0][-1]):02x}", visible(text))


def visible(text: str) -> str:
    """Text of which each character can be seen, also those that reorder it."""
    return text if text.isprintable() else "".join(map(_shown, clean(text)))


_HASH = r"(?<=\#)\#(?=\w*\[)"
_COMMAND = re.compile(rf"\A\s*:(?=:)|{_HASH}")
# See https://github.com/actions/runner, ActionCommand.cs: ``::error::`` at the beginning of a
# line, ``##[error]`` anywhere in it. ``##vso[`` and ``##teamcity[`` are others'.


def shortened(text: str, most: int = 80) -> str:
    """The beginning of a text that somebody may have made long, for a sentence."""
    return text if len(text) <= most else f"{text[:most]}…"


def paragraph(text: str) -> str:
    """Text of several lines, each of which is `printable`."""
    return "\n".join(map(printable, text.split("\n")))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:x}}}"


def uri(path: str) -> str:
    """A path as a relative URI reference, percent-encoded."""
    from urllib.parse import quote  # late: most formats have no addresses

    return quote(_bytes(path), safe="/-._~!$&'()*+,;=@")


_MARKDOWN = re.compile(
    r"""[\\`*_{}\[\]<>|~!&$]    # marks and markup
      | ^[-+=] | ^\d+[.)]       # lists and headings
      | :(?=//|[\w+-]+:)        # addresses and emoji
      | (?<=www)\.             # addresses""",
    re.VERBOSE | re.IGNORECASE,
)


def _entity(match: re.Match[str]) -> str:
    return f"{match[0][:-1]}&#{ord(match[0][-1])};"


def markdown(text: str) -> str:
    """Text that Markdown and HTML show as it is, on one line, also inside a table."""
    escaped = _MARKDOWN.sub(_entity, printable(text).strip())
    # GitHub looks for mentions after it has read the entities; it does not look across elements.
    return re.sub("(?<!&)[@#]", lambda match: f"<span>{match[0]}</span>", escaped)


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold, which are shown as escapes."""
    return _NOT_XML.sub(lambda match: f"\\x{ord(match[0]):02x}", clean(text))


def xml_document(text: str) -> str:
    """A document of `xml_text` that a terminal shows and does not obey, and that means the same."""
    return _obeyed(text, lambda character: f"&#{ord(character)};")


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """A value as JSON that a terminal shows and does not obey, and that means the same."""
    text = clean(json.dumps(value, indent=indent, ensure_ascii=False))
    return _obeyed(text, lambda character: "".join(f"\\u{unit:04x}" for unit in _utf16(character)))


def _utf16(character: str) -> Iterator[int]:
    data = character.encode("utf-16-be")
    return (int.from_bytes(data[place : place + 2], "big") for place in range(0, len(data), 2))


def _obeyed(text: str, written: Callable[[str], str]) -> str:
    """A text in which what is not to be obeyed is written otherwise."""

    def line(said: str) -> str:
        if said.isprintable():  # as nearly all are: large reports have millions of characters
            return said
        return "".join(one if one.isprintable() or one == "\t" else written(one) for one in said)

    text = re.sub(_HASH, lambda match: written(match[0]), text)
    return "\n".join(map(line, text.split("\n")))


def solidity_text(text: str) -> str:
    """A string literal of Solidity that holds a text, in ASCII.

    What is not simple is written by its bytes, which mean the same in any literal.
    """
    return '"' + "".join(map(_in_solidity, _bytes(text))) + '"'


def _in_solidity(byte: int) -> str:
    if short := _SHORT.get(byte):
        return short
    return chr(byte) if 0x20 <= byte < 0x7F and byte != ord("#") else f"\\x{byte:02x}"


_SHORT = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n"}


def solidity_comment(text: str) -> str:
    """Text for a comment that ends with its line: in one line, and without a way out of it."""
    return printable(" ".join(text.split()))
