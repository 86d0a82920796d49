"""`dtn-unverified-request`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Consumer
from dtnlint.protocol.effects.conduct import Conduct, Who
from dtnlint.protocol.effects.effects import Called, Created, Effect, Run, Sent, Wrote
from dtnlint.protocol.effects.records import Records
from dtnlint.protocol.effects.terms import Given, Kept, Known, Term, options, within

from ..conduct_rule import ConductRule, at_entry
from ..rule import Claim


class UnverifiedRequest(ConductRule):
    """A callback acts for a request that may be anybody's."""

    ARGUMENT = "dtn-unverified-request"
    HELP = "A callback acts for requests that the contract never made"
    IMPACT = DetectorClassification.HIGH
    CONFIDENCE = DetectorClassification.HIGH
    CWE = 345

    WIKI = "docs/rules/dtn-unverified-request.md"
    WIKI_TITLE = "Answers to anybody's questions"
    WIKI_DESCRIPTION = """\
A request names the contract and the function to be called with its answer, and the router calls
what is named, *whoever made the request*. So a callback is an entry point for everybody. An
attacker

1. opens a session of their own and pays for it,
2. asks any model any question, and names this contract's callback in the request,
3. lets a node answer, which may be their own,
4. and the router calls this contract with an ID that it has never seen and an answer to a question
   that it never asked.

`onlyDtn` does not stop that: the sender *is* the router. What stops it is a look-up of the ID
among the requests that the contract made itself. This function does something beyond storing
under that very ID (it writes other storage, moves ether or tokens, calls somebody, or makes a
request from the contract's own session), and on some way there nothing shows that the ID is one
of the contract's own requests. The same holds of a function that fetches the response of an ID
that its caller gives."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;
    bytes public appraisal;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function appraise(string calldata what) external payable onlyOwner {
        require(sessionId != 0, "no session");
        _ask(sessionId, what);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        if (status == IDtnAi.ResponseStatus.SUCCESS) {
            appraisal = response; // whose question was that?
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
A stranger asks a model for "the number 0" on a session of their own and names `Shop.onAnswer` as
the callback: the price is 0."""
    WIKI_RECOMMENDATION = (
        "Record each request's ID where it is made, require the ID to be recorded first thing in "
        "the callback, and clear the record there."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;
    bytes public appraisal;
    mapping(bytes32 => bool) public pending;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function appraise(string calldata what) external payable onlyOwner {
        require(sessionId != 0, "no session");
        pending[_ask(sessionId, what)] = true;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(pending[requestId], "not our request");
        delete pending[requestId];
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        if (status == IDtnAi.ResponseStatus.SUCCESS) appraisal = response;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
A record counts if only the contract's own requests fill it, and a check of it if it fails where
nothing is recorded: `pending[id]`, `recordOf[id] != 0`, `lastId == id`, the phase of a record that
is found through the ID (unless there is a record 0). Storing under the very ID that came in does
no harm by itself, and is not
reported. A callback of another contract is not looked at."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every function that acts for an ID which may be anybody's."""
        conduct = consumer.conduct
        records = Records(conduct)
        for run in conduct.runs:
            for identifier, since in _identifiers(conduct, records, run):
                refused = {
                    effect.number for effect in run.effects if records.reverts(effect, identifier)
                }
                acts = [
                    effect
                    for effect in run.effects
                    if effect.number > since
                    and _acts(conduct, run, effect, identifier)
                    and conduct.admitted(effect) & {Who.ROUTER, Who.ANYONE}
                    and not records.shows_own(effect, identifier)
                    and refused.isdisjoint((effect.number, *effect.before))
                ]
                if acts:
                    name = identifier.name if isinstance(identifier, Given) else "the ID"
                    yield at_entry(
                        consumer,
                        run,
                        f"{_what(acts[0])} for a request that may be anybody's: nothing shows "
                        f"that `{name or 'the ID'}` is one that this contract made",
                        name if isinstance(identifier, Given) else "",
                        acts[:3],
                    )
                    break


def _identifiers(conduct: Conduct, records: Records, run: Run) -> Iterator[tuple[Term, int]]:
    """The request IDs that come from outside, each with the effect since which it counts."""
    if run.key in conduct.callbacks and run.parameters:
        yield run.parameters[0], 0
        return
    for effect in run.effects:
        if conduct.is_operation(effect, "fetchResponse"):
            assert isinstance(effect, Called)
            for identifier in options(effect.arguments[0]):
                own = isinstance(identifier, Kept) and records.holds_only_own(identifier)
                if not own and any(isinstance(part, Given) for part in within(identifier)):
                    yield identifier, effect.number


def _acts(conduct: Conduct, run: Run, effect: Effect, identifier: Term) -> bool:
    """Whether an effect does something beyond the ID itself."""
    if isinstance(effect, Wrote):
        under = identifier in effect.place.path
        return effect.lasting and not under and not _is_lock(run, effect)
    if isinstance(effect, Called):
        return not effect.callee.view
    return isinstance(effect, Created) or (isinstance(effect, Sent) and effect.way != "staticcall")


def _is_lock(run: Run, effect: Wrote) -> bool:
    """Whether a write is one of those of a lock: a plain variable gets two fixed values in turn."""
    same = [one for one in run.effects if isinstance(one, Wrote) and one.place == effect.place]
    return (
        len(same) > 1
        and not any(not isinstance(step, str) for step in effect.place.path)
        and all(isinstance(one.value, Known) for one in same)
        and len({one.value for one in same}) > 1
    )


def _what(effect: Effect) -> str:
    """What an effect does, for a sentence."""
    if isinstance(effect, Wrote):
        return "writes storage"
    if isinstance(effect, Called):
        return f"calls `{effect.callee.name}`"
    return "sends value or a message" if isinstance(effect, Sent) else "creates a contract"
