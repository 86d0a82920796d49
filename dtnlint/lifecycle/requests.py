"""Which requests an answer may be for: those under whose IDs something was noted.

A consumer that notes each of its requests under the ID that it got, before the transaction
ends, is called back with no other ID. What is known of that stands among a world's `named`:
``("made", ID, callbacks, session)``, ``("on", ID, value)`` with that session's ID as it was given,
``("sent", ID)`` where it is in the sender's name, and ``("noted", ID, family)`` of the transaction
under way; ``("answering", ID)`` while an answer runs, and ``("reply", uid)`` for the session of its
request, None where that is out of sight;
``("notes", callback, families)``, the families in which every request so far that names a callback
was noted; ``("asked", family)``, that the followed key of a family is a request that may be
answered; and ``("own", family)``, that it is one of this contract's requests.

The network calls back for requests of others as well, that name a function of this contract:
``("foreign", ID)`` while it does. Such an ID is none of this contract's requests.
"""

from __future__ import annotations

from collections.abc import Iterable

from dtnlint.lifecycle import copies, records
from dtnlint.lifecycle.values import ZERO, Value
from dtnlint.lifecycle.world import World, compare

PASSING = (
    *("made", "on", "sent", "noted", "answering", "reply", "foreign"),
    *records.PASSING,
    *copies.PASSING,
)
"""What is known of one transaction alone."""


def made(
    world: World, request: Value, callbacks: Iterable[str], session: Value, by_sender: bool
) -> World:
    """`world` after a request that names callbacks, on the session of an ID; in the name of the
    sender, or of whom is not told.
    """
    if by_sender:
        world = world.but(named=world.named | {("sent", request)})
    index = world.session_of(world.norm(session))
    if any(noted[:2] == ("made", request) for noted in world.named):
        # In a loop, say: what is noted of the two runs together.
        world = world.but(named=world.named | {records.LOOSE})
    named = {("made", request, frozenset(callbacks), index), ("on", request, world.norm(session))}
    return world.but(named=world.named | named)


def unlinked(world: World, index: int) -> World:
    """`world` once another session gets the index of one on which requests were made."""
    old = {noted for noted in world.named if noted[0] == "made" and noted[3] == index}
    old |= {noted for noted in world.named if noted[0] == "on" and noted[2] == ("session", index)}
    if not old:
        return world
    made = {(*noted[:3], None) for noted in old if noted[0] == "made"}
    return world.but(named=world.named - old | made)


def looked_up(world: World, key: Value, family: str, followed: bool) -> World:
    """`world` once a container was looked into at a key, which may be a request's ID."""
    if not is_own(key):
        return world
    if is_kept(key):
        return world.but(named=world.named | {("own", family)}) if followed else world
    named = world.named | {("noted", key, family)}
    if not followed:
        return world.but(named=named)
    on = {noted[3] for noted in world.named if noted[:2] == ("made", key)}
    sessions = tuple(
        session._replace(requests=session.requests | {family})
        if session is not None and index in on
        else session
        for index, session in enumerate(world.sessions)
    )
    return world.but(named=named | {("asked", family), ("own", family)}, sessions=sessions)


def kept(world: World) -> World:
    """`world` at the end of a transaction, with what its requests show of all."""
    if not any(one[0] == "made" for one in world.named):
        return world
    notes = records.of_all(world, "notes", "noted")
    told = frozenset[str]().union(*(one[2] for one in notes))
    others = frozenset(
        one for one in world.named if one[0] != "notes" and (one[0] != "asked" or one[1] in told)
    )
    return records.kept(copies.kept(world.but(named=others | notes)))


def answering(world: World, callback: str, request: Value) -> World:
    """`world` at the beginning of an answer to a request: none that was never noted."""
    world = _begun(world, ("answering", request))
    for noted in world.named:
        if noted[:2] == ("notes", callback):
            for family in sorted(noted[2]):
                if ("asked", family) not in world.named:
                    world = world.learn(compare("==", request, ("key", family)), False)
    return world


def replied(world: World, uid: int | None) -> World:
    """`world` while a request is answered that was made on a session."""
    return world.but(named=world.named | {("reply", uid)})


def may_be_answered(world: World, request: Value, family: str) -> bool:
    """Whether the request that is answered may be the followed one of a family: not where that
    was made on another session.
    """
    if ("answering", request) not in world.named:
        return True
    replies = {noted[1] for noted in world.named if noted[0] == "reply"}
    on = {
        world.uids[index]
        for index, session in enumerate(world.sessions)
        if session is not None and session.live and family in session.requests
    }
    return not on or not replies or not on.isdisjoint(replies)


def foreign(world: World, request: Value) -> World:
    """`world` at the beginning of an answer to a request that somebody else made."""
    own = [("key", noted[1]) for noted in sorted(world.named, key=repr) if noted[0] == "own"]
    own += [held for held in world.store.values() if is_kept(held)]
    for known in own:
        world = world.learn(compare("==", request, known), False)
    return _begun(world, ("foreign", request))


def _begun(world: World, note: tuple[str, Value]) -> World:
    """`world` while a request is answered: its ID is a hash, and so not 0."""
    world = world.learn(compare("==", note[1], ZERO), False)
    return world.but(named=world.named | {note})


def foreigner(world: World) -> Value | None:
    """The ID of somebody else's request that is answered; None where none is."""
    return next((noted[1] for noted in world.named if noted[0] == "foreign"), None)


def is_kept(value: Value) -> bool:
    """Whether a value is the ID of a request of this contract's that storage keeps."""
    return bool(value[0] == "symbol" and value[1][0] == "pending")


def is_own(value: Value) -> bool:
    """Whether a value is the ID of a request of this contract's."""
    return is_kept(value) or bool(value[0] == "symbol" and value[1][0] == "request")


def unanswerable(world: World, index: int, families: Iterable[str]) -> World:
    """`world` once a session is closed on which the followed requests of families were made."""
    leading = {noted[1] for noted in world.named if noted[0] == "leading"}
    made = {n for n in world.named if n[0] == "made" and n[3] == index and n[1] in leading}
    asked = {("asked", family) for family in families}
    ended = {(*noted[:3], records.ENDED) for noted in made}
    return world.but(named=world.named - made - asked | ended)


def answered(world: World, request: Value) -> World:
    """`world` after an answer: that request gets no other."""
    gone = {
        one
        for one in world.named
        if one[0] == "asked" and world.equal(world.norm(request), ("key", one[1])) is True
    }
    world = records.answered(world)
    return world.but(named=world.named - gone) if gone else world
