"""`dtn-fee-decimals`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import Binary, BinaryType, HighLevelCall

from dtnlint.protocol import Consumer, Deposit, Request, argument_of
from dtnlint.protocol.fields import Part, field_of, sources_of
from dtnlint.protocol.flow import structure_of
from dtnlint.protocol.interface import fee_shape

from ..fact_rule import FactRule, claim
from ..rule import Claim

_ABSURD = 10**15
"""A thousandth of an ether: a multiple of it is thousands of millions in a token of six
decimals, and comes about where somebody thinks of eighteen."""


class FeeDecimals(FactRule):
    """A fee or a deposit is written for a token of eighteen decimals."""

    ARGUMENT = "dtn-fee-decimals"
    HELP = "A fee or a deposit is written with eighteen decimals"
    IMPACT = DetectorClassification.INFORMATIONAL
    CONFIDENCE = DetectorClassification.MEDIUM
    CWE = 682

    WIKI = "docs/rules/dtn-fee-decimals.md"
    WIKI_TITLE = "Fee with eighteen decimals"
    WIKI_DESCRIPTION = """\
A fee or a deposit is a constant built with `10**18` or `ether`, and the contract never reads the
token's `decimals()`. The fee token is USDT, with 6 decimals on most chains: what was meant as one
is a million millions, which no purse holds, or no session can pay."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(5 ether); // five dollars?
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
`open` asks for five million million dollars, and reverts."""
    WIKI_RECOMMENDATION = (
        "Write amounts in the token's own units, or scale them by its `decimals()`."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;

    function open() external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(5_000_000); // five dollars in USDT
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
A heuristic: on a chain where the fee token has 18 decimals, such amounts are right. Amounts that
owners or callers give are not looked at."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every deposit and every request with an amount of that size."""
        if any(_reads_decimals(site.ir) for site in consumer.flow.irs()):
            return
        told = set()
        for site, operation in consumer.operations:
            for way in consumer.ways.to(site.function) or ():
                if isinstance(operation, Deposit):
                    if not isinstance(
                        consumer.recognition.operation(operation.ir, way.seen), Deposit
                    ):
                        continue
                    parts = [Part(operation.amount, (), way.seen)]
                    value, what = operation.amount, "deposit"
                elif isinstance(operation, Request):
                    structure = structure_of(operation.request)
                    shape = fee_shape(structure) if structure is not None else None
                    names = (*shape.per_byte, shape.cap) if shape is not None else ()
                    parts = [
                        field_of(consumer.flow, operation.request, name, site.node, way.seen)
                        for name in names
                    ]
                    value, what = operation.request, "fee"
                else:
                    break
                if any(_is_absurd(consumer, part) for part in parts):
                    given = argument_of(operation.ir, value, site, way, consumer.flow)
                    found = claim(
                        consumer,
                        given.function,
                        given.node,
                        given.expression,
                        f"the {what} is written with eighteen decimals, "
                        "and the token's `decimals()` is never read",
                        what,
                    )
                    if found.span not in told:
                        told.add(found.span)
                        yield found


def _reads_decimals(ir: object) -> bool:
    return isinstance(ir, HighLevelCall) and str(ir.function_name) == "decimals"


def _is_absurd(consumer: Consumer, part: Part, depth: int = 8) -> bool:
    """Tell whether an amount is a constant of that size, or a multiple of one."""
    numbers = consumer.numbers.of(part.value, part.path, part.calls)
    if any(number and number % _ABSURD == 0 for number in numbers):
        return True
    return depth > 0 and any(
        isinstance(origin.value, Binary)
        and origin.value.type == BinaryType.MULTIPLICATION
        and any(
            _is_absurd(consumer, Part(operand, (), part.calls), depth - 1)
            for operand in (origin.value.variable_left, origin.value.variable_right)
        )
        for origin in sources_of(consumer.flow, part).origins
    )
