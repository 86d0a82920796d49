"""Where the records of requests lead: mostly to another record, whose session the request is on.

A consumer that notes under each request's ID to what it belongs is called back for that. Of the
requests that are not followed it is told whether that may be the followed key of a family.
What is known stands among a world's `named`: ``("wrote", ID, place)`` and ``("leading", ID,
place, family)`` of the transaction under way; ``("writes", callback, places)``, the places where
every request so far that names a callback has a record; ``Session.led``, and ``("led", place,
family, count)`` of requests on sessions out of sight; ``("took", place, family)`` where an answer
is to such a request; and ``("loose", place, family)``, that something else may lead there, too:
then all begins again without this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from dtnlint.lifecycle.values import ZERO, Value
from dtnlint.lifecycle.world import Leads, Location, Session, World, container, first_read

PASSING = ("wrote", "leading", "took", "changed")
"""What is known of one transaction alone."""

LOOSE = "loose"
"""Among a world's `named`: records of requests may hold anything."""

ENDED = -1
"""Instead of the index of a session: it is closed, and its requests get no answers."""

_MANY, _LEFT, _SOME = 2, 3, -1
"""Counts: two or more, one or more, and nobody knows how many, if any."""


def written(
    world: World, place: Any, step: Any, value: Value, leads: Mapping[str, bool | None]
) -> World:
    """`world` once a record of a request is written, or anything else in its container.

    `leads` tells of the followed keys of families whether they are what is written.
    """
    kind, key = step
    noted = made_at(world, step)
    request = None if noted is None else noted[1]
    if request is not None:
        old = {n for n in world.named if n[:3] == ("leading", request, place)}
        world = world.but(named=world.named - old | {("wrote", request, place)})
    if kind != "other":
        return world
    if ("answering", key) in world.named:
        # That one gets no other answer; but what is read there is no more what was noted.
        if value[0] == "const":
            return world.but(named=world.named | {("changed", place)})
        return world.but(named=world.named | {("loose", place, family) for family in leads})
    if value == ZERO:  # its answer will not lead where it did
        return world.but(named=world.named | {("loose", place, family) for family in leads})
    named = {
        ("loose", place, family)
        if request is None or not truth
        else ("leading", request, place, family)
        for family, truth in leads.items()
        if truth is not False
    }
    return world.but(named=world.named | named)


def at(world: World, step: Any) -> Value:
    """The key of a container that a step on the way to a location stands for."""
    kind, value = step
    return step if kind == "key" else world.norm(value)


def made_at(world: World, step: Any) -> tuple[Any, ...] | None:
    """What is noted of the request of this transaction whose ID is a key of a container."""
    key = at(world, step)
    made = (noted for noted in world.named if noted[0] == "made")
    return next((noted for noted in made if world.norm(noted[1]) == key), None)


def record_of(world: World, value: Value) -> Location | None:
    """From where a value was read under the ID of the request that is answered, where that is
    not the followed one; None for other values.
    """
    name = first_read(value)[1] if value[0] == "symbol" else value
    if name[0] != "other":
        return None
    if value[1][0] == "other" and ("changed", container(name[1:])) in world.named:
        return None  # read after the answer wrote there
    keys = [step for step in name[2] if isinstance(step, tuple)]
    known = len(keys) == 1 and ("answering", keys[0][1]) in world.named
    return name[1:] if known else None


def leads(world: World, record: Location, family: str, loose: Collection[Any]) -> bool | None:
    """Whether what the record of the request that is answered says (see `record_of`) may be the
    followed key of a family; None where that is not known.

    `loose` are places and families of which nothing is known for good.
    """
    place = container(record)
    if LOOSE in world.named or (place, family) in loose or ("loose", place, family) in world.named:
        return None
    ((_, (_, (_, callback, *_))),) = [step for step in record[1] if isinstance(step, tuple)]
    if not any(n[:2] == ("writes", callback) and place in n[2] for n in world.named):
        return None
    counts = [count for *where, count in _unanswered(world) if where == [place, family]]
    if _SOME in counts:
        return None
    return bool(counts)


def took(world: World, record: Location, family: str) -> World:
    """`world` where the request that is answered leads to the followed key of a family."""
    return world.but(named=world.named | {("took", container(record), family)})


def untied(world: World, sessions: Iterable[Session]) -> World:
    """`world` with what is known of requests on sessions that get out of sight."""
    for session in sessions:
        for place, family, count in sorted(session.led, key=repr):
            world = _counted(world, place, family, count, None)
    return world


def of_all(world: World, lasting: str, passing: str) -> frozenset[Any]:
    """By callback, what each request so far that names it was noted with: the notes of that kind
    for good, once those of a transaction's requests are among them.
    """
    noted = {one[1]: one[2] for one in world.named if one[0] == lasting}
    for _, request, callbacks, _ in [one for one in world.named if one[0] == "made"]:
        now = frozenset(one[2] for one in world.named if one[:2] == (passing, request))
        for callback in callbacks:
            noted[callback] = noted.get(callback, now) & now
    return frozenset((lasting, *item) for item in noted.items())


def kept(world: World) -> World:
    """`world` at the end of a transaction, with what its requests lead to."""
    writes = of_all(world, "writes", "wrote")
    for _, request, _, index in [one for one in world.named if one[0] == "made"]:
        for noted in sorted(world.named, key=repr):
            if noted[:2] == ("leading", request) and index != ENDED:
                world = _counted(world, noted[2], noted[3], 1, index)
    named = frozenset(one for one in world.named if one[0] != "writes")
    return world.but(named=named | writes)


def answered(world: World) -> World:
    """`world` after an answer: one request fewer leads where its own did."""
    for _, place, family in [noted for noted in world.named if noted[0] == "took"]:
        world = _discounted(world, place, family)
    return world


def _out_of_sight(world: World) -> Leads:
    """What requests on sessions lead to that are out of sight."""
    return frozenset(noted[1:] for noted in world.named if noted[0] == "led")


def _with_out_of_sight(world: World, led: Leads) -> World:
    rest = frozenset(noted for noted in world.named if noted[0] != "led")
    return world.but(named=rest | {("led", *lead) for lead in led})


def _unanswered(world: World) -> Leads:
    """What requests lead to of which one may be the one that is answered."""
    return frozenset[Any]().union(*_answerable(world).values())


def _answerable(world: World) -> dict[int | None, Leads]:
    """The same by the session of the request, None for all that are out of sight: where an answer
    is followed, it is known on which (see `requests`).
    """
    replies = frozenset(noted[1] for noted in world.named if noted[0] == "reply")
    found: dict[int | None, Leads] = {
        index: session.led
        for index, (session, uid) in enumerate(zip(world.sessions, world.uids, strict=True))
        if session is not None and session.live and (not replies or uid in replies)
    }
    return found if replies and None not in replies else {**found, None: _out_of_sight(world)}


def _counted(world: World, place: Any, family: str, count: int, index: int | None) -> World:
    """`world` with so many more requests that lead somewhere, on a session or anywhere."""
    known = index is not None and index < len(world.sessions)
    session = world.sessions[index] if index is not None and known else None
    if session is not None and not session.live:
        return world
    if session is None:
        return _with_out_of_sight(world, _plus(_out_of_sight(world), place, family, count))
    sessions = list(world.sessions)
    assert index is not None
    sessions[index] = session._replace(led=_plus(session.led, place, family, count))
    return world.but(sessions=tuple(sessions))


def _discounted(world: World, place: Any, family: str) -> World:
    """`world` once one of the requests that lead somewhere has its answer."""
    answerable = _answerable(world)
    counts = [n for led in answerable.values() for *to, n in led if to == [place, family]]
    left = None if counts == [1] else _LEFT if counts == [_MANY] else _SOME
    if None in answerable:
        world = _with_out_of_sight(world, _minus(answerable[None], place, family, left))
    sessions = (
        s._replace(led=_minus(s.led, place, family, left)) if s and index in answerable else s
        for index, s in enumerate(world.sessions)
    )
    return world.but(sessions=tuple(sessions))


def _plus(led: Leads, place: Any, family: str, count: int) -> Leads:
    same = {lead for lead in led if lead[:2] == (place, family)}
    counts = {count, *(lead[2] for lead in same)}
    now = _SOME if _SOME in counts else _MANY if same else count
    return led - same | {(place, family, now)}


def _minus(led: Leads, place: Any, family: str, left: int | None) -> Leads:
    same = {lead for lead in led if lead[:2] == (place, family)}
    if not same:
        return led
    return led - same if left is None else led - same | {(place, family, left)}
