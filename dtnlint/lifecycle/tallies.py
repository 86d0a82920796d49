"""Variables that count unanswered requests, for a check that lets a session be closed, and those
that count live sessions, for one that lets the router be changed.

Of such a variable it is told by how many unanswered requests may exceed what it holds: those of
this contract on whatever session, for a variable of its own (``("owed", location, number)`` among
a world's `named`), and those on each session in sight, for one below a followed key
(`Session.owed`). What is not noted may be any number. A request adds one, an answer takes one off,
and each write what it changes. Where the variable is 0 and nothing is owed, none waits, however
many there were. Of sessions the same is told by ``("running", location, number)``: a start adds
one, a close that succeeds takes one off, whatever it was given.
"""

from __future__ import annotations

from collections.abc import Iterable

from dtnlint.lifecycle.values import Value
from dtnlint.lifecycle.world import Location, Owed, World

_MOST = 8
"""More is not told: what is owed where a transaction ends is forgotten in any case."""
_WIDE = ("+~uint64", "+~uint96", "+~uint128", "+~uint256")
"""Sums that may wrap and do not, since nothing is counted so often one by one."""


_OWED, _RUNNING = "owed", "running"


def began(
    world: World, of_requests: Iterable[Location], of_sessions: Iterable[Location] = ()
) -> World:
    """`world` before there is any session, with variables of their own to watch."""
    notes = {(_OWED, one, 0) for one in of_requests} | {(_RUNNING, one, 0) for one in of_sessions}
    return world.but(named=world.named | notes)


def requested(world: World) -> World:
    """`world` after a request of this contract, on whatever session."""
    return _counted(world, _OWED, 1)


def answered(world: World) -> World:
    """`world` once a request of this contract is answered, on whatever session."""
    return _counted(world, _OWED, -1)


def started(world: World) -> World:
    """`world` after a session of this contract was started."""
    return _counted(world, _RUNNING, 1)


def ended(world: World) -> World:
    """`world` after a close, which does not succeed but for a live session of this contract."""
    return _counted(world, _RUNNING, -1)


def on_session(owed: Owed, by: int) -> Owed:
    """What is owed of a session after a request on it (1), or an answer to one (-1)."""
    return _moved(owed, by) if owed else owed


def written(world: World, location: Location, old: Value, new: Value) -> World:
    """`world` once a variable is written, where that is watched."""
    sessions = world.sessions
    for kind in (_OWED, _RUNNING):
        owed = _of_all(world, kind)
        if any(one[0] == location for one in owed):
            world = _with(world, kind, _changed(owed, location, _gained(old, new)))
    if any(s is not None and any(one[0] == location for one in s.owed) for s in sessions):
        gained = _gained(old, new)
        changed = (s and s._replace(owed=_changed(s.owed, location, gained)) for s in sessions)
        return world.but(sessions=tuple(changed))
    return world


def forgotten(world: World) -> World:
    """`world` once anything may have been written."""
    sessions = tuple(s and s._replace(owed=frozenset()) for s in world.sessions)
    world = world.but(sessions=sessions)
    return _with(_with(world, _OWED, frozenset()), _RUNNING, frozenset())


def kept(world: World) -> World:
    """`world` where a transaction ends: what is not made up for until then stays out."""
    sessions = tuple(s and s._replace(owed=_made_up(s.owed)) for s in world.sessions)
    world = world.but(sessions=sessions)
    for kind in (_OWED, _RUNNING):
        world = _with(world, kind, _made_up(_of_all(world, kind)))
    return world


def settled(world: World, index: int) -> frozenset[Location]:
    """The variables that hold no less than what is unanswered of the requests on a session."""
    session = world.sessions[index]
    own = session.owed if session is not None else frozenset()
    return frozenset(location for location, number in own | _of_all(world, _OWED) if number <= 0)


def running(world: World) -> frozenset[Location]:
    """The variables that hold no less than how many sessions are live."""
    return frozenset(location for location, number in _of_all(world, _RUNNING) if number <= 0)


def _counted(world: World, kind: str, by: int) -> World:
    return _with(world, kind, _moved(_of_all(world, kind), by))


def _of_all(world: World, kind: str) -> Owed:
    return frozenset((noted[1], noted[2]) for noted in world.named if noted[0] == kind)


def _with(world: World, kind: str, owed: Owed) -> World:
    old = frozenset(noted for noted in world.named if noted[0] == kind)
    now = frozenset((kind, *one) for one in owed)
    return world if old == now else world.but(named=world.named - old | now)


def _moved(owed: Owed, by: int) -> Owed:
    return frozenset(
        (location, max(number + by, -_MOST)) for location, number in owed if number + by <= _MOST
    )


def _changed(owed: Owed, location: Location, gained: int | None) -> Owed:
    """What is owed once a variable holds so much more; None for what is not told."""
    mine = frozenset(one for one in owed if one[0] == location)
    return owed - mine | (frozenset() if gained is None else _moved(mine, -gained))


def _made_up(owed: Owed) -> Owed:
    return frozenset((location, 0) for location, number in owed if number <= 0)


def _gained(old: Value, new: Value) -> int | None:
    """By how much a number is more than another, or by how much it is so at least; None where
    that cannot be told.
    """
    base, more = _apart(old)
    gained = 0
    while new != old:
        if new == base:
            return gained - more
        if new[0] == base[0] == "const" and isinstance(new[1], int) and isinstance(base[1], int):
            return gained + new[1] - base[1] - more
        step = _step(new)
        if step is None:
            return None
        new, gained = new[2], gained + step
    return gained


def _apart(value: Value) -> tuple[Value, int]:
    """A number without what was added to it or taken off, and that."""
    more = 0
    while value[0] == "term" and value[1] in ("+", "-") and (step := _step(value)) is not None:
        value, more = value[2], more + step
    return value, more


def _step(value: Value) -> int | None:
    """What a sum adds to its first part, if that is told: a difference that wraps leaves more."""
    if value[0] != "term" or value[3][0] != "const" or not isinstance(value[3][1], int):
        return None
    if value[1] in ("+", *_WIDE):
        return int(value[3][1]) if value[3][1] <= _MOST or value[1] == "+" else None
    return -value[3][1] if value[1].partition("~")[0] == "-" else None
