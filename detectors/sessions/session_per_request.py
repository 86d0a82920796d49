"""`dtn-session-per-request`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.cfg.node import Node
from slither.core.declarations import Function
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import Operation as IrOperation

from dtnlint.protocol import Close, Consumer, Request, Start, Way
from dtnlint.protocol.conditions import Conditions, Fact
from dtnlint.protocol.flow import Site, Stack
from dtnlint.protocol.latches import once_only

from ..fact_rule import FactRule, claim, place
from ..rule import Claim


class SessionPerRequest(FactRule):
    """A session is started, or closed, for each single request."""

    ARGUMENT = "dtn-session-per-request"
    HELP = "A session is started or closed for each single request"
    IMPACT = DetectorClassification.OPTIMIZATION
    CONFIDENCE = DetectorClassification.MEDIUM
    CWE = 400

    WIKI = "docs/rules/dtn-session-per-request.md"
    WIKI_TITLE = "A session for each request"
    WIKI_DESCRIPTION = """\
Each call of a function starts a session for its own request in place of using one that is
open; or a start or a close stands in a loop over requests. A session serves any number of
requests: every start costs a deposit, a transfer and the gas of both, and each session has to
be closed to get its rest back."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    mapping(bytes32 => uint256) public sessionOf;

    function ask(string calldata prompt, uint256 amount) external payable {
        _deposit(amount);
        uint256 id = ai.startUserSession(); // for this one request
        sessionOf[_ask(id, prompt)] = id;
    }

    function close(bytes32 requestId) external onlyOwner {
        uint256 id = sessionOf[requestId];
        require(id != 0, "no session");
        sessionOf[requestId] = 0;
        ai.closeUserSession(id);
    }
}
```
A hundred questions open a hundred sessions, and the owner has a hundred to close."""
    WIKI_RECOMMENDATION = (
        "Keep a session open, start one only where none is, and make all requests on it."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;

    function ask(string calldata prompt, uint256 amount) external payable {
        if (sessionId == 0) {
            _deposit(amount);
            sessionId = ai.startUserSession();
        }
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
A heuristic. A start on whose session another function makes requests too is taken for the first
of many. Whether separate sessions are wanted, to keep accounts apart, only their author knows."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every start, and every close in a loop, that each request has for itself."""
        started = Conditions(consumer.flow, lambda value, wanted, stack: (), _starts(consumer))
        told: set[IrOperation] = set()
        for site, request in _of(consumer, Request):
            for way in _ordinary(consumer, site.function):
                known = started.before(site.node, way.calls)
                if known is None:
                    continue
                known |= _earlier(consumer, request.ir)
                fed = consumer.flow.sources(request.session, stack=way.calls).operations
                for there, start in _of(consumer, Start):
                    if (
                        start.ir not in told
                        and start.ir in fed
                        and start.ir in known
                        and not _is_reused(consumer, started, start, way.entry)
                    ):
                        told.add(start.ir)
                        yield claim(
                            consumer,
                            there.function,
                            there.node,
                            start.ir.expression,
                            f"each call of {way.entry.name} starts a session for its own request",
                            related=[("the request", place(request.ir.expression, site.node))],
                        )
                for there, close in _of(consumer, Close):
                    if close.ir not in told and _share_a_loop(consumer, way, site, there):
                        told.add(close.ir)
                        yield claim(
                            consumer,
                            there.function,
                            there.node,
                            close.ir.expression,
                            "a loop over requests closes a session in each turn",
                            related=[("the request", place(request.ir.expression, site.node))],
                        )


def _of(consumer: Consumer, kind: type[Any]) -> Iterator[tuple[Site, Any]]:
    for site, operation in consumer.operations:
        if isinstance(operation, kind):
            yield site, operation


def _ordinary(consumer: Consumer, function: Function) -> Iterator[Way]:
    """The ways that a transaction can take more than once."""
    once = once_only(consumer.flow)
    return (way for way in consumer.ways.from_outside(function) if way.entry not in once)


def _starts(consumer: Consumer) -> Any:
    def does(ir: IrOperation, stack: Stack) -> Iterator[Fact]:
        if isinstance(consumer.recognition.operation(ir), Start):
            yield ir

    return does


def _earlier(consumer: Consumer, request: IrOperation) -> frozenset[Fact]:
    """Starts in the statement that makes the request."""
    irs = request.node.irs
    return frozenset(
        ir
        for ir in irs[: irs.index(request)]
        if isinstance(consumer.recognition.operation(ir), Start)
    )


def _is_reused(consumer: Consumer, started: Conditions, start: Start, entry: Function) -> bool:
    """Tell whether another call makes requests on the session that was started."""
    for site, request in _of(consumer, Request):
        for way in _ordinary(consumer, site.function):
            known = started.before(site.node, way.calls)
            if way.entry is not entry and known is not None and start.ir not in known:
                fed = consumer.flow.sources(request.session, stack=way.calls).operations
                if start.ir in fed:
                    return True
    return False


def _share_a_loop(consumer: Consumer, way: Way, request: Site, close: Site) -> bool:
    """Tell whether each turn of some loop makes the request and the close."""
    for other in consumer.ways.from_outside(close.function):
        if other.entry is not way.entry:
            continue
        for one, two in zip((*way.nodes, request.node), (*other.nodes, close.node), strict=False):
            if one is not two:
                return _in_one_loop(one, two)
    return False


def _in_one_loop(one: Node, two: Node) -> bool:
    return (
        one.function is two.function
        and (one in two.dominators or two in one.dominators)
        and _leads(one, two)
        and _leads(two, one)
    )


def _leads(source: Node, target: Node) -> bool:
    seen: set[Node] = set()
    pending = list(source.sons)
    while pending:
        node = pending.pop()
        if node is target:
            return True
        if node not in seen:
            seen.add(node)
            pending += node.sons
    return False
