"""`dtn-close-in-flight`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


class CloseInFlight(VerdictRule):
    """A session may be closed while one of its requests waits for an answer."""

    ARGUMENT = "dtn-close-in-flight"
    HELP = "A session may be closed before its requests are answered"
    IMPACT = DetectorClassification.INFORMATIONAL
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 826
    PROPERTY = Property.ORDERED

    WIKI = "docs/rules/dtn-close-in-flight.md"
    WIKI_TITLE = "Close before the answers"
    WIKI_DESCRIPTION = """\
A session may be closed while requests that were made on it are not yet answered. The network
charges a session when the answer comes: if it was closed meanwhile, answering reverts, the
callback never runs, and whoever asked waits for ever."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
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
        ai.closeUserSession(sessionId); // what was just asked is lost
        sessionId = 0;
    }
}
```
Between `ask` and its answer, `close` strands the request."""
    WIKI_RECOMMENDATION = (
        "Count requests when they are made and answered, and close only when none is left; or "
        "say in the contract what becomes of them."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;
    uint256 public awaited;
    mapping(bytes32 => bool) public asked;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        awaited++;
        asked[_ask(sessionId, prompt)] = true;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(asked[requestId], "not our request");
        awaited--;
        _keepAnswer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        require(asked[requestId], "not our request");
        awaited--;
        failed[requestId] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0 && awaited == 0, "not now");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Whether a counter of open requests is 0 exactly when none is open is not followed through every
way of counting. A close that is meant to give up on answers is found too: the finding only
informs."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one close."""
        return f"{verdict.operation_name} may run while a request on the session is unanswered"
