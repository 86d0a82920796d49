"""`dtn-discarded-session`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


class DiscardedSession(VerdictRule):
    """The ID of a session that was started is kept nowhere."""

    ARGUMENT = "dtn-discarded-session"
    HELP = "The ID that startUserSession returns is not kept"
    IMPACT = DetectorClassification.HIGH
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 252
    PROPERTY = Property.KEPT

    WIKI = "docs/rules/dtn-discarded-session.md"
    WIKI_TITLE = "Session ID discarded"
    WIKI_DESCRIPTION = """\
The ID that `startUserSession` returns is ignored, or reaches only a local variable that is
neither stored, closed, returned nor passed on before the transaction ends. The deposit
belongs to a session that nobody can name: it can be neither used nor closed."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        _deposit(amount);
        uint256 sessionId = ai.startUserSession(); // a local of the same name
        require(sessionId != 0, "no session");
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
The local shadows the state variable, and the ID is gone when `open` returns."""
    WIKI_RECOMMENDATION = "Store the ID, or close the session in the transaction that opened it."
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
An ID that is returned, emitted or passed on to another contract counts as kept, whatever becomes
of it there."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one start."""
        return f"the ID that {verdict.subject} returns is not kept"
