"""Reads out of Solidity text what matters before anything is compiled.

Imports, version pragmas, the names that a file declares, and whether it
declares the functions by which a DTN router is recognised: comments and strings
are told apart from code, nothing else is parsed. Nothing here looks at the disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

# `protocol` recognises a router by selectors, after compiling. Before that, a
# closure that declares functions of all these names may hold one, and no other
# can: that decides what is compiled at all, and never what is a consumer.
ROUTER_FUNCTIONS = frozenset({"startUserSession", "closeUserSession", "request"})

# A line ends for solc at any of these.
_COMMENT = r"//[^\n\v\f\r\x85\u2028\u2029]*|/\*[\s\S]*?(?:\*/|\Z)"
_STRING = r'"[^"\\\n\r]*(?:\\[\s\S][^"\\\n\r]*)*"?' + r"|'[^'\\\n\r]*(?:\\[\s\S][^'\\\n\r]*)*'?"
_NOT_CODE = re.compile(f"{_COMMENT}|{_STRING}")
_STATEMENT = re.compile(rf"{_COMMENT}|{_STRING}|\b(?:import|pragma)\b")
_STATEMENT_WORD = re.compile(r"\b(?:import|pragma)\b")
_INSIDE_STATEMENT = re.compile(rf"({_COMMENT})|({_STRING})|;")
_DECLARATION = re.compile(
    r"[{}]|\b(?:contract|interface|library|struct|enum|error|event|type|function|constant)"
    r"\s+([A-Za-z_$][\w$]*)"
)
_DEPTH = 16
"""Of braces within braces, in nearly all contracts."""
_INNERMOST = re.compile(r"\{[^{}]*\}")
# Where a pattern begins with letters, these are looked for at once. (No word that ends in
# "function" stands before a name.)
_FUNCTION = re.compile(r"function\s+(" + "|".join(sorted(ROUTER_FUNCTIONS)) + r")\s*\(")
_HERITAGE = re.compile(r"con(?<=\bcon)(?:tract\s+[\w$]+\s+is\b|(structor)\b)")
_HEAD_END = re.compile("[{;]")
_BODY = re.compile("{")
_ARGUMENT = re.compile(r"\b([\w$]+)\s*\(\s*[^)\s]")
_OWNABLE_ALIAS = re.compile(r"Ownable(?<=\bOwnable)\s+as\s+([\w$]+)")


class Import(Struct, frozen=True):
    """One import statement."""

    path: str
    """The path as it is written."""
    line: int
    """Counted from 1."""
    start: int = 0
    end: int = 0
    """Where the statement begins, and where it is over, in characters."""
    names: tuple[tuple[str, str], ...] | None = None
    """What it brings, with the names that this has here; None for everything there is. A whole
    file under one name has no name of its own."""


class Outline(Struct, frozen=True):
    """What one file imports and which compilers it allows."""

    imports: tuple[Import, ...]
    pragmas: tuple[str, ...]
    """The range of each `pragma solidity`."""


@lru_cache(maxsize=4096)
def outline(text: str) -> Outline:
    """Read the imports and version pragmas of a file."""
    imports: list[Import] = []
    pragmas: list[str] = []
    line, counted = 1, 0
    for word, start, end, tokens in _statements(text):
        code = " ".join(token for token in tokens if not _is_string(token))
        path = next((token for token in tokens if _is_string(token)), None)
        if word == "import" and path is not None:
            line += text.count("\n", counted, start)
            counted = start
            path = path[1:].removesuffix(path[0])
            imports.append(Import(path, line, start, end, _brought(code)))
        elif word == "pragma" and (words := code.split())[:1] == ["solidity"]:
            pragmas.append(" ".join(words[1:]))
    return Outline(tuple(imports), tuple(pragmas))


def experiments(text: str) -> list[tuple[int, int]]:
    """Where each pragma begins and is over that may switch on an experiment of solc's.

    The encoder that all of 0.8 has is none.
    """
    return [
        (start, end)
        for word, start, end, tokens in _statements(text)
        if word == "pragma" and _is_experiment([t for token in tokens for t in _words(token)])
    ]


def _is_experiment(words: list[str]) -> bool:
    # A string may say anything: by escapes, or as `hex"…"`.
    begins = words[:1] == ["experimental"] or any(map(_is_string, words[:2]))
    return begins and words != ["experimental", "ABIEncoderV2"]


def _words(token: str) -> list[str]:
    return [token] if _is_string(token) else token.split()


def _is_string(token: str) -> bool:
    return token[:1] in ("'", '"')


def _statements(text: str) -> Iterator[tuple[str, int, int, list[str]]]:
    """Each import and pragma: its word, where it begins and is over, and its code and strings."""
    position = 0
    end = _last_statement(text)
    while found := _STATEMENT.search(text, position, end):
        position = found.end()
        word = found.group()
        if word not in ("import", "pragma"):
            continue
        tokens: list[str] = []
        start = position
        while inside := _INSIDE_STATEMENT.search(text, position):
            tokens.append(text[start : inside.start()])
            start = position = inside.end()
            comment, string = inside.groups()
            if string is not None:
                tokens.append(string)
            elif comment is None:
                break
        else:
            return  # the statement has no end: solc will say so
        yield word, found.start(), position, tokens


def _last_statement(text: str) -> int:
    """Where the last word ends that may begin a statement.

    Most files have their statements at the top: what follows is not looked at.
    """
    last = 0
    for word in ("import", "pragma"):
        start = len(text)
        while (start := text.rfind(word, last, start)) >= 0:
            if found := _STATEMENT_WORD.match(text, start):
                last = found.end()
                break
    return last


def _brought(code: str) -> tuple[tuple[str, str], ...] | None:
    """Read what an import statement brings, its comments and its path left out."""
    if "{" in code:
        inside = code[code.index("{") + 1 :].partition("}")[0]
        pairs = (name.split() for name in inside.split(","))
        return tuple((words[0], words[-1]) for words in pairs if words)
    words = code.split()
    return (("", words[words.index("as") + 1]),) if "as" in words[:-1] else None


@lru_cache(maxsize=256)
def code_only(text: str) -> str:
    """Return `text` with comments and strings blanked out."""
    return _NOT_CODE.sub(" ", text)


def strip_comments(text: str) -> str:
    """Return `text` without its comments; strings stay. Good for JavaScript, too."""
    return _NOT_CODE.sub(lambda found: " " if found.group()[0] == "/" else found.group(), text)


@lru_cache(maxsize=4096)
def router_functions(text: str) -> frozenset[str]:
    """Return which of `ROUTER_FUNCTIONS` the text declares (calls do not count)."""
    # The search in the raw text is a quick sieve: nearly no file passes it.
    return frozenset(_FUNCTION.findall(code_only(text)) if _FUNCTION.search(text) else ())


ROUTER_WORDS = ("startUserSession", "closeUserSession", "@deeptrust/contracts")
"""Functions that only a DTN router has, and the package that declares them."""


def mentions_router(text: str) -> bool:
    """Tell whether the text names a function that only a DTN router has, or its package."""
    return any(word in text for word in ROUTER_WORDS)


@lru_cache(maxsize=4096)
def declared_names(text: str) -> frozenset[str]:
    """Return the names that a file declares at its top level."""
    names: set[str] = set()
    depth = 0
    code = code_only(text)
    for _ in range(_DEPTH):  # drop what is inside of something, from within
        code, dropped = _INNERMOST.subn(" ", code)
        if not dropped:
            break
    for found in _DECLARATION.finditer(code):
        token = found.group()
        if token == "{":
            depth += 1
        elif token == "}":
            depth -= 1
        elif depth == 0:
            names.add(found.group(1))
    return frozenset(names)


@lru_cache(maxsize=4096)
def passes_owner_to_ownable(text: str) -> bool:
    """Tell whether a contract gives OpenZeppelin's `Ownable` constructor an argument.

    It has one since version 5 of the package, and none before.
    """
    if "Ownable" not in text:
        return False
    code = code_only(text)
    names = {"Ownable", *_OWNABLE_ALIAS.findall(code)}
    return any(found[1] in names for head in _heritages(code) for found in _ARGUMENT.finditer(head))


def _heritages(code: str) -> Iterator[str]:
    """What stands between the name of a contract, or `constructor`, and its body."""
    position = 0
    while found := _HERITAGE.search(code, position):
        end = (_HEAD_END if found[1] else _BODY).search(code, found.end())
        if end is None:
            return
        position = end.start()
        if end[0] == "{":
            yield code[found.end() : position]


def overrides_burn(text: str) -> bool:
    """Tell whether a contract overrides `_burn`, as heirs of OpenZeppelin's `ERC721URIStorage`
    had to before version 5 of the package.
    """
    if "_burn" not in text:
        return False
    code = code_only(text)
    position = 0
    while found := _BURN.search(code, position):
        end = _HEAD_END.search(code, found.end())
        position = len(code) if end is None else end.start()
        if _OVERRIDE.search(code, found.end(), position):
            return True
    return False


_BURN = re.compile(r"\bfunction\s+_burn\s*\(")
_OVERRIDE = re.compile(r"\boverride\b")
