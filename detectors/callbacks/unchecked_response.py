"""`dtn-unchecked-response`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from slither.core.declarations import Function
from slither.core.variables.variable import Variable
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import Binary, BinaryType, Delete, SolidityCall
from slither.slithir.operations import Operation as IrOperation

from dtnlint.protocol import Consumer, Fetch, Role, Sender, Way
from dtnlint.protocol.conditions import Conditions, Fact
from dtnlint.protocol.effects.effects import Decoded
from dtnlint.protocol.effects.terms import Answer, Known, Select, Term, compared, within
from dtnlint.protocol.flow import Origin, Site, Stack

from ..conduct_rule import function_at, span_at
from ..fact_rule import FactRule, claim, place, text_of
from ..rule import Claim

_NA, _SUCCESS, _FAILURE = range(3)
_ANY = frozenset({_NA, _SUCCESS, _FAILURE})
_STATUS, _RESPONSE = "#0", "#2"
"""Where a fetched tuple has them."""


class UncheckedResponse(FactRule):
    """A response is decoded that may be no answer."""

    ARGUMENT = "dtn-unchecked-response"
    HELP = "A response is decoded that may be no answer"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 252

    WIKI = "docs/rules/dtn-unchecked-response.md"
    WIKI_TITLE = "Response decoded unchecked"
    WIKI_DESCRIPTION = """\
A fetched response is decoded where its status may not be `SUCCESS`: in a failure callback, in one
that serves both outcomes, or in a function that is no callback. What a failed or unanswered
request holds is no answer: decoding it reverts, which loses the failure silently in a callback;
or it succeeds, and something is taken for an answer that is none."""
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
        _ask(sessionId, prompt);
    }

    function answerTo(bytes32 requestId) external view returns (string memory) {
        (,, bytes memory response) = ai.fetchResponse(requestId);
        return abi.decode(response, (string)); // is it one?
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
For a request that is not answered yet, or has failed, `answerTo` reverts or returns something
that no model has said."""
    WIKI_RECOMMENDATION = (
        "Decode only where the status is `SUCCESS`, and say otherwise what happened."
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
        _ask(sessionId, prompt);
    }

    function answerTo(bytes32 requestId) external view returns (string memory) {
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        require(status == IDtnAi.ResponseStatus.SUCCESS, "no answer");
        return abi.decode(response, (string));
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Only `abi.decode` counts as decoding. In a callback that is named for success alone, the status is
`SUCCESS` by the network's promise. A stored flag counts as a check where only such callbacks can
have set it."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every decoding that a way reaches with another status."""
        fetches = {o.ir for _, o in consumer.operations if isinstance(o, Fetch)}
        if not fetches:
            return
        known = Conditions(consumer.flow, _Excluded(consumer, fetches))
        for site in consumer.flow.irs():
            if not _is_decoding(site.ir):
                continue
            for way in consumer.ways.from_outside(site.function):
                fetch = _fetched(consumer, site, way, fetches)
                if fetch is None:
                    continue
                excluded = known.around(site.node, way.calls)
                if excluded is None:
                    continue
                left = _at_entry(consumer, way.entry) - excluded
                if left - {_SUCCESS} and not _is_picked(consumer, site, way.entry):
                    yield claim(
                        consumer,
                        site.function,
                        site.node,
                        site.ir.expression,
                        f"the response is decoded where the status may be {_named(left)}, "
                        f"by a call of {way.entry.name}",
                        text_of(site.ir.expression),
                        [("fetched here", place(fetch.expression, fetch.node))],
                    )
                    break


def _is_decoding(ir: IrOperation) -> bool:
    return isinstance(ir, SolidityCall) and str(ir.function.name).startswith("abi.decode")


def _fetched(
    consumer: Consumer, site: Site, way: Way, fetches: set[IrOperation]
) -> IrOperation | None:
    """The fetch whose response is decoded, where one is."""
    for origin in consumer.flow.reads(site.ir.arguments[0], way.seen).origins:
        if origin.value in fetches and origin.path[:1] == (_RESPONSE,):
            return origin.value
    return None


def _is_picked(consumer: Consumer, site: Site, entry: Function) -> bool:
    """Whether what is decoded is the response only where the status is `SUCCESS`, and something
    else where it is not.
    """
    spot = place(site.ir.expression, site.node)
    decodings = [
        effect
        for run in consumer.conduct.runs
        if function_at(consumer.contract, run.function.span) == entry
        for effect in run.effects
        if isinstance(effect, Decoded) and span_at(consumer.contract, effect) == spot
    ]
    return bool(decodings) and all(_only_after_success(one.data, {}) for one in decodings)


def _only_after_success(data: Term, holds: Mapping[Term, bool]) -> bool:
    if isinstance(data, Select):
        return all(
            _only_after_success(one, {**holds, data.condition: truth})
            for one, truth in ((data.true, True), (data.false, False))
        )
    responses = [
        one
        for one in within(data)
        if isinstance(one, Answer) and (one.callee, one.index) == ("fetchResponse", 2)
    ]
    return all(
        holds.get(compared("==", Answer(one.site, 0, one.callee), Known(_SUCCESS))) is True
        for one in responses
    )


def _at_entry(consumer: Consumer, entry: Function) -> frozenset[int]:
    """The statuses that a request can have when an entry point is called for it."""
    roles = consumer.callbacks.roles(entry)
    if not roles:
        senders = consumer.authority.of(entry).senders
        # The router calls nothing that no request names.
        return frozenset() if senders == {Sender.ROUTER} else _ANY
    found = {_SUCCESS if role is Role.SUCCESS else _FAILURE for role in roles}
    return frozenset(found)


def _named(left: frozenset[int]) -> str:
    names = {_NA: "NA", _FAILURE: "FAILURE"}
    return " or ".join(f"`{names[status]}`" for status in sorted(left - {_SUCCESS}))


class _Excluded:
    """The statuses that a condition rules out."""

    def __init__(self, consumer: Consumer, fetches: set[IrOperation]) -> None:
        self._consumer = consumer
        self._flow = consumer.flow
        self._fetches = fetches

    def __call__(self, value: Any, wanted: bool, stack: Stack) -> Iterator[Fact]:
        if isinstance(value, Variable):
            yield from self._stored(value, None, stack) if wanted else ()
        if not isinstance(value, Binary) or value.type not in (
            BinaryType.EQUAL,
            BinaryType.NOT_EQUAL,
        ):
            return
        equal = wanted is (value.type == BinaryType.EQUAL)
        for one, other in (
            (value.variable_left, value.variable_right),
            (value.variable_right, value.variable_left),
        ):
            number = self._consumer.numbers.only(other, (), stack)
            if number is None:
                continue
            if self._is_status(one, stack):
                yield from _ANY - {number} if equal else {number}
            elif equal and number:
                yield from self._stored(one, number, stack)
            elif not equal and not number:
                yield from self._stored(one, None, stack)

    def _is_status(self, value: Any, stack: Stack) -> bool:
        origins = self._flow.reads(value, stack).origins
        return bool(origins) and all(self._is_fetched_status(origin) for origin in origins)

    def _is_fetched_status(self, origin: Origin) -> bool:
        return origin.value in self._fetches and origin.path[:1] == (_STATUS,)

    def _stored(self, value: Any, number: int | None, stack: Stack) -> Iterator[Fact]:
        """What it rules out that storage holds `number`, or anything but 0: every other status
        where only success callbacks write such a value.
        """
        places = [origin.value for origin in self._flow.reads(value, stack).origins]
        writers = [
            site
            for stored in places
            for site in (self._flow.writers(stored) if _is_place(stored) else ())
            if self._may_write(site.ir, number)
        ]
        if writers and all(self._is_after_success(site) for site in writers):
            yield from _ANY - {_SUCCESS}

    def _may_write(self, ir: IrOperation, number: int | None) -> bool:
        if isinstance(ir, Delete):
            return False
        written = getattr(ir, "rvalue", None)
        if written is None:
            return True
        known = self._consumer.numbers.of(written)
        return None in known or (known != {0} if number is None else number in known)

    def _is_after_success(self, site: Site) -> bool:
        ways = self._consumer.ways.to(site.function)
        return bool(ways) and all(
            self._consumer.callbacks.roles(way.entry) == {Role.SUCCESS} for way in ways or ()
        )


def _is_place(value: Any) -> bool:
    return not isinstance(value, IrOperation) and hasattr(value, "name")
