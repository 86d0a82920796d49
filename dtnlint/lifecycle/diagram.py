"""The lifecycle of one consumer as few states and the functions that lead from one to another.

Read off the worlds that `dtnlint.lifecycle.histories` has explored: what a reader would not
tell apart is one state. Plain values come out; how they are drawn is no business of this room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum as Choice
from typing import NamedTuple

from msgspec import Struct
from slither.core.declarations import Contract, Enum, Function
from slither.core.solidity_types import ElementaryType, UserDefinedType

from dtnlint.lifecycle import typestate
from dtnlint.lifecycle.histories import Histories, Move
from dtnlint.lifecycle.record import Report
from dtnlint.lifecycle.values import NOT_ZERO, ZERO, Value
from dtnlint.lifecycle.verdicts import AT_THE_END, OWED, Verdict
from dtnlint.lifecycle.world import LENGTH, PRESENT, History, Location, World, since

COMFORTABLE = {1: 8, 2: 5}
"""With more states than this, features of that cost or more are left out, least telling first."""
MOST = 12
"""With more states than this, cells are no longer told apart."""


class Phase(str, Choice):
    """What a cell's session, or the whole contract, has come to; later ones are worth more."""

    NONE = "none"
    UNKNOWN = "unknown"
    OPEN = "open"
    ASKED = "asked"
    CLOSED = "closed"


TITLES = {
    Phase.NONE: "No session",
    Phase.UNKNOWN: "Unknown ID",
    Phase.OPEN: "Session open",
    Phase.ASKED: "Request in flight",
    Phase.CLOSED: "Closed, ID kept",
}
_WORDS = {
    Phase.NONE: "no session",
    Phase.UNKNOWN: "an unknown ID",
    Phase.OPEN: "open",
    Phase.ASKED: "open, request in flight",
    Phase.CLOSED: "closed, ID kept",
}


class State(Struct, frozen=True):
    """What a contract may be between two transactions, as far as a reader tells it apart."""

    phase: Phase
    title: str
    details: tuple[str, ...] = ()
    """What each cell holds where there are several, and what guards ask, as ``phase = Open``."""


class Transition(Struct, frozen=True):
    """Functions that lead from one state to another, or leave it as it is."""

    source: int | None
    """The state's index; None for the contract's construction."""
    target: int
    entries: tuple[str, ...]
    """Entry points as ``open()``, with their parameters where names are overloaded."""


class Misuse(Struct, frozen=True):
    """A transaction that breaks a property: the last of the violation's trace."""

    verdict: Verdict
    entry: str
    text: str
    """What happens, as the trace's last step says it."""
    source: int | None
    """The state in which the transaction finds the contract; None while it is constructed."""
    target: int | None = None
    """The state that it leaves, where it leaves one: many misuses are reverted."""


class Diagram(Struct, frozen=True):
    """The lifecycle of one concrete consumer."""

    contract: Contract
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    misuses: tuple[Misuse, ...] = ()
    keyed_by: tuple[str, ...] = ()
    """Containers of which one element with an arbitrary but fixed key is followed."""
    gaps: tuple[str, ...] = ()
    """Why not every history was followed, so that states may be missing."""


def diagram(histories: Histories, violations: Iterable[tuple[Verdict, Report]]) -> Diagram:
    """The lifecycle of an explored consumer, with what was found to break it."""
    moves = [*histories.moves, *_answers(histories)]
    worlds: dict[World, None] = {}
    for move in moves:
        if move.before is not None:
            worlds[move.before] = None
        worlds.update(dict.fromkeys(move.after))
    reading = _Reading(histories, list(worlds))
    states, index_of = reading.states()
    return Diagram(
        contract=histories.concrete,
        states=states,
        transitions=tuple(_transitions(moves, index_of, reading)),
        misuses=tuple(_misuses(violations, moves, index_of)),
        keyed_by=reading.keyed_by,
        gaps=tuple(dict.fromkeys((*histories.gave_up, *(b.reason for b in histories.bounds)))),
    )


# -- states ----------------------------------------------------------------------------


class _Feature(NamedTuple):
    """Something by which states may differ."""

    name: str
    cost: int
    """The features of the highest cost are left out first. Cells have none, truths and phases 1,
    numbers 2."""
    read: Callable[[World], Phase | str]


class _Reading:
    """How the worlds of one consumer are told to a reader."""

    def __init__(self, histories: Histories, worlds: list[World]) -> None:
        self.storage = histories.machine.storage
        self.relevance = histories.relevance
        self.worlds = worlds
        held = {
            location
            for world in worlds
            for location, value in world.store.items()
            if self.storage.slot(location) in self.relevance.cells
            or world.session_of(value) is not None
        }
        locations = sorted(held, key=repr)
        self.ids: list[tuple[str, Callable[[World], Value]]] = [
            (_name(location), lambda world, cell=location: world.store.get(cell, ZERO))  # type: ignore[misc]
            for location in locations
        ]
        """What reads the IDs that states speak of, each with its name."""
        families: list[str] = []
        if not self.ids:
            families = sorted({family for world in worlds for family in world.keys})
            self.ids = [
                ("the key", lambda world, key=family: world.keys.get(key, ZERO))  # type: ignore[misc]
                for family in families
            ]
        if not self.ids or (self.relevance.named_by_callers and not families):
            self.ids.append(("a caller's ID", _unheld(tuple(read for _, read in self.ids))))
        self.keyed_by = tuple(
            dict.fromkeys(
                _name((location[0], location[1][:at]))
                for location in locations
                for at, step in enumerate(location[1])
                if isinstance(step, tuple)
            )
        )

    def tracked(self, world: World) -> frozenset[int]:
        """The sessions, by the numbers that never change, that the world's state speaks of."""
        indices = (world.session_of(read(world)) for _, read in self.ids)
        return frozenset(world.uids[index] for index in indices if index is not None)

    def states(self) -> tuple[tuple[State, ...], dict[World, int]]:
        """The states in the order in which they are first reached, and each world's state."""
        cells = (
            _Feature(name, 0, lambda world, read=read: _phase(world, read(world)))  # type: ignore[misc]
            for name, read in self.ids
        )
        features = [*cells, *self._flags()]
        rows = {world: tuple(f.read(world) for f in features) for world in self.worlds}
        kept = _telling(features, set(rows.values()))
        views: tuple[Callable[[tuple[str, ...]], tuple[str, ...]], ...] = (
            lambda row: tuple(row[i] for i in kept),
            lambda row: tuple(_calmer(row[i]) for i in kept),
            lambda row: tuple(sorted({_calmer(row[i]) for i in kept if not features[i].cost})),
            lambda row: (_worst(row[i] for i in kept if not features[i].cost),),
        )
        for view in views:
            index_of: dict[tuple[str, ...], int] = {}
            for row in rows.values():
                index_of.setdefault(view(row), len(index_of))
            if len(index_of) <= MOST:
                break
        told = [features[i] for i in kept] if view in views[:2] else []
        states = tuple(_state(told, seen) for seen in index_of)
        return states, {world: index_of[view(row)] for world, row in rows.items()}

    def _flags(self) -> Iterator[_Feature]:
        """What guards are written on, beside the cells."""
        locations = {
            location
            for world in self.worlds
            for location in world.store
            if (slot := self.storage.slot(location)) in self.relevance.guards
            and slot not in self.relevance.cells
            and slot not in self.relevance.counters
            and location[1][-1:] not in ((LENGTH,), (PRESENT,))
        }
        for location in sorted(locations, key=repr):
            kind = self.storage.type_of(location)
            enum = kind.type if isinstance(kind, UserDefinedType) else None
            if isinstance(enum, Enum):
                yield _Feature(_name(location), 1, self._value(location, "unknown"))
            elif isinstance(kind, ElementaryType) and kind.name == "bool":
                yield _Feature(_name(location), 1, self._value(location, "= true"))
            elif isinstance(kind, ElementaryType) and "int" in kind.name:
                yield _Feature(_name(location), 2, self._value(location, "≠ 0"))

    def _value(self, location: Location, not_zero: str) -> Callable[[World], str]:
        def read(world: World) -> str:
            value = world.store.get(location, ZERO)
            if value[0] == "const":
                return f"= {self.storage.spelled(location, value[1])}"
            return not_zero if value[0] in NOT_ZERO else "unknown"

        return read


def _telling(features: list[_Feature], rows: set[tuple[Phase | str, ...]]) -> list[int]:
    """Which features to tell states by: those that vary, and not too many."""
    kept = [
        i
        for i, feature in enumerate(features)
        if len(seen := {row[i] for row in rows}) > 1 or (not feature.cost and i == 0)
        # A number that may be anything tells nobody anything.
        if feature.cost < 2 or "unknown" not in seen
    ]
    cells = [i for i in kept if not features[i].cost]
    if len(cells) > 1 and len({row[cells[0]] for row in rows}) == 1:
        kept.remove(cells[0])

    def states(without: int | None) -> int:
        return len({tuple(row[i] for i in kept if i != without) for row in rows})

    for cost in sorted(COMFORTABLE, reverse=True):
        while flags := [i for i in kept if features[i].cost >= cost]:
            least = min(flags, key=lambda i: (states(i), features[i].name))
            says_nothing = cost > 1 and states(least) == states(None)
            if states(None) <= COMFORTABLE[cost] and not says_nothing:
                break
            kept.remove(least)
    return kept


def _state(features: list[_Feature], row: tuple[Phase | str, ...]) -> State:
    phases = [value for value in row if isinstance(value, Phase)]
    phase = _worst(phases)
    if not features:
        # Cells are no longer told apart.
        others = [p for p in phases if p not in (phase, Phase.NONE)]
        return State(phase, TITLES[phase], tuple(f"others: {_WORDS[p]}" for p in others))
    details = tuple(
        f"{feature.name}: {_WORDS[value]}"
        if isinstance(value, Phase)
        else f"{feature.name} {'is ' * (value == 'unknown')}{value}"
        for feature, value in zip(features, row, strict=True)
        if not isinstance(value, Phase) or len(phases) > 1
    )
    return State(phase, TITLES[phase], details)


def _worst(phases: Iterable[Phase | str]) -> Phase:
    order = list(Phase)
    return max((p for p in phases if isinstance(p, Phase)), key=order.index, default=Phase.NONE)


def _calmer(value: Phase | str) -> Phase | str:
    return Phase.OPEN if value is Phase.ASKED else value


def _phase(world: World, value: Value) -> Phase:
    if value == ZERO:
        return Phase.NONE
    index = world.session_of(value)
    session = world.sessions[index] if index is not None else None
    if session is None:
        return Phase.UNKNOWN
    if not session.live:
        return Phase.CLOSED
    return Phase.ASKED if session.asked else Phase.OPEN


def _unheld(readers: tuple[Callable[[World], Value], ...]) -> Callable[[World], Value]:
    """Reads the ID that only callers know: a live session's rather than a closed one's."""
    order = (Phase.OPEN, Phase.ASKED, Phase.CLOSED)

    def read(world: World) -> Value:
        held = {world.session_of(read(world)) for read in readers}
        known = [
            ("session", index)
            for index, session in enumerate(world.sessions)
            if session is not None and index not in held
        ]
        return min(known, key=lambda value: order.index(_phase(world, value)), default=ZERO)

    return read


def _name(location: Location) -> str:
    """A storage location as a reader knows it, such as ``pupils[…].sessionId``."""
    text = location[0].rsplit(".", 1)[-1]
    for step in location[1]:
        text += "[…]" if isinstance(step, tuple) or step is None else f".{step}"
    return text


# -- what leads from one to another ----------------------------------------------------


def _answers(histories: Histories) -> Iterator[Move]:
    """Callbacks that the verifier leaves out because they touch no session: the answer comes."""
    quiet = [
        f for f in histories.machine.sessions.callbacks.functions() if f not in histories.entries
    ]
    for world in histories.worlds:
        if any(session is not None and session.asked for session in world.sessions):
            for function in quiet:
                yield Move(
                    world,
                    function,
                    world.events,
                    typestate.answered(world, None),
                )


def _transitions(
    moves: list[Move], index_of: Mapping[World, int], reading: _Reading
) -> Iterator[Transition]:
    names = _names(move.function for move in moves if move.function is not None)
    found: dict[tuple[int | None, int], dict[str, None]] = {}
    for move in moves:
        source = None if move.before is None else index_of[move.before]
        for after in move.after:
            target = index_of[after]
            if source != target or _touches(move, after, reading):
                edge = found.setdefault((source, target), {})
                if move.function is not None:
                    edge[names[move.function]] = None
    for (source, target), entries in sorted(
        found.items(), key=lambda item: (-1 if item[0][0] is None else item[0][0], item[0][1])
    ):
        yield Transition(source, target, tuple(entries))


def _touches(move: Move, after: World, reading: _Reading) -> bool:
    """Whether a transaction that changes no state does something to a session all the same."""
    tracked = reading.tracked(after)
    if move.before is not None:
        tracked |= reading.tracked(move.before)
    return any(
        node[1].kind in ("open", "close", "request") and node[1].uid in tracked
        for node in since(after.events, move.entered)
    )


def _names(functions: Iterable[Function]) -> dict[Function, str]:
    """How entry points are named: without parameters where that is clear."""
    distinct = dict.fromkeys(functions)
    names = [function.name for function in distinct]
    return {
        function: f"{function.name}()" if names.count(function.name) == 1 else function.full_name
        for function in distinct
    }


def _misuses(
    violations: Iterable[tuple[Verdict, Report]], moves: list[Move], index_of: Mapping[World, int]
) -> Iterator[Misuse]:
    entered = {id(move.entered): move for move in moves if move.entered is not None}
    construction = next(move for move in moves if move.before is None)
    names = _names(move.function for move in moves if move.function is not None)
    for verdict, report in violations:
        if report.breach is None:
            continue
        events = report.breach.events
        move = next((entered[id(n)] for n in since(events, None) if id(n) in entered), construction)
        yield Misuse(
            verdict=verdict,
            entry="constructor()" if move.function is None else names[move.function],
            text=report.text,
            source=None if move.before is None else index_of[move.before],
            target=next(
                (index_of[w] for w in move.after if _follows(w.events, events, verdict)), None
            ),
        )


def _follows(after: History, breach: History, verdict: Verdict) -> bool:
    """Whether a transaction that ended so went through a violation that has this history."""
    if verdict.property in OWED:
        return any(node is breach for node in since(after, None))
    if breach is not None and breach[1].kind in ("use", "lost", "kept"):
        breach = breach[0]  # told to the trace of the violation alone
    if verdict.property in AT_THE_END:
        return any(node is breach for node in since(after, None))
    following = ("close", "request", "open")
    return any(node[0] is breach and node[1].kind in following for node in since(after, None))
