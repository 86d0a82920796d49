"""`dtn-unclosable-session`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Close, Consumer, Escape, Start
from dtnlint.protocol.effects.conduct import Conduct, Request
from dtnlint.protocol.effects.effects import Called, Run, Wrote
from dtnlint.protocol.effects.terms import Answer, Kept, Term, options, within

from ..conduct_rule import at_effect
from ..fact_rule import FactRule, claim, place
from ..rule import Claim

_ON_SUCCESS = frozenset(("success",))


class UnclosableSession(FactRule):
    """A contract starts sessions and can close none."""

    ARGUMENT = "dtn-unclosable-session"
    HELP = "Sessions are started, and nothing can close them"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 772

    WIKI = "docs/rules/dtn-unclosable-session.md"
    WIKI_TITLE = "Session that nothing can close"
    WIKI_DESCRIPTION = """\
The contract starts sessions, and no function that can be reached from outside ever closes
one; or a session that is started for one request is closed by its success callback alone, which
is not called if the request fails. Only the contract that opened a session can close it, so what
its requests do not use up is never refunded. A `closeUserSession` in an internal function that
nobody calls does not help, nor does one in the constructor."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession(); // and how does it end?
    }

    function _close() internal {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
The first deposit is the last: neither its rest nor another session can be had."""
    WIKI_RECOMMENDATION = (
        "Add a function that closes the session, for the owner or for whom it belongs to."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function close() external onlyOwner {
        _close();
    }

    function _close() internal {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Whether each of several kinds of sessions can be closed is not asked: one reachable close is
enough, but for a session that a request is made on where it is started; one in a function that is
kept or handed on as a value counts as reachable. A contract that runs foreign code by
`delegatecall`, or makes calls that its callers make up, might close a session in this way, and
nothing is said of it; neither is of abstract contracts, which others complete."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """The first start of a contract without a close, the others beside it."""
        if not consumer.is_whole or consumer.escapes & {Escape.CODE, Escape.CALL}:
            return
        starts = []
        for site, operation in consumer.operations:
            if isinstance(operation, Start):
                starts.append((site, operation))
            elif isinstance(operation, Close) and (
                consumer.ways.from_outside(site.function) or consumer.flow.by_value(site.function)
            ):
                yield from _closed_on_success_alone(consumer)
                return
        for site, operation in starts[:1]:
            yield claim(
                consumer,
                site.function,
                site.node,
                operation.ir.expression,
                "starts a session, and nothing that can be called ever closes one",
                related=[
                    ("another start", place(other.ir.expression, there.node))
                    for there, other in starts[1:]
                ],
            )


def _closed_on_success_alone(consumer: Consumer) -> Iterator[Claim]:
    """The starts for one request whose sessions nothing closes if it fails."""
    conduct = consumer.conduct
    closes = list(conduct.operations("closeUserSession"))
    told = set()
    for request in conduct.requests:
        for start in _started_for(conduct, request):
            kept = _kept_at(request.run, start)
            ends = [run for run, close in closes if _may_be(close.arguments[0], kept)]
            if (
                start.instruction.span not in told
                and ends
                and conduct.is_complete
                and all(
                    conduct.callbacks.get(run.key, ()) == frozenset(("success",)) for run in ends
                )
                and not _is_asked_on_again(conduct, request, kept)
            ):
                told.add(start.instruction.span)
                yield at_effect(
                    consumer,
                    start,
                    "starts a session for one request, and only its success callback closes it: "
                    "where the request fails, nothing does",
                    related=[("the start", start), ("the request", request.effect)],
                    from_entry=True,
                )


def _started_for(conduct: Conduct, request: Request) -> Iterator[Called]:
    """The starts of a run whose session a request of it is made on, and on no other."""
    sessions = set(options(request.session))
    for effect in request.run.effects:
        if (
            isinstance(effect, Called)
            and conduct.is_operation(effect, "startUserSession")
            and sessions == {Answer(effect.site, 0, effect.callee.name)}
        ):
            yield effect


def _kept_at(run: Run, start: Called) -> frozenset[str | Term]:
    """The variables in which a run keeps the ID of a session that it starts."""
    session = Answer(start.site, 0, start.callee.name)
    return frozenset(
        one.place.root
        for one in run.effects
        if isinstance(one, Wrote) and session in set(within(one.value))
    )


def _may_be(session: Term, kept: frozenset[str | Term]) -> bool:
    """Whether an ID may be of a session that is kept somewhere: anything but what is read from
    another variable may be.
    """
    return any(one.root in kept if isinstance(one, Kept) else True for one in options(session))


def _is_asked_on_again(conduct: Conduct, request: Request, kept: frozenset[str | Term]) -> bool:
    """Whether another entry point asks on the session, so that a success may come yet."""
    return any(
        other.run.key != request.run.key and _may_be(other.session, kept)
        for other in conduct.requests
    )
