"""`dtn-unprotected-session-control`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


class UnprotectedSessionControl(VerdictRule):
    """Anyone can make the contract close a session that is not the caller's own."""

    ARGUMENT = "dtn-unprotected-session-control"
    HELP = "Anyone can close or restart a session"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 862
    PROPERTY = Property.CONTROLLED

    WIKI = "docs/rules/dtn-unprotected-session-control.md"
    WIKI_TITLE = "Session control open to anyone"
    WIKI_DESCRIPTION = """\
Anyone can make the contract close, or close and restart, a session that is not the caller's
own. A close strands every request that waits for an answer: the answers revert, the callbacks
never run, and what the requests cost is not refunded. Starting a session where none is open is
fine."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function close() external {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); // whoever calls
        sessionId = 0;
    }
}
```
One call of `close`, in the block after a request, and nobody gets an answer."""
    WIKI_RECOMMENDATION = (
        "Let only the owner, a role, or whoever the session belongs to close or restart it."
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
Any check on the path that compares the sender with something that the sender cannot choose
counts as protection. Conditions on time or on counts do not."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one close."""
        return f"{verdict.operation_name} closes the session for whoever calls"
