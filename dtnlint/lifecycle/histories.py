"""Histories: which worlds sequences of transactions lead to, and what is judged at their ends.

After construction any entry point may follow any other, with any arguments and from
any sender that its checks admit. The worlds between transactions are a least fixpoint,
reached breadth first, so that the first way found to a world is a shortest one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from enum import Enum
from itertools import combinations
from typing import Any, NamedTuple

from immutables import Map
from slither.core.declarations import Contract, Function
from slither.core.solidity_types import ElementaryType
from slither.slithir.operations import Binary, BinaryType

from dtnlint.lifecycle import records, requests, tallies, typestate
from dtnlint.lifecycle.execution import Machine
from dtnlint.lifecycle.limits import Limits, OutOfBoundsError
from dtnlint.lifecycle.operands import THIS
from dtnlint.lifecycle.record import COUNTS, GUESS
from dtnlint.lifecycle.relevance import Relevance, relevance_of
from dtnlint.lifecycle.storage import UNTOLD, path_text
from dtnlint.lifecycle.values import (
    ANY,
    BEFORE,
    MESSAGE,
    NOT_ZERO,
    ONE,
    SEAL,
    ZERO,
    Value,
    const,
    is_hash,
    rebuild,
    sessions_in,
    symbol,
)
from dtnlint.lifecycle.verdicts import Property
from dtnlint.lifecycle.world import (
    AFTER_ALL_TIME,
    EARLIER,
    ENDED,
    FILLED,
    LENGTH,
    LOUD,
    ONCE,
    PRESENT,
    RAISED,
    RECORDED,
    SEALED,
    History,
    Location,
    Session,
    World,
    compare,
    container,
    is_exact,
    since,
    somewhere_in,
    symbols_in,
)
from dtnlint.protocol import dispatch, hidden_in, latches
from dtnlint.protocol.authority import Authority, Sender
from dtnlint.protocol.bridge import Bridge

ROUTER = symbol("router")
SENDER = symbol("sender")
_CALLER = symbol("caller")
"""Who calls back before a call returns."""

_VALUE = symbol("given", MESSAGE, "msg.value")

_LOST_TEXT = {
    Property.NOT_LOST: "the only copy of a live ID is gone",
    Property.KEPT: "the ID is kept nowhere",
}

MOST_WORLDS = 1_000
"""Worlds between transactions that are followed before the analysis gives up."""
_MOST_COARSE_WORLDS = 160
"""The same of what is followed coarsely: to be of use it has to be small."""
_DEEPEST_CALLS_BACK = 2
"""Calls back inside calls back that are followed."""
_TOO_DEEP = "calls back nest too deep to follow"
_STEPS, _STEPS_OF_A_BLOCK = 25_000, 250
"""Blocks interpreted for one cluster before the analysis gives up: a number that every one
may take, and as many more for each block of the bodies that run. What the tests' largest
consumers take is less than two thirds of it."""

_NUMBERS = 64
"""Numbers that are told apart of what one slot holds."""
_FLAGS = 5
"""Flags of one number that are followed together."""

_CLOCKS = ("block.timestamp", "block.number")
_OVER = ("past", "earlier", BEFORE)
"""Kinds of times that have come, and the clock after each."""

_PASSING = (
    *(ENDED, RAISED, SEALED, "due", "going", "over", "touched", "told", "at", "beside"),
    *requests.PASSING,
)
"""What worlds have noted of one transaction alone."""


class _Caller(Enum):
    """Who calls an entry point."""

    SENDER = "anybody but the router"
    ANSWER = "the router, with the answer to a request of this contract's"
    FOREIGN_ANSWER = "the router, with the answer to somebody else's request that names it"


class Bound(NamedTuple):
    """A bound that was hit while a part of the consumer was explored."""

    reason: str
    functions: frozenset[Function]
    """The bodies that the part runs."""
    unjudged: frozenset[Function]
    """Those of which not even what one transaction shows is known."""


OF_ONE_TRANSACTION = frozenset(
    (
        Property.FUNDED,
        Property.CLAIMED,
        Property.AMOUNT_CHECKED,
        Property.KEPT,
        Property.VALIDATED,
    )
)
"""What a transaction shows by itself, whatever went before it."""

_ANYTHING = "what goes before is not known"
_STEPS_FROM_ANYTHING = 4_000


Asked = tuple[Any, ...]
"""A property and the operation of which it is asked, whatever the version of the histories."""


class Move(NamedTuple):
    """One transaction that was followed, for those who draw what leads where."""

    before: World | None
    """None for the construction."""
    function: Function | None
    entered: History
    """The first link that it adds to histories; None for the construction."""
    after: tuple[World, ...]


class Histories:
    """The exploration of one concrete consumer."""

    def __init__(
        self,
        concrete: Contract,
        bridge: Bridge,
        protocol: Any,
        authority: Callable[[], Authority],
        limits: Limits | None = None,
    ) -> None:
        self.concrete = concrete
        self.bridge = bridge
        self.protocol = protocol
        self.relevance: Relevance = relevance_of(bridge, protocol)
        self.machine = Machine(bridge, protocol, self.relevance, limits or Limits(), authority)
        self.entries = [f for f in dispatch.entry_points(concrete) if f in self.relevance.effective]
        self._initializers = frozenset(filter(self._comes_first, latches.preparations(concrete)))
        self.once = [f for f in self.entries if f in self._initializers]
        self.gave_up: list[str] = []
        """Why nothing is known for sure."""
        self.bounds: list[Bound] = []
        """Why not every history was followed."""
        self._hit: list[str] = []
        """Bounds that were hit in the part that is explored."""
        self.worlds: dict[World, int] = {}
        """Worlds between transactions, each with the number of transactions before it."""
        self.machine.sessions.answerable = frozenset(f.canonical_name for f in self.entries)
        self.moves: list[Move] = []
        """Every transaction that was followed to an end."""
        self.machine.calls.reenter = self._reenter
        self._reentered: dict[Any, list[World]] = {}
        self._nesting = 0
        self._outside: list[Any] = []
        """What lasts where calls left the contract that have not returned, outermost first."""
        self._enter_site: dict[Function, int] = {}
        self._literal_numbers: dict[Any, frozenset[int]] = {}
        self._keys = bridge.entries()
        self._payable = {entry.function for entry in bridge.code.entries if entry.payable}
        self._unrecorded: dict[Any, tuple[World, str]] = {}
        """Closed IDs that a cell keeps though no guard's variable tells: by the close, by what
        was changed and changed back in the life of a session of one transaction, and by what
        there is to say of the way.
        """
        self.changing: set[Location] = set()
        """Of the places that guards look at, those that a transaction leaves with another value."""
        self.steps = 0
        """Blocks interpreted so far."""
        self._steps_left = 0
        self._spared = 0
        """Steps that are left to whoever begins anew without records of requests."""
        self._routed: dict[Function, bool] = {}
        self._endless: set[Function] = set()
        """Entry points that ran into a bound: what they lead to is not known anyway."""

    # -- exploring ---------------------------------------------------------------------

    def may_be_coarser(self, level: int) -> bool:
        """Whether something is followed that may be spared at a level, and not what may be at
        another below it.
        """
        return any(
            all(
                cluster.coarse(level).kept != other.kept
                for other in (cluster, *map(cluster.coarse, range(1, level)))
            )
            for cluster in self.relevance.clusters
        )

    def explore(self) -> Iterator[None]:
        """Follow every history, and pause after each world; what is found is in
        `machine.record.reports` and `gave_up`.
        """
        self.gave_up += self._unread()
        everything: dict[World, int] = {}
        for cluster in self.relevance.clusters:
            if self.machine.limits.coarse:
                cluster = cluster.coarse(self.machine.limits.coarse)
            self.machine.focus(cluster.kept, cluster.untold)
            self.entries = self._without_wrappers(cluster.entries)
            self.once = [f for f in self.entries if f in self._initializers]
            # What cells at other keys may hold is assumed to be nothing, until a followed
            # one is seen to hold more: then all begins again. What was found violated
            # meanwhile stands, since cells could hold that little.
            self._steps_left = _STEPS + _STEPS_OF_A_BLOCK * self._size()
            if self.machine.limits.coarse:
                self._steps_left = self._steps_left * 2 // 3
            self._spared = self._steps_left // 3
            self._endless.clear()
            told = len(self.moves)
            while not (yield from self._explore()):
                del self.moves[told:]
            self._judge_unrecorded()
            self._see_what_changes(self.moves[told:])
            everything |= self.worlds
            if self._hit:
                self._judge_from_anything()
        self.worlds = everything

    def _without_wrappers(self, entries: Collection[Function]) -> list[Function]:
        """Entry points without those that do nothing that matters but to run another one of them,
        which anybody may do with anything.
        """
        remains = self.machine.calls.remains
        named = self.machine.sessions.callbacks.functions()
        numbers = {body.key: number for number, body in enumerate(self.relevance.bodies)}
        keys = {self._keys[function] for function in entries}

        def wraps(function: Function) -> bool:
            key = self._keys[function]
            if key not in numbers or function in named or function in self._initializers:
                return False
            inner = remains.passed_on(numbers[key])
            return (
                inner in keys - {key}
                and (key not in self._payable or inner in self._payable)
                and not self._asks_for_router(function)
            )

        return [function for function in entries if not wraps(function)]

    @property
    def is_cut(self) -> bool:
        """Whether a bound was hit."""
        return bool(self.gave_up or self.bounds)

    @property
    def left_open(self) -> frozenset[Asked] | None:
        """What is left unknown because not all was followed; None where that may be anything."""
        if self.is_cut:
            return None
        counting = {COUNTS} if self.relevance.tallies else set[str]()
        return frozenset(
            self._asked(site, prop)
            for (site, prop), report in self.machine.record.reports.items()
            if report.breach is None
            and (
                not {GUESS, UNTOLD, *(counting if prop is Property.ORDERED else ())}.isdisjoint(
                    report.reasons
                )
                or (self.machine.limits.coarse > 1 and not {COUNTS}.issuperset(report.reasons))
            )
        )

    @property
    def broken(self) -> frozenset[Asked]:
        """What was found violated so far."""
        return frozenset(
            self._asked(site, prop)
            for (site, prop), report in self.machine.record.reports.items()
            if report.breach is not None
        )

    def _asked(self, number: int, prop: Property) -> Asked:
        site = self.machine.record.sites[number]
        return site.span, site.blame, site.name, site.subject, prop

    def hang_on_counts(self, left: Iterable[Asked]) -> bool:
        """Whether what is left open are closes that variables may tell to come after answers."""
        return bool(self.relevance.tallies) and all(one[-1] is Property.ORDERED for one in left)

    def unsettled(self, function: Function, prop: Property) -> tuple[str, ...]:
        """Why a property that nothing breaks in a body may be broken all the same."""
        return (
            *self.gave_up,
            *dict.fromkeys(
                bound.reason
                for bound in self.bounds
                if function in bound.functions
                and (prop not in OF_ONE_TRANSACTION or function in bound.unjudged)
            ),
        )

    def _see_what_changes(self, moves: Iterable[Move]) -> None:
        """Note what of that which guards look at holds something else after a transaction."""
        for move in moves:
            if move.before is None:
                continue
            for after in move.after:
                for _, event in since(after.events, move.entered):
                    if event.place is not None and event.place not in self.changing:
                        value = after.store.get(event.place, ZERO)
                        if value[0] != "const" or value != move.before.store.get(event.place, ZERO):
                            self.changing.add(event.place)

    def _judge_from_anything(self) -> None:
        """Run each entry point once from a world that stands for all: what one transaction shows
        by itself is known then, though not every history was followed.
        """
        hit, self._hit = self._hit, []
        machine, told = self.machine, len(self.moves)
        steps, machine.limits.steps = machine.limits.steps, _STEPS_FROM_ANYTHING
        machine.storage.elsewhere = frozenset(("closed", "empty"))
        callbacks = frozenset(f.canonical_name for f in machine.sessions.callbacks.functions())
        world = World(named=callbacks | {typestate.STRAYS, FILLED}).guessed()
        world = machine.storage.forget(world, _ANYTHING)
        self._endless.clear()
        for function in self.entries:
            for _ in self._transactions(function, world):
                pass
        del self.moves[told:]
        machine.limits.steps = steps
        run = (part.constructor for part in dispatch.constructors(self.concrete))
        reach = self.protocol.flow.reach
        functions = frozenset().union(*map(reach, self.entries), *(reach(f) for f in run if f))
        unjudged = frozenset[Function]().union(*map(reach, self._endless))
        self.bounds += [Bound(reason, functions, unjudged) for reason in hit]
        self._hit = []

    def _size(self) -> int:
        active = self.relevance.active
        return sum(len(body.blocks) for body in self.relevance.bodies if body.key in active)

    def _look_elsewhere(self, worlds: Collection[World]) -> bool:
        """Whether cells below keys hold nothing more than was assumed of those at other keys."""
        storage = self.machine.storage
        seen, filled, twice = set(storage.elsewhere), set(storage.filled), set(storage.twice)
        loose, strange, at_zero = set(storage.loose), set(storage.strange), set(storage.at_zero)
        for world in worlds:
            loose |= {noted[1:] for noted in world.named if noted[0] == "loose"}
            noted_filled = {noted[1:] for noted in world.named if noted[0] == "fills"}
            filled |= {slot for slot, _ in noted_filled}
            strange |= {one for one in noted_filled if one[1] is not None}
            for location, value in world.store.items():
                if not any(isinstance(step, tuple) for step in location[1]):
                    continue
                if location[1][-1] not in (LENGTH, PRESENT):
                    filled.add(storage.slot(location))
                    strange |= storage.is_strange(world, location)
                    at_zero |= storage.is_at_zero(world, location)
                index = world.session_of(value)
                if index is not None:
                    session = world.sessions[index]
                    if session is not None and not session.live:
                        seen.add("closed")
                    if session is not None and somewhere_in(location) in session.away:
                        twice.add(container(location))
                if location[1][-1:] == (PRESENT,) and value == ONE:
                    filled.add(storage.slot(location))
                    strange |= storage.is_strange(world, location)
                    element = (location[0], location[1][:-1])
                    cells = storage.locations_below(element)
                    if any(world.store.get(cell, ZERO) in (ZERO, ANY) for cell in cells):
                        seen.add("empty")
        unled = storage.unled.union(*(world.named & {records.LOOSE} for world in worlds))
        names = ("elsewhere", "filled", "twice", "loose", "strange", "at_zero", "unled")
        known = tuple(getattr(storage, name) for name in names)
        now = tuple(map(frozenset, (seen, filled, twice, loose, strange, at_zero, unled)))
        for name, found in zip(names, now, strict=True):
            setattr(storage, name, found)
        return now == known

    def _explore(self) -> Generator[None, None, bool]:
        """Follow the histories of one cluster; False where what was assumed did not hold."""
        self.worlds = {}
        self._unrecorded.clear()
        self._reentered.clear()
        self.machine.storage.settling = True
        frontier = self._constructed()
        if self.once:
            started: list[World] = []
            for world in frontier:
                for function in self.once:
                    started += self._transact(function, world, _Caller.SENDER)
            frontier = list(dict.fromkeys(started)) or frontier
        self.machine.storage.settling = False
        number = 0
        if not self._look_elsewhere(frontier):
            return False
        alike: dict[World, list[World]] = {}
        kin: dict[World, list[World]] = {}
        """By world that is still to be followed, those of its shape, as they were found."""
        for world in frontier:
            self.worlds.setdefault(world, 0)
            kin[world] = alike.setdefault(world.shape(), [])
            kin[world].append(world)
        doubtful: list[World] = []
        while frontier:
            number += 1
            self.machine.record.transaction = number
            following: list[World] = []
            for world in frontier:
                for function in self.entries:
                    for after in self._transactions(function, world):
                        known = alike.setdefault(after.shape(), [])
                        if not any(one.covers(after) for one in known):
                            known.append(after)
                            self.worlds[after] = number
                            kin[after] = known
                            (doubtful if after.is_guess else following).append(after)
                yield
                most = _MOST_COARSE_WORLDS if self.machine.limits.coarse else MOST_WORLDS
                if len(self.worlds) > most:
                    self._hit.append(f"more than {most} states between transactions")
                    return True
                if self._steps_left < (self._spared if self.machine.storage.recorded else 0):
                    self._hit.append("its transactions have too many paths in all to follow")
                    return True
            if not self._look_elsewhere((*following, *doubtful)):
                return False
            frontier = following
            if not frontier:  # what is not known to be possible comes last
                frontier, doubtful = doubtful, []
            frontier = [one for one in frontier if not _is_surpassed(one, kin.pop(one))]
        return True

    def _transactions(self, function: Function, world: World) -> Iterator[World]:
        if function not in self.once or _once(function) not in world.named:
            yield from self._transact(function, world, _Caller.SENDER)
        if typestate.may_answer(world, function.canonical_name):
            yield from self._transact(function, world, _Caller.ANSWER)
        if self._asks_for_router(function):
            yield from self._transact(function, world, _Caller.FOREIGN_ANSWER)

    def _constructed(self) -> list[World]:
        machine = self.machine
        machine.begin()
        machine.record.transaction = 0
        # There may be sessions that no followed cell shows, once other cells may hold some.
        hidden = self.machine.storage.filled & self.relevance.cells
        named: set[Any] = {typestate.STRAYS} if hidden else set()
        named |= {("twice", held_in) for held_in in machine.storage.twice}
        empty = tallies.began(
            World(named=frozenset(named)), machine.storage.tallies[0], machine.storage.running
        )
        worlds = [self._opened(w, False) for w in self._placed(empty)]
        worlds = [w.tell("enter", -1, "constructor()") for w in worlds]
        key = self.bridge.code.construction
        count = len(self.bridge.body(key).function.parameters)
        given = [symbol("constructed", "", index, self._nesting) for index in range(count)]
        try:
            if key in self.relevance.active:
                worlds = [
                    after for w in worlds for after, _ in machine.calls.entered(key, w, given)
                ]
        except OutOfBoundsError as problem:
            self.gave_up.append(str(problem))
        for variable in latches.locks(self.concrete) if self._initializers else ():
            place: Location = (variable.canonical_name, ())
            worlds = [w.but(store=w.store.set(place, ZERO)) for w in worlds]
        ended = (end for w in worlds for end in machine.storage.endings(w))
        after = tuple(dict.fromkeys(self._finish(end, World()) for end in ended))
        self.moves.append(Move(None, None, None, after))
        return list(after)

    def _transact(self, function: Function, world: World, caller: _Caller) -> list[World]:
        """One transaction: the worlds after it."""
        machine = self.machine
        if function in self._endless:
            return []
        machine.begin()
        found: dict[World, None] = {}
        answered = caller is _Caller.ANSWER
        starts = typestate.answered(world, function.canonical_name) if answered else (world,)
        for placed in (one for start in starts for one in self._placed(start)):
            before = self._opened(placed, caller is not _Caller.SENDER)
            if self._keys[function] not in self._payable:
                before = before.but(binds=before.binds.set(_VALUE, ZERO))
            request = symbol("given", function.canonical_name, 0, self._nesting)
            if answered:
                before = requests.answering(before, function.canonical_name, request)
            before = before.tell("enter", self._entered(function), function.full_name)
            if caller is _Caller.FOREIGN_ANSWER:
                before = requests.foreign(before, request)
                before = before.tell("foreign", self._entered(function), "")
            try:
                ends = machine.calls.entered(
                    self._keys[function], before, self._parameters(function)
                )
            except OutOfBoundsError as problem:
                self._give_up(problem)
                self._endless.add(function)
                for (site, prop), owing in machine.record.owed.items():  # its end was not reached
                    text = next(text for s, p, text in owing.due() if (s, p) == (site, prop))
                    machine.record.violated(site, prop, owing.until(site, text), text)
                break
            here: dict[World, None] = {}
            for end, value in ends:
                for index in sorted(sessions_in(end.norm(value))):
                    end = typestate.with_session(end, index, passed=True)
                if function in self.once:
                    end = end.but(named=end.named | {_once(function)})
                if answered:
                    end = requests.answered(end, request)
                for ended in self.machine.storage.endings(end):
                    here[self._finish(ended, before)] = None
            self.moves.append(Move(world, function, before.events, tuple(here)))
            found.update(here)
        self._steps_left -= machine.steps
        self.steps += machine.steps
        return list(found)

    def _comes_first(self, initializer: Function) -> bool:
        """Whether nothing that asks the router can succeed before an initializer has run: it sets
        the router, and no constructor does.
        """
        constructed = [part.constructor for part in dispatch.constructors(self.concrete)]
        return self._sets_router(initializer) and not any(
            self._sets_router(one) for one in constructed if one is not None
        )

    def _sets_router(self, function: Function) -> bool:
        reached = self.protocol.flow.reach(function)
        return any(site.function in reached for site in self.protocol.router_writers())

    def _asks_for_router(self, function: Function) -> bool:
        """Whether an entry point that the router can call for any request looks at whether it is
        the router that calls. Others it may call are open to every sender.
        """
        if function not in self._routed:
            words = [str(parameter.type) for parameter in function.parameters]
            self._routed[function] = words in ([], ["bytes32"], ["uint256"], ["int256"]) and any(
                isinstance(ir, Binary)
                and ir.type in (BinaryType.EQUAL, BinaryType.NOT_EQUAL)
                and any(map(self.protocol.is_router, (ir.variable_left, ir.variable_right)))
                for body in self.protocol.flow.reach(function)
                for node in body.nodes
                for ir in node.irs
            )
        return self._routed[function]

    def _entered(self, function: Function) -> int:
        if function not in self._enter_site:
            self._enter_site[function] = self.machine.record.site(
                function,
                function.entry_point or function,  # of what Slither cannot read there is no more
                function,
                name=function.full_name,
            )
        return self._enter_site[function]

    def _give_up(self, problem: OutOfBoundsError) -> None:
        if str(problem) not in self._hit:
            self._hit.append(str(problem))

    def _parameters(self, function: Function) -> list[Value]:
        return [
            symbol("given", function.canonical_name, index, self._nesting)
            for index in range(len(self.bridge.code.functions[self._keys[function]].parameters))
        ]

    def _unread(self) -> list[str]:
        """Bodies of which something is lost, so that nothing can be proved."""
        lost = [
            f"{body.function.name} cannot be read: {body.function.unreadable}"
            for body in self.relevance.bodies
            if body.function.unreadable
        ]
        lost += [f"{entry.canonical_name} cannot be found" for entry in self.bridge.missing()]
        # What operations and checks are is still asked of Slither.
        return lost + [
            f"Slither could not read all of {one.name}" for one in hidden_in(self.protocol.flow)
        ]

    # -- between transactions ----------------------------------------------------------

    def _placed(self, world: World) -> list[World]:
        """The ways in which growing counters can lie to the followed keys.

        A number is not followed for its own sake, but whether it has passed the
        followed key is: each key that a counter gives is then given once.
        """
        worlds = [world]
        for location, family in self.machine.storage.counters():
            value = world.store.get(location, ZERO)
            if value[0] == "const":
                places = ["key", "below"] + (["above"] if value != ZERO else [])
                worlds = [
                    placed
                    for w in worlds
                    for place in places
                    if (placed := _counting(w, location, place, family)) is not None
                ]
        return worlds

    def _opened(self, world: World, by_router: bool) -> World:
        """A world at the beginning of a transaction: what is unknown gets a name."""
        store, facts, binds = world.store, world.facts, world.binds
        seals: set[Any] = set()
        for location, value in world.store.items():
            if value == ("pending",):
                name = symbol("pending", *location)
                store = store.set(location, name)
                facts = facts.set(compare("==", name, ZERO), False)
            elif value in (ANY, ("nonzero",), ("moment",), SEAL) or value[0] in _OVER:
                name = (
                    symbol(
                        "length",
                        self.machine.storage.family((location[0], location[1][:-1])),
                        location,
                    )
                    if location[1][-1:] == (LENGTH,)
                    else symbol("storage", *location)
                )
                store = store.set(location, name)
                if value[0] in NOT_ZERO:
                    facts = facts.set(compare("==", name, ZERO), False)
                if value == SEAL:
                    seals.add((SEALED, location))
                if value[0] == "moment" or value[0] in _OVER:
                    for number in self._never_times(location):
                        facts = facts.set(compare("==", name, const(number)), False)
                if value[0] == "past":
                    facts = facts.set(compare("<", symbol("global", value[1]), name), False)
                elif value[0] in _OVER:
                    facts = facts.set(compare("<", name, symbol("global", value[1])), True)
            elif value[0] == "key" and str(self.machine.storage.type_of(location)) == "address":
                # Whom a record names is known by where that was read.
                name = symbol("storage", *location)
                store, binds = store.set(location, name), binds.set(name, value)
            elif value[0] == "beside":
                name = symbol("storage", *location)
                store = store.set(location, name)
                facts = facts.set(compare("==", name, ("key", value[1])), False)
        facts = facts.set(compare("==", SENDER, ZERO), False)
        facts = facts.set(compare("==", symbol("this"), ROUTER), False)
        if by_router:
            binds = binds.set(SENDER, ROUTER)
        else:
            facts = facts.set(compare("==", SENDER, ROUTER), False)
        facts = facts.set(compare("==", SENDER, symbol("this")), False)
        named = world.named | seals
        return world.but(
            store=store, facts=facts, binds=binds, frame=Map(), stack=(), heap=Map(), named=named
        )

    def _finish(self, end: World, before: World) -> World:
        """Judge a transaction's end, and make it the beginning of the next."""
        if end.disagrees():
            end = end.guessed()
        end = tallies.kept(requests.kept(self._judge(end, before)))
        store: dict[Location, Value] = {}
        for location, value in end.store.items():
            kept = self._lasting(end, location, end.norm(value), before)
            if kept != ZERO:
                store[location] = kept
        facts = Map(
            (f, t)
            for f, t in end.facts.items()
            # A look-up of what nobody has written leads to the key 0.
            if self._fixed(f) and (ZERO in f[2:4] or not self._is_numbering(*f[2:4]))
        )
        keys = Map(
            (family, bound)
            for family, bound in end.keys.items()
            if not self._is_numbering(("key", family), bound)
        )
        goes_on = any(map(self.machine.storage.is_transient, store))
        world = end.but(
            keys=keys,
            store=Map(store),
            frame=Map(),
            stack=(),
            heap=Map(),
            facts=facts,
            binds=Map(),
            deposit=((EARLIER, ANY),) if end.deposit and goes_on else (),
            gone=frozenset(),
            named=frozenset(
                noted
                for noted in end.named
                if noted not in (RECORDED, FILLED) and noted[0] not in _PASSING
            ),
        )
        return self._renumber(world)

    def _fixed(self, fact: Value) -> bool:
        """Whether a fact is about things that outlive a transaction: keys, numbers, sessions, what
        never changes, and hashes of those.
        """
        sides = fact[2:4]
        return any(side[0] == "key" for side in sides) and all(
            side[0] in ("key", "const", "session") or (side[0] == "term" and self._lasts(side))
            for side in sides
        )

    def _lasts(self, value: Value) -> bool:
        """Whether a value is made of what never changes."""
        if value[0] == "term":
            return all(map(self._lasts, value[2:4]))
        if value[0] == "tuple":
            return all(map(self._lasts, value[1]))
        if value[0] == "symbol":
            place = value[1][1:] if value[1][0] == "storage" else ("", None)
            return ("state", place[0]) in self.relevance.settled and place[1] == ()
        return value[0] in ("key", "const", "session")

    def _is_numbering(self, one: Value, other: Value) -> bool:
        """Whether a relation only tells a followed key's number, of which nothing depends."""
        if one[0] == "const":
            one, other = other, one
        return one[0] == "key" and one[1] in self.machine.storage.numberless and other[0] == "const"

    def _lasting(self, world: World, location: Location, value: Value, before: World) -> Value:
        """A stored value as the next transaction may know it."""
        kind = value[0]
        if kind in ("session", "key", "below", "above", "beside", "lost") or value == THIS:
            return value
        if kind == "const":
            if location[1][-1:] == (LENGTH,):
                array: Location = (location[0], location[1][:-1])
                alone = value == ONE and not self.machine.storage.worth_following(array)
                return value if value == ZERO or alone else ("nonzero",)
            known = self.machine.storage.type_of(location)
            counts = isinstance(known, ElementaryType) and "int" in known.name
            if (
                not counts
                or value[1] in (0, 1)
                or value[1] in self._literals(self.machine.storage.slot(location))
            ):
                return value
            return ("nonzero",)
        if kind == "any":
            return ANY
        if requests.is_own(value):
            return ("pending",)
        for fact, truth in world.facts.items():
            sides = fact[2:4]
            if not truth and fact[1] == "eq" and value in sides:
                other = sides[1] if sides[0] == value else sides[0]
                if other[0] == "key" and (
                    ("beside", other[1]) in world.named or fact in before.facts
                ):
                    return "beside", other[1]
        empty = world.equal(value, ZERO)
        for clock in _CLOCKS:
            # It goes on: what is not yet to come now never is.
            now = symbol("global", clock)
            if empty is not True and world.less(value, now):
                return (BEFORE if empty is None else "earlier", clock)
            if empty is False and world.less(now, value) is False:
                return ("past", clock)
        never = self._never_times(location) if empty is False else ()
        if never and all(world.equal(value, const(number)) is False for number in never):
            return ("moment",)
        if empty is False:
            return SEAL if is_hash(value) else ("nonzero",)
        return ZERO if empty else ANY

    def _never_times(self, location: Location) -> list[int]:
        """Numbers of the source that a slot may hold and that are later than any time."""
        literals = self._literals(self.machine.storage.slot(location))
        return sorted(number for number in literals if number >= AFTER_ALL_TIME)

    def _literals(self, slot: Any) -> frozenset[int]:
        """Numbers that the source gives a slot, or compares it with: the values of phases and
        the like.
        """
        if slot not in self._literal_numbers:
            numbers = self.relevance.numbers.get(slot)
            found = set() if numbers is None else set(numbers.all)
            flags = sorted(numbers.flags) if numbers is not None else []
            for count in range(2, len(flags) + 1 if len(flags) <= _FLAGS else 0):
                found.update(map(sum, combinations(flags, count)))
            self._literal_numbers[slot] = frozenset(sorted(found)[:_NUMBERS])
        return self._literal_numbers[slot]

    def _renumber(self, world: World) -> World:
        """Drop what nothing refers to, and number sessions by where they are held.

        One closed session that nothing holds is kept: a caller may still name its ID.
        """
        order: list[int] = []
        for location in sorted(world.store, key=repr):
            for index in sorted(sessions_in(world.store[location])):
                if index not in order:
                    order.append(index)
        for family in sorted(world.keys):
            for index in sorted(sessions_in(world.keys[family])):
                if index not in order:
                    order.append(index)
        order += sorted(typestate.hashed(world).difference(order))
        rest = [i for i, s in enumerate(world.sessions) if s is not None and i not in order]
        closed = [i for i in rest if not world.sessions[i].live]  # type: ignore[union-attr]
        live = [i for i in rest if world.sessions[i].live]  # type: ignore[union-attr]
        if self.relevance.named_by_callers:
            order += live[:1] + closed[:1]
        world = typestate.out_of_sight(world, (world.sessions[i] for i in rest if i not in order))
        if not self.relevance.rerouting:
            world = world.but(named=world.named - {typestate.ADRIFT})
        renamed = {old: new for new, old in enumerate(order)}

        def rename(value: Value) -> Value:
            if value[0] == "session":
                return ("session", renamed[value[1]]) if value[1] in renamed else ANY
            return value

        sessions = []
        for old in order:
            session = world.sessions[old]
            assert session is not None
            sessions.append(
                Session(
                    live=session.live,
                    stored=session.stored,
                    # what stands at other keys of a container changes unseen between transactions
                    away=frozenset(
                        somewhere_in(home) if is_exact(home) else home for home in session.away
                    ),
                    routers=session.routers,
                    found=session.found and session.live and self.relevance.asks,
                    passed=session.passed and not session.stored,
                    asked=session.asked if session.live else 0,
                    callbacks=session.callbacks if session.live else frozenset(),
                    requests=session.requests if session.live else frozenset(),
                    led=session.led if session.live else frozenset(),
                    owed=session.owed if session.live else frozenset(),
                )
            )
        return world.but(
            store=Map((loc, rebuild(v, rename)) for loc, v in world.store.items()),
            facts=Map(
                (rebuild(f, rename), t)
                for f, t in world.facts.items()
                if all(i in renamed for i in _mentioned(f))
            ),
            keys=Map((f, rebuild(v, rename)) for f, v in world.keys.items()),
            sessions=tuple(sessions),
            uids=tuple(world.uids[old] for old in order),
        )

    # -- judging -----------------------------------------------------------------------

    def _judge(self, end: World, before: World) -> World:
        """Properties that are told only when a transaction ends."""
        record = self.machine.record
        # That the followed key is an ID is of use where callers name IDs, and nowhere else.
        in_keys = self.relevance.named_by_callers
        held = typestate.referenced(end if in_keys else end.but(keys=Map()))
        for index, session in enumerate(end.sessions):
            if session is None:
                continue
            uid = end.uids[index]
            if session.live and index not in held and not typestate.recoverable(session):
                if session.removed is not None:
                    record.violated(
                        session.removed,
                        Property.NOT_LOST,
                        end.tell("lost", session.removed, "", uid),
                        _LOST_TEXT[Property.NOT_LOST],
                    )
                elif session.opened is not None:
                    record.violated(
                        session.opened,
                        Property.KEPT,
                        end.tell("lost", session.opened, "", uid),
                        _LOST_TEXT[Property.KEPT],
                    )
            if not session.live and session.closed is not None:
                cells = self._cells_holding(end, index)
                if cells:
                    text = f"{path_text(cells[0])} keeps the ID"
                    end = end.tell("kept", session.closed, text, uid)
                    if not self._recorded(end, before, index, cells):
                        touched = end.touched() if session.opened is not None else frozenset()
                        way = (session.closed, touched, end.is_guess, end.beside())
                        self._unrecorded.setdefault(way, (end, text))
        for site, how in sorted(end.gone):
            prop = Property.NOT_LOST if how == "removed" else Property.KEPT
            record.violated(site, prop, end, _LOST_TEXT[prop])
        for site, prop, text in sorted(end.due(), key=repr):
            record.violated(site, prop, end.until(site, text), text)
        for site, _ in end.deposit:
            if site < 0:
                continue
            record.violated(
                site, Property.CLAIMED, end, "the transaction ends and no start claims the deposit"
            )
        return end

    def _judge_unrecorded(self) -> None:
        """Report the closes that left no record, now that it is known what variables hold.

        A session that begins and ends in one transaction may be recorded as open and then as
        closed, which in the end is as before. What is as before after every transaction is a
        lock, and records nothing.
        """
        for (site, touched, *_), (end, text) in self._unrecorded.items():
            if not any(self._moves(slot) for slot in touched):
                self.machine.record.violated(site, Property.RESET, end, text)

    def _moves(self, slot: Any) -> bool:
        """Whether a slot holds different things between transactions."""
        slot_of = self.machine.storage.slot
        places = {place for world in self.worlds for place in world.store if slot_of(place) == slot}
        return any(
            len({world.store.get(place, ZERO) for world in self.worlds}) > 1 for place in places
        )

    def _cells_holding(self, end: World, index: int) -> list[Location]:
        return [
            location
            for location in sorted(end.store, key=repr)
            if end.norm(end.store[location]) == ("session", index)
        ]

    def _recorded(self, end: World, before: World, index: int, cells: Iterable[Location]) -> bool:
        """Whether the path left a record of a closure where a guard would see it: a guard's
        variable changed, or a cell that held the ID holds it no more, beside these `cells`.
        """
        if RECORDED in end.named or (LOUD in end.named and LOUD not in before.named):
            return True
        kept = {self.machine.storage.slot(location) for location in cells}
        for location in {*end.store, *before.store}:
            slot = self.machine.storage.slot(location)
            if slot not in self.relevance.tested:
                continue
            old = end.norm(before.store.get(location, ZERO))
            new = end.norm(end.store.get(location, ZERO))
            if old == new:
                continue
            if slot not in self.relevance.cells:
                return True
            if old == ("session", index) and slot not in kept:
                return True
            session = end.sessions[index]
            if new == ("session", index) and session is not None and session.opened is None:
                return True  # the ID was put where a guard looks, beside where it was
        return False

    # -- calls that may call back ------------------------------------------------------

    def _reenter(self, world: World, reason: str, itself: bool = False) -> list[World]:
        """The worlds after a call to a contract that may call any entry point before it returns,
        and to this one `itself` where the message may say anything.

        What is called may call out again. Deeper than `_DEEPEST_CALLS_BACK`, nothing is known any
        more; but where all that is followed is as it was when a call before left, whatever comes
        of it was followed there.
        """
        lasting = (world.store, world.sessions)
        if len(self._outside) >= _DEEPEST_CALLS_BACK:
            if lasting in self._outside:
                return [world]
            return [world, self.machine.storage.forget(world, _TOO_DEEP).guessed()]
        machine = self.machine
        key = (world, machine.record.judging, itself, len(self._outside))
        if key in self._reentered:
            return self._reentered[key]
        found: dict[World, None] = {world: None}
        pending = [world]
        self._nesting += 1
        self._outside.append(lasting)
        senders, machine.operands.senders = machine.operands.senders, []
        active, machine.calls.active = machine.calls.active, []
        inside, machine.calls.inside = machine.calls.inside, True
        machine.record.inside = True
        try:
            while pending:
                state = pending.pop(0)
                for sender in (_CALLER, THIS) if itself else (_CALLER,):
                    machine.operands.senders[:] = [sender]
                    for after in self._called_back(state, world, sender):
                        if after not in found:
                            found[after] = None
                            pending.append(after)
                if len(found) > 200:
                    raise OutOfBoundsError(f"{reason}, and too many states can follow")
        finally:
            self._nesting -= 1
            self._outside.pop()
            machine.operands.senders = senders
            machine.calls.active = active
            machine.calls.inside = machine.record.inside = inside
        self._reentered[key] = list(found)
        return self._reentered[key]

    def _called_back(self, state: World, outer: World, sender: Value) -> Iterator[World]:
        """The worlds after any one entry point is called by somebody, or by the contract."""
        entered = state
        if sender == _CALLER:
            facts = state.facts
            for other in (ZERO, ROUTER, THIS):
                facts = facts.set(compare("==", _CALLER, other), False)
            entered = state.but(facts=facts)
        for function in self.entries:
            if function in self.once:
                continue
            told = entered.tell("reenter", self._entered(function), function.full_name)
            if sender == THIS or not self._lets_strangers_in(function):
                told = told.guessed()
            for after, _ in self.machine.calls.entered(
                self._keys[function], told, self._parameters(function)
            ):
                yield self._forget_nested(after, state, outer)

    def _lets_strangers_in(self, function: Function) -> bool:
        """Whether others than those with authority, and the router, can call a function."""
        admission = self.machine.sessions.authority().of(function)
        return not admission.only(Sender.AUTHORITY, Sender.ROUTER, Sender.SELF)

    def _forget_nested(self, after: World, before: World, outer: World) -> World:
        """What a nested call leaves: not what it learned of its own arguments, and not
        what the history in which it stands alone is judged for.
        """
        sessions = list(after.sessions)
        held = typestate.referenced(after)
        for frame in (*after.stack, after.frame, after.heap):
            for value in frame.values():
                held |= sessions_in(after.norm(value))
        for index, session in enumerate(sessions):
            if session is None:
                continue
            old = outer.sessions[index] if index < len(outer.sessions) else None
            if old is not None:
                sessions[index] = session._replace(
                    opened=old.opened, closed=old.closed, removed=old.removed
                )
            elif index not in held:
                sessions[index] = None
                after = typestate.out_of_sight(after, (session,))
            else:
                sessions[index] = session._replace(opened=None, closed=None, removed=None)
        while sessions and sessions[-1] is None:
            sessions.pop()
        # What the caller holds may have got another name, since its like was written.
        names = {
            name
            for frame in (*after.stack, after.frame, after.heap)
            for value in frame.values()
            for name in symbols_in(value)
        }

        def is_callers(fact: Value) -> bool:
            found = {*symbols_in(fact[2]), *symbols_in(fact[3])}
            return bool(found) and found <= names

        return after.but(
            facts=Map(
                (f, t)
                for f, t in after.facts.items()
                if f in before.facts or self._fixed(f) or is_callers(f)
            ),
            binds=Map((s, b) for s, b in after.binds.items() if s in before.binds),
            store=after.store.update(
                {
                    loc: self._nested_value(after, loc, after.norm(value), before)
                    for loc, value in after.store.items()
                    if value != before.store.get(loc)
                }
            ),
            sessions=tuple(sessions),
            uids=after.uids[: len(sessions)],
            gone=before.gone,
            deposit=before.deposit,
            named=frozenset(n for n in after.named if n in before.named or n[0] != "due"),
        )

    def _nested_value(self, world: World, location: Location, value: Value, before: World) -> Value:
        lasting = self._lasting(world, location, value, before)
        return ANY if lasting[0] in NOT_ZERO or lasting[0] == BEFORE else lasting


def _is_surpassed(world: World, alike: list[World]) -> bool:
    """Whether a world that was found after another covers it."""
    later = alike[alike.index(world) + 1 :]
    return any(one.covers(world) for one in later)


def _counting(world: World, location: Location, place: str, family: str) -> World | None:
    """`world` in which a counter is below, at or above the followed key; None where it is not."""
    key: Value = ("key", family)
    number = world.store.get(location, ZERO)
    holds = {
        "below": compare("<", number, key),
        "key": compare("==", number, key),
        "above": compare("<", key, number),
    }
    placed = world.assume(holds[place], True)
    return None if placed is None else placed.but(store=placed.store.set(location, (place, family)))


def _once(function: Function) -> str:
    return f"{ONCE}{function.canonical_name}"


def _mentioned(fact: Value) -> frozenset[int]:
    return sessions_in(fact[2]) | sessions_in(fact[3])
