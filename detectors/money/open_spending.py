"""`dtn-open-spending`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Consumer
from dtnlint.protocol.effects.conduct import Conduct, Request
from dtnlint.protocol.effects.payment import is_paid_for
from dtnlint.protocol.effects.spending import is_callers_own
from dtnlint.protocol.effects.terms import ZERO, Given, options

from ..conduct_rule import ConductRule, at_effect
from ..rule import Claim


class OpenSpending(ConductRule):
    """Anyone makes the contract ask at its own expense."""

    ARGUMENT = "dtn-open-spending"
    HELP = "Anyone can make the contract ask at its own expense"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.MEDIUM
    CWE = 770

    WIKI = "docs/rules/dtn-open-spending.md"
    WIKI_TITLE = "Spending open to anyone"
    WIKI_DESCRIPTION = """\
Anyone may make the contract ask on a session of its own, and nothing is taken for it: no fee
tokens, no value beyond what goes on with the request, no credit, and neither time nor a number
limits it. Each answer is charged to the deposit that somebody else paid; the value that is sent
along pays for the callback alone."""
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
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), _callBack(), msg.sender, msg.value
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
Mallory asks in a loop until the owner's deposit is gone; it costs no more than gas."""
    WIKI_RECOMMENDATION = (
        "Take the price of a request from whoever asks, count requests or credit down, or let "
        "only those ask who are known."
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
        ai.request{value: msg.value}(
            sessionId, MODEL, _routing(), _prompt(prompt), _callBack(), msg.sender, msg.value
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Whether what is taken covers what a request costs is not judged, and a limit for each sender counts
as one, though anybody can have many addresses. A call of another contract that names the sender
counts as taking something. A session that is the sender's own is the sender's to spend; one that
the caller names is `dtn-foreign-session`'s. Callbacks are not looked at: see
`dtn-unverified-request`."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every request on the contract's own session that is free for all."""
        conduct = consumer.conduct
        told = set()
        for request in conduct.requests:
            run = request.run
            if (
                run.key not in told
                and run.key not in conduct.callbacks
                and run.complete
                and _is_own(request)
                and _is_free(conduct, request)
            ):
                told.add(run.key)
                yield at_effect(
                    consumer,
                    request.effect,
                    "anyone can make the contract ask on its own session, and nothing is taken "
                    "for it",
                    run.function.name,
                    [("the request", request.effect)],
                    from_entry=True,
                )


def _is_own(request: Request) -> bool:
    """Whether the contract keeps or starts the session: the caller does not name it."""
    return any(one != ZERO and not isinstance(one, Given) for one in options(request.session))


def _is_free(conduct: Conduct, request: Request) -> bool:
    return (
        conduct.is_open(request.effect)
        and not is_callers_own(conduct, request)
        and not is_paid_for(conduct, request)
    )
