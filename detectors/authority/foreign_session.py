"""`dtn-foreign-session`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


class ForeignSession(VerdictRule):
    """A caller names the session to be used or closed, and nothing ties it to the caller."""

    ARGUMENT = "dtn-foreign-session"
    HELP = "Callers can use or close any session by its ID"
    IMPACT = DetectorClassification.HIGH
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 639
    PROPERTY = Property.OWNED

    WIKI = "docs/rules/dtn-foreign-session.md"
    WIKI_TITLE = "Session of the caller's choice"
    WIKI_DESCRIPTION = """\
The ID given to `request` or `closeUserSession` is one that the caller passed, and no check on
the path ties it to the caller or to somebody with authority. To the network, every session that
the contract opened is the contract's own: anyone can spend the deposit of any of its users, or
close their sessions."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    mapping(address => uint256) public sessionOf;

    function open(uint256 amount) external {
        require(sessionOf[msg.sender] == 0, "already open");
        _deposit(amount);
        sessionOf[msg.sender] = ai.startUserSession();
    }

    function ask(uint256 id, string calldata prompt) external payable {
        require(id != 0, "no session");
        _ask(id, prompt); // whose session is it?
    }

    function close() external {
        uint256 id = sessionOf[msg.sender];
        require(id != 0, "no session");
        sessionOf[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}
```
IDs are counted up from 1: anyone finds one that somebody else has paid for."""
    WIKI_RECOMMENDATION = (
        "Look the ID up under the caller, or compare the owner that is recorded for it with "
        "`msg.sender`."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    mapping(address => uint256) public sessionOf;

    function open(uint256 amount) external {
        require(sessionOf[msg.sender] == 0, "already open");
        _deposit(amount);
        sessionOf[msg.sender] = ai.startUserSession();
    }

    function ask(uint256 id, string calldata prompt) external payable {
        require(id != 0 && id == sessionOf[msg.sender], "not yours");
        _ask(id, prompt);
    }

    function close() external {
        uint256 id = sessionOf[msg.sender];
        require(id != 0, "no session");
        sessionOf[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}"""
    LIMITS = """\
Any check on the path that compares the sender with something that the sender cannot choose
counts as a tie, even where it is about another session."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one operation."""
        return f"{verdict.operation_name} takes an ID that the caller gives and nothing ties to it"
