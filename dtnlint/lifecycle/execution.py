"""Abstract execution of a consumer's code: control flow, and which operation is whose.

It turns a world into the worlds that a body can leave behind, and reports what the
typestate says of each session operation on the way. Which bodies run in which order
of transactions is `dtnlint.lifecycle.histories`' business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from slither.core.cfg.node import Node, NodeType
from slither.core.declarations import Contract, Function, Modifier
from slither.core.expressions import AssignmentOperation, TupleExpression
from slither.core.solidity_types import ElementaryType, MappingType
from slither.core.variables.local_variable import LocalVariable
from slither.slithir.operations import (
    Assignment,
    Binary,
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

from dtnlint.lifecycle import typestate
from dtnlint.lifecycle.calls import RESULT, Calls
from dtnlint.lifecycle.expressions import Expressions
from dtnlint.lifecycle.limits import Limits, OutOfBoundsError
from dtnlint.lifecycle.operands import Env, Operands
from dtnlint.lifecycle.record import Record
from dtnlint.lifecycle.relevance import Relevance, is_shared
from dtnlint.lifecycle.sessions import Sessions
from dtnlint.lifecycle.storage import Storage, short_length
from dtnlint.lifecycle.values import ONE, UNSET, ZERO, ZEROS, const, derived, negation
from dtnlint.lifecycle.world import LENGTH, World
from dtnlint.protocol import dispatch
from dtnlint.protocol.authority import Authority
from dtnlint.protocol.operations import Close
from dtnlint.protocol.paths import short_circuits

_NARROW = frozenset(f"{sort}{bits}" for sort in ("uint", "int") for bits in (8, 16, 24)) | {
    f"bytes{size}" for size in (1, 2, 3)
}
_ASKED = "asked"
"""With an operation, in an environment: its left side is known, and the right one runs."""


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
        self.concrete = concrete
        self.relevance = relevance
        self.limits = limits
        self.record = Record(concrete)
        self.storage = Storage(concrete, relevance, self.record, limits.records)
        self.record.homes = self.storage.homes
        self.operands = Operands(concrete, protocol, relevance, self.record, self.storage)
        self.calls = Calls(self.operands, limits, self._run)
        self.sessions = Sessions(self.operands, self.calls, authority)
        self.expressions = Expressions(self.operands)
        self.steps = 0
        """Nodes interpreted in the transaction under way."""
        self._shapes: dict[Node, tuple[list[Operation], Any, tuple[int, ...]]] = {}

    def focus(self, kept: frozenset[Any]) -> None:
        """Follow only this part of the storage from now on."""
        self.storage.focus(kept)
        self.calls.forget()

    def begin(self) -> None:
        """A transaction begins."""
        self.steps = 0
        self.calls.forget()
        self.record.owed.clear()

    # -- bodies ------------------------------------------------------------------------

    def _run(self, function: Function, world: World) -> list[World]:
        """Execute a body with its modifiers."""
        return self._layer(function, dispatch.modifiers_of(self.concrete, function), 0, world)

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
            for state, env in self.evaluate(function, node, world, until=ir):
                frame = state.frame
                for parameter, argument in zip(modifier.parameters, ir.arguments, strict=False):
                    if parameter in self.relevance.slots:
                        frame = frame.set(parameter, self.operands.read(state, env, argument))
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
            self.steps += 1
            if self.steps > self.limits.steps:
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
                world = world.but(
                    frame=world.frame.set(variable, self.operands.zero(variable.type))
                )
        if node.type in (NodeType.IF, NodeType.IFLOOP) and node.irs:
            condition = node.irs[-1]
            for state, env in self.evaluate(function, node, world):
                if not isinstance(condition, Condition) or node not in self.relevance.branches:
                    yield state, sons
                    continue
                value = self.operands.read(state, env, condition.value)
                for branch, truth in state.split(value):
                    son = node.son_true if truth else node.son_false
                    yield branch, [son] if son is not None else []
            return
        is_return = node.type == NodeType.RETURN
        for state, _ in self.evaluate(function, node, world):
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
        for state, _ in self.evaluate(function, node, world, caught=(call, failures)):
            yield state, success
        for failed in dict.fromkeys(failures):
            for clause in catches:
                yield failed, [clause]

    # -- one node ----------------------------------------------------------------------

    def evaluate(
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
        pending: list[tuple[World, Env, int, int]] = [(world, {}, 0, 0)]
        while pending:
            state, env, at, asked = pending.pop()
            if at >= len(irs) or irs[at] is until:
                results.append((state, env))
                continue
            ir = irs[at]
            if asked < len(skips.get(at, ())):
                left, stop, skipping = skips[at][asked]
                for branch, truth in state.split(self.operands.read(state, env, left)):
                    if truth is skipping:  # the right side does not run
                        result = {**env, irs[stop].lvalue: const(truth)}
                        pending.append((branch, result, stop + 1, 0))
                    else:
                        pending.append((branch, {**env, (_ASKED, irs[stop]): ONE}, at, asked + 1))
                continue
            if at in parallel:
                env = dict(env)
                values = [self.operands.read(state, env, irs[i].rvalue) for i in parallel]
                for i, value in zip(parallel, values, strict=True):
                    state = self.operands.write(
                        function, node, state, env, irs[i].lvalue, value, irs[i]
                    )
                pending.append((state, env, len(irs), 0))
                continue
            if (_ASKED, ir) in env:
                # What it has on its left was read before the right side ran.
                right = state.norm(self.operands.read(state, env, ir.variable_right))
                for after, result in self.operands.assign(function, node, state, env, ir, right):
                    pending.append((after, result, at + 1, 0))
                continue
            if caught is not None and ir is caught[0] and self._can_fail(state, env, ir):
                caught[1].append(state)
            for after, outcome in self._operate(function, node, state, env, ir, at):
                pending.append((after, outcome, at + 1, 0))
        return results

    def _shape(self, node: Node) -> tuple[list[Operation], Any, tuple[int, ...]]:
        """A node's operations, and how they hang together."""
        shape = self._shapes.get(node)
        if shape is None:
            shape = (list(node.irs), short_circuits(node), _parallel(node))
            self._shapes[node] = shape
        return shape

    def _can_fail(self, world: World, env: Env, ir: Operation) -> bool:
        """Whether a tried call may revert. A close of a live own session does not."""
        operation = self.relevance.operations.get(ir)
        if isinstance(operation, Close):
            value = world.norm(self.operands.read(world, env, operation.session))
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
            world = self.sessions.router_written(function, node, world, ir)
        if operation is not None:
            return self.sessions.operate(function, node, world, env, ir, operation, at)
        if isinstance(ir, Assignment):
            value = self.operands.read(world, env, ir.rvalue)
            place = env.get(ir.lvalue)
            if place is not None and place[0] == "place" and place[1][1][-1:] == (LENGTH,):
                return [(after, env) for after in self.storage.resize(world, place[1], value)]
            return [
                outcome
                for after, adopted in self.operands.adopted(world, env, ir.lvalue, value)
                for outcome in self.operands.assign(function, node, after, env, ir, adopted)
            ]
        if isinstance(ir, (Condition,)):
            return [(world, env)]
        if isinstance(ir, Binary):
            return self.expressions.binary(function, node, world, env, ir, at)
        if isinstance(ir, Unary):
            value = self.operands.read(world, env, ir.rvalue)
            if ir.type == UnaryType.BANG:
                return self.operands.assign(function, node, world, env, ir, negation(value))
            bits = getattr(ir.lvalue.type, "size", None)
            if bits and value[0] == "const" and isinstance(value[1], int):
                inverse = const(value[1] ^ ((1 << bits) - 1))
                return self.operands.assign(function, node, world, env, ir, inverse)
            return self.operands.opaque(function, node, world, env, ir, at)
        if isinstance(ir, TypeConversion):
            value = self.operands.read(world, env, ir.variable)
            if _is_narrow(ir.type):
                value = derived("cast", world.norm(value)) or value
            return self.operands.assign(function, node, world, env, ir, value)
        if isinstance(ir, Index):
            return self.expressions.index(function, node, world, env, ir)
        if isinstance(ir, Member):
            return self.expressions.member(world, env, ir)
        if isinstance(ir, Length):
            return self.expressions.length(world, env, ir, node, at)
        if isinstance(ir, Delete):
            return self.expressions.delete(function, node, world, env, ir)
        if isinstance(ir, Unpack):
            value = self.operands.read(world, env, ir.tuple)
            if value[0] == "tuple" and ir.index < len(value[1]):
                return self.operands.assign(function, node, world, env, ir, value[1][ir.index])
            if value[0] == "lost":
                return self.operands.assign(function, node, world, env, ir, value)
            if value[0] == "symbol" and value[1][0] == "given":
                world, part = self.operands.made(world, node, at, "given")
                return self.operands.assign(function, node, world, env, ir, part)
            return self.operands.opaque(function, node, world, env, ir, at)
        if isinstance(ir, NewStructure):
            structure = ir.structure
            given = dispatch.arguments(ir)
            fields = tuple(
                (
                    name,
                    self.operands.copied(
                        world, world.norm(self.operands.read(world, env, argument))
                    ),
                )
                for name, argument in zip(
                    (n for n, m in structure.elems.items() if not isinstance(m.type, MappingType)),
                    given,
                    strict=False,
                )
            )
            return self.operands.assign(function, node, world, env, ir, ("struct", fields))
        if isinstance(ir, Return):
            values = tuple(self.operands.read(world, env, value) for value in ir.values)
            if not values:
                return [(world, env)]
            result = values[0] if len(values) == 1 else ("tuple", values)
            return [(world.but(frame=world.frame.set(RESULT, result)), env)]
        if isinstance(ir, SolidityCall):
            return self.calls.built_in(function, node, world, env, ir, at)
        if isinstance(ir, EventCall):
            return [(self.operands.pass_on(world, env, ir.arguments), env)]
        if isinstance(ir, (InternalCall, LibraryCall, HighLevelCall, InternalDynamicCall)):
            return self.calls.invoke(function, node, world, env, ir, at)
        if isinstance(ir, LowLevelCall):
            return self.calls.low_level(function, node, world, env, ir, at)
        if isinstance(ir, (Transfer, Send)):
            return self.operands.opaque(function, node, world, env, ir, at)
        if isinstance(ir, NewArray):
            size = [self.operands.read(world, env, value) for value in ir.arguments[:1]]
            array = ZEROS if size and size[0][0] == "const" and size[0] != ZERO else UNSET
            return self.operands.assign(function, node, world, env, ir, array)
        if isinstance(ir, InitArray):
            items = [self.operands.read(world, env, value) for value in _flat(ir.init_values)]
            world, array = self.operands.array_of(world, items, bool(short_length(ir.lvalue.type)))
            return self.operands.assign(function, node, world, env, ir, array)
        if isinstance(ir, (NewContract, NewElementaryType)):
            world = self.operands.pass_on(world, env, _flat(getattr(ir, "arguments", None) or ()))
            return self.operands.opaque(function, node, world, env, ir, at)
        return self.operands.opaque(function, node, world, env, ir, at)


# -- pieces of Slither's objects -----------------------------------------------------


def _flat(values: Any) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if isinstance(value, (list, tuple)):
            found += _flat(value)
        else:
            found.append(value)
    return found


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
        # Who called goes on with what its arguments refer to in memory.
        last = {*function.returns, *filter(is_shared, function.parameters)}
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


def _is_narrow(kind: Any) -> bool:
    """Whether numbers of a type cannot hold each ID that there will be."""
    return isinstance(kind, ElementaryType) and kind.name in _NARROW


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
