"""Session operations: what each does to a world, and what is judged at it.

The typestate tells what becomes of the session; here stand the deposits, the router
and the authority that an operation needs.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

from slither.core.cfg.node import Node
from slither.core.declarations import Function

from dtnlint.language.graph import name_of, results_of
from dtnlint.language.instructions import CallMessage, Constant, Environment, FunctionKey
from dtnlint.lifecycle import memory, records, requests, tallies, typestate
from dtnlint.lifecycle.calls import Calls
from dtnlint.lifecycle.operands import Env, Operands, Outcomes, Where
from dtnlint.lifecycle.origins import argument_expressions, origin_of
from dtnlint.lifecycle.record import COUNTS, span_of
from dtnlint.lifecycle.ties import ORIGIN, Ties
from dtnlint.lifecycle.transfer import unknown_result
from dtnlint.lifecycle.values import (
    ANY,
    ONE,
    ZERO,
    Value,
    encoded,
    is_given,
    is_said,
    lost,
    mentions,
)
from dtnlint.lifecycle.verdicts import Property
from dtnlint.lifecycle.world import (
    CONFIGURED,
    EARLIER,
    OUTSIDE,
    Location,
    World,
    compare,
    first_read,
    symbols_in,
)
from dtnlint.protocol import dispatch
from dtnlint.protocol.authority import Authority, Sender
from dtnlint.protocol.callbacks import Callbacks
from dtnlint.protocol.operations import Close, Deposit, Request, Start, TokenTransfer

_PERHAPS_PAID = {
    OUTSIDE: "another contract is called that may deposit",
    CONFIGURED: "tokens go to a stored address, which may be the fee target",
    EARLIER: "a message before this one, in the same transaction, may have deposited",
}


_UNSEEN = "the ID may be of a session that the contract lost sight of"
_CUT = "the ID is made a number of too few bits for it"
_LED = "whoever calls is led to the session by what callers may store"
_SAID = "the ID is read from the whole message, of which it is not told which parameter it is"
_SEIZED = "others than authority may have any storage written, where it stands whom checks let pass"
_ANY_TOKEN = "the router was not asked which token it takes; this may be another"
_ANY_TARGET = "the deposit may go to another address than the router's fee target"
_OUTDATED = "another router may have taken the place of the one that was asked whom to pay in what"
_UNREAD = "nothing looks whether the deposit was paid"
_A_SHARE = "a share is deposited of what was compared, and may be 0"
_PAID_ANOTHER = "the deposit goes to the fee target of what may be another router"

_STRANGE = "the router may be another than the one that the session was opened on"


class Sessions:
    """The session operations of one concrete consumer."""

    def __init__(
        self, operands: Operands, calls: Calls, authority: Callable[[], Authority]
    ) -> None:
        """`authority` is asked late: many a consumer needs none of it."""
        self.protocol = operands.protocol
        self.relevance = operands.relevance
        self.record = operands.record
        self.storage = operands.storage
        self.operands = operands
        self.calls = calls
        calls.operate = self.operate
        self.authority = authority
        self.ties = Ties(operands.storage, authority)
        self.callbacks = Callbacks(operands.protocol)
        self._several: bool | None = None
        self._seizable: bool | None = None
        self._doubtful: dict[int, str] = {}
        """Deposits that may be none, and why."""
        self._paid: dict[int, frozenset[Any]] = {}
        """Whose fee targets each deposit may go to."""
        self.answerable: frozenset[str] = frozenset()
        """Entry points whose runs as callbacks are worth following."""

    def operate(self, where: Where, world: World, env: Env, step: Any, operation: Any) -> Outcomes:
        """Perform a session operation, or a transfer that may pay for one."""
        if isinstance(operation, TokenTransfer):
            kept = self.operands.flushed(world, env, where.live)
            callers = self.calls.callers()
            if all(self.protocol.trusts(ir, callers) for ir in self.operands.bridge.irs(step)):
                return self._moved(where, world, env, step, operation)
            return [
                outcome
                for state in self.calls.outside(where, kept, str(operation.ir.expression))
                for outcome in self._moved(where, state, {}, step, operation)
            ]
        if isinstance(operation, Start):
            return self._start(where, world, env, step, operation)
        argument = self._session(where, world, env, step)
        if argument is None:
            after = tallies.requested(world) if isinstance(operation, Request) else world
            return self._results(where, after, env, step)
        return self._use(where, world, env, step, operation, *argument)

    def _session(self, where: Where, world: World, env: Env, step: Any) -> tuple[Any, Value] | None:
        """The ID that an operation is given: the operand, where there is one, and the value."""
        given = self.operands.bridge.arguments(where.body, step)
        if given:
            return given[0], self.operands.raw(world, env, given[0])
        if isinstance(step, CallMessage) and step.message is not None:
            whole = memory.content(world, self.operands.read(world, env, step.message))
            if whole[0] == "tuple" and whole[1]:
                return None, whole[1][0]
            return None, whole if whole[0] == "lost" else lost("a message is not known")
        return None

    def _start(self, where: Where, world: World, env: Env, step: Any, operation: Start) -> Outcomes:
        ir, node = operation.ir, operation.node
        site = self.record.site(
            node.function, node, ir.expression, span=span_of(ir.expression, node),
            name="startUserSession()", subject=str(ir.expression),
        )  # fmt: skip
        self.record.reach(site, Property.KEPT, Property.FUNDED)
        world = self.operands.flushed(world, env, where.live)
        routers = self.protocol.routers(operation.router, self.calls.callers())
        world = self._check_funding(world, site, routers)
        opened, value = typestate.start(
            world.but(deposit=()),
            site,
            self.record.new_uid(),
            routers if self._knows_several() else frozenset(),
            self.storage.tallies[1],
        )
        if not isinstance(step, CallMessage):
            return [(opened, {result.number: value for result in step.results[:1]})]
        outcomes: Outcomes = []
        refused, nothing = self.operands.fresh(world, where)
        for after, worked, held in ((opened, ONE, encoded(value)), (refused, ZERO, nothing)):
            made: Env = {step.success.number: worked}
            if step.returned is not None:
                after, made[step.returned.number] = memory.allocate(after, held)
            outcomes.append((after, made))
        return outcomes

    def _use(
        self, where: Where, world: World, env: Env, step: Any, operation: Close | Request,
        argument: Any, value: Value,
    ) -> Outcomes:  # fmt: skip
        """A request or a close: what is judged of the ID, and what becomes of its session."""
        closing = isinstance(operation, Close)
        node = operation.node
        literal = self._is_literal(where, world, argument)
        site = self._use_site(where, world, operation, argument)
        stale = Property.NOT_CLOSED_TWICE if closing else Property.NOT_USED_AFTER_CLOSE
        named = self._named(step) if isinstance(operation, Request) else frozenset[str]()
        by_sender = self._is_sender(where, step, operation)
        world = self.operands.flushed(world, env, where.live)
        if literal and world.norm(value) == ZERO and not closing:
            outcomes: tuple[World, ...] = (world.but(named=world.named | named),)
        else:
            self.record.reach(site, Property.VALIDATED, stale)
            self._check_owner(world, value, site, node)
            if self._is_strange(operation) or self._is_anothers(world, value, operation):
                for prop in (Property.VALIDATED, stale):
                    self.record.unknown(site, prop, world, _STRANGE)
                world = self.storage.forget(world, _STRANGE)
                return self._results(where, world, {}, step)
            if closing:
                self.record.reach(site, Property.RESET, Property.ORDERED)
                effect = typestate.close(world, value, site, asked=self.relevance.asks)
            else:
                effect = typestate.request(world, value, site, named)
            for breach in effect.breaches:
                self.record.violated(site, breach.property, breach.world, breach.text)
            outcomes = effect.worlds
            for prop, reason in effect.unknown:
                if prop is not Property.ORDERED or not self._are_settled(world, outcomes):
                    self.record.unknown(site, prop, world, reason)
            if closing:
                outcomes = tuple(
                    self._check_control(world, after, value, site, node) for after in outcomes
                )
            if not world.owes(site, Property.ORDERED):
                outcomes = tuple(
                    after.acquitted(site, Property.ORDERED)
                    if self._are_settled(world, (after,))
                    else after
                    for after in outcomes
                )
            owing = [w for w in outcomes if w.owes(site, Property.ORDERED)]
            if owing and not world.owes(site, Property.ORDERED):
                if self._is_ordered(where.body.key, world, site):
                    outcomes = tuple(w.acquitted(site, Property.ORDERED) for w in outcomes)
                else:
                    self.record.note(owing[0], site, Property.ORDERED)
        outcomes = tuple(map(tallies.ended if closing else tallies.requested, outcomes))
        if isinstance(step, CallMessage):
            failed = typestate.refused(world, value) if closing else world
            if not closing:  # which request it makes is not known
                outcomes = tuple(w.but(named=w.named | {records.LOOSE}) for w in outcomes)
            return self._told(where, failed, outcomes, step)
        if closing:
            return [o for after in outcomes for o in self._results(where, after, {}, step)]
        made = [self.operands.fresh(after, where, "request") for after in outcomes]
        return [
            (
                requests.made(
                    after.learn(compare("==", result, ZERO), False),
                    result,
                    named,
                    value,
                    by_sender=by_sender,
                ),
                {register.number: result for register in step.results[:1]},
            )
            for after, result in made
        ]

    def _is_sender(self, where: Where, step: Any, operation: Any) -> bool:
        """Whether a request is made in the name of the transaction's sender."""
        if not isinstance(operation, Request) or operation.user is None:
            return False
        given = self.operands.bridge.arguments(where.body, step)
        written = dispatch.arguments(operation.ir)
        if len(given) != len(written) or len(self.operands.senders) > 1:
            return False
        made = where.body.unwrapped(given[written.index(operation.user)])
        return isinstance(made, Environment) and made.name == "msg.sender"

    def _told(
        self, where: Where, failed: World, worlds: Iterable[World], step: CallMessage
    ) -> Outcomes:
        """The worlds after a message, whose failure does not revert by itself."""
        told = [*((after, ONE) for after in worlds), (failed, ZERO)]
        return [
            (after, {**made, step.success.number: worked})
            for state, worked in told
            for after, made in self._results(where, state, {}, step)
        ]

    def _results(self, where: Where, world: World, env: Env, step: Any) -> Outcomes:
        """Results of which nothing is known."""
        for n, result in enumerate(results_of(step)):
            world, env[result.number] = unknown_result(self, where, world, result.type, n)
        return [(world, env)]

    def _moved(
        self, where: Where, world: World, env: Env, step: Any, operation: TokenTransfer
    ) -> Outcomes:
        """Tokens are moved: a deposit, or to where the fee target may be."""
        if not isinstance(operation, Deposit):
            paid = world if world.deposit else world.but(deposit=((CONFIGURED, ANY),))
            return self._results(where, paid, env, step)
        by = self.calls.callers()
        if by and not isinstance(self.protocol.operation(operation.ir, by), Deposit):
            # A helper that moves tokens, called to move them elsewhere.
            return self._results(where, world, env, step)
        return self._deposit(where, world, env, step, operation)

    def _is_strange(self, operation: Close | Request) -> bool:
        """Whether the caller names a router that starts no session of this contract."""
        callers = self.calls.callers()
        if not self.protocol.is_callers_router(operation.router, callers):
            return False
        known = self.protocol.routers(operation.router, callers)
        starting = [
            self.protocol.routers(other.router)
            for other in self.relevance.operations.values()
            if isinstance(other, Start)
        ]
        return bool(starting) and all(known.isdisjoint(one) for one in starting)

    def _is_anothers(self, world: World, value: Value, operation: Close | Request) -> bool:
        """Whether the session of an ID was opened on what may be another router."""
        index = world.session_of(world.norm(value))
        session = None if index is None else world.sessions[index]
        if session is None or not session.routers:
            return False
        known = self.protocol.routers(operation.router, self.calls.callers())
        return bool(known) and known.isdisjoint(session.routers)

    def _knows_several(self) -> bool:
        """Whether sessions are opened on what may be different routers."""
        if self._several is None:
            starting = [
                known
                for operation in self.relevance.operations.values()
                if isinstance(operation, Start)
                and (known := self.protocol.routers(operation.router))
            ]
            self._several = any(
                one.isdisjoint(other) for one, other in itertools.combinations(starting, 2)
            )
        return self._several

    def _named(self, step: Any) -> frozenset[str]:
        """Callbacks that a request names; all there are where that cannot be told."""
        found: set[Function] = set()
        for way in self.operands.bridge.operations(self.protocol, step):
            named = self.callbacks.named_by(way) if isinstance(way, Request) else None
            found.update(self.callbacks.functions() if named is None else named)
        return frozenset(f.canonical_name for f in found) & self.answerable

    def _are_settled(self, before: World, outcomes: Iterable[World]) -> bool:
        """Whether in each world after a close what counts its session's requests is 0."""
        return all(self._is_settled(before, after) for after in outcomes)

    def _is_settled(self, before: World, after: World) -> bool:
        closed = [
            index
            for index, new in enumerate(after.sessions)
            if new is not None and not new.live
            if index >= len(before.sessions) or (old := before.sessions[index]) is None or old.live
        ]
        tally = tallies.settled(after, closed[0]) if len(closed) == 1 else ()
        return any(self._is_none(after, one) for one in tally)

    def _is_none(self, world: World, count: Location) -> bool:
        """Whether a variable is 0."""
        return world.equal(world.norm(self.storage.load(world, count)), ZERO) is True

    def _is_ordered(self, body: FunctionKey, world: World, site: int) -> bool:
        """Whether a close may well come after the answers, though the session was asked."""
        if requests.foreigner(world) is not None:
            return False
        guards = self.relevance.answer_guards.get(body)
        if guards and not self._is_counted(world, guards):
            self.record.unknown(site, Property.ORDERED, world, COUNTS)
            return True
        return False

    def _is_counted(self, world: World, guards: frozenset[Any]) -> bool:
        """Whether it is known what all holds that may count the answers, and how many came."""
        if any(s is not None and s.live and s.asked == typestate.MANY for s in world.sessions):
            return False
        slot = self.storage.slot
        pairs = (*world.binds.items(), *((fact[2], fact[3]) for fact in world.facts))
        met = {value for pair in pairs for part in pair for value in symbols_in(part)}
        return (
            guards <= self.storage.kept_slots
            # Whose answer it was that changed what stands below a key is known of counts alone.
            and all(self.storage.is_single(one) for one in guards - self.relevance.tallies)
            and all(v[0] == "const" for place, v in world.store.items() if slot(place) in guards)
            and not any(
                first_read(value)[1][0] in ("storage", "other")
                and slot(first_read(value)[1][1:]) in guards
                for value in met
            )
        )

    # -- deposits ----------------------------------------------------------------------

    def _deposit(
        self, where: Where, world: World, env: Env, step: Any, operation: Deposit
    ) -> Outcomes:
        ir, node = operation.ir, operation.node
        site = self.record.site(
            node.function, node, ir.expression, span=span_of(ir.expression, node),
            name=str(ir.expression), subject=str(operation.amount),
        )  # fmt: skip
        self.record.reach(site, Property.CLAIMED, Property.AMOUNT_CHECKED)
        amount = self._amount(where, world, env, step)
        routers = self.protocol.routers_paid(operation, self.calls.callers())
        self._paid[site] = self._paid.get(site, frozenset()) | routers
        doubt = self._doubt(self.operands.bridge.operations(self.protocol, step))
        if doubt is not None:
            self._doubtful[site] = doubt
        world = self.operands.flushed(world, env, where.live)
        paid = world.but(deposit=((site, amount),))
        results = results_of(step)
        told = results[0] if operation.result is not None and results else None
        if told is None or (where.number, told.number) not in self.relevance.names:
            if operation.can_fail_silently:
                self._doubtful.setdefault(site, _UNREAD)
            return self._results(where, paid, {}, step)
        # Some check looks at the result. Where it does not stop the path, that is said
        # of the transfer, and no second time of the start that goes without.
        refused = world if world.deposit else world.but(deposit=((OUTSIDE, ANY),))
        return [
            (after, {**made, told.number: truth})
            for state, truth in ((paid, ONE), (refused, ZERO))
            for after, made in self._results(where, state, {}, step)
        ]

    def _doubt(self, ways: Iterable[TokenTransfer | None]) -> str | None:
        """Why a deposit may be none, although one of its ways looks like one."""
        protocol, callers = self.protocol, self.calls.callers()
        for way in ways:
            if way is None or not protocol.is_surely_fee_token(way.token, callers):
                return _ANY_TOKEN
            if not protocol.is_surely_fee_target(way.target, callers):
                return _ANY_TARGET
            if any(protocol.may_be_outdated(v, callers) for v in (way.token, way.target)):
                return _OUTDATED
        return None

    def _amount(self, where: Where, world: World, env: Env, step: Any) -> Value:
        given = self.operands.bridge.arguments(where.body, step)
        if given:
            return self.operands.read(world, env, given[-1])
        if isinstance(step, CallMessage) and step.message is not None:
            whole = memory.content(world, self.operands.read(world, env, step.message))
            if whole[0] == "tuple" and whole[1]:
                return world.norm(whole[1][-1])
        return ANY

    def _check_funding(self, world: World, site: int, routers: frozenset[Any]) -> World:
        """A start: does a deposit precede it, and may it be of nothing?"""
        if not world.deposit:
            self.record.violated(site, Property.FUNDED, world, "started without a deposit")
        for deposited, amount in world.deposit:
            if deposited in _PERHAPS_PAID:
                self.record.unknown(site, Property.FUNDED, world, _PERHAPS_PAID[deposited])
                continue
            if deposited in self._doubtful:
                self.record.unknown(site, Property.FUNDED, world, self._doubtful[deposited])
            paid = self._paid[deposited]
            if paid and routers and paid.isdisjoint(routers):
                self.record.unknown(site, Property.FUNDED, world, _PAID_ANOTHER)
                self.record.unknown(deposited, Property.CLAIMED, world, _PAID_ANOTHER)
            elif (checked := _is_checked(world, amount)) is None:
                self.record.unknown(deposited, Property.AMOUNT_CHECKED, world, _A_SHARE)
            elif not checked:
                text = "deposited, and the amount may be 0"
                world = self.record.owing(world, deposited, Property.AMOUNT_CHECKED, text, 0)
        return world

    def cut_off(self, world: World, index: int) -> None:
        """An ID is made a number that has not all of its bits: it may be kept like that alone."""
        session = world.sessions[index]
        if session is not None and session.opened is not None:
            self.record.unknown(session.opened, Property.KEPT, world, _CUT)

    # -- the router --------------------------------------------------------------------

    def router_written(self, where: Where, world: World, step: Any) -> World:
        """The router is written: may a session be live?"""
        if self.record.transaction == 0:
            return world
        site = self._router_site(where, world, step)
        self.record.reach(site, Property.STEADY_ROUTER)
        live = [world.uids[i] for i, s in enumerate(world.sessions) if s is not None and s.live]
        if not live and typestate.ADRIFT in world.named:
            live = [0]
        if not live or any(self._is_none(world, one) for one in tallies.running(world)):
            return world
        text = "the router is changed while a session may be live"
        return self.record.owing(world, site, Property.STEADY_ROUTER, text, live[0])

    # -- authority ---------------------------------------------------------------------

    def _check_owner(self, world: World, value: Value, site: int, node: Node) -> None:
        """An operation with an ID that the caller gives: is it the caller's own?"""
        beside = _is_by_key(value)
        if not is_given(value) and not beside:
            return
        said, value = is_said(value), world.norm(value)
        if typestate.is_other(value) or typestate.is_no_followed_key(world, value):
            return
        self.record.reach(site, Property.OWNED)
        chosen = value[0] in ("key", "term") or is_given(value)
        if not (chosen or beside) or self._tied(world, value, node):
            if self._may_be_seized():
                self.record.unknown(site, Property.OWNED, world, _SEIZED)
        elif said or beside:
            self.record.unknown(site, Property.OWNED, world, _SAID if said else typestate.BY_KEY)
        else:
            text = "used with an ID that any caller may choose"
            self.record.violated(site, Property.OWNED, world, text)

    def _check_control(
        self, before: World, after: World, value: Value, site: int, node: Node
    ) -> World:
        """A close of a session that an earlier transaction left: may anybody cause it?"""
        said, value = is_said(value), before.norm(value)
        if is_given(value) or typestate.is_other(value):
            return after  # asked of whoever gives the ID, or where that key is followed
        for index, session in enumerate(after.sessions):
            if session is None or session.closed != site or session.opened is not None:
                continue
            known = before.sessions[index] if index < len(before.sessions) else None
            if known is not None and not known.live:
                continue  # closed here before
            self.record.reach(site, Property.CONTROLLED)
            if self._tied(after, ("session", index), node):
                if not self._tied(after, ("session", index), node, strictly=True):
                    self.record.unknown(site, Property.CONTROLLED, before, _LED)
                elif self._may_be_seized():
                    self.record.unknown(site, Property.CONTROLLED, before, _SEIZED)
                continue
            if known is None or said:
                self.record.unknown(site, Property.CONTROLLED, before, _SAID if said else _UNSEEN)
                continue
            text = "closed, whoever calls"
            after = self.record.owing(after, site, Property.CONTROLLED, text, after.uids[index])
        return after

    def _tied(self, world: World, session: Value, node: Node, *, strictly: bool = False) -> bool:
        """Whether the path has tied the sender to a session, or leads through checks of
        authority that say nothing of values, such as another contract's. See `Ties.holds`.
        """
        senders = (self.operands.senders[0], ORIGIN)
        if any(self.ties.holds(world, one, session, strictly=strictly) for one in senders):
            return True
        chain = (*(call.node for call in self.calls.chain if call is not None), node)
        admission = self.authority().along(chain)
        # That only the contract itself may call what it calls says nothing of who made it; nor
        # does it say whose request it is that the router calls.
        known: tuple[Sender, ...] = (Sender.AUTHORITY, Sender.SIGNER)
        if requests.foreigner(world) is None:
            known = (*known, Sender.ROUTER)
        return bool(admission.senders) and admission.only(*known)

    def _may_be_seized(self) -> bool:
        """Whether others than authority may write any storage, and with it who has authority."""
        if self._seizable is None:
            bridge, reach = self.operands.bridge, self.protocol.flow.reach
            keys = self.relevance.astray | self.relevance.lending
            astray = {bridge.function(bridge.body(key).function) for key in keys}
            self._seizable = any(
                not astray.isdisjoint(reach(entry))
                and not self.authority().of(entry).only(Sender.AUTHORITY)
                for entry in (bridge.entries() if astray else ())
            )
        return self._seizable

    # -- sites -------------------------------------------------------------------------

    def _use_site(self, where: Where, world: World, operation: Any, argument: Any) -> int:
        ir, node = operation.ir, operation.node
        function = node.function
        closing = isinstance(operation, Close)
        name = "closeUserSession" if closing else "request"
        expressions = argument_expressions(ir, len(ir.arguments))
        expression = expressions[0] if expressions else None
        text = str(expression) if expression is not None else "id"
        whole = f"{name}({text}{'' if closing else ', …'})"
        origin = origin_of(world, where.body, argument)
        if origin is not None:
            return self.record.site(
                function, node, ir.expression, span=span_of(ir.expression, node), name=whole,
                subject=origin.text, blame=origin.span, blamed=origin.function,
                blamed_node=origin.node,
            )  # fmt: skip
        blame = span_of(expression, node) if expression is not None else None
        return self.record.site(
            function, node, ir.expression, span=span_of(ir.expression, node), name=whole,
            subject=text, blame=blame, blamed=function, blamed_node=node,
        )  # fmt: skip

    def _router_site(self, where: Where, world: World, step: Any) -> int:
        """Where the router is written; what a setter is given, where it is given."""
        function, node, span, text = self.operands.texts(where, step)
        for parameter in where.body.function.parameters:
            known = world.frame.get(("origin", name_of(parameter)))
            if known is not None:
                origin = known[1]
                return self.record.site(
                    function, node, (span, text), span=span, name=text, subject=origin.text,
                    blame=origin.span, blamed=origin.function, blamed_node=origin.node,
                )  # fmt: skip
        return self.operands.assignment_site(where, step)

    def _is_literal(self, where: Where, world: World, argument: Any) -> bool:
        """Whether an ID is written as a number, here or where a helper is called."""
        if isinstance(where.body.unwrapped(argument), Constant):
            return True
        origin = origin_of(world, where.body, argument)
        return origin is not None and origin.literal


def _is_by_key(value: Value) -> bool:
    """Whether a number is computed from the followed key, or lies beside it."""
    if value[0] == "term":
        return any(one[0] == "key" or _is_by_key(one) for one in value[2:])
    return typestate.is_beside_key(value)


def _is_checked(world: World, amount: Value) -> bool | None:
    """Whether an amount cannot be 0, or the path has looked at it: a sum is so where one of
    its parts is, and a product where both are. None where the path has looked at what it is
    made of, of which a share may be 0: it is divided, or cut.
    """
    if world.equal(amount, ZERO) is False or _compared(world, amount):
        return True
    if amount[0] != "term" or amount[1] == "-":
        return False
    parts = [_is_checked(world, world.norm(part)) for part in amount[2:]]
    if amount[1] == "+":
        return True if True in parts else None if None in parts else False
    if False in parts:
        return False
    return True if amount[1] == "*" and None not in parts else None


def _compared(world: World, amount: Value) -> bool:
    """Whether the path has compared an amount with anything."""
    if amount[0] in ("any", "lost"):
        return True
    return any(mentions(fact, amount) for fact in world.facts) or any(
        mentions(bound, amount) for bound in world.binds.values()
    )
