"""`dtn-unchecked-fee-amount`."""

from __future__ import annotations

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.lifecycle.verdicts import Property, Verdict

from ..verdict_rule import VerdictRule


class UncheckedFeeAmount(VerdictRule):
    """A deposit before a start may be of nothing."""

    ARGUMENT = "dtn-unchecked-fee-amount"
    HELP = "The amount of a deposit may be 0"
    IMPACT = DetectorClassification.LOW
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 1284
    PROPERTY = Property.AMOUNT_CHECKED

    WIKI = "docs/rules/dtn-unchecked-fee-amount.md"
    WIKI_TITLE = "Deposit of an unchecked amount"
    WIKI_DESCRIPTION = """\
The amount deposited before a session is started may be 0: it comes from a caller or a balance,
and nothing on the path compares it with anything. A transfer of 0 succeeds, so the start that
follows runs without a deposit: it reverts with a message that says nothing of the cause, or
takes what somebody else has sent."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        IERC20 token = IERC20(ai.feeToken());
        token.safeTransfer(ai.feeTarget(), token.balanceOf(address(this))); // of nothing?
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
With an empty purse, `open` deposits nothing and starts a session on it."""
    WIKI_RECOMMENDATION = (
        "Compare the amount with what a session costs, or at least with 0, before it is deposited."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        IERC20 token = IERC20(ai.feeToken());
        uint256 amount = token.balanceOf(address(this));
        require(amount > 0, "an empty purse");
        token.safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Any comparison of the amount on the path counts as a check, whatever it is compared with."""

    def sentence(self, verdict: Verdict) -> str:
        """What is wrong at one deposit."""
        return f"`{verdict.operation_name}` may deposit nothing: no check excludes an amount of 0"
