"""Text of a stranger in each medium: it is shown, it means the same, and nobody obeys it."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtnlint.escaping import (
    clean,
    json_text,
    printable,
    solidity_comment,
    solidity_text,
    uri,
    xml_document,
    xml_text,
)

SPICE = st.sampled_from(
    ["::", "##[", "##vso[", "\n", "\r\n", "\x1b[2J", "\x9b", "\u202e", "\u2028", '"', "\\", "*/"]
)
TEXT = st.lists(st.text(st.characters(), max_size=4) | SPICE, max_size=8).map("".join)
"""Also halves of characters, which stand for bytes of file names, or for nothing."""


def obeyed(line: str) -> bool:
    """Whether a terminal or the runner of a build takes some of it for a command."""
    return bool(
        not line.isprintable()
        or line.strip().startswith("::")
        or re.search(r"##(?:vso|teamcity)?\[", line)
    )


@given(TEXT)
def test_no_line_is_obeyed(text: str) -> None:
    shown = printable(text)
    assert not obeyed(shown)
    assert printable(shown) == shown
    assert not obeyed(solidity_comment(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", r"\x3a:error::x"),
        ("\t::error::x", r"\x09::error::x"),
        ("  ::error::x", r"  \x3a:error::x"),
        ("a::error::x", "a::error::x"),
        (": :error", ": :error"),
        ("a ##[error]b", r"a #\x23[error]b"),
        ("a ##vso[task.setvariable]b", r"a #\x23vso[task.setvariable]b"),
        ("## [x] #[y] ##", "## [x] #[y] ##"),
        ("\x1b[31m\x9b\u202e", r"\x1b[31m\x9b\u{202e}"),
        ("\udcff\ud800", "\ufffd\ufffd"),
        ("漢字 é 😀", "漢字 é 😀"),
    ],
)
def test_what_is_harmless_stays(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.recursive(TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)))
def test_json_means_the_same(value: object) -> None:
    text = json_text(value)
    assert not any(obeyed(line) for line in text.split("\n"))
    assert json.loads(text.encode()) == json.loads(clean(json.dumps(value, ensure_ascii=False)))


@given(TEXT, TEXT)
def test_xml_means_the_same(text: str, value: str) -> None:
    element = ET.Element("x", a=xml_text(value))
    element.text = xml_text(text)
    document = xml_document(ET.tostring(element, "unicode"))
    assert all(one.isprintable() or one in "\t\n" for one in document)
    assert not re.search(r"##\w*\[", document)
    read = ET.fromstring(document.encode())
    assert (read.text or "", read.get("a")) == (xml_text(text), xml_text(value))


@given(TEXT)
def test_solidity_has_the_same_bytes(text: str) -> None:
    literal = solidity_text(text)
    assert re.fullmatch(r'"(?:[ !$-\[\]-~]|\\["\\n]|\\x[0-9a-f]{2})*"', literal)
    data = re.sub(
        r"\\(?:x(..)|(.))",
        lambda m: chr(int(m[1], 16)) if m[1] else m[2].replace("n", "\n"),
        literal[1:-1],
    ).encode("latin-1")
    assert data.decode("utf-8", "replace") == clean(text)


@given(TEXT)
def test_an_address_has_no_characters_of_its_own(text: str) -> None:
    assert re.fullmatch(r"[\w./~!$&'()*+,;=@%-]*", uri(text), re.ASCII)
