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
contract Shop is WithDtnAi {
    uint256 public sessionId;

    function open() external onlyOwner {
        _deposit();
        sessionId = ai.startUserSession(); // what if one is open?
    }
}
```
The second `open` drops the first session with all that it had left."""
    WIKI_RECOMMENDATION = (
        "Close the session first, or refuse while one is open: `require(sessionId == 0)`."
    )

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one write."""
        return f"`{verdict.operation_name}` may drop the only copy of a live session's ID"
