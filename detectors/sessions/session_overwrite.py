"""`dtn-session-overwrite`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


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
not lost. Where assembly writes storage, or a bound of the analysis is hit, the answer is
*unknown*, and nothing is reported."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one write."""
        return f"`{verdict.operation_name}` may drop the only copy of a live session's ID"
