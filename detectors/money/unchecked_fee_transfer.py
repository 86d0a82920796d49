"""`dtn-unchecked-fee-transfer`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Consumer, Deposit

from ..fact_rule import FactRule, claim, text_of
from ..rule import Claim


class UncheckedFeeTransfer(FactRule):
    """Nothing checks whether fee tokens reached the fee target."""

    ARGUMENT = "dtn-unchecked-fee-transfer"
    HELP = "Nothing checks whether a deposit was paid"
    IMPACT = DetectorClassification.HIGH
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 252

    WIKI = "docs/rules/dtn-unchecked-fee-transfer.md"
    WIKI_TITLE = "Fee transfer unchecked"
    WIKI_DESCRIPTION = """\
Fee tokens are moved to the network's fee target by `transfer`, `transferFrom` or a low-level
call, and nothing acts on the result: it is dropped, only kept, only emitted, or returned to a
caller that ignores it. A token may answer `false` instead of reverting, and a low-level call
never reverts by itself. The session then starts without a deposit: the start reverts, or
takes money that somebody else has sent.

The fee token is USDT on most chains, whose `transfer` returns nothing on Ethereum: there a
plain `IERC20.transfer` reverts. `SafeERC20` covers both."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        IERC20(ai.feeToken()).transfer(ai.feeTarget(), amount); // false is ignored
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
With an empty purse and a token that answers `false`, `open` goes on to start a session that
nobody has paid for."""
    WIKI_RECOMMENDATION = (
        "Use `SafeERC20.safeTransfer` or `safeTransferFrom`, or revert when the result is false."
    )

    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    using SafeERC20 for IERC20;

    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0 && amount > 0, "not now");
        IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
A result that is given to another contract counts as checked, for what is done with it there
cannot be seen; so does one that is kept in storage and looked at by another function. A library
that moves tokens by a low-level call and checks it is trusted, as SafeERC20 is."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every deposit with a way on which nothing acts on its result."""
        for site, operation in consumer.operations:
            if not isinstance(operation, Deposit) or not operation.can_fail_silently:
                continue
            for way in consumer.ways.to(site.function) or ():
                here = consumer.recognition.operation(operation.ir, way.seen)
                if not isinstance(here, Deposit):
                    continue
                result = here.result or getattr(operation.ir, "lvalue", None)
                if result is None or not consumer.outcomes.is_acted_on(result, site, way.calls):
                    expression = operation.ir.expression
                    yield claim(
                        consumer,
                        site.function,
                        site.node,
                        expression,
                        f"nothing checks whether `{text_of(expression)}` paid the deposit",
                        text_of(expression),
                    )
                    break
