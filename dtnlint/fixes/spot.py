"""What a proposal may look at: a finding, the file that it stands in, and the other sources.

Gathers the questions that several fixes ask of the text around a finding: how the
router is named here, what a name stands for, how this contract writes its checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from dtnlint.findings.finding import Edit, Finding, Fix, Location, Safety
from dtnlint.findings.outline import Scope, Token
from dtnlint.findings.source_text import Sources
from dtnlint.fixes.expressions import Place, assigned, calls, place_of
from dtnlint.fixes.page import Page, page_of

ROUTER_CALLS = (b"closeUserSession", b"startUserSession", b"request", b"fetchResponse")


class Spot(Struct, frozen=True):
    """A finding in its text."""

    finding: Finding
    sources: Sources

    @property
    def page(self) -> Page:
        """The file in which the finding stands."""
        return self.page_at(self.finding.location)

    def page_at(self, location: Location) -> Page:
        """The file of a location. Raises `KeyError` for one that was not read."""
        return page_of(location.path, self.sources[location.path].data)

    def pages(self) -> Iterator[Page]:
        """The finding's file, then those of the contracts that show it."""
        paths = (self.finding.location.path, *(ref.path for ref in self.finding.contracts))
        for path in dict.fromkeys(paths):
            if path in self.sources and Location(path).in_root:
                yield page_of(path, self.sources[path].data)

    def all_pages(self) -> Iterator[Page]:
        """Every file of the project that was read."""
        for path in sorted(self.sources):
            if Location(path).in_root:
                yield page_of(path, self.sources[path].data)

    def traced(self, call: bytes) -> Iterator[Location]:
        """The steps of the trace that call a function of this name, the latest first."""
        seen: set[Location] = set()
        for step in reversed(self.finding.trace):
            location = step.location
            if location in seen or not location.in_root or location.path not in self.sources:
                continue
            seen.add(location)
            if next(calls(self.page_at(location).tokens(location), call), None) is not None:
                yield location

    # What the text says

    def router(self, page: Page, function: Scope) -> str | None:
        """How to write the router in a function: as it is written there or near by."""
        contract = page.contract(function.start)
        for scope in (function, contract, None):
            for other in (page,) if scope is not None else (page, *self.all_pages()):
                for call in other.calls(*ROUTER_CALLS):
                    offset = call.name.start
                    if scope is not None and not scope.start <= offset < scope.end:
                        continue
                    if call.receiver and (
                        scope is function
                        or not _uses_locals(other, other.function(offset), call.receiver)
                    ):
                        return other.source(call.receiver)
        return None


def _uses_locals(page: Page, function: Scope | None, tokens: Sequence[Token]) -> bool:
    if function is None:
        return False
    names = page.outline.locals(function)
    return any(token.text in names for token in tokens)


def fix(title: str, safety: Safety, *groups: tuple[Edit, ...] | None) -> Iterator[Fix]:
    """One fix of several groups of edits, or none where one of them cannot be made.

    The same edit in two groups is made once.
    """
    edits = tuple(sorted({edit for group in groups if group for edit in group}))
    if edits and None not in groups and all(map(_apart, edits, edits[1:])):
        yield Fix(title, safety, edits)


def _apart(one: Edit, other: Edit) -> bool:
    """Whether two edits, in order, leave no doubt what comes first."""
    mine, theirs = one.location, other.location
    if mine.path != theirs.path:
        return True
    return mine.end <= theirs.start and mine.start != theirs.start


def stored(page: Page, function: Scope, place: Place, depth: int = 0) -> Place | None:
    """The place in storage that an expression of a function reads: itself, or what it copies.

    A local that is given its value once, from a place, stands for that place. None
    for parameters, results of calls, and what is assigned more than once.
    """
    if place.head not in page.outline.locals(function):
        return place
    if _is_pointer_parameter(page, function, place.head):
        return None if place.plain else place
    statements = assignments(page, function, place.head)
    if len(statements) != 1 or depth > 4:
        return None
    tokens = statements[0]
    sides = assigned(tokens)
    if sides is None or sides[0].words != (place.head,):
        return None
    if any(token.text == b"storage" for token in tokens):
        return None if place.plain else place  # a pointer: what it leads to is in storage
    if not place.plain or any(token.text in (b"memory", b"calldata") for token in tokens):
        return None
    source = place_of(sides[1])
    return None if source is None else stored(page, function, source, depth + 1)


def parameters(page: Page, function: Scope) -> list[bytes]:
    """The names of a function's parameters; an empty one for each without a name."""
    tokens = page.outline.between(function.start, function.body)
    call = next(calls(tokens[1:], function.name.encode()), None)
    if call is None:
        return []
    return [part[-1].text if len(part) > 1 else b"" for part in call.arguments]


def _is_pointer_parameter(page: Page, function: Scope, name: bytes) -> bool:
    header = page.outline.between(function.start, function.body)
    return any(one.text == b"storage" and other.text == name for one, other in pairwise(header))


def assignments(page: Page, function: Scope, name: bytes) -> list[list[Token]]:
    """The statements of a function that change a local variable, or may."""
    outline = page.outline
    found: dict[int, list[Token]] = {}
    tokens = outline.between(function.body, function.end)
    for index, token in enumerate(tokens):
        if token.text != name or tokens[index - 1].text == b".":
            continue
        after = [one.text for one in tokens[index + 1 : index + 4]]
        signs = b"".join(after)
        declared = tokens[index - 1].kind == "word" and tokens[index - 1].text != b"return"
        writes = signs.startswith(b"=") and not signs.startswith(b"==")
        changes = signs[:1] in (b"+", b"-", b"*", b"/", b"|", b"&") and b"=" in signs[:2]
        steps = signs.startswith((b"++", b"--")) or tokens[index - 1].text in (b"delete",)
        in_tuple = signs[:1] in (b",", b")") and declared
        if writes or changes or steps or in_tuple:
            statement = outline.statement(token.start)
            found[statement[0].start] = statement
    return list(found.values())
