"""`dtn-unfunded-session`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


class UnfundedSession(VerdictRule):
    """A session may be started without a deposit."""

    ARGUMENT = "dtn-unfunded-session"
    HELP = "A session may be started without a deposit"
    IMPACT = DetectorClassification.HIGH
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 841
    PROPERTY = Property.FUNDED

    WIKI = "docs/rules/dtn-unfunded-session.md"
    WIKI_TITLE = "Session without a deposit"
    WIKI_DESCRIPTION = """\
On some path, `startUserSession` runs in a transaction in which no fee tokens went to
`feeTarget()` before it. The network credits to a new session what has arrived since it last
looked: with nothing there, the start reverts; with somebody else's deposit there, the session
takes it. A deposit in an earlier transaction does not help: whoever starts a session in between
owns it."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        if (amount > 0) _deposit(amount); // and otherwise?
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
With an amount of 0, `open` reverts, unless a deposit of somebody's has just arrived, which it
then takes."""
    WIKI_RECOMMENDATION = (
        "Deposit in the transaction that starts the session, before the start and on every path"
        " to it."
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
A call of another contract before the start may have deposited: then it is not known
whether the start is funded, and nothing is said; nor is it where nothing looks whether the deposit
was paid, which is [`dtn-unchecked-fee-transfer`](dtn-unchecked-fee-transfer.md)'s. Whether the
amount is enough is not judged."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one start."""
        return f"{verdict.operation_name} may start a session that no deposit has paid for"
