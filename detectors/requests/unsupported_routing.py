"""`dtn-unsupported-routing`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.core.variables.local_variable import LocalVariable
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import InitArray, NewArray

from dtnlint.protocol import Consumer, Request, Way, argument_of
from dtnlint.protocol.fields import Part, field_of, sources_of
from dtnlint.protocol.flow import Site, structure_of
from dtnlint.protocol.interface import routing_shape

from ..fact_rule import FactRule, claim, place, text_of
from ..rule import Claim


class UnsupportedRouting(FactRule):
    """A request is routed in a way that never completes."""

    ARGUMENT = "dtn-unsupported-routing"
    HELP = "A request's routing never completes"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 475

    WIKI = "docs/rules/dtn-unsupported-routing.md"
    WIKI_TITLE = "Routing that the network does not support"
    WIKI_DESCRIPTION = """\
The routing of a request asks for what the network does not do: an aggregation other than `ANY`,
or a redundancy over 1, for which no answer is ever complete; or it names neither nodes nor
namespaces, so that nobody may answer. The request is accepted, and its callback never comes."""
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
        IDtnAi.DtnRouting memory routing = _routing();
        routing.redundancy = 3; // better safe than sorry?
        ai.request{value: msg.value}(
            sessionId, MODEL, routing, _prompt(prompt), _callBack(), msg.sender, msg.value
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
The first answer is paid for, and the second and third never bring the callback about."""
    WIKI_RECOMMENDATION = (
        "Use `DtnDefaults`, or `AggregationType.ANY` with a redundancy of 1 and at least one node "
        "or namespace."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt, bytes32 node) external payable onlyOwner {
        require(sessionId != 0, "no session");
        IDtnAi.DtnRouting memory routing;
        routing.trustedNodeIds = DtnDefaults.singleArray(node);
        routing.redundancy = 1;
        routing.confidenceLevel = 8;
        routing.aggregationType = IDtnAi.AggregationType.ANY;
        ai.request{value: msg.value}(
            sessionId, MODEL, routing, _prompt(prompt), _callBack(), msg.sender, msg.value
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Only what the code fixes counts: a routing that callers or owners give is not looked at, and
neither is a list of nodes in storage that may be empty."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every request with such a routing, on some way to it."""
        told = set()
        for site, operation in consumer.operations:
            if not isinstance(operation, Request):
                continue
            for way in consumer.ways.to(site.function) or ():
                reasons = list(_reasons(consumer, site, operation, way))
                if not reasons:
                    continue
                given = argument_of(operation.ir, operation.routing, site, way, consumer.flow)
                found = claim(
                    consumer,
                    given.function,
                    given.node,
                    given.expression,
                    f"the request's routing {' and '.join(reasons)}: no answer ever completes it",
                    text_of(given.expression),
                    [("the request", place(operation.ir.expression, site.node))],
                )
                if found.span not in told:
                    told.add(found.span)
                    yield found


def _reasons(consumer: Consumer, site: Site, request: Request, way: Way) -> Iterator[str]:
    """What of a routing the network does not do."""
    structure = structure_of(request.routing)
    shape = routing_shape(structure) if structure is not None else None
    if shape is None:
        return

    def part(name: str) -> Part:
        return field_of(consumer.flow, request.routing, name, site.node, way.seen)

    aggregation, redundancy = part(shape.aggregation), part(shape.redundancy)
    known = consumer.numbers.of(aggregation.value, aggregation.path, aggregation.calls)
    if any(number not in (None, shape.any) for number in known):
        yield "wants another aggregation than `ANY`"
    known = consumer.numbers.of(redundancy.value, redundancy.path, redundancy.calls)
    if any(number is not None and number > 1 for number in known):
        yield "wants several answers"
    if all(_is_empty(consumer, part(name)) for name in shape.answerers):
        yield "names nobody who may answer"


def _is_empty(consumer: Consumer, part: Part, depth: int = 4) -> bool:
    """Tell whether a list has no element, whatever happens."""
    found = sources_of(consumer.flow, part)
    if not depth or not found.origins:
        return False
    for origin in found.origins:
        value = origin.value
        if isinstance(value, InitArray) and len(value.init_values) == 1:
            if not _is_empty(consumer, Part(value.init_values[0], (), part.calls), depth - 1):
                return False
        elif isinstance(value, NewArray):
            if consumer.numbers.only(value.arguments[0], (), part.calls) != 0:
                return False
        elif (
            not isinstance(value, LocalVariable)
            or consumer.flow.in_storage(value)
            or consumer.flow.is_parameter(value)
        ):
            return False
    return True
