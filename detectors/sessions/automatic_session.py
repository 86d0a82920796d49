"""`dtn-automatic-session`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.variables.state_variable import StateVariable
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.variables import Constant, TemporaryVariable

from dtnlint.protocol import Consumer, Request, argument_of

from ..fact_rule import FactRule, claim, place, text_of
from ..rule import Claim


class AutomaticSession(FactRule):
    """A request asks for a session of its own by the ID 0."""

    ARGUMENT = "dtn-automatic-session"
    HELP = "A request leaves it to the network to open a session"
    IMPACT = DetectorClassification.LOW
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 771

    WIKI = "docs/rules/dtn-automatic-session.md"
    WIKI_TITLE = "Request on an automatic session"
    WIKI_DESCRIPTION = """\
The request gets a literal 0 in place of a session's ID. The network's page says that a session
is created automatically then; its contracts revert. Either way the contract never learns an ID
that it could close, so a refund is out of reach."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    function ask(string calldata prompt) external payable {
        _ask(0, prompt); // "the network will open one"
    }
}
```
The request reverts, or opens a session whose ID only the network knows."""
    WIKI_RECOMMENDATION = (
        "Start a session with `startUserSession`, keep its ID, and make requests on that."
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
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Only a 0 that is written as such counts, or a constant that is 0: a variable that may be 0 is
`dtn-unvalidated-session`'s."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every request that a literal 0 reaches."""
        told = set()
        for site, operation in consumer.operations:
            if not isinstance(operation, Request):
                continue
            for way in consumer.ways.to(site.function) or ():
                given = argument_of(operation.ir, operation.session, site, way, consumer.flow)
                if not _is_literal_zero(given.value, consumer):
                    continue
                claimed = claim(
                    consumer,
                    given.function,
                    given.node,
                    given.expression,
                    "the request gets 0 for a session, and its session's ID is never learned",
                    text_of(given.expression),
                    [("the request", place(operation.ir.expression, site.node))],
                )
                if claimed.span not in told:
                    told.add(claimed.span)
                    yield claimed


def _is_literal_zero(value: Any, consumer: Consumer) -> bool:
    found = consumer.flow.sources(value)
    return all(_is_written(variable) for variable in found.variables) and all(
        isinstance(origin.value, Constant) and origin.value.value == 0 for origin in found.origins
    )


def _is_written(variable: Any) -> bool:
    """Tell whether a variable says what stands in the source: a conversion, a constant."""
    if isinstance(variable, StateVariable):
        return bool(variable.is_constant)
    return isinstance(variable, Constant | TemporaryVariable)
