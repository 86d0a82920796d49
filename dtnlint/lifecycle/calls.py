"""Calls: which body runs, with what arguments, and what comes back.

What a body does is not known here: `Calls` is given how to run one. Calls of other
contracts end here, in what may have happened meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from immutables import Map
from slither.core.cfg.node import Node
from slither.core.declarations import Function
from slither.core.variables.local_variable import LocalVariable
from slither.slithir.operations import (
    HighLevelCall,
    InternalCall,
    InternalDynamicCall,
    LibraryCall,
    LowLevelCall,
    Operation,
    SolidityCall,
)
from slither.slithir.variables import TupleVariable

from dtnlint.lifecycle.limits import Limits, OutOfBoundsError
from dtnlint.lifecycle.operands import Env, Operands
from dtnlint.lifecycle.origins import Origin, argument_expressions, is_number, origin_of
from dtnlint.lifecycle.record import span_of
from dtnlint.lifecycle.relevance import is_shared
from dtnlint.lifecycle.sets import Sets, is_of_set
from dtnlint.lifecycle.values import (
    ANY,
    DERIVED,
    ZERO,
    Value,
    decoded,
    derived,
    encoded,
    lost,
    sessions_in,
    symbol,
)
from dtnlint.lifecycle.world import OUTSIDE, World
from dtnlint.protocol import dispatch
from dtnlint.protocol.paths import halts

_CALLS = 8
"""Calls that are looked back on to tell whom a helper works for."""

RESULT = "result"
"""The frame's entry for the values of an executed `return`."""


class Calls:
    """The calls of one concrete consumer's code."""

    def __init__(
        self,
        operands: Operands,
        limits: Limits,
        run: Callable[[Function, World], list[World]],
    ) -> None:
        """`run` executes a body with its modifiers, from a world with its own frame."""
        self.concrete = operands.concrete
        self.protocol = operands.protocol
        self.relevance = operands.relevance
        self.record = operands.record
        self.storage = operands.storage
        self.operands = operands
        self.limits = limits
        self.active: list[Function] = []
        """The bodies under way, outermost first."""
        self.chain: list[Any] = []
        """The operations that called them."""
        self.reenter: Callable[[World, str], list[World]] | None = None
        """Gives the worlds that calls from outside can leave, for an untrusted call."""
        self._run = run
        self._sets = Sets(operands.storage)
        self._halted: list[World] = []
        """The worlds in which assembly has ended the message call under way, as a success."""
        self._memo: dict[Any, tuple[World, list[tuple[World, Value]], list[World]]] = {}

    def callers(self) -> tuple[Any, ...]:
        """The calls that lead to the body under way, as far as they are looked back on."""
        return tuple(self.chain[-_CALLS:])

    def forget(self) -> None:
        """Remember no results of calls any more."""
        self._memo.clear()

    # -- bodies of this contract -------------------------------------------------------

    def message(
        self,
        function: Function,
        world: World,
        arguments: Iterable[tuple[Any, Value]],
        origins: dict[Any, Origin] | None = None,
        held: tuple[Value, ...] = (),
    ) -> list[tuple[World, Value]]:
        """Run a body as a message call, which assembly may end at any depth."""
        around, self._halted = self._halted, []
        try:
            ends = self.call(function, world, arguments, origins, held)
            return ends + [(_left(e, len(world.stack)), ANY) for e in dict.fromkeys(self._halted)]
        finally:
            self._halted = around

    def call(
        self,
        function: Function,
        world: World,
        arguments: Iterable[tuple[Any, Value]],
        origins: dict[Any, Origin] | None = None,
        held: tuple[Value, ...] = (),
        shared: tuple[tuple[Any, LocalVariable], ...] = (),
    ) -> list[tuple[World, Value]]:
        """Run a body with its modifiers: the worlds it leaves, each with the result.

        `shared` are parameters that refer to the same in memory as variables of the caller.
        """
        if function in self.active and self.active.count(function) > 1:
            raise OutOfBoundsError(f"{function.name} calls itself")
        if len(self.active) >= self.limits.calls:
            raise OutOfBoundsError(f"calls nest deeper than {self.limits.calls}")
        slots = self.relevance.slots
        frame = {
            parameter: value if parameter.is_storage else self.operands.copied(world, value)
            for parameter, value in arguments
            if parameter in slots or value[0] in ("ref", "function") or is_shared(parameter)
        }
        for parameter, origin in (origins or {}).items():
            frame["origin", parameter] = ("origin", origin)
        below = world.frame.set("held", ("tuple", held)) if held else world.frame
        inner = world.but(stack=(*world.stack, below), frame=Map(frame))
        # who called decides what a helper's transfer is for
        callers = tuple(map(id, self.callers()))
        key = (function, inner, self.operands.senders[-1], self.record.judging, callers, shared)
        if key in self._memo:
            entry, known, halted = self._memo[key]
            self._halted += [_rebase(end, world, entry) for end in halted]
            return [(_rebase(result, world, entry), value) for result, value in known]
        self.active.append(function)
        before = len(self._halted)
        try:
            ends = self._run(function, inner)
        finally:
            self.active.pop()
        results = []
        seen = set()
        for end in ends:
            value = self._result(function, end)
            outer = _left(end, len(end.stack) - 1)
            for parameter, variable in shared:
                old, new = frame.get(parameter, ANY), end.frame.get(parameter, ANY)
                if dispatch.definitions(function).get(parameter):
                    new = lost("a parameter refers to something else in the end")
                if new != old:
                    outer = self.operands.changed(outer, variable, old, new)
            if (outer, value) not in seen:
                seen.add((outer, value))
                results.append((outer, value))
        self._memo[key] = (world, results, self._halted[before:])
        return results

    def _result(self, function: Function, end: World) -> Value:
        if RESULT in end.frame:
            value = end.frame[RESULT]
            if len(function.returns) == 1 and not function.returns[0].is_storage:
                return self.operands.copied(end, value)
            return value
        values = tuple(self.operands.local(end, r) for r in function.returns)
        return values[0] if len(values) == 1 else ("tuple", values)

    def invoke(
        self,
        function: Function,
        node: Node,
        world: World,
        env: Env,
        ir: Any,
        at: int,
    ) -> list[tuple[World, Env]]:
        """A call in the code: what follows it, where its body is known and where it is not."""
        if isinstance(ir, InternalCall) and (
            ir.is_modifier_call or dispatch.is_base_construction(ir)
        ):
            return [(world, env)]
        callee = self._callee(function, world, env, ir)
        if callee is None or not callee.is_implemented:
            return self._external(function, node, world, env, ir, at)
        if callee not in self.relevance.active:
            if "recover" in callee.name.lower() or "signature" in callee.name.lower():
                world, signer = self.operands.made(world, node, at, "signer")
                return self.operands.assign(function, node, world, env, ir, signer)
            return self.operands.opaque(function, node, world, env, ir, at)
        given = dispatch.arguments(ir)
        values = [
            (p, self.operands.read(world, env, a))
            for p, a in zip(callee.parameters, given, strict=False)
        ]
        if is_of_set(callee):
            members = [world.norm(value) for _, value in values]
            site = self.operands.assignment_site(function, node, ir, None)
            known = self._sets.run(callee, world, members, site)
            if known is not None:
                return [
                    outcome
                    for after, value in known
                    for outcome in self.operands.assign(function, node, after, env, ir, value)
                ]
        origins = self._origins(function, node, world, ir, callee, given)
        # A library's code runs as if it stood here; what `this` is called for has another sender.
        by_message = isinstance(ir, HighLevelCall) and not isinstance(ir, LibraryCall)
        if by_message:
            self.operands.senders.append(symbol("this"))
        self.chain.append(ir)
        try:
            held = tuple(v for v in env.values() if sessions_in(world.norm(v)))
            if by_message:
                ends = self.message(callee, world, values, origins, held)
            else:
                shared = tuple(
                    (parameter, argument)
                    for parameter, argument in zip(callee.parameters, given, strict=False)
                    if is_shared(parameter) and is_shared(argument)
                )
                ends = self.call(callee, world, values, origins, held, shared)
        finally:
            self.chain.pop()
            if by_message:
                self.operands.senders.pop()
        outcomes: list[tuple[World, Env]] = []
        for after, value in ends:
            if value == ANY or value == ("tuple", ()):
                outcomes += self.operands.unknown_result(function, node, after, env, ir, at)
            else:
                outcomes += self.operands.assign(function, node, after, env, ir, value)
        return outcomes

    def _callee(self, function: Function, world: World, env: Env, ir: Any) -> Function | None:
        if isinstance(ir, InternalDynamicCall):
            value = self.operands.read(world, env, ir.function)
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
        expressions = argument_expressions(ir, len(given))
        origins: dict[Any, Origin] = {}
        for parameter, argument, expression in zip(
            callee.parameters, given, expressions, strict=False
        ):
            if parameter not in self.relevance.slots or parameter.is_storage:
                continue
            known = origin_of(world, argument)
            if known is not None:
                origins[parameter] = known
            elif expression is not None:
                origins[parameter] = Origin(
                    span_of(expression, node), str(expression), function, node,
                    is_number(argument),
                )  # fmt: skip
        return origins

    # -- code that is not followed -----------------------------------------------------

    def _external(
        self, function: Function, node: Node, world: World, env: Env, ir: Any, at: int
    ) -> list[tuple[World, Env]]:
        """A call whose body is not this consumer's."""
        if isinstance(ir, HighLevelCall):
            world = self.operands.pass_on(world, env, ir.arguments)
            if not self.protocol.trusts(ir):
                return [
                    outcome
                    for state in self._outside(world, ir)
                    for outcome in self.operands.opaque(function, node, state, env, ir, at)
                ]
        elif isinstance(ir, InternalDynamicCall):
            world = self.storage.forget(world, "a function value cannot be resolved")
        return self.operands.opaque(function, node, world, env, ir, at)

    def low_level(
        self, function: Function, node: Node, world: World, env: Env, ir: LowLevelCall, at: int
    ) -> list[tuple[World, Env]]:
        """`call`, `delegatecall` and `staticcall`."""
        world = self.operands.pass_on(world, env, ir.arguments)
        if ir.function_name in ("delegatecall", "callcode"):
            world = self.storage.forget(world, "code is run by delegatecall")
            return self.operands.opaque(function, node, world, env, ir, at)
        if self.protocol.may_ask_router(ir, self.callers()):
            world = self.storage.forget(world, "a message that is not known may be for the router")
        elif ir.function_name == "staticcall" or self.protocol.trusts(ir):
            return self.operands.opaque(function, node, world, env, ir, at)
        if dispatch.is_this(function, ir.destination):
            world = self.storage.forget(world, "the contract calls itself by its address")
        return [
            outcome
            for state in self._outside(world, ir)
            for outcome in self.operands.opaque(function, node, state, env, ir, at)
        ]

    def _outside(self, world: World, ir: Operation) -> list[World]:
        """The worlds after a call to a contract that may call back."""
        if not world.deposit:
            world = world.but(deposit=((OUTSIDE, ANY),))
        if self.reenter is None:
            return [world]
        return self.reenter(world, f"{ir.expression} may call back")

    def built_in(
        self, function: Function, node: Node, world: World, env: Env, ir: SolidityCall, at: int
    ) -> list[tuple[World, Env]]:
        """What Solidity itself offers, in code and in assembly."""
        name = ir.function.name
        if name.startswith(("require", "assert")):
            after = world.assume(self.operands.read(world, env, ir.arguments[0]), True)
            return [(after, env)] if after is not None else []
        if name.startswith(("revert", "invalid")):
            return []
        if halts(ir):
            self._halted.append(world)
            return []
        if name.startswith("sstore"):
            return [(self.storage.forget(world, "assembly writes storage"), env)]
        if name.startswith(("tstore", "tload")):
            slot, *rest = (world.norm(self.operands.read(world, env, a)) for a in ir.arguments)
            if rest:
                return [(self.storage.save_transient(world, slot, rest[0]), env)]
            held = self.storage.load_transient(world, slot)
            return self.operands.assign(function, node, world, env, ir, held)
        if name.startswith(("delegatecall", "callcode")):
            world = self.storage.forget(world, "code is run by delegatecall")
            return self.operands.opaque(function, node, world, env, ir, at)
        if name.startswith("call(") and self.reenter is not None:
            return [
                outcome
                for state in self.reenter(world, "assembly calls another contract")
                for outcome in self.operands.opaque(function, node, state, env, ir, at)
            ]
        if name.startswith(("abi.encode(", "abi.encodePacked(")):
            given = [world.norm(self.operands.read(world, env, one)) for one in ir.arguments]
            if len(given) == 1 and sessions_in(given[0]):
                return self.operands.assign(function, node, world, env, ir, encoded(given[0]))
            for value in given:
                packed = derived("pack", value)
                if packed is not None:
                    return self.operands.assign(function, node, world, env, ir, packed)
        if name.startswith("abi.decode"):
            packed = world.norm(self.operands.read(world, env, ir.arguments[0]))
            if packed == ZERO:
                return []  # it reverts: nothing is in it
            if packed[0] == "lost" or sessions_in(packed):
                single = len(ir.arguments) == 2 and not isinstance(ir.lvalue, TupleVariable)
                value = decoded(packed) if single else lost(DERIVED)
                return self.operands.assign(function, node, world, env, ir, value)
            world, some = self.operands.made(world, node, at, "given")
            return self.operands.assign(function, node, world, env, ir, some)
        if name.startswith("ecrecover"):
            world, signer = self.operands.made(world, node, at, "signer")
            return self.operands.assign(function, node, world, env, ir, signer)
        return self.operands.opaque(function, node, world, env, ir, at)


def _left(end: World, depth: int) -> World:
    """A world once all calls are left that are deeper than `depth`."""
    frame = end.stack[depth]
    return end.but(
        frame=frame.delete("held") if "held" in frame else frame, stack=end.stack[:depth]
    )


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
