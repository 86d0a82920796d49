"""Calls: which body runs, with what arguments, and what comes back.

What a body does is not known here: `Calls` is given how to run one. Calls of other
contracts end here, in what may have happened meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from immutables import Map

from dtnlint.language.graph import Body, Name, name_of, operands_of, results_of
from dtnlint.language.instructions import (
    Call,
    CallMemory,
    CallMessage,
    Constant,
    Create,
    ExternalCall,
    FunctionKey,
    Local,
)
from dtnlint.language.pointers import is_by_pointer
from dtnlint.language.types import Address, Reference, Region
from dtnlint.lifecycle import memory, typestate
from dtnlint.lifecycle.arithmetic import uncut
from dtnlint.lifecycle.limits import Limits, OutOfBoundsError
from dtnlint.lifecycle.operands import ROUTER, THIS, Env, Operands, Outcomes, Where
from dtnlint.lifecycle.origins import Origin, argument_expressions, origin_of
from dtnlint.lifecycle.record import span_of
from dtnlint.lifecycle.remains import Remains
from dtnlint.lifecycle.sets import Sets, is_of_set, is_set
from dtnlint.lifecycle.transfer import unknown_result
from dtnlint.lifecycle.values import ANY, ONE, PARTS, ZERO, Value
from dtnlint.lifecycle.world import OUTSIDE, World, compare
from dtnlint.protocol.bridge import is_stipend
from dtnlint.protocol.interface import CLOSE

_CALLS = 8
"""Calls that are looked back on to tell whom a helper works for."""
_CHOSEN = frozenset(("given", *PARTS, "answer", "sender", "caller"))
"""Kinds of symbols that the sender chooses."""

_FOR_ROUTER = "a message that is not known may be for the router"
_BORROWING = frozenset(("delegatecall", "callcode"))
_BORROWED = "code is run by delegatecall"
"""Kinds of messages that run other code as this contract's, and what that means."""

Ends = list[tuple[World, tuple[Value, ...]]]
"""The worlds that a body leaves, each with its results."""


class Calls:
    """The calls of one concrete consumer's code."""

    def __init__(
        self, operands: Operands, limits: Limits, run: Callable[[Body, World], list[World]]
    ) -> None:
        """`run` executes a body from a world with its own frame."""
        self.bridge = operands.bridge
        self.protocol = operands.protocol
        self.relevance = operands.relevance
        self.record = operands.record
        self.storage = operands.storage
        self.operands = operands
        self.limits = limits
        self.active: list[FunctionKey] = []
        """The bodies under way, outermost first."""
        self.chain: list[Any] = []
        """The operations that called them, in Slither's objects; None where it has none."""
        self.reenter: Callable[[World, str, bool], list[World]] | None = None
        """Gives the worlds that calls from outside can leave, for an untrusted call; also calls by
        the contract itself, where it is told so."""
        self.inside = False
        """Whether what runs was called before another call has returned."""
        self.idle = True
        """Whether nothing that matters remains to be done once the body under way is left."""
        self.remains = Remains(operands.bridge, operands.protocol, operands.relevance)
        self.operate: Callable[..., Outcomes] | None = None
        """Performs a session operation."""
        self._run = run
        self._sets_known: bool | None = None
        self._sets = Sets(operands.storage)
        self._numbers = {body.key: number for number, body in enumerate(self.relevance.bodies)}
        self._selectors = {entry.function: entry.selector for entry in operands.bridge.code.entries}
        self._halted: list[World] = []
        """The worlds in which assembly has ended the message call under way, as a success."""
        self._memo: dict[Any, tuple[World, Ends, list[World]]] = {}

    def _knows_sets(self) -> bool:
        if self._sets_known is None:
            self._sets_known = is_set(self.bridge.code.functions.values())
        return self._sets_known

    def callers(self) -> tuple[Any, ...]:
        """The calls that lead to the body under way, as far as they are looked back on."""
        if None in self.chain:
            return ()
        return tuple(self.chain[-_CALLS:])

    def forget(self) -> None:
        """Remember no results of calls any more."""
        self._memo.clear()

    def halt(self, world: World) -> None:
        """Assembly ends the message call under way, as a success."""
        self._halted.append(world)

    # -- bodies of this contract -------------------------------------------------------

    def entered(
        self, key: FunctionKey, world: World, arguments: Iterable[Value]
    ) -> list[tuple[World, Value]]:
        """Run a body as a message call from outside: the worlds it leaves, with its results."""
        body = self.bridge.body(key)
        self.operands.selectors.append(self._selectors.get(key))
        values = []
        for parameter, value in zip(body.function.parameters, arguments, strict=True):
            world, received = self.operands.received(world, parameter.type, value)
            values.append(received)
        around, self.idle = self.idle, True
        try:
            ends = self.message(key, world, values)
        finally:
            self.idle = around
            self.operands.selectors.pop()
        return [
            (memory.collected(end), ("tuple", tuple(memory.expanded(end, v) for v in results)))
            for end, results in ends
        ]

    def message(
        self,
        key: FunctionKey,
        world: World,
        arguments: Iterable[Value],
        origins: dict[Name, Origin] | None = None,
    ) -> Ends:
        """Run a body as a message call, which assembly may end at any depth."""
        around, self._halted = self._halted, []
        try:
            ends = self.call(key, world, arguments, origins)
            count = len(self.bridge.body(key).function.results)
            return ends + [
                (_left(e, len(world.stack)), (ANY,) * count) for e in dict.fromkeys(self._halted)
            ]
        finally:
            self._halted = around

    def call(
        self,
        key: FunctionKey,
        world: World,
        arguments: Iterable[Value],
        origins: dict[Name, Origin] | None = None,
    ) -> Ends:
        """Run a body: the worlds it leaves, each with the results."""
        body = self.bridge.body(key)
        if self.active.count(key) > 1:
            raise OutOfBoundsError(f"{body.function.name} calls itself")
        if len(self.active) >= self.limits.calls:
            raise OutOfBoundsError(f"calls nest deeper than {self.limits.calls}")
        number = self._numbers[key]
        frame: dict[Any, Value] = {
            name_of(parameter): value
            for parameter, value in zip(body.function.parameters, arguments, strict=False)
            if (number, name_of(parameter)) in self.relevance.names or value[0] in ("ref", "object")
        }
        for name, origin in (origins or {}).items():
            frame["origin", name] = ("origin", origin)
        inner = world.but(stack=(*world.stack, world.frame), frame=Map(frame))
        # who called decides what a helper's transfer is for
        callers = tuple(map(id, self.callers()))
        message = self.operands.senders[-1], self.operands.selectors[-1]
        memo = (key, inner, message, self.record.judging, callers, self.idle)
        if memo in self._memo:
            entry, known, halted = self._memo[memo]
            self._halted += [_rebase(end, world, entry) for end in halted]
            return [(_rebase(result, world, entry), values) for result, values in known]
        self.active.append(key)
        before = len(self._halted)
        try:
            ends = self._run(body, inner)
        finally:
            self.active.pop()
        results: Ends = []
        seen = set()
        for end in ends:
            values = tuple(self.operands.local(end, {}, local) for local in body.function.results)
            outer = memory.collected(_left(end, len(end.stack) - 1), values)
            if (outer, values) not in seen:
                seen.add((outer, values))
                results.append((outer, values))
        self._memo[memo] = (world, results, self._halted[before:])
        return results

    def invoke(self, where: Where, world: World, env: Env, step: Any) -> Outcomes:
        """A call in the code: what follows it, where its body is known and where it is not."""
        if where.operation is not None and self.operate is not None:
            return self.operate(where, world, env, step, where.operation)
        if isinstance(step, CallMessage):
            return self._low_level(where, world, env, step)
        if isinstance(step, CallMemory):
            return self._assembly(where, world, env, step)
        key = self._callee(where, world, env, step)
        if key is None:
            return self._external(where, world, env, step)
        if key not in self.relevance.active:
            return self._inactive(where, world, env, step, key)
        return self._own(where, world, env, step, key)

    def _callee(self, where: Where, world: World, env: Env, step: Any) -> FunctionKey | None:
        key: FunctionKey | None = None
        if isinstance(step, Call):
            if self.bridge.operation(self.protocol, where.body, step) is None:
                key = step.function
        elif isinstance(step, ExternalCall):
            key = self.bridge.own(where.body, step)
            if key is None and self.operands.read(world, env, step.target) == THIS:
                key = self.bridge.answering(step.function.selector)
        return key if key in self._numbers else None

    def _inactive(
        self, where: Where, world: World, env: Env, step: Any, key: FunctionKey
    ) -> Outcomes:
        """A body that cannot touch a session."""
        return self._unknown(where, world, env, step)

    def _unknown(self, where: Where, world: World, env: Env, step: Any) -> Outcomes:
        """Results of which nothing is known; IDs that are given get out of sight."""
        given = [self.operands.read(world, env, one) for one in operands_of(step)]
        world = self.operands.pass_on(world, given)
        return self._results(where, world, env, step)

    def _results(self, where: Where, world: World, env: Env, step: Any) -> Outcomes:
        ir = self.bridge.ir(step)
        routing = len(results_of(step)) == 1 and self._is_router(getattr(ir, "lvalue", None))
        for n, result in enumerate(results_of(step)):
            world, env[result.number] = unknown_result(self, where, world, result.type, n)
            if routing or self.operands.is_router_type(result.type):
                env[result.number] = ROUTER
        return [(world, env)]

    def _is_router(self, value: Any) -> bool:
        return value is not None and bool(self.protocol.is_router(value))

    def _own(self, where: Where, world: World, env: Env, step: Any, key: FunctionKey) -> Outcomes:
        body = self.bridge.body(key)
        by_message = isinstance(step, ExternalCall)
        sent_by_this = by_message and not step.delegate
        values = tuple(self.operands.raw(world, env, argument) for argument in step.arguments)
        if is_of_set(body.function) and self._knows_sets():
            members = [world.norm(value) for value in values]
            kept = self.operands.flushed(world, env, where.live)
            site = self.operands.assignment_site(where, step)
            known = self._sets.run(body.function, kept, members, site)
            if known is not None:
                return [(after, self._named(step, (value,))) for after, value in known]
        ir = self.bridge.ir(step)
        kept = self.operands.flushed(world, env, where.live)
        if by_message:
            kept, values = self._sent(kept, body.function.parameters, values)
        if sent_by_this:
            self.operands.senders.append(THIS)
            self.operands.selectors.append(self._selectors.get(key))
        origins = self._origins(where, world, ir, step, body)
        self.chain.append(ir if len(self.bridge.irs(step)) == 1 else None)
        around, self.idle = self.idle, self._ends_idle(where)
        try:
            if by_message:
                ends = self.message(key, kept, values, origins)
            else:
                ends = self.call(key, kept, values, origins)
        finally:
            self.chain.pop()
            self.idle = around
            if sent_by_this:
                self.operands.senders.pop()
                self.operands.selectors.pop()
        outcomes: Outcomes = []
        for after, results in ends:
            made: Env = {}
            if by_message:
                after, results = self._sent(after, body.function.results, results)
            for n, (result, value) in enumerate(zip(step.results, results, strict=False)):
                if value == ANY:
                    after, value = unknown_result(self, where, after, result.type, n)
                made[result.number] = value
            outcomes.append((after, made))
        return outcomes

    @staticmethod
    def _named(step: Any, values: tuple[Value, ...]) -> Env:
        return {result.number: value for result, value in zip(step.results, values, strict=False)}

    def _sent(
        self, world: World, locals_: Iterable[Local], values: Iterable[Value]
    ) -> tuple[World, tuple[Value, ...]]:
        """Arguments or results as a message carries them, a library's (`delegatecall`) like any
        other: objects are copied, but for those in storage, of which the slot is given.
        """
        sent = []
        for local, value in zip(locals_, values, strict=False):
            if isinstance(local.type, Reference) and local.type.region is not Region.STORAGE:
                whole = self.operands.copied(world, world.norm(value), local.type)
                if whole[0] in ("struct", "tuple", "copy", "made"):
                    world, value = memory.built(world, whole)
                else:
                    world, value = memory.allocate(world, whole)
            sent.append(value)
        return world, tuple(sent)

    def _origins(
        self, where: Where, world: World, ir: Any, step: Any, body: Body
    ) -> dict[Name, Origin]:
        """Where each argument was read, for findings that a helper must not take."""
        if ir is None:
            return {}
        expressions = argument_expressions(ir, len(step.arguments))
        origins: dict[Name, Origin] = {}
        number = self._numbers[body.key]
        for parameter, argument, expression in zip(
            body.function.parameters, step.arguments, expressions, strict=False
        ):
            if (number, name_of(parameter)) not in self.relevance.names or isinstance(
                parameter.type, Reference
            ):
                continue
            known = origin_of(world, where.body, argument)
            if known is not None:
                origins[name_of(parameter)] = known
            elif expression is not None:
                origins[name_of(parameter)] = Origin(
                    span_of(expression, ir.node), str(expression), ir.node.function, ir.node,
                    isinstance(where.body.unwrapped(argument), Constant),
                )  # fmt: skip
        return origins

    # -- code that is not followed -----------------------------------------------------

    def _external(self, where: Where, world: World, env: Env, step: Any) -> Outcomes:
        """A call whose body is not this consumer's."""
        given = [self.operands.read(world, env, one) for one in operands_of(step)]
        world = self.operands.pass_on(world, given)
        ir = self.bridge.ir(step)
        if isinstance(step, Call):
            trusted = ir is None or self.protocol.trusts(ir, self.callers())
        elif isinstance(step, ExternalCall):
            if step.delegate:
                reason = "a library runs that is not at hand"
                kept = self.storage.forget(self.operands.flushed(world, env, where.live), reason)
                return self._left_open(where, kept, step, reason, itself=True)
            trusted = step.function.view or (
                ir is not None and bool(self.protocol.trusts(ir, self.callers()))
            )
        else:
            trusted = ir is not None and isinstance(step, Create) and self.protocol.trusts(ir)
        if trusted and isinstance(step, ExternalCall) and len(step.results) == 1:
            asked = uncut(self.operands.read(world, env, step.target))
            if asked[0] == "symbol" and asked[1][0] in _CHOSEN:
                world, answer = self.operands.fresh(world, where, "answer")
                return [(world, {**env, step.results[0].number: answer})]
        if trusted and isinstance(step, ExternalCall):
            told = (step.target, *step.arguments)
            values = [self.operands.read(world, env, one) for one in told]
            return [
                (_told(after, step, made, values), made)
                for after, made in self._results(where, world, env, step)
            ]
        if trusted:
            return self._results(where, world, env, step)
        # What a pointer names may be any function of this contract, too; unset, it names nothing.
        itself = isinstance(step, ExternalCall) and is_by_pointer(step)
        if itself and self.operands.read(world, env, step.target) == ZERO:
            return []
        kept = self.operands.flushed(world, env, where.live)
        return self._left_open(where, kept, step, _text(ir, "another contract"), itself=itself)

    def _low_level(self, where: Where, world: World, env: Env, step: CallMessage) -> Outcomes:
        """`call`, `delegatecall` and `staticcall`, `send` and `transfer`."""
        given = [self.operands.read(world, env, one) for one in operands_of(step)]
        world = self.operands.pass_on(world, given)
        ir = self.bridge.ir(step)
        kept = self.operands.flushed(world, env, where.live)
        if step.kind in _BORROWING:
            kept = self.storage.forget(kept, _BORROWED)
            return self._left_open(where, kept, step, _BORROWED, itself=True)
        if step.kind == "staticcall" or is_stipend(step.gas):
            return self._results(where, kept, {}, step)
        asks = ir is not None and self.protocol.may_ask_router(ir, self.callers())
        asked: Outcomes = []
        if asks or self._may_ask_router(world, env, step):
            asked = self._asked_to_close(where, kept, env, step)
            kept = self.storage.forget(kept, _FOR_ROUTER)
        elif ir is not None and self.protocol.trusts(ir, self.callers()):
            return self._results(where, kept, {}, step)
        itself = self.operands.read(world, env, step.target) == THIS
        if itself:
            kept = self.storage.forget(kept, "the contract calls itself by its address")
        return asked + self._left_open(where, kept, step, _text(ir, "a message"), itself=itself)

    def _asked_to_close(self, where: Where, world: World, env: Env, step: CallMessage) -> Outcomes:
        """What follows where whoever calls has this contract close a session of its own: he says
        whom to call and what to say, and nothing looks at it before.
        """
        if len(self.active) != 1 or not self._may_ask_router(world, env, step):
            return []
        body = where.body
        if any(
            isinstance(name.type, Reference) and body.reads_of(name) > 1
            for name in (*body.function.parameters, body.local_of(step.message))
            if name is not None
        ):
            return []
        target = uncut(self.operands.read(world, env, step.target))
        own = world.assume(compare("==", target, ROUTER), True)
        return [] if own is None else self._closing(where, own, step, range(len(own.sessions)))

    def _closing(self, where: Where, world: World, step: Any, sessions: Iterable[int]) -> Outcomes:
        """What follows where a message closes one of some sessions, if it is live."""
        site = self.operands.assignment_site(where, step)
        outcomes: Outcomes = []
        for index in sessions:
            session = world.sessions[index]
            if session is not None and session.live:
                closed = typestate.closed_by_message(world, index, site)
                for after, made in self._results(where, closed, {}, step):
                    outcomes.append((after, {**made, step.success.number: ONE}))
        return outcomes

    def _left_open(
        self, where: Where, world: World, step: Any, reason: str, *, itself: bool = False
    ) -> Outcomes:
        """A call after which anybody may have called, and the contract `itself` where it could."""
        return [
            outcome
            for state in self.outside(where, world, reason, itself)
            for outcome in self._results(where, state, {}, step)
        ]

    def _may_ask_router(self, world: World, env: Env, step: CallMessage) -> bool:
        """Whether the caller of a function chooses both whom to call and what to say."""
        if step.message is None:
            return False
        target = self.operands.read(world, env, step.target)
        message = memory.content(world, self.operands.read(world, env, step.message))
        return _is_given(target) and _is_given(message)

    def _assembly(self, where: Where, world: World, env: Env, step: CallMemory) -> Outcomes:
        """The same in assembly, with messages and answers in the machine's memory."""
        reason = "assembly calls another contract"
        target = uncut(self.operands.read(world, env, step.target))
        kept = self.operands.flushed(world, env, where.live)
        if step.answer is not None:
            kept = memory.forgotten(kept, reason)
        if step.kind in _BORROWING:
            kept = self.storage.forget(kept, _BORROWED)
            return self._left_open(where, kept, step, reason, itself=True)
        if step.kind == "staticcall":
            return self._results(where, kept, {}, step)
        told = step.function is not None and not self.bridge.is_of_router(step.function)
        if step.function is not None and step.function.signature == CLOSE and target == ROUTER:
            (value,) = [self.operands.read(world, env, one) for one in step.known_arguments] or [
                ANY
            ]
            index = kept.session_of(value)
            if index is not None:
                refused = typestate.refused(kept, value)
                failed = [
                    (after, {**made, step.success.number: ZERO})
                    for after, made in self._results(where, refused, {}, step)
                ]
                return failed + self._closing(where, kept, step, [index])
        if not told and (target in (ROUTER, THIS) or _is_given(target)):
            kept = self.storage.forget(kept, _FOR_ROUTER)
        itself = not told and (target == THIS or _is_given(target))
        states = self._called_back(where, kept, reason, itself)
        return [o for state in states for o in self._results(where, state, {}, step)]

    def outside(self, where: Where, world: World, reason: str, itself: bool = False) -> list[World]:
        """The worlds after a call to a contract that may call back, or to this one `itself`."""
        if not world.deposit:
            world = world.but(deposit=((OUTSIDE, ANY),))
        return self._called_back(where, world, f"{reason} may call back", itself)

    def _called_back(self, where: Where, world: World, reason: str, itself: bool) -> list[World]:
        if self.reenter is None or (self._ends_idle(where) and not itself):
            return [world]
        return self.reenter(world, reason, itself)

    def _ends_idle(self, where: Where) -> bool:
        """Whether nothing that matters is done after an instruction, until the message ends."""
        return self.idle and self.remains.idle_after(
            where.body, where.number, where.block, where.index
        )


def _told(world: World, step: ExternalCall, env: Env, given: Iterable[Value]) -> World:
    """`world` with a note of what another contract was asked for the addresses that it told."""
    for result in step.results:
        if isinstance(result.type, Address):
            told = env[result.number]
            old = {noted for noted in world.named if noted[:2] == ("told", told)}
            asked = ("told", told, tuple(map(world.norm, given)))
            world = world.but(named=world.named - old | {asked})
    return world


def _text(ir: Any, otherwise: str) -> str:
    return otherwise if ir is None else str(ir.expression)


def _is_given(value: Value) -> bool:
    value = uncut(value)
    return bool(value[0] == "symbol" and value[1][0] in ("given", *PARTS))


def _left(end: World, depth: int) -> World:
    """A world once all calls are left that are deeper than `depth`."""
    return end.but(frame=end.stack[depth], stack=end.stack[:depth])


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
