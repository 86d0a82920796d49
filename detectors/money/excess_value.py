"""`dtn-excess-value`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Consumer
from dtnlint.protocol.effects.conduct import Request
from dtnlint.protocol.effects.terms import ZERO, Known, Made, Term, compared, options

from ..conduct_rule import ConductRule, at_effect
from ..rule import Claim


class ExcessValue(ConductRule):
    """More value goes with a request than its callback needs."""

    ARGUMENT = "dtn-excess-value"
    HELP = "More value may go with a request than its callback needs"
    IMPACT = DetectorClassification.LOW
    CONFIDENCE = DetectorClassification.MEDIUM
    CWE = 682

    WIKI = "docs/rules/dtn-excess-value.md"
    WIKI_TITLE = "Value that stays with the router"
    WIKI_DESCRIPTION = """\
The value sent with a request may be more than its `callbackGas`. The router asks for at least that
many wei, keeps all that it gets, and has no function that gives any back. What is sent beyond
buys nothing."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), _callBack(), msg.sender, 300_000
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
Who sends one ether by mistake has paid one ether for 300,000 units of gas."""
    WIKI_RECOMMENDATION = (
        "Send exactly `callbackGas`, require `msg.value` to be that number, or give the rest back."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        require(msg.value == 300_000, "not the price of the callback");
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), _callBack(), msg.sender, 300_000
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
The value counts as bounded where it is the same as `callbackGas`, or where a check on the way
compares the two. Arithmetic between them is not worked out."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every request that may carry more value than its callback needs."""
        told = set()
        for request in consumer.conduct.requests:
            span = request.effect.instruction.span
            if span not in told and _may_exceed(request):
                told.add(span)
                yield at_effect(
                    consumer,
                    request.effect,
                    "the value sent may be more than `callbackGas`, and the router keeps all of it",
                )


def _may_exceed(request: Request) -> bool:
    value, gas = request.effect.value, request.gas
    if value == gas:
        return False
    return any(_exceeds(request, one, other) for one in options(value) for other in options(gas))


def _exceeds(request: Request, value: Term, gas: Term) -> bool:
    if value in (gas, ZERO):
        return False
    if isinstance(value, Known) and isinstance(gas, Known):
        return _number(value) > _number(gas)
    if isinstance(value, Made) and value.operator in ("-", "/", "%"):
        return False
    if isinstance(gas, Made) and value in gas.operands:
        return False
    holds = request.effect.holds
    return not (
        holds.get(compared("==", value, gas)) is True
        or holds.get(compared("==", gas, value)) is True
        or holds.get(Made("<", (gas, value))) is False
        or holds.get(Made("<", (value, gas))) is True
        or any(
            isinstance(gas, Known)
            and isinstance(condition, Made)
            and condition.operator in ("==", "<")
            and value in condition.operands
            and any(isinstance(one, Known) and one != ZERO for one in condition.operands)
            and _bounds(condition, truth, value, gas)
            for condition, truth in holds.items()
        )
    )


def _bounds(condition: Made, truth: bool, value: Term, gas: Known) -> bool:
    """Whether a comparison of the value with a number keeps it at or below another."""
    left, right = condition.operands
    if condition.operator == "==":
        number = right if left == value else left
        return truth and isinstance(number, Known) and _number(number) <= _number(gas)
    if left == value and isinstance(right, Known):
        return truth and _number(right) <= _number(gas) + 1
    return not truth and isinstance(left, Known) and _number(left) <= _number(gas)


def _number(term: Known) -> int:
    return term.value if isinstance(term.value, int) else int.from_bytes(term.value, "big")
