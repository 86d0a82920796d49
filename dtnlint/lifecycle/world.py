"""A world: one whole assignment of abstract values, and how a condition refines it.

Worlds are immutable. What happened on the way (`events`) rides along for traces and
is no part of a world's identity, so that two ways to the same world are one.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from immutables import Map

from dtnlint.lifecycle.values import (
    ANY,
    ONE,
    PLAIN,
    ZERO,
    Value,
    const,
    hashed_words,
    is_given,
    is_hash,
    is_vague,
    is_void,
    mentions,
    negation,
    rebuild,
    stands_at,
    symbol,
)

Location = tuple[str, tuple[Any, ...]]
"""A storage location: the root variable's canonical name, and the path below it, whose
items are field names, ``("key", family)`` for the followed key of a container, ``("other",
value)`` for another key of it, ``("at", value)`` for a key of a container whose contents
are not followed, and `LENGTH`."""

_NEVER_ZERO = frozenset(
    symbol("global", name) for name in ("block.timestamp", "block.number", "block.chainid")
) | {symbol("this"), symbol("sender"), symbol("caller")}

AFTER_ALL_TIME = 1 << 64
"""No block has a time or a number so large."""
_CLOCKS = frozenset(symbol("global", name) for name in ("block.timestamp", "block.number"))

SOMEWHERE = "somewhere"
"""In place of where an ID is held: wherever something can be held."""
AS_KEY = "as a key"
"""In place of where an ID is held: as a key of a container, from which nothing reads it."""

COUNTED = "counted"
"""Of what is held elsewhere: a number in storage leads there, so it is not just any."""

GUESSED = "guessed"
"""Among a world's `named`: the way to it is coarse. It took two cells for holding the same
session's ID, took somebody with authority for calling back before a call returns, or went by a
check of what is not followed, and nothing shows that this can be. What is violated only on such
ways is not known; what is proved is."""

ENDED = "ended"
"""Among a world's `named`, with an index and a length: a loop has come to an array's end."""

ONCE = "once "
"""Among a world's `named`, before a name: that what can succeed only once has run."""

RAISED = "raised"
"""Among a world's `named`, with a place: a number that only grows did so in this transaction."""

SEALED = "sealed"
"""Among a world's `named`, with a place: it held a hash of the contract's own making as this
transaction began."""

RECORDED = "recorded elsewhere"
"""Among a world's `named`: a guard at another key was written in this transaction."""

LOUD = "loud"
"""Among a world's `named`: something has changed that is not followed further than that."""

FILLED = "filled elsewhere"
"""Among a world's `named`: a cell at another key was given a value in this transaction."""

UNSEEN = ("unseen",)
"""In place of what holds an ID: it is that of some session which is not in sight."""

TAKEN = "taken"
"""Among a world's `named`, with a family: its followed key is what a cell holds that is not
followed, and so no ID of a session that begins later."""

OUTSIDE, CONFIGURED, EARLIER = -1, -2, -3
"""In place of a deposit's site: a contract was called that may have deposited; tokens went to
an address that is kept, of which the code does not say whose it is; a message deposited after which
this one comes in the same transaction."""

LENGTH = "#length"
PRESENT = "#present"
"""Below an array's followed index: whether the array is that long (1) or not (0)."""


def at_another_key(location: Location) -> bool:
    """Whether a location lies below another key than the followed one."""
    return any(isinstance(step, tuple) and step[0] == "other" for step in location[1])


def is_exact(home: Any) -> bool:
    """Whether the home of an ID is one known location."""
    return home not in (SOMEWHERE, AS_KEY) and home[0] != "in"


def may_be_same(home: Any, location: Location) -> bool:
    """Whether a write to one location may hit another, both at other keys."""
    if not is_exact(home) or _shape(home) != _shape(location):
        return False
    return not any(
        a != b and a[1][0] == b[1][0] == "const"
        for a, b in zip(home[1], location[1], strict=True)
        if isinstance(a, tuple) and isinstance(b, tuple) and a[0] == b[0] == "other"
    )


def container(location: Location) -> tuple[Any, ...]:
    """What holds a location and its like at all keys."""
    return (location[0], *("*" if isinstance(step, tuple) else step for step in location[1]))


def somewhere_in(location: Location) -> tuple[Any, ...]:
    """The home of an ID that is held at a key of a container that is not known."""
    return ("in", container(location))


def elsewhere(location: Location) -> Value:
    """What a location at an unknown other key holds: `COUNTED` where a stored counter led there."""
    counted = any(isinstance(step, tuple) and is_passing(step[1]) for step in location[1])
    return ("elsewhere", container(location), *((COUNTED,) if counted else ()))


def is_passing(value: Value) -> bool:
    """Whether a value is a stored counter of which it is not told how far it has come."""
    return value[0] in ("below", "above") and is_vague(value)


Leads = frozenset[tuple[tuple[Any, ...], str, int]]
"""Of requests that are not followed: the place of a record, the family to whose followed key
it leads, and how many may be unanswered of which that is so."""

Owed = frozenset[tuple[Location, int]]
"""By how many unanswered requests may exceed what variables hold that count them: `tallies`."""


class Session(NamedTuple):
    """What is known of one session this contract started."""

    live: bool = True
    stored: bool = False
    """Whether a storage cell has ever held its ID."""
    away: frozenset[Any] = frozenset()
    """Where cells at other keys than the followed one hold its ID: their locations, what
    `somewhere_in` gives for those of one container that cannot be told apart, and
    `SOMEWHERE` and `AS_KEY`."""
    asked: int = 0
    """How many requests on it may be unanswered: none, one, or any number (2)."""
    callbacks: frozenset[str] = frozenset()
    """What its requests so far name to be called back: once it is closed, none is."""
    requests: frozenset[str] = frozenset()
    """The families of keys of which the followed one is a request on it."""
    led: Leads = frozenset()
    """Other requests on it whose records lead to followed keys: see `records`."""
    owed: Owed = frozenset()
    """Of its requests, what variables below followed keys may fail to count."""
    routers: frozenset[Any] = frozenset()
    """By what the router is told that opened it, where the consumer may know several."""
    found: bool = False
    """Whether it was opened out of sight: what is kept under its ID is not known."""
    passed: bool = False
    """Whether its ID was returned, emitted, or given to another contract."""
    opened: int | None = None
    """The site that opened it, in the transaction that did."""
    closed: int | None = None
    """The site that closed it, in the transaction that did."""
    removed: int | None = None
    """The site that last took its ID out of a storage cell, in this transaction."""


def containers_of(session: Session) -> frozenset[tuple[Any, ...]]:
    """The containers that are known to hold a session's ID at another key."""
    return frozenset(
        home[1] if home[0] == "in" else container(home)
        for home in session.away
        if home not in (SOMEWHERE, AS_KEY)
    )


class Event(NamedTuple):
    """Something a trace may tell."""

    kind: str
    """``enter``, ``open``, ``close``, ``request``, ``store``, ``remove``, ``guard``, …"""
    site: int
    uid: int
    """The session concerned, by a number that never changes; 0 for none."""
    text: str
    place: Location | None = None
    """What was written, of a write to what guards look at."""


_EMPTY: Map[Any, Any] = Map()
_OFTEN = 2
"""More than once."""

History = tuple[Any, Event] | None
"""A linked list of events, latest first."""


def since(history: History, end: History) -> Iterator[tuple[Any, Event]]:
    """The links of a history, latest first, down to one that is left out."""
    while history is not None and history is not end:
        yield history
        history = history[0]


class World:
    """One assignment of abstract values; immutable, hashed by what it assigns.

    Beside values and sessions it holds what the protocol's rules ask of a path: the site
    and the amount of a deposit that no start has claimed (`deposit`), the callbacks that
    requests have named, with what else is noted of a path (`named`), and sessions that
    nothing refers to any more (`gone`: the site that lost them, and whether a cell had
    held them).
    """

    __slots__ = (
        "_hash",
        "binds",
        "deposit",
        "events",
        "facts",
        "frame",
        "gone",
        "heap",
        "keys",
        "named",
        "sessions",
        "stack",
        "store",
        "uids",
    )

    def __init__(
        self,
        store: Map[Location, Value] = _EMPTY,
        frame: Map[Any, Value] = _EMPTY,
        stack: tuple[Map[Any, Value], ...] = (),
        sessions: tuple[Session | None, ...] = (),
        facts: Map[Value, bool] = _EMPTY,
        binds: Map[Value, Value] = _EMPTY,
        keys: Map[str, Value] = _EMPTY,
        deposit: tuple[tuple[int, Value], ...] = (),
        named: frozenset[Any] = frozenset(),
        gone: frozenset[tuple[int, str]] = frozenset(),
        events: History = None,
        uids: tuple[int, ...] = (),
        heap: Map[int, Value] = _EMPTY,
    ) -> None:
        self.store = store
        self.frame = frame
        self.stack = stack
        self.sessions = sessions
        self.facts = facts
        self.binds = binds
        self.keys = keys
        self.deposit = deposit
        self.named = named
        self.gone = gone
        self.events = events
        self.uids = uids
        self.heap = heap
        """The objects in memory, by number: see `memory`."""
        self._hash: int | None = None

    def but(self, **changes: Any) -> World:
        """A copy with these attributes changed."""
        new = World.__new__(World)
        new.store = self.store
        new.frame = self.frame
        new.stack = self.stack
        new.sessions = self.sessions
        new.facts = self.facts
        new.binds = self.binds
        new.keys = self.keys
        new.deposit = self.deposit
        new.named = self.named
        new.gone = self.gone
        new.events = self.events
        new.uids = self.uids
        new.heap = self.heap
        for name, value in changes.items():
            setattr(new, name, value)
        new._hash = None
        return new

    def _identity(self) -> tuple[Any, ...]:
        return (
            self.store,
            self.frame,
            self.stack,
            self.sessions,
            self.facts,
            self.binds,
            self.keys,
            self.deposit,
            self.named,
            self.gone,
            self.heap,
        )

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(self._identity())
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, World) or hash(self) != hash(other):
            return False
        return self._identity() == other._identity()

    # -- what happened -----------------------------------------------------------------

    def tell(
        self, kind: str, site: int, text: str, uid: int = 0, place: Location | None = None
    ) -> World:
        """Note an event."""
        return self.but(events=(self.events, Event(kind, site, uid, text, place)))

    # -- values ------------------------------------------------------------------------

    def owing(self, site: int, prop: Any, text: str, uid: int) -> World:
        """`self` with a property that is broken at a site, unless the transaction reverts."""
        told = self.tell("use", site, text, uid)
        return told.but(named=told.named | {("due", site, prop, text)})

    def due(self) -> Iterator[tuple[int, Any, str]]:
        """What `owing` has noted."""
        for noted in self.named:
            if noted[0] == "due":
                yield noted[1:]

    def owes(self, site: int, prop: Any) -> bool:
        """Whether `owing` has noted this."""
        return any(noted[:2] == (site, prop) for noted in self.due())

    def visiting(self, family: str, followed: bool) -> World:
        """`self` with a note that a container was looked into, at its followed key or another."""
        at, beside = ("at", family), ("beside", family)
        if at in self.named:
            return self
        if followed:
            return self.but(named=self.named - {beside} | {at})
        return self.but(named=self.named | {beside})

    def beside(self) -> frozenset[str]:
        """The families of which this transaction has only looked into other keys.

        Whatever is found on such a way is found too where one of those is followed, unless
        what is held at the followed one has to do with it.
        """
        return frozenset(noted[1] for noted in self.named if noted[0] == "beside")

    def going_over(self, listed: Any, loop: Any) -> World:
        """`self` with a note of which loop reads an element of a list that the caller gave; None
        where none does.
        """
        named = frozenset(n for n in self.named if n[0] != "going" or n[1] != listed)
        if loop is not None:
            named |= {("going", listed, loop)}
        return self if named == self.named else self.but(named=named)

    def gone_over(self, key: Value, family: str, followed: bool, site: Any) -> World:
        """`self` with a note of what a loop looks up that goes over a list which the caller gave:
        whether that is the followed key. The elements to which a counter comes are not all told
        apart, so that two loops may not agree on how often the key is among them: see `disagrees`.
        """
        if key[0] != "symbol" or key[1][0] != "element":
            return self
        listed = key[1][1:-1]
        loop = next((n[2] for n in self.named if n[:2] == ("going", listed)), None)
        if loop is None:
            return self
        noted = ("over", listed, family, loop, site)
        old = next((n for n in self.named if n[:5] == noted), (*noted, 0))
        now = (*noted, min(_OFTEN, old[5] + followed))
        world = self if now in self.named else self.but(named=self.named - {old} | {now})
        if followed:
            met = world._met()
            often = met[listed, family][loop]
            if any(often > count for count in met[listed, family].values()):
                return world.guessed()
        return world

    def disagrees(self) -> bool:
        """Whether one loop has met the followed key in a list more often than another."""
        return any(len(set(counts.values())) > 1 for counts in self._met().values())

    def _met(self) -> dict[tuple[Any, str], dict[Any, int]]:
        """How often each loop over a list has met the followed key: never, once, or more."""
        found: dict[tuple[Any, str], dict[Any, int]] = {}
        for noted in self.named:
            if noted[0] == "over":
                counts = found.setdefault(noted[1:3], {})
                counts[noted[3]] = max(counts.get(noted[3], 0), noted[5])
        return found

    def touching(self, slot: Any) -> World:
        """`self` with a note that what guards read was changed."""
        return self.but(named=self.named | {("touched", slot)})

    def touched(self) -> frozenset[Any]:
        """What `touching` has noted."""
        return frozenset(noted[1] for noted in self.named if noted[0] == "touched")

    def acquitted(self, site: int, prop: Any) -> World:
        """`self` without what `owing` has noted of a property and a site."""
        return self.but(named=frozenset(n for n in self.named if n[:3] != ("due", site, prop)))

    def until(self, site: int, text: str) -> World:
        """`self` with its history cut off after an event of a site."""
        events = self.events
        while events is not None and (events[1].site, events[1].text) != (site, text):
            events = events[0]
        return self if events is None else self.but(events=events)

    def norm(self, value: Value) -> Value:
        """What a value has turned out to be."""
        if not self.binds:
            return value
        kind = value[0]
        if kind == "symbol":
            bound = self.binds.get(value)
            return value if bound is None else self.norm(bound)
        if kind in ("term", "pred", "not", "struct", "tuple", "copy"):
            return rebuild(value, self.norm)
        return value

    def unkeyed(self, value: Value) -> Value:
        """A normalised value, or what it is known to be where it is a followed key."""
        return self.keys.get(value[1], value) if value[0] == "key" else value

    def session_of(self, value: Value) -> int | None:
        """The index of the session whose ID a normalised value is known to be."""
        value = self.unkeyed(value)
        return value[1] if value[0] == "session" else None

    def chain(self, value: Value) -> Iterator[Value]:
        """A value and everything that it was found to be equal to, in turn."""
        yield value
        while value[0] == "symbol" and value in self.binds:
            value = self.binds[value]
            yield value

    def values(self) -> Iterator[Value]:
        """Every value that the world assigns."""
        yield from self.store.values()
        yield from self.frame.values()
        for frame in self.stack:
            yield from frame.values()
        yield from self.heap.values()
        for _, amount in self.deposit:
            yield amount

    def fresh(self, *name: Any) -> tuple[World, Value]:
        """A symbol of this name that says nothing yet; older uses of the name become opaque."""
        value = symbol(*name)
        world = self
        if _any_mentions(self.values(), value):

            def forget(part: Value) -> Value:
                return ANY if part == value else part

            world = world.but(
                store=world.store.update(
                    {k: rebuild(v, forget) for k, v in world.store.items() if mentions(v, value)}
                ),
                frame=Map((k, rebuild(v, forget)) for k, v in world.frame.items()),
                stack=tuple(
                    Map((k, rebuild(v, forget)) for k, v in frame.items()) for frame in world.stack
                ),
                heap=Map((k, rebuild(v, forget)) for k, v in world.heap.items()),
                deposit=tuple((site, rebuild(v, forget)) for site, v in world.deposit),
            )
        if _any_mentions(world.facts, value):
            world = world.but(
                facts=Map((f, t) for f, t in world.facts.items() if not mentions(f, value))
            )
        if _any_mentions(world.binds, value) or _any_mentions(world.binds.values(), value):
            world = world.but(
                binds=Map(
                    (s, b)
                    for s, b in world.binds.items()
                    if not mentions(s, value) and not mentions(b, value)
                )
            )
        return world, value

    def past(self, value: Value, counter: Any) -> Value:
        """A value once a counter goes on, which stood beside a followed key: the place where it
        stood is any beside that key, and what was read there is not told any more.
        """

        def forget(part: Value) -> Value:
            if not stands_at(part, counter):
                return part
            if part[0] != "symbol":
                return part[:2]
            known = self.norm(part)
            return ANY if stands_at(known, counter) else known

        return rebuild(value, forget) if stands_at(value, counter) else value

    def moved(self, counter: Any) -> World:
        """`self` once a counter goes on: see `past`."""

        def past(values: Map[Any, Value]) -> Map[Any, Value]:
            changed = {k: self.past(v, counter) for k, v in values.items() if stands_at(v, counter)}
            return values.update(changed) if changed else values

        facts, binds = self.facts, self.binds
        if any(stands_at(fact, counter) for fact in facts):
            facts = Map((f, t) for f, t in facts.items() if not stands_at(f, counter))
        if any(stands_at(bound, counter) for bound in binds.items()):
            binds = Map(bound for bound in binds.items() if not stands_at(bound, counter))
        return self.but(
            store=past(self.store),
            frame=past(self.frame),
            stack=tuple(map(past, self.stack)),
            heap=past(self.heap),
            facts=facts,
            binds=binds,
            deposit=tuple((site, self.past(v, counter)) for site, v in self.deposit),
        )

    def overwritten(self, location: Location, *, below: bool = False) -> World:
        """`self` after a write to one of many locations, or to all `below` one: what was read of
        its like is old.
        """
        like = _shape(location)
        size = len(like)

        def _is_like(shape: tuple[Any, ...]) -> bool:
            return shape[:size] == like and (below or len(shape) == size)

        def is_old(value: Value) -> bool:
            return (
                value[0] == "symbol"
                and value[1][0] in ("storage", "other")
                and _is_like(_shape(value[1][1:]))
            )

        old = {
            value
            for pair in (*self.facts.items(), *self.binds.items())
            for part in pair
            if isinstance(part, tuple)
            for value in symbols_in(part)
            if is_old(value)
        }
        held = {value for part in self.values() for value in symbols_in(part) if is_old(value)}
        world = self
        for value in sorted(held, key=repr):
            world = world._telling_apart(value)
        for value in sorted(old | held, key=repr):
            older = symbol("was", *value[1])
            if _any_mentions(world.values(), older):
                world, oldest = world.fresh("was", *older[1])
                world = world._renamed(older, oldest)
            world, was = world.fresh(*older[1])
            world = world._renamed(value, was)
        return world

    def _telling_apart(self, value: Value) -> World:
        """`self` with a note of whose ID a value read at another key is not, as long as what holds
        them tells that.
        """
        if held_elsewhere(value) is None or self.norm(value) != value:
            return self
        world = self
        for index, session in enumerate(self.sessions):
            own: Value = ("session", index)
            if session is not None and self.equal(value, own) is False:
                world = world.learn(predicate("eq", value, own), False)
        return world

    def _renamed(self, old: Value, new: Value) -> World:
        """What was read before a write goes by another name after it."""

        def rename(part: Value) -> Value:
            return new if part == old else part

        def renamed(values: Map[Any, Value]) -> Map[Any, Value]:
            changed = {k: rebuild(v, rename) for k, v in values.items() if mentions(v, old)}
            return values.update(changed) if changed else values

        return self.but(
            store=renamed(self.store),
            frame=renamed(self.frame),
            stack=tuple(renamed(frame) for frame in self.stack),
            heap=renamed(self.heap),
            facts=Map(
                (predicate(f[1], *(rebuild(p, rename) for p in f[2:4])), t)
                for f, t in self.facts.items()
            ),
            binds=Map((rebuild(s, rename), rebuild(b, rename)) for s, b in self.binds.items()),
            deposit=tuple((site, rebuild(v, rename)) for site, v in self.deposit),
        )

    def forgetting(self, indexes: Collection[int] = ()) -> World:
        """`self` without facts about values that nothing holds and nothing can read again: elements
        that a loop has passed are read again by indexes that the source names, if at all.
        """
        if not self.facts and not self.binds:
            return self
        held: set[Value] = {const(index) for index in indexes}
        for frame in (self.frame, *self.stack):
            held.update(value for value in frame.values() if value[0] == "const")
        for value in self.values():
            if value[0] not in PLAIN:
                held.update(symbols_in(value))
            elif value[0] in ("below", "above"):
                held.add(value)
        for value in list(held):
            held.update(symbols_in(self.norm(value)))
        known = {
            ("session", index): session is not None for index, session in enumerate(self.sessions)
        }
        facts = Map(
            (f, t) for f, t in self.facts.items() if _lasts(f, held, known) or _compares(f, held)
        )
        binds = Map((s, b) for s, b in self.binds.items() if _lasts(s, held, known))
        world = self
        if len(facts) != len(self.facts) or len(binds) != len(self.binds):
            world = self.but(facts=facts, binds=binds)
        for value in self.store.values():
            # The second of an array's two names for its length, when the first is free.
            if value[0] == "symbol" and value[1][0] == "length" and value[1][3:] == (1,):
                first = symbol(*value[1][:3], 0)
                if first not in held:
                    world = world._renamed(value, first)
        return world

    # -- truth -------------------------------------------------------------------------

    def equal(self, a: Value, b: Value) -> bool | None:
        """Whether two normalised values are equal; None where both are possible."""
        a, b = _compared(_plain(a), _plain(b))
        for one, other in ((a, b), (b, a)):
            held_in = held_elsewhere(one)
            if held_in is not None:
                named = self.unkeyed(other)
                if named[0] == "session" and not self.may_be_in(named[1], held_in):
                    return False
                if self._only_here(other, named, held_in):
                    return False
        if a[0] in _VAGUE or b[0] in _VAGUE:
            return None
        if a == b:
            return None if is_vague(a) else True
        kinds = (a[0], b[0])
        if kinds == ("const", "const"):
            return False
        if kinds == ("session", "session"):
            return False
        if "session" in kinds:
            number = b if a[0] == "session" else a
            if number == ZERO or (number[0] == "const" and _is_no_id(number[1])):
                return False
        if "key" in kinds and not {"below", "above", "beside"}.isdisjoint(kinds) and a[1] == b[1]:
            return False
        if kinds in (("below", "above"), ("above", "below")):
            return False
        if "above" in kinds and ZERO in (a, b):
            return False
        if ZERO in (a, b):
            size = b if a == ZERO else a
            family = _length_of(size)
            if family is not None and self._present(family, size):
                return False
        if "key" in kinds:
            key, other = (a, b) if a[0] == "key" else (b, a)
            bound = self.keys.get(key[1])
            if bound is not None and bound[0] == "session" and other == ZERO:
                return False
            if bound is not None and other[0] in ("const", "session"):
                return bound == other
            if bound is not None:
                known = self._known("eq", bound, other)
                if known is not None:
                    return known
            if is_hash(other):
                for fact, truth in self.facts.items():
                    if truth and fact[1] == "eq" and key in fact[2:4]:
                        known = self._same_hash(other, fact[3] if fact[2] == key else fact[2])
                        if known is not None:
                            return known
        if is_hash(a) and is_hash(b):
            known = self._same_hash(a, b)
            if known is not None:
                return known
        if ZERO in (a, b) and (b if a == ZERO else a) in _NEVER_ZERO:
            return False
        for x, y in ((a, b), (b, a)):
            if x[0] == "const" and isinstance(x[1], int) and x[1] >= (_most(y) or x[1] + 1):
                return False
            if x[0] == "term" and x[1] == "*" and y == ZERO:
                sides = [self.equal(side, ZERO) for side in x[2:4]]
                if sides == [False, False]:
                    return False
            if x[0] == "term" and x[1] == "+" and x[3] == y and self.equal(x[2], ZERO) is False:
                return False
            if (
                x[0] == "term" and x[1].partition("~")[0] in ("+", "-")
                and x[2] == y and x[3][0] == "const" and x[3] != ZERO
            ):  # fmt: skip
                return False
            if x[0] == "term" and x[1] == "+" and y == ZERO and ONE in (x[2], x[3]):
                return False
            if x[0] == "term" and x[1] == "keccak256" and y == ZERO:
                return False
            if x[0] == "const" and x != ZERO and self._known("eq", y, ZERO) is True:
                return False
        return self._known("eq", a, b)

    def _same_hash(self, a: Value, b: Value) -> bool | None:
        """Whether two values are hashes of the same: bytes that differ have different hashes."""
        if not (is_hash(a) and is_hash(b)) or a[1] != b[1]:
            return None
        if a == b:
            return True
        one, other = hashed_words(a), hashed_words(b)
        if one is None or other is None or one[0] != other[0] or len(one[1]) != len(other[1]):
            return None
        same = [self.equal(x, y) for x, y in zip(one[1], other[1], strict=True)]
        return False if False in same else True if all(same) else None

    def may_be_in(self, index: int, held_in: tuple[Any, ...]) -> bool:
        """Whether a container may hold the ID of a session at another key."""
        if held_in == UNSEEN:
            return False
        session = self.sessions[index]
        assert session is not None
        return SOMEWHERE in session.away or held_in in containers_of(session)

    def _only_here(self, value: Value, named: Value, held_in: tuple[Any, ...]) -> bool:
        """Whether the followed key of a container, and so no other one, holds an ID."""
        if named[0] != "session" or ("twice", held_in) in self.named:
            return False
        session = self.sessions[named[1]]
        assert session is not None
        if held_in in containers_of(session):
            return False
        return any(
            container(location) == held_in and self.norm(held) in (value, named)
            for location, held in self.store.items()
            if location[0] == held_in[0]
        )

    def _is_guess(self, a: Value, b: Value) -> bool:
        """Whether two values are IDs that are equal only if two cells hold one session's, one
        of them at a key that is not followed; or what was noted of a request that is not the
        followed one leads to a followed key; or whether that is empty to which a counter leads.
        Where so, following that key shows it.
        """
        if any(
            self._is_of_another_answer(one) and other[0] == "key" for one, other in ((a, b), (b, a))
        ):
            return True
        if ZERO in (a, b) and any(one[0] == "elsewhere" and COUNTED in one for one in (a, b)):
            return True
        came_from = {one: held_elsewhere(first_read(one)) for one in (a, b)}
        return any(
            came_from[one] is not None
            and (
                came_from[one] == UNSEEN or self.session_of(other) is not None
                if other[0] in ("session", "key")
                else came_from[other] is not None
            )
            for one, other in ((a, b), (b, a))
        )

    def holds_part_of(self, value: Value) -> bool:
        """Whether a value is made of a number that followed storage holds, of which no more than
        that is known: how two of them lie to each other was not remembered.
        """
        return any(
            symbol[1][0] == "storage" and symbol[1][1:] in self.store
            for symbol in symbols_in(value)
        )

    def _compares_seals(self, a: Value, b: Value) -> bool:
        """Whether a hash that the contract stored, or one that is known by its number, is compared
        with one of what no caller gives: of what the first was made is not remembered.
        """
        return any(
            is_hash(made)
            and (
                (SEALED, read_at(known)) in self.named
                or (known[0] == "const" and not symbols_in(made))
            )
            and not any(is_given(part) for part in symbols_in(made))
            for known, made in ((a, b), (b, a))
        )

    def _is_strange(self, a: Value, b: Value) -> bool:
        """Whether the ID of somebody else's request is compared with what storage holds, where it
        is not told what that is: there, it may be that only IDs of the contract's own stand.
        """
        return any(
            ("foreign", one) in self.named
            and (other[0] in _VAGUE or (other[0] == "symbol" and other[1][0] in _STORED))
            for one, other in ((a, b), (b, a))
        )

    def _is_of_another_answer(self, value: Value) -> bool:
        """Whether a value was read under the ID of the request that is answered, where that is
        not the followed one, or under what was.
        """
        if value[0] != "symbol":
            return False
        name = first_read(value)[1]
        return name[0] == "other" and any(
            step[0] == "other"
            and (("answering", step[1]) in self.named or self._is_of_another_answer(step[1]))
            for step in name[2]
            if isinstance(step, tuple)
        )

    def guessed(self) -> World:
        """`self`, once a way has been taken that only may exist."""
        return self if GUESSED in self.named else self.but(named=self.named | {GUESSED})

    @property
    def is_guess(self) -> bool:
        """Whether the way here only may exist: see `GUESSED`."""
        return GUESSED in self.named

    def certain(self) -> World:
        """`self` as a way that certainly exists would lead to it."""
        return self.but(named=self.named - {GUESSED})

    def shape(self) -> World:
        """`self` without what makes more possible, or less: see `covers`."""
        fixed = frozenset(noted for noted in self.named if _is_fixed(noted))
        sessions = tuple(
            s and s._replace(led=frozenset(), asked=0, callbacks=frozenset()) for s in self.sessions
        )
        return self.but(named=fixed, sessions=sessions, facts=Map(), keys=Map(), events=None)

    def covers(self, other: World) -> bool:
        """Whether all that may follow on another world of the same shape may follow on this."""
        if self.is_guess and not other.is_guess:
            return False
        if not self._allowed() >= other._allowed():
            return False
        notes = {noted[:2]: noted[2] for noted in other.named if noted[0] in _SHRINKING}
        return (
            all(
                noted[2] <= notes[noted[:2]]
                for noted in self.named
                if noted[0] in _SHRINKING and noted[:2] in notes
            )
            and all(
                one is None or another is None or _may_get_all(one, another)
                for one, another in zip(self.sessions, other.sessions, strict=True)
            )
            and all(noted in other.named for noted in self.named if noted[0] == "own")
            and all(other.facts.get(fact) is truth for fact, truth in self.facts.items())
            and all(other.keys.get(family) == key for family, key in self.keys.items())
        )

    def _allowed(self) -> frozenset[Any]:
        return frozenset(
            noted
            for noted in self.named
            if not _is_fixed(noted) and noted != GUESSED and noted[0] not in ("own", *_SHRINKING)
        )

    def _known(self, operator: str, a: Value, b: Value) -> bool | None:
        return self.facts.get(predicate(operator, a, b))

    def less(self, a: Value, b: Value) -> bool | None:
        """Whether ``a < b`` for two normalised unsigned values; None where both are possible."""
        a, b = _plain(a), _plain(b)
        if self.keys and {a[0], b[0]} == {"key", "const"}:
            a, b = self._numbered(a), self._numbered(b)
        if a[0] in _VAGUE or b[0] in _VAGUE:
            return None
        if b == ZERO:
            return False
        if a == b:
            return None if is_vague(a) else False
        if a[0] == b[0] == "const" and isinstance(a[1], int) and isinstance(b[1], int):
            return a[1] < b[1]
        if a == ZERO:
            same = self.equal(b, ZERO)
            return None if same is None else not same
        if b[0] == "const" and isinstance(b[1], int) and b[1] >= (_most(a) or b[1] + 1):
            return True
        if a[0] == "const" and isinstance(a[1], int) and a[1] >= (_most(b) or a[1] + 1):
            return False
        order = {"below": 0, "key": 1, "above": 2}
        if a[0] in order and b[0] in order and a[0] != b[0]:
            return order[a[0]] < order[b[0]]
        if (
            b[0] == "term" and b[1] == "+" and b[2] == a
            and b[3][0] == "const" and b[3] != ZERO
        ):  # fmt: skip
            return True
        if (
            a[0] == "term" and a[1] == "-" and a[2] == b
            and a[3][0] == "const" and a[3] != ZERO
        ):  # fmt: skip
            return True  # checked arithmetic: the subtraction would have reverted
        family = _length_of(b)
        within = family is not None and a[:2] in (("below", family), ("key", family))
        if family is not None and within and self._present(family, b):
            return True  # the followed index lies within the array: see PRESENT
        known = self._known("lt", a, b)
        if known is None and self._known("lt", b, a):
            return False
        return known

    def _numbered(self, value: Value) -> Value:
        """A value, or the number that it is known to be where it is a followed key."""
        known = self.unkeyed(value)
        return known if known[0] == "const" and isinstance(known[1], int) else value

    def judge(self, operator: str, a: Value, b: Value) -> bool | None:
        """Whether a predicate holds of two normalised values; None where both are possible."""
        if operator == "eq":
            return self.equal(a, b)
        return self.less(a, b) if operator == "lt" else self.signed_less(a, b)

    def signed_less(self, a: Value, b: Value) -> bool | None:
        """Whether ``a < b`` for two normalised signed values: of those only numbers are told,
        and what was compared before.
        """
        a, b = _plain(a), _plain(b)
        if a[0] in _VAGUE or b[0] in _VAGUE:
            return None
        if a == b:
            return False
        if a[0] == b[0] == "const" and isinstance(a[1], int) and isinstance(b[1], int):
            return bool(a[1] < b[1])
        one, other = _sign(a), _sign(b)
        if one is not None and other is not None and one != other:
            return one < other
        known = self._known("slt", a, b)
        if known is None and self._known("slt", b, a):
            return False
        return known

    def _present(self, family: str, length: Value) -> bool | None:
        """Whether an array of some length has the followed element, where that is known."""
        if length[1][0] == "copied":
            return True if length[1][2] else None
        for (_, path), value in self.store.items():
            if path and path[-1] == PRESENT and path[-2] == ("key", family):
                return True if value == ONE else None
        return None

    def last_index(self, size: Value) -> tuple[Value, ...]:
        """Where the last index of an array of this size may be, seen from the followed one;
        nothing where it is not known that the array has that.
        """
        family = _length_of(size) if size[0] == "symbol" else None
        if family is None or not self._present(family, size):
            return ()
        return ("key", family), ("above", family)

    def _is_ordered(self, a: Value, b: Value) -> bool:
        """Whether ``a < … < b`` follows from what was compared before."""
        above: dict[Value, list[Value]] = {}
        for fact, truth in self.facts.items():
            if truth and fact[1] == "lt":
                above.setdefault(fact[2], []).append(fact[3])
        pending, seen = [a] if a in above else [], {a}
        while pending:
            for one in above.get(pending.pop(), ()):
                if one == b:
                    return True
                if one not in seen:
                    seen.add(one)
                    pending.append(one)
        return False

    def learn(self, fact: Value, truth: bool) -> World:
        """Note a fact about symbols."""
        if any(_vague(part) for part in fact[2:4]):
            return self  # no fixed values
        return self.but(facts=self.facts.set(fact, truth))

    def bind(self, a: Value, b: Value) -> World | None:
        """Make two normalised values one; None where facts forbid it."""
        if a[0] != "symbol" or (b[0] == "symbol" and _by_origin(b) < _by_origin(a)):
            a, b = b, a
        if "key" in (a[0], b[0]) and "symbol" not in (a[0], b[0]):
            key, other = (a, b) if a[0] == "key" else (b, a)
            if other[0] in ("const", "session") and key[1] not in self.keys:
                return self.but(keys=self.keys.set(key[1], other))._refresh(key)
        if b == ANY:
            return self  # what is the same as something that is not known stays what it is
        if a[0] != "symbol" or mentions(b, a):
            return self.learn(predicate("eq", a, b), True)
        world = self.but(binds=self.binds.set(a, b))
        if a in _NEVER_ZERO:
            empty = world.equal(b, ZERO)
            if empty:
                return None
            if empty is None:
                world = world.learn(predicate("eq", b, ZERO), False)
        return world._refresh(a)

    def _refresh(self, changed: Value) -> World | None:
        """Judge the facts about a symbol again, now that it is bound."""
        touched = [(f, t) for f, t in self.facts.items() if mentions(f, changed)]
        if not touched:
            return self
        world = self.but(facts=Map((f, t) for f, t in self.facts.items() if (f, t) not in touched))
        for fact, truth in touched:
            fact = world.norm(fact)
            now = world.judge(fact[1], fact[2], fact[3])
            if now is None:
                world = world.learn(predicate(fact[1], fact[2], fact[3]), truth)
            elif now is not truth:
                return None
        return world

    def assume(self, value: Value, truth: bool) -> World | None:
        """The world if `value` is true (or false); None where it cannot be."""
        value = _plain(self.norm(value))
        kind = value[0]
        if kind == "not":
            return self.assume(value[1], not truth)
        if kind == "const":
            return self if bool(value[1]) is truth else None
        if kind == "symbol":
            return self.bind(value, ONE if truth else ZERO)
        if kind == "lost":
            return self.guessed()  # neither way is known to exist
        if kind != "pred":
            return self
        operator, a, b = value[1], _plain(value[2]), _plain(value[3])
        if "lost" in (a[0], b[0]) and not self.is_guess:
            return self.guessed().assume(value, truth)
        if operator == "eq":
            a, b = _compared(a, b)
        value = ("pred", operator, a, b)
        now = self.judge(operator, a, b)
        if now is not None:
            return self if now is truth else None
        if not self.is_guess and (_is_blurred(a) or _is_blurred(b)):
            return self.guessed().assume(value, truth)  # what bits are set is not followed
        if not self.is_guess and (
            _compares_positions(a, b)
            or (is_passing(a) and is_passing(b))
            or (self.holds_part_of(a) and self.holds_part_of(b))
            or self._compares_seals(a, b)
        ):
            return self.guessed().assume(value, truth)
        if operator == "eq" and not truth:
            return self.learn(predicate("eq", a, b), False)
        if operator in ("eq", "lt") and truth and self._is_ordered(b, a):
            return None
        if operator == "eq":
            if self._is_ordered(a, b):
                return None
            if self._is_strange(a, b):
                return self.guessed().bind(a, b)
            bound = self.bind(a, b)
            return bound.guessed() if bound is not None and self._is_guess(a, b) else bound
        if operator == "slt":
            return self.learn(value, truth)
        if a == ZERO or b == ONE:  # unsigned: 0 < b says b != 0, a < 1 says a == 0
            other = b if a == ZERO else a
            return self.assume(("pred", "eq", other, ZERO), truth is (b == ONE and a != ZERO))
        world: World | None = self.learn(value, truth)
        for family, other in _apart(a, b, truth):
            if world is not None:
                world = world.assume(("pred", "eq", other, ("key", family)), False)
        if a[0] in ("below", "above") and is_vague(a) and _length_of(b) and world is not None:
            # Of an index beside the followed one it is not known whether the array ends there:
            # where it did a moment ago, it hardly goes on.
            ended = (ENDED, a, b)
            if not truth:
                world = world.but(named=world.named | {ended})
            elif ended in world.named:
                world = world.guessed()
        if truth and world is not None and world.equal(b, ZERO) is None:
            world = world.learn(predicate("eq", b, ZERO), False)
        return world

    def split(self, value: Value) -> Iterator[tuple[World, bool]]:
        """The worlds in which a truth value holds, and those in which it does not."""
        for truth in (True, False):
            world = self.assume(value, truth)
            if world is not None:
                yield world, truth


def _any_mentions(values: Iterable[Value], atom: Value) -> bool:
    return any(value[0] not in PLAIN and mentions(value, atom) for value in values)


def held_elsewhere(value: Value) -> tuple[Any, ...] | None:
    """The container from which a value was read at another key; None for other values."""
    if value[0] == "elsewhere":
        return value[1]  # type: ignore[no-any-return]
    if value[0] == "symbol" and value[1][0] == "other":
        return container(value[1][1:])
    return None


def is_kept_below_keys(value: Value) -> bool:
    """Whether a value was read from below a key of storage, or is a sum with such a value."""
    if value[0] == "term":
        return is_kept_below_keys(value[2]) or is_kept_below_keys(value[3])
    return (
        value[0] == "symbol"
        and value[1][0] in _STORED
        and any(isinstance(step, tuple) for step in value[1][-1])
    )


def is_old(value: Value) -> bool:
    """Whether a value was read from a cell that may have been written since."""
    return bool(value[0] == "symbol" and value[1][0] == "was")


def read_at(value: Value) -> Location | None:
    """Where in storage a symbol was read; None for other values."""
    if value[0] != "symbol":
        return None
    name: tuple[Any, ...] = first_read(value)[1]
    return (name[1], name[2]) if name[0] in ("storage", "other") else None


def first_read(value: Value) -> Value:
    """What a symbol was called before anything like what it was read from was written."""
    while is_old(value):
        value = ("symbol", value[1][1:])
    return value


def _apart(a: Value, b: Value, truth: bool) -> Iterator[tuple[str, Value]]:
    """What cannot be a followed key, with its family, if ``a < b``, or if not: it is less than
    what lies below the key, or more than what lies above it, if only by as little as that.
    """
    lower, upper = (a, b) if truth else (b, a)
    if upper[0] == "below":
        yield upper[1], lower
    if lower[0] == "above":
        yield lower[1], upper


def _plain(value: Value) -> Value:
    """A value without where it comes from."""
    return ZERO if is_void(value) else value


def _compares_positions(a: Value, b: Value) -> bool:
    """Whether a number that is kept below a key is compared with an array's length, or with what
    is made of it: how the two belong together is not followed.
    """
    return any(
        is_kept_below_keys(one)
        and any(part[1][0] in ("length", "copied") for part in symbols_in(other))
        for one, other in ((a, b), (b, a))
    )


def _compared(a: Value, b: Value) -> tuple[Value, Value]:
    """Two values that are equal where two others are: a difference is 0 where both are the same."""
    for difference, number in ((a, b), (b, a)):
        if number == ZERO and difference[0] == "term" and difference[1] in _DIFFERENCES:
            return _plain(difference[2]), _plain(difference[3])
    return a, b


_DIFFERENCES = frozenset(("^", "-", "-s", "-~uint256", "-~int256"))
"""Operators whose result is 0 just where their operands are the same number."""


_LEAST_NEGATIVE = 1 << 255
"""Words from here on are below 0, where they have a sign."""


def _sign(value: Value) -> int | None:
    """Whether a signed number is below 0 (-1), 0, or above (1); None where that is not known. IDs
    count up from 1, and all that can hold one can hold what is as far below 0.
    """
    if value[0] == "const" and isinstance(value[1], int):
        # A word of assembly's so large stands for a number below 0.
        return (value[1] > 0) - (value[1] < 0) if value[1] < _LEAST_NEGATIVE else None
    if value[0] == "session":
        return 1
    if value[:3] == ("term", "-", ZERO) and value[3][0] == "session":
        return -1
    return None


def _is_no_id(number: Any) -> bool:
    """Whether a constant is no session's ID: these count up from 1."""
    return not isinstance(number, int) or number >= _MORE_THAN_ANY_ID


def _most(value: Value) -> int | None:
    """A number that a value stays below; None where none is known but its type's."""
    if value in _CLOCKS:
        return AFTER_ALL_TIME
    if value[0] == "term" and value[1] == "+" and value[3][0] == "const":
        first = _most(value[2])
        return None if first is None else first + int(value[3][1])
    return None


_MORE_THAN_ANY_ID = 1 << 128
_VAGUE = frozenset(("any", "lost", "elsewhere"))


_STORED = frozenset(("storage", "other", "was"))
"""Kinds of symbols that name what was read from storage."""
_BLURRING = frozenset(("&", "|", "^", "<<", ">>", "%"))


def _is_blurred(value: Value) -> bool:
    """Whether a number was made bit by bit of what storage holds: nothing is known of it."""
    return (
        value[0] == "term"
        and value[1].partition("~")[0] in _BLURRING
        and any(part[1][0] in (*_STORED, "length") for part in symbols_in(value))
    )


def _by_origin(value: Value) -> tuple[bool, str]:
    """Which of two symbols is told by the other: what storage holds tells more."""
    return held_elsewhere(value) is not None, repr(value)


def _vague(value: Value) -> bool:
    """Whether a value stands for no fixed one, so that nothing can be learned of it."""
    if value[0] in ("term", "pred"):
        return _vague(value[2]) or _vague(value[3])
    return is_vague(value)


@functools.lru_cache(maxsize=65536)
def predicate(operator: str, a: Value, b: Value) -> Value:
    """A predicate in the one form in which facts are kept."""
    if operator == "eq" and repr(b) < repr(a):
        a, b = b, a
    return ("pred", operator, a, b)


def compare(operator: str, a: Value, b: Value, *, signed: bool = False) -> Value:
    """The truth value of a Solidity comparison."""
    if operator in ("==", "!="):
        for truth, number in ((a, b), (b, a)):
            if truth[0] in ("pred", "not") and number in (ZERO, ONE):
                return truth if (number == ONE) is (operator == "==") else negation(truth)
    if operator == "==":
        return predicate("eq", a, b)
    if operator == "!=":
        return negation(predicate("eq", a, b))
    less = "slt" if signed else "lt"
    if operator == "<":
        return ("pred", less, a, b)
    if operator == ">":
        return ("pred", less, b, a)
    if operator == "<=":
        return negation(("pred", less, b, a))
    return negation(("pred", less, a, b))


def _shape(location: Any) -> tuple[Any, ...]:
    """A location without the values of its keys."""
    root, path = location
    return (root, *(step[0] if isinstance(step, tuple) else step for step in path))


_PASSING = frozenset(("made", "was", "length"))
"""Kinds of symbols that nothing reads again under their name."""


def _compares(fact: Value, held: set[Value]) -> bool:
    """Whether a fact compares what is held with what is forgotten: what it was compared
    with is gone, that it was compared is not.
    """
    return any(
        one in held and other[0] == "symbol" and other[1][0] == "made"
        for one, other in (fact[2:4], (fact[3], fact[2]))
    )


def _lasts(value: Any, held: set[Value], known: dict[Value, bool]) -> bool:
    """Whether all symbols in a value, or in a part of a name, can be met again."""
    for part in _passing(value):
        if part[0] != "symbol":  # a session, or a number beside a followed key
            lasting = known.get(part, True) if part[0] == "session" else part in held
        elif part in held:
            continue
        elif (told := known.get(part)) is not None:
            lasting = told
        else:
            index = part[1][-1] if part[1][0] == "element" else None
            passed = index is not None and index[0] == "const" and index not in held
            lasting = (
                not passed
                and part[1][0] not in _PASSING
                and all(_lasts(inner, held, known) for inner in part[1])
            )
            known[part] = lasting
        if not lasting:
            return False
    return True


@functools.lru_cache(maxsize=65536)
def _passing(value: Any) -> tuple[Value, ...]:
    """The outermost symbols in a value, and what else in it may not last."""
    if not isinstance(value, tuple) or not value:
        return ()
    if value[0] in ("symbol", "below", "above") or (value[0] == "session" and len(value) == 2):
        return (value,)
    return tuple(dict.fromkeys(part for inner in value for part in _passing(inner)))


@functools.lru_cache(maxsize=65536)
def symbols_in(value: Value) -> tuple[Value, ...]:
    """The symbols of which a value is made."""
    kind = value[0]
    if kind == "symbol":
        return (value,)
    if kind in ("term", "pred"):
        return symbols_in(value[2]) + symbols_in(value[3])
    if kind == "not":
        return symbols_in(value[1])
    if kind == "struct":
        return tuple(found for _, part in value[1] for found in symbols_in(part))
    if kind == "copy":
        return symbols_in(value[3])
    if kind == "tuple":
        return tuple(found for part in value[1] for found in symbols_in(part))
    return ()


def _is_fixed(noted: Any) -> bool:
    """Whether what a world has noted makes it another, and not only more or less possible."""
    if isinstance(noted, str):
        return noted.startswith(ONCE)
    return noted[0] not in ("asked", "led", "loose", "own", *_SHRINKING)


_SHRINKING = frozenset(("notes", "writes", "copies"))
"""What is noted of all requests so far: the less of it holds, the more is possible."""


def _may_get_all(one: Session, other: Session) -> bool:
    """Whether all answers that may come to one session's requests may come to another's."""
    return (
        one.asked >= other.asked
        and one.callbacks >= other.callbacks
        and _leads_as_far(one.led, other.led)
    )


def _leads_as_far(led: Leads, other: Leads) -> bool:
    """Whether all that answers may do to followed records where `other` is known may be done."""
    return all(
        lead in led or (lead[2] == 1 and not led.isdisjoint(((*lead[:2], 2), (*lead[:2], 3))))
        for lead in other
    )


def _length_of(value: Value) -> str | None:
    """The family of the array whose length a value is, where it is one (or more than it)."""
    if value[0] == "term" and value[1] == "+" and value[3][0] == "const":
        value = value[2]
    if value[0] == "symbol" and value[1][0] in ("length", "copied"):
        return value[1][1]  # type: ignore[no-any-return]
    return None
