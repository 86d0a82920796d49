"""`dtn-unclaimed-deposit`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


class UnclaimedDeposit(VerdictRule):
    """A deposit may be made that no start claims in its transaction."""

    ARGUMENT = "dtn-unclaimed-deposit"
    HELP = "A deposit may be left for anyone to take"
    IMPACT = DetectorClassification.HIGH
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 362
    PROPERTY = Property.CLAIMED

    WIKI = "docs/rules/dtn-unclaimed-deposit.md"
    WIKI_TITLE = "Deposit left unclaimed"
    WIKI_DESCRIPTION = """\
On some path, fee tokens go to `feeTarget()` and no session is started after them in the same
transaction. The network keeps no record of who paid: the next session that anyone starts, in
any contract, gets the money."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    function topUp(uint256 amount) external {
        require(amount > 0, "nothing to deposit");
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransferFrom(msg.sender, ai.feeTarget(), amount); // for the open session?
    }

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
}
```
What `topUp` pays is not added to the open session: whoever starts the next session has it."""
    WIKI_RECOMMENDATION = (
        "Start the session in the transaction that deposits; to add money, close the session "
        "and start one on everything."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    function topUp(uint256 amount) external {
        require(amount > 0, "nothing to deposit");
        require(sessionId == 0, "close the session first");
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransferFrom(msg.sender, ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
A start that fails and is caught counts as no start. Tokens that reach the target by other ways
than `transfer`, `transferFrom`, `SafeERC20` or a call that encodes one of these are not seen."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one deposit."""
        return f"`{verdict.operation_name}` may deposit without a start that claims it"
