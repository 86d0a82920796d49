"""What reports have to be, of each format: every fault, as a sentence."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from truth.hostile.running import ROOT


def unreadable(form: str, file: Path) -> Iterator[str]:
    """What is wrong with a report of this format."""
    data = file.read_bytes()
    try:
        text = data.decode()
        if form in ("json", "sarif", "gitlab"):
            document = json.loads(text)
            if form == "sarif":
                yield from _odd_sarif(document)
            if form == "json":
                yield from _odd_json(document)
        elif form == "junit":
            ET.fromstring(text)
        elif form == "html":
            yield from _odd_html(text)
        elif form == "github":
            yield from _odd_commands(text)
    except (ValueError, ET.ParseError) as error:
        yield f"it does not read: {error}"
    if b"\x1b" in data or b"\x00" in data:
        yield "there is a control character in it"


def _odd_json(document: object) -> Iterator[str]:
    import jsonschema

    schema = json.loads((ROOT / "dtnlint" / "report" / "report.schema.json").read_text())
    for error in jsonschema.Draft202012Validator(schema).iter_errors(document):
        yield f"{error.json_path}: {error.message[:200]}"


def _odd_sarif(document: dict[str, object]) -> Iterator[str]:
    if document.get("version") != "2.1.0":
        yield "it has no version"
    text = json.dumps(document)
    if re.search(r'"(?:startLine|startColumn|endLine|endColumn)": (?:0|-)', text):
        yield "a region begins before the first line or column"
    if re.search(r'"uri": "(?:/|\.\./|file:///)', text):
        yield "a file is named from outside of the project"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.scripts = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script" and "alert(1)" in str(attributes)


def _odd_html(text: str) -> Iterator[str]:
    page = _Page()
    page.feed(text)
    if page.scripts or "<script>alert(1)" in text:
        yield "a script of the project's is in it"


def _odd_commands(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("::error ::") or re.match(r"::(?!error |warning |notice |debug)", line):
            yield f"a command of the project's: {line[:100]}"
