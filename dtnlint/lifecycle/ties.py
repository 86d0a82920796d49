"""Whether a path has tied a session to who sent the transaction.

It has where it compared the sender with something that the sender cannot choose. Whether
strangers can write what storage holds is not known here: `Authority` is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dtnlint.lifecycle import requests
from dtnlint.lifecycle.operands import ROUTER
from dtnlint.lifecycle.storage import Storage
from dtnlint.lifecycle.values import PARTS, ZERO, Value, mentions, symbol
from dtnlint.lifecycle.world import Location, World, read_at, symbols_in
from dtnlint.protocol.authority import Authority, Sender
from dtnlint.protocol.flow import Place

ORIGIN = symbol("global", "tx.origin")
THIS = symbol("this")

_CHOSEN = frozenset(("given", *PARTS, "answer", "sender", "caller", "signer"))
"""Kinds of symbols that name the sender, or what the sender gives, or what a contract answers
that the sender gives."""


class Ties:
    """What the worlds of one concrete consumer say of senders."""

    def __init__(self, storage: Storage, authority: Callable[[], Authority]) -> None:
        self.storage = storage
        self.authority = authority

    def holds(self, world: World, sender: Value, session: Value, *, strictly: bool = False) -> bool:
        """Whether the path has tied a sender to a session, which its value or its key stands
        for, or to authority. Whoever signed something stands for the sender. `strictly`, what
        strangers choose to store ties nobody.
        """
        if world.norm(sender)[0] == "const":
            return True
        if requests.foreigner(world) is not None:
            return False  # the router calls for whoever made the request
        signers = _signers(world)
        somebody = {one for one in signers if world.equal(world.norm(one), ZERO) is False}
        names = _same(world, {sender, *somebody})
        keys = self._keys_of(world, session)
        noted = (keys | _noted(world, keys)) - names
        if names & keys or any(self._names(world, value, noted, strictly) for value in names):
            return True
        if any(
            world.norm(held) in names
            and self._kind(location) is not Sender.ANYONE
            and not (strictly and self._is_left_behind(world, location))
            for location, held in world.store.items()
            if not keys.isdisjoint(location[1])
        ):
            return True  # what goes with the session names the sender
        if self._numbered(world, names, keys):
            return True
        names |= _same(world, signers)  # under nobody, nothing is set
        return any(
            self._entitles(location, noted, keys)
            and not (strictly and self._is_left_behind(world, location))
            for location, held in world.store.items()
            if not names.isdisjoint(location[1]) and world.equal(world.norm(held), ZERO) is False
        ) or any(
            self._speaks_of(world, value, names, (noted, keys), strictly) for value in _set(world)
        )

    def _numbered(self, world: World, names: set[Value], keys: set[Value]) -> bool:
        """Whether what the sender has below himself is the number under which the session is."""
        numbers = keys | {world.keys[key[1]] for key in keys if key[1] in world.keys}
        held = [
            (location, value)
            for location, value in world.store.items()
            if not names.isdisjoint(location[1])
        ]
        held += [
            (location, value)
            for value in _set(world)
            if (location := read_at(value)) is not None
            and any(mentions(value, name) for name in names)
        ]
        return any(
            world.norm(value) in numbers
            and (place := self.storage.place(location)) is not None
            and self.authority().is_number_of(place, self._cells(world))
            for location, value in held
        )

    def _names(self, world: World, value: Value, noted: set[Value], strictly: bool) -> bool:
        """Whether being equal to a value says who the sender is: whom authority named, or
        who is named in what goes with the session.
        """
        if value[0] != "symbol":
            return False  # a followed key: what is held at it does
        location = read_at(value)
        if location is None and value[1][0] == "made":
            return self._is_told(world, value, noted)
        if location is None:
            return value != ORIGIN and value[1][0] not in _CHOSEN
        kind = self._kind(location)
        if kind is Sender.NAMED and any(map(_is_key, location[1])):
            return _goes_with(location, noted) and not (
                strictly and self._is_left_behind(world, location)
            )
        return kind is not Sender.ANYONE

    def _is_told(self, world: World, value: Value, noted: set[Value]) -> bool:
        """Whether another contract was asked who it is, of what goes with the session, or of
        nothing that the sender chooses.
        """
        asked = next((one[2] for one in world.named if one[:2] == ("told", value)), None)
        if asked is None or not self._is_settled(asked[0]):
            return False
        return any(mentions(one, key) for one in asked[1:] for key in noted) or all(
            map(self._is_settled, asked[1:])
        )

    def _is_settled(self, value: Value) -> bool:
        """Whether a value is written in the code, or by authority."""
        location = read_at(value)
        if location is not None:
            return self._kind(location) is Sender.AUTHORITY
        return value[0] == "const" or value in (THIS, ROUTER)

    def _speaks_of(
        self,
        world: World,
        value: Value,
        names: set[Value],
        of_session: tuple[set[Value], set[Value]],
        strictly: bool,
    ) -> bool:
        """Whether a value that is set was read from storage for one of these names, and says
        whose the session is or who has authority.
        """
        location = read_at(value)
        if location is None or not any(mentions(value, name) for name in names - {value}):
            return False
        noted, keys = of_session
        if strictly and self._is_left_behind(world, location):
            return False
        if world.norm(value) in noted and not (strictly and self._is_chosen(location)):
            return True
        return self._entitles(location, noted, keys)

    def _is_left_behind(self, world: World, location: Location) -> bool:
        place = self.storage.place(location)
        if place is None or self._is_cell(location):
            return False
        return self.authority().is_left_behind(place, self._cells(world))

    def _cells(self, world: World) -> list[Place]:
        return [
            place
            for location in world.store
            if self._is_cell(location) and (place := self.storage.place(location)) is not None
        ]

    def _is_chosen(self, location: Location) -> bool:
        place = self.storage.place(location)
        return place is not None and self.authority().is_chosen(place)

    def _entitles(self, location: Location, noted: set[Value], keys: set[Value]) -> bool:
        """Whether what is set at a location below the sender gives a right: authority wrote it,
        or it lies below the session besides, or below what is noted of the session.
        """
        if self._is_cell(location):
            return False
        if self._kind(location) is Sender.AUTHORITY:
            return True
        place = self.storage.place(location)
        giver = None if place is None else self.authority().granted_below(place)
        steps = list(filter(_is_key, location[1]))
        if giver is not None and giver < len(steps) > 1 and not _stands_at(location, keys):
            # What somebody sets below himself and another is his to give.
            return _goes_with((location[0], (steps[giver],)), noted)
        return _goes_with(location, noted)

    def _keys_of(self, world: World, session: Value) -> set[Value]:
        """The session, and the followed keys that it goes with: at which it is held, or was a
        moment ago, and those that are the same.
        """
        ids = _same(world, {session})
        places = [place for place, held in world.store.items() if world.norm(held) in ids]
        if not places and session[0] == "session":
            places = [place for place in world.store if self._is_cell(place)]
        return _same(world, ids.union(*(filter(_is_key, place[1]) for place in places)))

    def _is_cell(self, location: Location) -> bool:
        return self.storage.slot(location) in self.storage.relevance.cells

    def _kind(self, location: Location) -> Sender:
        place = self.storage.place(location)
        return Sender.NAMED if place is None else self.authority().named_in(place)


def _same(world: World, values: set[Value]) -> set[Value]:
    """Values with all that a path has found equal to them, numbers left out."""
    same = set(values)
    size = 0
    while size != len(same):
        size = len(same)
        keys = ((("key", family), value) for family, value in world.keys.items())
        for one, other in (*world.binds.items(), *keys, *_facts(world, True)):
            if (one in same or other in same) and "const" not in (one[0], other[0]):
                same |= {one, other}
    return same


def _goes_with(location: Location, noted: set[Value]) -> bool:
    """Whether a location lies below something noted, or below what is read there."""
    return any(
        mentions(step if step[0] == "key" else step[1], value)
        for step in filter(_is_key, location[1])
        for value in noted
    )


def _stands_at(location: Location, keys: set[Value]) -> bool:
    """Whether one of the keys on the way to a location is one of these itself."""
    steps = filter(_is_key, location[1])
    return any(step in keys or (step[0] != "key" and step[1] in keys) for step in steps)


def _signers(world: World) -> set[Value]:
    """Whoever signed what the path has looked at."""
    return {
        value
        for pair in (*world.binds.items(), *_facts(world, True))
        for value in pair
        if value[0] == "symbol" and value[1][0] == "signer"
    }


def _is_key(step: Any) -> bool:
    return isinstance(step, tuple)


def _noted(world: World, keys: set[Value]) -> set[Value]:
    """What storage holds below keys, or held there when the path looked, as far as it can be the
    key of something else.
    """
    held = {value for location, value in world.store.items() if not keys.isdisjoint(location[1])}
    met = {*world.binds, *(value for fact in world.facts for value in symbols_in(fact))}
    read = {value for value in met if any(mentions(value, key) for key in keys)}
    return _same(world, {value for value in held | read if value[0] in ("symbol", "key")})


def _set(world: World) -> Iterator[Value]:
    """What a path has found not to be zero."""
    for one, other in world.binds.items():
        if other != ZERO:
            yield one
    for pair in _facts(world, False):
        if ZERO in pair:
            yield from pair


def _facts(world: World, truth: bool) -> Iterator[tuple[Value, Value]]:
    """The values that are known to be equal, or to differ."""
    for fact, known in world.facts.items():
        if known is truth and fact[1] == "eq":
            yield fact[2], fact[3]
