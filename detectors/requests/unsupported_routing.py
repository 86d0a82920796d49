"""`dtn-unsupported-routing`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.core.variables.local_variable import LocalVariable
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import InitArray, NewArray

from dtnlint.protocol import Consumer, Request, Way, argument_of
from dtnlint.protocol.effects.conduct import Request as Asked
from dtnlint.protocol.effects.spending import chosen, may_exceed
from dtnlint.protocol.effects.spending import field_of as field_of_term
from dtnlint.protocol.effects.terms import (
    ZERO,
    Made,
    Structure,
    Term,
    options,
    within,
)
from dtnlint.protocol.fields import Part, field_of, sources_of
from dtnlint.protocol.flow import Site, structure_of
from dtnlint.protocol.interface import routing_shape

from ..conduct_rule import at_effect
from ..fact_rule import FactRule, claim, place, text_of
from ..rule import Claim

_RAISING = ("+", "+~", "*", "*~", "cut")
"""Operators that leave a number a caller's."""
_ANSWERERS = ("trustNamespaceIds", "trustedNodeIds")


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
        _charge();
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
Of a routing that the code does not fix, only what anybody may choose counts, where the request
names it: a number of answers, or a list of nodes, which nothing on the way compares or looks up.
What authority gives is not looked at, and neither is a list of nodes in storage that may be
empty."""

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
        for found in _chosen_by_callers(consumer):
            if found.span not in told:
                told.add(found.span)
                yield found


def _chosen_by_callers(consumer: Consumer) -> Iterator[Claim]:
    """Every request whose routing anybody may choose so that it never completes."""
    conduct = consumer.conduct
    for request in conduct.requests:
        if not conduct.is_open(request.effect):
            continue
        reasons = []
        if _may_be_over(request, "aggregationType", 0):
            reasons.append("the aggregation")
        if _may_be_over(request, "redundancy", 1):
            reasons.append("how many answers the request wants")
        if _may_be_nobody(request):
            reasons.append("who may answer")
        if reasons:
            yield at_effect(
                consumer,
                request.effect,
                f"anyone chooses {' and '.join(reasons)}, and may choose so that no answer ever "
                "completes it",
                "routing",
                [("the request", request.effect)],
                from_entry=True,
            )


def _may_be_over(request: Asked, name: str, most: int) -> bool:
    """Whether a field that a caller gives may be over a number."""
    for one in options(field_of_term(request.routing, name)):
        given = chosen(request.run, one)
        if (
            given
            and (not isinstance(one, Made) or one.operator in _RAISING)
            and all(may_exceed(request.effect, part, most) for part in (one, *given))
        ):
            return True
    return False


def _may_be_nobody(request: Asked) -> bool:
    """Whether a caller's list of nodes may be empty where no other names anybody."""
    lists = [_source(field_of_term(request.routing, name)) for name in _ANSWERERS]
    given = [one for one in lists if one in request.run.parameters]
    return (
        bool(given)
        and all(one in given or _holds_nobody(one) for one in lists)
        and all(
            one not in set(within(condition)) for one in given for condition in request.effect.holds
        )
    )


def _source(term: Term) -> Term:
    """What a list is a copy of."""
    if isinstance(term, Structure) and not term.parts and term.rest is not None:
        return term.rest
    return term


def _holds_nobody(term: Term) -> bool:
    return term == ZERO or (
        isinstance(term, Structure) and term.rest is None and dict(term.parts) == {"length": ZERO}
    )


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
