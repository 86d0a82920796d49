"""Copies of session IDs in the records of requests, which no session operation is given.

A consumer that notes under each request's ID on which session it made it finds that session's
counter by it when the answer comes. Such copies are not followed; of a place where they stand it is
told whether every record is the ID of the session of its request. What is known of that stands
among a world's `named`: ``("copied", request, place)`` of the transaction under way; ``("copies",
callback, places)``, the places where every request so far that names a callback is noted so;
``("recopied", place)`` where an answer has changed its own record; and ``("stained", place)``, that
something else may stand there for good.
"""

from __future__ import annotations

from typing import Any

from dtnlint.lifecycle import records
from dtnlint.lifecycle.values import Value, is_vague, symbol
from dtnlint.lifecycle.world import UNSEEN, Location, World, container

PASSING = ("copied", "recopied")
"""What is known of one transaction alone."""


def written(world: World, location: Location, value: Value) -> World:
    """`world` once a copy is written, or anything in its place."""
    place, key = container(location), _key(location)
    request = None if key is None else records.made_at(world, key)
    if request is not None:
        noted = ("copied", request[1], place)
        own = not is_vague(value) and ("on", request[1], value) in world.named
        return world.but(named=world.named - {noted} | ({noted} if own else set()))
    answered = key is not None and _request_at(world, key, "answering") is not None
    return world.but(named=world.named | {("recopied" if answered else "stained", place)})


def read(world: World, location: Location) -> Value | None:
    """What a copy is known to be: the ID of the session of the request that is answered."""
    place, key = container(location), _key(location)
    if key is None or records.LOOSE in world.named or ("stained", place) in world.named:
        return None
    if _request_at(world, key, "foreign") is not None:
        return symbol("void", *location)  # nothing was ever noted of it
    answer = _request_at(world, key, "answering")
    if answer is None or ("recopied", place) in world.named:
        return None
    callback = answer[1][1]
    if not any(n[:2] == ("copies", callback) and place in n[2] for n in world.named):
        return None
    replies = [noted[1] for noted in world.named if noted[0] == "reply"]
    if len(replies) != 1:
        return None
    if replies[0] is None:
        return ("elsewhere", UNSEEN)
    return ("session", world.uids.index(replies[0])) if replies[0] in world.uids else None


def kept(world: World) -> World:
    """`world` at the end of a transaction, with what is noted of its requests."""
    rest = frozenset(noted for noted in world.named if noted[0] != "copies")
    return world.but(named=rest | records.of_all(world, "copies", "copied"))


def _key(location: Location) -> Any:
    """The one key on the way to a location; None where there are others."""
    keys = [step for step in location[1] if isinstance(step, tuple)]
    return keys[0] if len(keys) == 1 else None


def _request_at(world: World, key: Any, kind: str) -> Value | None:
    """The request that is answered, if a key of a container is its ID."""
    answers = (noted[1] for noted in world.named if noted[0] == kind)
    return next((one for one in answers if world.norm(one) == records.at(world, key)), None)
