"""`dtn-session-overwrite`."""

from __future__ import annotations

from slither.core.cfg.node import Node
from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict
from dtnlint.protocol import protocol_of

from ..verdict_rule import VerdictRule
from .swallowed_session_error import swallowed


class SessionOverwrite(VerdictRule):
    """The only copy of a live session's ID may be overwritten, zeroed or deleted."""

    ARGUMENT = "dtn-session-overwrite"
    HELP = "The only copy of a live session's ID may be overwritten"
    IMPACT = DetectorClassification.HIGH
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 772
    PROPERTY = Property.NOT_LOST

    WIKI = "docs/rules/dtn-session-overwrite.md"
    WIKI_TITLE = "Live session overwritten"
    WIKI_DESCRIPTION = """\
A cell that may hold the only copy of a live session's ID is overwritten, zeroed or deleted
in a transaction that does not close the session. Nothing lists a contract's sessions on
chain for it: without the ID it can neither use nor close the session, and what was
deposited for it is lost."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        _deposit(amount);
        sessionId = ai.startUserSession(); // what if one is open?
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
The second `open` drops the first session with all that it had left."""
    WIKI_RECOMMENDATION = (
        "Close the session first, or refuse while one is open: `require(sessionId == 0)`."
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
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
An ID that was returned, emitted or given to another contract counts as known elsewhere, and is
not lost. An ID that is lost because a close failed, and a `catch` went on as if it had not, is
`dtn-swallowed-session-error`'s to tell. Where assembly writes storage, or a bound of the analysis
is hit, the answer is *unknown*, and nothing is reported."""

    def is_told(self, verdict: Verdict) -> bool:
        """Whether it is no consequence of a failure of which another rule speaks."""
        consumer = protocol_of(self.compilation_unit).consumer(verdict.contract)
        emptied = (
            {one for ir in verdict.element.irs for one in consumer.flow.written(ir)}
            if isinstance(verdict.element, Node)
            else set()
        )
        return not any(
            emptied & cells and site.function in consumer.flow.reach(verdict.function)
            for site, _, cells, _ in swallowed(consumer)
        )

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one write."""
        return f"`{verdict.operation_name}` may drop the only copy of a live session's ID"
