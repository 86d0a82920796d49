"""`dtn-model-id-encoding`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import SolidityCall

from dtnlint.protocol import Consumer, Request, Way, argument_of

from ..fact_rule import FactRule, claim, place, text_of
from ..rule import Claim


class ModelIdEncoding(FactRule):
    """A model is named by a hash that the network does not know."""

    ARGUMENT = "dtn-model-id-encoding"
    HELP = "A model's name is hashed with padding"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 436

    WIKI = "docs/rules/dtn-model-id-encoding.md"
    WIKI_TITLE = "Model ID with padding"
    WIKI_DESCRIPTION = """\
The model ID of a request is a hash of `abi.encode` of a name. The network's IDs are
`keccak256(abi.encodePacked(name))`: `abi.encode` adds an offset, a length and padding, so the
hash is another, and no model has it. The router reverts the request."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;
    bytes32 internal constant POET = keccak256(abi.encode("model.system.poet"));

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _charge();
        ai.request{value: msg.value}(
            sessionId, POET, _routing(), _prompt(prompt), _callBack(), msg.sender, msg.value
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
There is no model of this ID: every `ask` reverts."""
    WIKI_RECOMMENDATION = (
        "Hash the bare name, `keccak256(abi.encodePacked(name))`, or ask the router: "
        "`ai.modelId(name)`."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;
    bytes32 internal constant POET = keccak256(abi.encodePacked("model.system.poet"));

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _charge();
        ai.request{value: msg.value}(
            sessionId, POET, _routing(), _prompt(prompt), _callBack(), msg.sender, msg.value
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Whether a name is a model's is not known, and IDs that callers or owners give are not looked
at."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every request that such a hash reaches, on some way to it."""
        told = set()
        for site, operation in consumer.operations:
            if not isinstance(operation, Request):
                continue
            for way in consumer.ways.to(site.function) or ():
                for hashed in _padded(consumer, operation.model, way):
                    wrong = text_of(hashed.expression)
                    given = argument_of(operation.ir, operation.model, site, way, consumer.flow)
                    found = claim(
                        consumer,
                        given.function,
                        given.node,
                        given.expression,
                        f"`{wrong}` is no model's ID: `abi.encode` pads the name",
                        text_of(given.expression),
                        [("the hash", place(hashed.expression, hashed.node))],
                    )
                    if found.span not in told:
                        told.add(found.span)
                        yield found


def _padded(consumer: Consumer, model: Any, way: Way) -> Iterator[SolidityCall]:
    """The hashes of a padded name that a model ID may be."""
    for origin in consumer.flow.sources(model, stack=way.seen).origins:
        if isinstance(origin.value, SolidityCall) and _is(origin.value, "keccak256"):
            for inner in consumer.flow.sources(origin.value.arguments[0], stack=way.seen).origins:
                if (
                    isinstance(inner.value, SolidityCall)
                    and _is(inner.value, "abi.encode")
                    and len(inner.value.arguments) == 1
                    and _is_name(consumer, inner.value.arguments[0], way)
                ):
                    yield origin.value


def _is_name(consumer: Consumer, value: Any, way: Way) -> bool:
    """Tell whether a value is a text, or the bytes of one."""
    kinds = {str(getattr(value, "type", None))}
    if kinds == {"bytes"}:
        found = consumer.flow.sources(value, stack=way.seen)
        kinds = {str(variable.type) for variable in found.variables}
        kinds |= {str(getattr(origin.value, "type", None)) for origin in found.origins}
    return "string" in kinds


def _is(call: SolidityCall, name: str) -> bool:
    return str(call.function.name).partition("(")[0] == name
