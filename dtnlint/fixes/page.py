"""A source file as something to write in: where added lines go, and their indentation.

Knows how the file is laid out (line ends, tabs or spaces, comments that belong to
the line below them), and nothing of what is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from msgspec import Struct

from dtnlint.findings.finding import Edit, Location
from dtnlint.findings.outline import Outline, Scope, Token
from dtnlint.findings.source_text import SourceText, decode
from dtnlint.fixes.expressions import Call, call_at
from dtnlint.fixes.syntax import Kind, Path, Statement, Unreadable, body_of

Edits = tuple[Edit, ...]

DEEPER = "\t"
"""At the start of a line of code: one step further in, however this file does that."""


class Page(Struct, frozen=True, dict=True):
    """One file."""

    path: str
    """As in `Location.path`."""
    text: SourceText

    @cached_property
    def outline(self) -> Outline:
        """Its tokens and scopes."""
        return Outline(self.text.data)

    def tokens(self, location: Location) -> list[Token]:
        """The tokens of a stretch of this file."""
        return self.outline.between(location.start, location.end)

    def source(self, tokens: Sequence[Token]) -> str:
        """The text of some tokens with what stands between them."""
        return decode(self.text.data[tokens[0].start : tokens[-1].end])

    def calls(self, *names: bytes) -> Iterator[Call]:
        """The calls of functions of these names, by name and in order."""
        for name in names:
            for index in self.indices.get(name, ()):
                call = call_at(self.outline.tokens, index)
                if call is not None:
                    yield call

    @cached_property
    def indices(self) -> Mapping[bytes, list[int]]:
        """Where each word stands among the tokens."""
        found: dict[bytes, list[int]] = {}
        for index, token in enumerate(self.outline.tokens):
            if token.kind == "word":
                found.setdefault(token.text, []).append(index)
        return found

    def function(self, offset: int) -> Scope | None:
        """The function or modifier around a byte."""
        return self.outline.scope("function", offset)

    def contract(self, offset: int) -> Scope | None:
        """The contract around a byte."""
        return self.outline.scope("contract", offset)

    def path_to(self, offset: int) -> Path | None:
        """The statement at a byte with those around it, or None outside of readable bodies."""
        function = self.function(offset)
        if function is None or offset < function.body:
            return None
        try:
            return body_of(self.outline, function).path_to(offset)
        except Unreadable:
            return None

    # Edits

    def insert(self, offset: int, text: str) -> Edit:
        """Add text before a byte."""
        return Edit(Location(self.path, offset, 0), text)

    def replace(self, start: int, end: int, text: str) -> Edit:
        """Put text in place of some bytes."""
        return Edit(Location(self.path, start, end - start), text)

    def around(
        self, path: Path, before: Sequence[str] = (), after: Sequence[str] = ()
    ) -> Edits | None:
        """Add statements before and after one, each a line.

        The only statement under an `if` or a loop gets braces. None where nothing
        can be added, such as in the middle of `else if`.
        """
        if len(path) < 2:
            return None
        parent, statement = path[-2], path[-1]
        if parent.kind is Kind.BLOCK:
            return (*self._before(statement, before), *self._after(statement, after))
        if parent.kind not in (Kind.IF, Kind.LOOP) or statement.kind is not Kind.SIMPLE:
            return None
        return self._in_braces(parent, statement, before, after)

    def at_start(self, block: Statement, code: Sequence[str]) -> Edits | None:
        """Add statements at the start of a block."""
        if block.inner:
            return self._before(block.inner[0], code)
        brace = next(token for token in block.tokens if token.text == b"{")
        end_of_line = self.text.line_end(self.text.line_of(brace.start))
        if end_of_line < block.end and self.end_of_line(brace.end) is not None:
            newline = self.newline(brace.end)
            indent = self._leading_space(brace.start) + self.step
            lines = "".join(f"{newline}{line}" for line in self._indented(code, indent))
            return (self.insert(end_of_line, lines),)
        end = " " if self.text.data[brace.end : brace.end + 1] == b"}" else ""
        return (self.insert(brace.end, f" {_in_line(code)}{end}"),)

    def wrapped(self, path: Path, header: str) -> Edits | None:
        """Put a simple statement of a block under a condition: ``if (…) {``."""
        if len(path) < 2 or path[-2].kind is not Kind.BLOCK or path[-1].kind is not Kind.SIMPLE:
            return None
        statement = path[-1]
        indent = self.indentation(statement.start)
        end = self.end_of_line(statement.end)
        if indent is None or end is None:
            return (self.insert(statement.start, f"{header} "),)
        newline = self.newline(statement.end)
        first = self.text.line_of(statement.start)
        inner = [
            self.insert(self.text.line_start(line), self.step)
            for line in range(first + 1, self.text.line_of(statement.end - 1) + 1)
            if self.text.line(line).strip()
        ]
        return (
            self.insert(self.text.line_start(first), f"{indent}{header} {{{newline}{self.step}"),
            *inner,
            self.insert(end, f"{newline}{indent}}}"),
        )

    def at_top_of(self, contract: Scope, line: str, alike: bytes) -> Edits:
        """Add a line to a contract: before the first that begins alike, or as its first."""
        first = self.outline.token_after(contract.body + 1)
        assert first is not None
        brace = contract.body + 1
        newline = self.newline(brace)
        indent = self.indentation(first.start)
        if first.text == alike and indent is not None:
            start = self.text.line_start(self.text.line_of(first.start))
            return (self.insert(start, f"{indent}{line}{newline}"),)
        end = self.end_of_line(brace)
        if end is None:
            return (self.insert(brace, f" {line}"),)
        if first.text == b"}" or indent is None:
            indent = self._leading_space(contract.start) + self.step
            return (self.insert(end, f"{newline}{indent}{line}"),)
        gap = "" if self.text.line(self.text.line_of(end) + 1).strip() == "" else newline
        return (self.insert(end, f"{newline}{indent}{line}{gap}"),)

    def _before(self, statement: Statement, code: Sequence[str]) -> Edits:
        if not code:
            return ()
        indent = self.indentation(statement.start)
        if indent is None:
            return (self.insert(statement.start, _in_line(code) + " "),)
        line = self._first_comment_line(self.text.line_of(statement.start))
        newline = self.newline(statement.start)
        lines = "".join(f"{added}{newline}" for added in self._indented(code, indent))
        return (self.insert(self.text.line_start(line), lines),)

    def _after(self, statement: Statement, code: Sequence[str]) -> Edits:
        if not code:
            return ()
        indent = self.indentation(statement.start)
        end = self.end_of_line(statement.end)
        if indent is None or end is None:
            return (self.insert(statement.end, " " + _in_line(code)),)
        newline = self.newline(statement.end)
        lines = "".join(f"{newline}{added}" for added in self._indented(code, indent))
        return (self.insert(end, lines),)

    def _in_braces(
        self, parent: Statement, statement: Statement, before: Sequence[str], after: Sequence[str]
    ) -> Edits | None:
        header = self.outline.between(parent.start, statement.start)[-1]
        gap = self.text.data[header.end : statement.start]
        newline = self.newline(header.end)
        outer = self._leading_space(header.start)
        indent = self.indentation(statement.start)
        if indent is None and gap.strip() == b"" and b"\n" not in self._bytes_of(statement):
            # if (x) close(id);
            indent = outer + self.step
            start = f" {{{newline}" + "".join(
                f"{line}{newline}" for line in self._indented(before, indent)
            )
            opened = self.replace(header.end, statement.start, start + indent)
        elif indent is not None:
            # if (x)
            #     close(id);
            return (
                self.insert(header.end, " {"),
                *self._before(statement, before),
                self._closed(statement, after, indent, outer),
            )
        else:
            inside = " ".join([*before, ""]) if before else ""
            return (
                self.insert(statement.start, "{ " + inside),
                self.insert(statement.end, " " + " ".join([*after, "}"])),
            )
        return opened, self._closed(statement, after, indent, outer)

    def _closed(self, statement: Statement, after: Sequence[str], indent: str, outer: str) -> Edit:
        """What comes behind the only statement of a branch, up to the brace that ends it."""
        newline = self.newline(statement.end)
        end = self.end_of_line(statement.end)
        lines = "".join(f"{newline}{line}" for line in self._indented(after, indent))
        return self.insert(statement.end if end is None else end, f"{lines}{newline}{outer}}}")

    def _indented(self, code: Sequence[str], indent: str) -> Iterator[str]:
        for line in code:
            bare = line.lstrip(DEEPER)
            yield indent + self.step * (len(line) - len(bare)) + bare

    def _bytes_of(self, statement: Statement) -> bytes:
        return self.text.data[statement.start : statement.end]

    # Layout

    def newline(self, offset: int) -> str:
        """How lines end around a byte."""
        line = self.text.line_of(offset)
        for at in (line, *range(line - 1, 0, -1)):
            if at < self.text.lines:
                end = self.text.data[self.text.line_end(at) : self.text.line_start(at + 1)]
                return decode(end)
        return "\n"

    def indentation(self, offset: int) -> str | None:
        """The white space before what stands at a byte, if it is the first on its line."""
        before = self.text.data[self.text.line_start(self.text.line_of(offset)) : offset]
        return None if before.strip() else decode(before)

    def end_of_line(self, offset: int) -> int | None:
        """The end of a byte's line, past a comment, if nothing else stands behind the byte."""
        end = self.text.line_end(self.text.line_of(max(0, offset - 1)))
        token = self.outline.token_after(offset)
        if token is not None and token.start < end:
            return None
        if any(one.start < end < one.end for one in self.outline.comments):
            return None
        return end

    @cached_property
    def step(self) -> str:
        """What one level of indentation adds."""
        for scope in self.outline.scopes:
            token = self.outline.token_after(scope.body + 1)
            outer = self._leading_space(scope.start)
            inner = None if token is None else self.indentation(token.start)
            if inner is not None and len(inner) > len(outer) and inner.startswith(outer):
                return inner[len(outer) :]
        return "    "

    def _leading_space(self, offset: int) -> str:
        line = self.text.line(self.text.line_of(offset))
        return line[: len(line) - len(line.lstrip())]

    def _first_comment_line(self, line: int) -> int:
        """The first of the lines of comments directly above a line, or the line itself."""
        above = self._comments_by_last_line
        while comment := above.get(line - 1):
            line = self.text.line_of(comment)
        return line

    @cached_property
    def _comments_by_last_line(self) -> dict[int, int]:
        """Where a comment starts, by the line it ends, of those that have their lines alone."""
        found: dict[int, int] = {}
        for comment in self.outline.comments:
            line = self.text.line_of(comment.end - 1)
            rest = self.text.data[comment.end : self.text.line_end(line)]
            if self.indentation(comment.start) is not None and not rest.strip():
                found[line] = comment.start
        return found


def _in_line(code: Sequence[str]) -> str:
    return " ".join(line.strip() for line in code)


@lru_cache(maxsize=1024)
def page_of(path: str, data: bytes) -> Page:
    """A file to write in; its outline is read once."""
    return Page(path, SourceText(data))
