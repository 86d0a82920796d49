"""The outline of a Solidity file: its tokens, comments, contracts, functions and statements.

Read from the text alone, so that identity and suppression need no compiler and
work on a file as it stands. It knows where things begin and end, not what they mean.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from dtnlint.findings.source_text import decode

_LEXEME = re.compile(
    rb"""(?P<comment>//[^\r\n]*|/\*.*?(?:\*/|\Z))
       |(?P<string>"(?:\\.|[^"\\\r\n])*"?|'(?:\\.|[^'\\\r\n])*'?)
       |(?P<word>[A-Za-z_$][A-Za-z0-9_$]*)
       |(?P<number>[0-9][A-Za-z0-9_.]*)
       |(?P<sign>[^\s])""",
    re.VERBOSE | re.DOTALL,
)

_CONTRACT_WORDS = frozenset({b"contract", b"interface", b"library"})
_NAMELESS_FUNCTIONS = frozenset({b"constructor", b"receive", b"fallback"})
_NO_TYPES = frozenset(
    b"return emit new delete revert else do try catch returns is function modifier event error "
    b"using for import as assembly unchecked if while throw".split()
)
"""Words that may stand before a name without declaring it."""


class Token(NamedTuple):
    """A run of bytes that Solidity reads as one thing."""

    kind: str
    """``string``, ``word``, ``number`` or ``sign``."""
    text: bytes
    start: int

    @property
    def end(self) -> int:
        """Offset of the byte after the last."""
        return self.start + len(self.text)


class Comment(Struct, frozen=True):
    """A comment with its markers."""

    text: str
    start: int
    end: int


class Scope(Struct, frozen=True):
    """A contract, or a function or modifier, from its first word to its closing brace."""

    kind: str
    """``contract`` or ``function``."""
    name: str
    start: int
    body: int
    """Offset of the opening brace, or of the semicolon of a function without a body."""
    end: int


class Outline(Struct, frozen=True, dict=True):
    """What stands where in one file."""

    data: bytes

    @cached_property
    def _lexemes(self) -> tuple[list[Token], list[Comment]]:
        tokens: list[Token] = []
        comments: list[Comment] = []
        for match in _LEXEME.finditer(self.data):
            kind = match.lastgroup or "sign"
            if kind == "comment":
                comments.append(Comment(decode(match[0]), match.start(), match.end()))
            else:
                tokens.append(Token(kind, match[0], match.start()))
        return tokens, comments

    @property
    def tokens(self) -> list[Token]:
        """Everything but comments and white space, in order."""
        return self._lexemes[0]

    @property
    def comments(self) -> list[Comment]:
        """The comments, in order."""
        return self._lexemes[1]

    @cached_property
    def scopes(self) -> list[Scope]:
        """Contracts and functions, outer before inner."""
        return list(_scopes(self.tokens))

    @cached_property
    def _boundaries(self) -> list[int]:
        return list(_boundaries(self.tokens))

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def scope(self, kind: str, offset: int) -> Scope | None:
        """The innermost scope of a kind that holds the byte at `offset`."""
        holding = (one for one in self.scopes if one.kind == kind and one.start <= offset < one.end)
        return max(holding, key=lambda one: one.start, default=None)

    def token_after(self, offset: int) -> Token | None:
        """The first token that starts at `offset` or later."""
        index = bisect_right(self._token_starts, offset - 1)
        return self.tokens[index] if index < len(self.tokens) else None

    def between(self, start: int, end: int) -> list[Token]:
        """The tokens that start in a stretch of the file."""
        first = bisect_right(self._token_starts, start - 1)
        last = bisect_right(self._token_starts, end - 1)
        return self.tokens[first:last]

    def statement(self, offset: int) -> list[Token]:
        """The tokens of the statement or header in which the byte at `offset` stands."""
        index = bisect_right(self._token_starts, offset) - 1
        index = max(index, 0)
        position = bisect_right(self._boundaries, index - 1)
        first = self._boundaries[position - 1] + 1 if position else 0
        last = (
            self._boundaries[position] if position < len(self._boundaries) else len(self.tokens) - 1
        )
        return self.tokens[first : last + 1]

    def locals(self, function: Scope) -> frozenset[bytes]:
        """Names that a function declares: parameters, named results, local variables."""
        names: set[bytes] = set()
        depth = 0
        previous: Token | None = None
        for token in self.between(function.start, function.end):
            depth += (token.text == b"(") - (token.text == b")")
            # In the header, names outside of parentheses are modifiers and bases.
            declares = token.kind == "word" and (depth > 0 or token.start > function.body)
            if declares and previous is not None and _ends_a_type(previous):
                names.add(token.text)
            previous = token
        return frozenset(names - _NO_NAMES)


_NO_NAMES = frozenset(b"memory storage calldata payable indexed external internal".split())
"""Words that follow a type without being declared."""


def _ends_a_type(token: Token) -> bool:
    if token.kind == "word":
        return token.text not in _NO_TYPES
    return token.text == b"]"


def _scopes(tokens: list[Token]) -> Iterator[Scope]:
    closing = _closing_braces(tokens)
    function_end = contract_end = -1
    for index, token in enumerate(tokens):
        if token.kind != "word" or index < function_end:
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if following is None:
            return
        if token.text in _CONTRACT_WORDS and following.kind == "word" and index > contract_end:
            abstract = index > 0 and tokens[index - 1].text == b"abstract"
            first = tokens[index - 1] if abstract else token
            body, contract_end = _extent(tokens, index, closing)
            yield _scope("contract", following, first, tokens, body, contract_end)
        elif (token.text in (b"function", b"modifier") and following.kind == "word") or (
            token.text in _NAMELESS_FUNCTIONS and following.text == b"("
        ):
            name = token if token.text in _NAMELESS_FUNCTIONS else following
            body, function_end = _extent(tokens, index, closing)
            yield _scope("function", name, token, tokens, body, function_end)


def _scope(
    kind: str, name: Token, first: Token, tokens: list[Token], body: int, last: int
) -> Scope:
    return Scope(kind, decode(name.text), first.start, tokens[body].start, tokens[last].end)


def _extent(tokens: list[Token], index: int, closing: dict[int, int]) -> tuple[int, int]:
    """Indices of the opening brace (or semicolon) and of the last token of a declaration."""
    depth = 0
    for here in range(index, len(tokens)):
        text = tokens[here].text
        depth += (text == b"(") - (text == b")")
        if depth <= 0 and text == b"{":
            return here, closing.get(here, len(tokens) - 1)
        if depth <= 0 and text == b";":
            return here, here
    return len(tokens) - 1, len(tokens) - 1


def _closing_braces(tokens: list[Token]) -> dict[int, int]:
    closing: dict[int, int] = {}
    open_braces: list[int] = []
    for index, token in enumerate(tokens):
        if token.text == b"{":
            open_braces.append(index)
        elif token.text == b"}" and open_braces:
            closing[open_braces.pop()] = index
    return closing


def _boundaries(tokens: list[Token]) -> Iterator[int]:
    """Indices of the tokens that end statements: semicolons, and braces of blocks.

    ``{value: x}`` of a call and ``{field: x}`` of a struct are no blocks, and the
    semicolons in a ``for`` end nothing.
    """
    blocks: list[bool] = []
    depth = 0
    for index, token in enumerate(tokens):
        text = token.text
        if text == b"{":
            names_follow = (
                index + 2 < len(tokens)
                and tokens[index + 1].kind == "word"
                and tokens[index + 2].text == b":"
            )
            blocks.append(not names_follow)
            if not names_follow:
                depth = 0
                yield index
        elif text == b"}":
            if not blocks or blocks.pop():
                depth = 0
                yield index
        elif text == b"(":
            depth += 1
        elif text == b")":
            depth = max(0, depth - 1)
        elif text == b";" and depth == 0:
            yield index
