"""`dtn-zero-fee-cap`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Consumer, Request, Way, argument_of
from dtnlint.protocol.fields import Part, field_of
from dtnlint.protocol.flow import Site, structure_of
from dtnlint.protocol.interface import fee_shape

from ..fact_rule import FactRule, claim, place
from ..rule import Claim


class ZeroFeeCap(FactRule):
    """A request offers nothing for its answer."""

    ARGUMENT = "dtn-zero-fee-cap"
    HELP = "A request offers nothing for its answer"
    IMPACT = DetectorClassification.LOW
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 687

    WIKI = "docs/rules/dtn-zero-fee-cap.md"
    WIKI_TITLE = "Nothing paid for an answer"
    WIKI_DESCRIPTION = """\
The `DtnRequest` that a request passes has a constant 0 in `totalFeePerRes`, or in both fees per
byte, or its cap is a constant below the fee for a single byte. No node is paid to answer it, so
none does. A field of a struct in memory that is never
set is 0 too, and so is a variable that nothing ever writes."""
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
        IDtnAi.DtnRequest memory order;
        order.call = abi.encode(DtnDefaults.singleArray(prompt));
        order.feePerByteReq = 100;
        order.feePerByteRes = 100; // and the cap?
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), order, _callBack(), msg.sender, msg.value
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
The cap is 0: whoever answers gets nothing, and nobody answers."""
    WIKI_RECOMMENDATION = (
        "Set `totalFeePerRes` and the fees per byte to what an answer is worth, in units of the "
        "fee token."
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
        IDtnAi.DtnRequest memory order;
        order.call = abi.encode(DtnDefaults.singleArray(prompt));
        order.feePerByteReq = 100;
        order.feePerByteRes = 100;
        order.totalFeePerRes = 50_000;
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), order, _callBack(), msg.sender, msg.value
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Only what the code fixes counts: a fee that an owner may set to 0 is not reported, and whether a
fee is high enough for an answer of more than a byte is not judged."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every request whose fees the code fixes at nothing, on some way to it."""
        told = set()
        for site, operation in consumer.operations:
            if not isinstance(operation, Request):
                continue
            for way in consumer.ways.to(site.function) or ():
                shortage = _shortage(consumer, site, operation, way)
                if shortage is None:
                    continue
                names, what = shortage
                given = argument_of(operation.ir, operation.request, site, way, consumer.flow)
                found = claim(
                    consumer,
                    given.function,
                    given.node,
                    given.expression,
                    f"{what}, so that nobody is paid to answer",
                    " ".join(names),
                    [("the request", place(operation.ir.expression, site.node))],
                )
                if found.span not in told:
                    told.add(found.span)
                    yield found


def _shortage(
    consumer: Consumer, site: Site, request: Request, way: Way
) -> tuple[tuple[str, ...], str] | None:
    """The fields that leave nothing for an answer, and how."""
    structure = structure_of(request.request)
    shape = fee_shape(structure) if structure is not None else None
    if shape is None:
        return None

    def number(name: str) -> int | None:
        part: Part = field_of(consumer.flow, request.request, name, site.node, way.seen)
        return consumer.numbers.only(part.value, part.path, part.calls)

    cap, per_byte = number(shape.cap), tuple(map(number, shape.per_byte))
    if cap == 0:
        return (shape.cap,), f"`{shape.cap}` of the request is 0"
    if all(fee == 0 for fee in per_byte):
        names = " and ".join(f"`{name}`" for name in shape.per_byte)
        return shape.per_byte, f"{names} of the request are 0"
    fees = [fee for fee in per_byte if fee]
    if cap is not None and None not in per_byte and cap < min(fees):
        return (shape.cap,), f"`{shape.cap}` of the request is below the fee for one byte"
    return None
