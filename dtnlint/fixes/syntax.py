"""The statements of one function, nested as the source nests them, read from its tokens.

Says what a place is part of: which statement, in which block, under which `if`.
It knows no types and no names, and where the text is not what it expects it gives
up, so that no edit is built on a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cached_property

from msgspec import Struct

from dtnlint.findings.outline import Outline, Scope, Token


class Unreadable(Exception):  # noqa: N818 - it says what the text is
    """The tokens are not statements as this module knows them."""


class Kind(Enum):
    """What a statement is."""

    BLOCK = "{ … }, also after `unchecked`"
    SIMPLE = "up to a semicolon"
    IF = "with its `else`"
    LOOP = "`for`, `while` or `do`"
    TRY = "with its `catch` clauses"
    ASSEMBLY = "opaque"


class Statement(Struct, frozen=True):
    """One statement and those inside it."""

    kind: Kind
    tokens: tuple[Token, ...]
    """All of them, those of inner statements included."""
    inner: tuple[Statement, ...] = ()
    """A block's statements; else the branches, the body, or a `try`'s clauses."""

    @property
    def start(self) -> int:
        """Offset of the first byte."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset of the byte after the last."""
        return self.tokens[-1].end

    def within(self) -> Iterator[Statement]:
        """This statement and all inside it, outer before inner."""
        yield self
        for statement in self.inner:
            yield from statement.within()

    def path_to(self, offset: int) -> Path:
        """From this statement inwards, each that holds the byte at `offset`."""
        for statement in self.inner:
            if statement.start <= offset < statement.end:
                return (self, *statement.path_to(offset))
        return (self,)


Path = tuple[Statement, ...]
"""A statement with those around it, the body of the function first."""


def body_of(outline: Outline, function: Scope) -> Statement:
    """The body of a function or modifier as one block.

    Raises `Unreadable` for one that has none or that makes no sense.
    """
    tokens = outline.between(function.body, function.end)
    if not tokens or tokens[0].text != b"{":
        raise Unreadable("the function has no body")
    try:
        body = _Reader(tokens).statement(0)
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None
    if body.kind is not Kind.BLOCK or len(body.tokens) != len(tokens):
        raise Unreadable("the body ends elsewhere")
    return body


_CLOSING = {b"(": b")", b"[": b"]", b"{": b"}"}


class _Reader(Struct, frozen=True, dict=True):
    tokens: list[Token]

    def text(self, index: int) -> bytes:
        if index >= len(self.tokens):
            raise Unreadable("the text breaks off")
        return self.tokens[index].text

    def statement(self, first: int) -> Statement:
        """The statement that begins at a token."""
        text = self.text(first)
        match text:
            case b"{":
                return self._block(first, first)
            case b"unchecked" if self.text(first + 1) == b"{":
                return self._block(first, first + 1)
            case b"assembly":
                return self._made(Kind.ASSEMBLY, first, self._closing(self._find(first, b"{")))
            case b"if":
                return self._if(first)
            case b"for" | b"while":
                body = self.statement(self._after_parentheses(first + 1))
                return self._made(Kind.LOOP, first, self._past(body) - 1, body)
            case b"do":
                body = self.statement(first + 1)
                self._expect(self._past(body), b"while")
                end = self._after_parentheses(self._past(body) + 1)
                self._expect(end, b";")
                return self._made(Kind.LOOP, first, end, body)
            case b"try":
                return self._try(first)
            case b"}" | b"else" | b"catch" | b")" | b"]":
                raise Unreadable(f"a statement begins with {text.decode()}")
        return self._made(Kind.SIMPLE, first, self._find(first, b";"))

    def _block(self, first: int, brace: int) -> Statement:
        inner: list[Statement] = []
        here = brace + 1
        while self.text(here) != b"}":
            inner.append(self.statement(here))
            here = self._past(inner[-1])
        return self._made(Kind.BLOCK, first, here, *inner)

    def _if(self, first: int) -> Statement:
        branch = self.statement(self._after_parentheses(first + 1))
        past = self._past(branch)
        if past >= len(self.tokens) or self.text(past) != b"else":
            return self._made(Kind.IF, first, past - 1, branch)
        other = self.statement(past + 1)
        return self._made(Kind.IF, first, self._past(other) - 1, branch, other)

    def _try(self, first: int) -> Statement:
        here = first + 1
        while self.text(here) != b"{" or self._gives_options(here):
            if self.text(here) in (b";", b"}"):
                raise Unreadable("a try without a block")
            here = self._closing(here) + 1 if self.text(here) in _CLOSING else here + 1
        clauses = [self._block(here, here)]
        while (past := self._past(clauses[-1])) < len(self.tokens) and self.text(past) == b"catch":
            brace = self._find(past, b"{")
            clauses.append(self._block(brace, brace))
        return self._made(Kind.TRY, first, past - 1, *clauses)

    def _gives_options(self, brace: int) -> bool:
        """Whether a brace holds the options of a call: ``{value: 1}``."""
        return self.text(brace + 2) == b":"

    def _made(self, kind: Kind, first: int, last: int, *inner: Statement) -> Statement:
        return Statement(kind, tuple(self.tokens[first : last + 1]), inner)

    def _past(self, statement: Statement) -> int:
        """Index of the token after a statement."""
        return self._index[statement.tokens[-1].start] + 1

    @cached_property
    def _index(self) -> dict[int, int]:
        return {token.start: index for index, token in enumerate(self.tokens)}

    def _find(self, first: int, wanted: bytes) -> int:
        """Index of the next token of a text outside of brackets."""
        here = first
        while self.text(here) != wanted:
            if self.text(here) in _CLOSING.values():
                raise Unreadable(f"no {wanted.decode()} where one is due")
            here = self._closing(here) + 1 if self.text(here) in _CLOSING else here + 1
        return here

    def _closing(self, opening: int) -> int:
        """Index of the bracket that closes one."""
        awaited = [_CLOSING[self.text(opening)]]
        here = opening
        while awaited:
            here += 1
            text = self.text(here)
            if text in _CLOSING:
                awaited.append(_CLOSING[text])
            elif text in _CLOSING.values() and awaited.pop() != text:
                raise Unreadable("brackets do not match")
        return here

    def _after_parentheses(self, opening: int) -> int:
        self._expect(opening, b"(")
        return self._closing(opening) + 1

    def _expect(self, index: int, text: bytes) -> None:
        if self.text(index) != text:
            raise Unreadable(f"no {text.decode()} where one is due")
