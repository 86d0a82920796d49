"""The imports of a file: which there are, and adding one in the style of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from dtnlint.findings.outline import Token
from dtnlint.findings.source_text import decode
from dtnlint.fixes.page import Edits, Page


class Import(Struct, frozen=True):
    """One import statement."""

    path: str
    names: tuple[str, ...]
    """What it brings in by name, under the name that it has here; empty for all."""
    quote: str
    start: int
    end: int


def imports(page: Page) -> Iterator[Import]:
    """The import statements of a file, in order."""
    tokens = page.outline.tokens
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.text == b"{") - (token.text == b"}")
        if token.text != b"import" or depth:
            continue
        end = next((at for at in range(index, len(tokens)) if tokens[at].text == b";"), None)
        if end is None:
            return
        statement = tokens[index : end + 1]
        path = next((one for one in statement if one.kind == "string"), None)
        if path is not None:
            text = decode(path.text)
            yield Import(text[1:-1], _names(statement), text[0], token.start, statement[-1].end)


def _names(statement: list[Token]) -> tuple[str, ...]:
    texts = [decode(token.text) for token in statement]
    if "{" not in texts:
        # import * as X from "…"; import "…" as X; import "…";
        return (texts[texts.index("as") + 1],) if "as" in texts else ()
    inside = " ".join(texts[texts.index("{") + 1 : texts.index("}")])
    return tuple(name.split()[-1] for name in re.split(",", inside) if name.split())


def brought_in(page: Page, *wanted: tuple[str, str]) -> Edits | None:
    """Import names from paths, those that the file neither declares nor imports already."""
    present = list(imports(page))
    missing = [(name, path) for name, path in wanted if not _known(page, present, name, path)]
    if not missing:
        return ()
    quote = present[-1].quote if present else '"'
    by_name = not present or any(one.names for one in present)
    lines = [
        f"import {f'{{{name}}} from ' if by_name else ''}{quote}{path}{quote};"
        for name, path in missing
    ]
    if present:
        at = present[-1].end
    else:
        tokens = page.outline.tokens
        pragma = next((token for token in tokens if token.text == b"pragma"), None)
        if pragma is None:
            return None
        at = page.outline.statement(pragma.start)[-1].end
    end = page.end_of_line(at)
    newline = page.newline(at)
    gap = "" if present else newline
    return (page.insert(at if end is None else end, gap + "".join(newline + one for one in lines)),)


def _known(page: Page, present: list[Import], name: str, path: str) -> bool:
    if any(name in one.names or (not one.names and one.path == path) for one in present):
        return True
    tokens = page.outline.tokens
    return any(
        other.text == name.encode() and one.text in (b"library", b"contract", b"interface")
        for one, other in pairwise(tokens)
    )
