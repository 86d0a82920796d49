"""`dtn-callback-signature`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Aim, Consumer, Naming
from dtnlint.protocol.dispatch import entry_points, linearization
from dtnlint.protocol.interface import selector

from ..fact_rule import FactRule, claim, header, text_of
from ..rule import Claim


class CallbackSignature(FactRule):
    """A selector in a `CallBack` is no function's that the router can call."""

    ARGUMENT = "dtn-callback-signature"
    HELP = "A callback's selector fits no function for the router"
    IMPACT = DetectorClassification.HIGH
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 628

    WIKI = "docs/rules/dtn-callback-signature.md"
    WIKI_TITLE = "Callback of another shape"
    WIKI_DESCRIPTION = """\
A selector in a `CallBack` that is aimed at this contract is no external function's that takes
exactly one `bytes32`. The router calls it with the request's ID and nothing else: where there is
no such function, or it wants other arguments, the call fails, the router only emits an event, and
the answer is lost without a trace in the contract."""
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
        _charge();
        IDtnAi.CallBack memory back =
            IDtnAi.CallBack(this.answered.selector, this.onFailure.selector, address(this));
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), back, msg.sender, msg.value
        );
    }

    function answered(bytes32 requestId, string calldata answer) external onlyDtn {
        answers[requestId] = answer;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
The router passes no answer: its call of `answered` cannot be decoded, and reverts."""
    WIKI_RECOMMENDATION = (
        "Name functions of the form `function name(bytes32 requestId) external`, and fetch the "
        "answer in them with `fetchResponse`."
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
        _charge();
        IDtnAi.CallBack memory back =
            IDtnAi.CallBack(this.answered.selector, this.onFailure.selector, address(this));
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), back, msg.sender, msg.value
        );
    }

    function answered(bytes32 requestId) external onlyDtn {
        (,, bytes memory answer) = ai.fetchResponse(requestId);
        answers[requestId] = abi.decode(answer, (string));
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Selectors that callers or owners give are not looked at, and neither are callbacks of other
contracts. A contract with a `fallback` may answer to any selector."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every selector aimed at the contract that fits nothing there."""
        told = set()
        for naming in consumer.callbacks.namings:
            if (
                naming.aim is not Aim.SELF
                or not naming.selector
                or not _is_passed(consumer, naming)
            ):
                continue
            reason = _misfit(consumer, naming)
            if reason is None:
                continue
            function = naming.function
            found = claim(
                consumer,
                naming.node.function,
                naming.node,
                naming.expression,
                reason,
                text_of(naming.expression),
                [("the function", header(function))] if function is not None else [],
            )
            if found.span not in told:
                told.add(found.span)
                yield found


def _is_passed(consumer: Consumer, naming: Naming) -> bool:
    """Tell whether the request passes the selector, and not one that replaced it."""
    ways = consumer.ways.to(naming.request.node.function)
    return any(consumer.callbacks.is_passed(naming, way) for way in ways or ())


def _misfit(consumer: Consumer, naming: Naming) -> str | None:
    """Why the router cannot call what a selector names; None where it can."""
    function = naming.function
    if function is not None:
        if function.solidity_signature.endswith("(bytes32)"):
            return None
        return (
            f"the {naming.role.value} callback {function.full_name} does not take one `bytes32`, "
            "so the router's call of it fails"
        )
    if not consumer.is_whole or _answers_otherwise(consumer, naming.selector):
        return None
    named = text_of(naming.expression)
    return f"the {naming.role.value} selector `{named}` is no function's of this contract"


def _answers_otherwise(consumer: Consumer, wanted: int | None) -> bool:
    """Tell whether a `fallback` or the getter of a variable answers to a selector."""
    if any(function.is_fallback for function in entry_points(consumer.contract)):
        return True
    return any(
        variable.visibility == "public" and selector(variable.solidity_signature) == wanted
        for contract in linearization(consumer.contract)
        for variable in contract.state_variables_declared
    )
