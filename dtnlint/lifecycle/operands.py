"""What registers, locals and places hold: reading and writing them in a world.

While a block runs, what registers and locals hold stands in an environment; it goes into the
world's frame where the world may change under it, and at the block's end (see `flushed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct
from slither.core.solidity_types import ArrayType, MappingType

from dtnlint.language.graph import Body, Name, Point, name_of
from dtnlint.language.instructions import Constant, FunctionConstant, Instruction, Local, Register
from dtnlint.language.pointers import number_of
from dtnlint.language.types import (
    Array,
    Bytes,
    ContractType,
    Mapping,
    Reference,
    Region,
    StructType,
    Type,
)
from dtnlint.lifecycle import memory, typestate
from dtnlint.lifecycle.adoption import Adoption
from dtnlint.lifecycle.limits import SHORT
from dtnlint.lifecycle.record import Record, span_of
from dtnlint.lifecycle.relevance import Relevance, field_slot
from dtnlint.lifecycle.storage import Storage, items_of, structure_of
from dtnlint.lifecycle.values import (
    ANY,
    UNSET,
    ZERO,
    ZEROS,
    Value,
    byte,
    const,
    is_from_outside,
    lost,
    sessions_in,
    symbol,
)
from dtnlint.lifecycle.world import SOMEWHERE, Location, World, elsewhere
from dtnlint.protocol import interface
from dtnlint.protocol.bridge import Bridge
from dtnlint.sources.span import Span

Env = dict[Name, Value]
"""What registers and locals hold, beside the frame of the world."""

Outcomes = list[tuple[World, Env]]

IN_MEMORY = "it was read from an array in memory"
UNKNOWN_OBJECT = "it stands in an object in memory of which it is not known which"
_DEEP = 8

ROUTER = symbol("router")
THIS = symbol("this")


class Where(Struct, frozen=True):
    """Where an instruction stands."""

    body: Body
    number: int
    """The body's, among those of the consumer."""
    block: int
    index: int
    live: frozenset[Name] = frozenset()
    """What some way from after it still reads; not told of what only computes."""
    operation: Any = None
    """What it means to the network."""
    sets_router: bool = False
    """Whether it writes where the router is kept."""

    @property
    def point(self) -> Point:
        """Where in the body."""
        return Point(self.block, self.index)

    @property
    def name(self) -> tuple[str, int, int]:
        """What no other place in the code is called."""
        key = self.body.key
        return (f"{key.declaration}{key.part}", self.block, self.index)


class Operands:
    """Reads and writes what the code of one concrete consumer holds."""

    def __init__(
        self, bridge: Bridge, protocol: Any, relevance: Relevance, record: Record, storage: Storage
    ) -> None:
        self.bridge = bridge
        self.code = bridge.code
        self.protocol = protocol
        self.relevance = relevance
        self.record = record
        self.storage = storage
        self.adoption = Adoption(relevance, record, storage)
        self.senders: list[Value] = [symbol("sender")]
        """Who called, the sender of the message under way last."""
        self.selectors: list[int | None] = [None]
        """Of the functions that messages name, the one under way last; None where none is known."""
        self._router_slots = bridge.router_slots(protocol)
        self._router_types: dict[int, bool] = {}
        self._spans: dict[int, tuple[Any, Any, Span, str]] = {}

    # -- registers ---------------------------------------------------------------------

    def raw(self, world: World, env: Env, operand: Any) -> Value:
        """What an operand holds, as it was called when it was computed."""
        if type(operand) is Register:
            value = env.get(operand.number)
            if value is None:
                value = world.frame.get(operand.number, ANY)
            return value
        if type(operand) is Constant:
            if isinstance(operand.value, bytes):
                return ("const", operand.value.decode("latin1"))
            return const(operand.value)
        if isinstance(operand, FunctionConstant):
            return const(number_of(operand.key))
        return ANY

    def read(self, world: World, env: Env, operand: Any) -> Value:
        """What an operand is known to be."""
        return world.norm(self.raw(world, env, operand))

    def local(self, world: World, env: Env, local: Local) -> Value:
        """What a local holds: zero until something is put."""
        name = name_of(local)
        value = env.get(name)
        if value is None:
            value = world.frame.get(name)
        return self.zero_value(local.type) if value is None else value

    def flushed(self, world: World, env: Env, live: frozenset[Name]) -> World:
        """`world` with what the environment holds of what is live, and nothing else of it."""
        frame = world.frame
        changed = False
        for name in list(frame):
            if name not in live and isinstance(name, int):  # origins stay as long as the body
                frame = frame.delete(name)
                changed = True
        for name, value in env.items():
            if name in live:
                frame = frame.set(name, value)
                changed = True
        return world.but(frame=frame) if changed else world

    def fresh(
        self, world: World, where: Where, kind: str = "made", n: int = 0
    ) -> tuple[World, Value]:
        """A value that nothing else has, by the place that makes it."""
        return world.fresh(kind, *where.name, n)

    def zero_value(self, kind: Type) -> Value:
        """What a register or a local of this type holds when nothing was assigned to it."""
        if isinstance(kind, Reference):
            return ANY
        return ZERO

    def is_router_type(self, kind: Any) -> bool:
        """Whether a type is the router's."""
        if not isinstance(kind, ContractType):
            return False
        known = self._router_types.get(kind.declaration)
        if known is None:
            contracts = self.bridge.concrete.compilation_unit.contracts
            known = any(
                contract.id == kind.declaration and interface.is_router_contract(contract)
                for contract in contracts
            )
            self._router_types[kind.declaration] = known
        return known

    # -- objects -----------------------------------------------------------------------

    def zero(self, kind: Type, depth: int = _DEEP) -> Value:
        """What something of this type holds when nothing was written to it, as one value."""
        if isinstance(kind, Reference):
            kind = kind.type
        if isinstance(kind, StructType):
            if not depth:
                return ANY
            return (
                "struct",
                tuple((name, self.zero(inner, depth - 1)) for name, inner in self.fields_of(kind)),
            )
        if isinstance(kind, Array):
            if kind.length is None:
                return UNSET
            if kind.length <= SHORT:
                return ("tuple", (self.zero(kind.element, depth - 1),) * kind.length)
            return ZEROS
        if isinstance(kind, Bytes):
            return ("const", "")
        return ZERO

    def fields_of(self, kind: StructType) -> list[tuple[str, Type]]:
        """The fields of a struct that matter, by name."""
        slots = self.relevance.slots
        return sorted(
            (
                (name, inner)
                for name, inner in self.code.structs.get(kind.declaration, ())
                if field_slot(kind.name, name) in slots and not isinstance(inner, Mapping)
            ),
            key=lambda one: one[0],
        )

    def given(self, kind: Type, name: Value, depth: int = _DEEP) -> Value:
        """What something of this type holds that comes from outside, as one value."""
        if isinstance(kind, Reference):
            kind = kind.type
        if isinstance(kind, StructType) and depth:
            return (
                "struct",
                tuple(
                    (field, self.given(inner, ("symbol", (*name[1], field)), depth - 1))
                    for field, inner in self.fields_of(kind)
                ),
            )
        if isinstance(kind, Array) and kind.length is not None and kind.length <= SHORT and depth:
            return (
                "tuple",
                tuple(
                    self.given(kind.element, ("symbol", (*name[1], f"[{n}]")), depth - 1)
                    for n in range(kind.length)
                ),
            )
        return name

    def unknown(
        self, world: World, where: Where, kind: Type, sort: str, *n: int
    ) -> tuple[World, Value]:
        """A value of a type, or a new object, of which nothing is known."""
        if not isinstance(kind, Reference):
            return world.fresh(sort, *where.name, *n)
        if kind.region is not Region.MEMORY:
            return world, lost("an object is not known")
        inner = kind.type
        if not isinstance(inner, StructType) or len(n) > _DEEP:
            world, value = world.fresh(sort, *where.name, *n)
            return memory.allocate(world, value)
        fields = []
        for m, (name, part) in enumerate(self.fields_of(inner)):
            held = Reference(part, Region.MEMORY) if _is_object(part) else part
            world, value = self.unknown(world, where, held, sort, *n, m)
            fields.append((name, value))
        return memory.allocate(world, ("struct", tuple(fields)))

    def received(self, world: World, kind: Type, name: Value) -> tuple[World, Value]:
        """What a parameter of this type holds that comes from outside."""
        if isinstance(kind, Reference) and kind.region is Region.MEMORY:
            value = self.given(kind, name)
            if value[0] == "symbol":
                return memory.allocate(world, value)
            return memory.built(world, value)
        return world, name

    def copied(self, world: World, value: Value, kind: Any = None) -> Value:
        """A deep copy of an object in storage, in memory or in what was given, as one value."""
        if value[0] == "object":
            return memory.expanded(world, value)
        if value[0] == "symbol" and kind is not None:
            return self.given(kind, value)
        if value[0] != "ref":
            return value
        location = value[1]
        kind = self.storage.type_of(location)
        items = items_of(location, kind)
        if items:
            return (
                "tuple",
                tuple(self.copied(world, self.storage.load(world, item)) for item in items),
            )
        if _is_array(kind) and self.storage.worth_following(location):
            item, there = self.storage.followed_in(world, location)
            element = self.copied(world, self.storage.load(world, item)) if there else ZERO
            return ("copy", location, there, world.norm(element))
        structure = structure_of(kind)
        if structure is None:
            return lost(IN_MEMORY) if _is_array(kind) else self._blob(world, location)
        root, path = location
        return (
            "struct",
            tuple(
                sorted(
                    (name, self.copied(world, self.storage.load(world, (root, (*path, name)))))
                    for name, member in structure.elems.items()
                    if field_slot(structure.canonical_name, name) in self.relevance.slots
                    and not _is_mapping(member.type)
                    and not _is_array(member.type)
                )
            ),
        )

    def _blob(self, world: World, location: Location) -> Value:
        held = self.storage.load(world, location)
        return ANY if held[0] == "ref" else held

    # -- places ------------------------------------------------------------------------

    def load(self, world: World, place: Value, kind: Type) -> tuple[World, Value]:
        """What a place holds."""
        if place[0] == "ref":
            if self.storage.slot(place[1]) in self._router_slots and not isinstance(
                kind, Reference
            ):
                return world, ROUTER
            return world, self.storage.load(world, place[1])
        if place[0] == "symbol":
            return world, place
        if place[0] == "lost":
            return world, place
        if place[0] != "part":
            return world, lost(UNKNOWN_OBJECT)
        whole = world.heap.get(place[1], ANY)
        return self._part(world, place, whole, kind)

    def _part(self, world: World, place: Value, whole: Value, kind: Type) -> tuple[World, Value]:
        step = place[2]
        if whole[0] == "struct":
            return world, dict(whole[1]).get(step, ANY)
        if whole[0] == "tuple" and isinstance(step, int) and step < len(whole[1]):
            return world, whole[1][step]
        if whole[0] == "copy":
            if step == "followed":
                return world, whole[3]
            location = step[1] if isinstance(step, tuple) else None
            if location is not None and self.storage.slot(location) in self.relevance.cells:
                return world, elsewhere(location)
            return world, ANY
        if whole in (ZEROS, UNSET):
            value = self.zero(kind)
            if value[0] in ("struct", "tuple"):
                return memory.built(world, value)
            return world, value
        if is_from_outside(whole) and isinstance(step, tuple) and step[0] == "of":
            if step[1][0] in ("const", "symbol"):
                return world, ("symbol", ("element", *whole[1], step[1]))
            return world, ANY
        if whole[0] == "const" and isinstance(whole[1], str) and whole[1]:
            n = step[1][1] if step[1][0] == "const" else 0
            same = step[1][0] == "const" or len(set(whole[1])) == 1
            return world, byte(whole[1][n]) if same else lost(IN_MEMORY)
        if whole[0] == "lost":
            return world, whole
        return world, lost(IN_MEMORY)

    def store(self, world: World, place: Value, value: Value, site: int) -> Iterator[World]:
        """The worlds after a write of a value to a place."""
        if place[0] == "ref":
            location = place[1]
            for after, adopted in self.adoption.adopted(world, location, value):
                yield self.storage.save(after, location, adopted, site)
            return
        value = world.norm(value)
        if place[0] == "part":
            yield self._write_part(world, place, value)
            return
        world = typestate.held_away(world, self._seen(world, value), SOMEWHERE)
        yield memory.forgotten(world, UNKNOWN_OBJECT)

    @staticmethod
    def _seen(world: World, value: Value) -> frozenset[int]:
        return frozenset(
            index
            for index in sessions_in(value)
            if index < len(world.sessions) and world.sessions[index] is not None
        )

    def _write_part(self, world: World, place: Value, value: Value) -> World:
        number, step = place[1], place[2]
        whole = world.heap.get(number, ANY)
        if isinstance(step, str) and step != "followed":
            fields = dict(whole[1]) if whole[0] == "struct" else {}
            fields[step] = value
            return memory.written(world, number, ("struct", tuple(sorted(fields.items()))))
        if whole[0] == "tuple" and isinstance(step, int):
            parts = (*whole[1][:step], value, *whole[1][step + 1 :])
            return memory.written(world, number, ("tuple", parts))
        if whole[0] == "copy" and step == "followed":
            return memory.written(world, number, (*whole[:2], True, value))
        world, given = self.array_of(world, [value])
        if whole[0] == "copy":
            return world
        known = whole[1] if whole[0] == "made" else ("other",)
        return memory.written(world, number, ("made", tuple(sorted({*known, *given[1]}))))

    def array_of(self, world: World, values: Iterable[Value]) -> tuple[World, Value]:
        """What is known of an array in memory that holds some values."""
        held: set[str] = set()
        for value in map(world.norm, values):
            if value[0] == "session":
                session = world.sessions[value[1]]
                held.add("live" if session is not None and session.live else "closed")
            else:
                held.add("zero" if value == ZERO else "other")
            world = typestate.held_away(world, self._seen(world, value), SOMEWHERE)
        return world, ("made", tuple(sorted(held)))

    def overwrite(self, world: World, place: Value, value: Value, site: int) -> Iterator[World]:
        """The worlds after a whole object in storage is overwritten with a copy of another."""
        if place[0] != "ref":
            yield self.storage.forget(world, "an object is written of which it is not known which")
            return
        location = place[1]
        kind = self.storage.type_of(location)
        value = self.copied(world, value, self._language_type(location))
        if _is_array(kind):
            yield from self.storage.replace(world, location, value, site)
            return
        if value[0] in ("copy", "made"):
            value = lost(IN_MEMORY)  # bytes of which only single ones are known
        for after, adopted in self.adoption.adopted(world, location, value):
            yield self.storage.save(after, location, adopted, site)

    def _language_type(self, location: Location) -> Any:
        for variable in self.code.variables:
            if f"{variable.contract}.{variable.name}" == location[0]:
                kind: Any = variable.type
                for step in location[1]:
                    if isinstance(kind, Mapping):
                        kind = kind.value
                    elif isinstance(kind, Array):
                        kind = kind.element
                    elif isinstance(kind, StructType):
                        kind = dict(self.code.structs.get(kind.declaration, ())).get(step)
                    else:
                        return None
                return kind
        return None

    # -- what leaves -------------------------------------------------------------------

    def pass_on(self, world: World, values: Iterable[Value]) -> World:
        """IDs that leave the contract, or go where the analysis does not follow."""
        for value in values:
            whole = memory.expanded(world, world.norm(value))
            for index in sorted(self._seen(world, whole)):
                world = typestate.with_session(world, index, passed=True)
        return world

    # -- sites -------------------------------------------------------------------------

    def texts(self, where: Where, step: Instruction) -> tuple[Any, Any, Span, str]:
        """Slither's function and node of an instruction, its span, and how it is written."""
        known = self._spans.get(id(step))
        if known is None:
            node = self.bridge.node(step)
            function = (
                node.function if node is not None else self.bridge.function(where.body.function)
            )
            if node is None:
                node = function.entry_point or next(iter(function.nodes), None)
            expression = self.bridge.assignment(step)
            element = expression if expression is not None else node
            known = self._spans[id(step)] = (
                function,
                node,
                span_of(element, node),
                str(expression),
            )
        return known

    def assignment_site(self, where: Where, step: Instruction) -> int:
        """The site of a write."""
        function, node, span, text = self.texts(where, step)
        return self.record.site(function, node, (span, text), span=span, name=text, subject="")


def _is_object(kind: Type) -> bool:
    return isinstance(kind, StructType | Array | Bytes)


def _is_array(kind: Any) -> bool:
    return isinstance(kind, ArrayType)


def _is_mapping(kind: Any) -> bool:
    return isinstance(kind, MappingType)
