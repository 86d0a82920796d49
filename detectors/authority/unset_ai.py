"""`dtn-unset-ai`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.core.variables.state_variable import StateVariable
from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Close, Consumer, Escape, Request, Start
from dtnlint.protocol.flow import Field

from ..fact_rule import FactRule, header, place
from ..rule import Claim


class UnsetAi(FactRule):
    """A contract never sets the router that it calls."""

    ARGUMENT = "dtn-unset-ai"
    HELP = "The router is never set"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 456

    WIKI = "docs/rules/dtn-unset-ai.md"
    WIKI_TITLE = "Router never set"
    WIKI_DESCRIPTION = """\
A contract that can be deployed calls the router and sets it on no path: neither in its
constructor, nor in an initializer, nor in any function that can be reached. The router is the
address 0 for ever, and every call of it reverts. `WithDtnAi` sets nothing by itself: its heir has
to call `setAi`."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is WithDtnAi {
    address public immutable owner;

    constructor(address router) {
        require(router != address(0), "no router");
        owner = msg.sender; // and the router?
    }

    function model(string calldata name) external view returns (bytes32) {
        return ai.modelId(name);
    }

    function close(uint256 id) external {
        require(msg.sender == owner && id != 0, "not now");
        ai.closeUserSession(id);
    }
}
```
The address that the constructor checks is not kept: `ai` stays 0."""
    WIKI_RECOMMENDATION = "Call `setAi` in the constructor or the initializer."
    GOOD_EXAMPLE = """\
contract Shop is WithDtnAi {
    address public immutable owner;

    constructor(address router) {
        require(router != address(0), "no router");
        owner = msg.sender;
        setAi(router);
    }

    function model(string calldata name) external view returns (bytes32) {
        return ai.modelId(name);
    }

    function close(uint256 id) external {
        require(msg.sender == owner && id != 0, "not now");
        ai.closeUserSession(id);
    }

    function withdraw(uint256 amount) external {
        require(msg.sender == owner, "not the owner");
        require(IERC20(ai.feeToken()).transfer(owner, amount), "not paid");
    }
}"""
    LIMITS = """\
One reachable write of the router is enough, whoever may make it. A contract that runs foreign
code by `delegatecall`, or writes storage in assembly, might set it in this way, and nothing is
said of it; neither is of abstract contracts, which others complete."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """A contract whose router no operation writes."""
        if not consumer.is_whole or consumer.escapes & {Escape.CODE, Escape.STORAGE}:
            return
        for site, operation in consumer.operations:
            if isinstance(operation, Start | Close | Request) and _is_unset(consumer, operation):
                yield Claim(
                    message=f"{consumer.contract.name}: nothing ever sets the router that it calls",
                    span=header(consumer.contract),
                    element=consumer.contract,
                    contract=consumer.contract,
                    function=None,
                    related=(("a call of the router", place(operation.ir.expression, site.node)),),
                )
                return


def _is_unset(consumer: Consumer, operation: Start | Close | Request) -> bool:
    """Tell whether the router of an operation is read from storage that nothing writes."""
    origins = consumer.flow.reads(operation.router).origins
    return bool(origins) and all(
        isinstance(origin.value, StateVariable | Field) and not consumer.flow.writers(origin.value)
        for origin in origins
    )
