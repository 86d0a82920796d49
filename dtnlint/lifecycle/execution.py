"""Abstract execution of a consumer's code: IR operations, branches, calls, modifiers.

It turns a world into the worlds that a body can leave behind, and reports what the
typestate says of each session operation on the way. Which bodies run in which order
of transactions is `dtnlint.lifecycle.histories`' business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from immutables import Map
from slither.core.cfg.node import Node, NodeType
from slither.core.declarations import Contract, Enum, Function, Modifier, Structure
from slither.core.declarations.solidity_variables import SolidityVariable
from slither.core.expressions import AssignmentOperation, CallExpression, TupleExpression
from slither.core.solidity_types import ArrayType, MappingType, UserDefinedType
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.state_variable import StateVariable
from slither.core.variables.top_level_variable import TopLevelVariable
from slither.core.variables.variable import Variable
from slither.slithir.operations import (
    Assignment,
    Binary,
    BinaryType,
    Condition,
    Delete,
    EventCall,
    HighLevelCall,
    Index,
    InitArray,
    InternalCall,
    InternalDynamicCall,
    Length,
    LibraryCall,
    LowLevelCall,
    Member,
    NewArray,
    NewContract,
    NewElementaryType,
    NewStructure,
    Operation,
    Return,
    Send,
    SolidityCall,
    Transfer,
    TypeConversion,
    Unary,
    UnaryType,
    Unpack,
)
from slither.slithir.operations.lvalue import OperationWithLValue
from slither.slithir.variables import Constant, ReferenceVariable, TemporaryVariable

from dtnlint.lifecycle import typestate
from dtnlint.lifecycle.relevance import Relevance, field_slot
from dtnlint.lifecycle.values import (
    ANY,
    ONE,
    ZERO,
    Value,
    arithmetic,
    const,
    is_void,
    lost,
    mentions,
    negation,
    sessions_in,
    symbol,
)
from dtnlint.lifecycle.verdicts import Property
from dtnlint.lifecycle.world import (
    AS_KEY,
    LENGTH,
    PRESENT,
    SOMEWHERE,
    Location,
    World,
    at_another_key,
    compare,
    elsewhere,
    held_elsewhere,
    may_be_same,
    somewhere_in,
)
from dtnlint.protocol import dispatch
from dtnlint.protocol.authority import Authority, Sender
from dtnlint.protocol.callbacks import Callbacks
from dtnlint.protocol.numbers import Numbers
from dtnlint.protocol.operations import Close, Deposit, Request, Start, TokenTransfer
from dtnlint.sources.span import Span

Env = dict[Any, Value]
"""The temporaries of one node."""

GUESS = "two cells would have to hold the same ID, or somebody with authority to call back"
"""Why that is unknown which only ways that are `GUESSED` lead to."""

RECORDED = "recorded elsewhere"
"""Among a world's `named`: a guard at another key was written in this transaction."""

FILLED = "filled elsewhere"
"""Among a world's `named`: a cell at another key was given a value in this transaction."""

_ORIGIN = symbol("global", "tx.origin")

OUTSIDE, CONFIGURED = -1, -2
"""In place of a deposit's site: a contract was called that may have deposited; tokens went to
an address that is kept, of which the code does not say whose it is."""

_PERHAPS_PAID = {
    OUTSIDE: "another contract is called that may deposit",
    CONFIGURED: "tokens go to a stored address, which may be the fee target",
}

_CALLS = 8
"""Calls that are looked back on to tell whom a helper works for."""

RESULT = "result"
"""The frame's entry for the values of an executed `return`."""

_COMPARISONS = {
    BinaryType.EQUAL: "==",
    BinaryType.NOT_EQUAL: "!=",
    BinaryType.LESS: "<",
    BinaryType.GREATER: ">",
    BinaryType.LESS_EQUAL: "<=",
    BinaryType.GREATER_EQUAL: ">=",
}
_ARITHMETIC = {
    BinaryType.ADDITION: "+",
    BinaryType.SUBTRACTION: "-",
    BinaryType.MULTIPLICATION: "*",
}


class OutOfBoundsError(Exception):
    """A bound of the analysis was hit; the text says which."""


@dataclass(frozen=True)
class Site:
    """A place at which something happens that a verdict or a trace speaks of."""

    number: int
    contract: Contract
    function: Function
    node: Node
    span: Span
    """The operation itself."""
    name: str
    """The operation as its source writes it."""
    subject: str = ""
    """The cell or value concerned, as the source writes it."""
    blame: Span | None = None
    """Where a finding would stand, when that is not the operation."""
    blamed: Function | None = None
    blamed_node: Node | None = None


@dataclass(frozen=True)
class Origin:
    """Where a helper's argument was read: what a finding about it points at."""

    span: Span
    text: str
    function: Function
    node: Node
    literal: bool = False
    """Whether the argument is a number in the source."""


@dataclass
class Report:
    """What was found of one property at one site."""

    breach: World | None = None
    text: str = ""
    transactions: int = 0
    reasons: tuple[str, ...] = ()
    reached: bool = False


@dataclass
class Limits:
    """Bounds of the analysis."""

    calls: int = 32
    """Depth of calls."""
    steps: int = 20_000
    """Nodes interpreted in one transaction."""
    worlds: int = 400
    """Different worlds at one node of one body."""


class Machine:
    """Interprets the bodies of one concrete consumer."""

    def __init__(
        self,
        concrete: Contract,
        protocol: Any,
        relevance: Relevance,
        limits: Limits,
        authority: Callable[[], Authority],
    ) -> None:
        """`authority` is asked late: many a consumer needs none of it."""
        self.concrete = concrete
        self.protocol = protocol
        self.authority = authority
        self.relevance = relevance
        self.kept_slots = relevance.kept
        self.limits = limits
        self.callbacks = Callbacks(protocol)
        self.sites: list[Site] = []
        self._site_numbers: dict[Any, int] = {}
        self.reports: dict[tuple[int, Property], Report] = {}
        self.transaction = 0
        self.elsewhere: frozenset[str] = frozenset()
        """What cells at other keys were seen to hold between transactions, beside live
        IDs: ``closed`` ones, and ``empty`` elements of arrays."""
        self.filled: frozenset[Any] = frozenset()
        """The slots below keys that were seen to hold anything between transactions."""
        self.answerable: frozenset[str] = frozenset()
        """Entry points whose runs as callbacks are worth following."""
        self.twice: frozenset[Any] = frozenset()
        """Containers of which two keys were seen to hold one ID between transactions."""
        self.owed: dict[tuple[int, Property], World] = {}
        """Violations of the transaction under way that stand if it does not revert."""
        self._shapes: dict[Node, tuple[list[Operation], Any, tuple[int, ...]]] = {}
        self._routers: dict[Any, bool] = {}
        self.judging = True
        """Off while the effects of a hypothetical call from outside are explored."""
        self._uid = 0
        self._roots: dict[str, Any] = {}
        self._steps = 0
        self._active: list[Function] = []
        self._memo: dict[Any, tuple[World, list[tuple[World, Value]]]] = {}
        self._may_fail: dict[Function, bool] = {}
        self._types: dict[Location, Any] = {}
        self.numberless: set[str] = set()
        """Families of which no key's number means anything."""
        self._numbered = {relevance.key_class.get(s, s) for s in relevance.numbered}
        self._kept_locations: dict[Location, bool] = {}
        self._calls: list[Any] = []
        self.senders: list[Value] = [symbol("sender")]
        self.reenter: Any = None
        """Gives the worlds that calls from outside can leave, for an untrusted call."""
        self._variables: list[StateVariable] = [
            variable
            for contract in dispatch.linearization(concrete)
            for variable in contract.state_variables_declared
        ]
        for variable in self._variables:
            self._roots[variable.canonical_name] = variable.type
        self._constants: dict[Any, Value] = {}
        self._numbers = Numbers(protocol.flow)

    def focus(self, kept: frozenset[Any]) -> None:
        """Follow only this part of the storage from now on."""
        self.kept_slots = kept
        self.elsewhere = frozenset()
        self.filled = frozenset()
        self.twice = frozenset()
        self._kept_locations.clear()
        self._memo.clear()

    # -- sites and reports -------------------------------------------------------------

    def site(self, function: Function, node: Node, element: Any, **texts: Any) -> int:
        """The number of the site of an operation (given by its Slither object)."""
        blame = texts.get("blame")
        key = (id(element), blame)
        if key not in self._site_numbers:
            number = len(self.sites)
            self._site_numbers[key] = number
            span = texts.pop("span", None) or span_of(element)
            self.sites.append(Site(number, self.concrete, function, node, span, **texts))
        return self._site_numbers[key]

    def reach(self, site: int, *properties: Property) -> None:
        """Note that these properties were asked at a site."""
        if self.judging:
            for prop in properties:
                self.reports.setdefault((site, prop), Report()).reached = True

    def violated(self, site: int, prop: Property, world: World, text: str) -> None:
        """Note a violation; the first one found has the shortest history."""
        if not self.judging:
            return
        if world.is_guess:
            self.unknown(site, prop, GUESS)
            return
        report = self.reports.setdefault((site, prop), Report())
        if report.breach is None:
            report.breach, report.text, report.transactions = world, text, self.transaction

    def _owing(self, world: World, site: int, prop: Property, text: str, uid: int) -> World:
        """`world` with a violation that is one unless the transaction reverts."""
        owing = world.owing(site, prop, text, uid)
        self._note(owing, site, prop)
        return owing

    def _note(self, owing: World, site: int, prop: Property) -> None:
        self.owed.setdefault((site, prop), owing)

    def unknown(self, site: int, prop: Property, reason: str) -> None:
        """Note that a property cannot be told."""
        report = self.reports.setdefault((site, prop), Report())
        if reason not in report.reasons:
            report.reasons += (reason,)

    def new_uid(self) -> int:
        """A number for a session that never changes."""
        self._uid += 1
        return self._uid

    # -- types and locations -----------------------------------------------------------

    def type_of(self, location: Location) -> Any:
        """The Solidity type of a storage location; None where unknown."""
        if location not in self._types:
            root, path = location
            kind = self._roots.get(root)
            for step in path:
                if isinstance(kind, MappingType):
                    kind = kind.type_to
                elif isinstance(kind, ArrayType):
                    kind = None if step == LENGTH else kind.type
                else:
                    structure = structure_of(kind)
                    member = structure.elems.get(step) if structure is not None else None
                    kind = member.type if member is not None else None
            self._types[location] = kind
        return self._types[location]

    def slot(self, location: Location) -> Any:
        """The slot (see `relevance`) of a storage location."""
        root, path = location
        slot: Any = ("state", root)
        for index, step in enumerate(path):
            if step in (LENGTH, PRESENT):
                return ("length", slot)
            if isinstance(step, str):
                structure = structure_of(self.type_of((root, path[:index])))
                if structure is not None:
                    slot = field_slot(structure, step)
        return slot

    def kept(self, location: Location) -> bool:
        """Whether a location is followed from one transaction to the next."""
        known = self._kept_locations.get(location)
        if known is None:
            slot = self.slot(location)
            kept = self.kept_slots
            known = slot in kept or (slot[0] == "length" and slot[1] in kept)
            if slot[0] == "length" and not known:
                base = self.type_of((location[0], location[1][: _array_end(location[1])]))
                structure = structure_of(base.type) if isinstance(base, ArrayType) else None
                known = structure is not None and any(
                    field_slot(structure, name) in kept for name in structure.elems
                )
            self._kept_locations[location] = known
        return known

    def locations_below(self, location: Location, kind: Any) -> Iterator[Location]:
        """The scalar locations of a struct in storage (mappings and arrays left out)."""
        structure = structure_of(kind)
        if structure is None:
            if not isinstance(kind, (MappingType, ArrayType)):
                yield location
            return
        for name, member in structure.elems.items():
            yield from self.locations_below((location[0], (*location[1], name)), member.type)

    # -- reading and writing storage ---------------------------------------------------

    def load(self, world: World, location: Location) -> Value:
        """What a storage location holds."""
        kind = self.type_of(location)
        if isinstance(kind, (MappingType, ArrayType)) or structure_of(kind) is not None:
            return ("ref", location)
        if at_another_key(location):
            slot = self.slot(location)
            for index, session in enumerate(world.sessions):
                if session is not None and location in session.away:
                    return ("session", index)
            if self._is_void(world, location, slot):
                return symbol("void", *location)
            if _unknown_key(location):
                return elsewhere(location) if slot in self.relevance.cells else ANY
            return symbol("other", *location)
        if not self.kept(location):
            if self.slot(location) in self.relevance.cells:
                return elsewhere(location)  # another cluster's: judged there
            return ANY if _unknown_key(location) else symbol("storage", *location)
        return world.store.get(location, ZERO)

    def _is_void(self, world: World, location: Location, slot: Any) -> bool:
        """Whether a cell at another key holds nothing: none of its like does between
        transactions, and this one has filled none.
        """
        if slot in self.relevance.never_set:
            return True
        return (
            slot not in self.filled
            and slot[0] != "length"
            and FILLED not in world.named
            and self.kept(location)
        )

    def save(
        self, world: World, location: Location, value: Value, site: int, quiet: bool = False
    ) -> World:
        """Write a scalar or a struct to storage."""
        kind = self.type_of(location)
        if structure_of(kind) is not None:
            return self._save_struct(world, location, kind, value, site)
        if isinstance(kind, (MappingType, ArrayType)) and location[1][-1:] != (LENGTH,):
            held = sessions_in(value)
            return typestate.held_away(world, held, SOMEWHERE)
        value = world.norm(value)
        if value[0] in ("pred", "not"):
            value = self._settle(world, value)
        held = sessions_in(value)
        if at_another_key(location) or not self.kept(location):
            return self._save_elsewhere(world, location, value, site)
        old = world.norm(world.store.get(location, ZERO))
        for index in sessions_in(old) - held:
            session = world.sessions[index]
            assert session is not None
            world = typestate.let_go(world, index, site)
            self.reach(site, Property.NOT_LOST)
            if not quiet and session.live:
                world = world.tell("remove", site, _path_text(location), world.uids[index])
        for index in held - sessions_in(old):
            if value[0] == "session":
                world = typestate.with_session(world, index, stored=True)
            else:
                world = typestate.held_away(world, frozenset((index,)), SOMEWHERE)
            world = world.tell("store", site, _path_text(location), world.uids[index])
        slot = self.slot(location)
        if slot in self.relevance.guards - self.relevance.cells and old != value:
            text = f"{_path_text(location)} is set"
            if value[0] == "const":
                text = f"{_path_text(location)} becomes {value[1]}"
            world = world.tell("guard", site, text)
            if any(s is not None and s.opened is not None for s in world.sessions):
                world = world.touching(slot)
        for step in location[1]:
            if isinstance(step, tuple) and value != ZERO:
                bound = world.keys.get(step[1])
                if bound is not None and bound[0] == "session":
                    session = world.sessions[bound[1]]
                    if session is not None and not session.stored:
                        world = typestate.held_away(world, frozenset((bound[1],)), AS_KEY)
        return world.but(store=world.store.set(location, value))

    def _save_elsewhere(self, world: World, location: Location, value: Value, site: int) -> World:
        """Write a cell at another key, or one that is not followed."""
        held = sessions_in(value)
        exact = at_another_key(location) and not _unknown_key(location)
        blurry = somewhere_in(location)
        home: Any = location if exact else blurry
        source = held_elsewhere(value)
        if exact:
            world = self._located(world, location, blurry)
        for index, session in enumerate(world.sessions):
            if session is None or not session.away or index in held:
                continue
            if home in session.away and exact:
                away = session.away - {home}
                if any(v == elsewhere(location) for v in world.values()):
                    away |= {blurry}  # it was read, and may be put back
                world = typestate.let_go(
                    typestate.with_session(world, index, away=away), index, site
                )
            elif blurred := {h for h in session.away if may_be_same(h, location)}:
                away = session.away - blurred | {blurry}
                world = typestate.with_session(world, index, away=away)
            if source is not None and world.may_be_in(index, source):
                world = typestate.held_away(world, frozenset((index,)), blurry)
        world = typestate.held_away(world, held, home)
        slot = self.slot(location)
        if slot in self.relevance.guards - self.relevance.cells and not (
            exact and world.equal(symbol("other", *location), value) is not False
        ):
            world = world.but(named=world.named | {RECORDED})
        if value != ZERO and slot not in self.filled:
            world = world.but(named=world.named | {FILLED})
        world = world.overwritten(location)
        if exact and value[0] == "const":
            world = world.but(binds=world.binds.set(symbol("other", *location), value))
        return world

    def _located(self, world: World, location: Location, blurry: Any) -> World:
        """`world` when what a cell at another key was read to hold is known to be the ID of
        a session: it is there that its container holds it, and nowhere else.
        """
        value = world.norm(symbol("other", *location))
        if value[0] == "key":
            value = world.keys.get(value[1], value)
        if value[0] != "session" or blurry[1] in self.twice:
            return world
        session = world.sessions[value[1]]
        if session is None or blurry not in session.away:
            return world
        away = session.away - {blurry} | {location}
        return typestate.with_session(world, value[1], away=away)

    def _save_struct(
        self, world: World, location: Location, kind: Any, value: Value, site: int
    ) -> World:
        structure = structure_of(kind)
        assert structure is not None
        if value[0] == "ref":
            source = value[1]
            for leaf in self.locations_below(location, kind):
                tail = leaf[1][len(location[1]) :]
                part = self.load(world, (source[0], (*source[1], *tail)))
                world = self.save(world, leaf, part, site)
            return world
        parts = dict(value[1]) if value[0] == "struct" else {}
        for name, member in structure.elems.items():
            if isinstance(member.type, (MappingType, ArrayType)):
                continue
            part = parts.get(name, ZERO if value == ZERO else ANY)
            world = self.save(world, (location[0], (*location[1], name)), part, site)
        return world

    def _settle(self, world: World, value: Value) -> Value:
        """A truth value that storage keeps: known, or nothing at all is known of it."""
        yes, no = world.assume(value, True), world.assume(value, False)
        if yes is None or no is None:
            return ONE if no is None else ZERO
        return ANY

    def clear(self, world: World, location: Location, site: int) -> World:
        """``delete``: zero everything below a location, mappings excepted."""
        kind = self.type_of(location)
        if isinstance(kind, MappingType):
            return world
        if isinstance(kind, ArrayType):
            root, path = location
            below = [
                loc
                for loc in world.store
                if loc[0] == root and loc[1][: len(path)] == path and loc != location
            ]
            for loc in sorted(below, key=repr):
                world = (
                    self.save(world, loc, ZERO, site)
                    if PRESENT not in loc[1]
                    else world.but(store=world.store.set(loc, ZERO))
                )
            return world
        for leaf in self.locations_below(location, kind):
            world = self.save(world, leaf, ZERO, site)
        return world

    def forget_storage(self, world: World, reason: str) -> World:
        """Everything in storage may have changed in ways the analysis cannot follow."""
        everywhere = frozenset(i for i, s in enumerate(world.sessions) if s is not None)
        sessions = typestate.held_away(world, everywhere, SOMEWHERE).sessions
        store = world.store.update({loc: lost(reason) for loc in world.store})
        for variable in self._roots:
            for loc in self.locations_below((variable, ()), self._roots[variable]):
                if self.kept(loc):
                    store = store.set(loc, lost(reason))
        return world.but(store=store, sessions=sessions)

    # -- keys --------------------------------------------------------------------------

    def family(self, location: Location) -> str:
        """The family of keys of a mapping or an array in storage."""
        slot = self.slot(location)
        level = sum(1 for step in location[1] if isinstance(step, tuple))
        representative = self.relevance.key_class.get(slot, slot)
        kind = self.type_of(location)
        family = f"{_slot_text(representative)}/{level}{_sort_of_key(kind)}"
        if representative not in self._numbered and (
            kind_dynamic(kind) or "address" in _sort_of_key(kind)
        ):
            self.numberless.add(family)
        return family

    def counters(self) -> list[tuple[Location, str]]:
        """Where the numbers stand that only grow and index a container, with its family."""
        if not self.relevance.counters:
            return []
        found = []
        for root, kind in sorted(self._roots.items()):
            path: tuple[Any, ...] = ()
            if isinstance(kind, MappingType):  # a counter for each user, say
                path, kind = (("key", self.family((root, ()))),), kind.type_to
            for location in self.locations_below((root, path), kind):
                known = self.relevance.counters.get(self.slot(location))
                if known is not None:
                    container, level = known
                    representative = self.relevance.key_class.get(container, container)
                    found.append((location, f"{_slot_text(representative)}/{level}"))
        return found

    def relate(
        self, world: World, key: Value, location: Location, counter: Any, literal: bool
    ) -> Iterator[tuple[World, bool, Value]]:
        """Split a world by whether `key` is the followed key of a container.

        Yields the world, whether it is, and what the key's value is now. A key held in
        a loop's counter becomes *below*, *the key* or *above*.
        """
        family = self.family(location)
        followed: Value = ("key", family)
        key = world.norm(key)
        kind = self.type_of(location)
        if (
            counter is not None
            and not literal
            and (isinstance(kind, ArrayType) or "int" in str(getattr(kind, "type_from", "")))
            and key[0] in ("const", "symbol", "term", "any", "elsewhere")
        ):
            yield from self._count(world, key, location, family)
            return
        known = world.equal(key, followed)
        if known is not None:
            yield world, known, key
            return
        if key[0] in ("any", "lost", "elsewhere", "below", "above"):
            yield world, True, followed
            yield world, False, key
            return
        if (key[0] == "session" or (key[0] == "symbol" and key[1][0] == "request")) and any(
            ("key", family) in loc[1] and value != ZERO for loc, value in world.store.items()
        ):
            # A fresh ID, of a session or of a request, is no key used before.
            yield world, False, key
            return
        if key[0] in ("const", "session"):
            if world.keys.get(family) is None:
                same = world.but(keys=world.keys.set(family, key))._refresh(followed)
                if same is not None:
                    yield same, True, key
            yield world.learn(_equal(key, followed), False), False, key
            return
        for branch, truth in world.split(_equal(key, followed)):
            yield branch, truth, branch.norm(key)

    def _count(
        self, world: World, key: Value, location: Location, family: str
    ) -> Iterator[tuple[World, bool, Value]]:
        """Place a loop's counter below, at, or above the followed index."""
        followed: Value = ("key", family)
        known = world.equal(key, followed)
        if known is not False:
            yield world, True, followed
        if known is True:
            return
        bound = world.keys.get(family)
        numbers = bound is not None and bound[0] == key[0] == "const"
        above = key != ZERO and not (numbers and bound is not None and key[1] < bound[1])
        below = not (numbers and bound is not None and key[1] > bound[1])
        if kind_dynamic(self.type_of(location)) and key[0] == "term" and key[1] == "-":
            # the last index: nothing that exists lies above it
            there = world.store.get((location[0], (*location[1], followed, PRESENT)), ZERO) == ONE
            below = below and not (there and key[2][0] == "symbol" and key[2][1][0] == "length")
        if above:
            yield world, False, ("above", family)
        if below:
            yield world, False, ("below", family)

    # -- constants ---------------------------------------------------------------------

    def constant(self, variable: Any) -> Value:
        """What a constant holds, of the contract, a library or a file: its number, or some
        value that is always the same.
        """
        if variable not in self._constants:
            number = self._numbers.only(variable)
            name = getattr(variable, "canonical_name", variable.name)
            self._constants[variable] = (
                symbol("constant", name) if number is None else const(number)
            )
        return self._constants[variable]

    # -- calls -------------------------------------------------------------------------

    def call(
        self,
        function: Function,
        world: World,
        arguments: Iterable[tuple[Any, Value]],
        origins: dict[Any, Origin] | None = None,
        held: tuple[Value, ...] = (),
    ) -> list[tuple[World, Value]]:
        """Run a body with its modifiers: the worlds it leaves, each with the result."""
        if function in self._active and self._active.count(function) > 1:
            raise OutOfBoundsError(f"{function.name} calls itself")
        if len(self._active) >= self.limits.calls:
            raise OutOfBoundsError(f"calls nest deeper than {self.limits.calls}")
        slots = self.relevance.slots
        frame = {
            parameter: value if parameter.is_storage else self._copied(world, value)
            for parameter, value in arguments
            if parameter in slots or value[0] == "ref" or value[0] == "function"
        }
        for parameter, origin in (origins or {}).items():
            frame["origin", parameter] = ("origin", origin)
        below = world.frame.set("held", ("tuple", held)) if held else world.frame
        inner = world.but(stack=(*world.stack, below), frame=Map(frame))
        # who called decides what a helper's transfer is for
        callers = tuple(map(id, self._calls[-_CALLS:]))
        key = (function, inner, self.senders[-1], self.judging, callers)
        if key in self._memo:
            entry, known = self._memo[key]
            return [(_rebase(result, world, entry), value) for result, value in known]
        self._active.append(function)
        try:
            ends = self._layer(function, dispatch.modifiers_of(self.concrete, function), 0, inner)
        finally:
            self._active.pop()
        results = []
        seen = set()
        for end in ends:
            value = self._result(function, end)
            below = end.stack[-1]
            outer = end.but(
                frame=below.delete("held") if "held" in below else below, stack=end.stack[:-1]
            )
            if (outer, value) not in seen:
                seen.add((outer, value))
                results.append((outer, value))
        self._memo[key] = (world, results)
        return results

    def _result(self, function: Function, end: World) -> Value:
        if RESULT in end.frame:
            value = end.frame[RESULT]
            if len(function.returns) == 1 and not function.returns[0].is_storage:
                return self._copied(end, value)
            return value
        values = tuple(self._local(end, r) for r in function.returns)
        return values[0] if len(values) == 1 else ("tuple", values)

    def _local(self, world: World, variable: Any) -> Value:
        value = world.frame.get(variable)
        if value is not None:
            return value
        if isinstance(variable, LocalVariable) and not variable.is_storage:
            function = variable.function
            if (
                function is not None
                and variable in function.returns
                and (variable in self.relevance.slots)
            ):
                return self._zero(variable.type)
        return ANY

    def _zero(self, kind: Any) -> Value:
        return ZERO if structure_of(kind) is None else ("struct", ())

    def _layer(
        self, function: Function, modifiers: tuple[Function, ...], index: int, world: World
    ) -> list[World]:
        if index == len(modifiers):
            return self._body(function, world, None)
        modifier = modifiers[index]
        worlds = [world]
        call = _modifier_call(function, modifier, index)
        if call is not None:
            node, ir = call
            worlds = []
            for state, env in self._evaluate(function, node, world, until=ir):
                frame = state.frame
                for parameter, argument in zip(modifier.parameters, ir.arguments, strict=False):
                    if parameter in self.relevance.slots:
                        frame = frame.set(parameter, self.read(state, env, argument))
                worlds.append(state.but(frame=frame))
        return [
            end
            for start in worlds
            for end in self._body(
                modifier, start, lambda w: self._layer(function, modifiers, index + 1, w)
            )
        ]

    def _body(self, function: Function, world: World, placeholder: Any) -> list[World]:
        """Run one control-flow graph to its ends."""
        entry = function.entry_point
        if entry is None:
            return [world]
        seen: dict[Node, set[World]] = {}
        ends: dict[World, None] = {}
        order = _order(function)
        pending: dict[int, list[tuple[Node, World]]] = {}
        pending.setdefault(order.get(entry, 0), []).append((entry, world))
        while pending:
            rank = min(pending)
            batch = pending[rank]
            node, state = batch.pop()
            if not batch:
                del pending[rank]
            known = seen.setdefault(node, set())
            if node.type in (NodeType.ENDIF, NodeType.IFLOOP, NodeType.ENDLOOP):
                state = self._tidy(_without_dead(state, function, node))
            if state in known or (state.is_guess and state.certain() in known):
                continue
            known.add(state)
            if len(known) > self.limits.worlds:
                raise OutOfBoundsError(f"{function.name} has too many states to follow")
            self._steps += 1
            if self._steps > self.limits.steps:
                raise OutOfBoundsError("one transaction has too many paths to follow")
            for after, sons in self._step(function, node, state, placeholder):
                if not sons:
                    ends[after] = None
                for son in sons:
                    pending.setdefault(order.get(son, 0), []).append((son, after))
        return list(ends)

    def _tidy(self, world: World) -> World:
        """Forget sessions, and facts about values, that nothing holds any more."""
        return typestate.collected(world, self.relevance.named_by_callers).forgetting()

    def _step(
        self, function: Function, node: Node, world: World, placeholder: Any
    ) -> Iterator[tuple[World, list[Node]]]:
        sons = list(node.sons)
        if node.type == NodeType.PLACEHOLDER:
            if placeholder is None:
                yield world, sons
            else:
                for after in placeholder(world):
                    yield after, sons
            return
        if node.type == NodeType.TRY:
            yield from self._try(function, node, world)
            return
        if node.type == NodeType.VARIABLE and not node.irs and node.variable_declaration:
            variable = node.variable_declaration
            if variable in self.relevance.slots and not variable.is_storage:
                world = world.but(frame=world.frame.set(variable, self._zero(variable.type)))
        if node.type in (NodeType.IF, NodeType.IFLOOP) and node.irs:
            condition = node.irs[-1]
            for state, env in self._evaluate(function, node, world):
                if not isinstance(condition, Condition) or node not in self.relevance.branches:
                    yield state, sons
                    continue
                value = self.read(state, env, condition.value)
                for branch, truth in state.split(value):
                    son = node.son_true if truth else node.son_false
                    yield branch, [son] if son is not None else []
            return
        is_return = node.type == NodeType.RETURN
        for state, _ in self._evaluate(function, node, world):
            yield state, [] if is_return else sons

    def _try(
        self, function: Function, node: Node, world: World
    ) -> Iterator[tuple[World, list[Node]]]:
        """A try statement: its clauses are the sons that Slither calls CATCH, success first."""
        clauses = [son for son in node.sons if son.type == NodeType.CATCH]
        success, catches = clauses[:1], clauses[1:]
        call = next(
            (
                ir
                for ir in reversed(node.irs)
                if isinstance(ir, (HighLevelCall, NewContract, LibraryCall))
            ),
            None,
        )
        failures: list[World] = []
        for state, _ in self._evaluate(function, node, world, caught=(call, failures)):
            yield state, success
        for failed in dict.fromkeys(failures):
            for clause in catches:
                yield failed, [clause]

    # -- one node ----------------------------------------------------------------------

    def _evaluate(
        self,
        function: Function,
        node: Node,
        world: World,
        until: Operation | None = None,
        caught: tuple[Any, list[World]] | None = None,
    ) -> list[tuple[World, Env]]:
        """Run a node's operations in order, short-circuits included."""
        irs, skips, parallel = self._shape(node)
        results: list[tuple[World, Env]] = []
        pending: list[tuple[World, Env, int, bool]] = [(world, {}, 0, False)]
        while pending:
            state, env, at, asked = pending.pop()
            if at >= len(irs) or irs[at] is until:
                results.append((state, env))
                continue
            ir = irs[at]
            if at in skips and not asked:
                left, stop, skipping = skips[at]
                for branch, truth in state.split(self.read(state, env, left)):
                    if truth is skipping:  # the right side does not run
                        result = {**env, irs[stop].lvalue: const(truth)}
                        pending.append((branch, result, stop + 1, False))
                    else:
                        pending.append((branch, env, at, True))
                continue
            if at in parallel:
                env = dict(env)
                values = [self.read(state, env, irs[i].rvalue) for i in parallel]
                for i, value in zip(parallel, values, strict=True):
                    state = self.write(function, node, state, env, irs[i].lvalue, value, irs[i])
                pending.append((state, env, len(irs), False))
                continue
            if caught is not None and ir is caught[0] and self._can_fail(state, env, ir):
                caught[1].append(state)
            for after, outcome in self._operate(function, node, state, env, ir, at):
                pending.append((after, outcome, at + 1, False))
        return results

    def _shape(self, node: Node) -> tuple[list[Operation], Any, tuple[int, ...]]:
        """A node's operations, and how they hang together."""
        shape = self._shapes.get(node)
        if shape is None:
            shape = (list(node.irs), _short_circuits(node), _parallel(node))
            self._shapes[node] = shape
        return shape

    def _can_fail(self, world: World, env: Env, ir: Operation) -> bool:
        """Whether a tried call may revert. A close of a live own session does not."""
        operation = self.relevance.operations.get(ir)
        if isinstance(operation, Close):
            value = world.norm(self.read(world, env, operation.session))
            if value[0] == "session":
                session = world.sessions[value[1]]
                return session is not None and not session.live
        return True

    def _operate(
        self,
        function: Function,
        node: Node,
        world: World,
        env: Env,
        ir: Operation,
        at: int,
    ) -> list[tuple[World, Env]]:
        """The worlds after one operation; none where it reverts."""
        operation = self.relevance.operations.get(ir)
        if ir in self.relevance.router_writes:
            world = self._check_router(function, node, world, ir)
        if operation is not None:
            return self._session_operation(function, node, world, env, ir, operation, at)
        if isinstance(ir, Assignment):
            value = self.read(world, env, ir.rvalue)
            place = env.get(ir.lvalue)
            if place is not None and place[0] == "place" and place[1][1][-1:] == (LENGTH,):
                return [(after, env) for after in self._resize(world, place[1], value)]
            return [
                outcome
                for after, adopted in self._adopted(world, env, ir.lvalue, value)
                for outcome in self._assign(function, node, after, env, ir, adopted)
            ]
        if isinstance(ir, (Condition,)):
            return [(world, env)]
        if isinstance(ir, Binary):
            return self._binary(function, node, world, env, ir, at)
        if isinstance(ir, Unary):
            value = self.read(world, env, ir.rvalue)
            if ir.type == UnaryType.BANG:
                return self._assign(function, node, world, env, ir, negation(value))
            return self._opaque(function, node, world, env, ir, at)
        if isinstance(ir, TypeConversion):
            return self._assign(function, node, world, env, ir, self.read(world, env, ir.variable))
        if isinstance(ir, Index):
            return self._index(function, node, world, env, ir)
        if isinstance(ir, Member):
            return self._member(world, env, ir)
        if isinstance(ir, Length):
            return self._length(world, env, ir, node, at)
        if isinstance(ir, Delete):
            return self._delete(function, node, world, env, ir)
        if isinstance(ir, Unpack):
            value = self.read(world, env, ir.tuple)
            if value[0] == "tuple" and ir.index < len(value[1]):
                return self._assign(function, node, world, env, ir, value[1][ir.index])
            if value[0] == "symbol" and value[1][0] == "given":
                world, part = self._made(world, node, at, "given")
                return self._assign(function, node, world, env, ir, part)
            return self._opaque(function, node, world, env, ir, at)
        if isinstance(ir, NewStructure):
            structure = ir.structure
            given = dispatch.arguments(ir)
            fields = tuple(
                (name, self._copied(world, world.norm(self.read(world, env, argument))))
                for name, argument in zip(
                    (n for n, m in structure.elems.items() if not isinstance(m.type, MappingType)),
                    given,
                    strict=False,
                )
            )
            return self._assign(function, node, world, env, ir, ("struct", fields))
        if isinstance(ir, Return):
            values = tuple(self.read(world, env, value) for value in ir.values)
            if not values:
                return [(world, env)]
            result = values[0] if len(values) == 1 else ("tuple", values)
            return [(world.but(frame=world.frame.set(RESULT, result)), env)]
        if isinstance(ir, SolidityCall):
            return self._solidity_call(function, node, world, env, ir, at)
        if isinstance(ir, EventCall):
            return [(self._pass_on(world, env, ir.arguments), env)]
        if isinstance(ir, (InternalCall, LibraryCall, HighLevelCall, InternalDynamicCall)):
            return self._call(function, node, world, env, ir, at)
        if isinstance(ir, LowLevelCall):
            return self._low_level(function, node, world, env, ir, at)
        if isinstance(ir, (Transfer, Send)):
            return self._opaque(function, node, world, env, ir, at)
        if isinstance(ir, (NewContract, NewElementaryType, NewArray, InitArray)):
            given = getattr(ir, "arguments", None) or getattr(ir, "init_values", None) or ()
            world = self._pass_on(world, env, _flat(given))
            return self._opaque(function, node, world, env, ir, at)
        return self._opaque(function, node, world, env, ir, at)

    def _check_router(self, function: Function, node: Node, world: World, ir: Operation) -> World:
        """The router is written: may a session be live?"""
        if self.transaction == 0:
            return world
        site = self._router_site(function, node, world, ir)
        self.reach(site, Property.STEADY_ROUTER)
        live = [i for i, s in enumerate(world.sessions) if s is not None and s.live]
        if not live:
            return world
        text = "the router is changed while a session may be live"
        return self._owing(world, site, Property.STEADY_ROUTER, text, world.uids[live[0]])

    def _router_site(self, function: Function, node: Node, world: World, ir: Operation) -> int:
        """Where the router is written; what a setter is given, where it is given."""
        for parameter in function.parameters:
            known = world.frame.get(("origin", parameter))
            if known is not None:
                origin: Origin = known[1]
                return self.site(
                    function, node, ir.expression, span=span_of(ir.expression, node),
                    name=str(ir.expression), subject=origin.text, blame=origin.span,
                    blamed=origin.function, blamed_node=origin.node,
                )  # fmt: skip
        return self._assignment_site(function, node, ir, None)

    def _adopted(
        self, world: World, env: Env, target: Any, value: Value
    ) -> Iterator[tuple[World, Value]]:
        """An ID read at another key, as it comes into a followed cell.

        What another key's cell may hold is what the followed one may hold between
        transactions: a live session, nothing, and a closed one where that was seen.
        """
        source = next((v for v in world.chain(value) if typestate.is_other(v)), None)
        known = world.norm(value)
        named = known[0] == "key" and known[1] not in world.keys
        if (
            source is None
            or not self._is_cell(env, target)
            or not (typestate.is_other(known) or named)
        ):
            yield world, value
            return
        value = known
        if is_void(value):
            yield world, ZERO
            return
        for branch, empty in world.split(compare("==", value, ZERO)):
            if empty:
                if "empty" in self.elsewhere:
                    yield branch.guessed(), ZERO
                elif not self._of_array(source):
                    yield branch, ZERO
                continue
            for live in (True, False) if "closed" in self.elsewhere else (True,):
                vague = value[0] == "elsewhere"
                home = ("in", source[1]) if source[0] == "elsewhere" else tuple(source[1][-2:])
                # That the one which is moved is a bad one shows where its key is followed.
                taken = branch if live else branch.guessed()
                after, session = typestate.adopt(taken, live, self.new_uid(), home)
                bound = after if vague else after.bind(value, session)
                if bound is not None:
                    yield bound, session

    def _of_array(self, other: Value) -> bool:
        """Whether a value was read from an element of an array."""
        if other[0] == "elsewhere":
            root, path = other[1][0], other[1][1:]
            step = path.index("*") if "*" in path else len(path)
        else:
            root, path = other[1][-2:]
            step = next(i for i, s in enumerate(path) if isinstance(s, tuple) and s[0] == "other")
        return kind_dynamic(self.type_of((root, path[:step])))

    def _is_cell(self, env: Env, target: Any) -> bool:
        """Whether a target is a followed storage cell."""
        if isinstance(target, StateVariable):
            location: Location = (target.canonical_name, ())
        elif isinstance(target, ReferenceVariable) and env.get(target, ANY)[0] == "place":
            location = env[target][1]
        else:
            return False
        return not at_another_key(location) and self.slot(location) in self.relevance.cells

    # -- values ------------------------------------------------------------------------

    def read(self, world: World, env: Env, variable: Any) -> Value:
        """What a value of the IR holds."""
        if isinstance(variable, Constant):
            value = variable.value
            return const(value) if isinstance(value, (int, str)) else ANY
        if variable in env:
            value = env[variable]
            if value[0] == "place":
                return self.load(world, value[1])
            return value
        if self._is_router(variable):
            return symbol("router")
        if isinstance(variable, StateVariable):
            if variable.is_constant:
                return self.constant(variable)
            return self.load(world, (variable.canonical_name, ()))
        if isinstance(variable, LocalVariable):
            return self._local(world, variable)
        if isinstance(variable, TopLevelVariable):
            return self.constant(variable)
        if isinstance(variable, SolidityVariable):
            if variable.name == "msg.sender":
                return self.senders[-1]
            if variable.name == "this":
                return symbol("this")
            return symbol("global", variable.name)
        if isinstance(variable, Function):
            return ("function", dispatch.resolve(self.concrete, variable))
        return ANY

    def _is_router(self, variable: Any) -> bool:
        known = self._routers.get(variable)
        if known is None:
            known = isinstance(variable, Variable) and self.protocol.is_router(variable)
            self._routers[variable] = known
        return known

    def write(
        self,
        function: Function,
        node: Node,
        world: World,
        env: Env,
        target: Any,
        value: Value,
        ir: Operation,
    ) -> World:
        """Give a variable of the IR a value."""
        if isinstance(target, ReferenceVariable):
            place = env.get(target)
            if place is None:
                # a part of something in memory
                return self._write_part(world, env, target, value)
            if place[0] == "place":
                site = self._assignment_site(function, node, ir, target)
                return self.save(world, place[1], value, site)
            env[target] = value
            return self._write_part(world, env, target, value)
        if isinstance(target, StateVariable):
            site = self._assignment_site(function, node, ir, target)
            return self.save(world, (target.canonical_name, ()), value, site)
        if isinstance(target, LocalVariable):
            if target.is_storage and value[0] == "const":
                # `$.slot := …`: a struct at a fixed place, as ERC-7201 has it
                root = f"slot:{value[1]}"
                self._roots.setdefault(root, target.type)
                value = ("ref", (root, ()))
            elif target.is_storage and value[0] == "symbol":
                root = f"slot:{value[1]}"
                self._roots.setdefault(root, target.type)
                value = ("ref", (root, ()))
            if not target.is_storage:
                value = self._copied(world, value)
            if value == ANY and target in self.relevance.slots:
                # nothing is known of it, but it stays the same
                world, value = world.fresh(
                    "made", function.canonical_name, node.node_id, target.name
                )
            if target in self.relevance.slots or value[0] in ("ref", "function"):
                return world.but(frame=world.frame.set(target, value))
            return world
        env[target] = value
        return world

    def _copied(self, world: World, value: Value) -> Value:
        """A struct in storage as a copy in memory; every other value as it is."""
        if value[0] != "ref":
            return value
        structure = structure_of(self.type_of(value[1]))
        if structure is None:
            return value
        root, path = value[1]
        return (
            "struct",
            tuple(
                sorted(
                    (name, self._copied(world, self.load(world, (root, (*path, name)))))
                    for name, member in structure.elems.items()
                    if not isinstance(member.type, (MappingType, ArrayType))
                )
            ),
        )

    def _write_part(self, world: World, env: Env, target: Any, value: Value) -> World:
        """Write a field of a struct in memory."""
        owner = env.get(("part of", target))
        if owner is None:
            return world
        base, name = owner[1], owner[2]
        whole = self.read(world, env, base)
        fields = dict(whole[1]) if whole[0] == "struct" else {}
        fields[name] = value
        changed: Value = ("struct", tuple(sorted(fields.items())))
        if isinstance(base, LocalVariable):
            return world.but(frame=world.frame.set(base, changed))
        env[base] = changed
        return world

    def _assignment_site(self, function: Function, node: Node, ir: Operation, target: Any) -> int:
        expression = ir.expression if ir.expression is not None else node.expression
        element = expression if expression is not None else node
        return self.site(
            function, node, element, span=span_of(element, node), name=str(expression), subject=""
        )

    def _assign(
        self, function: Function, node: Node, world: World, env: Env, ir: Any, value: Value
    ) -> list[tuple[World, Env]]:
        env = dict(env)
        if ir.lvalue is None:
            return [(world, env)]
        return [(self.write(function, node, world, env, ir.lvalue, value, ir), env)]

    def _opaque(
        self, function: Function, node: Node, world: World, env: Env, ir: Any, at: int
    ) -> list[tuple[World, Env]]:
        """The result is some value that nothing else has."""
        for read in ir.read:
            if sessions_in(world.norm(self.read(world, env, read))):
                world = self._pass_on(world, env, (read,))
        return self._unknown_result(function, node, world, env, ir, at)

    def _unknown_result(
        self, function: Function, node: Node, world: World, env: Env, ir: Any, at: int
    ) -> list[tuple[World, Env]]:
        if not isinstance(ir, OperationWithLValue) or ir.lvalue is None:
            return [(world, env)]
        world, value = self._made(world, node, at)
        return self._assign(function, node, world, env, ir, value)

    def _made(self, world: World, node: Node, at: int, kind: str = "made") -> tuple[World, Value]:
        return world.fresh(kind, node.function.canonical_name, node.node_id, at)

    def _pass_on(self, world: World, env: Env, arguments: Iterable[Any]) -> World:
        """IDs that leave the contract, or go where the analysis does not follow."""
        for argument in arguments:
            for index in sorted(sessions_in(world.norm(self.read(world, env, argument)))):
                world = typestate.with_session(world, index, passed=True)
        return world

    def _binary(
        self, function: Function, node: Node, world: World, env: Env, ir: Binary, at: int
    ) -> list[tuple[World, Env]]:
        left = world.norm(self.read(world, env, ir.variable_left))
        right = world.norm(self.read(world, env, ir.variable_right))
        operator = _COMPARISONS.get(ir.type)
        if operator is not None:
            return self._assign(function, node, world, env, ir, compare(operator, left, right))
        if ir.type in (BinaryType.ANDAND, BinaryType.OROR):
            return self._connective(function, node, world, env, ir, left, right)
        sign = _ARITHMETIC.get(ir.type)
        if sign is None:
            outcomes = self._opaque(function, node, world, env, ir, at)
            if ir.type == BinaryType.POWER and left[0] == "const" and left != ZERO:
                return [
                    (
                        after.learn(
                            _equal(after.norm(self.read(after, made, ir.lvalue)), ZERO), False
                        ),
                        made,
                    )
                    for after, made in outcomes
                ]
            return outcomes
        step = {"+": 1, "-": -1}.get(sign) if right == ONE else None
        if step and left[0] in ("below", "key", "above"):
            order = ["below", "key", "above"]
            place = order.index(left[0])
            family = left[1]
            if left[0] == "key":
                return self._assign(function, node, world, env, ir, (order[place + step], family))
            inward = (left[0] == "below") == (step == 1)
            options = [left[0], "key"] if inward else [left[0]]
            return [
                outcome
                for option in options
                for outcome in self._assign(function, node, world, env, ir, (option, family))
            ]
        if sign == "-" and left == ZERO and right[0] == "const" and right != ZERO:
            return []  # checked arithmetic reverts
        value = arithmetic(sign, left, right)
        if value is not None and _counts(ir.lvalue, function) and not _is_small(value):
            # A loop's counter: its number is of no use and has no bound, unless it goes
            # along with an array's length.
            value = _length_like(world, value)
        if value is None:
            return self._opaque(function, node, world, env, ir, at)
        return self._assign(function, node, world, env, ir, value)

    def _connective(
        self,
        function: Function,
        node: Node,
        world: World,
        env: Env,
        ir: Binary,
        left: Value,
        right: Value,
    ) -> list[tuple[World, Env]]:
        """``&&`` and ``||``: decided at once, so that what they say of values is kept."""
        stop = ir.type == BinaryType.OROR
        outcomes: list[tuple[World, Env]] = []
        for branch, truth in world.split(left):
            if truth is stop:
                outcomes += self._assign(function, node, branch, env, ir, const(truth))
            else:
                outcomes += self._assign(function, node, branch, env, ir, right)
        return outcomes

    # -- storage structure -------------------------------------------------------------

    def _base(self, world: World, env: Env, variable: Any) -> Value:
        value = self.read(world, env, variable)
        return world.norm(value)

    def _index(
        self, function: Function, node: Node, world: World, env: Env, ir: Index
    ) -> list[tuple[World, Env]]:
        base = self._base(world, env, ir.variable_left)
        if base[0] != "ref":
            env = dict(env)
            env[ir.lvalue] = base if base[0] == "lost" else self._element(world, env, ir)
            return [(world, env)]
        location = base[1]
        kind = self.type_of(location)
        key = self.read(world, env, ir.variable_right)
        if not self._worth_following(location):
            env = dict(env)
            env[ir.lvalue] = ("place", (location[0], (*location[1], ("at", world.norm(key)))))
            return [(world, env)]
        literal = isinstance(ir.variable_right, Constant)
        counter = ir.variable_right if _counts(ir.variable_right, function) else None
        outcomes = []
        for branch, same, now in self.relate(world, key, location, counter, literal):
            step: Any = ("key", self.family(location)) if same else ("other", now)
            place: Location = (location[0], (*location[1], step))
            if same and kind_dynamic(kind):
                present = (place[0], (*place[1], PRESENT))
                if branch.store.get(present, ZERO) == ZERO:
                    continue  # beyond the end: reverts
            elif not same and kind_dynamic(kind) and self._is_unfilled(branch, place):
                continue  # no element stands anywhere: reverts
            if counter is not None and now[0] in ("below", "key", "above"):
                branch = branch.but(frame=branch.frame.set(counter, now))
            outcomes.append((branch, {**env, ir.lvalue: ("place", place)}))
        return outcomes

    def _is_unfilled(self, world: World, element: Location) -> bool:
        """Whether an array at a followed place is known to have no elements but, perhaps, the
        followed one.
        """
        array: Location = (element[0], element[1][:-1])
        length = self.slot((array[0], (*array[1], LENGTH)))
        return (
            not at_another_key(array)
            and self.kept((array[0], (*array[1], LENGTH)))
            and length not in self.filled
            and FILLED not in world.named
        )

    def _element(self, world: World, env: Env, ir: Index) -> Value:
        """An element of an array in calldata: the same wherever the same index is read."""
        array = ir.variable_left
        key = world.norm(self.read(world, env, ir.variable_right))
        fixed = isinstance(array, LocalVariable) and array.location == "calldata"
        if not fixed or key[0] not in ("const", "symbol"):
            return ANY
        return symbol("element", array.function.canonical_name, array.name, key)

    def _worth_following(self, location: Location) -> bool:
        """Whether anything below a container is kept."""
        kind = self.type_of(location)
        while isinstance(kind, (MappingType, ArrayType)):
            location = (location[0], (*location[1], ("other", ANY)))
            kind = kind.type_to if isinstance(kind, MappingType) else kind.type
        structure = structure_of(kind)
        if structure is None:
            slot = self.slot(location)
            return slot in self.kept_slots
        return any(
            self.slot(leaf) in self.kept_slots for leaf in self.locations_below(location, kind)
        ) or any(
            isinstance(member.type, (MappingType, ArrayType))
            and self._worth_following((location[0], (*location[1], name)))
            for name, member in structure.elems.items()
        )

    def _member(self, world: World, env: Env, ir: Member) -> list[tuple[World, Env]]:
        env = dict(env)
        left = ir.variable_left
        name = str(ir.variable_right)
        if isinstance(left, Enum):
            env[ir.lvalue] = const(left.values.index(name)) if name in left.values else ANY
            return [(world, env)]
        named = dispatch.named_constant(ir)
        if named is not None:
            env[ir.lvalue] = self.constant(named)
            return [(world, env)]
        base = self._base(world, env, left)
        if base[0] == "ref":
            location = (base[1][0], (*base[1][1], name))
            env[ir.lvalue] = ("place", location)
        elif base[0] == "symbol" and base[1][0] == "given":
            env[ir.lvalue] = symbol(*base[1], name)
        elif base[0] == "struct":
            value = dict(base[1]).get(name)
            kind = getattr(ir.lvalue, "type", None)
            env[ir.lvalue] = value if value is not None else self._zero(kind)
            env["part of", ir.lvalue] = ("part", left, name)
        else:
            env[ir.lvalue] = base if base[0] == "lost" else ANY
            env["part of", ir.lvalue] = ("part", left, name)
        return [(world, env)]

    def _length(
        self, world: World, env: Env, ir: Length, node: Node, at: int
    ) -> list[tuple[World, Env]]:
        base = self._base(world, env, ir.value)
        env = dict(env)
        if base[0] != "ref":
            env[ir.lvalue] = ANY
            return [(world, env)]
        location = base[1]
        place = (location[0], (*location[1], LENGTH))
        env[ir.lvalue] = ("place", place)
        return [(world, env)]

    def _resize(self, world: World, place: Location, value: Value) -> Iterator[World]:
        """``push`` and ``pop``, as Slither lowers them: the length is written.

        A push writes the length before the new element, a pop after it cleared the last.
        """
        if not self.kept(place) or at_another_key(place):
            after, _ = world.fresh("other" if at_another_key(place) else "storage", *place)
            yield after
            return
        array: Location = (place[0], place[1][:-1])
        family = self.family(array)
        present: Location = (array[0], (*array[1], ("key", family), PRESENT))
        there = world.store.get(present, ZERO) == ONE
        before = world.norm(world.store.get(place, ZERO))
        value = world.norm(value)
        if value == arithmetic("+", before, ONE):
            for after, same, _ in self.relate(world, before, array, None, False):
                if same and there:
                    continue  # the followed element exists already
                if same:
                    after = after.but(store=after.store.set(present, ONE))
                else:
                    after = after.but(named=after.named | {FILLED})
                yield self._set_length(after, place, family, value, True)
            return
        last = world.equal(value, ("key", family))
        if last is True and there:
            world = world.but(store=world.store.set(present, ZERO))
            there = False
        yield self._set_length(world, place, family, value, there)

    def _set_length(
        self, world: World, place: Location, family: str, value: Value, filled: bool
    ) -> World:
        grown = value[0] == "term" and value[1] == "+" and value[2][0] != "term"
        if value[0] != "const" and not grown:
            # Two names in turn: what a counter holds may go by the older one.
            was = value
            first = symbol("length", family, place, 0)
            turn = int(any(mentions(held, first) for held in (was, *world.values())))
            world, value = world.fresh("length", family, place, turn)
            if filled:
                world = world.learn(_equal(value, ZERO), False)
            if was[0] == "term" and not mentions(was, value):
                world = world.learn(_equal(value, was), True)
                frame = world.frame
                for entry, held in world.frame.items():
                    if held == was:
                        frame = frame.set(entry, value)
                world = world.but(frame=frame)
        return world.but(store=world.store.set(place, value))

    def _delete(
        self, function: Function, node: Node, world: World, env: Env, ir: Delete
    ) -> list[tuple[World, Env]]:
        target = ir.variable
        site = self._assignment_site(function, node, ir, target)
        if isinstance(target, ReferenceVariable):
            place = env.get(target)
            if place is not None and place[0] == "place":
                return [(self.clear(world, place[1], site), env)]
            env = dict(env)
            return [(self.write(function, node, world, env, target, ZERO, ir), env)]
        if isinstance(target, StateVariable):
            return [(self.clear(world, (target.canonical_name, ()), site), env)]
        if isinstance(target, LocalVariable):
            value = world.frame.get(target)
            if value is not None and value[0] == "ref":
                return [(self.clear(world, value[1], site), env)]
            if target in self.relevance.slots:
                world = world.but(frame=world.frame.set(target, self._zero(target.type)))
        return [(world, env)]

    # -- calls in the IR ---------------------------------------------------------------

    def _solidity_call(
        self, function: Function, node: Node, world: World, env: Env, ir: SolidityCall, at: int
    ) -> list[tuple[World, Env]]:
        name = ir.function.name
        if name.startswith(("require", "assert")):
            after = world.assume(self.read(world, env, ir.arguments[0]), True)
            return [(after, env)] if after is not None else []
        if name.startswith(("revert", "selfdestruct", "suicide", "invalid", "stop(")):
            return []
        if name.startswith(("sstore", "tstore")):
            if name.startswith("sstore"):
                world = self.forget_storage(world, "assembly writes storage")
            return [(world, env)]
        if name.startswith(("delegatecall", "callcode")):
            world = self.forget_storage(world, "code is run by delegatecall")
            return self._opaque(function, node, world, env, ir, at)
        if name.startswith("call(") and self.reenter is not None:
            return [
                outcome
                for state in self.reenter(world, "assembly calls another contract")
                for outcome in self._opaque(function, node, state, env, ir, at)
            ]
        if name.startswith("abi.decode"):
            world, given = self._made(world, node, at, "given")
            return self._assign(function, node, world, env, ir, given)
        if name.startswith("ecrecover"):
            world, signer = self._made(world, node, at, "signer")
            return self._assign(function, node, world, env, ir, signer)
        return self._opaque(function, node, world, env, ir, at)

    def _low_level(
        self, function: Function, node: Node, world: World, env: Env, ir: LowLevelCall, at: int
    ) -> list[tuple[World, Env]]:
        world = self._pass_on(world, env, ir.arguments)
        if ir.function_name in ("delegatecall", "callcode"):
            world = self.forget_storage(world, "code is run by delegatecall")
            return self._opaque(function, node, world, env, ir, at)
        if ir.function_name == "staticcall" or self.protocol.trusts(ir):
            return self._opaque(function, node, world, env, ir, at)
        return [
            outcome
            for state in self._outside(world, ir)
            for outcome in self._opaque(function, node, state, env, ir, at)
        ]

    def _outside(self, world: World, ir: Operation) -> list[World]:
        """The worlds after a call to a contract that may call back."""
        if not world.deposit:
            world = world.but(deposit=((OUTSIDE, ANY),))
        if self.reenter is None:
            return [world]
        return self.reenter(world, f"{ir.expression} may call back")  # type: ignore[no-any-return]

    def _call(
        self,
        function: Function,
        node: Node,
        world: World,
        env: Env,
        ir: Any,
        at: int,
    ) -> list[tuple[World, Env]]:
        if isinstance(ir, InternalCall) and (
            ir.is_modifier_call or dispatch.is_base_construction(ir)
        ):
            return [(world, env)]
        callee = self._callee(function, world, env, ir)
        if callee is None or not callee.is_implemented:
            return self._external(function, node, world, env, ir, at)
        if callee not in self.relevance.active:
            if "recover" in callee.name.lower() or "signature" in callee.name.lower():
                world, signer = self._made(world, node, at, "signer")
                return self._assign(function, node, world, env, ir, signer)
            return self._opaque(function, node, world, env, ir, at)
        given = dispatch.arguments(ir)
        values = [
            (p, self.read(world, env, a)) for p, a in zip(callee.parameters, given, strict=False)
        ]
        origins = self._origins(function, node, world, ir, callee, given)
        if isinstance(ir, HighLevelCall):
            self.senders.append(symbol("this"))
        self._calls.append(ir)
        try:
            held = tuple(v for v in env.values() if sessions_in(world.norm(v)))
            ends = self.call(callee, world, values, origins, held)
        finally:
            self._calls.pop()
            if isinstance(ir, HighLevelCall):
                self.senders.pop()
        outcomes: list[tuple[World, Env]] = []
        for after, value in ends:
            if value == ANY or value == ("tuple", ()):
                outcomes += self._unknown_result(function, node, after, env, ir, at)
            else:
                outcomes += self._assign(function, node, after, env, ir, value)
        return outcomes

    def _callee(self, function: Function, world: World, env: Env, ir: Any) -> Function | None:
        if isinstance(ir, InternalDynamicCall):
            value = self.read(world, env, ir.function)
            if value[0] == "function":
                return value[1]
        return dispatch.callee(self.concrete, function, ir)

    def _origins(
        self,
        function: Function,
        node: Node,
        world: World,
        ir: Any,
        callee: Function,
        given: tuple[Any, ...],
    ) -> dict[Any, Origin]:
        """Where each argument was read, for findings that a helper must not take."""
        expressions = _argument_expressions(ir, len(given))
        origins: dict[Any, Origin] = {}
        for parameter, argument, expression in zip(
            callee.parameters, given, expressions, strict=False
        ):
            if parameter not in self.relevance.slots or parameter.is_storage:
                continue
            known = (
                world.frame.get(("origin", argument))
                if isinstance(argument, LocalVariable)
                else None
            )
            if known is not None:
                origins[parameter] = known[1]
            elif expression is not None:
                origins[parameter] = Origin(
                    span_of(expression, node), str(expression), function, node,
                    _is_number(argument),
                )  # fmt: skip
        return origins

    def _external(
        self, function: Function, node: Node, world: World, env: Env, ir: Any, at: int
    ) -> list[tuple[World, Env]]:
        """A call whose body is not this consumer's."""
        if isinstance(ir, HighLevelCall):
            world = self._pass_on(world, env, ir.arguments)
            if not self.protocol.trusts(ir):
                return [
                    outcome
                    for state in self._outside(world, ir)
                    for outcome in self._opaque(function, node, state, env, ir, at)
                ]
        elif isinstance(ir, InternalDynamicCall):
            world = self.forget_storage(world, "a function value cannot be resolved")
        return self._opaque(function, node, world, env, ir, at)

    # -- session operations ------------------------------------------------------------

    def _session_operation(
        self,
        function: Function,
        node: Node,
        world: World,
        env: Env,
        ir: Any,
        operation: Any,
        at: int,
    ) -> list[tuple[World, Env]]:
        if isinstance(operation, Deposit):
            if self._calls and not isinstance(
                self.protocol.operation(ir, tuple(self._calls[-_CALLS:])), Deposit
            ):
                # A helper that moves tokens, called to move them elsewhere.
                return self._unknown_result(function, node, world, env, ir, at)
            return self._deposit(function, node, world, env, ir, operation, at)
        if isinstance(operation, TokenTransfer):
            paid = world if world.deposit else world.but(deposit=((CONFIGURED, ANY),))
            return self._opaque(function, node, paid, env, ir, at)
        if isinstance(operation, Start):
            site = self.site(
                function, node, ir.expression, span=span_of(ir.expression, node),
                name="startUserSession()", subject=str(ir.expression),
            )  # fmt: skip
            self.reach(site, Property.KEPT, Property.FUNDED)
            world = self._check_funding(world, site)
            world, value = typestate.start(world.but(deposit=()), site, self.new_uid())
            return self._assign(function, node, world, env, ir, value)
        closing = isinstance(operation, Close)
        value = self.read(world, env, operation.session)
        literal = self._is_literal(world, operation.session)
        site = self._use_site(function, node, world, ir, operation)
        stale = Property.NOT_CLOSED_TWICE if closing else Property.NOT_USED_AFTER_CLOSE
        if literal and world.norm(value) == ZERO and not closing:
            outcomes: tuple[World, ...] = (world,)
        else:
            self.reach(site, Property.VALIDATED, stale)
            world = self._check_authority(world, value, site, closing, node)
            if closing:
                self.reach(site, Property.RESET, Property.ORDERED)
                effect = typestate.close(world, value, site)
            else:
                effect = typestate.request(world, value, site)
            for breach in effect.breaches:
                self.violated(site, breach.property, breach.world, breach.text)
            for prop, reason in effect.unknown:
                self.unknown(site, prop, reason)
            outcomes = effect.worlds
            owing = [w for w in outcomes if w.owes(site, Property.ORDERED)]
            if owing and not world.owes(site, Property.ORDERED):
                if self._is_ordered(function, world, site):
                    outcomes = tuple(w.acquitted(site, Property.ORDERED) for w in outcomes)
                else:
                    self._note(owing[0], site, Property.ORDERED)
        if not closing:
            named = self._named(operation)
            outcomes = tuple(w.but(named=w.named | named) for w in outcomes)
        if closing or ir.lvalue is None:
            return [(after, env) for after in outcomes]
        made = [self._made(after, node, at, "request") for after in outcomes]
        return [
            outcome
            for after, result in made
            for outcome in self._assign(
                function, node, after.learn(_equal(result, ZERO), False), env, ir, result
            )
        ]

    def _is_ordered(self, function: Function, world: World, site: int) -> bool:
        """Whether a close may well come after the answers, though the session was asked."""
        if world.norm(self.senders[0]) == symbol("router"):
            return True  # it stands in a callback
        if self.relevance.answer_guards.get(function):
            self.unknown(site, Property.ORDERED, "a check may count the answers")
            return True
        return False

    def _named(self, operation: Request) -> frozenset[str]:
        """Callbacks that a request names; all there are where that cannot be told."""
        functions: Iterable[Function] | None = self.callbacks.named_by(operation)
        if functions is None:
            functions = self.callbacks.functions()
        return frozenset(f.canonical_name for f in functions) & self.answerable

    def _use_site(
        self, function: Function, node: Node, world: World, ir: Any, operation: Any
    ) -> int:
        closing = isinstance(operation, Close)
        name = "closeUserSession" if closing else "request"
        expressions = _argument_expressions(ir, len(ir.arguments))
        expression = expressions[0] if expressions else None
        text = str(expression) if expression is not None else "id"
        whole = f"{name}({text}{'' if closing else ', …'})"
        known = (
            world.frame.get(("origin", operation.session))
            if isinstance(operation.session, LocalVariable)
            else None
        )
        if known is not None:
            origin: Origin = known[1]
            return self.site(
                function, node, ir.expression, span=span_of(ir.expression, node), name=whole,
                subject=origin.text, blame=origin.span, blamed=origin.function,
                blamed_node=origin.node,
            )  # fmt: skip
        blame = span_of(expression, node) if expression is not None else None
        return self.site(
            function, node, ir.expression, span=span_of(ir.expression, node), name=whole,
            subject=text, blame=blame, blamed=function, blamed_node=node,
        )  # fmt: skip

    def _deposit(
        self,
        function: Function,
        node: Node,
        world: World,
        env: Env,
        ir: Any,
        operation: Deposit,
        at: int,
    ) -> list[tuple[World, Env]]:
        site = self.site(
            function, node, ir.expression, span=span_of(ir.expression, node),
            name=str(ir.expression), subject=str(operation.amount),
        )  # fmt: skip
        self.reach(site, Property.CLAIMED, Property.AMOUNT_CHECKED)
        amount = world.norm(self.read(world, env, operation.amount))
        paid = world.but(deposit=((site, amount),))
        result = operation.result
        if result is None or result is not ir.lvalue or result not in self.relevance.slots:
            return self._opaque(function, node, paid, env, ir, at)
        # Some check looks at the result. Where it does not stop the path, that is said
        # of the transfer, and no second time of the start that goes without.
        refused = world if world.deposit else world.but(deposit=((OUTSIDE, ANY),))
        return [
            outcome
            for after, truth in ((paid, ONE), (refused, ZERO))
            for outcome in self._assign(function, node, after, env, ir, truth)
        ]

    def _is_literal(self, world: World, session: Any) -> bool:
        """Whether an ID is written as a number, here or where a helper is called."""
        if _is_number(session):
            return True
        origin = (
            world.frame.get(("origin", session)) if isinstance(session, LocalVariable) else None
        )
        return origin is not None and origin[1].literal

    def _check_funding(self, world: World, site: int) -> World:
        """A start: does a deposit precede it, and may it be of nothing?"""
        if not world.deposit:
            self.violated(site, Property.FUNDED, world, "started without a deposit")
        for deposited, amount in world.deposit:
            if deposited in _PERHAPS_PAID:
                self.unknown(site, Property.FUNDED, _PERHAPS_PAID[deposited])
            elif world.equal(amount, ZERO) is not False and not _compared(world, amount):
                text = "deposited, and the amount may be 0"
                world = self._owing(world, deposited, Property.AMOUNT_CHECKED, text, 0)
        return world

    def _check_authority(
        self, world: World, value: Value, site: int, closing: bool, node: Node
    ) -> World:
        """Who makes the contract use or close this session?"""
        given = value[0] == "symbol" and value[1][0] == "given"
        value = world.norm(value)
        if typestate.is_other(value) or typestate.is_no_followed_key(world, value):
            return world
        if given:
            self.reach(site, Property.OWNED)
            chosen = value[0] == "key" or (value[0] == "symbol" and value[1][0] == "given")
            if chosen and not self._tied(world, node):
                text = "used with an ID that any caller may choose"
                self.violated(site, Property.OWNED, world, text)
        return self._check_control(world, value, site, closing, node)

    def _check_control(
        self, world: World, value: Value, site: int, closing: bool, node: Node
    ) -> World:
        """A close of a session that an earlier transaction left: may anybody cause it?"""
        if value[0] == "key":
            value = world.keys.get(value[1], value)
        if not closing or value[0] != "session":
            return world
        session = world.sessions[value[1]]
        if session is not None and session.live and session.opened is None:
            self.reach(site, Property.CONTROLLED)
            if not self._tied(world, node):
                uid = world.uids[value[1]]
                text = "closed, whoever calls"
                return self._owing(world, site, Property.CONTROLLED, text, uid)
        return world

    def _tied(self, world: World, node: Node) -> bool:
        """Whether the path has compared the sender with something that it cannot choose, or
        leads through checks of authority that say nothing of values, such as another
        contract's.
        """
        if any(_is_tied(world, sender) for sender in (self.senders[0], _ORIGIN)):
            return True
        chain = (*(call.node for call in self._calls), node)
        admission = self.authority().along(chain)
        # That only the contract itself may call what it calls says nothing of who made it.
        return bool(admission.senders) and admission.only(
            Sender.AUTHORITY, Sender.ROUTER, Sender.NAMED, Sender.SIGNER
        )


def _is_tied(world: World, sender: Value) -> bool:
    """Whether a path has compared a sender with something that it cannot choose."""
    for one, other in world.binds.items():
        if sender in (one, other) and _binding(other if one == sender else one):
            return True
        if other != ZERO and _about(one, sender):
            return True
    return any(
        (
            truth
            and fact[1] == "eq"
            and sender in fact[2:]
            and _binding(fact[3] if fact[2] == sender else fact[2])
        )
        or (
            not truth
            and fact[1] == "eq"
            and ZERO in fact[2:]
            and any(_about(part, sender) for part in fact[2:])
        )
        for fact, truth in world.facts.items()
    )


def _binding(value: Value) -> bool:
    """Whether being equal to a value says something of who the sender is."""
    return not (
        value[0] == "symbol" and (value[1][0] in ("given", "sender", "caller") or value == _ORIGIN)
    )


def _about(value: Value, sender: Value) -> bool:
    """Whether a value was read from storage under the sender as key, or says who signed."""
    return value[0] == "symbol" and (
        value[1][0] in ("other", "signer", "asked")
        or (value[1][0] == "storage" and value != sender and mentions(value, sender))
    )


def _compared(world: World, amount: Value) -> bool:
    """Whether the path has compared an amount with anything."""
    if amount[0] in ("any", "lost"):
        return True
    return any(mentions(fact, amount) for fact in world.facts) or any(
        mentions(bound, amount) for bound in world.binds.values()
    )


# -- pieces of Slither's objects -----------------------------------------------------


def structure_of(kind: Any) -> Structure | None:
    """The struct that a type is; None for every other type."""
    if isinstance(kind, UserDefinedType) and isinstance(kind.type, Structure):
        return kind.type
    return None


def _sort_of_key(kind: Any) -> str:
    """What keys a container has: nothing for numbers, else their type."""
    name = str(kind.type_from) if isinstance(kind, MappingType) else ""
    return "" if "int" in name or not name else f" {name}"


def kind_dynamic(kind: Any) -> bool:
    """Whether a type is an array without a fixed length."""
    return isinstance(kind, ArrayType) and kind.length is None


def span_of(element: Any, fallback: Any = None) -> Span:
    """Where a Slither object stands in the source."""
    mapping = getattr(element, "source_mapping", None)
    if mapping is None or not mapping.length:
        mapping = fallback.source_mapping
    return Span(mapping.filename.absolute, mapping.start, mapping.length)


def _unknown_key(location: Location) -> bool:
    """Whether a key on the way to a location is not known at all."""
    return any(
        isinstance(step, tuple)
        and step[0] in ("other", "at")
        and step[1][0] in ("any", "lost", "elsewhere", "below", "above")
        for step in location[1]
    )


def _equal(a: Value, b: Value) -> Value:
    return compare("==", a, b)


def _flat(values: Any) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if isinstance(value, (list, tuple)):
            found += _flat(value)
        else:
            found.append(value)
    return found


def _array_end(path: tuple[Any, ...]) -> int:
    return len(path) - 1 if path and path[-1] == LENGTH else len(path) - 2


def _path_text(location: Location) -> str:
    text = location[0].rsplit(".", 1)[-1]
    for step in location[1]:
        if isinstance(step, tuple):
            text += "[…]"
        else:
            text += f".{step}"
    return text


def _slot_text(slot: Any) -> str:
    return ".".join(str(part) for part in slot) if isinstance(slot, tuple) else str(slot)


def _rebase(result: World, entry: World, first: World) -> World:
    """A remembered result, with the history of the world that asked again."""
    if entry.events is first.events:
        return result
    steps = []
    events = result.events
    while events is not None and events is not first.events:
        steps.append(events[1])
        events = events[0]
    rebased = entry.events
    for event in reversed(steps):
        rebased = (rebased, event)
    return result.but(events=rebased)


def _modifier_call(function: Function, modifier: Function, index: int) -> tuple[Node, Any] | None:
    """The node and the operation that call a function's modifier, by its position."""
    position = 0
    for statement in function.modifiers_statements:
        if not isinstance(statement.modifier, Modifier):
            continue
        if position == index:
            # the first node is where the modifier before it is called
            for node in reversed(statement.nodes):
                for ir in node.irs:
                    if isinstance(ir, InternalCall) and ir.is_modifier_call:
                        return node, ir
        position += 1
    return None


def _order(function: Function) -> dict[Node, int]:
    """Reverse postorder of a control-flow graph."""
    context = function.context
    if "dtnlint.order" not in context:
        seen: set[Node] = set()
        post: list[Node] = []
        stack: list[tuple[Node, int]] = [(function.entry_point, 0)] if function.entry_point else []
        while stack:
            node, i = stack.pop()
            if i == 0:
                if node in seen:
                    continue
                seen.add(node)
            if i < len(node.sons):
                stack.append((node, i + 1))
                if node.sons[i] not in seen:
                    stack.append((node.sons[i], 0))
            else:
                post.append(node)
        context["dtnlint.order"] = {node: n for n, node in enumerate(reversed(post))}
    return context["dtnlint.order"]  # type: ignore[no-any-return]


def _length_like(world: World, value: Value) -> Value | None:
    """The array's length that a number is known to be equal to."""
    for fact, truth in world.facts.items():
        if truth and fact[1] == "eq" and value in fact[2:]:
            other = fact[3] if fact[2] == value else fact[2]
            if other[0] == "symbol" and other[1][0] == "length":
                return other  # type: ignore[no-any-return]
    return None


def _is_number(value: Any) -> bool:
    """Whether a value is written as a number in the source, cast or named or not."""
    if isinstance(value, TemporaryVariable):
        made = dispatch.definitions(value.node.function).get(value, ())
        return any(isinstance(ir, TypeConversion) and _is_number(ir.variable) for ir in made)
    return isinstance(value, Constant) or (isinstance(value, StateVariable) and value.is_constant)


def _is_small(value: Value) -> bool:
    return value[0] == "const" and value[1] in (0, 1)


def _without_dead(world: World, function: Function, node: Node) -> World:
    """`world` without the locals of a body that no way from a node reads any more."""
    live = _live(function)[node]
    frame = world.frame
    for entry in world.frame:
        variable = entry[1] if isinstance(entry, tuple) else entry
        if (
            isinstance(variable, LocalVariable)
            and variable.function is function
            and variable not in live
        ):
            frame = frame.delete(entry)
    return world if frame is world.frame else world.but(frame=frame)


def _live(function: Function) -> dict[Node, frozenset[Any]]:
    """For each node of a body, the locals that some way from it still reads."""
    context = function.context
    if "dtnlint.live" not in context:
        reads: dict[Node, set[Any]] = {}
        writes: dict[Node, set[Any]] = {}
        for node in function.nodes:
            read: set[Any] = set()
            written: set[Any] = set()
            for ir in node.irs:
                lvalue = getattr(ir, "lvalue", None)
                for value in ir.used:
                    if (
                        isinstance(value, LocalVariable)
                        and value not in written
                        and (value is not lvalue or value in ir.read)
                    ):
                        read.add(value)
                if isinstance(lvalue, LocalVariable) and not isinstance(ir, Delete):
                    written.add(lvalue)
            reads[node], writes[node] = read, written
        last = set(function.returns)
        live: dict[Node, frozenset[Any]] = {n: frozenset() for n in function.nodes}
        order = sorted(function.nodes, key=lambda n: -_order(function).get(n, 0))
        changed = True
        while changed:
            changed = False
            for node in order:
                after: set[Any] = set(last)
                for son in node.sons:
                    after |= live.get(son, frozenset())
                new = frozenset(reads[node] | (after - writes[node]))
                if new != live[node]:
                    live[node] = new
                    changed = True
        context["dtnlint.live"] = live
    return context["dtnlint.live"]  # type: ignore[no-any-return]


def _counts(variable: Any, function: Function) -> bool:
    """Whether a local is a loop's counter: something adds to it or takes from it."""
    if not isinstance(variable, LocalVariable):
        return False
    context = function.context
    if "dtnlint.counters" not in context:
        context["dtnlint.counters"] = {
            ir.lvalue
            for node in function.nodes
            for ir in node.irs
            if isinstance(ir, Binary)
            and isinstance(ir.lvalue, LocalVariable)
            and ir.lvalue in (ir.variable_left, ir.variable_right)
        }
    return variable in context["dtnlint.counters"]


def _short_circuits(node: Node) -> dict[int, tuple[Any, int, bool]]:
    """Where a right side with effects begins: (left value, index of ``&&``/``||``, the
    left truth on which the right side does not run)."""
    found: dict[int, tuple[Any, int, bool]] = {}
    irs = node.irs
    for stop, ir in enumerate(irs):
        if not isinstance(ir, Binary) or ir.type not in (BinaryType.ANDAND, BinaryType.OROR):
            continue
        needed = {ir.variable_right}
        first = stop
        for i in range(stop - 1, -1, -1):
            lvalue = getattr(irs[i], "lvalue", None)
            if lvalue in needed:
                first = i
                needed |= set(irs[i].read)
        left = next(
            (i for i in range(stop) if getattr(irs[i], "lvalue", None) is ir.variable_left), -1
        )
        first = max(left + 1, min(first, left + 1) if left >= 0 else first)
        effects = any(
            isinstance(
                irs[i], (InternalCall, LibraryCall, HighLevelCall, LowLevelCall, Assignment, Delete)
            )
            for i in range(first, stop)
        )
        if effects and first < stop:
            found[first] = (ir.variable_left, stop, ir.type == BinaryType.OROR)
    return found


def _parallel(node: Node) -> tuple[int, ...]:
    """The assignments of ``(a, b) = (c, d)``: Solidity reads all before it writes any."""
    expression = node.expression
    if not (
        isinstance(expression, AssignmentOperation)
        and isinstance(expression.expression_left, TupleExpression)
        and isinstance(expression.expression_right, TupleExpression)
    ):
        return ()
    irs = node.irs
    tail = len(irs)
    while tail and isinstance(irs[tail - 1], Assignment):
        tail -= 1
    return tuple(range(tail, len(irs)))


def _argument_expressions(ir: Any, count: int) -> list[Any]:
    """The source expressions of a call's arguments; None where one cannot be told."""
    expression = ir.expression
    if isinstance(expression, AssignmentOperation):
        expression = expression.expression_right
    if not isinstance(expression, CallExpression):
        return [None] * count
    written = list(expression.arguments)
    missing = count - len(written)
    if missing < 0:
        return [None] * count
    return [None] * missing + written
