"""`dtn-ai-swap`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


class AiSwap(VerdictRule):
    """The router may be changed while a session is live."""

    ARGUMENT = "dtn-ai-swap"
    HELP = "The router can be changed while a session may be live"
    IMPACT = DetectorClassification.LOW
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 666
    PROPERTY = Property.STEADY_ROUTER

    WIKI = "docs/rules/dtn-ai-swap.md"
    WIKI_TITLE = "Router changed under a live session"
    WIKI_DESCRIPTION = """\
The router can be set to another one while a session of the old one may be live. The session's
ID means nothing to the new router, or means somebody else's session; and the old one, with what
is left of the deposit, can no longer be closed. Answers from the old router are refused."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function setRouter(address router) external onlyOwner {
        setAi(router); // and the session?
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
After `setRouter`, `close` asks the new router to close a session that it does not know."""
    WIKI_RECOMMENDATION = (
        "Close the session first, or refuse to change the router while one is open."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function setRouter(address router) external onlyOwner {
        require(sessionId == 0, "close the session first");
        setAi(router);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Whether the new router is the same as the old one is not known. A contract that keeps one
session for each of many users can hardly show that none is live; who may change the router is
asked by `dtn-unprotected-set-ai`."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one change."""
        return f"`{verdict.operation_name}` may change the router while a session is live"
