"""What runs only once: a flag or an owner is tested, set and never cleared, and while it is
set the test lets nothing of note happen.

State variables say so by themselves (`initializers`); with a value flow, flags and owners in
structs do too (`once_only`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from operator import is_
from typing import Any

from msgspec import Struct
from slither.core.cfg.node import Node, NodeType
from slither.core.declarations import Contract, Function, SolidityVariable
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.state_variable import StateVariable
from slither.core.variables.variable import Variable
from slither.slithir.operations import (
    Assignment,
    Binary,
    BinaryType,
    Condition,
    Delete,
    HighLevelCall,
    Index,
    InternalCall,
    InternalDynamicCall,
    LibraryCall,
    LowLevelCall,
    Member,
    NewContract,
    Send,
    SolidityCall,
    Transfer,
    TypeConversion,
    Unary,
    UnaryType,
)
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.operations.lvalue import OperationWithLValue
from slither.slithir.variables import Constant, ReferenceVariable, TemporaryVariable

from dtnlint.protocol import dispatch
from dtnlint.protocol.flow import Flow, Place
from dtnlint.protocol.paths import commits, reverts, successors

_DEPTH = 4
"""Calls that are followed into each other."""


class _Latch(Struct, frozen=True):
    """A flag or an owner that is only ever set."""

    is_read: Callable[[Any], bool]
    """Whether a value in a body is it."""
    setters: frozenset[Node]
    """Where a body sets it."""


def initializers(concrete: Contract) -> tuple[Function, ...]:
    """The entry points that can succeed only once, or do nothing ever after: what stands for
    a constructor behind a proxy. A modifier's or the body's own guard says so.
    """
    return dispatch.memoised(
        concrete,
        "dtnlint.initializers",
        lambda: tuple(
            function
            for function in dispatch.entry_points(concrete)
            if _runs_once(concrete, function, lambda part: _variables_of(concrete, part))
        ),
    )


def preparations(concrete: Contract) -> frozenset[Function]:
    """The initializers that run before anything else. What merely can succeed once may well
    come late, or never: by its name an initializer says that it does not.
    """
    return frozenset(f for f in initializers(concrete) if f.name.lower().startswith("init"))


def locks(concrete: Contract) -> frozenset[StateVariable]:
    """What a constructor sets so that no initializer runs any more, in the code behind proxies.

    The proxies have a storage of their own, which knows nothing of that: what there is to
    know of such a contract is what happens in them.
    """
    latches = [
        latch
        for function in preparations(concrete)
        for part in (function, *dispatch.modifiers_of(concrete, function))
        for latch in _variables_of(concrete, part)
        if _is_kept_out(part, latch)
    ]
    return frozenset(
        variable
        for contract in dispatch.linearization(concrete)
        if contract.constructor is not None
        for variable in _latching(concrete) & dispatch.definitions(contract.constructor).keys()
        if any(latch.is_read(variable) for latch in latches)
    )


def once_only(flow: Flow) -> frozenset[Function]:
    """The entry points that test something, set it, and are kept out by it ever after."""
    known = initializers(flow.concrete)
    return frozenset(
        entry
        for entry in dispatch.entry_points(flow.concrete)
        if entry in known or _runs_once(flow.concrete, entry, lambda part: _places_of(flow, part))
    )


def first_only(flow: Flow) -> frozenset[Node]:
    """The nodes that run only while what they lead to has not been set yet, as in ``if (owner
    == address(0)) owner = msg.sender``. What stands beside them may run again.
    """
    return frozenset(
        node
        for function in flow.functions
        for latch in _places_of(flow, function)
        if _always_sets(function, latch)
        for node in set(function.nodes) - _passed(function, latch)
    )


def never_again(flow: Flow) -> Iterator[Node]:
    """The nodes that run only while an address is zero which construction sets, and which nothing
    writes that can run afterwards.
    """
    constructors = [
        part.constructor
        for part in dispatch.constructors(flow.concrete)
        if part.constructor is not None
    ]
    for place in dict.fromkeys(
        place
        for constructor in constructors
        for body in flow.reach(constructor)
        for node in body.nodes
        for ir in node.irs
        for place in flow.written(ir)
    ):
        latch = _Latch(partial(_is_read_from, flow, place), frozenset())
        writers = flow.writers(place)
        later = [site for site in writers if not _constructs(site.function)]
        if (
            later
            and all(_is_of(site.ir.lvalue, "address") for site in later)
            and all(_sets(site.ir) for site in writers if _constructs(site.function))
            and not any(site.node in _passed(site.function, latch) for site in later)
            and any(_leaves_set(flow, one, place) for one in constructors)
        ):
            for function in flow.functions:
                if not _constructs(function):
                    yield from set(function.nodes) - _passed(function, latch)


def _leaves_set(
    flow: Flow, function: Function, place: Place, given: Collection[Any] = (), depth: int = _DEPTH
) -> bool:
    """Tell whether a body, or what it calls, surely puts somebody's address in a place. `given`
    are those of its parameters that are somebody's.
    """
    is_read = partial(_is_read_from, flow, place)

    def is_somebody(value: Any) -> bool:
        return value in given or _is_somebody(value, function)

    def sets(ir: IrOperation) -> bool:
        if isinstance(ir, InternalCall) and isinstance(ir.function, Function):
            if ir.is_modifier_call or dispatch.is_base_construction(ir) or not depth:
                return False
            arguments = zip(ir.function.parameters, ir.arguments, strict=False)
            told = [parameter for parameter, value in arguments if is_somebody(value)]
            return _leaves_set(flow, ir.function, place, told, depth - 1)
        return isinstance(ir, Assignment) and place in flow.written(ir) and is_somebody(ir.rvalue)

    setters = frozenset(node for node in function.nodes if any(map(sets, node.irs)))
    return bool(setters) and _always_sets(function, _Latch(is_read, setters))


def _runs_once(
    concrete: Contract, function: Function, latches: Callable[[Function], Iterable[_Latch]]
) -> bool:
    """Tell whether some part of an entry point lets nothing of note happen again."""
    acted = False
    own = list(latches(function))
    for part in (*dispatch.modifiers_of(concrete, function), function):
        if part is not function and _is_initializer_modifier(part):
            return True
        for latch in latches(part):
            # Unless it reverts, what the modifiers around it do is done again.
            if _is_kept_out(part, latch) and not (acted and _passed(part, latch)):
                return True
        if part is not function and any(
            _always_sets(function, latch)  # what a modifier tests, its function sets
            and not any(map(_acts, _passed(part, latch)))
            and not (acted and _passed(part, latch))
            for latch in own
        ):
            return True
        acted = acted or any(_acts(n) for n in part.nodes if n.type != NodeType.PLACEHOLDER)
    return False


def _is_initializer_modifier(part: Function) -> bool:
    """Tell whether a modifier is what its name says: it notes that it has run, and reverts."""
    return (
        part.name in dispatch.INITIALIZER_MODIFIERS
        and any(_acts(node) for node in part.nodes if node.type != NodeType.PLACEHOLDER)
        and any(reverts(node) or node.contains_require_or_assert() for node in part.nodes)
        and not any(_lets_in(part, flag) for flag in _left_set(part))
    )


def _left_set(part: Function) -> Iterator[_Latch]:
    """The state variables that a body sets to true and does not take back."""
    for variable, irs in dispatch.definitions(part).items():
        given = [ir.rvalue for ir in irs if isinstance(ir, Assignment)]
        if isinstance(variable, StateVariable) and _is_of(variable, "bool"):
            values = [value.value for value in given if isinstance(value, Constant)]
            if True in values and False not in values:
                yield _Latch(partial(is_, variable), frozenset(ir.node for ir in irs))


def _lets_in(part: Function, latch: _Latch) -> bool:
    """Tell whether a test of a body is passed for sure while a latch is set."""
    for node in part.nodes:
        for ir in node.irs:
            if isinstance(ir, Condition):
                truth = _truth(part, ir.value, latch, True)
                skipped = node.son_false if truth else node.son_true
                if truth is not None and skipped is not None and reverts(skipped):
                    return True
            elif (
                isinstance(ir, SolidityCall)
                and ir.function.name.startswith(("require", "assert"))
                and _truth(part, ir.arguments[0], latch, True)
            ):
                return True
    return False


# -- paths ---------------------------------------------------------------------------------


def _passed(function: Function, latch: _Latch) -> set[Node]:
    """The nodes of a body on the paths that come to an end while the latch is set."""
    ways: dict[Node, list[Node]] = {}
    pending = [function.entry_point] if function.entry_point is not None else []
    while pending:
        node = pending.pop()
        if node not in ways:
            ways[node] = _successors(function, node, latch, True)
            pending += ways[node]
    passed = {node for node in ways if commits(node) and not _stops(function, node, latch, True)}
    grown = True
    while grown:
        before = len(passed)
        passed |= {node for node, sons in ways.items() if not passed.isdisjoint(sons)}
        grown = len(passed) > before
    return passed


def _is_kept_out(part: Function, latch: _Latch) -> bool:
    """Tell whether nothing of note happens in a body while a latch is set, which it sets."""
    return _always_sets(part, latch) and not any(map(_acts, _passed(part, latch)))


def _always_sets(function: Function, latch: _Latch) -> bool:
    """Tell whether every path that comes to an end while the latch is not set sets it."""
    seen: set[Node] = set()
    pending = [function.entry_point] if function.entry_point is not None else []
    while pending:
        node = pending.pop()
        if node in seen or node in latch.setters:
            continue
        seen.add(node)
        if commits(node) and not _stops(function, node, latch, False):
            return False
        pending += _successors(function, node, latch, False)
    return True


def _successors(function: Function, node: Node, latch: _Latch, is_set: bool) -> list[Node]:
    if _stops(function, node, latch, is_set):
        return []
    if node.type in (NodeType.IF, NodeType.IFLOOP):
        for ir in node.irs:
            truth = _truth(function, ir.value, latch, is_set) if isinstance(ir, Condition) else None
            if truth is not None:
                son = node.son_true if truth else node.son_false
                return [son] if son is not None else []
    return successors(node)


def _stops(function: Function, node: Node, latch: _Latch, is_set: bool) -> bool:
    """Tell whether a node undoes everything."""
    return reverts(node) or any(
        isinstance(ir, SolidityCall)
        and ir.function.name.startswith(("require", "assert"))
        and _truth(function, ir.arguments[0], latch, is_set) is False
        for ir in node.irs
    )


def _truth(function: Function, value: Any, latch: _Latch, is_set: bool) -> bool | None:
    """What a condition comes to; None where the latch does not decide it."""
    value = _held(function, value)
    if isinstance(value, Constant):
        return bool(value.value) if isinstance(value.value, bool) else None
    if _is_of(value, "bool") and latch.is_read(value):
        return is_set
    computed = isinstance(value, TemporaryVariable | LocalVariable)
    made = dispatch.definitions(function).get(value, ()) if computed else ()
    ir = made[0] if len(made) == 1 else None
    if isinstance(ir, Unary) and ir.type == UnaryType.BANG:
        truth = _truth(function, ir.rvalue, latch, is_set)
        return None if truth is None else not truth
    return _compared(function, ir, latch, is_set) if isinstance(ir, Binary) else None


def _held(function: Function, value: Any) -> Any:
    """What a local was declared with, if nothing changes it; None where something may."""
    while isinstance(value, LocalVariable):
        made = dispatch.definitions(function).get(value, ())
        if len(made) != 1 or made[0].node.type != NodeType.VARIABLE:
            return None
        if not isinstance(made[0], Assignment):
            break
        value = made[0].rvalue
    return value


def _compared(function: Function, ir: Binary, latch: _Latch, is_set: bool) -> bool | None:
    sides = (_held(function, ir.variable_left), _held(function, ir.variable_right))
    truths = [_truth(function, side, latch, is_set) for side in sides]
    if ir.type in (BinaryType.ANDAND, BinaryType.OROR):
        decisive = bool(ir.type == BinaryType.OROR)
        if decisive in truths:
            return decisive
        return None if None in truths else not decisive
    if ir.type not in (BinaryType.EQUAL, BinaryType.NOT_EQUAL):
        return None
    wanted = ir.type == BinaryType.EQUAL
    for one, other in (sides, sides[::-1]):
        if dispatch.is_zero(other, function) and _is_of(one, "address") and latch.is_read(one):
            return is_set is not wanted
    return None if None in truths else (truths[0] is truths[1]) is wanted


_WRITES = ("sstore", "tstore", "call(", "callcode", "delegatecall", "create", "selfdestruct")


def _acts(node: Node) -> bool:
    """Tell whether a node does something that lasts, or may do so."""
    return node.type == NodeType.PLACEHOLDER or any(map(_lasts, node.irs))


def _lasts(ir: IrOperation) -> bool:
    if isinstance(ir, InternalCall):
        if ir.is_modifier_call or dispatch.is_base_construction(ir):
            return False  # parts of their own
        return not _only_reads(ir.function)
    if isinstance(ir, LibraryCall):
        return not _only_reads(ir.function)
    if isinstance(ir, HighLevelCall):
        return not ir.is_static_call()
    if isinstance(ir, SolidityCall):
        return bool(ir.function.name.startswith(_WRITES))
    if isinstance(ir, InternalDynamicCall | LowLevelCall | NewContract | Send | Transfer | Delete):
        return True
    return (
        isinstance(ir, OperationWithLValue)
        and not isinstance(ir, Index | Member)
        and isinstance(ir.lvalue, StateVariable | ReferenceVariable)
    )


def _only_reads(function: Any) -> bool:
    return isinstance(function, Function) and bool(function.view or function.pure)


# -- what is tested and set ------------------------------------------------------------------


def _variables_of(concrete: Contract, function: Function) -> Iterator[_Latch]:
    """The state variables that are latches, of those that a body sets."""
    definitions = dispatch.definitions(function)
    for variable in _latching(concrete) & definitions.keys():
        setters = frozenset(ir.node for ir in definitions[variable])
        yield _Latch(partial(is_, variable), setters)


def _latching(concrete: Contract) -> frozenset[StateVariable]:
    """State variables that the contract's functions only ever set: booleans to true, addresses
    to something else than the zero address that is written as such.
    """

    def make() -> frozenset[StateVariable]:
        written: dict[StateVariable, list[IrOperation]] = {}
        for contract in dispatch.linearization(concrete):
            for function in (*contract.functions_declared, *contract.modifiers_declared):
                if _constructs(function):
                    continue
                for variable, irs in dispatch.definitions(function).items():
                    if isinstance(variable, StateVariable):
                        written.setdefault(variable, []).extend(irs)
        return frozenset(v for v, irs in written.items() if all(map(_sets, irs)))

    return dispatch.memoised(concrete, "dtnlint.latches", make)


def _places_of(flow: Flow, function: Function) -> Iterator[_Latch]:
    """The same, wherever they are stored."""
    setters: dict[Place, set[Node]] = {}
    for node in function.nodes:
        for ir in node.irs:
            for place in flow.written(ir):
                setters.setdefault(place, set()).add(node)
    for place, nodes in setters.items():
        if all(_sets(site.ir) for site in flow.writers(place) if not _constructs(site.function)):
            yield _Latch(partial(_is_read_from, flow, place), frozenset(nodes))


def _is_read_from(flow: Flow, place: Place, value: Any) -> bool:
    if not isinstance(value, Variable) or isinstance(value, Constant):
        return False
    reads = flow.reads(value)
    # Below a key there is one for each key, and no end of keys.
    return not reads.keys and {origin.value for origin in reads.origins} == {place}


def _sets(ir: IrOperation) -> bool:
    """Tell whether an assignment can only set what it writes."""
    if not isinstance(ir, Assignment):
        return False
    if _is_of(ir.lvalue, "bool"):
        return isinstance(ir.rvalue, Constant) and ir.rvalue.value is True
    return _is_of(ir.lvalue, "address") and _is_somebody(ir.rvalue, ir.node.function)


def _is_somebody(value: Any, function: Function) -> bool:
    """Tell whether an address is never zero: it is written so, it is who calls or what is called,
    or the body compares it with zero.
    """
    if dispatch.is_zero(value, function):
        return False
    if isinstance(value, Constant | SolidityVariable):
        return True
    for ir in dispatch.definitions(function).get(value, ()):
        if isinstance(ir, NewContract):
            return True
        if isinstance(ir, TypeConversion) and _is_somebody(ir.variable, function):
            return True
    return any(
        isinstance(ir, Binary)
        and any(
            one is value and dispatch.is_zero(other, function)
            for one, other in (
                (ir.variable_left, ir.variable_right),
                (ir.variable_right, ir.variable_left),
            )
        )
        for node in function.nodes
        for ir in node.irs
    )


def _is_of(value: Any, kind: str) -> bool:
    return isinstance(value, Variable) and str(value.type) == kind


def _constructs(function: Function) -> bool:
    return bool(function.is_constructor or function.is_constructor_variables)
