"""Which variables and branches of a consumer can matter to its sessions.

A backward slice over the language, insensitive to order: what the verifier follows
is what session operations read, what decides whether they run, and where IDs go.
Everything else is left out of the worlds, which keeps their number small.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace
from slither.core.declarations import Function as SlitherFunction

from dtnlint.language.graph import Body, Point, name_of, operands_of, results_of, successors
from dtnlint.language.instructions import (
    Binary,
    Branch,
    Call,
    CallMemory,
    CallMessage,
    Clone,
    Compare,
    Constant,
    Convert,
    Copy,
    Delete,
    Destroy,
    Encode,
    Environment,
    ExternalCall,
    FunctionConstant,
    FunctionKey,
    Get,
    Length,
    Load,
    Make,
    Opaque,
    Pop,
    Push,
    Put,
    RefElement,
    RefField,
    RefSlot,
    RefVariable,
    Register,
    Revert,
    SlotLoad,
    SlotStore,
    StateVariable,
    Stop,
    Store,
    Try,
)
from dtnlint.language.pointers import is_by_pointer, number_of
from dtnlint.language.types import (
    Address,
    Array,
    Boolean,
    Bytes,
    Enumeration,
    ExternalFunction,
    InternalFunction,
    Mapping,
    Number,
    Reference,
    Region,
    StructType,
)
from dtnlint.lifecycle import mutexes
from dtnlint.lifecycle.limits import SHORT
from dtnlint.lifecycle.slots import Slots, is_pointer
from dtnlint.protocol.bridge import Bridge, says_nothing
from dtnlint.protocol.callbacks import Callbacks
from dtnlint.protocol.operations import Close, Deposit, Request, Start, TokenTransfer

MOST_GUARDS = 4
"""With more guards than this in storage, those that tell the least are not followed."""
MOST_TOGETHER = 8
"""With more than this, sessions that do not meet are followed one by one."""
MOST_TALLYING = 4
"""So many are followed beside them of those that tell whether requests wait."""
MOST_RECORDS = 6
"""So many are followed of those that are written where sessions begin and end."""

_HASHED = 1 << 64
"""Below this slot variables may lie: others are hashes."""
_NEVER_ROUND = 64
"""A number of so many bits does not come round by counting."""

GIVEN = ("msg.data", "msg.value", "calldataload")
"""What the caller says otherwise than in parameters."""

Slot = Any
"""What is followed: a name of a body (its number, and `name_of`), ``("state", canonical name)``,
``("field", struct, field)`` or ``("length", slot)``."""

Level = tuple[Slot, int]
"""A container, and the number of keys that come before one of its own."""

_MOST_KEYS = 8
"""Mappings with more keys than this that are written out are followed by one key."""
_RUNNING_OTHERS = ("upgradeTo", "upgradeToAndCall", "multicall")
"""Functions that run code by `delegatecall`: an upgrade's (ERC-1822, ERC-1967), or their own."""
_LENDING = ("delegatecall", "callcode")
"""Messages that run other code in this contract's place."""
_BITWISE = ("&", "|", "^")
"""Operations by which a number holds several flags."""

Place = tuple[int, Point]
"""An instruction: the number of its body, and where it stands there."""


class Cluster(Struct, frozen=True):
    """Storage that hangs together, and the entry points that have to do with it.

    Sessions of different clusters cannot influence each other, so that each cluster is
    explored alone: the states of all together would be as many as their product.
    """

    kept: frozenset[Slot]
    entries: tuple[SlitherFunction, ...]
    untold: frozenset[Slot] = frozenset()
    """What these have to do with as well, and is followed no further than to its first change."""
    spare: tuple[frozenset[Slot], ...] = ()
    """Of what is kept, that without which it may be known well enough how sessions go on: ever
    more of it."""

    def coarse(self, level: int) -> Cluster:
        """The same with what is spare at a level, counted from 1, followed to its first change."""
        spare = self.spare[level - 1]
        return Cluster(self.kept - spare, self.entries, self.untold | spare)


class Numbers(Struct, frozen=True):
    """Numbers that the code gives a slot, or compares it with."""

    all: frozenset[int]
    flags: frozenset[int]
    """Those that stand for one bit each."""


class Relevance(Struct):
    """What matters in one concrete consumer."""

    bodies: tuple[Body, ...]
    """Every body that the consumer can run."""
    assembly: Slots
    """The slots that assembly names."""
    slots: frozenset[Slot] = frozenset()
    """Slots whose values are followed within a transaction."""
    kept: frozenset[Slot] = frozenset()
    """Storage slots whose values are followed from one transaction to the next."""
    cells: frozenset[Slot] = frozenset()
    """Storage slots into which a session ID may flow."""
    guards: frozenset[Slot] = frozenset()
    """Storage slots, cells among them, that a check around a session operation reads."""
    tested: frozenset[Slot] = frozenset()
    """Storage whose own values decide whether a session operation runs, and not only what is
    looked up under them: there a close can be recorded."""
    branches: frozenset[tuple[int, int]] = frozenset()
    """Bodies and blocks of them that end in branches whose outcome can matter."""
    active: frozenset[FunctionKey] = frozenset()
    """Bodies that have to be interpreted; the others cannot touch a session."""
    effective: frozenset[SlitherFunction] = frozenset()
    """Entry points whose runs can change what the next transaction meets, or be judged."""
    operations: dict[Place, Any] = field(default_factory=dict)
    """Session operations and deposits."""
    counters: dict[Slot, tuple[Slot, int]] = field(default_factory=dict)
    """Storage numbers that only grow and that index a container, each with the container
    and the number of keys that come before."""
    clusters: tuple[Cluster, ...] = ()
    """Parts of the consumer that do not touch each other's storage."""
    named_by_callers: bool = False
    """Whether a session operation may get an ID that a caller gave."""
    given: frozenset[Slot] = frozenset()
    """Cells into which callers put IDs."""
    never_set: frozenset[Slot] = frozenset()
    """What is kept, but never written anything other than zero."""
    answer_guards: dict[FunctionKey, frozenset[Slot]] = field(default_factory=dict)
    """For each body that closes, what callbacks write and checks around the close read."""
    tallies: frozenset[Slot] = frozenset()
    """Of what checks around a close read, the numbers that callbacks count."""
    growing: frozenset[Slot] = frozenset()
    """Stored numbers that are only ever added to."""
    running: frozenset[Slot] = frozenset()
    """Of what is kept, what may count live sessions where the router is changed."""
    router_writes: frozenset[Place] = frozenset()
    """Where the storage is written in which the router is kept."""
    rerouting: bool = False
    """Whether an entry point writes it."""
    indexes: frozenset[int] = frozenset()
    """The numbers by which the source names elements of what is given."""
    numbered: frozenset[Slot] = frozenset()
    """Containers of which the source names some key by what it is."""
    by_element: frozenset[Slot] = frozenset()
    """Storage of `bytes` and texts that code reaches into: they are arrays of bytes. Others are
    values, told apart as a whole."""
    counted: frozenset[Slot] = frozenset()
    """Arrays of which nothing is read but their length."""
    key_class: dict[Slot, Slot] = field(default_factory=dict)
    """Containers indexed by the same values share a representative here."""
    key_levels: dict[Level, Level] = field(default_factory=dict)
    """The same of representatives' keys that stand below others."""
    numbers: dict[Slot, Numbers] = field(default_factory=dict)
    """Of storage that is kept, what numbers it may hold or be compared with."""
    copies: frozenset[Slot] = frozenset()
    """Storage into which IDs flow that no session operation is given: only something else is
    looked up under them."""
    leading: frozenset[Slot] = frozenset()
    """Storage that is followed of which code looks something up, and asks at most whether it is
    set."""
    settled: frozenset[Slot] = frozenset()
    """Variables that nothing writes once the contract is constructed."""
    names: frozenset[tuple[int, int]] = frozenset()
    """Registers and locals that are followed, by the number of the body and `name_of`."""
    rights: frozenset[Slot] = frozenset()
    """Mappings in which senders say, below themselves, whom they let act for them; they may have
    said anything, and are not followed."""
    written_out: dict[Slot, frozenset[Any]] = field(default_factory=dict)
    """Mappings all of whose keys are written out, with these: each is a cell of its own."""
    stores: frozenset[Place] = frozenset()
    """Where something is written that is followed, or that may be anything."""
    given_back: frozenset[Place] = frozenset()
    """Where mutexes are given back."""
    hidden: frozenset[int] = frozenset()
    """Slots of words that are no variables, and into which IDs flow: they are not followed."""
    astray: frozenset[FunctionKey] = frozenset()
    """Bodies that may write any storage by themselves, since they name it by a slot."""
    lending: frozenset[FunctionKey] = frozenset()
    """Bodies that may have other code do so in this contract's place."""

    @property
    def asks(self) -> bool:
        """Whether any session is asked at all."""
        return any(isinstance(one, Request) for one in self.operations.values())


def field_slot(structure: str, name: str) -> Slot:
    """The slot of a struct's field, the same wherever such a struct is stored."""
    return ("field", structure, name)


def relevance_of(bridge: Bridge, protocol: Any) -> Relevance:
    """Compute what matters in a concrete consumer."""
    return _Slicer(bridge, protocol).run()


class _Slicer:
    def __init__(self, bridge: Bridge, protocol: Any) -> None:
        self.bridge = bridge
        self.protocol = protocol
        self.code = bridge.code
        self.bodies: list[Body] = []
        self.back: dict[Slot, set[Slot]] = defaultdict(set)
        self.forward: dict[Slot, set[Slot]] = defaultdict(set)
        self.keyed: dict[Slot, set[Slot]] = defaultdict(set)
        """Of what each slot is made of, what it is only looked up under."""
        self.numbers: dict[Slot, set[int]] = defaultdict(set)
        self.flags: dict[Slot, set[int]] = defaultdict(set)
        self.compared: dict[Slot, set[Slot]] = defaultdict(set)
        self.faced: set[Slot] = set()
        """What is compared with a number."""
        self.calls: dict[int, set[int]] = defaultdict(set)
        """By the numbers of bodies."""
        self.writes: dict[int, set[Slot]] = defaultdict(set)
        self.reads: dict[int, set[Slot]] = defaultdict(set)
        self.block_writes: dict[tuple[int, int], set[Slot]] = defaultdict(set)
        self.stores: dict[Place, set[Slot]] = defaultdict(set)
        self.place: Place | None = None
        """The instruction that is looked at."""
        self.block_calls: dict[tuple[int, int], set[int]] = defaultdict(set)
        self.conditions: dict[int, list[tuple[int, Slot]]] = defaultdict(list)
        self.failing: dict[int, set[Slot]] = defaultdict(set)
        """What is computed in a body in ways that revert where storage holds something else."""
        self.operations: dict[Place, Any] = {}
        self.sessions: dict[Place, Slot] = {}
        """The IDs that requests and closes are given."""
        self.written_down = False
        """Whether an ID is written as a number, which may be that of any session."""
        self.amounts: set[Slot] = set()
        self.starts: set[Slot] = set()
        self.opened: dict[Slot, Slot] = {}
        self.router_slots = bridge.router_slots(protocol)
        self.router_writes: dict[Place, set[Slot]] = {}
        self.references: dict[Slot, Slot] = {}
        self.astray: set[int] = set()
        """Bodies that write storage which they name by a slot that is not told."""
        self.borrowers: list[tuple[int, Any]] = []
        """Bodies that run code by `delegatecall`, and whose."""
        self.strays: set[Place] = set()
        """Where they do."""
        self.words: list[tuple[tuple[Any, ...], Slot | None]] = []
        """What the words may be that are written by their slots, and what is written."""
        self.pointers: dict[Slot, set[Slot]] = defaultdict(set)
        """What locals that point into storage may be names of."""
        self.levels: dict[Slot, int] = {}
        self.types: dict[Slot, Any] = {}
        self.indexed: list[tuple[Slot, Any, int]] = []
        self.uncounted: set[Level] = set()
        """Where what is indexed is followed element by element, or not by numbers."""
        self.opened_up: set[Slot] = set()
        """Bytes in storage of which elements are named, added or removed."""
        self.by_key: dict[Any, list[tuple[Slot, int]]] = defaultdict(list)
        """Containers by what indexes them, each with the number of keys that come before."""
        self.passed: dict[tuple[int, Any], set[Any]] = defaultdict(set)
        """What each caller, by its number, hands on as a parameter, as keys are named."""
        self.mappings: set[Slot] = set()
        self.indexes: set[int] = set()
        self.mutexes: dict[StateVariable, frozenset[Place]] = {}
        self.sums: dict[Slot, Slot] = {}
        self.lowered: dict[tuple[int, int], set[Slot]] = defaultdict(set)
        self.grown: dict[Slot, bool] = {}
        self.ever_set: set[Slot] = set()
        self.sets: dict[int, set[Slot]] = defaultdict(set)
        """What bodies write other than zero."""
        self.messages: list[tuple[int, Slot | None, Slot | None]] = []
        """The bodies that send messages which nobody knows, with whom to, and the messages."""
        self.targets: set[Slot] = set()
        """The contracts that are called."""
        self.asked: set[Slot] = set()
        """What they are made of, as far as storage."""
        self.calling: set[int] = set()
        """Bodies that call what may call back."""
        self.blind: set[int] = set()
        """Bodies that may write any storage."""
        self.near: frozenset[Slot] = frozenset()
        """Guards that are written where sessions are."""
        self.records: frozenset[Slot] = frozenset()
        """Likely records of sessions that are not followed, since there are too many."""
        self.rights: frozenset[Slot] = frozenset()
        """Rights that senders give, and that are not followed."""
        self.messages_read: set[Slot] = set()
        """Registers that hold what the caller says otherwise than in parameters."""
        self.senders: set[Slot] = set()
        """Registers that hold the sender."""
        self.signatures: set[Slot] = set()
        """Registers that hold the selector of the message."""
        self.constant: set[Slot] = set()
        """Parameters that some call gives a constant."""
        self.needed: frozenset[Slot] = frozenset()
        self._ran_by: dict[int, set[int]] = {}
        self._indices: dict[FunctionKey, int] = {}
        self.constructing: set[int] = set()
        self.telling: set[Slot] = set()
        self._blocks: set[tuple[int, int]] | None = None

    # -- collecting --------------------------------------------------------------------

    def run(self) -> Relevance:
        self._reach_bodies()
        self.assembly = Slots(self.code, self.bodies, self._given_from_outside())
        for number, body in enumerate(self.bodies):
            for point, step in body.steps():
                self._step(number, body, point, step)
        self._follow_pointers()
        self._go_astray()
        if not self.astray and not self._catches_itself():
            outside = frozenset(self.bridge.entries().values())
            self.mutexes = mutexes.given_back(self.bodies, outside)
        self._find_askers()
        callers: dict[int, set[int]] = defaultdict(set)
        for caller, callees in self.calls.items():
            for callee in callees:
                callers[callee].add(caller)
        carriers = _closure(self.starts, self.forward)
        read = {slot for slot in self.sessions.values() if slot is not None}
        routers = {slot for slots in self.router_writes.values() for slot in slots}
        slots = _closure((carriers | read | self.amounts | routers) - {None}, self.back)
        copies = self._copies(carriers, read)
        cells = frozenset(s for s in carriers if _stored(s)) - copies
        everything = range(len(self.bodies))
        regions = {number: Regions(self.bodies[number]) for number in everything}
        while True:
            active = _closure(self._important(slots, callers), self.calls)
            branches: set[tuple[int, int]] = set()
            wanted: set[Slot] = set()
            for number in sorted(active):
                wanted |= self.failing[number] - _lengths(cells)
                for block, slot in self.conditions[number]:
                    if any(
                        self._matters(number, other, slots, active)
                        for other in regions[number].of(block)
                    ):
                        branches.add((number, block))
                        if slot is not None:
                            wanted.add(slot)
            grown = _closure(slots | wanted, self.back)
            if grown == slots:
                break
            slots = grown
        # Which storage a pointer leads to matters to whoever writes through it.
        active |= _closure(self._pointing(), self.calls)
        guards = frozenset(s for s in _closure(wanted, self.back) if _stored(s))
        values = {slot: sources - self.keyed[slot] for slot, sources in self.back.items()}
        answer_guards = self._answer_guards(callers)
        tallies = self._tallies(answer_guards)
        tallying = tallies | self._asked_for(tallies, regions, callers)
        kept = self._kept(slots, cells, copies, tallying)
        # What notes by which counter a request is told must be seen to be written.
        noted = copies if tallies else frozenset[Slot]()
        effective = self._effective(kept | noted, callers)
        by_them = _closure(self._given(), self.forward)
        by_callers = self.written_down or bool(read & by_them)
        key_of = [body.key for body in self.bodies]
        entries = self.bridge.entries()
        classes, levels = self._key_classes()
        return Relevance(
            bodies=tuple(self.bodies),
            assembly=self.assembly,
            slots=frozenset(slots),
            kept=kept,
            cells=cells,
            guards=guards,
            tested=self._tested(regions, values, callers, cells),
            branches=frozenset(branches),
            active=frozenset(key_of[number] for number in active),
            effective=frozenset(
                entry for entry, key in entries.items() if self._indices[key] in effective
            ),
            operations=self.operations,
            counters={} if self.astray else self._counters(),
            clusters=tuple(
                replace(
                    part,
                    kept=part.kept - noted,
                    untold=part.untold - noted,
                    spare=self._spare(part.kept - noted, cells),
                )
                for cluster in self._clusters(kept | noted, effective, by_callers)
                for part in self._parts(cluster, slots, regions, callers, by_callers)
            ),
            named_by_callers=by_callers,
            given=frozenset(s for s in _closure(read, values) & by_them if _stored(s)),
            never_set=frozenset() if self.astray else kept - self.ever_set,
            answer_guards=answer_guards,
            tallies=tallies,
            growing=frozenset(slot for slot, grows in self.grown.items() if grows),
            running=self._running() & kept,
            router_writes=frozenset(self.router_writes),
            rerouting=bool(self._rerouting()),
            indexes=frozenset(self.indexes),
            numbered=frozenset(
                base
                for base, key, _ in self._indexed_storage()
                if self._is_named(key) or self._is_kept_position(key)
            ),
            by_element=frozenset(
                slot
                for slot in _closure(self.opened_up, self.back)
                if _stored(slot) and isinstance(self.types.get(slot), Bytes)
            ),
            counted=frozenset(
                slot[1]
                for slot in kept - cells
                if slot[0] == "length" and slot[1] not in cells and not self.forward[slot[1]]
            ),
            key_class=classes,
            key_levels=levels,
            numbers={slot: self._numbers_of(slot, values) for slot in sorted(kept, key=repr)},
            copies=copies,
            leading=frozenset(s for s in kept if self._only_leads(s)),
            settled=self._settled(),
            names=frozenset(self._names(slots | self.asked)),
            rights=self.rights,
            written_out=self._written_out(),
            stores=frozenset(
                place
                for place, written in self.stores.items()
                if place in self.router_writes or not written.isdisjoint(slots)
            )
            | self.strays,
            given_back=frozenset().union(*self.mutexes.values()),
            hidden=self._hidden(carriers),
            lending=frozenset(key_of[number] for number in self._lending()),
            astray=frozenset(key_of[number] for number in self.astray),
        )

    def _follow_pointers(self) -> None:
        """Find what is read and written through pointers into storage."""
        if not self.pointers:
            return
        lengths = {
            ("length", slot): {("length", one) for one in named}
            for slot, named in self.pointers.items()
        }
        pointed = {**self.pointers, **lengths}
        changed = {
            slot
            for number, written in self.writes.items()
            if number not in self.constructing
            for slot in _closure(written, pointed) - written
        }
        self.grown.update(dict.fromkeys(filter(_stored, changed), False))
        self.ever_set = _closure(self.ever_set, pointed)
        touched: Iterable[dict[Any, set[Slot]]] = (
            *(self.writes, self.reads, self.sets, self.block_writes, self.stores),
        )
        for table in touched:
            for slots in table.values():
                slots |= _closure(slots, pointed)

    def _given_from_outside(self) -> frozenset[FunctionKey]:
        """Bodies whose parameters others than internal calls give."""
        outside = {*self.bridge.entries().values(), self.code.construction}
        for body in self.bodies:
            for _, step in body.steps():
                if not isinstance(getattr(step, "call", step), Call):
                    outside.update(self._callees(body, step))
        return frozenset(outside)

    def _go_astray(self) -> None:
        """Find what is written through pointers that assembly set, of which it is not told where
        they lead.
        """
        below: dict[Slot, set[Slot]] = defaultdict(set)
        strange: set[Slot] = set()
        for number, body in enumerate(self.bodies):
            for point, step in body.steps():
                if is_pointer(step):
                    if self.assembly.pointed((number, point), step) is None:
                        strange.add((number, step.result.number))
                else:
                    for made, base in self._made_of(number, body, step):
                        below[base].add(made)
        if not strange:
            return
        strange = _closure(strange, below)
        for number, body in enumerate(self.bodies):
            for point, step in body.steps():
                target = _written_by(step)
                if isinstance(target, Register) and (number, target.number) in strange:
                    self.strays.add((number, point))
                    self.astray.add(number)
        self.blind |= self.astray

    def _catches_itself(self) -> bool:
        """Whether the contract may go on after one of its own functions, called as another contract
        would, has failed: then it matters who is kept out.
        """
        return any(
            (
                isinstance(step, Try)
                and isinstance(step.call, ExternalCall)
                and self.bridge.own(body, step.call) is not None
            )
            or (
                isinstance(step, CallMessage)
                and step.kind != "staticcall"
                and not says_nothing(step)
            )
            for body in self.bodies
            for _, step in body.steps()
        )

    def _lending(self) -> set[int]:
        """Bodies that say whose code is run by `delegatecall`, other than this contract's own."""
        found: set[int] = set()
        seen = set(self.borrowers)
        pending = list(seen)
        outside = self._given_from_outside() if pending else frozenset()
        while pending:
            number, target = pending.pop()
            body = self.bodies[number]
            made = body.unwrapped(target)
            if isinstance(made, Environment) and made.name == "this":
                continue
            position = _position(body, made)
            if position is None or body.key in outside:
                found.add(number)
                continue
            for caller, other in enumerate(self.bodies):
                for _, step in other.steps():
                    if isinstance(step, Call) and step.function == body.key:
                        given = (caller, step.arguments[position])
                        if given not in seen:
                            seen.add(given)
                            pending.append(given)
        return found

    def _hidden(self, carriers: set[Slot]) -> frozenset[int]:
        """The slots of words into which IDs flow, and that are no variables."""
        return frozenset(
            place.slot
            for places, source in self.words
            if source in carriers
            for place in places
            if place.variable is None
        )

    def _made_of(self, number: int, body: Body, step: Any) -> Iterator[tuple[Slot, Slot]]:
        """Names of references that an instruction makes, with those of what they lie below."""

        def named(operand: Any) -> Iterator[Slot]:
            if isinstance(operand, Register):
                yield (number, operand.number)

        if isinstance(step, Try):
            step = step.call
        if isinstance(step, Get):
            yield (number, step.result.number), (number, name_of(step.local))
        elif isinstance(step, Put):
            yield from (((number, name_of(step.local)), base) for base in named(step.value))
        elif isinstance(step, RefField | RefElement | Push | Convert | Load):
            (operand,) = operands_of(step)[:1] or (None,)
            yield from (((number, step.result.number), base) for base in named(operand))
        for key in self._callees(body, step):
            if key not in self._indices:
                continue
            callee = self._indices[key]
            function = self.bodies[callee].function
            for parameter, argument in zip(function.parameters, step.arguments, strict=False):
                yield from (((callee, name_of(parameter)), base) for base in named(argument))
            for local, result in zip(function.results, step.results, strict=False):
                yield (number, result.number), (callee, name_of(local))

    def _indexed_storage(self) -> Iterator[tuple[Slot, Any, int]]:
        """What is indexed, with what, and below how many keys; through pointers, below more."""
        for base, key, level in self.indexed:
            yield base, key, level
            for named in _closure({base}, self.pointers) - {base}:
                yield named, key, level + 1

    def _find_askers(self) -> None:
        """Find the bodies that may send messages to the router which nobody knows."""
        inner = {slot: sources for slot, sources in self.back.items() if not _stored(slot)}
        given = self._given()
        self.asked |= _closure(self.targets, inner)
        for number, target, message in self.messages:
            told = _closure({target, message} - {None}, inner)
            self.asked |= told
            named = _closure({target} - {None}, inner)
            if named & given or named & self.router_slots:
                self.blind.add(number)

    def _written_out(self) -> dict[Slot, frozenset[Any]]:
        keys: dict[Slot, set[Any]] = defaultdict(set)
        for base, key, level in self._indexed_storage():
            known = isinstance(key, Constant) and not level and base[0] == "state"
            keys[base].add(key.value if known else None)
        return {
            base: frozenset(values)
            for base, values in keys.items()
            if None not in values and len(values) <= _MOST_KEYS and base in self.mappings
        }

    def _names(self, slots: set[Slot]) -> Iterator[tuple[int, int]]:
        for number in self._pointing() | self.astray:
            body = self.bodies[number]
            for _, step in body.steps():
                yield from ((number, result.number) for result in results_of(step))
                if isinstance(step, Put) and number in self.astray:
                    yield (number, name_of(step.local))
            yield from ((number, name_of(local)) for local in body.function.results)
        for number, body in enumerate(self.bodies):
            for _, step in body.steps():
                for result in results_of(step):
                    name = (number, result.number)
                    if name in slots or self.references.get(name, name) in slots:
                        yield name
                if isinstance(step, Get | Put) and (number, name_of(step.local)) in slots:
                    yield (number, name_of(step.local))
            for local in (*body.function.parameters, *body.function.results):
                if (number, name_of(local)) in slots:
                    yield (number, name_of(local))

    def _numbers_of(self, slot: Slot, values: dict[Slot, set[Slot]]) -> Numbers:
        """The numbers that a slot may hold, or be compared with."""
        held = _closure({slot}, values)
        same = held | _closure({slot}, self.forward)
        with_it = {other for one in same for other in self.compared.get(one, ())}
        found = same | _closure(with_it, values)
        return Numbers(
            frozenset(n for one in found for n in self.numbers.get(one, ())),
            frozenset(n for one in found for n in self.flags.get(one, ())),
        )

    def _reach_bodies(self) -> None:
        pending = [*self.bridge.entries().values(), self.code.construction][::-1]
        while pending:
            key = pending.pop()
            if key in self._indices or key not in self.code.functions:
                continue
            number = self._indices[key] = len(self.bodies)
            body = self.bridge.body(key)
            self.bodies.append(body)
            for _, step in body.steps():
                pending.extend(self._callees(body, step))
        constructing = {self._indices[self.code.construction]}
        self.constructing = {
            number
            for number, body in enumerate(self.bodies)
            if number in constructing or body.key.part == "constructor"
        }
        for number, body in enumerate(self.bodies):
            for point, step in body.steps():
                for key in self._callees(body, step):
                    if key in self._indices:
                        self.calls[number].add(self._indices[key])
                        self.block_calls[number, point.block].add(self._indices[key])

    def _callees(self, body: Body, step: Any) -> Iterator[FunctionKey]:
        if isinstance(step, Try):
            step = step.call
        if isinstance(step, Call):
            if self.bridge.operation(self.protocol, body, step) is None:
                yield step.function
        elif isinstance(step, ExternalCall):
            own = self.bridge.own(body, step)
            if own is not None:
                yield own

    # -- slots -------------------------------------------------------------------------

    def _slot(self, number: int, operand: Any) -> Slot | None:
        if not isinstance(operand, Register):
            return None
        slot = (number, operand.number)
        return self.references.get(slot, slot)

    def _noted(self, slot: Slot, kind: Any) -> None:
        """Note what kind of value a slot holds, below the keys of its container."""
        if slot is None or slot in self.types:
            return
        while isinstance(kind, Reference | Mapping | Array):
            if isinstance(kind, Reference):
                kind = kind.type
            else:
                kind = kind.value if isinstance(kind, Mapping) else kind.element
        self.types[slot] = kind

    def _edge(self, target: Slot | None, source: Slot | None) -> None:
        if target is not None and source is not None and target != source:
            self.back[target].add(source)
            self.forward[source].add(target)

    def _same(self, one: Slot | None, other: Slot | None) -> None:
        """Two names of what may be one object."""
        self._edge(one, other)
        self._edge(other, one)

    def _assign(self, number: int, block: int, slot: Slot, kind: Any) -> None:
        """Write a local or a register: of a pointer into storage where it points, and nothing
        that it names.
        """
        if isinstance(kind, Reference) and kind.region is Region.STORAGE:
            self.back[slot].add(("pointer", slot))
            slot = ("pointer", slot)
        self._write(number, block, slot)

    def _points(self, pointer: Slot, named: Slot | None, kind: Any) -> None:
        if named is not None and kind.region is Region.STORAGE:
            self.pointers[pointer].add(named)

    def _write(self, number: int, block: int, slot: Slot | None, *, zero: bool = False) -> None:
        if slot is not None:
            self.writes[number].add(slot)
            self.block_writes[number, block].add(slot)
            if self.place is not None:
                self.stores[self.place].add(slot)
            if not zero:
                self.ever_set.add(slot)
                self.sets[number].add(slot)

    def _number(self, slot: Slot | None, operand: Any) -> None:
        if slot is not None and isinstance(operand, Constant) and isinstance(operand.value, int):
            self.numbers[slot].add(operand.value)
        elif slot is not None and isinstance(operand, FunctionConstant):
            self.numbers[slot].add(number_of(operand.key))

    def _step(self, number: int, body: Body, point: Point, step: Any) -> None:
        if isinstance(step, Branch):
            self.conditions[number].append((point.block, self._slot(number, step.condition)))
            made = body.definitions.get(getattr(step.condition, "number", -1))
            if not isinstance(made, Compare):
                slot = self._slot(number, step.condition)
                if slot is not None:
                    self.telling.add(slot)
            return
        if isinstance(step, Try):
            step = step.call
        self.place = (number, point)
        handler = _HANDLERS.get(type(step))
        if handler is not None:
            handler(self, number, body, point, step)
            if not isinstance(step, RefVariable | RefField | RefElement):
                self.reads[number] |= {self._slot(number, one) for one in operands_of(step)} - {
                    None
                }
            return
        self._plain(number, body, point, step)

    def _ref_slot(self, number: int, body: Body, point: Point, step: RefSlot) -> None:
        self._plain(number, body, point, step)
        kind = step.result.type
        if is_pointer(step):
            for place in self.assembly.pointed((number, point), step) or ():
                if place.variable is not None:
                    named = ("state", f"{place.variable.contract}.{place.variable.name}")
                    self._same((number, step.result.number), named)
                    self._points((number, step.result.number), named, kind)

    def _plain(self, number: int, body: Body, point: Point, step: Any) -> None:
        """What is computed from all that an instruction reads."""
        sources = [self._slot(number, one) for one in operands_of(step)]
        self.reads[number] |= set(sources) - {None}
        for result in results_of(step):
            slot = (number, result.number)
            self._noted(slot, result.type)
            if isinstance(step, Environment) and step.name == "msg.sender":
                self.senders.add(slot)
            if isinstance(step, Environment) and step.name == "msg.sig":
                self.signatures.add(slot)
            for source in sources:
                self._edge(slot, source)
            self._write(number, point.block, slot)
        if _is_blind(step):
            self.blind.add(number)
        if isinstance(step, Opaque) and "storage" in step.effects:
            self.astray.add(number)

    def _variable(self, number: int, body: Body, point: Point, step: RefVariable) -> None:
        slot = ("state", f"{step.variable.contract}.{step.variable.name}")
        self.references[number, step.result.number] = slot
        self._noted(slot, step.variable.type)
        self.reads[number].add(slot)

    def _field(self, number: int, body: Body, point: Point, step: RefField) -> None:
        kind = step.base.type
        structure = kind.type if isinstance(kind, Reference) else kind
        if not isinstance(structure, StructType):
            return
        slot = field_slot(structure.name, step.name)
        self.references[number, step.result.number] = slot
        self._noted(slot, step.result.type)
        self.reads[number].add(slot)
        base = self._slot(number, step.base)
        if base is not None:
            # keys that lead to the struct matter where its fields do
            self.back[slot].add(base)

    def _element(self, number: int, body: Body, point: Point, step: RefElement) -> None:
        index = body.unwrapped(step.key)
        given = body.local_of(step.base) in body.function.parameters
        if given and isinstance(index, Constant) and isinstance(index.value, int):
            self.indexes.add(index.value)
        base = self._slot(number, step.base)
        if base is None:
            return
        self.references[number, step.result.number] = base
        level = self.levels.get((number, getattr(step.base, "number", 0)), 0)
        kind = step.base.type.type if isinstance(step.base.type, Reference) else None
        if isinstance(kind, Mapping) and not isinstance(kind.value, Mapping | Array):
            self.mappings.add(base)
        self.levels[number, step.result.number] = level + 1
        self.indexed.append((base, self._key(body, number, step.key), level))
        few = isinstance(kind, Array) and kind.length is not None and kind.length <= SHORT
        if few or (isinstance(kind, Mapping) and not isinstance(kind.key, Number)):
            self.uncounted.add((base, level))
        self._opens_up(base, step.base.type)
        key = self._slot(number, step.key) or base
        self.back[base].add(key)
        self.keyed[base].add(key)
        self.reads[number].add(base)
        self.by_key[self._key_name(body, number, step.key)].append((base, level))

    def _opens_up(self, base: Slot, kind: Any) -> None:
        """Note that code reaches into what a reference names, if that is bytes in storage."""
        stored = isinstance(kind, Reference) and kind.region is Region.STORAGE
        if stored and isinstance(kind.type, Bytes):
            self.opened_up.add(base)

    def _key(self, body: Body, number: int, operand: Any) -> Any:
        made = body.unwrapped(operand)
        return made if isinstance(made, Constant) else self._slot(number, operand)

    def _key_name(self, body: Body, number: int, operand: Any) -> Any:
        """By what keys are told apart: what was read from the same local is the same."""
        if isinstance(operand.type, Address):
            return "address"
        local = body.local_of(operand)
        if local is not None:
            return (number, name_of(local))
        made = body.unwrapped(operand)
        if isinstance(made, Load):
            place = body.definitions.get(getattr(made.place, "number", -1))
            if isinstance(place, RefVariable):
                return ("state", place.variable.declaration)
        if isinstance(made, Environment) and not made.arguments:
            return ("environment", made.name)
        return (number, "register", getattr(operand, "number", object()))

    def _get(self, number: int, body: Body, point: Point, step: Get) -> None:
        local = (number, name_of(step.local))
        self._noted(local, step.local.type)
        register = (number, step.result.number)
        if isinstance(step.local.type, Reference):
            self.references[register] = local
            return
        self._noted(register, step.result.type)
        self._edge(register, local)

    def _put(self, number: int, body: Body, point: Point, step: Put) -> None:
        local = (number, name_of(step.local))
        self._noted(local, step.local.type)
        source = self._slot(number, step.value)
        if isinstance(step.local.type, Reference):
            self._same(local, source)
            self._points(local, source, step.local.type)
        else:
            self._edge(local, source)
        self._number(local, step.value)
        self._assign(number, point.block, local, step.local.type)

    def _load(self, number: int, body: Body, point: Point, step: Load) -> None:
        place = self._slot(number, step.place)
        register = (number, step.result.number)
        if isinstance(step.result.type, Reference):
            if place is not None:
                self.references[register] = place
            return
        self._noted(register, step.result.type)
        self._edge(register, place)

    def _store(self, number: int, body: Body, point: Point, step: Store) -> None:
        target = self._slot(number, step.place)
        source = self._slot(number, step.value)
        if isinstance(getattr(step.value, "type", None), Reference):
            self._same(target, source)
        else:
            self._edge(target, source)
        self._number(target, step.value)
        zero = isinstance(step.value, Constant) and not step.value.value
        self._write(number, point.block, target, zero=zero)
        if not isinstance(step.value, Constant):
            self._grows(number, target, self.sums.get((number, getattr(step.value, "number", -1))))
        self._to_router(number, point, target, source)

    def _to_router(self, number: int, point: Point, target: Slot, source: Slot | None) -> None:
        if target in self.router_slots:
            self.router_writes.setdefault((number, point), set()).add(source)

    def _copy(self, number: int, body: Body, point: Point, step: Copy) -> None:
        target, source = self._slot(number, step.target), self._slot(number, step.source)
        self._edge(target, source)
        self._write_whole(number, point, target, step.target.type)
        self._write_fields(number, point, step.target.type)
        self._share_keys(number, step, target, source)
        given = body.local_of(step.source) in body.function.parameters
        for slot in self._fields_of(step.target.type):
            self._to_router(number, point, slot, source)
            if given:  # a caller's struct has a caller's fields
                self._edge(slot, source)
        self._to_router(number, point, target, source)

    def _is_named(self, key: Any) -> bool:
        """Whether a key is written out: where it stands or, if it is no number, where it is put."""
        if isinstance(key, Constant):
            return True
        if key is None or isinstance(self.types.get(key), Number):
            return False
        made = {slot for slot in _closure({key}, self.back) if not _stored(slot)}
        return not made.isdisjoint(self.constant | self.signatures) or any(
            self.numbers.get(slot) for slot in made
        )

    def _is_kept_position(self, key: Any) -> bool:
        """Whether an index is kept below a key, as the positions of what is listed are."""
        if key is None or isinstance(key, Constant):
            return False
        return not self.mappings.isdisjoint(_closure({key}, self._sources))

    @functools.cached_property
    def _sources(self) -> dict[Slot, set[Slot]]:
        """From where each slot's values come."""
        found: dict[Slot, set[Slot]] = defaultdict(set)
        for source, targets in self.forward.items():
            for target in targets:
                found[target].add(source)
        return found

    def _share_keys(self, number: int, step: Copy, target: Slot, source: Slot) -> None:
        """Follow an array in storage and the copy of it by one key."""
        kinds = (step.target.type, step.source.type)
        if target is not None and source is not None and all(map(_is_stored_list, kinds)):
            levels = {
                self.levels.get((number, getattr(side, "number", 0)), 0)
                for side in (step.target, step.source)
            }
            if len(levels) == 1:
                level = levels.pop()
                self.by_key[number, "copy", self.place] += [(target, level), (source, level)]

    def _write_whole(
        self, number: int, point: Point, slot: Slot | None, kind: Any, *, zero: bool = False
    ) -> None:
        """Write an object, and with it its length."""
        self._write(number, point.block, slot, zero=zero)
        if slot is not None and _has_length(kind):
            self._write(number, point.block, ("length", slot), zero=zero)

    def _write_fields(self, number: int, point: Point, kind: Any, *, zero: bool = False) -> None:
        known = set(self.sets[number])
        for slot, inner in self._typed_fields_of(kind):
            self._write_whole(number, point, slot, inner, zero=zero)
        self.sets[number] = known  # what is set so is set where the struct is made

    def _fields_of(self, kind: Any) -> Iterator[Slot]:
        return (slot for slot, _ in self._typed_fields_of(kind))

    def _typed_fields_of(self, kind: Any, depth: int = 0) -> Iterator[tuple[Slot, Any]]:
        if isinstance(kind, Reference):
            kind = kind.type
        while isinstance(kind, Array):
            kind = kind.element
        if isinstance(kind, StructType) and depth < 8:
            for name, inner in self.code.structs.get(kind.declaration, ()):
                yield field_slot(kind.name, name), inner
                yield from self._typed_fields_of(inner, depth + 1)

    def _clone(self, number: int, body: Body, point: Point, step: Clone) -> None:
        self._edge((number, step.result.number), self._slot(number, step.source))

    def _make(self, number: int, body: Body, point: Point, step: Make) -> None:
        kind = step.result.type
        structure = kind.type if isinstance(kind, Reference) else kind
        result = (number, step.result.number)
        if not isinstance(structure, StructType):
            for item in step.items:
                self._edge(result, self._slot(number, item))
                self._number(result, item)
            self._write(number, point.block, result)
            return
        fields = [
            (name, inner)
            for name, inner in self.code.structs.get(structure.declaration, ())
            if not isinstance(inner, Mapping)
        ]
        for (name, inner), item in zip(fields, step.items, strict=False):
            slot = field_slot(structure.name, name)
            self._noted(slot, inner)
            self._edge(slot, self._slot(number, item))
            self._number(slot, item)
            zero = isinstance(item, Constant) and not item.value
            self._write(number, point.block, slot, zero=zero)
            # the object matters where its fields do
            self.back[slot].add(result)
        self._write(number, point.block, result)

    def _delete(self, number: int, body: Body, point: Point, step: Delete) -> None:
        slot = self._slot(number, step.place)
        kind = getattr(step.place, "type", None)
        self._write_whole(number, point, slot, kind, zero=True)
        self._write_fields(number, point, kind, zero=True)
        if not isinstance(kind, Number):
            self._grows(number, slot, None)
        self._to_router(number, point, slot, None)

    def _push(self, number: int, body: Body, point: Point, step: Push) -> None:
        array = self._slot(number, step.array)
        if array is None:
            return
        self.references[number, step.result.number] = array
        self._opens_up(array, step.array.type)
        self.back["length", array].add(array)
        self._write(number, point.block, ("length", array))
        self._write(number, point.block, array)
        self.reads[number].add(array)

    def _pop(self, number: int, body: Body, point: Point, step: Pop) -> None:
        array = self._slot(number, step.array)
        if array is not None:
            self._opens_up(array, step.array.type)
            self.back["length", array].add(array)
            self._write(number, point.block, ("length", array))
            self._write(number, point.block, array, zero=True)
            self.failing[number].add(("length", array))

    def _length(self, number: int, body: Body, point: Point, step: Length) -> None:
        array = self._slot(number, step.array)
        register = (number, step.result.number)
        self._noted(register, step.result.type)
        if array is not None:
            self.back["length", array].add(array)
            self._edge(register, ("length", array))

    def _binary(self, number: int, body: Body, point: Point, step: Binary) -> None:
        self._plain(number, body, point, step)
        result = (number, step.result.number)
        constants = [
            side.value
            for side in (step.left, step.right)
            if isinstance(side, Constant) and isinstance(side.value, int)
        ]
        divides = step.operator in ("/", "%") and not step.machine
        if divides and not isinstance(step.right, Constant):
            self._fails(number, result)
        elif step.operator == "-" and step.checked and constants:
            self._fails(number, result)
            self.numbers[result].update(constants)
        if step.operator in _BITWISE:
            self.numbers[result].update(constants)
            self.flags[result].update(c for c in constants if c > 0 and c.bit_count() == 1)
        wide = step.checked or getattr(step.result.type, "bits", 0) >= _NEVER_ROUND
        if step.operator in ("+", "-") and isinstance(step.right, Constant) and wide:
            made = body.origin(step.left)
            if isinstance(made, Load):
                place = self._slot(number, made.place)
                if place is not None:
                    self.sums[result] = place
                    if step.operator == "-":
                        self.lowered[number, point.block].add(place)

    def _fails(self, number: int, slot: Slot) -> None:
        """Note that it reverts for some of what storage may hold: as telling as a check."""
        self.failing[number].add(slot)
        self.telling.add(slot)

    def _convert(self, number: int, body: Body, point: Point, step: Convert) -> None:
        result = (number, step.result.number)
        source = self._slot(number, step.value)
        references = all(isinstance(one.type, Reference) for one in (step.result, step.value))
        if source is not None and references:
            self.references[result] = source  # a text as bytes is the same object
        self._plain(number, body, point, step)
        self._number(result, step.value)
        if isinstance(step.result.type, Enumeration) and isinstance(step.value, Register):
            self._fails(number, result)
        grown = self.sums.get((number, getattr(step.value, "number", -1)))
        bits = getattr(step.result.type, "bits", 0)
        if grown is not None and bits >= min(getattr(step.value.type, "bits", 0), _NEVER_ROUND):
            self.sums[result] = grown

    def _compare(self, number: int, body: Body, point: Point, step: Compare) -> None:
        self._plain(number, body, point, step)
        sides = [self._slot(number, side) for side in (step.left, step.right)]
        for slot, operand, other in zip(sides, (step.right, step.left), sides[::-1], strict=True):
            self._number(slot, operand)
            if slot is not None and other is not None:
                self.compared[slot].add(other)
            elif slot is not None:
                self.faced.add(slot)
        made = [body.unwrapped(side) for side in (step.left, step.right)]
        blunt = step.operator in ("==", "!=") or any(
            isinstance(side, Constant)
            or (isinstance(side, Environment) and side.name == "block.timestamp")
            for side in made
        )
        if blunt:
            self.telling |= set(sides) - {None}

    def _call(self, number: int, body: Body, point: Point, step: Any) -> None:
        place = (number, point)
        known = self.bridge.operation(self.protocol, body, step)
        transfers = isinstance(known, TokenTransfer) and known.configured
        if transfers or isinstance(known, Start | Close | Request | Deposit):
            self._operation(place, body, step, known)
        if _is_blind(step) or self.bridge.may_ask_router(self.protocol, body, step):
            self.blind.add(number)
        callees = [self._indices[key] for key in self._callees(body, step) if key in self._indices]
        if known is None and not callees and self.bridge.may_call_back(self.protocol, step):
            self.calling.add(number)
        for callee in callees:
            function = self.bodies[callee].function
            for parameter, argument in zip(function.parameters, step.arguments, strict=False):
                target, source = (callee, name_of(parameter)), self._slot(number, argument)
                self._noted(target, parameter.type)
                self._number(target, argument)
                if isinstance(argument, Register):
                    name = self._key_name(body, number, argument)
                    self.passed[number, target].add(name)
                else:
                    self.constant.add(target)
                self._edge(target, source)
                if isinstance(parameter.type, Reference):
                    self._edge(source, target)
                    self._points(target, source, parameter.type)
            for local, result in zip(function.results, step.results, strict=False):
                target, source = (number, result.number), (callee, name_of(local))
                if isinstance(local.type, Reference):
                    self._same(target, source)
                    self._points(target, source, local.type)
                self._edge(target, source)
        if not callees and not isinstance(known, Start | Close | Request):
            for result in results_of(step):
                for operand in operands_of(step):
                    self._edge((number, result.number), self._slot(number, operand))
        for result in results_of(step):
            self._noted((number, result.number), result.type)
            self._assign(number, point.block, (number, result.number), result.type)
        named = self._slot(number, getattr(step, "target", None))
        if named is not None:
            self.targets.add(named)
        if isinstance(step, CallMessage | CallMemory) and step.kind in _LENDING:
            self.borrowers.append((number, step.target))
        if known is None and isinstance(step, CallMessage | CallMemory):
            made = body.unwrapped(step.target)
            if step.kind == "call" and isinstance(made, Environment) and made.name == "this":
                self.blind.add(number)
            if isinstance(step, CallMemory):
                if step.function is None or self.bridge.is_of_router(step.function):
                    self.messages.append((number, named, None))
            elif step.message is not None and not isinstance(
                body.unwrapped(step.message), Encode | Constant
            ):
                self.messages.append((number, named, self._slot(number, step.message)))
        if isinstance(step, CallMessage) and step.message is not None:
            self._edge((number, step.success.number), self._slot(number, step.message))

    def _operation(self, place: Place, body: Body, step: Any, known: Any) -> None:
        self.operations[place] = known
        number = place[0]
        given = self.bridge.arguments(body, step)
        if isinstance(known, Start):
            for result in results_of(step):
                self.starts.add((number, result.number))
        elif isinstance(known, Close | Request):
            self.sessions[place] = self._slot(number, given[0]) if given else None
            self.written_down |= bool(given) and getattr(given[0], "value", 0) != 0
        elif isinstance(known, Deposit) and given:
            slot = self._slot(number, given[-1])
            if slot is not None:
                self.amounts.add(slot)

    def _slot_load(self, number: int, body: Body, point: Point, step: SlotLoad) -> None:
        self._plain(number, body, point, step)
        for slot in () if step.transient else self.assembly.numbers(number, step.slot) or ():
            variable = self.bridge.variable_at(slot)
            if variable is not None:
                named = ("state", f"{variable.contract}.{variable.name}")
                self._edge((number, step.result.number), named)
                self.reads[number].add(named)

    def _slot_store(self, number: int, body: Body, point: Point, step: SlotStore) -> None:
        if step.transient:
            return
        places = self.assembly.written((number, point))
        if places is None:
            self.blind.add(number)
            self.astray.add(number)
        source = self._slot(number, step.value)
        self.words.append((places or (), source))
        for variable in (place.variable for place in places or ()):
            if variable is not None:
                slot = ("state", f"{variable.contract}.{variable.name}")
                self._edge(slot, source)
                self._number(slot, step.value)
                self._write_whole(number, point, slot, variable.type)
                self._grows(number, slot, None)
                self._to_router(number, point, slot, source)

    def _grows(self, number: int, target: Slot | None, source: Slot | None) -> None:
        """Learn which storage numbers are only ever added to."""
        if target is None or not _stored(target) or number in self.constructing:
            return
        self.grown[target] = self.grown.get(target, True) and source == target

    def _counters(self) -> dict[Slot, tuple[Slot, int]]:
        found: dict[Slot, tuple[Slot, int]] = {}
        for container, key, level in self.indexed:
            if key is None or isinstance(key, Constant) or (container, level) in self.uncounted:
                continue
            for source in _closure({key}, self._sources):
                if self.grown.get(source):
                    found.setdefault(source, (container, level))
        return found

    # -- deciding ----------------------------------------------------------------------

    def _has_operation(self, number: int) -> bool:
        return any(place[0] == number for place in self.operations) or any(
            place[0] == number for place in self.router_writes
        )

    def _important(self, slots: set[Slot], callers: dict[int, set[int]]) -> set[int]:
        """Bodies that hold an operation or write what matters, and all that call them."""
        found = {
            number
            for number, body in enumerate(self.bodies)
            if self._has_operation(number)
            or number in self.calling
            or number in self.astray
            or any(s in slots and _stored(s) for s in self.writes[number])
            or (
                self.writes[number] & slots
                and any(isinstance(p.type, Reference) for p in body.function.parameters)
            )
            or any((number, name_of(local)) in slots for local in body.function.results)
        }
        return _closure(found, callers)

    def _pointing(self) -> set[int]:
        """Bodies that give back pointers into storage."""
        return {
            number
            for number, body in enumerate(self.bodies)
            if any(
                isinstance(local.type, Reference) and local.type.region is Region.STORAGE
                for local in body.function.results
            )
        }

    def _effective(self, kept: frozenset[Slot], callers: dict[int, set[int]]) -> set[int]:
        return _closure(
            {
                number
                for number in range(len(self.bodies))
                if self.writes[number] & kept or self._has_operation(number) or number in self.blind
            },
            callers,
        )

    def _matters(self, number: int, block: int, slots: set[Slot], active: set[int]) -> bool:
        return (
            (number, block) in self._operation_blocks
            or any(s in slots for s in self.block_writes.get((number, block), ()))
            or any(c in active for c in self.block_calls.get((number, block), ()))
            or isinstance(self.bodies[number].blocks[block].end, Revert | Stop | Destroy)
        )

    @property
    def _operation_blocks(self) -> set[tuple[int, int]]:
        if self._blocks is None:
            self._blocks = {
                (number, point.block) for number, point in (*self.operations, *self.router_writes)
            }
        return self._blocks

    def _tested(
        self,
        regions: dict[int, Regions],
        values: dict[Slot, set[Slot]],
        callers: dict[int, set[int]],
        cells: frozenset[Slot],
    ) -> frozenset[Slot]:
        """Storage whose values decide whether a session operation runs.

        What only decides what is written, even to such storage, is not among it.
        """
        within = {slot: sources for slot, sources in values.items() if not _stored(slot)}
        blocks = {
            (number, point.block)
            for (number, point), operation in self.operations.items()
            if isinstance(operation, Start | Close | Request)
        }
        running = _closure({number for number, _ in blocks}, callers)
        blocks |= {place for place, called in self.block_calls.items() if called & running}
        around = sorted(_closure(running, self.calls))
        told = {slot for number in around for slot in self.failing[number]} - _lengths(cells)

        def decides(number: int, block: int) -> bool:
            return any(
                (number, other) in blocks
                or isinstance(self.bodies[number].blocks[other].end, Revert | Stop | Destroy)
                or any(
                    slot in told and not _stored(slot)
                    for slot in self.block_writes.get((number, other), ())
                )
                for other in regions[number].of(block)
            )

        while True:
            wanted = {
                slot
                for number in around
                for block, slot in self.conditions[number]
                if slot is not None and decides(number, block)
            }
            grown = _closure(told | wanted, within)
            if grown == told:
                return frozenset(slot for slot in _closure(told, values) if _stored(slot))
            told = grown

    def _clusters(
        self, kept: frozenset[Slot], effective: set[int], by_callers: bool
    ) -> tuple[Cluster, ...]:
        """Divide what is kept by which entry points read or write it."""
        number_of = {entry: self._indices[key] for entry, key in self.bridge.entries().items()}
        entries = [
            entry
            for entry, number in number_of.items()
            if number in effective and not self._hands_over(entry, number, kept)
        ]
        whole = (Cluster(kept, tuple(entries)),)
        if by_callers:
            return whole  # a caller may name any session
        touched = {
            n: frozenset((self.writes[n] | self.reads[n]) & kept) for n in range(len(self.bodies))
        }
        # Mutexes connect nothing: they are written by all that they guard.
        mutual = {("state", f"{one.contract}.{one.name}") for one in self.mutexes}
        connecting = {
            slot
            for n in range(len(self.bodies))
            if n not in self.constructing
            for slot in self.writes[n] & kept - mutual
        }
        parent = {slot: slot for slot in connecting}

        def find(slot: Slot) -> Slot:
            while parent[slot] != slot:
                slot = parent[slot]
            return slot

        spans: dict[SlitherFunction, frozenset[Slot]] = {}
        for entry in entries:
            span = frozenset().union(*(touched[b] for b in self._bodies_of(number_of[entry])))
            spans[entry] = span
            linked = sorted(span & connecting, key=repr)
            for slot in linked[1:]:
                parent[find(slot)] = find(linked[0])
        groups: dict[Slot, set[Slot]] = defaultdict(set)
        for slot in sorted(connecting, key=repr):
            groups[find(slot)].add(slot)
        common = kept - connecting
        callbacks = Callbacks(self.protocol)
        named = {entry: self._named(number_of[entry], callbacks) for entry in entries}
        everywhere = {
            entry
            for entry in entries
            if self._sets_router(number_of[entry])
            or not self.blind.isdisjoint(self._bodies_of(number_of[entry]))
        }
        clusters = []
        apart: list[set[Slot]] = []
        for group in groups.values():
            if not group & self.needed:
                apart.append(group)
                continue
            touching = {e for e in entries if spans[e] & group}
            # A callback of this cluster may be named by a request of another.
            belonging = tuple(
                e
                for e in entries
                if e in touching or e in everywhere or not named[e].isdisjoint(touching)
            )
            clusters.append(Cluster(frozenset(group) | common, belonging))
        placed = {entry for cluster in clusters for entry in cluster.entries}
        rest = tuple(entry for entry in entries if entry not in placed)
        if rest:
            # Sessions from elsewhere still have guards of their own.
            met = frozenset().union(*(spans[entry] for entry in rest))
            guards = frozenset().union(*(group for group in apart if group & met))
            writing = {entry for entry in entries if spans[entry] & guards}
            belonging = tuple(entry for entry in entries if entry in rest or entry in writing)
            clusters.append(Cluster(common | guards, belonging))
        return tuple(clusters) if len(clusters) > 1 else whole

    def _parts(
        self, cluster: Cluster, slots: set[Slot], regions: dict[int, Regions],
        callers: dict[int, set[int]], by_callers: bool,
    ) -> Iterator[Cluster]:  # fmt: skip
        """Divide a cluster with many sessions, each with guards of its own, that some function
        touches together: where each is followed with what guards it, what else is there is
        followed to its first change.
        """
        untold = self.records - cluster.kept
        groups = [] if by_callers else self._groups(cluster.kept & self.needed)
        if len(groups) < 2 or (not untold and len(cluster.kept) <= MOST_TOGETHER):
            yield Cluster(cluster.kept, cluster.entries, untold)
            return
        spread = {id(group): self._spread(group, callers) for group in groups}
        candidates = self.near | (cluster.kept - self.needed)
        governed: dict[Slot, list[tuple[int, frozenset[int]]]] = defaultdict(list)
        for number, conditions in self.conditions.items():
            for block, slot in conditions:
                read = _closure({slot} - {None}, self.back) & candidates
                region = {(number, other) for other in regions[number].of(block)} if read else ()
                over = frozenset(i for i, s in spread.items() if not s.isdisjoint(region))
                for guard in read:
                    governed[guard].append((len(over), over))
        for group in groups:
            near = {
                guard: min(n for n, over in found if id(group) in over)
                for guard, found in governed.items()
                if any(id(group) in over for _, over in found)
            }
            ranked = sorted(near, key=lambda slot: (near[slot], self._dullness(slot), repr(slot)))
            kept = frozenset((*group, *ranked[:MOST_GUARDS]))
            yield Cluster(kept, cluster.entries, (cluster.kept | self.near) - kept)

    def _groups(self, slots: frozenset[Slot]) -> list[frozenset[Slot]]:
        """What sessions are held in, or looked up under, apart where no ID flows between."""
        groups: list[set[Slot]] = []
        linked = [_closure({one} - {None}, self.back) for one in self.sessions.values()]
        linked += [_closure({slot}, self.forward) for slot in slots]
        linked += self._started_together(slots)
        for slot in slots:
            linked.append({slot})
        for one in linked:
            joined = {slot for slot in one if slot in slots}
            if joined:
                apart = [group for group in groups if group.isdisjoint(joined)]
                met = (group for group in groups if not group.isdisjoint(joined))
                groups = [*apart, joined.union(*met)]
        return sorted(map(frozenset, groups), key=lambda group: sorted(map(repr, group)))

    def _started_together(self, slots: frozenset[Slot]) -> Iterator[set[Slot]]:
        """Where the ID of one start is held. What a helper does no more with than to give it back
        is another's wherever the helper is called.
        """
        results = {
            (number, name_of(local))
            for number, body in enumerate(self.bodies)
            for local in body.function.results
        }
        within = {
            name: {other for other in others if name not in results or other[0] == name[0]}
            for name, others in self.forward.items()
        }
        for name in _closure(self.starts, self.forward):
            if not _stored(name) and not slots.isdisjoint(_closure({name}, within)):
                yield _closure({name}, self.forward)

    def _spread(self, group: frozenset[Slot], callers: dict[int, set[int]]) -> set[tuple[int, int]]:
        """The blocks in which a group is written, or an operation gets an ID of it."""
        found = {place for place, written in self.block_writes.items() if written & group}
        for (number, point), slot in self.sessions.items():
            if slot is not None and _closure({slot}, self.back) & group:
                found.add((number, point.block))
        inside = _closure({number for number, _ in found}, callers)
        return found | {place for place, called in self.block_calls.items() if called & inside}

    @functools.cached_property
    def _called_back(self) -> set[int]:
        """The bodies with which callbacks begin."""
        entries = self.bridge.entries()
        named = Callbacks(self.protocol).functions()
        return {self._indices[entries[function]] for function in named if function in entries}

    def _answer_guards(self, callers: dict[int, set[int]]) -> dict[FunctionKey, frozenset[Slot]]:
        """What may order a close after the answers of the session's requests."""
        answering = _closure(self._called_back, self.calls)
        written = {slot for n in answering for slot in self.writes[n] if _stored(slot)}
        found = {}
        for number in {n for (n, _), op in self.operations.items() if isinstance(op, Close)}:
            around = _closure(_closure({number}, callers), self.calls)
            checks = {slot for n in around for _, slot in self.conditions[n] if slot is not None}
            read = _closure(checks, _Within(self.back, self.keyed, around))
            found[self.bodies[number].key] = frozenset(read & written)
        return found

    def _named(self, number: int, callbacks: Callbacks) -> frozenset[SlitherFunction]:
        """The callbacks that requests of an entry point may name."""
        found: set[SlitherFunction] = set()
        bodies = self._bodies_of(number)
        for (place, _), operation in self.operations.items():
            if place in bodies and isinstance(operation, Request):
                named = callbacks.named_by(operation)
                found |= set(callbacks.functions() if named is None else named)
        return frozenset(found)

    def _sets_router(self, number: int) -> bool:
        bodies = self._bodies_of(number)
        return any(place in bodies for place, _ in self.router_writes)

    def _hands_over(self, entry: SlitherFunction, number: int, kept: frozenset[Slot]) -> bool:
        """Whether an entry point does nothing but run other code, as the standards have it: the
        next version's, of which nothing is said here, or other entry points of this one.
        """
        return entry.name in _RUNNING_OTHERS and not any(
            self.writes[body] & kept or self._has_operation(body)
            for body in self._bodies_of(number)
        )

    def _bodies_of(self, number: int) -> set[int]:
        """What an entry point may run, itself included; known once all calls are."""
        if number not in self._ran_by:
            self._ran_by[number] = _closure({number}, self.calls)
        return self._ran_by[number]

    def _given(self) -> set[Slot]:
        """What callers give: the parameters of entry points, and what is read of the message."""
        given = set(self.messages_read)
        for key in self.bridge.entries().values():
            for parameter in self.code.functions[key].parameters:
                given.add((self._indices[key], name_of(parameter)))
                given.update(self._fields_of(parameter.type))
        return given

    def _copies(self, carriers: set[Slot], read: set[Slot]) -> frozenset[Slot]:
        """Storage that holds IDs of which something is looked up, and that no operation is given.

        Where callers name IDs, they may read them from there.
        """
        given = _closure(read, self.back)
        named = not read.isdisjoint(_closure(self._given(), self.forward))
        if named or not any(_stored(slot) for slot in given & carriers):
            return frozenset()
        looked_up = _closure({key for keys in self.keyed.values() for key in keys}, self.back)
        return frozenset(s for s in carriers - given if _stored(s) and s in looked_up)

    def _tallies(self, guards: dict[FunctionKey, frozenset[Slot]]) -> frozenset[Slot]:
        guarding = frozenset[Slot]().union(*guards.values())
        answering = _closure(self._called_back, self.calls)
        return frozenset(
            place
            for result, place in self.sums.items()
            if place in guarding & self.forward[result] and result[0] in answering
        )

    def _rerouting(self) -> list[set[int]]:
        """The bodies that run with each entry point that may change the router."""
        changing = {number for number, _ in self.router_writes} - self.constructing
        runs = (self._bodies_of(self._indices[key]) for key in self.bridge.entries().values())
        return [run for run in runs if run & changing]

    def _running(self) -> frozenset[Slot]:
        """What is counted up and down, and asked where the router may be changed."""
        guards = self._read_by_checks(n for run in self._rerouting() for n in run)
        return frozenset(p for r, p in self.sums.items() if p in guards & self.forward[r])

    def _asked_for(
        self,
        tallies: frozenset[Slot],
        regions: dict[int, Regions],
        callers: dict[int, set[int]],
    ) -> frozenset[Slot]:
        """What callbacks ask before they count: whether the request is one of this contract's."""
        counting = {place for place, slots in self.lowered.items() if slots & tallies}
        runs = (_closure({number}, self.calls) for number in self._called_back)
        inside = _closure({number for number, _ in counting}, callers)
        counting |= {place for place, called in self.block_calls.items() if called & inside}
        asked = {
            slot
            for number in {n for run in runs if run & inside for n in run}
            for blocks in (self.bodies[number].blocks,)
            for block, slot in self.conditions[number]
            if slot is not None
            and any(
                (number, other) in counting or isinstance(blocks[other].end, Revert)
                for other in regions[number].of(block)
            )
        }
        return frozenset(slot for slot in _closure(asked, self.back) if _stored(slot))

    def _read_by_checks(self, bodies: Iterable[int]) -> set[Slot]:
        """What the conditions of bodies are made of."""
        asked = {slot for n in bodies for _, slot in self.conditions[n] if slot is not None}
        return _closure(asked, self.back)

    def _kept(
        self,
        slots: set[Slot],
        cells: frozenset[Slot],
        copies: frozenset[Slot],
        tallying: frozenset[Slot],
    ) -> frozenset[Slot]:
        """Storage that is worth following between transactions.

        A guard that is only ever written apart from sessions (a pause switch, a price)
        may have any value in any transaction; following it would multiply worlds and
        tell nothing. One that is never written at all keeps its first value.
        """
        followed = {s for s in slots if _stored(s)} - copies
        entries = [self._indices[key] for key in self.bridge.entries().values()]
        reach = {entry: self._bodies_of(entry) for entry in entries}
        kept = set(cells) | {
            s
            for session in self.sessions.values()
            for s in _closure({session} - {None}, self.back)
            if _stored(s)
        }
        needed = self.needed = frozenset(kept)
        session_bodies = {
            number for (number, _), op in self.operations.items() if isinstance(op, Start | Close)
        }
        written: dict[Slot, set[int]] = defaultdict(set)
        for number, writes in self.writes.items():
            for slot in writes:
                written[slot].add(number)
        near = session_bodies | {n for n in range(len(self.bodies)) if self.writes[n] & cells}
        others = followed - needed

        def apart(slot: Slot) -> bool:
            writers = written[slot] - self.constructing
            return bool(writers) and not any(
                bodies & writers and bodies & near for bodies in reach.values()
            )

        self.rights = frozenset(s for s in others if apart(s) and self._lets_in(s))
        others = {s for s in others - self.rights if not (self._names_callers(s) and apart(s))}
        if len(others) <= MOST_GUARDS:
            return frozenset(kept | others)
        tallying &= others
        if len(tallying) > MOST_TALLYING:
            tallying = frozenset()
        kept |= {slot for slot in others if not apart(slot)} - tallying
        self.near = frozenset(kept - needed)
        if len(self.near) > MOST_GUARDS:
            telling = self._telling()
            # What is written where sessions begin and end is most likely their record.
            records = {
                slot
                for slot in kept - needed
                if any(
                    bodies & written[slot] and bodies & session_bodies for bodies in reach.values()
                )
            }
            ranked = sorted(
                (slot for slot in kept - needed if slot in telling),
                key=lambda slot: (slot not in records, self._dullness(slot), repr(slot)),
            )
            most = max(MOST_GUARDS, min(MOST_RECORDS, len(records & telling)))
            self.records = frozenset(records.intersection(ranked[most:]))
            kept = {*needed, *ranked[:most]}
        return frozenset(kept | tallying)

    def _settled(self) -> frozenset[Slot]:
        by_slot = (
            isinstance(step, RefSlot)
            and not (isinstance(step.slot, Constant) and int(step.slot.value) >= _HASHED)
            for body in self.bodies
            for _, step in body.steps()
        )
        if self.blind or any(by_slot):
            return frozenset()
        written = set[Slot]().union(
            *(slots for number, slots in self.writes.items() if number not in self.constructing)
        )
        return frozenset(
            slot
            for variable in self.code.variables
            if not variable.transient
            and (slot := ("state", f"{variable.contract}.{variable.name}")) not in written
        )

    def _names_callers(self, slot: Slot) -> bool:
        """Whether a variable holds an address that is never compared with a number: that of who
        may call. What has to be known is that he is named, not when.
        """
        if slot[0] != "state" or slot in self.mappings or slot not in self.ever_set:
            return False
        if not isinstance(self.types.get(slot), Address):
            return False
        held = _closure({slot}, self.forward) - {slot}
        met = set[Slot]().union(*(self.compared.get(one, ()) for one in held)) - held
        return held.isdisjoint(self.faced) and not any(self.numbers.get(one) for one in met)

    def _lets_in(self, slot: Slot) -> bool:
        """Whether a mapping says whom senders let act for them: ``allowed[msg.sender][to]``."""
        below = slot in self.mappings and any(
            base == slot and level for base, _, level in self.indexed
        )
        if not below or self.blind or not isinstance(self.types.get(slot), Boolean):
            return False
        written = [
            self._outermost_key(number, point)
            for (number, point), slots in self.stores.items()
            if slot in slots
        ]
        return all(key is not None and self._is_sender(key) for key in written)

    def _outermost_key(self, number: int, point: Point) -> Slot | None:
        """Of the element that an instruction writes, the outermost key on the way to it."""
        body = self.bodies[number]
        made: Any = body.blocks[point.block].instructions[point.index]
        key, place = None, getattr(made, "place", None)
        while isinstance(made := body.definitions.get(getattr(place, "number", -1)), RefElement):
            key, place = made.key, made.base
        return self._slot(number, key) if isinstance(made, RefVariable) else None

    def _is_sender(self, slot: Slot) -> bool:
        """Whether a slot holds the sender and nothing else, on every way to it."""
        held = _closure({slot}, self.back)
        return all(
            (one in self.senders or self.back.get(one))
            and one not in self.constant
            and not _stored(one)
            and self._is_always_put(*one)
            for one in held
        )

    def _is_always_put(self, number: int, name: int) -> bool:
        """Whether a name is no local that may hold a constant, as that with which it begins."""
        body = self.bodies[number]
        puts = [
            (point.block, step.value)
            for point, step in body.steps()
            if isinstance(step, Put) and name_of(step.local) == name
        ]
        first = [value for block, value in puts if block == 0][-1:]
        rest = [value for block, value in puts if block]
        begins = name >= 0 or name in map(name_of, body.function.parameters) or bool(first)
        return begins and all(isinstance(value, Register) for value in first + rest)

    def _only_leads(self, slot: Slot) -> bool:
        """Whether a slot's values are compared with nothing but 0."""
        if isinstance(self.types.get(slot), Boolean | Enumeration):
            return False
        held = _closure({slot}, self.forward) - {slot}
        met = set[Slot]().union(*(self.compared.get(one, ()) for one in held)) - held
        return all(self.numbers.get(one, set()) <= {0} for one in held) and all(
            self.numbers.get(one) == {0} for one in met
        )

    def _spare(self, kept: frozenset[Slot], cells: frozenset[Slot]) -> tuple[frozenset[Slot], ...]:
        """What only leads to sessions, and guards that are not set where they begin or end; then
        all but flags, phases, the cells and what their places are told by; then flags and phases,
        too.
        """
        counters = self._counters()
        beginning = {
            number for (number, _), op in self.operations.items() if isinstance(op, Start | Close)
        } | {number for number in range(len(self.bodies)) if self.writes[number] & cells}
        together = [
            bodies
            for key in self.bridge.entries().values()
            if not (bodies := self._bodies_of(self._indices[key])).isdisjoint(beginning)
        ]
        some, more, most = set[Slot](), set[Slot](), set[Slot]()
        for slot in kept - cells:
            base = slot[1] if slot[0] == "length" else slot
            if base in cells or base in counters or self._holds_cells(base, cells):
                continue
            writers = {n for n, written in self.writes.items() if slot in written}
            setters = {n for n, written in self.sets.items() if slot in written}
            if writers <= self.constructing:
                continue
            most.add(slot)
            kind = self.types.get(slot)
            if not isinstance(kind, Boolean | Enumeration):
                more.add(slot)
            if isinstance(kind, Address):
                continue
            if self._only_leads(base) or not any(setters & bodies for bodies in together):
                some.add(slot)
        return frozenset(some), frozenset(more), frozenset(most)

    def _holds_cells(self, base: Slot, cells: frozenset[Slot]) -> bool:
        """Whether what a container holds are records with cells in them."""
        kind = self.types.get(base)
        return isinstance(kind, StructType) and not cells.isdisjoint(self._fields_of(kind))

    def _dullness(self, slot: Slot) -> int:
        """How little the values of a slot can tell: flags and phases tell most."""
        kind = self.types.get(slot)
        if isinstance(kind, Boolean | Enumeration | InternalFunction | ExternalFunction):
            return 0
        return 2 if isinstance(kind, Address) else 1

    def _telling(self) -> set[Slot]:
        """Storage that some check compares with a constant, an ID or a sender, or takes
        for a truth: of other numbers the analysis would know next to nothing anyway.
        """
        return _closure(self.telling, {s: t for s, t in self.back.items() if not _stored(s)})

    def _key_classes(self) -> tuple[dict[Slot, Slot], dict[Level, Level]]:
        """Group containers that some value indexes together, so that they share one key: those
        where as many keys come before, with all keys that follow, and then single keys below
        others.

        What a caller hands on as a parameter is the same value, unless it hands on several.
        """
        parent: dict[Any, Any] = {}

        def find(name: Any) -> Any:
            while parent.setdefault(name, name) != name:
                name = parent[name]
            return name

        for (_, parameter), names in self.passed.items():
            if len(names) == 1:
                parent[find(parameter)] = find(*names)
        indexed: dict[Any, list[Level]] = defaultdict(list)
        for name, levels in self.by_key.items():
            indexed[find(name)] += levels
        for levels in indexed.values():
            first: dict[int, Slot] = {}
            for base, level in levels:
                parent[find(base)] = find(first.setdefault(level, base))
        classes = {base: find(base) for levels in indexed.values() for base, _ in levels}
        return classes, _across(
            [list(dict.fromkeys((classes[s], n) for s, n in levels)) for levels in indexed.values()]
        )


def _across(groups: list[list[Level]]) -> dict[Level, Level]:
    """Levels of containers that share one key, each with one that stands for all: no container
    has the same key twice.
    """
    members: dict[Level, list[Level]] = {}
    stands: dict[Level, Level] = {}
    for group in groups:
        for one, other in pairwise(group):
            ones = members.setdefault(stands.setdefault(one, one), [one])
            others = members.setdefault(stands.setdefault(other, other), [other])
            if ones is others or {s for s, _ in ones} & {s for s, _ in others}:
                continue
            ones += others
            stands.update(dict.fromkeys(others, ones[0]))
            members.update(dict.fromkeys(others, ones))
    return {level: one for level, one in stands.items() if level != one}


_HANDLERS: dict[type, Any] = {
    RefVariable: _Slicer._variable,
    RefField: _Slicer._field,
    RefElement: _Slicer._element,
    Get: _Slicer._get,
    Put: _Slicer._put,
    Load: _Slicer._load,
    Store: _Slicer._store,
    Copy: _Slicer._copy,
    Clone: _Slicer._clone,
    Make: _Slicer._make,
    Delete: _Slicer._delete,
    Push: _Slicer._push,
    Pop: _Slicer._pop,
    Length: _Slicer._length,
    Binary: _Slicer._binary,
    Convert: _Slicer._convert,
    Compare: _Slicer._compare,
    Call: _Slicer._call,
    ExternalCall: _Slicer._call,
    CallMessage: _Slicer._call,
    CallMemory: _Slicer._call,
    RefSlot: _Slicer._ref_slot,
    SlotLoad: _Slicer._slot_load,
    SlotStore: _Slicer._slot_store,
}
"""What each kind of instruction does to slots; the others compute from all that they read."""


class _Within(Struct):
    """What slots are made of, without what other bodies than these look up in them."""

    back: dict[Slot, set[Slot]]
    keyed: dict[Slot, set[Slot]]
    bodies: set[int]

    def get(self, slot: Slot, otherwise: Iterable[Slot] = ()) -> Iterable[Slot]:
        """What a slot is made of."""
        keys = self.keyed.get(slot, ())
        return [
            one
            for one in self.back.get(slot, otherwise)
            if one not in keys or _stored(one) or one[0] in self.bodies
        ]


def _is_blind(step: Any) -> bool:
    """Whether an instruction writes storage in a way that cannot be followed."""
    if isinstance(step, CallMessage | CallMemory):
        return step.kind in _LENDING
    if isinstance(step, ExternalCall):
        # which may be any of this contract's
        return is_by_pointer(step) and not step.function.view
    return isinstance(step, Opaque) and not step.effects.isdisjoint(("storage", "calls"))


def _position(body: Body, made: Any) -> int | None:
    """Which parameter was read, that nothing else is put into."""
    if not isinstance(made, Get) or name_of(made.local) in body.puts:
        return None
    names = [name_of(parameter) for parameter in body.function.parameters]
    return names.index(name_of(made.local)) if name_of(made.local) in names else None


def _written_by(step: Any) -> Any:
    """The reference to what an instruction writes."""
    if isinstance(step, Store | Delete):
        return step.place
    if isinstance(step, Copy):
        return step.target
    return step.array if isinstance(step, Push | Pop) else None


class Regions:
    """For each branching block of a body, the blocks that run or not by its outcome."""

    def __init__(self, body: Body) -> None:
        count = len(body.blocks)
        everything = (1 << count) - 1
        self.sons = [successors(block.end) for block in body.blocks]
        post = [everything] * count
        order = sorted(range(count), key=lambda block: -body.order[block])
        changed = True
        while changed:
            changed = False
            for i in order:
                meet = everything if self.sons[i] else 0
                for s in self.sons[i]:
                    meet &= post[s]
                new = meet | (1 << i)
                if new != post[i]:
                    post[i] = new
                    changed = True
        self.post = post
        self._known: dict[int, list[int]] = {}

    def of(self, block: int) -> list[int]:
        """Blocks on a way from `block` that do not lie on every way from it."""
        if block not in self._known:
            always = self.post[block]
            seen: set[int] = set()
            pending = list(self.sons[block])
            while pending:
                i = pending.pop()
                if i in seen or always >> i & 1:
                    continue
                seen.add(i)
                pending += self.sons[i]
            self._known[block] = sorted(seen)
        return self._known[block]


def _has_length(kind: Any) -> bool:
    """Whether a type, or what a reference names, is an array of no fixed length, or bytes."""
    kind = kind.type if isinstance(kind, Reference) else kind
    return isinstance(kind, Bytes) or (isinstance(kind, Array) and kind.length is None)


def _is_stored_list(kind: Any) -> bool:
    """Whether a type is a reference to an array, or bytes, in storage."""
    stored = isinstance(kind, Reference) and kind.region is Region.STORAGE
    return stored and isinstance(kind.type, Array | Bytes)


def _stored(slot: Slot) -> bool:
    return isinstance(slot, tuple) and (
        slot[0] in ("state", "field") or (slot[0] == "length" and _stored(slot[1]))
    )


def _lengths(cells: frozenset[Slot]) -> set[Slot]:
    """The lengths of lists of IDs: that one gets shorter is no record of a close."""
    return {("length", cell) for cell in cells}


def _closure(seeds: Iterable[Any], edges: Any) -> set[Any]:
    found = set(seeds)
    pending = list(found)
    while pending:
        for slot in edges.get(pending.pop(), ()):
            if slot not in found:
                found.add(slot)
                pending.append(slot)
    return found
