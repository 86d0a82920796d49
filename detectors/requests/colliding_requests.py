"""`dtn-colliding-requests`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

from slither.core.cfg.node import Node
from slither.core.declarations import Function, SolidityVariable
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import Assignment, Binary, BinaryType
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant

from dtnlint.protocol import Consumer, Request, Sender, Start, Way, argument_of
from dtnlint.protocol.conditions import Conditions, Fact
from dtnlint.protocol.effects import collisions
from dtnlint.protocol.flow import Flow, Place, Site, Stack
from dtnlint.protocol.latches import once_only
from dtnlint.protocol.sameness import (
    after_failure,
    between,
    constant_of,
    identity_of,
    is_contract,
    is_one_for_all,
    leads_to,
    made_by,
    named_sender,
    places_of,
    written_by,
)

from ..conduct_rule import at_effect
from ..fact_rule import FactRule, claim, place, text_of
from ..rule import Claim

_MOST = 64
"""Ways to requests from one entry point that are compared with each other."""
_ONE = "one sender"


class CollidingRequests(FactRule):
    """Two requests get the same ID."""

    ARGUMENT = "dtn-colliding-requests"
    HELP = "Two requests may get the same ID"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.MEDIUM
    CWE = 694

    WIKI = "docs/rules/dtn-colliding-requests.md"
    WIKI_TITLE = "Requests with the same ID"
    WIKI_DESCRIPTION = """\
A request's ID is a hash of the block's timestamp, the session, the `user` argument and the
contract that asks. Two requests of one transaction on one session for one `user`, or of two
callers in one block where `user` is the same for everybody, or is for each to choose, get the same
ID: the second overwrites the first, whose answer never comes, or comes to the wrong one. In a
callback, the sender is the router for everybody."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _charge();
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), _callBack(), address(this), msg.value
        ); // one user for all
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
Two callers of `ask` in one block get one request ID between them, and one of the prompts is
lost."""
    WIKI_RECOMMENDATION = (
        "Pass a `user` that differs from request to request: the sender, or an address derived "
        "from a counter; or make each request on a session of its own."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _charge();
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), _callBack(), msg.sender, msg.value
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Session and user are compared by what they are read from: where either may change in between,
nothing is said. A check of a flag, a phase or a time that the same call changes counts as one
that lets only one request through. That one caller asks twice in a block is not reported; neither
are functions that only one sender can call, unless the code shows that this sender is another
contract, which asks for whoever calls it; even then, `msg.sender` counts as a user of its own. Two
senders that storage names count as two. A batch is seen where the contract calls its own functions
by `delegatecall` in a loop."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every request that another one can overwrite."""
        told = set()
        once = once_only(consumer.flow)
        ways: dict[Any, list[tuple[Site, Request, Way]]] = {}
        for site, operation in consumer.operations:
            if isinstance(operation, Request) and operation.user is not None:
                for way in consumer.ways.to(site.function) or ():
                    ways.setdefault(way.entry, []).append((site, operation, way))
        for entry, found in ways.items():
            for claimed in itertools.chain(
                _in_one_transaction(consumer, found[:_MOST]),
                () if entry in once or entry.is_constructor else _in_one_block(consumer, found),
            ):
                if claimed.span not in told:
                    told.add(claimed.span)
                    yield claimed
        for claimed in _by_others(consumer):
            if claimed.span not in told:
                told.add(claimed.span)
                yield claimed


def _by_others(consumer: Consumer) -> Iterator[Claim]:
    """The requests that get the ID of one which somebody else makes, or the same in a batch."""
    conduct = consumer.conduct
    for request in collisions.of_chosen_users(conduct):
        yield at_effect(
            consumer,
            request.effect,
            "anyone chooses the user, and two callers in one block may choose the same: their "
            "requests get the same ID",
            "user",
            [("the request", request.effect)],
            from_entry=True,
        )
    for request in collisions.of_two_privileged(conduct):
        yield at_effect(
            consumer,
            request.effect,
            "more than one sender may ask, for the same user: two requests in one block get the "
            "same ID",
            "user",
        )
    for request, batch in collisions.of_multicalls(conduct):
        yield at_effect(
            consumer,
            request.effect,
            "one transaction may make this call twice, on one session and for one user: both "
            "requests get the same ID",
            "user",
            [("the calls are made", batch)],
        )


def _in_one_transaction(
    consumer: Consumer, found: list[tuple[Site, Request, Way]]
) -> Iterator[Claim]:
    for first, second in itertools.product(found, repeat=2):
        nodes = _diverging(first, second)
        if nodes is None or not _both_run(*nodes) or not _are_alike(consumer, first, second, nodes):
            continue
        _, request, way = second
        # A shared helper takes no blame for being called twice.
        calls = [call for call in way.calls if call.node is nodes[1]]
        at = calls[0].expression if calls else request.ir.expression
        one_after_other = nodes[0] is not nodes[1]
        other = next((call for call in first[2].calls if call.node is nodes[0]), first[1].ir)
        yield claim(
            consumer,
            nodes[1].function,
            nodes[1],
            at,
            "two requests of one transaction, on one session and for one user, get the same ID",
            text_of(at),
            [("the other request", place(other.expression, nodes[0]))] if one_after_other else [],
        )


def _diverging(
    first: tuple[Site, Request, Way], second: tuple[Site, Request, Way]
) -> tuple[Node, Node] | None:
    """Where two ways from one entry point part: a node of each, in one body. For one and the
    same way, the innermost node on it that lies in a loop.
    """
    one = (*first[2].nodes, first[0].node)
    other = (*second[2].nodes, second[0].node)
    if first[1] is second[1] and first[2] == second[2]:
        looping = [node for node in reversed(one) if leads_to(node, node)]
        return (looping[0], looping[0]) if looping else None
    for mine, yours in zip(one, other, strict=False):
        if mine is not yours:
            return mine, yours
    return None


def _both_run(one: Node, other: Node) -> bool:
    """Tell whether the second node runs after the first, and never without it."""
    return leads_to(one, other) and one in other.dominators


def _are_alike(
    consumer: Consumer,
    first: tuple[Site, Request, Way],
    second: tuple[Site, Request, Way],
    nodes: tuple[Node, Node],
) -> bool:
    """Tell whether two requests are for one user on one session, whatever comes between."""
    flow = consumer.flow
    inside = _run_between(consumer, nodes, first, second)
    changed = frozenset[Place]().union(*(flow.written(ir) for ir in inside))
    for mine, yours in (
        (first[1].session, second[1].session),
        (first[1].user, second[1].user),
    ):
        identity = identity_of(flow, mine, first[2].calls)
        if identity is None or identity != identity_of(flow, yours, second[2].calls):
            return False
        if places_of(flow, mine, first[2].calls) & changed:
            return False
        if made_by(flow, mine, first[2].calls) & inside:
            return False
    return True


def _run_between(
    consumer: Consumer,
    nodes: tuple[Node, Node],
    first: tuple[Site, Request, Way],
    second: tuple[Site, Request, Way],
) -> frozenset[IrOperation]:
    """What may run between two requests, in their callers and in what these call."""
    places = set(between(*nodes)) - after_failure(first[0].node) | {*nodes}
    bodies = {
        target
        for node in places
        for site, target in consumer.flow.calls_of(node.function)
        if site.node is node
    }
    reached = {body for start in bodies for body in consumer.flow.reach(start)}
    places |= {node for body in reached for node in body.nodes}
    return frozenset(ir for node in places for ir in node.irs)


def _in_one_block(consumer: Consumer, found: list[tuple[Site, Request, Way]]) -> Iterator[Claim]:
    entry = found[0][2].entry
    gates = Conditions(consumer.flow, _Gates(consumer), _starts(consumer))
    for site, request, way in found:
        senders = consumer.authority.along((*way.nodes, site.node)).senders
        # Two answers of one block have one sender, whoever else may call.
        answers = bool(consumer.callbacks.roles(entry))
        by_router = (
            bool(senders & {Sender.ROUTER, Sender.ANYONE})
            if answers
            else Sender.ROUTER in senders and senders <= {Sender.ROUTER, Sender.SELF}
        )
        changed = written_by(consumer.flow, entry, after_failure(site.node))
        if not is_one_for_all(consumer.flow, request.user, way.seen, changed, one_sender=by_router):
            continue
        known = gates.around(site.node, way.calls)
        if known is None or (_ONE in known and not by_router):
            continue
        if not _may_share(consumer, request, way, changed, known):
            continue
        given = argument_of(request.ir, request.user, site, way, consumer.flow)
        yield claim(
            consumer,
            given.function,
            given.node,
            given.expression,
            "the user is the same for all callers, so two requests in one block get the same ID",
            text_of(given.expression),
            [("the request", place(request.ir.expression, site.node))],
        )


def _may_share(
    consumer: Consumer,
    request: Request,
    way: Way,
    changed: frozenset[Place],
    known: frozenset[Fact],
) -> bool:
    """Tell whether two callers can reach one session, and nothing lets only one of them ask."""
    flow = consumer.flow
    reads = flow.reads(request.session, way.seen)
    fed = flow.sources(request.session, stack=way.seen).operations
    if any(isinstance(fact, IrOperation) and fact in fed for fact in known):
        return False  # each call starts a session of its own
    session = places_of(flow, request.session, way.seen)
    keys = {
        constant_of(origin.value) or origin.value
        for key, stack in reads.keys
        for origin in flow.reads(key, stack).origins
    }
    # What is noted under what the caller passes may be the same for two callers.
    noted = {
        origin.value
        for key, stack in reads.keys
        for inner in (flow.reads(key, stack),)
        if inner.keys and all(_is_passed(flow, under, calls) for under, calls in inner.keys)
        for origin in inner.origins
    }
    for fact in known:
        if (
            isinstance(fact, _Gate)
            and fact.place in changed - session
            and fact.keys <= keys
            and not _stays_open(flow, fact, way.entry)
        ):
            return False
    if any(isinstance(o.value, IrOperation) for o in reads.origins) or not reads.origins:
        return False
    return not any(
        isinstance(key, IrOperation)
        or (isinstance(key, SolidityVariable) and key.name in ("msg.sender", "tx.origin"))
        or key in changed - noted
        for key in keys
    )


def _stays_open(flow: Flow, gate: _Gate, entry: Function) -> bool:
    """Tell whether a call of an entry point writes to a gate only what lets the next through."""
    bodies = flow.reach(entry)
    written = [site.ir for site in flow.writers(gate.place) if site.function in bodies]
    return gate.truth is not None and all(
        isinstance(ir, Assignment)
        and isinstance(ir.rvalue, Constant)
        and ir.rvalue.value is gate.truth
        for ir in written
    )


def _is_passed(flow: Flow, value: Any, stack: Stack) -> bool:
    return all(flow.is_parameter(origin.value) for origin in flow.reads(value, stack).origins)


class _Gate(NamedTuple):
    """A stored place that a condition wants to hold something."""

    place: Place
    keys: frozenset[Any]
    """What it is read under."""
    wanted: bool
    truth: bool | None
    """What it is to hold, where that is a truth value."""


class _Gates:
    """What a condition lets through: one sender, or one call until something changes."""

    def __init__(self, consumer: Consumer) -> None:
        self._flow = consumer.flow

    def __call__(self, value: Any, wanted: bool, stack: Stack) -> Iterator[Fact]:
        operands = value.read if isinstance(value, IrOperation) else [value]
        if isinstance(value, Binary):
            if wanted is (value.type == BinaryType.EQUAL):
                named = named_sender(self._flow, value, stack)
                # Another contract asks for whoever calls it.
                if named is not None and not is_contract(self._flow, named, stack):
                    yield _ONE
            if value.type not in (BinaryType.EQUAL, BinaryType.NOT_EQUAL) and not any(
                self._is_time(operand, stack) for operand in operands
            ):
                return  # a count lets many through
        truth = _truth(value, wanted)
        for operand in operands:
            for read, calls in self._read(operand, stack):
                reads = self._flow.reads(read, calls)
                keys = frozenset(
                    constant_of(origin.value) or origin.value
                    for key, inner in reads.keys
                    for origin in self._flow.reads(key, inner).origins
                )
                for stored in places_of(self._flow, read, calls):
                    yield _Gate(stored, keys, wanted, truth)

    def _is_time(self, value: Any, stack: Stack) -> bool:
        return any(
            isinstance(origin.value, SolidityVariable)
            and origin.value.name in ("block.timestamp", "block.number")
            for read, calls in self._read(value, stack)
            for origin in self._flow.reads(read, calls).origins
        )

    def _read(self, value: Any, stack: Stack, depth: int = 4) -> Iterator[tuple[Any, Stack]]:
        """A value, and what it is computed from."""
        yield value, stack
        for origin in self._flow.reads(value, stack).origins:
            if isinstance(origin.value, Binary) and depth:
                for operand in (origin.value.variable_left, origin.value.variable_right):
                    yield from self._read(operand, stack, depth - 1)


def _truth(value: Any, wanted: bool) -> bool | None:
    """What a condition wants a boolean to be; None of anything else."""
    if isinstance(value, Binary):
        for operand in (value.variable_left, value.variable_right):
            if isinstance(operand, Constant) and isinstance(operand.value, bool):
                return operand.value is (wanted is (value.type == BinaryType.EQUAL))
        return None
    return wanted if str(getattr(value, "type", "")) == "bool" else None


def _starts(consumer: Consumer) -> Any:
    def does(ir: IrOperation, stack: Stack) -> Iterator[Fact]:
        if isinstance(consumer.recognition.operation(ir), Start):
            yield ir

    return does
