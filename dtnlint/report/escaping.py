"""Making text from a project harmless in each kind of output.

File names and source text come from whoever wrote the project: they may hold
control characters, markup, line breaks and bytes that are no text at all.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote


def clean(text: str) -> str:
    """Text that can be encoded: bytes of a file name that are no UTF-8 become U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def printable(text: str) -> str:
    r"""Text on one line that a terminal shows and does not obey: ``\x1b`` instead of an escape.

    Invisible characters and those that reorder text are made visible too.
    """
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in clean(text))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:x}}}"


def uri(path: str) -> str:
    """A path as a relative URI reference, percent-encoded."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/-._~!$&'()*+,;=@")


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
