"""What a world says of a concrete moment: whether it describes it, and if not, where not.

A world describes a moment if there are numbers for its symbols, and concrete sessions for its
own, with which everything that it says is so. The followed keys are given: whatever they are,
one of the worlds at a place has to describe each moment there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dtnlint.language.graph import Name
from dtnlint.lifecycle import typestate
from dtnlint.lifecycle.values import Value, is_void
from dtnlint.lifecycle.world import (
    SOMEWHERE,
    Location,
    World,
    held_elsewhere,
    is_exact,
)
from truth.abstract.network import Network
from truth.abstract.places import Places

_MASK = (1 << 256) - 1


@dataclass(frozen=True)
class Moment:
    """One concrete state, at the beginning of a block or between transactions."""

    network: Network
    places: Places
    locals: Mapping[Name, Any]
    """What the registers and locals of the body under way hold."""
    depth: int
    """Bodies under way."""
    pinned: Mapping[Value, int]
    """Symbols of which it is known what they are."""
    names: Mapping[int, str]
    """The entry points that the router may call back, by their selectors."""
    nested: bool
    """Whether a call from outside stands before another has ended."""
    since: int
    """The time of the transaction before, or of this one."""
    apart: frozenset[int] = frozenset()
    """Sessions that entry points have opened which have nothing to do with what is followed."""


class Unlike(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """The world does not describe the moment: the text says where."""


def describes(
    world: World, moment: Moment, keys: Mapping[str, int], kept: Iterable[Location]
) -> str:
    """Where a world says something else of a moment than what is so; empty if nowhere.

    `kept` are the locations that are followed: what the world does not mention of these is 0.
    """
    try:
        _Reading(world, moment, keys).check(kept)
    except Unlike as where:
        return str(where)
    return ""


class _Reading:
    """One attempt to read a world as a moment's."""

    def __init__(self, world: World, moment: Moment, keys: Mapping[str, int]) -> None:
        self.world = world
        self.moment = moment
        self.keys = keys
        self.known: dict[Value, int] = dict(moment.pinned)
        self.sessions: dict[int, int] = {}
        self.later: list[tuple[str, Value, int]] = []
        self.terms: dict[Any, int] = {}

    def check(self, kept: Iterable[Location]) -> None:
        world, moment = self.world, self.moment
        if len(world.stack) != moment.depth:
            raise Unlike(f"{len(world.stack)} calls deep, not {moment.depth}")
        for location in {*kept, *world.store}:
            number = moment.places.number(location, self.key)
            if number is not None:
                value = world.norm(world.store.get(location, ("const", 0)))
                self._is(f"{location}", value, number)
        for name, value in world.frame.items():
            number = moment.locals.get(name)
            if isinstance(name, int) and isinstance(number, int):
                self._is(f"local {name}", world.norm(value), number)
        for family, value in world.keys.items():
            if family in self.keys:
                self._is(f"the key of {family}", world.norm(value), self.keys[family])
        for symbol, value in world.binds.items():
            number = self.number(symbol)
            if number is not None:
                self._is(f"{symbol}", world.norm(value), number)
        for what, value, number in self.later:
            self._agrees(what, value, number)
        self._check_facts()
        self._check_sessions()
        self._check_notes()

    # -- values --------------------------------------------------------------------------

    def key(self, step: Any) -> int | None:
        """The number of a step on a path."""
        if isinstance(step, str):
            inner = step[1:-1]
            return int(inner) if step[:1] == "[" and inner.isdigit() else None
        kind, what = step
        if kind == "key":
            return self.keys.get(what)
        return self.number(self.world.norm(what)) if isinstance(what, tuple) else None

    def _is(self, what: str, value: Value, number: int) -> None:
        """A place holds a value: what that tells of symbols and sessions is noted."""
        kind = value[0]
        if is_void(value):
            value, kind = ("const", 0), "const"
        if kind == "const":
            if isinstance(value[1], int) and value[1] != number:
                raise Unlike(f"{what} is {number}, not {value[1]}")
        elif kind == "session":
            self._is_session(what, value[1], number)
        elif kind == "symbol":
            if self.known.setdefault(value, number) != number:
                raise Unlike(f"{what} is {number}, and {value} {self.known[value]}")
        elif kind == "nonzero":
            if not number:
                raise Unlike(f"{what} is 0")
        elif kind == "past":
            if not 0 < number <= self.moment.network.block[value[1]]:
                raise Unlike(f"{what} is {number}, which is not past")
        elif kind == "pending":
            if number not in self.moment.network.ledger.requests:
                raise Unlike(f"{what} is {number}, which is no request")
        elif kind not in ("any", "lost", "elsewhere", "ref", "object", "part", "function"):
            self.later.append((what, value, number))
        if kind == "elsewhere":
            self.later.append((what, value, number))

    def _is_session(self, what: str, index: int, number: int) -> None:
        session = self.world.sessions[index] if index < len(self.world.sessions) else None
        known = self.moment.network.ledger.sessions.get(number)
        if session is None or known is None:
            raise Unlike(f"{what} is {number}, which is not session {index}")
        if known.live != session.live:
            raise Unlike(f"{what} is {number}, which is {'' if known.live else 'not '}live")
        if self.sessions.setdefault(index, number) != number:
            raise Unlike(f"{what} is {number}, and session {index} {self.sessions[index]}")
        if any(n == number for i, n in self.sessions.items() if i != index):
            raise Unlike(f"{number} is two sessions")

    def _agrees(self, what: str, value: Value, number: int) -> None:
        """The same once all symbols are known that can be."""
        kind = value[0]
        if kind in ("key", "below", "above", "beside"):
            key = self.keys.get(value[1])
            if (
                key is not None
                and not {
                    "key": number == key,
                    "below": number < key,
                    "above": number > key,
                    "beside": number != key,
                }[kind]
            ):
                raise Unlike(f"{what} is {number}, not {value}, where that is {key}")
            return
        held_in = held_elsewhere(value)
        if held_in is not None:
            for index, session in self.sessions.items():
                if session == number and not self.world.may_be_in(index, held_in):
                    raise Unlike(f"{what} is session {index}, which is not in {held_in}")
            return
        told = self.number(value)
        if told is not None and told != number:
            raise Unlike(f"{what} is {number}, and {value} {told}")

    def number(self, value: Value) -> int | None:
        """The number of a normalised value; None where that is not known."""
        kind = value[0]
        if is_void(value):
            return 0
        if kind == "const":
            return value[1] if isinstance(value[1], int) else None
        if kind == "symbol":
            known = self.known.get(value)
            if known is None and value[1][0] == "other":
                return self.moment.places.number(value[1][1:], self.key)
            return known
        if kind == "session":
            return self.sessions.get(value[1])
        if kind == "key":
            return self.keys.get(value[1])
        if kind == "term":
            return self._term(value)
        if kind in ("pred", "not"):
            truth = self._truth(value)
            return None if truth is None else int(truth)
        return None

    def _term(self, value: Value) -> int | None:
        operator = value[1]
        left, right = self.number(value[2]), self.number(value[3])
        if left is None or right is None:
            return None
        if operator == "+":
            return left + right
        if operator == "-":
            return left - right
        if operator == "*":
            return left * right
        return self.terms.get((operator, left, right))

    def _truth(self, value: Value) -> bool | None:
        if value[0] == "not":
            inner = self._truth(value[1])
            return None if inner is None else not inner
        if value[0] != "pred":
            number = self.number(value)
            return None if number is None else bool(number)
        left, right = self.number(value[2]), self.number(value[3])
        if left is None or right is None:
            return None
        if value[1] == "eq":
            return left == right
        if value[1] == "lt":
            return left & _MASK < right & _MASK
        return left < right

    # -- what is known -------------------------------------------------------------------

    def _check_facts(self) -> None:
        for fact, truth in self.world.facts.items():
            told = self._truth((*fact[:2], *map(self.world.norm, fact[2:4])))
            if told is not None and told is not truth:
                raise Unlike(f"it is {told}, not {truth}, that {fact}")

    def _check_sessions(self) -> None:
        """What is said of sessions that are found, and whether there is one for each other."""
        ledger, world = self.moment.network.ledger, self.world
        found = set(self.sessions.values())
        for live in (True, False):
            beside = [
                n for n, one in ledger.sessions.items() if one.live is live and n not in found
            ]
            free = len(beside)
            said = sum(
                session is not None and session.live is live and index not in self.sessions
                for index, session in enumerate(world.sessions)
            )
            if said > free:
                raise Unlike(f"{said} sessions beside those found, of {free}")
            told = [n for n in beside if n not in self.moment.apart]
            if live and said < len(told) and typestate.STRAYS not in world.named:
                raise Unlike(f"{len(told)} live sessions beside those found, of {said}")
        callable_ = {
            number: {self.moment.names[s] for s in one.callbacks if s in self.moment.names}
            for number, one in ledger.requests.items()
            if one.open
        }
        for index, number in self.sessions.items():
            session = world.sessions[index]
            assert session is not None
            if not session.live:
                continue
            waiting = [n for n in callable_ if ledger.requests[n].session == number]
            if len(waiting) > session.asked and session.asked < typestate.MANY:
                raise Unlike(f"{len(waiting)} requests on session {index}, of {session.asked}")
            for request in waiting:
                if not callable_[request] <= session.callbacks:
                    raise Unlike(f"a request on session {index} calls back something else")
            for home in session.away:
                if home != SOMEWHERE and is_exact(home):
                    held = self.moment.places.number(home, self.key)
                    if held is not None and held != number:
                        raise Unlike(f"{home} is {held}, not session {index}")

    def _check_notes(self) -> None:
        world, ledger = self.world, self.moment.network.ledger
        for noted in world.named:
            if noted[0] == "own" and len(noted) == 2:
                key = self.keys.get(noted[1])
                if key is not None and key not in ledger.requests:
                    raise Unlike(f"the key of {noted[1]} is no request")
        if self.moment.nested:
            return
        sites = [site for site, _ in world.deposit]
        if any(site >= 0 for site in sites) and not ledger.unclaimed:
            raise Unlike("a deposit that nobody made")
        if ledger.unclaimed and not sites:
            raise Unlike("a deposit of which nothing is known")
