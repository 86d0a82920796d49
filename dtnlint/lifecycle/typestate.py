"""The session's typestate: what each operation needs, what it does, and what it breaks.

States and transitions only; how a path reaches an operation, and where it stands in
the source, is others' business.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from immutables import Map

from dtnlint.lifecycle import records, requests, tallies
from dtnlint.lifecycle.values import DERIVED, ZERO, Value, is_hash, is_void, lost, sessions_in
from dtnlint.lifecycle.verdicts import Property
from dtnlint.lifecycle.world import (
    SOMEWHERE,
    TAKEN,
    Location,
    Session,
    World,
    compare,
    first_read,
    held_elsewhere,
    is_exact,
    is_old,
    read_at,
    symbols_in,
)

MANY = 2
"""Requests that may be unanswered: as many as there may be."""

_NAMED = ("symbol", "key", "term")
_NUMBERS = (*_NAMED, "any", "const")
"""Kinds of values that may be the ID of a session."""

_COMPUTED = 2
"""Parts of a place beside the followed key at which no counter stands."""

_ASKED_BEFORE = "what was asked on the session before it came into the cell is not followed"

BY_KEY = "the ID is computed from the key of a record"

STRAYS = "strays"
"""Among a world's `named`: there may be sessions of this contract beside those in sight."""

ADRIFT = "adrift"
"""Among a world's `named`: a session of this contract is live whose ID nothing holds."""


class Breach(NamedTuple):
    """A property that an operation does not keep."""

    property: Property
    world: World
    """The world in which it does not."""
    text: str
    """What the operation does, for the trace's last step."""


class Effect(NamedTuple):
    """What came of an operation."""

    worlds: tuple[World, ...]
    """The worlds after it succeeded."""
    breaches: tuple[Breach, ...] = ()
    unknown: tuple[tuple[Property, str], ...] = ()
    """Properties that cannot be told, each with the reason."""
    may_fail: bool = False
    """Whether the network may revert the operation."""


def with_session(world: World, index: int, **changes: object) -> World:
    """`world` with attributes of one session changed."""
    sessions = list(world.sessions)
    session = sessions[index]
    assert session is not None
    sessions[index] = session._replace(**changes)  # type: ignore[arg-type]
    return world.but(sessions=tuple(sessions))


def let_go(world: World, index: int, site: int) -> World:
    """`world` once a cell no more holds the ID of a session: where that was matters only
    of a live session that can still get lost.
    """
    session = world.sessions[index]
    assert session is not None
    if not session.live or not all(map(is_exact, session.away)):
        return world
    return with_session(world, index, removed=site)


def held_away(world: World, indices: frozenset[int], home: object) -> World:
    """`world` with the IDs of some sessions stored in a cell that is not followed."""
    for index in sorted(indices):
        session = world.sessions[index]
        assert session is not None
        away = session.away | {home}
        if SOMEWHERE in away:  # of what that covers, only exact places tell more
            away = frozenset(h for h in away if h == SOMEWHERE or is_exact(h))
        world = with_session(world, index, away=away, stored=True)
    return world


def start(
    world: World,
    site: int,
    uid: int,
    routers: frozenset[Any] = frozenset(),
    counted: Iterable[Location] = (),
) -> tuple[World, Value]:
    """Open a session: the world after it, and the ID. For `routers` see `Session`; `counted` are
    the variables that may count its requests.
    """
    owed = frozenset((location, 0) for location in counted)
    world, value = _added(world, Session(opened=site, routers=routers, owed=owed), uid)
    for noted in [noted for noted in world.named if noted[0] == TAKEN]:
        world = world.learn(compare("==", ("key", noted[1]), value), False)
    return tallies.started(world).tell("open", site, "opened", uid), value


def adopt(world: World, live: bool, uid: int, *away: object) -> tuple[World, Value]:
    """A session of which nothing was known comes into sight; `away`: where else it is held."""
    return _added(world, Session(live=live, stored=True, away=frozenset(away), found=True), uid)


def _added(world: World, session: Session, uid: int) -> tuple[World, Value]:
    sessions, uids = list(world.sessions), list(world.uids)
    index = next((i for i, s in enumerate(sessions) if s is None), len(sessions))
    world = requests.unlinked(world, index)
    sessions[index : index + 1] = [session]
    uids[index : index + 1] = [uid]
    return world.but(sessions=tuple(sessions), uids=tuple(uids)), ("session", index)


class _Use(NamedTuple):
    """What is done with an ID."""

    site: int
    callbacks: frozenset[str] | None = None
    """Those that a request names; None for a close."""
    asked: bool = False
    """Whether there may have been requests on a session that was out of sight."""

    @property
    def closing(self) -> bool:
        return self.callbacks is None

    def unseen(self, world: World) -> World:
        """`world` after it, where it is not known on which session."""
        return world.but(named=world.named | self.callbacks) if self.callbacks else world


def close(world: World, value: Value, site: int, *, asked: bool = False) -> Effect:
    """Close the session of an ID; where nothing is known of that, it may have been `asked`."""
    return _use(world, value, _Use(site, asked=asked))


def refused(world: World, value: Value) -> World:
    """`world` after a close that failed. Of a live session of one's own that is possible, where the
    refund fails or the gas ends, and depends on what is not followed: it is a guess.
    """
    index = world.session_of(world.norm(value))
    session = None if index is None else world.sessions[index]
    return world.guessed() if session is not None and session.live else world


def closed_by_message(world: World, index: int, site: int) -> World:
    """`world` after the close of a live session in sight by a message that only says it when it
    runs: nothing is judged there.
    """
    (after,) = close(world, ("session", index), site).worlds
    due = Property.ORDERED
    return with_session(after, index, closed=None).acquitted(site, due)


def request(world: World, value: Value, site: int, callbacks: frozenset[str]) -> Effect:
    """Make a request on the session of an ID, to be called back."""
    return _use(world, value, _Use(site, callbacks))


def may_answer(world: World, callback: str) -> bool:
    """Whether a request may get its answer now: the network gives none once its session is
    closed.
    """
    return callback in world.named or any(
        session is not None and session.live and callback in session.callbacks
        for session in world.sessions
    )


def _use(world: World, value: Value, use: _Use) -> Effect:
    site, closing = use.site, use.closing
    elsewhere = any(is_other(link) for link in world.chain(value))
    value = _found_out(world, world.norm(value))
    stale = Property.NOT_CLOSED_TWICE if closing else Property.NOT_USED_AFTER_CLOSE
    verb = "closed" if closing else "requested on"
    if elsewhere or is_no_followed_key(world, value):
        return Effect(_use_elsewhere(use.unseen(world), value, use), may_fail=True)
    if value == ZERO:
        breach = Breach(Property.VALIDATED, world, f"{verb} with an ID that is empty")
        # The page lets a request on 0 pass, the contracts revert it; a close of 0 reverts.
        passed = () if closing else (_passed_over(use.unseen(world)),)
        return Effect(passed, (breach,), may_fail=True)
    kind = value[0]
    if kind == "session":
        session = world.sessions[value[1]]
        uid = world.uids[value[1]]
        assert session is not None
        if not session.live:
            text = "closed again" if closing else "requested on after the close"
            return Effect((), (Breach(stale, world.tell("use", site, text, uid), text),), (), True)
        if closing:
            world = with_session(
                world, value[1], live=False, closed=site, removed=None, led=frozenset()
            )
            world = requests.unanswerable(world, value[1], session.requests)
            world = world.tell("close", site, "closed", uid)
            if session.asked:
                text = "closed while a request may be unanswered"
                world = world.owing(site, Property.ORDERED, text, uid)
            elif session.found and use.asked:
                return Effect((world,), (), ((Property.ORDERED, _ASKED_BEFORE),))
            return Effect((world,))
        named = session.callbacks | (use.callbacks or frozenset())
        asked = min(session.asked + 1, MANY)
        owed = tallies.on_session(session.owed, 1)
        world = with_session(world, value[1], asked=asked, callbacks=named, owed=owed)
        return Effect((world.tell("request", site, "requested", uid),), may_fail=True)
    if kind == "term" and sessions_in(value):
        value = lost(DERIVED)
    elif is_beside_key(value):
        value = lost(BY_KEY)
    kind = value[0]
    if kind == "lost":
        unsure = [Property.VALIDATED, stale]
        if use.asked:
            unsure.append(Property.ORDERED)
        if closing and any(held[0] == "lost" for held in world.store.values()):
            unsure.append(Property.RESET)
        reasons = tuple((prop, value[1]) for prop in unsure)
        # It may be any session that was used: what follows from that is a guess.
        closed = [
            after
            for index, session in enumerate(world.sessions if closing else ())
            if session is not None and session.live
            for after in close(world.guessed(), ("session", index), site).worlds
        ]
        return Effect((use.unseen(world), *closed), (), reasons, True)
    if kind == "key" and value[1] in world.keys:
        return _use(world, world.keys[value[1]], use)
    found: list[Breach] = []
    worlds: list[World] = []
    unknown: list[tuple[Property, str]] = []
    rest: World | None = world
    any_of = value[0] in ("symbol", "key", "any", "const") or (
        kind == "term" and not is_hash(value)
    )
    empty = world.assume(("pred", "eq", value, ZERO), True) if value[0] != "const" else None
    if empty is not None and world.equal(value, ZERO) is None:
        found.append(Breach(Property.VALIDATED, empty, f"{verb} with an ID that may be empty"))
        if not closing:
            worlds.append(_passed_over(use.unseen(empty)))
        rest = world.assume(("pred", "eq", value, ZERO), False)
    if rest is not None and any_of:
        for index, session in enumerate(world.sessions):
            if session is None or rest is None:
                continue
            same = rest.assume(("pred", "eq", value, ("session", index)), True)
            if same is not None:
                if not session.live and _is_told_elsewhere(rest, value):
                    same = same.guessed()
                effect = _use(same, ("session", index), use)
                worlds += effect.worlds
                found += effect.breaches
                unknown += effect.unknown
                rest = rest.assume(("pred", "eq", value, ("session", index)), False)
    if rest is not None and STRAYS in world.named:
        # No session in sight: one that this contract opened and lost sight of, or the
        # network reverts, as it does for a stranger's.
        if any_of:
            seen, stray = adopt(rest, True, 0, SOMEWHERE)
            bound = seen.assume(("pred", "eq", value, stray), True)
            if bound is not None:
                effect = _use(bound, stray, use)
                worlds += effect.worlds
                unknown += effect.unknown
        else:
            worlds.append(use.unseen(rest))
    return Effect(tuple(worlds), tuple(found), tuple(unknown), True)


def _is_told_elsewhere(world: World, value: Value) -> bool:
    """Whether a check has looked at what stands under an ID where another key is followed: what
    it told of a session is not known here.
    """
    return any(
        (place := read_at(one)) is not None and ("other", value) in place[1]
        for fact in world.facts
        for one in symbols_in(fact)
    )


def _passed_over(world: World) -> World:
    """`world` after a breach. Where that is not judged, since it is where another key is
    followed, neither is it known that there is one, nor what comes of it.
    """
    return world.guessed() if world.beside() else world


def _use_elsewhere(world: World, value: Value, use: _Use) -> tuple[World, ...]:
    """The worlds after an operation on what a cell at another key than the followed one
    holds. It is judged when that key is followed, and so is what it does to sessions in
    sight, unless it is known to be one of them.
    """
    if use.closing and (value == ZERO or is_void(value)):
        return ()
    known = world.unkeyed(value)
    if known[0] == "session":
        return _use(world, known, use).worlds
    held_in = held_elsewhere(value)
    was_in = held_elsewhere(first_read(value)) if is_old(value) else None
    worlds: list[World] = []
    rest: World | None = world
    for index, session in enumerate(world.sessions):
        if session is None or rest is None:
            continue
        own: Value = ("session", index)
        source = was_in if held_in is None or not rest.may_be_in(index, held_in) else held_in
        if ("twice", source) in world.named:
            # No one key of the container shows what two of them hold.
            same = rest.assume(("pred", "eq", value, own), True)
            if same is not None:
                worlds += _use(same.guessed(), own, use).worlds
        if value[0] in _NAMED:
            rest = rest.assume(("pred", "eq", value, own), False)
        elif use.closing and session.away and (held_in is None or rest.may_be_in(index, held_in)):
            rest = with_session(rest, index, away=frozenset((SOMEWHERE,)))
    return (*worlds, *([] if rest is None else [rest]))


def _found_out(world: World, value: Value) -> Value:
    """What is computed, as the key that it was found to be."""
    if value[0] == "term":
        for fact, truth in world.facts.items():
            if truth and fact[1] == "eq" and value in fact[2:4]:
                other = fact[3] if fact[2] == value else fact[2]
                if other[0] == "key":
                    return other  # type: ignore[no-any-return]
    return value


def is_beside_key(value: Value) -> bool:
    """Whether a number is less or more than the followed key, and no place of a loop's counter."""
    return value[0] in ("below", "above") and len(value) == _COMPUTED


def is_other(value: Value) -> bool:
    """Whether a value was read from a cell at another key than the followed one."""
    return value[0] == "elsewhere" or (
        value[0] == "symbol" and first_read(value)[1][0] in ("other", "void")
    )


def is_no_followed_key(world: World, value: Value) -> bool:
    """Whether a value was a key that is not the followed one."""
    return value[0] in _NAMED and any(
        not truth
        and fact[1] == "eq"
        and value in fact[2:]
        and (fact[3] if fact[2] == value else fact[2])[0] == "key"
        for fact, truth in world.facts.items()
    )


def answered(world: World, callback: str | None) -> tuple[World, ...]:
    """The worlds once one answer has come that calls back: one request fewer is outstanding, on
    one of the sessions with such requests. With None, whatever it calls back. Many stay many:
    what nobody counts cannot tell one that is left from more.
    """
    worlds = [
        requests.replied(
            with_session(
                world,
                index,
                asked=MANY if session.asked == MANY else 0,
                owed=tallies.on_session(session.owed, -1),
            ),
            world.uids[index],
        )
        for index, session in enumerate(world.sessions)
        if session is not None and session.live and session.asked
        if callback is None or callback in session.callbacks
    ]
    unseen = callback in world.named
    if unseen or not worlds:
        worlds.append(requests.replied(world, None))
    return tuple(map(tallies.answered, worlds))


def recoverable(session: Session) -> bool:
    """Whether a session that no followed cell holds may still be closed: its ID is held
    at another key, or went out of a contract that never kept it.
    """
    return bool(session.away) or (session.passed and not session.stored)


def out_of_sight(world: World, sessions: Iterable[Session | None]) -> World:
    """`world` once nothing refers to these sessions: what is live of them is still the
    contract's, and requests on it may still get their answers.
    """
    live = [session for session in sessions if session is not None and session.live]
    if not live:
        return world
    callbacks = frozenset[str]().union(*(session.callbacks for session in live))
    world = records.untied(world, live)
    lost = any(
        not session.away and (session.opened is not None or session.removed is not None)
        for session in live
    )
    return world.but(named=world.named | {STRAYS} | callbacks | ({ADRIFT} if lost else set()))


def collected(world: World, named_by_callers: bool) -> World:
    """`world` without sessions that nothing can refer to any more.

    A live one among them is gone for good, unless the transaction reverts: the site
    that lost it is noted in `gone`. Where callers name IDs, one closed session stays.
    """
    if all(s is None for s in world.sessions):
        return world
    held: set[int] = set(referenced(world)) | hashed(world)
    for frame in (world.frame, *world.stack, world.heap):
        for value in frame.values():
            held |= sessions_in(world.norm(value))
    sessions = list(world.sessions)
    gone = set(world.gone)
    told = world
    closed = 0
    for index, session in enumerate(sessions):
        if session is None or index in held:
            continue
        if session.live and recoverable(session):
            if session.away:  # it stands where another key is followed
                sessions[index] = None
                told = out_of_sight(told, (session,))
            continue
        if not session.live:
            closed += 1
            if named_by_callers and closed == 1:
                continue
        elif session.removed is not None or session.opened is not None:
            site = session.removed if session.removed is not None else session.opened
            assert site is not None
            gone.add((site, "removed" if session.removed is not None else "opened"))
            told = told.tell("lost", site, "", world.uids[index])
        told = out_of_sight(told, (session,))
        sessions[index] = None
    if sessions == list(world.sessions):
        return world
    # Their numbers will be given again: nothing may speak of them any more.
    lost = {i for i, s in enumerate(sessions) if s is None}
    while sessions and sessions[-1] is None:
        sessions.pop()
    return told.but(
        sessions=tuple(sessions),
        uids=world.uids[: len(sessions)],
        gone=frozenset(gone),
        facts=Map(
            (f, t)
            for f, t in world.facts.items()
            if lost.isdisjoint(sessions_in(f[2]) | sessions_in(f[3]))
        ),
        binds=Map((s, b) for s, b in world.binds.items() if lost.isdisjoint(sessions_in(b))),
    )


def referenced(world: World) -> frozenset[int]:
    """Sessions whose IDs some storage cell, or the followed key itself, still holds."""
    found: set[int] = set()
    for value in world.store.values():
        found |= sessions_in(world.norm(value))
    for value in world.keys.values():
        found |= sessions_in(value)
    return frozenset(found)


def hashed(world: World) -> frozenset[int]:
    """Closed sessions of whose IDs a followed key is the hash."""
    found = frozenset[int]().union(
        *(
            sessions_in(fact[2]) | sessions_in(fact[3])
            for fact, truth in world.facts.items()
            if truth and fact[1] == "eq" and fact[2][0] == "key" and is_hash(fact[3])
        )
    )
    return frozenset(
        index
        for index in found
        if (session := world.sessions[index]) is not None and not session.live
    )
