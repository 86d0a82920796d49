"""`dtn-unclosable-session`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Close, Consumer, Escape, Start

from ..fact_rule import FactRule, claim, place
from ..rule import Claim


class UnclosableSession(FactRule):
    """A contract starts sessions and can close none."""

    ARGUMENT = "dtn-unclosable-session"
    HELP = "Sessions are started, and nothing can close them"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 772

    WIKI = "docs/rules/dtn-unclosable-session.md"
    WIKI_TITLE = "Session that nothing can close"
    WIKI_DESCRIPTION = """\
The contract starts sessions, and no function that can be reached from outside ever closes
one. Only the contract that opened a session can close it, so what its requests do not use up
is never refunded. A `closeUserSession` in an internal function that nobody calls does not
help, nor does one in the constructor."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession(); // and how does it end?
    }

    function _close() internal {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
The first deposit is the last: neither its rest nor another session can be had."""
    WIKI_RECOMMENDATION = (
        "Add a function that closes the session, for the owner or for whom it belongs to."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        _close();
    }

    function _close() internal {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Whether each of several kinds of sessions can be closed is not asked: one reachable close is
enough, and one in a function that is kept or handed on as a value counts as reachable. A contract
that runs foreign code by `delegatecall`, or makes calls that its callers make up, might close a
session in this way, and nothing is said of it; neither is of abstract contracts, which others
complete."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """The first start of a contract without a close, the others beside it."""
        if not consumer.is_whole or consumer.escapes & {Escape.CODE, Escape.CALL}:
            return
        starts = []
        for site, operation in consumer.operations:
            if isinstance(operation, Start):
                starts.append((site, operation))
            elif isinstance(operation, Close) and (
                consumer.ways.from_outside(site.function) or consumer.flow.by_value(site.function)
            ):
                return
        for site, operation in starts[:1]:
            yield claim(
                consumer,
                site.function,
                site.node,
                operation.ir.expression,
                "starts a session, and nothing that can be called ever closes one",
                related=[
                    ("another start", place(other.ir.expression, there.node))
                    for there, other in starts[1:]
                ],
            )
