"""Which findings the source asks not to be told, read from comments in its text.

Understood are ``// dtnlint: ignore[rule, …] reason`` and Slither's
``slither-disable-next-line`` and ``slither-disable-start``/``-end``. Suppressed
findings stay in the report as suppressed; a comment that suppresses nothing, names
no rule or an unknown one is itself reported.

Where a ``dtnlint: ignore`` comment reaches:

- after code on its line: that line's statement;
- alone, above a contract, function or modifier: the whole of it;
- alone, above other code: the statement that follows, further comments between them or not;
- alone, before the first code of the file, unless a contract or function follows: the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from dtnlint.findings.finding import Finding, Level, Location, Notification, Suppression
from dtnlint.findings.outline import Comment, Outline
from dtnlint.findings.source_text import Sources, SourceText

IGNORE = "dtnlint: ignore"
NEXT_LINE = "slither-disable-next-line"
START = "slither-disable-start"
END = "slither-disable-end"

UNUSED = "unused-suppression"
MALFORMED = "malformed-suppression"
UNKNOWN_RULE = "unknown-rule"

_ONE_BY_ONE = "Comments name rules one by one, as dtnlint rules lists them."

_FOREIGN = re.compile(
    r"dtnlint\s*:\s*(?:allow|disable|enable|ignore|nolint|noqa|off|skip|suppress)\b", re.IGNORECASE
)
"""How other linters' comments are written, and dtnlint's own if the case were of no matter."""
_IGNORE = re.compile(r"dtnlint\s*:\s*ignore\b\s*(?:\[([^\]\r\n]*)\])?\s*(.*)", re.DOTALL)
_SLITHER = re.compile(
    rf"^[ \t]*//[ \t]*({NEXT_LINE}|{START}|{END})[ \t]*([A-Za-z0-9_,-]*)", re.MULTILINE
)


class Directive(Struct, frozen=True):
    """One suppression comment, or the pair of a start and its end."""

    rules: tuple[str, ...]
    """The rules it names; Slither's ``all`` stands for every rule."""
    reach: tuple[int, int]
    """Offsets of the bytes from which and before which a finding starts that it suppresses."""
    suppression: Suppression

    def names(self, rule: str) -> bool:
        """Whether the directive speaks of a rule."""
        return rule in self.rules or (
            "all" in self.rules and self.suppression.directive is not IGNORE
        )


class Directives(Struct, frozen=True):
    """What the comments of one file ask for, and what is wrong with them."""

    directives: tuple[Directive, ...] = ()
    complaints: tuple[Notification, ...] = ()


def suppressed(
    findings: Iterable[Finding],
    sources: Sources,
    rules: Collection[str],
    known_rules: Collection[str] | None = None,
) -> tuple[tuple[Finding, ...], tuple[Notification, ...]]:
    """The findings with their suppressions set, and what is to be said of the comments.

    `sources` are the files to look for comments in; `rules` the rules that were
    run: a comment for a rule that was not run is not called unused. `known_rules`
    are all that exist (by default those that were run).
    """
    known = rules if known_rules is None else known_rules
    read = {path: directives_of(path, text) for path, text in sources.items()}
    used: set[tuple[str, int, str]] = set()
    told = []
    for finding in findings:
        path = finding.location.path
        for directive in read.get(path, Directives()).directives:
            if directive.names(finding.rule) and _reaches(directive, finding):
                finding = replace(finding, suppression=directive.suppression)
                used.add((path, directive.suppression.location.start, finding.rule))
                used.add((path, directive.suppression.location.start, "all"))
                break
        told.append(finding)
    notes = [note for one in read.values() for note in one.complaints]
    for path, one in read.items():
        for directive in one.directives:
            notes += _complaints(directive, path, used, rules, known)
    return tuple(told), tuple(sorted(notes, key=lambda note: note.sort_key()))


def _reaches(directive: Directive, finding: Finding) -> bool:
    first, past = directive.reach
    return first <= finding.location.start < past


def _complaints(
    directive: Directive,
    path: str,
    used: Collection[tuple[str, int, str]],
    rules: Collection[str],
    known: Collection[str],
) -> Iterator[Notification]:
    place = directive.suppression.location
    ours = directive.suppression.directive == IGNORE
    for rule in directive.rules:
        if rule not in known:
            # Slither's comments name Slither's rules too: only ours are our business.
            if ours or rule.startswith("dtn-"):
                from difflib import get_close_matches  # late: nearly no run needs it

                near = get_close_matches(rule, sorted(known), 1)
                hint = f"Did you mean {near[0]}?" if near else _ONE_BY_ONE
                yield Notification(
                    Level.WARNING,
                    UNKNOWN_RULE,
                    f"This comment suppresses {rule}, and there is no such rule. {hint}",
                    path,
                    place,
                )
        elif rule in rules and (path, place.start, rule) not in used:
            yield Notification(
                Level.NOTE,
                UNUSED,
                f"This comment suppresses {rule}, and there is no such finding here; "
                "remove the comment or the rule's name from it.",
                path,
                place,
            )


def directives_of(path: str, text: SourceText) -> Directives:
    """The suppression comments of one file."""
    if b"dtnlint" not in text.data.lower() and b"slither-disable" not in text.data:
        return Directives()
    outline = Outline(text.data)
    directives: list[Directive] = []
    complaints: list[Notification] = []
    for found in _ignores(path, text, outline):
        if isinstance(found, Directive):
            directives.append(found)
        else:
            complaints.append(found)
    directives += _slither(path, text, outline)
    return Directives(tuple(directives), tuple(complaints))


# dtnlint's own comments


def _ignores(path: str, text: SourceText, outline: Outline) -> Iterator[Directive | Notification]:
    for comment in outline.comments:
        content = _content(comment)
        place = Location(path, comment.start, comment.end - comment.start)
        match = _IGNORE.match(content)
        if match is None and _FOREIGN.match(content):
            yield Notification(
                Level.WARNING,
                MALFORMED,
                "This comment suppresses nothing; write which rules it shall suppress, such as "
                "// dtnlint: ignore[dtn-double-close] reason.",
                path,
                place,
            )
        if match is None:
            continue
        rules = tuple(dict.fromkeys(re.split(r"[\s,]+", (match[1] or "").strip(" ,"))))
        if rules == ("",):
            yield Notification(
                Level.WARNING,
                MALFORMED,
                "This comment names no rule; write which rules it suppresses, such as "
                "// dtnlint: ignore[dtn-double-close] reason.",
                path,
                place,
            )
            continue
        suppression = Suppression(place, IGNORE, " ".join(match[2].split()))
        yield Directive(rules, _reach(comment, text, outline), suppression)


def _content(comment: Comment) -> str:
    """What a comment says, without its markers."""
    if comment.text.startswith("//"):
        return comment.text.lstrip("/").strip()
    return comment.text.removeprefix("/*").removesuffix("*/").strip("* \t\r\n")


def _reach(comment: Comment, text: SourceText, outline: Outline) -> tuple[int, int]:
    line = text.line_of(comment.start)
    before = outline.between(text.line_start(line), comment.start)
    if before:
        # After code: the statement of that code, or what it is the last line of.
        statement = outline.statement(before[-1].start)
        first = min(statement[0].start, text.line_start(line))
        return _lines(text, first, statement[-1].end)
    following = outline.token_after(comment.end)
    if following is None:
        return 0, len(text.data) + 1
    for scope in outline.scopes:
        if scope.start == following.start:
            return scope.start, scope.end
    if not outline.between(0, comment.start):
        return 0, len(text.data) + 1
    statement = outline.statement(following.start)
    return _lines(text, statement[0].start, statement[-1].end)


def _lines(text: SourceText, start: int, end: int) -> tuple[int, int]:
    """From the start of a statement's first line to the end of its last."""
    return text.line_start(text.line_of(start)), text.line_end(
        text.line_of(max(start, end - 1))
    ) + 1


# Slither's comments, by Slither's own reading: line by line, wherever they stand


def _slither(path: str, text: SourceText, outline: Outline) -> Iterator[Directive]:
    open_ranges: dict[str, tuple[int, Suppression]] = {}
    for line, word, rules in _slither_lines(text):
        start, end = text.line_start(line), text.line_end(line)
        suppression = Suppression(Location(path, start, end - start), word)
        if word == NEXT_LINE:
            if line < text.lines:
                yield Directive(rules, _next_line(line + 1, text, outline), suppression)
            continue
        for rule in rules:
            if word == START:
                open_ranges.setdefault(rule, (end, suppression))
            elif rule in open_ranges:
                begin, opened = open_ranges.pop(rule)
                yield Directive((rule,), (begin, start), opened)
    for rule, (begin, opened) in open_ranges.items():
        yield Directive((rule,), (begin, len(text.data) + 1), opened)


def _next_line(line: int, text: SourceText, outline: Outline) -> tuple[int, int]:
    """The line, and the statement that begins on it: what Slither takes a finding's lines to be."""
    start, end = text.line_start(line), text.line_end(line)
    token = outline.token_after(start)
    if token is not None and token.start < end:
        statement = outline.statement(token.start)
        if statement[0].start == token.start:
            return _lines(text, start, statement[-1].end)
    return start, end + 1


def _slither_lines(text: SourceText) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    for line in range(1, text.lines + 1):
        if b"slither-disable" not in text.data[text.line_start(line) : text.line_end(line)]:
            continue
        match = _SLITHER.match(text.line(line))
        if match is not None:
            rules = tuple(rule for rule in match[2].split(",") if rule)
            if rules:
                yield line, match[1], rules
