"""`dtn-unreset-session`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


class UnresetSession(VerdictRule):
    """A transaction may end with a closed ID in storage and no record of the closure."""

    ARGUMENT = "dtn-unreset-session"
    HELP = "A stored cell keeps the ID of a closed session"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 459
    PROPERTY = Property.RESET

    WIKI = "docs/rules/dtn-unreset-session.md"
    WIKI_TITLE = "Session ID not reset after a close"
    WIKI_DESCRIPTION = """\
A transaction may end with a stored cell that still holds the ID of a session it closed, and
nothing on its path records that: the cell was neither cleared nor given another ID, and no
variable changed that a check around a session operation reads (a flag, a phase, a time).
Every later check of the cell then takes the dead session for a live one."""
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
        // sessionId keeps the closed ID
    }
}
```
Whatever asks `sessionId != 0` from now on is told that a session is open."""
    WIKI_RECOMMENDATION = (
        "Reset the cell in the transaction that closes: `sessionId = 0;` or `delete sessionId;`."
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
Any variable that a check around a session operation reads counts as a record, if the path
changes it. A closed ID that is kept as history, where nothing takes it for a session, is
reported too."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one operation."""
        return f"{verdict.operation_name} leaves the closed ID in storage, and nothing records it"
