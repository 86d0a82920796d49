"""What a write that anyone can make takes from others.

That anyone can write an owner does not make the owner anyone: whoever makes a record, or
starts a session, may note whose it is. It does where the write may hit what is already
somebody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from slither.core.cfg.node import Node, NodeType
from slither.core.declarations import Function
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.variable import Variable
from slither.slithir.operations import (
    Assignment,
    Binary,
    BinaryType,
    Condition,
    Delete,
    SolidityCall,
    Unary,
    UnaryType,
)
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant

from dtnlint.protocol import dispatch
from dtnlint.protocol.flow import Flow, Place, Site, Stack
from dtnlint.protocol.operations import Start
from dtnlint.protocol.paths import commits, reverts, successors
from dtnlint.protocol.recognition import Recognition


class Claims:
    """The writes of one concrete contract, as seen by those who were there before."""

    def __init__(self, recognition: Recognition) -> None:
        self._recognition = recognition
        self._flow = recognition.flow
        self._starting: frozenset[Function] | None = None
        self._started: frozenset[Node] = frozenset()

    def changes_nobody(self, site: Site, place: Place) -> bool:
        """Whether a write names nobody new: it clears the place, or writes what it holds."""
        return clears(site.ir) or self._keeps(site, place)

    def takes(self, site: Site, place: Place, is_open: Callable[[Function], bool]) -> bool:
        """Whether the write, by those whom the open entry points let in, may hit what is
        somebody else's: a variable that goes with no session, or a key that they choose.
        """
        entries = [
            entry
            for entry in dispatch.entry_points(self._flow.concrete)
            if site.function in self._flow.reach(entry) and is_open(entry)
        ]
        if all(self._always_starts(entry, site) for entry in entries):
            return False
        keys = self._flow.reads(site.ir.lvalue).keys if hasattr(site.ir, "lvalue") else ()
        if not keys:
            return True
        return any(self._is_chosen(key, stack) for key, stack in keys) and not (
            self._is_first(site, place, entries)
        )

    def _keeps(self, site: Site, place: Place) -> bool:
        """``owner = owner``, and the like by a local, or after a comparison with it."""
        ir = site.ir
        if not isinstance(ir, Assignment):
            return False
        held = self._identity(ir.lvalue)
        if held is None or {origin.value for origin in held[0]} != {place}:
            return False
        written = self._identity(ir.rvalue)
        return written is not None and (
            written == held
            or any({held, written} == self._compared(check) for check in _equalities(site.node))
        )

    def _identity(self, value: Any) -> tuple[frozenset[Any], frozenset[Any]] | None:
        """What a value is read from, and under which key; None where that is not one thing, or
        there are keys below keys, of which the flow does not tell the order.
        """
        if not isinstance(value, Variable) or isinstance(value, Constant):
            return None
        reads = self._flow.reads(value)
        if len(reads.origins) != 1 or len(reads.keys) > 1:
            return None
        keys = [self._flow.reads(key, stack).origins for key, stack in reads.keys]
        if any(len(origins) != 1 for origins in keys):
            return None
        return reads.origins, frozenset(keys)

    def _compared(self, check: Binary) -> set[Any]:
        return {self._identity(side) for side in (check.variable_left, check.variable_right)}

    def _is_first(self, site: Site, place: Place, entries: list[Function]) -> bool:
        """Whether a check refuses to write what is set already. One that stands in a body
        around the write, such as a modifier, is taken at its word.
        """
        if any(
            self._is_of(place, value) and self._may_be_same_key(value, site.ir)
            for value in self._empty(site.node)
        ):
            return True
        around = {body for entry in entries for body in self._flow.reach(entry)} - {site.function}
        return any(
            self._is_of(place, value)
            for body in around
            for node in body.nodes
            if node.contains_require_or_assert() or node.type == NodeType.IF
            for ir in node.irs
            for value in _tested(ir, body)
        )

    def _may_be_same_key(self, value: Any, ir: IrOperation) -> bool:
        """Whether what a check looks at may stand under the key that a write goes to."""
        checked = self._identity(value)
        written = self._identity(getattr(ir, "lvalue", None))
        return checked is None or written is None or checked == written

    def _is_of(self, place: Place, value: Any) -> bool:
        return any(origin.value == place for origin in self._flow.reads(value).origins)

    def _empty(self, node: Node) -> Iterator[Any]:
        """What checks on all ways to a node have found to be zero, or false."""
        for check in _equalities(node):
            yield from _tested(check, node.function)
        for value, truth in holding(node):
            if not truth and isinstance(value, Variable):
                yield value

    def _is_chosen(self, key: Any, stack: Stack) -> bool:
        """Whether whoever calls says which key that is, or what it is computed from."""
        pending = [key]
        seen = set()
        while pending:
            for origin in self._flow.reads(pending.pop(), stack).origins:
                value = origin.value
                if isinstance(value, LocalVariable):
                    return True
                if isinstance(value, (Binary, Unary, SolidityCall)) and value not in seen:
                    seen.add(value)
                    pending += [part for part in value.read if isinstance(part, Variable)]
        return False

    def _always_starts(self, entry: Function, site: Site) -> bool:
        """Whether every way through a write, from an entry point to its end, starts a session."""
        if not self._starts(entry):
            return False
        writing = _leading(self._flow, entry, lambda body: body is site.function)
        if site.function is entry:
            writing |= {site.node}
        starting = _leading(self._flow, entry, self._starts_itself)
        starting |= {node for node in self._started if node.function is entry}
        if not writing or not starting:
            return True  # in a modifier, say
        return not any(
            _avoids(entry.entry_point, starting, node) and _avoids(node, starting, None)
            for node in writing - starting
        )

    def _starts_itself(self, body: Function) -> bool:
        self._starts(body)
        return self._starting is not None and body in self._starting

    def _starts(self, entry: Function) -> bool:
        if self._starting is None:
            self._started = frozenset(
                site.node
                for site, operation in self._recognition.operations()
                if isinstance(operation, Start)
            )
            self._starting = frozenset(node.function for node in self._started)
        return not self._starting.isdisjoint(self._flow.reach(entry))


def _leading(flow: Flow, entry: Function, wanted: Callable[[Function], bool]) -> set[Node]:
    """The nodes of an entry point that are, or lead to, code in bodies of some kind."""
    found = {
        site.node
        for site, target in flow.calls_of(entry)
        if any(map(wanted, (target, *flow.reach(target))))
    }
    return found & set(entry.nodes)


def _avoids(start: Node | None, avoided: set[Node], end: Node | None) -> bool:
    """Whether a way leads from a node to another, or to an end that lasts, past some nodes."""
    pending = [start] if start is not None else []
    seen: set[Node] = set()
    while pending:
        node = pending.pop()
        if node in seen or node in avoided or reverts(node):
            continue
        if node is end or (end is None and commits(node)):
            return True
        seen.add(node)
        pending += successors(node)
    return False


def holding(node: Node) -> Iterator[tuple[Any, bool]]:
    """The conditions that all ways to a node have passed, each with its truth."""
    for earlier in node.dominators - {node}:
        for ir in earlier.irs:
            if isinstance(ir, SolidityCall) and ir.function.name.startswith(("require", "assert")):
                yield from parts_of(ir.arguments[0], True, node.function)
            elif isinstance(ir, Condition):
                for son, truth in ((earlier.son_true, True), (earlier.son_false, False)):
                    # Slither draws edges out of what reverts, too.
                    if son in node.dominators and all(
                        father is earlier or reverts(father) for father in son.fathers
                    ):
                        yield from parts_of(ir.value, truth, node.function)


def _equalities(node: Node) -> Iterator[Binary]:
    """The comparisons on all ways to a node that have found both sides equal."""
    for value, truth in holding(node):
        for ir in dispatch.definitions(node.function).get(value, ()):
            if isinstance(ir, Binary) and ir.type == (
                BinaryType.EQUAL if truth else BinaryType.NOT_EQUAL
            ):
                yield ir


def parts_of(value: Any, truth: bool, function: Function) -> Iterator[tuple[Any, bool]]:
    """A condition, and those that hold because it does."""
    yield value, truth
    for ir in dispatch.definitions(function).get(value, ()):
        if isinstance(ir, Unary) and ir.type == UnaryType.BANG:
            yield from parts_of(ir.rvalue, not truth, function)
        elif isinstance(ir, Binary) and ir.type == (
            BinaryType.ANDAND if truth else BinaryType.OROR
        ):
            yield from parts_of(ir.variable_left, truth, function)
            yield from parts_of(ir.variable_right, truth, function)


def _tested(ir: IrOperation, function: Function) -> Iterator[Any]:
    """What an operation compares with zero."""
    if isinstance(ir, Binary) and ir.type in (BinaryType.EQUAL, BinaryType.NOT_EQUAL):
        for one, other in (
            (ir.variable_left, ir.variable_right),
            (ir.variable_right, ir.variable_left),
        ):
            if dispatch.is_zero(other, function):
                yield one
    elif isinstance(ir, Unary) and ir.type == UnaryType.BANG:
        yield ir.rvalue


def clears(ir: IrOperation) -> bool:
    """Tell whether a write can only take away: it clears what it writes."""
    if isinstance(ir, Delete):
        return True
    return isinstance(ir, Assignment) and (
        (isinstance(ir.rvalue, Constant) and not ir.rvalue.value)
        or dispatch.is_zero(ir.rvalue, ir.node.function)
    )
