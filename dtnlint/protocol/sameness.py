"""Whether two runs of an operation use the same value: for whoever calls, or in one transaction.

A value is known by what it is read from and under which keys. Where that is more than
one thing, or may change in between, nothing is said to be the same.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from slither.core.cfg.node import Node, NodeType
from slither.core.declarations import Contract, Enum, Function, Modifier, SolidityVariable
from slither.core.solidity_types import UserDefinedType
from slither.core.variables.state_variable import StateVariable
from slither.slithir.operations import Binary, HighLevelCall, LibraryCall, LowLevelCall, Member
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant

from dtnlint.protocol.flow import Field, Flow, Place, Stack
from dtnlint.protocol.paths import successors

_VARYING = ("msg.sender", "tx.origin", "msg.data", "msg.sig", "msg.value", "gasleft()")
"""What one caller has otherwise than another."""


def written_by(
    flow: Flow, entry: Function, unless: frozenset[Node] = frozenset()
) -> frozenset[Place]:
    """What a call of `entry` changes, modifiers left out: locks change nothing for good.
    `unless`: nodes that do not run.
    """
    found: set[Place] = set()
    bodies, pending = {entry}, [entry]
    while pending:
        body = pending.pop()
        for node in body.nodes:
            if node in unless:
                continue
            for ir in node.irs:
                found |= flow.written(ir)
        for _, target in flow.calls_of(body):
            if target not in bodies and not isinstance(target, Modifier):
                bodies.add(target)
                pending.append(target)
    return frozenset(found)


def named_sender(flow: Flow, ir: Binary, stack: Stack) -> Any | None:
    """What a comparison wants the sender to be, where that is one address and no record's:
    where they are equal, there is but one sender.
    """
    for one, other in (
        (ir.variable_left, ir.variable_right),
        (ir.variable_right, ir.variable_left),
    ):
        names = {getattr(o.value, "name", None) for o in flow.reads(one, stack).origins}
        if "msg.sender" in names:
            against = flow.reads(other, stack)
            return other if against.origins and not against.keys else None
    return None


def is_contract(flow: Flow, value: Any, stack: Stack) -> bool:
    """Tell whether an address is known to be another contract's: by its type, or because the
    code that it is stored for calls functions of it.
    """
    reads = flow.reads(value, stack)
    if any(_is_of_contract(variable) for variable in reads.variables):
        return True
    stored = places_of(flow, value, stack)
    return bool(stored) and any(
        stored & places_of(flow, site.ir.destination, ())
        for site in flow.irs()
        if (isinstance(site.ir, HighLevelCall) and not isinstance(site.ir, LibraryCall))
        or (isinstance(site.ir, LowLevelCall) and _says_something(site.ir))
    )


def _is_of_contract(variable: Any) -> bool:
    type_ = getattr(variable, "type", None)
    return isinstance(type_, UserDefinedType) and isinstance(type_.type, Contract)


def _says_something(ir: LowLevelCall) -> bool:
    """Tell whether a low-level call calls a function, rather than send ether."""
    return bool(ir.arguments) and not (
        isinstance(ir.arguments[0], Constant) and not ir.arguments[0].value
    )


def places_of(flow: Flow, value: Any, calls: Stack) -> frozenset[Place]:
    """The storage that a value is read from."""
    return frozenset(
        origin.value
        for origin in flow.reads(value, calls).origins
        if isinstance(origin.value, StateVariable | Field)
    )


def is_one_for_all(
    flow: Flow, value: Any, calls: Stack, changed: frozenset[Place], *, one_sender: bool
) -> bool:
    """Tell whether a value is the same whoever calls: a constant, the contract itself, a
    variable that the call does not change (`changed`), and the sender where there can be but
    one.
    """
    reads = flow.reads(value, calls)
    if not reads.origins:
        return False
    for origin in reads.origins:
        item = origin.value
        if isinstance(item, StateVariable | Field):
            if item in changed:
                return False
        elif isinstance(item, SolidityVariable):
            if item.name in _VARYING and not (one_sender and item.name == "msg.sender"):
                return False
        elif isinstance(item, HighLevelCall):
            if item.arguments:
                return False
        elif constant_of(item) is None:
            return False
    return all(
        is_one_for_all(flow, key, stack, changed, one_sender=one_sender)
        for key, stack in reads.keys
    )


def identity_of(flow: Flow, value: Any, calls: Stack) -> Hashable | None:
    """What a value is, so that equal identities are equal values unless storage changes in
    between; None where it may be one of several things.
    """
    reads = flow.reads(value, calls)
    if len(reads.origins) != 1:
        return None
    (origin,) = reads.origins
    item = origin.value
    item = constant_of(item) or item
    keys: set[Hashable] = set()
    for key, stack in reads.keys:
        identity = identity_of(flow, key, stack)
        if identity is None:
            return None
        keys.add(identity)
    return item, origin.path, frozenset(keys)


def constant_of(value: Any) -> Hashable | None:
    """What a constant or an enum's name stands for; None for anything else."""
    if isinstance(value, Constant):
        return str(value.type), str(value.value)
    if isinstance(value, Member) and isinstance(value.variable_left, Enum):
        return value.variable_left.canonical_name, str(value.variable_right)
    return None


def made_by(flow: Flow, value: Any, calls: Stack) -> frozenset[IrOperation]:
    """The operations whose results a value, or a key that it is read under, may be."""
    reads = flow.reads(value, calls)
    found = {
        origin.value
        for origin in reads.origins
        if isinstance(origin.value, IrOperation) and constant_of(origin.value) is None
    }
    for key, stack in reads.keys:
        found |= made_by(flow, key, stack)
    return frozenset(found)


def between(source: Node, target: Node) -> frozenset[Node]:
    """The nodes on the ways from one node of a body to another, both left out; a node that
    lies in a loop lies between itself and itself.
    """
    after, before = _reach(source, forward=True), _reach(target, forward=False)
    return frozenset(after & before - {source, target})


def after_failure(node: Node) -> frozenset[Node]:
    """The nodes that run only where the call that a node tries has failed."""
    if node.type != NodeType.TRY:
        return frozenset()
    failed = [son for son in node.sons if son.type == NodeType.CATCH][1:]  # success comes first
    return frozenset(
        other for other in node.function.nodes if not other.dominators.isdisjoint(failed)
    )


def leads_to(source: Node, target: Node) -> bool:
    """Tell whether a node can run after another in one call of their body."""
    return target in _reach(source, forward=True)


def _reach(node: Node, *, forward: bool) -> set[Node]:
    found: set[Node] = set()
    pending = [node]
    while pending:
        place = pending.pop()
        for other in successors(place) if forward else place.fathers:
            if other not in found:
                found.add(other)
                pending.append(other)
    return found
