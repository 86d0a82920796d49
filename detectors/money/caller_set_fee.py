"""`dtn-caller-set-fee`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.declarations import Function, SolidityVariable, Structure
from slither.core.solidity_types import ArrayType, MappingType, UserDefinedType
from slither.core.variables.state_variable import StateVariable
from slither.core.variables.variable import Variable
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import Assignment
from slither.slithir.operations import Operation as IrOperation

from dtnlint.protocol import Consumer, Deposit, Request, Start, TokenTransfer, Way, argument_of
from dtnlint.protocol.choices import Choice
from dtnlint.protocol.conditions import NOTHING, Conditions
from dtnlint.protocol.effects.spending import field_of as field_of_term
from dtnlint.protocol.effects.spending import flows
from dtnlint.protocol.effects.terms import Kept, Known, Made
from dtnlint.protocol.fields import Part, field_of, sources_of
from dtnlint.protocol.flow import Field, Place, Site, Stack, structure_of
from dtnlint.protocol.interface import fee_shape

from ..conduct_rule import function_at
from ..fact_rule import FactRule, claim, place
from ..rule import Claim


class CallerSetFee(FactRule):
    """Anyone chooses what the contract pays for an answer."""

    ARGUMENT = "dtn-caller-set-fee"
    HELP = "Callers choose the fees that the contract pays"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.MEDIUM
    CWE = 770

    WIKI = "docs/rules/dtn-caller-set-fee.md"
    WIKI_TITLE = "Fees of the caller's choice"
    WIKI_DESCRIPTION = """\
A caller with no authority chooses a fee field of a request that the contract's own session pays
for: by an argument, or by a stored value that anyone can change. Nothing bounds the choice, so
one request can spend the whole deposit, and whoever runs a node can have it spent on themselves.
A session that the caller has paid for is the caller's to spend."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt, uint256 fee) external payable {
        require(sessionId != 0, "no session");
        _charge();
        IDtnAi.DtnRequest memory order = _prompt(prompt);
        order.totalFeePerRes = fee; // the owner pays
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
One `ask` with a fee as large as the deposit empties the session."""
    WIKI_RECOMMENDATION = (
        "Fix the fees, let only authority set them, or bound what a caller may choose."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;
    uint256 public constant MOST = 50_000;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt, uint256 fee) external payable {
        require(sessionId != 0, "no session");
        require(fee <= MOST, "too much");
        _charge();
        IDtnAi.DtnRequest memory order = _prompt(prompt);
        order.totalFeePerRes = fee;
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
A heuristic. Any comparison of the fee with something that is not the caller's choice counts as a
bound, tokens taken from the sender for it as a price, and a type that holds but small numbers
as a list of tiers. A session that is looked up under the sender, or started in the same call on
tokens taken from the sender, counts as the caller's own."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every request with a fee of somebody's choice, on some way to it."""
        told = set()
        for site, operation in consumer.operations:
            if not isinstance(operation, Request):
                continue
            structure = structure_of(operation.request)
            shape = fee_shape(structure) if structure is not None else None
            if shape is None:
                continue
            for way in consumer.ways.from_outside(site.function):
                chosen = [
                    name
                    for name in (*shape.per_byte, shape.cap)
                    if _is_chosen(
                        consumer,
                        field_of(consumer.flow, operation.request, name, site.node, way.seen),
                        site,
                        way,
                    )
                    and not _is_authoritys(consumer, way.entry, name)
                ]
                if not chosen or _is_own_session(consumer, site, operation, way):
                    continue
                given = argument_of(operation.ir, operation.request, site, way, consumer.flow)
                names = ", ".join(f"`{name}`" for name in chosen)
                found = claim(
                    consumer,
                    given.function,
                    given.node,
                    given.expression,
                    f"anyone chooses {names} of a request that the contract's session pays for",
                    " ".join(chosen),
                    [("the request", place(operation.ir.expression, site.node))],
                )
                if found.span not in told:
                    told.add(found.span)
                    yield found


def _is_chosen(consumer: Consumer, part: Part, site: Site, way: Way) -> bool:
    """Tell whether a caller without authority decides on a value."""
    guarded = consumer.authority.along((*way.nodes, site.node)).is_guarded
    if not guarded and consumer.choices.of(part, way.entry) - _paid(consumer, way):
        return True
    return any(
        isinstance(writer.ir, Assignment)
        and not consumer.authority.reaching(writer).is_guarded
        and any(
            consumer.choices.of(_written(stored, writer.ir), other.entry)
            for other in consumer.ways.from_outside(writer.function)
        )
        for stored in _innermost(sources_of(consumer.flow, part).places)
        for writer in consumer.flow.writers(stored)
    )


def _is_authoritys(consumer: Consumer, entry: Function, name: str) -> bool:
    """Whether nothing flows into a field of an entry point's requests but what the code fixes and
    what authority alone writes to storage.
    """
    conduct = consumer.conduct
    parts = {
        part
        for request in conduct.requests
        if function_at(consumer.contract, request.run.function.span) == entry
        for part in flows(field_of_term(request.content, name))
    }
    return (
        conduct.is_complete
        and bool(parts)
        and all(
            conduct.is_controlled(part)
            if isinstance(part, Kept)
            else isinstance(part, Made | Known)
            for part in parts
        )
    )


def _paid(consumer: Consumer, way: Way) -> frozenset[Choice]:
    """The choices that a call takes tokens for, from the sender."""
    reached = consumer.flow.reach(way.entry)
    return frozenset[Choice]().union(
        *(
            consumer.choices.within(operation.amount)
            for site, operation in consumer.operations
            if isinstance(operation, TokenTransfer)
            and site.function in reached
            and operation.sender is not None
            and any(_is_sender(o.value) for o in consumer.flow.reads(operation.sender).origins)
        )
    )


def _innermost(places: frozenset[Place]) -> Iterator[Place]:
    """The places themselves, without the structs that they are fields of."""
    for stored in places:
        type_ = stored.type if isinstance(stored, StateVariable) else None
        while isinstance(type_, MappingType | ArrayType):
            type_ = type_.type_to if isinstance(type_, MappingType) else type_.type
        if not (isinstance(type_, UserDefinedType) and isinstance(type_.type, Structure)):
            yield stored


def _written(stored: Place, ir: Assignment) -> Part:
    """What an assignment gives a place: the value, or a field of it where a struct is assigned."""
    whole = isinstance(stored, Field) and structure_of(ir.rvalue) is not None
    return Part(ir.rvalue, (stored.name,) if whole else (), ())


def _is_own_session(consumer: Consumer, site: Site, request: Request, way: Way) -> bool:
    """Tell whether the session that pays is the caller's: found under the sender or a key that
    a check ties to it, or paid for in this call.
    """
    tied = consumer.authority.along((*way.nodes, site.node)).tied
    for key, stack in consumer.flow.reads(request.session, way.seen).keys:
        origins = {origin.value for origin in consumer.flow.reads(key, stack).origins}
        if origins & tied or any(map(_is_sender, origins)):
            return True
    if isinstance(request.session, Variable) and request.session in tied:
        return True
    return _is_paid_for(consumer, site, request, way)


def _is_sender(value: Any) -> bool:
    return isinstance(value, SolidityVariable) and value.name == "msg.sender"


def _is_paid_for(consumer: Consumer, site: Site, request: Request, way: Way) -> bool:
    """Tell whether the way starts the session itself, on tokens of the sender's."""

    def does(ir: IrOperation, stack: Stack) -> Iterator[IrOperation]:
        if isinstance(consumer.recognition.operation(ir), Start):
            yield ir

    started = Conditions(consumer.flow, lambda value, wanted, stack: (), does)
    fed = consumer.flow.sources(request.session, stack=way.seen).operations
    if not fed & (started.before(site.node, way.calls) or NOTHING):
        return False
    reached = consumer.flow.reach(way.entry)
    deposits = [
        operation
        for there, operation in consumer.operations
        if isinstance(operation, Deposit) and there.function in reached
    ]
    return all(
        deposit.sender is not None
        and any(_is_sender(o.value) for o in consumer.flow.reads(deposit.sender).origins)
        for deposit in deposits
    )
