"""Abstract execution of a consumer's code: blocks, and the ways from one to another.

It turns a world into the worlds that a body can leave behind. What each instruction does
is `transfer`'s; which bodies run in which order of transactions is `histories`' business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dtnlint.language.bits import FLAGS
from dtnlint.language.graph import Body, Name, Point, name_of, results_of
from dtnlint.language.instructions import (
    Branch,
    Compare,
    Constant,
    Copy,
    Delete,
    Destroy,
    Jump,
    Length,
    Pop,
    Push,
    Return,
    Stop,
    Store,
    Try,
)
from dtnlint.language.types import Array, Boolean, Enumeration, Number, Reference
from dtnlint.lifecycle import memory, typestate
from dtnlint.lifecycle.calls import Calls
from dtnlint.lifecycle.limits import SHORT, Limits, OutOfBoundsError
from dtnlint.lifecycle.operands import Env, Operands, Outcomes, Where
from dtnlint.lifecycle.record import Record
from dtnlint.lifecycle.relevance import Relevance
from dtnlint.lifecycle.sessions import Sessions
from dtnlint.lifecycle.storage import Storage
from dtnlint.lifecycle.transfer import PURE, TABLE, Handler
from dtnlint.lifecycle.values import Value
from dtnlint.lifecycle.world import Location, World
from dtnlint.protocol.authority import Authority
from dtnlint.protocol.bridge import Bridge
from dtnlint.protocol.operations import Close

_Program = list[tuple[Handler, Where, Any]]


class Machine:
    """Interprets the bodies of one concrete consumer."""

    def __init__(
        self,
        bridge: Bridge,
        protocol: Any,
        relevance: Relevance,
        limits: Limits,
        authority: Callable[[], Authority],
    ) -> None:
        self.bridge = bridge
        self.code = bridge.code
        self.relevance = relevance
        self.limits = limits
        self.record = Record(bridge.concrete)
        self.storage = Storage(bridge.concrete, relevance, self.record, limits.records)
        self.record.homes = self.storage.homes
        for variable in bridge.code.variables:
            if variable.type == FLAGS:
                self.storage.hold_flags(f"{variable.contract}.{variable.name}")
            if variable.transient:
                self.storage.transients.setdefault(variable.slot, []).append(variable)
        self.operands = Operands(bridge, protocol, relevance, self.record, self.storage)
        self.calls = Calls(self.operands, limits, self._run)
        self.sessions = Sessions(self.operands, self.calls, authority)
        self.steps = 0
        """Blocks interpreted in the transaction under way."""
        self._numbers = {body.key: number for number, body in enumerate(relevance.bodies)}
        self._programs: dict[tuple[int, int], tuple[_Program, Where]] = {}
        self._bounded: dict[int, frozenset[int]] = {}

    def focus(self, kept: frozenset[Any], untold: frozenset[Any]) -> None:
        """Follow only this part of the storage from now on, and `untold` to its first change."""
        self.storage.focus(kept, untold)
        self.calls.forget()

    def begin(self) -> None:
        """A transaction begins."""
        self.steps = 0
        self.calls.forget()
        self.record.owed.clear()

    @property
    def is_nested(self) -> bool:
        """Whether the message under way is not the transaction's own."""
        return len(self.operands.senders) > 1 or self.calls.inside

    def router_written(self, where: Where, world: World, step: Any) -> World:
        """`world` after storage is written, in which the router may be kept."""
        if not where.sets_router:
            return world
        return self.sessions.router_written(where, world, step)

    # -- bodies ------------------------------------------------------------------------

    def _run(self, body: Body, world: World) -> list[World]:
        """Run one control-flow graph to its ends."""
        seen: dict[int, set[World]] = {}
        ends: dict[World, None] = {}
        order = body.order
        pending: dict[int, list[tuple[int, World]]] = {order[0]: [(0, world)]}
        while pending:
            rank = min(pending)
            batch = pending[rank]
            block, state = batch.pop()
            if not batch:
                del pending[rank]
            if block in body.joins:
                state = self._tidy(state)
            known = seen.setdefault(block, set())
            if state in known or (state.is_guess and state.certain() in known):
                continue
            known.add(state)
            if len(known) > self.limits.worlds:
                raise OutOfBoundsError(f"{body.function.name} has too many states to follow")
            self.steps += 1
            if self.steps > self.limits.steps:
                raise OutOfBoundsError("one transaction has too many paths to follow")
            for after, target in self._block(body, block, state):
                if target is None:
                    ends[after] = None
                else:
                    pending.setdefault(order[target], []).append((target, after))
        return list(ends)

    def _tidy(self, world: World) -> World:
        """Forget sessions, objects, and facts about values, that nothing holds any more."""
        world = memory.collected(world)
        world = typestate.collected(world, self.relevance.named_by_callers)
        return world.forgetting(self.relevance.indexes)

    def _block(self, body: Body, block: int, world: World) -> Iterator[tuple[World, int | None]]:
        """The worlds after a block, each with the one that follows; None at the body's end."""
        program, last = self._program(body, block)
        states: Outcomes = [(world, {})]
        for handler, where, step in program:
            if len(states) == 1:
                state, env = states[0]
                states = handler(self, where, state, env, step)
            else:
                states = [
                    outcome
                    for state, env in states
                    for outcome in handler(self, where, state, env, step)
                ]
            if not states:
                return
        end = body.blocks[block].end
        for state, env in states:
            yield from self._end(body, block, last, end, state, env)

    def _end(
        self, body: Body, block: int, where: Where, end: Any, state: World, env: Env
    ) -> Iterator[tuple[World, int | None]]:
        live = body.live
        if isinstance(end, Jump):
            yield self.operands.flushed(state, env, live[end.target]), end.target
        elif isinstance(end, Branch):
            if (where.number, block) not in self.relevance.branches:
                for target in (end.true, end.false):
                    yield self.operands.flushed(state, env, live[target]), target
                return
            condition = self.operands.raw(state, env, end.condition)
            for branch, truth in state.split(condition):
                target = end.true if truth else end.false
                yield self.operands.flushed(branch, env, live[target]), target
        elif isinstance(end, Try):
            yield from self._try(body, where, end, state, env)
        elif isinstance(end, Return):
            names = frozenset(name_of(local) for local in body.function.results)
            yield self.operands.flushed(state, env, names), None
        elif isinstance(end, Stop | Destroy):
            self.calls.halt(self.operands.flushed(state, env, frozenset()))

    def _try(
        self, body: Body, where: Where, end: Try, state: World, env: Env
    ) -> Iterator[tuple[World, int | None]]:
        live = body.live
        # It may fail whatever it does, out of gas if not otherwise, and with any data or none.
        failed, reason = memory.allocate(self._refused(where, state, env, end.call), ("any",))
        failing = {**env, end.failure.number: reason}
        yield self.operands.flushed(failed, failing, live[end.failed]), end.failed
        for after, made in TABLE[type(end.call)](self, where, state, dict(env), end.call):
            yield self.operands.flushed(after, made, live[end.succeeded]), end.succeeded

    def _refused(self, where: Where, world: World, env: Env, call: Any) -> World:
        """The world after a tried call that reverted."""
        given = self.bridge.arguments(where.body, call)
        if not isinstance(where.operation, Close) or not given:
            return world
        return typestate.refused(world, self.operands.read(world, env, given[0]))

    # -- what runs ---------------------------------------------------------------------

    def _program(self, body: Body, block: int) -> tuple[_Program, Where]:
        """What of a block has to be interpreted, and where its end stands."""
        number = self._numbers[body.key]
        known = self._programs.get((number, block))
        if known is None:
            steps = body.blocks[block].instructions
            program = [
                (TABLE[type(step)], self._where(body, number, block, index), step)
                for index, step in enumerate(steps)
                if self._matters(number, block, index, step)
            ]
            last = self._where(body, number, block, len(steps))
            known = self._programs[number, block] = (program, last)
        return known

    def _where(self, body: Body, number: int, block: int, index: int) -> Where:
        point = Point(block, index)
        steps = body.blocks[block].instructions
        live: frozenset[Name] = frozenset()
        if index < len(steps):
            if type(steps[index]) not in PURE:
                live = body.live_at(block, index + 1)
        elif isinstance(end := body.blocks[block].end, Try):
            live = body.live[end.succeeded] | body.live[end.failed]
        return Where(
            body,
            number,
            block,
            index,
            live,
            self.relevance.operations.get((number, point)),
            (number, point) in self.relevance.router_writes,
        )

    def _matters(self, number: int, block: int, index: int, step: Any) -> bool:
        """Whether an instruction can touch anything that is followed."""
        names = self.relevance.names
        if type(step) in PURE:
            if hasattr(step, "local") and not results_of(step):
                return (number, name_of(step.local)) in names
            return any((number, result.number) in names for result in results_of(step))
        if isinstance(step, Store | Copy | Delete | Push | Pop):
            return (number, Point(block, index)) in self.relevance.stores
        return True

    # -- pieces ------------------------------------------------------------------------

    def bounded(self, body: Body) -> frozenset[int]:
        """The registers that hold the next value of a loop's counter which is compared with a
        small number, or with a short array's length.
        """
        number = self._numbers[body.key]
        if number not in self._bounded:
            counters = set()
            for _, step in body.steps():
                if isinstance(step, Compare):
                    sides = (step.left, step.right)
                    for one, other in (sides, sides[::-1]):
                        local = body.local_of(one)
                        if local is not None and _is_few(body.unwrapped(other)):
                            counters.add(name_of(local))
            self._bounded[number] = frozenset(
                register
                for register in body.grown
                if not counters.isdisjoint(body.counters_of(register))
            )
        return self._bounded[number]

    def variable_at(self, slot: Value) -> Location | None:
        """The state variable that takes all of a slot; None for every other slot."""
        variable = self.bridge.variable_at(slot[1]) if slot[0] == "const" else None
        return None if variable is None else (f"{variable.contract}.{variable.name}", ())

    def may_guard(self, slot: int) -> bool:
        """Whether a part of a slot is a state variable that may be a flag, a phase or a count."""
        return any(
            variable.slot == slot
            and not (variable.transient or variable.immutable)
            and isinstance(variable.type, Boolean | Enumeration | Number)
            for variable in self.bridge.code.variables
        )

    def object_at(self, slot: int, kind: Any) -> Value | None:
        """The place of an object at a slot that the code names; None where something else may lie
        there, or what lies there is not followed.
        """
        place = self.relevance.assembly.at(slot, kind.type)
        if place is None:
            return None
        if place.variable is not None:
            return ("ref", (f"{place.variable.contract}.{place.variable.name}", ()))
        structure = self.bridge.type_of(kind)
        return None if structure is None else ("ref", self.storage.at_slot(slot, structure))


def _is_few(made: Any) -> bool:
    if isinstance(made, Constant):
        return isinstance(made.value, int) and made.value <= SHORT
    if isinstance(made, Length):
        kind = made.array.type
        kind = kind.type if isinstance(kind, Reference) else kind
        return isinstance(kind, Array) and kind.length is not None and kind.length <= SHORT
    return False
