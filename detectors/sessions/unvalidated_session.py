"""`dtn-unvalidated-session`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


class UnvalidatedSession(VerdictRule):
    """A session ID that may be empty reaches a request or a close."""

    ARGUMENT = "dtn-unvalidated-session"
    HELP = "A request or a close may get an empty session ID"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 754
    PROPERTY = Property.VALIDATED

    WIKI = "docs/rules/dtn-unvalidated-session.md"
    WIKI_TITLE = "Session ID that may be empty"
    WIKI_DESCRIPTION = """\
The ID given to `request` or `closeUserSession` may be 0, and no check on the path excludes
it. 0 is never a session: a close of it always reverts. The network's contracts revert a
request on 0 too; where it is accepted, it opens a session whose ID the contract never
learns, and the refund of which is out of reach.

Checks are followed through modifiers, helpers, early returns, flags and phases. A literal
0 is `dtn-automatic-session`'s."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        ai.closeUserSession(sessionId); // nobody may have opened a session yet
        sessionId = 0;
    }
}
```
Called before a session is open, or twice, `close` reverts with a message of the network's
that says nothing of the cause."""
    WIKI_RECOMMENDATION = (
        "Check the ID first: `require(sessionId != 0)`, or return early when it is 0."
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
An ID that another contract or a caller gives may be 0 as well, unless it is compared with
something. Where assembly writes storage, or a bound of the analysis is hit, the answer is
*unknown*, and nothing is reported."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one operation."""
        return f"{verdict.operation_name} may get an empty ID: nothing checks {verdict.subject}"
