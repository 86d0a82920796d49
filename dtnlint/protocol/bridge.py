"""Slither's objects for what the language holds, and the other way round.

Both were made of one source text, so that they are found by where they stand in it: the one
place in which the language and Slither meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.cfg.node import Node, NodeType
from slither.core.compilation_unit import SlitherCompilationUnit
from slither.core.declarations import Contract, Function, Structure
from slither.core.solidity_types import UserDefinedType
from slither.core.variables.state_variable import StateVariable
from slither.slithir.operations import (
    HighLevelCall,
    InternalCall,
    InternalDynamicCall,
    LibraryCall,
    LowLevelCall,
    NewContract,
    Send,
    SolidityCall,
    Transfer,
)
from slither.slithir.operations import Operation as IrOperation

from dtnlint.language.bits import by_bit
from dtnlint.language.graph import Body
from dtnlint.language.instructions import (
    Call,
    CalleeFunction,
    CallMemory,
    CallMessage,
    Code,
    Constant,
    Create,
    Encode,
    Environment,
    ExternalCall,
    FunctionKey,
    Instruction,
    Span,
)
from dtnlint.language.instructions import Function as Lowered
from dtnlint.language.instructions import StateVariable as StorageVariable
from dtnlint.language.lower import lower_contract
from dtnlint.language.pointers import Pointers
from dtnlint.language.tree import Tree
from dtnlint.language.types import Number, Reference, StructType
from dtnlint.protocol import dispatch, interface
from dtnlint.protocol.dispatch import memoised
from dtnlint.protocol.flow import Field
from dtnlint.protocol.operations import Deposit

_KINDS: dict[type, tuple[type, ...]] = {
    Call: (InternalCall, LibraryCall, HighLevelCall, InternalDynamicCall),
    ExternalCall: (HighLevelCall, InternalDynamicCall, LibraryCall, InternalCall),
    CallMessage: (LowLevelCall, Send, Transfer),
    CallMemory: (SolidityCall,),
    Create: (NewContract,),
}


_STIPEND = 2300


class _Index:
    """Where the nodes of a compilation unit stand."""

    def __init__(self, unit: SlitherCompilationUnit) -> None:
        self.nodes: dict[str, list[tuple[int, int, Node]]] = {}
        self.functions: dict[tuple[str, int, int], Function] = {}
        self.structures: dict[tuple[str, int, int], Structure] = {}
        for contract in unit.contracts:
            for function in (*contract.functions_declared, *contract.modifiers_declared):
                self._add(function)
        for function in unit.functions_top_level:
            self._add(function)

    def _add(self, function: Function) -> None:
        place = function.source_mapping
        if not function.is_constructor_variables:
            key = (place.filename.used, place.start, place.length)
            self.functions.setdefault(key, function)
        given = (n for call in function.modifiers_statements for n in call.nodes)
        for node in (*function.nodes, *given):
            where = node.source_mapping
            if node.irs and where is not None:
                self.nodes.setdefault(where.filename.used, []).append(
                    (where.start, where.start + where.length, node)
                )


def bridge_of(contract: Contract) -> Bridge:
    """Lower a concrete contract, from the trees of which Slither was made."""
    unit = contract.compilation_unit
    compiled = unit.crytic_compile_compilation_unit
    tree = memoised(
        unit,
        "dtnlint.tree",
        lambda: Tree({name.used: one.ast for name, one in compiled.source_units.items()}),
    )
    version, via_ir = str(compiled.compiler_version.version), getattr(compiled, "via_ir", False)
    code = lower_contract(tree, contract.id, version=version, via_ir=via_ir)
    return Bridge(contract, by_bit(code))


class Bridge:
    """One concrete contract, in the language and in Slither's objects."""

    def __init__(self, concrete: Contract, code: Code) -> None:
        self.concrete = concrete
        self.code = code
        self._unit = concrete.compilation_unit
        self._index: _Index = memoised(self._unit, "dtnlint.index", lambda: _Index(self._unit))
        self._bodies: dict[FunctionKey, Body] = {}
        self._pointers = Pointers(code)
        self._entries: dict[Function, FunctionKey] | None = None
        self._irs: dict[int, tuple[Any, tuple[IrOperation, ...]]] = {}
        self._nodes: dict[Span, list[Node]] = {}
        self._own = {
            entry.selector: entry.function for entry in code.entries if entry.selector is not None
        }
        self._fallback = next((e.function for e in code.entries if e.kind == "fallback"), None)

    # -- bodies ------------------------------------------------------------------------

    def body(self, key: FunctionKey) -> Body:
        """A body, with what is known of it before it runs, and pointers to functions told apart."""
        if key not in self._bodies:
            self._bodies[key] = Body(self._pointers.told_apart(self.code.functions[key]))
        return self._bodies[key]

    def entries(self) -> dict[Function, FunctionKey]:
        """The entry points, getters left out, in Slither's order."""
        if self._entries is None:
            by_place = {
                self._place(self.code.functions[entry.function].span): entry.function
                for entry in self.code.entries
                if entry.kind != "getter" and entry.function in self.code.functions
            }
            self._entries = {}
            for function in dispatch.entry_points(self.concrete):
                where = function.source_mapping
                key = by_place.get((where.filename.used, where.start, where.length))
                if key is not None:
                    self._entries[function] = key
        return self._entries

    def missing(self) -> list[Function]:
        """The entry points that the language does not have."""
        known = self.entries()
        return [f for f in dispatch.entry_points(self.concrete) if f not in known]

    def function(self, lowered: Lowered) -> Function:
        """Slither's function of a body; the nearest there is, for what Slither has none of."""
        found = self._index.functions.get(self._place(lowered.span))
        if found is not None:
            return found
        return next(iter(self.concrete.functions))

    @staticmethod
    def _place(span: Span) -> tuple[str, int, int]:
        return (span.unit, span.start, span.length)

    # -- instructions ------------------------------------------------------------------

    def node(self, step: Instruction) -> Node | None:
        """Slither's node in which an instruction stands: the smallest one around it."""
        return next(iter(self._around(step.span)), None)

    def _around(self, span: Span) -> list[Node]:
        """The nodes around a span, the smallest ones first."""
        known = self._nodes.get(span)
        if known is None:
            end = span.start + span.length
            found = [
                (last - first, node)
                for first, last, node in self._index.nodes.get(span.unit, ())
                if first <= span.start and end <= last
            ]
            known = self._nodes[span] = [node for _, node in sorted(found, key=lambda one: one[0])]
        return known

    def ir(self, step: Any) -> IrOperation | None:
        """Slither's operation of a call: the first of them, see `irs`."""
        return next(iter(self.irs(step)), None)

    def irs(self, step: Any) -> tuple[IrOperation, ...]:
        """Slither's operations of a call: it writes a statement once for each way through the
        conditional expressions in it.
        """
        known = self._irs.get(id(step))
        if known is None:
            known = self._irs[id(step)] = (step, tuple(self._find(step)))
        return known[1]

    def _find(self, step: Any) -> Iterator[IrOperation]:
        kinds = _KINDS.get(type(step))
        if kinds is None:
            return
        name = getattr(getattr(step, "function", None), "name", "")
        best = None
        for node in self._around(step.span):
            calls: list[Any] = [ir for ir in node.irs if isinstance(ir, kinds)]
            found = [
                (_length(call), 0 if not name or _called(call) == name else 1, number)
                for number, call in enumerate(calls)
                if _is_around(call, step.span)
            ]
            if not found:
                continue
            fit = min(found)
            if best is not None and fit[:2] != best:
                return
            best = fit[:2]
            yield calls[fit[2]]

    def assignment(self, step: Instruction) -> Any:
        """The expression of an assignment, or of what else writes."""
        span = step.span
        nodes = self._around(span)
        for ir in nodes[0].irs if nodes else ():
            where = getattr(ir.expression, "source_mapping", None)
            if where is not None and (where.start, where.length) == (span.start, span.length):
                return ir.expression
        # A conditional expression in it is a node before those that Slither makes of it.
        writing = [node for node in nodes if node.type is not NodeType.IF]
        return next((node.expression for node in (*writing, *nodes)), None)

    def operation(self, protocol: Any, body: Body, step: Any) -> Any:
        """What a call means to the network: a deposit, if that is one of its ways."""
        ways = self.operations(protocol, step)
        return next((way for way in ways if isinstance(way, Deposit)), next(iter(ways), None))

    def operations(self, protocol: Any, step: Any) -> tuple[Any, ...]:
        """The same of each way through the conditional expressions in it."""
        return tuple(protocol.operation(ir) for ir in self.irs(step))

    def may_call_back(self, protocol: Any, step: Any) -> bool:
        """Whether a call leads out of the contract, to what nobody trusts."""
        if isinstance(step, CallMemory):
            return step.kind in ("call", "callcode", "delegatecall")
        if isinstance(step, CallMessage):
            out = step.kind != "staticcall" and not is_stipend(step.gas)
        else:
            out = isinstance(step, ExternalCall) and not step.function.view
        irs = self.irs(step) if out else ()
        return out and not (irs and all(map(protocol.trusts, irs)))

    @staticmethod
    def is_of_router(function: CalleeFunction) -> bool:
        """Whether a function goes by a name that one of the router's session operations has."""
        return function.name in interface.OPERATIONS

    def variable_at(self, slot: Any) -> StorageVariable | None:
        """The state variable that takes all of a slot that is written as a number."""
        number = slot.value if isinstance(slot, Constant) else slot
        for variable in self.code.variables:
            if variable.slot == number and not variable.transient and not variable.immutable:
                kind = variable.type
                return variable if isinstance(kind, Number) and kind.bits == 256 else None
        return None

    def may_ask_router(self, protocol: Any, body: Body, step: Any) -> bool:
        """Whether a call with a message may ask the router for anything."""
        ir = self.ir(step)
        return ir is not None and bool(protocol.may_ask_router(ir))

    def arguments(self, body: Body, step: Any) -> tuple[Any, ...]:
        """What a call is given; of one with a message, what that is made of."""
        if isinstance(step, CallMessage):
            made = body.unwrapped(step.message)
            return made.items if isinstance(made, Encode) else ()
        if isinstance(step, CallMemory):
            return step.known_arguments
        return tuple(step.arguments)

    def own(self, body: Body, step: ExternalCall) -> FunctionKey | None:
        """The body that a call of this contract by itself runs, or one of an external library."""
        if step.delegate:
            key = FunctionKey(step.function.declaration)
            return key if key in self.code.functions else None
        made = body.unwrapped(step.target)
        if not isinstance(made, Environment) or made.name != "this":
            return None
        return self._own.get(step.function.selector, self._fallback)

    def answering(self, selector: int) -> FunctionKey | None:
        """The body that answers a call from outside."""
        return self._own.get(selector, self._fallback)

    # -- storage -----------------------------------------------------------------------

    def router_slots(self, protocol: Any) -> frozenset[Any]:
        """Where the router is kept."""
        return frozenset(self._slots(protocol.router_places()))

    @staticmethod
    def _slots(places: Any) -> Iterator[Any]:
        for place in places:
            if isinstance(place, Field):
                yield ("field", place.structure, place.name)
            elif isinstance(place, StateVariable):
                yield ("state", place.canonical_name)

    def type_of(self, kind: Any) -> Any:
        """Slither's type of a struct that a reference names; None for what is no struct."""
        kind = kind.type if isinstance(kind, Reference) else kind
        structure = self.structure(kind.name) if isinstance(kind, StructType) else None
        return None if structure is None else UserDefinedType(structure)

    def structure(self, name: str) -> Any:
        """Slither's struct of a qualified name."""
        for contract in self._unit.contracts:
            for structure in contract.structures_declared:
                if structure.canonical_name == name:
                    return structure
        for structure in self._unit.structures_top_level:
            if structure.canonical_name == name:
                return structure
        return None


def says_nothing(step: CallMessage) -> bool:
    """Whether a message has no bytes, as one has that only pays."""
    return not (step.message.value if isinstance(step.message, Constant) else step.message)


def is_stipend(gas: Any) -> bool:
    """Whether a call gets so little gas that nothing can be called back."""
    return isinstance(gas, Constant) and gas.value == _STIPEND


def _length(ir: Any) -> int:
    return int(ir.expression.source_mapping.length)


def _is_around(ir: Any, span: Span) -> bool:
    """Whether the expression of an operation contains a span."""
    where = getattr(ir.expression, "source_mapping", None)
    return where is not None and (
        where.start <= span.start and span.start + span.length <= where.start + where.length
    )


def _called(ir: Any) -> str:
    named = getattr(ir, "function_name", None) or getattr(getattr(ir, "function", None), "name", "")
    return str(named)
