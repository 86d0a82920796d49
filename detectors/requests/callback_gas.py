"""`dtn-callback-gas`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from slither.core.declarations import SolidityVariable
from slither.core.variables.variable import Variable
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import Binary, BinaryType, HighLevelCall, LibraryCall

from dtnlint.protocol import Consumer, Request, Way, argument_of
from dtnlint.protocol.effects.gas import least
from dtnlint.protocol.effects.terms import Known, Term, options
from dtnlint.protocol.flow import Stack

from ..conduct_rule import at_effect
from ..fact_rule import FactRule, claim, place, text_of
from ..rule import Claim


class CallbackGas(FactRule):
    """A request sends less than the gas of its callback costs."""

    ARGUMENT = "dtn-callback-gas"
    HELP = "A request sends less than its callback's gas"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 687

    WIKI = "docs/rules/dtn-callback-gas.md"
    WIKI_TITLE = "Callback gas that is not paid for"
    WIKI_DESCRIPTION = """\
The value sent with a request is provably less than its `callbackGas`, or none is sent and the
number is not 0. The router reverts a request unless `msg.value` is at least that number: the
function can never succeed, and what it does besides is undone. In a function that is not
`payable`, a callback for one, `msg.value` is always 0.

Or the number is a constant that provably does not cover the callback: it runs out of gas, the
request counts as completed, and nothing calls again. The least that a callback can cost is
reckoned from what it does on every way on which it succeeds, with the prices of EIP-2200 and
EIP-2929 where all is warm, since an access list can make it so: 20,000 to fill a slot that is
known to be empty, 2,900 for a change that is certain, 100 for any other write, 100 for a call;
and a write needs more than 2,300 gas to be left."""
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
        ai.request(
            sessionId, MODEL, _routing(), _prompt(prompt), _callBack(), msg.sender, 200_000
        ); // what the caller has sent stays here
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
Every `ask` reverts: 200,000 is wanted, and nothing is sent."""
    WIKI_RECOMMENDATION = (
        "Send at least `callbackGas` with the request: `ai.request{value: gasLimit}(…, gasLimit)`."
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
        require(msg.value == 200_000, "pay for the answer");
        _charge();
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), _callBack(), msg.sender, 200_000
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Only what is certain is reported: numbers that the code fixes, and amounts that are the other one
less something. A value that may be too low on some call is the router's to refuse. A number above
the least that the callback costs may still be too low: reading, arithmetic, memory, events and
cold slots cost more. A number of 0 means that no callback is wanted."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every request that falls short on some way to it."""
        told = set()
        for site, operation in consumer.operations:
            if not isinstance(operation, Request) or operation.gas is None:
                continue
            for way in consumer.ways.to(site.function) or ():
                reason = _shortfall(consumer, operation, way)
                if reason is None:
                    continue
                given = argument_of(operation.ir, operation.gas, site, way, consumer.flow)
                found = claim(
                    consumer,
                    given.function,
                    given.node,
                    given.expression,
                    reason,
                    text_of(given.expression),
                    [("the request", place(operation.ir.expression, site.node))],
                )
                if found.span not in told:
                    told.add(found.span)
                    yield found

        for found in _below_the_least(consumer):
            if found.span not in told:
                told.add(found.span)
                yield found


def _below_the_least(consumer: Consumer) -> Iterator[Claim]:
    """Every request whose gas is a number that a callback of it cannot do with."""
    conduct = consumer.conduct
    runs = {run.key: run for run in conduct.runs}
    for request in conduct.requests:
        gas = max((_number(one) for one in options(request.gas)), default=0)
        for role, key in conduct.called_back(request):
            wanted = least(runs[key])
            if 0 < gas < wanted:
                yield at_effect(
                    consumer,
                    request.effect,
                    f"the callback's gas is {gas}, and the {role} callback needs {wanted} at the "
                    "least",
                    "gas",
                    [("the request", request.effect)],
                    from_entry=True,
                )


def _number(term: Term) -> int:
    """A number that the code fixes; more than any where it does not."""
    return term.value if isinstance(term, Known) and isinstance(term.value, int) else 1 << 256


def _shortfall(consumer: Consumer, request: Request, way: Way) -> str | None:
    """Why the value can never reach the gas number; None where it may."""
    sent = _amount(consumer, request.value, way)
    wanted = _amount(consumer, request.gas, way)
    nothing = Amount(None, Fraction(0), Fraction(0))
    if sent == nothing:
        if wanted == nothing:
            return None
        return f"the callback's gas is {_shown(request.gas)}, and the request sends nothing for it"
    if sent is None or wanted is None or sent.base not in (None, wanted.base):
        return None
    if sent.base is None and wanted.base is not None:
        return None
    at_most = sent.factor <= wanted.factor and sent.rest <= wanted.rest
    if at_most and sent != wanted:
        return f"the request sends less than its callback's gas, {_shown(request.gas)}"
    return None


def _shown(value: Any) -> str:
    name = getattr(value, "name", None)
    return f"`{name}`" if name and not str(name).startswith(("TMP", "REF")) else "more than 0"


class Amount(NamedTuple):
    """A base times a factor, and a number: ``msg.value / 2 - 100``."""

    base: Any
    """What an amount is measured in, such as a parameter; None for a mere number."""
    factor: Fraction
    rest: Fraction


def _amount(consumer: Consumer, value: Any, way: Way) -> Amount | None:
    """An amount in terms of one base; None where it is more than that."""
    if value is None:
        return Amount(None, Fraction(0), Fraction(0))
    return _measured(consumer, value, way.seen, way, 8)


def _measured(consumer: Consumer, value: Any, calls: Stack, way: Way, depth: int) -> Amount | None:
    number = consumer.numbers.only(value, (), calls)
    if number is not None:
        return Amount(None, Fraction(0), Fraction(number))
    origins = consumer.flow.sources(value, stack=calls).origins
    if len(origins) != 1 or not depth:
        return None
    (origin,) = origins
    if isinstance(origin.value, SolidityVariable) and origin.value.name == "msg.value":
        if not way.entry.payable and not any(map(_leaves, way.calls)):
            return Amount(None, Fraction(0), Fraction(0))
        return Amount("msg.value", Fraction(1), Fraction(0))
    if isinstance(origin.value, Binary):
        one = _measured(consumer, origin.value.variable_left, calls, way, depth - 1)
        other = _measured(consumer, origin.value.variable_right, calls, way, depth - 1)
        return None if one is None or other is None else _combined(origin.value.type, one, other)
    if isinstance(origin.value, Variable):
        return Amount((origin.value, origin.path), Fraction(1), Fraction(0))
    return None


def _leaves(call: Any) -> bool:
    """Tell whether a call starts a message of its own, with a value of its own."""
    return isinstance(call, HighLevelCall) and not isinstance(call, LibraryCall)


def _combined(kind: BinaryType, one: Amount, other: Amount) -> Amount | None:
    if kind in (BinaryType.ADDITION, BinaryType.SUBTRACTION):
        sign = 1 if kind == BinaryType.ADDITION else -1
        if one.base is not None and other.base is not None and one.base != other.base:
            return None
        base = one.base if one.base is not None else other.base
        return Amount(base, one.factor + sign * other.factor, one.rest + sign * other.rest)
    if other.base is not None:
        return None
    if kind == BinaryType.MULTIPLICATION:
        return Amount(one.base, one.factor * other.rest, one.rest * other.rest)
    if kind == BinaryType.DIVISION and other.rest:
        return Amount(one.base, one.factor / other.rest, one.rest / other.rest)
    return None
