"""`dtn-double-close`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


class DoubleClose(VerdictRule):
    """A session that may be closed already is closed."""

    ARGUMENT = "dtn-double-close"
    HELP = "A session may be closed twice"
    IMPACT = DetectorClassification.HIGH
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 675
    PROPERTY = Property.NOT_CLOSED_TWICE

    WIKI = "docs/rules/dtn-double-close.md"
    WIKI_TITLE = "Session closed twice"
    WIKI_DESCRIPTION = """\
The ID given to `closeUserSession` may already be closed: in the same transaction, in an
earlier one, or in an earlier turn of a loop. The second close reverts ("Session already
closed"), and with it everything else that the transaction does: a restart that closes first
can then never start again, and the deposits it was to make stay where they are."""
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
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
    }

    function restart(uint256 amount) external onlyOwner {
        if (sessionId != 0) ai.closeUserSession(sessionId); // reverts after close()
        _deposit(amount);
        sessionId = ai.startUserSession();
    }
}
```
Once `close` was called, `restart` reverts for ever, and `open` refuses: the contract has lost
its way to a session."""
    WIKI_RECOMMENDATION = (
        "Set the ID to 0 where the session is closed, before anything else can run."
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

    function restart(uint256 amount) external onlyOwner {
        if (sessionId != 0) ai.closeUserSession(sessionId);
        _deposit(amount);
        sessionId = ai.startUserSession();
    }
}"""
    LIMITS = """\
A loop that closes each of many sessions once is followed by its keys; where the keys come from
outside, they may repeat. Where assembly writes storage, or a bound of the analysis is hit, the
answer is *unknown*, and nothing is reported."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one operation."""
        return f"{verdict.operation_name} may close a session that is already closed"
