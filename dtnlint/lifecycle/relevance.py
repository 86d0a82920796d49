"""Which variables and branches of a consumer can matter to its sessions.

A backward slice over Slither's IR, insensitive to order: what the verifier follows
is what session operations read, what decides whether they run, and where IDs go.
Everything else is left out of the worlds, which keeps their number small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct, field
from slither.core.cfg.node import Node, NodeType
from slither.core.declarations import (
    Contract,
    Enum,
    Function,
    FunctionContract,
    Modifier,
    Structure,
)
from slither.core.declarations.solidity_variables import SolidityVariable
from slither.core.solidity_types import ArrayType, MappingType, UserDefinedType
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.state_variable import StateVariable
from slither.core.variables.variable import Variable
from slither.slithir.operations import (
    Assignment,
    Binary,
    BinaryType,
    Condition,
    Delete,
    Index,
    InternalCall,
    InternalDynamicCall,
    Length,
    LowLevelCall,
    Member,
    NewStructure,
    Operation,
    Return,
    SolidityCall,
    Unpack,
)
from slither.slithir.operations.lvalue import OperationWithLValue
from slither.slithir.variables import Constant, ReferenceVariable

from dtnlint.protocol import dispatch
from dtnlint.protocol.callbacks import Callbacks
from dtnlint.protocol.operations import Close, Deposit, Request, Start, TokenTransfer

MOST_GUARDS = 4
"""With more guards than this in storage, those that tell the least are not followed."""
MOST_RECORDS = 6
"""So many are followed of those that are written where sessions begin and end."""

Slot = Any
"""What is followed: a local variable, ``("state", canonical name)``, ``("field",
struct, field)``, ``("length", slot)`` or ``("result", function, index)``."""


_RUNNING_OTHERS = ("upgradeTo", "upgradeToAndCall", "multicall")
"""Functions that run code by `delegatecall`: an upgrade's (ERC-1822, ERC-1967), or their own."""
BITWISE = (BinaryType.AND, BinaryType.OR, BinaryType.CARET)
"""Operations by which a number holds several flags."""


class Cluster(Struct, frozen=True):
    """Storage that hangs together, and the entry points that have to do with it.

    Sessions of different clusters cannot influence each other, so that each cluster is
    explored alone: the states of all together would be as many as their product.
    """

    kept: frozenset[Slot]
    entries: tuple[Function, ...]


class Relevance(Struct):
    """What matters in one concrete consumer."""

    functions: tuple[Function, ...]
    """Every body that the consumer can run, constructors and modifiers included."""
    slots: frozenset[Slot] = frozenset()
    """Slots whose values are followed within a transaction."""
    kept: frozenset[Slot] = frozenset()
    """Storage slots whose values are followed from one transaction to the next."""
    cells: frozenset[Slot] = frozenset()
    """Storage slots into which a session ID may flow."""
    guards: frozenset[Slot] = frozenset()
    """Storage slots, cells among them, that a check around a session operation reads."""
    tested: frozenset[Slot] = frozenset()
    """Those of them whose own values guards test, and not only what is looked up under them."""
    branches: frozenset[Node] = frozenset()
    """Branching nodes whose outcome can matter."""
    active: frozenset[Function] = frozenset()
    """Bodies that have to be interpreted; the others cannot touch a session."""
    effective: frozenset[Function] = frozenset()
    """Bodies whose runs can change what the next transaction meets, or be judged."""
    operations: dict[Operation, Any] = field(default_factory=dict)
    """Session operations and deposits, by IR."""
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
    answer_guards: dict[Function, frozenset[Slot]] = field(default_factory=dict)
    """For each body that closes, what callbacks write and checks around the close read."""
    router_writes: frozenset[Operation] = frozenset()
    """Operations that write the storage in which the router is kept."""
    numbered: frozenset[Slot] = frozenset()
    """Containers of which the source names some key by its number."""
    key_class: dict[Slot, Slot] = field(default_factory=dict)
    """Containers indexed by the same values share a representative here."""
    numbers: dict[Slot, frozenset[Node]] = field(default_factory=dict)
    """For storage that is kept, the nodes that give it numbers, or compare what it holds."""
    untold: frozenset[Slot] = frozenset()
    """Likely records of sessions that are not followed, since there are too many."""


def relevance_of(concrete: Contract, protocol: Any) -> Relevance:
    """Compute what matters in `concrete`."""
    return _Slicer(concrete, protocol).run()


def slot_of(value: Any) -> Slot | None:
    """The slot that a value in the IR reads or writes; None for constants and the like."""
    if isinstance(value, StateVariable):
        return ("state", value.canonical_name)
    if isinstance(value, Variable) and not isinstance(value, Constant):
        return value
    return None


def field_slot(structure: Structure, name: str) -> Slot:
    """The slot of a struct's field, the same wherever such a struct is stored."""
    return ("field", structure.canonical_name, name)


class _Slicer:
    def __init__(self, concrete: Contract, protocol: Any) -> None:
        self.concrete = concrete
        self.protocol = protocol
        self.back: dict[Slot, set[Slot]] = defaultdict(set)
        self.numbers: dict[Slot | None, set[Node]] = defaultdict(set)
        """The nodes that give a slot a number, or compare it with one."""
        self.compared: dict[Slot | None, set[Slot]] = defaultdict(set)
        self.keyed: dict[Slot, set[Slot]] = defaultdict(set)
        """Of what each slot is made of, what it is only looked up under."""
        self.forward: dict[Slot, set[Slot]] = defaultdict(set)
        self.calls: dict[Function, set[Function]] = defaultdict(set)
        self.writes: dict[Function, set[Slot]] = defaultdict(set)
        self.reads: dict[Function, set[Slot]] = defaultdict(set)
        self.node_writes: dict[Node, set[Slot]] = defaultdict(set)
        self.node_calls: dict[Node, set[Function]] = defaultdict(set)
        self.conditions: dict[Function, list[tuple[Node, Slot, bool]]] = defaultdict(list)
        self.operations: dict[Operation, Any] = {}
        self.operation_nodes: set[Node] = set()
        self.returns: dict[Node, set[Slot]] = defaultdict(set)
        self.references: dict[Any, Slot] = {}
        self.router_places = protocol.router_places()
        self.router_writes: set[Operation] = set()
        self.ever_set: set[Slot] = set()
        self.untold: frozenset[Slot] = frozenset()
        self.needed: frozenset[Slot] = frozenset()
        """Storage that session operations read, or that IDs flow into."""
        self.types: dict[Slot, Any] = {}
        """What kind of value a slot holds, below the keys of its container."""
        self.where: dict[Operation, Node] = {}
        self.levels: dict[Any, int] = {}
        """How many keys lead to a reference."""
        self.indexed: list[tuple[Slot, Any, int]] = []
        self.sums: dict[Any, Slot] = {}
        self.grown: dict[Slot, bool] = {}
        self._ran_by: dict[Function, set[Function]] = {}

    # -- collecting --------------------------------------------------------------------

    def run(self) -> Relevance:
        functions = self._reachable()
        for function in functions:
            # What modifiers are given is worked out in nodes of its own.
            given = (n for call in function.modifiers_statements for n in call.nodes)
            for node in (*function.nodes, *given):
                for ir in node.irs:
                    self._operation(function, node, ir)
        callers: dict[Function, set[Function]] = defaultdict(set)
        for function, callees in self.calls.items():
            for callee in callees:
                callers[callee].add(function)
        starts = {
            self._slot(ir.lvalue)
            for ir, op in self.operations.items()
            if isinstance(op, Start) and getattr(ir, "lvalue", None) is not None
        }
        carriers = _closure(starts, self.forward)
        read = {
            self._slot(op.session)
            for op in self.operations.values()
            if isinstance(op, (Close, Request))
        }
        amounts = {
            self._slot(op.amount) for op in self.operations.values() if isinstance(op, Deposit)
        }
        routers = {self._slot(value) for ir in self.router_writes for value in ir.read}
        slots = _closure((carriers | read | amounts | routers) - {None}, self.back)
        cells = frozenset(s for s in carriers if _stored(s))
        while True:
            important = self._important(functions, slots, callers)
            active = _reach(important, self.calls)
            branches: set[Node] = set()
            wanted: set[Slot] = set()
            for function in functions:
                if function not in active:
                    continue
                regions = _Regions(function)
                for node, slot, is_branch in self.conditions[function]:
                    if is_branch:
                        if not any(self._matters(n, slots, active) for n in regions.of(node)):
                            continue
                        branches.add(node)
                    if slot is not None:
                        wanted.add(slot)
            grown = _closure(slots | wanted, self.back)
            if grown == slots:
                break
            slots = grown
        guards = frozenset(s for s in _closure(wanted, self.back) if _stored(s))
        values = {slot: sources - self.keyed[slot] for slot, sources in self.back.items()}
        tested = frozenset(s for s in _closure(wanted, values) if _stored(s))
        kept = self._kept(functions, slots, cells, branches, callers)
        effective = self._effective(functions, kept, callers)
        by_them = _closure(self._given(), self.forward)
        by_callers = bool(read & by_them)
        return Relevance(
            functions,
            frozenset(slots),
            kept,
            cells,
            guards,
            tested,
            frozenset(branches),
            frozenset(active),
            effective,
            self.operations,
            self._counters(),
            self._clusters(functions, kept, effective, by_callers),
            by_callers,
            frozenset(s for s in _closure(read - {None}, self.back) & by_them if _stored(s)),
            kept - self.ever_set,
            self._answer_guards(callers),
            frozenset(self.router_writes),
            frozenset(base for base, key, _ in self.indexed if isinstance(key, Constant)),
            self._key_classes(functions),
            {slot: self._numbers_of(slot, values) for slot in sorted(kept, key=repr)},
            self.untold,
        )

    def _numbers_of(self, slot: Slot, values: dict[Slot, set[Slot]]) -> frozenset[Node]:
        """The nodes that name numbers which a slot may hold, or be compared with."""
        held = _closure({slot}, values)
        same = held | _closure({slot}, self.forward)
        with_it = {other for one in same for other in self.compared.get(one, ())}
        return frozenset(
            node for one in same | _closure(with_it, values) for node in self.numbers.get(one, ())
        )

    def _clusters(
        self,
        functions: Iterable[Function],
        kept: frozenset[Slot],
        effective: frozenset[Function],
        by_callers: bool,
    ) -> tuple[Cluster, ...]:
        """Divide what is kept by which entry points read or write it."""
        entries = [
            e
            for e in dispatch.entry_points(self.concrete)
            if e in effective and not self._hands_over(e, kept)
        ]
        whole = (Cluster(kept, tuple(entries)),)
        if by_callers:
            return whole  # a caller may name any session
        touched = {f: frozenset((self.writes[f] | self.reads[f]) & kept) for f in functions}
        modifying = {f for f in functions if isinstance(f, Modifier)}
        plain = {f for f in functions if f not in modifying}
        of_locks = _reach(modifying, self.calls)
        connecting = {
            slot
            for f in plain - of_locks
            if not (f.is_constructor or f.is_constructor_variables)
            for slot in self.writes[f] & kept
        }
        parent = {slot: slot for slot in connecting}

        def find(slot: Slot) -> Slot:
            while parent[slot] != slot:
                slot = parent[slot]
            return slot

        spans: dict[Function, frozenset[Slot]] = {}
        for entry in entries:
            span = frozenset().union(*(touched[b] for b in self._bodies(entry)))
            spans[entry] = span
            linked = sorted(span & connecting, key=repr)
            for slot in linked[1:]:
                parent[find(slot)] = find(linked[0])
        groups: dict[Slot, set[Slot]] = defaultdict(set)
        for slot in sorted(connecting, key=repr):
            groups[find(slot)].add(slot)
        common = kept - connecting
        callbacks = Callbacks(self.protocol)
        named = {entry: self._named(entry, callbacks) for entry in entries}
        everywhere = {
            entry for entry in entries if self._sets_router(entry) or self._writes_blindly(entry)
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

    def _answer_guards(
        self, callers: dict[Function, set[Function]]
    ) -> dict[Function, frozenset[Slot]]:
        """What may order a close after the answers of the session's requests."""
        answering = _reach(Callbacks(self.protocol).functions(), self.calls)
        written = {slot for f in answering for slot in self.writes[f] if _stored(slot)}
        closing = {
            node.function
            for ir, node in self.where.items()
            if isinstance(self.operations.get(ir), Close)
        }
        found = {}
        for body in closing:
            checks = {
                slot
                for f in _reach(_reach({body}, callers), self.calls)
                for _, slot, _ in self.conditions[f]
                if slot is not None
            }
            found[body] = frozenset(_closure(checks, self.back) & written)
        return found

    def _named(self, entry: Function, callbacks: Callbacks) -> frozenset[Function]:
        """The callbacks that requests of an entry point may name."""
        found: set[Function] = set()
        for ir in self._steps(entry):
            operation = self.operations.get(ir)
            if isinstance(operation, Request):
                named = callbacks.named_by(operation)
                found |= set(callbacks.functions() if named is None else named)
        return frozenset(found)

    def _sets_router(self, entry: Function) -> bool:
        return not self.router_writes.isdisjoint(self._steps(entry))

    def _writes_blindly(self, entry: Function) -> bool:
        """Whether an entry point may write any storage."""
        return any(map(self._is_blind, self._steps(entry)))

    def _is_blind(self, ir: Operation) -> bool:
        """Whether what an operation does to storage and sessions cannot be followed."""
        return _writes_blindly(ir) or bool(self.protocol.may_ask_router(ir))

    def _hands_over(self, entry: Function, kept: frozenset[Slot]) -> bool:
        """Whether an entry point does nothing but run other code, as the standards have it: the
        next version's, of which nothing is said here, or other entry points of this one.
        """
        return entry.name in _RUNNING_OTHERS and not any(
            self.writes[body] & kept or not self.operation_nodes.isdisjoint(body.nodes)
            for body in self._bodies(entry)
        )

    def _bodies(self, entry: Function) -> set[Function]:
        """What an entry point may run, itself included; known once all calls are."""
        if entry not in self._ran_by:
            self._ran_by[entry] = _reach({entry}, self.calls)
        return self._ran_by[entry]

    def _steps(self, entry: Function) -> Iterator[Operation]:
        return (ir for body in self._bodies(entry) for node in body.nodes for ir in node.irs)

    def _given(self) -> set[Slot]:
        """What callers give: the parameters of entry points."""
        return {p for entry in dispatch.entry_points(self.concrete) for p in entry.parameters}

    def _reachable(self) -> tuple[Function, ...]:
        roots: list[Function] = list(dispatch.entry_points(self.concrete))
        for part in dispatch.constructors(self.concrete):
            if part.constructor is not None:
                roots.append(part.constructor)
            for node in part.initialisers:
                if node.function not in roots:
                    roots.append(node.function)
        found: dict[Function, None] = {}
        pending = roots[::-1]
        while pending:
            function = pending.pop()
            if function in found:
                continue
            found[function] = None
            for modifier in dispatch.modifiers_of(self.concrete, function):
                self.calls[function].add(modifier)
                pending.append(modifier)
            for node in function.nodes:
                for ir in node.irs:
                    for callee in self._callees(function, ir):
                        self.calls[function].add(callee)
                        self.node_calls[node].add(callee)
                        pending.append(callee)
        return tuple(found)

    def _callees(self, function: Function, ir: Operation) -> Iterator[Function]:
        if isinstance(ir, InternalDynamicCall):
            known = dispatch.function_values(self.concrete, function, ir.function)
            yield from self.protocol.flow.may_run(ir) if known is None else known
            return
        if self.protocol.operation(ir) is not None:
            return
        if isinstance(ir, InternalCall) and ir.is_modifier_call:
            if isinstance(ir.function, Function):
                yield dispatch.resolve(self.concrete, ir.function)
            return
        callee = dispatch.callee(self.concrete, function, ir)
        if callee is not None and callee.is_implemented:
            yield callee

    def _slot(self, value: Any) -> Slot | None:
        slot = self._slot_of(value)
        if slot is not None and slot not in self.types:
            kind = getattr(value, "type", None)
            while isinstance(kind, (MappingType, ArrayType)):
                kind = kind.type_to if isinstance(kind, MappingType) else kind.type
            self.types[slot] = kind
        return slot

    def _slot_of(self, value: Any) -> Slot | None:
        if isinstance(value, ReferenceVariable):
            return self.references.get(value)
        return slot_of(value)

    def _edge(self, target: Slot | None, source: Slot | None) -> None:
        if target is not None and source is not None and target != source:
            self.back[target].add(source)
            self.forward[source].add(target)

    def _operation(self, function: Function, node: Node, ir: Operation) -> None:
        if self.router_places and self.protocol.flow.written(ir) & self.router_places:
            self.router_writes.add(ir)
            self.operation_nodes.add(node)
        self.reads[function] |= {self._slot(value) for value in ir.read} - {None}
        known = self.protocol.operation(ir)
        transfers = isinstance(known, TokenTransfer) and known.configured
        if transfers or isinstance(known, (Start, Close, Request, Deposit)):
            self.operations[ir] = known
            self.where[ir] = node
            self.operation_nodes.add(node)
        if isinstance(ir, Index):
            base = self._slot(ir.variable_left)
            if base is not None:
                self.references[ir.lvalue] = base
                level = self.levels.get(ir.variable_left, 0)
                self.levels[ir.lvalue] = level + 1
                self.indexed.append((base, ir.variable_right, level))
                key = self._slot(ir.variable_right) or base
                self.back[base].add(key)
                self.keyed[base].add(key)
            return
        if isinstance(ir, Member):
            kind = getattr(ir.variable_left, "type", None)
            structure = kind.type if isinstance(kind, UserDefinedType) else None
            if isinstance(structure, Structure):
                slot = field_slot(structure, str(ir.variable_right))
                self.references[ir.lvalue] = slot
                base = self._slot(ir.variable_left)
                if base is not None:
                    # keys that lead to the struct matter where its fields do
                    self.back[slot].add(base)
            return
        if isinstance(ir, Length):
            base = self._slot(ir.value)
            if base is not None:
                self.references[ir.lvalue] = ("length", base)
                self.back[("length", base)].add(base)
            return
        if isinstance(ir, Condition):
            self.conditions[function].append((node, self._slot(ir.value), True))
            return
        if isinstance(ir, SolidityCall) and ir.function.name.startswith(("require", "assert")):
            self.conditions[function].append((node, self._slot(ir.arguments[0]), False))
            return
        if isinstance(ir, Return):
            for index, value in enumerate(ir.values):
                slot = self._slot(value)
                self._edge(("result", function, index), slot)
                self.numbers[("result", function, index)].add(node)
                self.returns[node].add(("result", function, index))
            return
        if isinstance(ir, Delete):
            self._write(function, node, self._slot(ir.variable))
            return
        if not isinstance(ir, OperationWithLValue):
            return
        target = self._slot(ir.lvalue)
        if isinstance(ir, Assignment) and target is not None:
            self.numbers[target].add(node)
        elif isinstance(ir, Binary) and BinaryType.return_bool(ir.type):
            sides = [self._slot(side) for side in (ir.variable_left, ir.variable_right)]
            for side, other in (sides, reversed(sides)):
                self.numbers[side].add(node)
                if other is not None:
                    self.compared[side].add(other)
        elif isinstance(ir, Binary) and ir.type in BITWISE:
            self.numbers[target].add(node)
        self._note_growth(function, ir, target)
        callees = list(self._callees(function, ir))
        if callees and hasattr(ir, "arguments"):
            for callee in callees:
                for parameter, argument in zip(
                    callee.parameters, dispatch.arguments(ir), strict=False
                ):
                    source = self._slot(argument)
                    self.numbers[parameter].add(node)
                    self._edge(parameter, source)
                    if source is not None and (parameter.is_storage or is_shared(parameter)):
                        self._edge(source, parameter)
                for index, result in enumerate(callee.returns):
                    self._edge(("result", callee, index), result)
                if target is not None:
                    for index in range(len(callee.return_type or ())):
                        self._edge(target, ("result", callee, index))
        elif not isinstance(known, (Start, Close, Request)) and not isinstance(ir, NewStructure):
            for value in ir.read:
                if not isinstance(value, (Constant, SolidityVariable)):
                    self._edge(target, self._slot(value))
            if isinstance(ir, Unpack):
                self._edge(target, self._slot(ir.tuple))
        if target is not None:
            zero = isinstance(ir, Assignment) and isinstance(ir.rvalue, Constant)
            if not (zero and not ir.rvalue.value):
                self.ever_set.add(target)
            kind = getattr(ir.lvalue, "type", None)
            structure = kind.type if isinstance(kind, UserDefinedType) else None
            if isinstance(structure, Structure):
                # a whole struct is assigned: its fields get the struct's parts
                given = ir.arguments if isinstance(ir, NewStructure) else ()
                for position, name in enumerate(structure.elems):
                    slot = field_slot(structure, name)
                    self.ever_set.add(slot)
                    self._write(function, node, slot)
                    if position < len(given):
                        self.numbers[slot].add(node)
                        self._edge(slot, self._slot(given[position]))
            self._write(function, node, target)

    def _note_growth(self, function: Function, ir: Any, target: Slot | None) -> None:
        """Learn which storage numbers are only ever added to."""
        if (
            isinstance(ir, Binary)
            and ir.type is BinaryType.ADDITION
            and isinstance(ir.variable_right, Constant)
        ):
            self.sums[ir.lvalue] = self._slot(ir.variable_left)
        if target is None or not _stored(target) or getattr(function, "is_constructor", False):
            return
        if function.is_constructor_variables:
            return
        source = ir.rvalue if isinstance(ir, Assignment) else ir.lvalue
        grows = self.sums.get(source) == target
        self.grown[target] = self.grown.get(target, True) and grows

    def _counters(self) -> dict[Slot, tuple[Slot, int]]:
        direct: dict[Slot, set[Slot]] = defaultdict(set)
        for source, targets in self.forward.items():
            for target in targets:
                direct[target].add(source)
        found: dict[Slot, tuple[Slot, int]] = {}
        for container, key, level in self.indexed:
            slot = self._slot(key)
            if slot is None or isinstance(key, Constant):
                continue
            for source in _closure({slot}, direct):
                if self.grown.get(source):
                    found.setdefault(source, (container, level))
        return found

    def _write(self, function: Function, node: Node, slot: Slot | None) -> None:
        if slot is not None:
            self.writes[function].add(slot)
            self.node_writes[node].add(slot)

    # -- deciding ----------------------------------------------------------------------

    def _important(
        self,
        functions: Iterable[Function],
        slots: set[Slot],
        callers: dict[Function, set[Function]],
    ) -> set[Function]:
        """Bodies that hold an operation or write what matters, and all that call them."""
        found = {
            function
            for function in functions
            if any(node in self.operation_nodes for node in function.nodes)
            or any(s in slots and _stored(s) for s in self.writes[function])
            or (self.writes[function] & slots and any(map(is_shared, function.parameters)))
            or any(("result", function, i) in slots for i in range(len(function.returns or ())))
        }
        return _reach(found, callers)

    def _effective(
        self,
        functions: Iterable[Function],
        kept: frozenset[Slot],
        callers: dict[Function, set[Function]],
    ) -> frozenset[Function]:
        return frozenset(
            _reach(
                {
                    function
                    for function in functions
                    if self.writes[function] & kept
                    or any(node in self.operation_nodes for node in function.nodes)
                    or any(self._is_blind(ir) for node in function.nodes for ir in node.irs)
                },
                callers,
            )
        )

    def _matters(self, node: Node, slots: set[Slot], active: set[Function]) -> bool:
        return (
            node in self.operation_nodes
            or any(s in slots for s in self.node_writes.get(node, ()))
            or any(c in active for c in self.node_calls.get(node, ()))
            or any(s in slots for s in self.returns.get(node, ()))
            or node.type in (NodeType.RETURN, NodeType.THROW, NodeType.PLACEHOLDER)
            or any(
                isinstance(ir, SolidityCall)
                and ir.function.name.startswith(("revert", "require", "assert", "selfdestruct"))
                for ir in node.irs
            )
        )

    def _kept(
        self,
        functions: tuple[Function, ...],
        slots: set[Slot],
        cells: frozenset[Slot],
        branches: set[Node],
        callers: dict[Function, set[Function]],
    ) -> frozenset[Slot]:
        """Storage that is worth following between transactions.

        A guard that is only ever written apart from sessions (a pause switch, a price)
        may have any value in any transaction; following it would multiply worlds and
        tell nothing. One that is never written at all keeps its first value.
        """
        followed = {s for s in slots if _stored(s)}
        constructing = {
            f
            for f in functions
            if isinstance(f, FunctionContract) and (f.is_constructor or f.is_constructor_variables)
        }
        entries = {*dispatch.entry_points(self.concrete)}
        reach = {entry: self._bodies(entry) for entry in entries}
        kept = set(cells) | {
            s
            for op in self.operations.values()
            if isinstance(op, (Close, Request))
            for s in _closure({self._slot(op.session)} - {None}, self.back)
            if _stored(s)
        }
        needed = self.needed = frozenset(kept)
        session_functions = {
            f
            for f in functions
            if any(
                isinstance(self.operations.get(ir), (Start, Close))
                for node in f.nodes
                for ir in node.irs
            )
        }
        written: dict[Slot, set[Function]] = defaultdict(set)
        for function in functions:
            for slot in self.writes[function]:
                written[slot].add(function)
        near = session_functions | {f for f in functions if self.writes[f] & cells}
        others = followed - needed
        if len(others) <= MOST_GUARDS:
            return frozenset(kept | others)
        for slot in others:
            writers = written[slot] - constructing
            if not writers or any(bodies & writers and bodies & near for bodies in reach.values()):
                kept.add(slot)
        if len(kept - needed) > MOST_GUARDS:
            telling = self._telling(functions)
            # What is written where sessions begin and end is most likely their record.
            records = {
                slot
                for slot in kept - needed
                if any(
                    bodies & written[slot] and bodies & session_functions
                    for bodies in reach.values()
                )
            }
            ranked = sorted(
                (slot for slot in kept - needed if slot in telling),
                key=lambda slot: (slot not in records, self._dullness(slot), repr(slot)),
            )
            most = max(MOST_GUARDS, min(MOST_RECORDS, len(records & telling)))
            self.untold = frozenset(records.intersection(ranked[most:]))
            kept = {*needed, *ranked[:most]}
        return frozenset(kept)

    def _dullness(self, slot: Slot) -> int:
        """How little the values of a slot can tell: flags and phases tell most."""
        name = str(self.types.get(slot, ""))
        if name == "bool" or isinstance(getattr(self.types.get(slot), "type", None), Enum):
            return 0
        return 2 if name == "address" else 1

    def _telling(self, functions: Iterable[Function]) -> set[Slot]:
        """Storage that some check compares with a constant, an ID or a sender, or takes
        for a truth: of other numbers the analysis would know next to nothing anyway.
        """
        told: set[Slot] = set()
        for function in functions:
            compared: dict[Any, set[Slot]] = {}
            for node in function.nodes:
                for ir in node.irs:
                    if isinstance(ir, Binary) and BinaryType.return_bool(ir.type):
                        sides = (ir.variable_left, ir.variable_right)
                        blunt = ir.type in (BinaryType.EQUAL, BinaryType.NOT_EQUAL) or any(
                            isinstance(side, Constant) for side in sides
                        )
                        compared[ir.lvalue] = {self._slot(s) for s in sides} if blunt else set()
                        told |= compared[ir.lvalue]
            for _, slot, _ in self.conditions[function]:
                if slot is not None and slot not in compared:
                    told |= {slot} | self.back.get(slot, set())
        return _closure(told - {None}, {s: t for s, t in self.back.items() if not _stored(s)})

    def _key_classes(self, functions: tuple[Function, ...]) -> dict[Slot, Slot]:
        """Group containers that some value indexes together, so that they share one key."""
        parent: dict[Slot, Slot] = {}

        def find(slot: Slot) -> Slot:
            while parent.setdefault(slot, slot) != slot:
                slot = parent[slot]
            return slot

        by_key: dict[Any, list[Slot]] = defaultdict(list)
        for function in functions:
            for node in function.nodes:
                for ir in node.irs:
                    if isinstance(ir, Index):
                        base = self._slot(ir.variable_left)
                        if base is None:
                            continue
                        right = ir.variable_right
                        key: Any = right.name if isinstance(right, SolidityVariable) else right
                        kind = str(getattr(right, "type", ""))
                        if kind == "address":
                            key = "address"
                        by_key[key].append(base)
        for bases in by_key.values():
            for base in bases[1:]:
                parent[find(base)] = find(bases[0])
        return {slot: find(slot) for slot in list(parent)} | {
            base: find(base) for bases in by_key.values() for base in bases
        }


def is_shared(variable: Any) -> bool:
    """Whether a variable refers to what stands in memory, as others may."""
    if not isinstance(variable, LocalVariable) or variable.location != "memory":
        return False
    kind = variable.type
    kind = kind.type if isinstance(kind, UserDefinedType) else kind
    return isinstance(kind, (ArrayType, Structure))


def _writes_blindly(ir: Operation) -> bool:
    """Whether an operation writes storage in a way that cannot be followed."""
    if isinstance(ir, SolidityCall):
        return str(ir.function.name).startswith(("sstore", "delegatecall", "callcode"))
    if isinstance(ir, LowLevelCall):
        return ir.function_name in ("delegatecall", "callcode") or (
            ir.function_name == "call" and dispatch.is_this(ir.node.function, ir.destination)
        )
    return isinstance(ir, InternalDynamicCall)


class _Regions:
    """For each branching node of a body, the nodes that run or not by its outcome."""

    def __init__(self, function: Function) -> None:
        nodes = list(function.nodes)
        index = {node: i for i, node in enumerate(nodes)}
        everything = (1 << len(nodes)) - 1
        self.nodes = nodes
        self.index = index
        self.sons = [[index[s] for s in node.sons if s in index] for node in nodes]
        post = [everything] * len(nodes)
        changed = True
        while changed:
            changed = False
            for i in range(len(nodes) - 1, -1, -1):
                meet = everything
                for s in self.sons[i]:
                    meet &= post[s]
                if not self.sons[i]:
                    meet = 0
                new = meet | (1 << i)
                if new != post[i]:
                    post[i] = new
                    changed = True
        self.post = post

    def of(self, node: Node) -> list[Node]:
        """Nodes on a way from `node` that do not lie on every way from it."""
        start = self.index[node]
        always = self.post[start]
        seen: set[int] = set()
        pending = list(self.sons[start])
        while pending:
            i = pending.pop()
            if i in seen or always >> i & 1:
                continue
            seen.add(i)
            pending += self.sons[i]
        return [self.nodes[i] for i in sorted(seen)]


def _stored(slot: Slot) -> bool:
    return isinstance(slot, tuple) and (
        slot[0] in ("state", "field") or (slot[0] == "length" and _stored(slot[1]))
    )


def _closure(seeds: Iterable[Slot], edges: dict[Slot, set[Slot]]) -> set[Slot]:
    found = set(seeds)
    pending = list(found)
    while pending:
        for slot in edges.get(pending.pop(), ()):
            if slot not in found:
                found.add(slot)
                pending.append(slot)
    return found


def _reach(seeds: Iterable[Any], edges: dict[Any, set[Any]]) -> set[Any]:
    return _closure(seeds, edges)
