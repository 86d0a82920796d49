"""`dtn-unprotected-set-ai`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slither.core.declarations import SolidityVariable
from slither.core.variables.state_variable import StateVariable
from slither.detectors.abstract_detector import DetectorClassification
from slither.slithir.operations import Binary, BinaryType, HighLevelCall
from slither.slithir.variables import Constant

from dtnlint.protocol import Consumer, Sender, Way, given_to
from dtnlint.protocol.conditions import NOTHING, Conditions, Fact
from dtnlint.protocol.flow import Field, Site, Stack
from dtnlint.protocol.latches import once_only

from ..fact_rule import FactRule, claim, place, text_of
from ..rule import Claim

_STRANGERS = {Sender.ANYONE, Sender.NAMED}
"""A record's owner is whoever made the record, or wrote the variable: the router is
everybody's."""


class UnprotectedSetAi(FactRule):
    """Anyone can change the router."""

    ARGUMENT = "dtn-unprotected-set-ai"
    HELP = "Anyone can change the router"
    IMPACT = DetectorClassification.HIGH
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 862

    WIKI = "docs/rules/dtn-unprotected-set-ai.md"
    WIKI_TITLE = "Router that anyone can change"
    WIKI_DESCRIPTION = """\
A function that anyone can call changes the router. Whoever is the router names the fee token and
the target that deposits go to, and passes `onlyDtn`: a stranger that puts a contract of their own
in its place takes the next deposit, and answers requests as they like. Sessions at the old router
can no longer be closed.

`setAi` of `WithDtnAi` is internal for this reason: the function that calls it has to check who
asks."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    function setRouter(address router) external {
        setAi(router); // whoever asks
    }

    function check(uint256 id, string calldata prompt) external payable onlyOwner {
        require(id != 0, "no session");
        _ask(id, prompt);
    }
}
```
The next deposit goes to whatever `feeTarget()` a stranger's router names."""
    WIKI_RECOMMENDATION = (
        "Let only the owner or a role set the router, or set it once, in the constructor or an "
        "initializer."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    function setRouter(address router) external onlyOwner {
        setAi(router);
    }

    function check(uint256 id, string calldata prompt) external payable onlyOwner {
        require(id != 0, "no session");
        _ask(id, prompt);
    }
}"""
    LIMITS = """\
A router that another contract names, or that authority has stored before, was not the caller's to
choose, and is not reported. A function that sets the router only while there is none, or only
while a flag or an owner is not set yet, counts as an initializer, whoever may call it first. What
another contract answers about the sender is taken for a check, and so is a signature of somebody
whom only authority can name: whom these let in is not known."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every entry point from which anyone reaches a write of the router."""
        places = consumer.recognition.router_places()
        first = Conditions(consumer.flow, _NoRouterYet(consumer))
        once = once_only(consumer.flow)
        told = set()
        for stored in places:
            for site in consumer.flow.writers(stored):
                for way in consumer.ways.from_outside(site.function):
                    if (
                        way.entry in once
                        or not _is_open(consumer, site, way)
                        or first.around(site.node, way.calls) != NOTHING
                    ):
                        continue
                    written = getattr(site.ir, "rvalue", None)
                    given = given_to(written, site, way, consumer.flow)
                    found = claim(
                        consumer,
                        site.function if given is None else given.function,
                        site.node if given is None else given.node,
                        site.ir.expression if given is None else given.expression,
                        f"anyone can change the router by {way.entry.name}",
                        text_of(site.ir.expression if given is None else given.expression),
                        [("the change", place(site.ir.expression, site.node))],
                    )
                    if found.span not in told:
                        told.add(found.span)
                        yield found


def _is_open(consumer: Consumer, site: Site, way: Way) -> bool:
    """Tell whether anyone can make this write on this way, of more than their own router."""
    if not _STRANGERS & consumer.authority.along((*way.nodes, site.node)).senders:
        return False
    written = getattr(site.ir, "lvalue", None)
    if written is not None and any(
        isinstance(origin.value, SolidityVariable) and origin.value.name == "msg.sender"
        for key, stack in consumer.flow.reads(written, way.seen).keys
        for origin in consumer.flow.reads(key, stack).origins
    ):
        return False
    given = getattr(site.ir, "rvalue", None)
    return given is None or not _is_decided(consumer, given, way)


def _is_decided(consumer: Consumer, value: Any, way: Way) -> bool:
    """Tell whether others than the caller have decided what is written: another contract, or
    authority, which alone writes the variable that it is read from.
    """
    origins = {origin.value for origin in consumer.flow.reads(value, way.seen).origins}
    return bool(origins) and all(
        isinstance(origin, HighLevelCall)
        or (
            isinstance(origin, StateVariable | Field)
            and all(
                consumer.authority.reaching(writer).is_guarded
                for writer in consumer.flow.writers(origin)
            )
        )
        for origin in origins
    )


class _NoRouterYet:
    """That there was no router when a condition held."""

    def __init__(self, consumer: Consumer) -> None:
        self._recognition = consumer.recognition

    def __call__(self, value: Any, wanted: bool, stack: Stack) -> Iterator[Fact]:
        equal = BinaryType.EQUAL if wanted else BinaryType.NOT_EQUAL
        if isinstance(value, Binary) and value.type == equal:
            for one, other in (
                (value.variable_left, value.variable_right),
                (value.variable_right, value.variable_left),
            ):
                if self._is_zero(other, stack) and self._recognition.is_router(one, stack):
                    yield "no router yet"

    def _is_zero(self, value: Any, stack: Stack) -> bool:
        return all(
            isinstance(origin.value, Constant) and origin.value.value in (0, "0")
            for origin in self._recognition.flow.sources(value, stack=stack).origins
        )
