"""Checks that a fix adds: where one can stand, and the words that this contract has for it."""

from __future__ import annotations

from dtnlint.fixes.expressions import Place
from dtnlint.fixes.page import Edits, Page
from dtnlint.fixes.syntax import Kind, Path, Statement


def refusing(page: Page, path: Path, code: str) -> Edits | None:
    """A check before a statement, where that is before its every evaluation."""
    return None if path[-1].kind is Kind.LOOP else page.around(path, before=[code])


def is_conditional(statement: Statement, offset: int) -> bool:
    """Whether what stands at an offset of a statement is evaluated only sometimes."""
    if statement.kind not in (Kind.SIMPLE, Kind.IF, Kind.TRY):
        return True
    before = b"".join(token.text for token in statement.tokens if token.start < offset)
    return any(sign in before for sign in (b"&&", b"||", b"?"))


def written_check(page: Page, cell: Place, required: bytes, refused: bytes) -> str | None:
    """A check of a cell against 0 that some function makes already, in its very words."""
    name = cell.words
    asked = (b"require", b"(", *name, *_signs(required), b"0")
    turned = (b"if", b"(", *name, *_signs(refused), b"0", b")", b"revert")
    tokens = page.outline.tokens
    for at in page.indices.get(cell.head, ()):
        first = max(0, at - 2)
        for pattern in (asked, turned):
            if pattern == tuple(one.text for one in tokens[first : first + len(pattern)]):
                start = tokens[first].start
                whole = page.outline.statement(start)
                statement = [one for one in whole if one.start >= start]
                complete = len(statement) > len(pattern) and statement[-1].text == b";"
                if complete and (pattern is turned or statement[len(asked)].text in (b",", b")")):
                    return page.source(statement)
    return None


def _signs(operator: bytes) -> tuple[bytes, ...]:
    """An operator as the outline has it: one token for each character."""
    return tuple(operator[at : at + 1] for at in range(len(operator)))
