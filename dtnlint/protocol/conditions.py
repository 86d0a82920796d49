"""What has been established when a node runs: facts that hold on every path to it.

A fact is whatever the asker makes of a condition (`Tells`) or of an operation
(`Does`); this module carries facts along branches, `require`s, modifiers, helpers and
boolean values, and keeps those on which all paths agree. It knows nothing of what the
facts are about.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeAlias

from slither.core.cfg.node import Node, NodeType
from slither.core.declarations import Function, Modifier
from slither.core.variables.state_variable import StateVariable
from slither.slithir.operations import (
    Assignment,
    Binary,
    BinaryType,
    Condition,
    Index,
    Member,
    Return,
    SolidityCall,
    TypeConversion,
    Unary,
    UnaryType,
)
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant

from dtnlint.protocol import dispatch
from dtnlint.protocol.flow import Flow, Stack
from dtnlint.protocol.paths import commits, leaves, optional, reverts, successors

Fact = Hashable
Facts: TypeAlias = "frozenset[Fact] | None"
"""What holds; None for code that cannot be reached, where everything does."""
Tells = Callable[[Any, bool, Stack], Iterable[Fact]]
"""What is known when a value that is no `&&`, `||` or `!` is true (or false). The value
is given as the operation that computes it, or as a variable where it is only read."""
Does = Callable[[IrOperation, Stack], Iterable[Fact]]
"""What is known once an operation has run."""

NOTHING: frozenset[Fact] = frozenset()
_DEPTH = 8
"""Calls by which arguments are told apart."""


class Conditions:
    """Facts about one concrete contract."""

    def __init__(self, flow: Flow, tells: Tells, does: Does = lambda ir, stack: ()) -> None:
        self._flow = flow
        self._tells = tells
        self._does = does
        self._before: dict[tuple[Function, Stack], dict[Node, Facts]] = {}
        self._after: dict[tuple[Function, Stack], dict[Node, Facts]] = {}
        self._exits: dict[tuple[Function, Stack], Facts] = {}
        self._busy: set[tuple[Any, ...]] = set()

    def before(self, node: Node, calls: Stack = ()) -> Facts:
        """What holds when a node that was reached by these calls begins; None where these
        calls cannot reach it.
        """
        found = NOTHING
        for place, stack in _levels(node, calls):
            arrived = self._flows(place.function, stack)[0].get(place)
            if arrived is None:
                return None
            found |= arrived
        return found

    def around(self, node: Node, calls: Stack = ()) -> Facts:
        """What holds if a node that was reached by these calls runs and is not undone: a
        later check counts too, for if it fails everything is reverted. None where these calls
        cannot reach it, or cannot be let stand.
        """
        found = NOTHING
        for place, stack in _levels(node, calls):
            before, after = self._flows(place.function, stack)
            arrived, leaving = before.get(place), after.get(place)
            if arrived is None or leaving is None:
                return None
            found |= arrived | self._own(place, stack) | leaving
        return found

    def _context(self, stack: Stack) -> Stack:
        """The part of a stack that can matter: what is above a body without parameters
        cannot reach below it.
        """
        stack = stack[-_DEPTH:]
        for number in range(len(stack) - 1, -1, -1):
            if not self._flow.calls[stack[number]].parameters:
                return stack[number + 1 :]
        return stack

    def _own(self, node: Node, stack: Stack) -> frozenset[Fact]:
        """What running a node establishes."""
        found = NOTHING
        skipped = optional(node)
        for ir in node.irs:
            if ir in skipped:
                continue
            found |= frozenset(self._does(ir, stack))
            if isinstance(ir, SolidityCall) and ir.function.name.startswith(("require", "assert")):
                found |= self._holds(node.function, ir.arguments[0], True, stack) or NOTHING
            elif ir in self._flow.calls:
                found |= self._exit(self._flow.calls[ir], (*stack, ir)) or NOTHING
        return found

    def _exit(self, function: Function, stack: Stack) -> Facts:
        """What holds when a body has run; a modifier, up to its placeholder and after it."""
        stack = self._context(stack)
        key = (function, stack)
        if key in self._exits:
            return self._exits[key]
        if key in self._busy or any(self._flow.calls.get(ir) is function for ir in stack[:-1]):
            return NOTHING
        self._busy.add(key)
        arrived, leaving = self._flows(function, stack)
        if isinstance(function, Modifier):
            ends = [node for node in function.nodes if node.type == NodeType.PLACEHOLDER]
        else:
            ends = [node for node in function.nodes if leaves(node)]
        facts: Facts = None
        for node in ends:
            if arrived.get(node) is not None:
                whole = then(arrived[node], self._own(node, stack))
                facts = either(facts, then(whole, leaving.get(node, NOTHING)))
        self._busy.discard(key)
        self._exits[key] = facts if ends else NOTHING
        return self._exits[key]

    def _flows(
        self, function: Function, stack: Stack
    ) -> tuple[dict[Node, Facts], dict[Node, Facts]]:
        """What all paths to each node, and all paths on from it, establish."""
        stack = self._context(stack)
        key = (function, stack)
        if key not in self._before:
            if not function.nodes:
                return {}, {}
            own = {node: self._own(node, stack) for node in function.nodes}
            edges = [
                (node, son, self._branch(function, node, son, stack))
                for node in function.nodes
                if not reverts(node)
                for son in successors(node)
            ]
            entry = function.entry_point or function.nodes[0]
            self._before[key] = _solve({entry: NOTHING}, own, edges)
            ends = {n: NOTHING for n in function.nodes if commits(n)}
            back = [(son, node, facts) for node, son, facts in edges]
            self._after[key] = _solve(ends, own, back)
        return self._before[key], self._after[key]

    def _branch(self, function: Function, node: Node, son: Node, stack: Stack) -> Facts:
        if node.type not in (NodeType.IF, NodeType.IFLOOP) or node.son_true is node.son_false:
            return NOTHING
        condition = next((ir for ir in node.irs if isinstance(ir, Condition)), None)
        if condition is None:
            return NOTHING
        return self._holds(function, condition.value, son is node.son_true, stack)

    def _holds(self, function: Function, value: Any, wanted: bool, stack: Stack) -> Facts:
        """What is known when a boolean value is `wanted`."""
        if isinstance(value, Constant):
            return NOTHING if bool(value.value) is wanted else None
        if stack and self._flow.is_parameter(value) and value in function.parameters:
            caller = stack[-1].node.function
            given = self._flow.argument(value, stack[-1])
            if given is not stack[-1]:
                return self._holds(caller, given, wanted, stack[:-1])
        definitions = dispatch.definitions(function).get(value, ())
        read = any(isinstance(ir, Index | Member) for ir in definitions)
        if isinstance(value, StateVariable) or read or not definitions:
            return frozenset(self._tells(value, wanted, stack))
        facts: Facts
        if len(definitions) == 1:
            facts = self._computed(function, definitions[0], wanted, stack)
            if not wanted:
                return facts
            # What is true was assigned: a boolean starts as false.
            return then(facts, self._leads_to(function, definitions[0].node, stack))
        facts = None
        for ir in definitions:
            way = self._computed(function, ir, wanted, stack)
            facts = either(facts, then(way, self._leads_to(function, ir.node, stack)))
        return facts if facts is not None else NOTHING

    def _leads_to(self, function: Function, node: Node, stack: Stack) -> Facts:
        """The branches that lead to one of several assignments of a value."""
        known = self._before.get((function, stack))
        if known is not None:
            return known.get(node)
        facts: Facts = NOTHING
        while len(node.fathers) == 1:
            father = node.fathers[0]
            facts = then(facts, self._branch(function, father, node, stack))
            node = father
        return facts

    def _computed(self, function: Function, ir: IrOperation, wanted: bool, stack: Stack) -> Facts:
        if isinstance(ir, Assignment):
            return self._holds(function, ir.rvalue, wanted, stack)
        if isinstance(ir, TypeConversion):
            return self._holds(function, ir.variable, wanted, stack)
        if isinstance(ir, Unary) and ir.type == UnaryType.BANG:
            return self._holds(function, ir.rvalue, not wanted, stack)
        if isinstance(ir, Binary):
            if ir.type in (BinaryType.ANDAND, BinaryType.OROR):
                left = self._holds(function, ir.variable_left, wanted, stack)
                right = self._holds(function, ir.variable_right, wanted, stack)
                both = (ir.type == BinaryType.ANDAND) is wanted
                return then(left, right) if both else either(left, right)
            compared = self._with_boolean(ir)
            if compared is not None:
                variable, same = compared
                return self._holds(function, variable, wanted is same, stack)
        elif ir in self._flow.calls:
            return self._answer(self._flow.calls[ir], wanted, (*stack, ir))
        return frozenset(self._tells(ir, wanted, stack))

    def _with_boolean(self, ir: Binary) -> tuple[Any, bool] | None:
        """``ok == true`` and its likes: the value, and the truth that it is compared with."""
        if ir.type not in (BinaryType.EQUAL, BinaryType.NOT_EQUAL):
            return None
        for one, other in (
            (ir.variable_left, ir.variable_right),
            (ir.variable_right, ir.variable_left),
        ):
            if isinstance(one, Constant) and isinstance(one.value, bool):
                return other, one.value is (ir.type == BinaryType.EQUAL)
        return None

    def _answer(self, function: Function, wanted: bool, stack: Stack) -> Facts:
        """What is known when a function of the contract answers `wanted`."""
        stack = self._context(stack)
        key = (function, stack, wanted)
        if key in self._busy or any(self._flow.calls.get(ir) is function for ir in stack[:-1]):
            return NOTHING
        self._busy.add(key)
        arrived, _ = self._flows(function, stack)
        facts: Facts = None
        for node in function.nodes:
            for ir in node.irs:
                if isinstance(ir, Return) and ir.values:
                    way = self._holds(function, ir.values[0], wanted, stack)
                    facts = either(facts, then(way, arrived.get(node)))
        self._busy.discard(key)
        return facts if facts is not None else NOTHING


def then(one: Facts, other: Facts) -> Facts:
    """Both hold: conditions one after another."""
    return None if one is None or other is None else one | other


def either(one: Facts, other: Facts) -> Facts:
    """One or the other: paths that meet."""
    if one is None:
        return other
    return one if other is None else one & other


def _levels(node: Node, calls: Stack) -> Iterable[tuple[Node, Stack]]:
    """The nodes of the calls and the node itself, each with the calls above it."""
    for number, call in enumerate(calls):
        yield call.node, calls[:number]
    yield node, calls


def _solve(
    start: dict[Node, frozenset[Fact]],
    own: dict[Node, frozenset[Fact]],
    edges: list[tuple[Node, Node, Facts]],
) -> dict[Node, Facts]:
    """Spread facts along edges to a fixpoint. A node's own facts hold beyond it only."""
    out: dict[Node, list[tuple[Node, Facts]]] = {}
    for source, target, facts in edges:
        out.setdefault(source, []).append((target, facts))
    arrived: dict[Node, Facts] = dict(start)
    pending = list(start)
    while pending:
        node = pending.pop()
        passed = then(arrived[node], own[node])
        for target, facts in out.get(node, ()):
            way = then(passed, facts)
            if way is None:
                continue
            known = arrived.get(target)
            merged = way if known is None else known & way
            if known is None or merged != known:
                arrived[target] = merged
                pending.append(target)
    return arrived
