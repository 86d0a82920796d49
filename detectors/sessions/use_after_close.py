"""`dtn-use-after-close`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


class UseAfterClose(VerdictRule):
    """A request is made on a session that may be closed."""

    ARGUMENT = "dtn-use-after-close"
    HELP = "A request may be made on a closed session"
    IMPACT = DetectorClassification.HIGH
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 672
    PROPERTY = Property.NOT_USED_AFTER_CLOSE

    WIKI = "docs/rules/dtn-use-after-close.md"
    WIKI_TITLE = "Request on a closed session"
    WIKI_DESCRIPTION = """\
The ID given to `request` may be one that was given to `closeUserSession` before, in the
same transaction or an earlier one. The network deletes a session when it closes it, so the
request reverts, and goes on to revert until the contract gets a new ID: a consumer whose
only way to a new session leads through such a request is stuck."""
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

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session"); // still holds the closed ID
        _ask(sessionId, prompt);
    }
}
```
After `close`, every `ask` reverts: the check passes, since the ID was not reset."""
    WIKI_RECOMMENDATION = (
        "Set the ID to 0 where the session is closed, and check it before each request."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Sessions at different keys of one mapping are told apart where the keys are. Where assembly
writes storage, or a bound of the analysis is hit, the answer is *unknown*, and nothing is
reported."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one operation."""
        return f"{verdict.operation_name} may use a session that is closed"
