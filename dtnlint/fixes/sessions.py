"""Fixes for the family *sessions*: reset, check, close first, refuse.

Each function yields the changes that may mend one finding, the best first. None
is sure to: whether it does is found out by trying it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from dtnlint.findings.finding import Fix, Location, Safety
from dtnlint.findings.outline import Scope, Token
from dtnlint.fixes.checking import is_conditional, refusing, written_check
from dtnlint.fixes.expressions import Place, alike, assigned, calls, mentions, place_of
from dtnlint.fixes.page import DEEPER, Edits, Page
from dtnlint.fixes.spot import Spot, assignments, fix, parameters, stored
from dtnlint.fixes.syntax import Kind, Path, Statement

CLOSE = b"closeUserSession"
TRANSFERS = (b"transfer", b"transferFrom", b"safeTransfer", b"safeTransferFrom")

SAFE, UNSAFE = Safety.SAFE, Safety.UNSAFE


# Reset after close


def resets(spot: Spot) -> Iterator[Fix]:
    """For a close that leaves its ID behind: clear the cell behind it."""
    location = spot.finding.location
    yield from _resets(spot, spot.page, location)


def resets_before(spot: Spot) -> Iterator[Fix]:
    """For what is done with a closed ID: clear the cell where it was closed."""
    cell = place_of(spot.page.tokens(spot.finding.location))
    closes = list(spot.traced(CLOSE))
    for location in closes:
        yield from _resets(spot, spot.page_at(location), location)
    if cell is not None:
        # Another cell may hold the same ID: clear that one, too.
        for location in closes:
            page = spot.page_at(location)
            place = _in_storage(spot.page, spot.finding.location.start, cell)
            if place is not None:
                yield from _resets(spot, page, location, also=place)


def _resets(spot: Spot, page: Page, location: Location, also: Place | None = None) -> Iterator[Fix]:
    call = next(calls(page.tokens(location), CLOSE), None)
    function = page.function(location.start)
    if call is None or function is None or len(call.arguments) != 1:
        return
    argument = place_of(call.arguments[0])
    if argument is None:
        return
    place = stored(page, function, argument)
    if place is not None and also is None:
        yield from _reset_behind(page, call.name.start, [place])
    elif place is not None and also is not None and also != place:
        # That it holds the same ID is a guess.
        for one in _reset_behind(page, call.name.start, [place, also]):
            yield replace(one, safety=UNSAFE)
    elif argument.plain and argument.head in (names := parameters(page, function)):
        yield from _resets_at_callers(spot, page, function, names.index(argument.head))


def _resets_at_callers(spot: Spot, page: Page, helper: Scope, position: int) -> Iterator[Fix]:
    """Where a helper closes what it is given: clear the cells that it was given."""
    groups: list[Edits | None] = []
    cells: list[Place] = []
    safety = SAFE
    for other in dict.fromkeys((page, *spot.pages())):
        for call in other.calls(helper.name.encode()):
            function = other.function(call.name.start)
            if call.receiver or function is None or position >= len(call.arguments):
                continue
            if not _same_family(page, helper.start, other, call.name.start):
                continue
            given = place_of(call.arguments[position])
            place = None if given is None else stored(other, function, given)
            if place is not None:
                cells.append(place)
                for one in _reset_behind(other, call.name.start, [place]):
                    groups.append(one.edits)
                    safety = max(safety, one.safety, key=_SAFETIES.index)
    if groups:
        names = " and ".join(dict.fromkeys(map(str, cells)))
        yield from fix(f"Reset {names} after {helper.name}", safety, *groups)


_SAFETIES = (SAFE, UNSAFE)


def _same_family(page: Page, start: int, other: Page, offset: int) -> bool:
    """Whether two places are in one contract, or the second in one that names the first's."""
    mine, theirs = page.contract(start), other.contract(offset)
    if mine is None or theirs is None:
        return mine is theirs
    if page is other and mine == theirs:
        return True
    header = other.outline.between(theirs.start, theirs.body)
    return any(token.text == mine.name.encode() for token in header)


def _reset_behind(page: Page, offset: int, cells: Sequence[Place]) -> Iterator[Fix]:
    """Clear cells behind the call at an offset, and behind what still reads them."""
    path = page.path_to(offset)
    if path is None or len(path) < 2:
        return
    cells = [cell for cell in cells if not any(_clears(one, cell) for one in path[-2].inner)]
    if not cells:
        return
    code = [f"{cell} = 0;" for cell in cells]
    title = f"Reset {' and '.join(map(str, cells))} after the close"
    statement = path[-1]
    if statement.kind is Kind.TRY:
        yield from fix(title, UNSAFE, page.at_start(statement.inner[0], code))
    elif statement.kind is Kind.SIMPLE:
        for behind, safety in _behind_last_use(path, cells):
            yield from fix(title, safety, page.around(behind, after=code))


def _behind_last_use(path: Path, cells: Sequence[Place]) -> Iterator[tuple[Path, Safety]]:
    """Behind which statement cells may be cleared without changing what is read of them.

    Behind the close, or behind the last of the statements after it that read a cell:
    an event tells which session was closed. What only decides by a cell is meant to
    see it cleared; where anything else reads one, there is no such place.
    """
    anchor = path[-1]
    safety = UNSAFE if _in_loop(path) and any(map(_same_each_turn, cells)) else SAFE
    if path[-2].kind is Kind.BLOCK:
        passed: list[Statement] = []
        for one in _until_set(path[-2], path[-1], cells):
            passed.append(one)
            if not any(_reads(one, cell) for cell in cells):
                continue
            if one.kind is not Kind.SIMPLE or any(map(_leaves, passed)):
                if not _only_checks(one, cells):
                    return
                safety = UNSAFE
                break
            anchor = one
            if not all(each.tokens[0].text == b"emit" for each in passed):
                safety = UNSAFE
    for around, inner in zip(path[-3::-1], path[-2::-1], strict=False):
        if around.kind is not Kind.BLOCK:
            continue
        for one in _until_set(around, inner, cells):
            if any(_reads(one, cell) for cell in cells):
                if not _only_checks(one, cells):
                    return
                safety = UNSAFE
    yield (*path[:-1], anchor), safety


def _until_set(
    block: Statement, statement: Statement, cells: Sequence[Place]
) -> Iterator[Statement]:
    """The statements of a block that follow one, up to the first that sets a cell."""
    for one in block.inner:
        if one.start > statement.start:
            if any(_writes(one, cell) for cell in cells):
                return
            yield one


def _same_each_turn(cell: Place) -> bool:
    return b"[" not in cell.words


def _reads(statement: Statement, cell: Place) -> bool:
    """Whether a statement mentions a cell other than to set it."""
    set_in = [one for one in statement.within() if _writes(one, cell)]
    return any(
        not any(one.start <= statement.tokens[index].start < one.end for one in set_in)
        for index in mentions(statement.tokens, cell)
    )


def _writes(statement: Statement, cell: Place) -> bool:
    """Whether a statement gives the very cell another value and reads it nowhere."""
    sides = assigned(statement.tokens) if statement.kind is Kind.SIMPLE else None
    return sides is not None and sides[0] == cell and next(mentions(sides[1], cell), None) is None


def _clears(statement: Statement, cell: Place) -> bool:
    """Whether a statement empties the very cell."""
    sides = assigned(statement.tokens)
    if sides is not None:
        return sides[0] == cell and [token.text for token in sides[1]] == [b"0"]
    return tuple(token.text for token in statement.tokens) == (b"delete", *cell.words, b";")


def _leaves(statement: Statement) -> bool:
    """Whether what follows a statement may not be reached."""
    return any(token.text in (b"return", b"break", b"continue", b"_") for token in statement.tokens)


def _only_checks(statement: Statement, cells: Sequence[Place]) -> bool:
    """Whether a statement reads cells only to decide."""
    for one in statement.within():
        reads = any(_reads(one, cell) for cell in cells)
        if one.kind is Kind.SIMPLE and reads and one.tokens[0].text not in (b"require", b"assert"):
            return False
        if reads and one.kind in (Kind.TRY, Kind.ASSEMBLY, Kind.LOOP):
            return False
    return True


# Check before use


def checks(spot: Spot) -> Iterator[Fix]:
    """For an ID that may be empty: refuse to go on, or pass over a close."""
    page, location = spot.page, spot.finding.location
    cell = place_of(page.tokens(location))
    path = page.path_to(location.start)
    function = page.function(location.start)
    if cell is None or path is None or function is None or is_conditional(path[-1], location.start):
        return
    title = f"Check that {cell} is not empty"
    closes = next(calls(path[-1].tokens, CLOSE), None) is not None
    refusal = list(
        # A close of an empty ID reverts anyway.
        fix(title, SAFE if closes else UNSAFE, refusing(page, path, _refusal(page, cell)))
    )
    passing: list[Fix] = []
    if closes:
        passing += fix(
            f"Close {cell} only if it is not empty",
            UNSAFE,
            page.wrapped(path, f"if ({cell} != 0)"),
        )
    if closes and (_filled_later(path, cell) or _in_loop(path)):
        yield from passing + refusal
    else:
        yield from refusal + passing


def _refusal(page: Page, cell: Place) -> str:
    """A check that reverts on an empty cell, as this contract writes it elsewhere."""
    return written_check(page, cell, b"!=", b"==") or f'require({cell} != 0, "no session");'


def _filled_later(path: Path, cell: Place) -> bool:
    """Whether the cell is given another session behind a statement: that must not be refused."""
    for one in path[0].within():
        if one.kind is Kind.SIMPLE and one.start > path[-1].start:
            sides = assigned(one.tokens)
            if sides is not None and sides[0] == cell and len(sides[1]) > 1:
                return True
    return False


def _in_loop(path: Path) -> bool:
    return any(statement.kind is Kind.LOOP for statement in path[:-1])


# Revert where a caught failure goes on

_FAILURES = {
    b"startUserSession": "the session could not be started",
    CLOSE: "the session could not be closed",
    b"request": "the request could not be made",
}


def reverts(spot: Spot) -> Iterator[Fix]:
    """For a `catch` after which execution goes on: undo what came before, as without the `try`."""
    page = spot.page
    path = page.path_to(spot.finding.location.start) or ()
    caught = next((one for one in reversed(path) if one.kind is Kind.TRY), None)
    if caught is None:
        return
    header = [token for token in caught.tokens if token.end <= caught.inner[0].start]
    called = next(calls(header, *_FAILURES), None)
    if called is None:
        return
    code = [f'revert("{_FAILURES[called.name.text]}");']
    groups = [
        page.around((clause, clause.inner[-1]), after=code)
        if clause.inner
        else page.at_start(clause, code)
        for clause in caught.inner[1:]
        if not (clause.inner and _ends(clause.inner[-1]))
    ]
    if groups:
        yield from fix("Revert where the failure is caught", UNSAFE, *groups)


def _ends(statement: Statement) -> bool:
    return statement.tokens[0].text in (b"revert", b"return")


# Close or refuse before overwrite


def closes_first(spot: Spot) -> Iterator[Fix]:
    """For a live ID that is overwritten: close it first, or refuse while there is one."""
    page, location = spot.page, spot.finding.location
    path = page.path_to(location.start)
    function = page.function(location.start)
    if path is None or function is None or path[-1].kind is not Kind.SIMPLE or len(path) < 2:
        return
    cell = _overwritten(page, path[-1])
    if cell is None or stored(page, function, cell) != cell:
        return
    router = spot.router(page, function)
    if router is not None:
        head = [f"if ({cell} != 0) {{", f"{DEEPER}{router}.closeUserSession({cell});"]
        title = f"Close {cell} before it is overwritten"
        for target in _from_the_top(path, cell):
            # What comes between may end early, or call others.
            between = [f"{DEEPER}{cell} = 0;"] if target != path else []
            code = [*head, *between, "}"]
            yield from fix(title, UNSAFE, page.around(target, before=code))
    refusal = written_check(page, cell, b"==", b"!=")
    refusal = refusal or f'require({cell} == 0, "a session is open");'
    yield from fix(
        f"Refuse while {cell} holds a session", UNSAFE, page.around(path, before=[refusal])
    )


def _overwritten(page: Page, statement: Statement) -> Place | None:
    """The cell that a statement empties or fills; of a record, the member that gets closed."""
    tokens = statement.tokens
    sides = assigned(tokens)
    if sides is not None:
        whole: Place | None = sides[0]
    else:
        whole = place_of(tokens[1:-1]) if tokens[0].text == b"delete" else None
    if whole is None:
        return None
    made = b"" if sides is None or not _is_struct(page, sides[1]) else sides[1][0].text
    for call in page.calls(CLOSE):
        function = page.function(call.name.start)
        closed = place_of(call.arguments[0]) if call.arguments else None
        if closed is None or function is None:
            continue
        member = _member(page, function, stored(page, function, closed) or closed, whole, made)
        if member is not None:
            return member
    return None if made else whole


def _is_struct(page: Page, value: Sequence[Token]) -> bool:
    """Whether a value is made by the constructor of a struct that the page declares."""
    tokens = page.outline.tokens
    return len(value) > 1 and any(
        index and tokens[index - 1].text == b"struct"
        for index in page.indices.get(value[0].text, ())
    )


def _member(page: Page, function: Scope, closed: Place, whole: Place, made: bytes) -> Place | None:
    """The member of a record, of the type `made` if given, that a close reads of one like it."""
    record, last = Place(closed.words[:-2] or closed.words), closed.words[-2:]
    if last[:1] != (b".",):
        return None
    if record.plain and record.head in page.outline.locals(function):
        header = page.outline.between(function.start, function.body)
        if made and any(
            one.text == made and another.text == record.head
            for one, _, another in zip(header, header[1:], header[2:], strict=False)
        ):
            return Place((*whole.words, *last))  # it is closed through a parameter
        statements = assignments(page, function, record.head)
        sides = assigned(statements[0]) if len(statements) == 1 else None
        pointed = None if sides is None else place_of(sides[1])
        if pointed is None:
            return None
        record = pointed
    return Place((*whole.words, *last)) if alike(record, whole) else None


def _from_the_top(path: Path, cell: Place) -> Iterator[Path]:
    """Where to close before an overwrite: before what precedes it in its block, checks left
    first; a deposit for the next session must not come before the close of the last."""
    block, statement = path[-2], path[-1]
    if block.kind is Kind.BLOCK:
        earlier = [one for one in block.inner if one.start < statement.start]
        while earlier and _is_check(earlier[0]) and not _pays(earlier[0]):
            del earlier[0]
        names = {word for word in cell.words if word[0:1].isalpha() or word[0:1] in b"_$"}
        names -= {b"msg", b"sender"}
        touched = any(token.text in names for one in earlier for token in one.tokens)
        if earlier and not touched:
            yield (*path[:-1], earlier[0])
    yield path


def _is_check(statement: Statement) -> bool:
    first = statement.tokens[0].text
    if statement.kind is Kind.SIMPLE:
        return first in (b"require", b"assert")
    if statement.kind is not Kind.IF or len(statement.inner) != 1:
        return False
    branch = statement.inner[0]
    ends = branch.inner[-1:] if branch.kind is Kind.BLOCK else (branch,)
    return any(one.tokens[0].text in (b"revert", b"return") for one in ends)


def _pays(statement: Statement) -> bool:
    return next(calls(statement.tokens, *TRANSFERS), None) is not None


def _in_storage(page: Page, offset: int, place: Place) -> Place | None:
    function = page.function(offset)
    return None if function is None else stored(page, function, place)
