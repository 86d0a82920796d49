"""Names for findings that stay the same while the code around them changes.

Two names: GitHub's hash of the line, and dtnlint's own, made of the rule, the
contract and function, and the statement with local names replaced. It survives
edits elsewhere, renamed locals and moved functions; line numbers have no part in it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec.structs import replace

from dtnlint.findings.finding import Finding
from dtnlint.findings.outline import Outline, Token
from dtnlint.findings.source_text import Sources, SourceText

FINGERPRINT = "dtnlint/v1"
"""The name under which SARIF carries dtnlint's own fingerprint."""
LINE_HASH = "primaryLocationLineHash"
"""The name under which SARIF carries GitHub's."""

_WINDOW = 100
_BASE = 37
_END_OF_FILE = "\uffff"


def identified(findings: Iterable[Finding], sources: Sources) -> tuple[Finding, ...]:
    """The same findings with both names set. They must come in report order.

    Findings that would share a name are told apart by a number, counted in that order.
    """
    seen: Counter[str] = Counter()
    told = []
    for finding in named(findings, sources):
        stem = finding.fingerprint
        seen[stem] += 1
        told.append(replace(finding, fingerprint=f"{stem}:{seen[stem]}"))
    return tuple(told)


def named(findings: Iterable[Finding], sources: Sources) -> tuple[Finding, ...]:
    """The same findings with both names set, but for the number; those that have some keep them.

    A finding's names follow from its own file alone, so that they can be kept with it.
    """
    found = tuple(findings)
    hashes = _line_hashes((one for one in found if not one.fingerprint), sources)
    return tuple(one if one.fingerprint else _named(one, sources, hashes) for one in found)


def _named(finding: Finding, sources: Sources, hashes: Mapping[str, Mapping[int, str]]) -> Finding:
    text = sources.get(finding.location.path)
    line_hash = "" if text is None else hashes[finding.location.path][_line(finding, text)]
    return replace(finding, fingerprint=_stem(finding, text), line_hash=line_hash)


def _line(finding: Finding, text: SourceText) -> int:
    return text.line_of(finding.location.start)


def _line_hashes(findings: Iterable[Finding], sources: Sources) -> dict[str, dict[int, str]]:
    """GitHub's hashes by path and line, each file read once."""
    lines: dict[str, set[int]] = {}
    for finding in findings:
        path = finding.location.path
        if path in sources:
            lines.setdefault(path, set()).add(_line(finding, sources[path]))
    return {path: line_hashes(sources[path].data, frozenset(lines[path])) for path in lines}


def _stem(finding: Finding, text: SourceText | None) -> str:
    function = finding.function or ""
    if text is None:
        place = [finding.contract, function, finding.location.path, finding.subject]
    else:
        place = _place(finding, _outline(text.data), function)
    return hashlib.sha256(
        "\x1f".join([finding.rule, *place]).encode("utf-8", "replace")
    ).hexdigest()[:32]


@lru_cache(maxsize=16)
def _outline(data: bytes) -> Outline:
    return Outline(data)


def _place(finding: Finding, outline: Outline, function: str) -> list[str]:
    """The lexical contract, the function and what stands there, none of it a position."""
    offset = finding.location.start
    contract = outline.scope("contract", offset)
    within = outline.scope("function", offset)
    contract_name = contract.name if contract is not None else finding.contract
    names: dict[bytes, bytes] = {}
    if within is not None:
        names = dict.fromkeys(outline.locals(within), b"")
        function = function or within.name
    if any(scope is not None and scope.start == offset for scope in (contract, within)):
        # The whole contract or function is meant: its header may change freely.
        statement = b""
    else:
        statement = _anonymous(outline.statement(offset), names)
    subject = _anonymous(Outline(finding.subject.encode("utf-8", "replace")).tokens, names)
    return [contract_name, function, repr(statement), repr(subject)]


def _anonymous(tokens: Iterable[Token], names: dict[bytes, bytes]) -> bytes:
    """Tokens as text in which each local is called by the order of its appearance."""
    words = []
    for token in tokens:
        text = token.text
        if token.kind == "word" and text in names:
            names[text] = names[text] or b"$%d" % sum(map(bool, names.values()))
            text = names[text]
        words.append(text)
    return b" ".join(words)


def line_hashes(data: bytes, lines: frozenset[int]) -> dict[int, str]:
    """GitHub's ``primaryLocationLineHash`` of some lines (from 1) of a file.

    As GitHub's CodeQL action computes it: spaces and tabs are dropped, line endings
    become line feeds, the end of the file is U+FFFF followed by zeros. A line's hash
    is the polynomial to the base 37, modulo 2**64, over the UTF-16 units of the 100
    characters from its start; lines with the same hash are numbered in order.
    """
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    units = _utf16(re.sub("[ \t]", "", text)) + _END_OF_FILE + "\0" * _WINDOW
    seen: Counter[str] = Counter()
    hashes: dict[int, str] = {}
    start, number = 0, 1
    last = max(lines, default=0)
    while number <= last and start >= 0:
        window = units[start : start + _WINDOW]
        seen[window] += 1
        if number in lines:
            hashes[number] = f"{_polynomial(window):x}:{seen[window]}"
        start = units.find("\n", start) + 1 or -1
        number += 1
    return hashes


def _utf16(text: str) -> str:
    """The text with each character beyond the basic plane as its two surrogates."""
    if all(character <= "\uffff" for character in set(text)):
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(
        chr(int.from_bytes(units[index : index + 2], "little")) for index in range(0, len(units), 2)
    )


def _polynomial(window: str) -> int:
    value = 0
    for unit in window:
        value = (value * _BASE + ord(unit)) & 0xFFFF_FFFF_FFFF_FFFF
    return value
