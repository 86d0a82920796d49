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
byte. No node is paid to answer it, so none does. A field of a struct in memory that is never
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
fee is high enough is not judged."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every request whose fees the code fixes at nothing, on some way to it."""
        told = set()
        for site, operation in consumer.operations:
            if not isinstance(operation, Request):
                continue
            for way in consumer.ways.to(site.function) or ():
                zeroes = _zeroes(consumer, site, operation, way)
                if not zeroes:
                    continue
                names = " and ".join(f"`{name}`" for name in zeroes)
                are = "are" if len(zeroes) > 1 else "is"
                given = argument_of(operation.ir, operation.request, site, way, consumer.flow)
                found = claim(
                    consumer,
                    given.function,
                    given.node,
                    given.expression,
                    f"{names} of the request {are} 0, so that nobody is paid to answer",
                    " ".join(zeroes),
                    [("the request", place(operation.ir.expression, site.node))],
                )
                if found.span not in told:
                    told.add(found.span)
                    yield found


def _zeroes(consumer: Consumer, site: Site, request: Request, way: Way) -> tuple[str, ...]:
    """The fields that leave nothing for an answer."""
    structure = structure_of(request.request)
    shape = fee_shape(structure) if structure is not None else None
    if shape is None:
        return ()

    def is_zero(name: str) -> bool:
        part: Part = field_of(consumer.flow, request.request, name, site.node, way.seen)
        return consumer.numbers.only(part.value, part.path, part.calls) == 0

    if is_zero(shape.cap):
        return (shape.cap,)
    return shape.per_byte if all(map(is_zero, shape.per_byte)) else ()
