"""`dtn-reverting-callback`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.language.types import Bytes, FixedBytes, Number, Reference, Type
from dtnlint.protocol import Consumer
from dtnlint.protocol.effects.conduct import Conduct, Who
from dtnlint.protocol.effects.effects import Decoded, Effect, Ended, Refused, Run, Sent, Wrote
from dtnlint.protocol.effects.evaluation import truth
from dtnlint.protocol.effects.records import Records, value_at
from dtnlint.protocol.effects.terms import (
    ONE,
    SENDER,
    ZERO,
    Answer,
    Given,
    Kept,
    Made,
    Term,
    Varying,
    options,
    within,
)

from ..conduct_rule import ConductRule, at_effect, at_entry
from ..rule import Claim


class RevertingCallback(ConductRule):
    """A callback may revert for a reason that others make."""

    ARGUMENT = "dtn-reverting-callback"
    HELP = "A callback may revert for a reason that others make"
    IMPACT = DetectorClassification.LOW
    CONFIDENCE = DetectorClassification.MEDIUM
    CWE = 703

    WIKI = "docs/rules/dtn-reverting-callback.md"
    WIKI_TITLE = "Callback that others can make revert"
    WIKI_DESCRIPTION = """\
The router calls back once. A callback that reverts is not called again: what it would have
recorded is lost, though the answer is paid for. Here somebody other than whoever asked decides
whether it reverts:

- it sends ether that must arrive, to a recipient whom a user chose, who can refuse it;
- it decodes the answer, which a node can make of any bytes, and nothing takes it up later;
- it requires the request to be the newest one, and any later request takes that away;
- it loops over an array that users make longer, until the gas for the callback runs out."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;
    bytes32 public lastId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        lastId = _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(requestId == lastId, "not the newest"); // somebody else may have asked since
        _keepAnswer(requestId);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
Bob asks before Alice's answer has come: her callback reverts, and her answer is not kept."""
    WIKI_RECOMMENDATION = (
        "Record in the callback, and let users take what they are owed by a function of their "
        "own; look each request up under its own ID; bound what a callback loops over."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => bool) public asked;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        asked[_ask(sessionId, prompt)] = true;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(asked[requestId], "not ours");
        _keepAnswer(requestId);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Callbacks that requests of the contract name itself are looked at. A recipient counts as chosen by
a user if somebody without authority writes it to storage; one that is given in any other way is
not reported. Neither is decoding to `bytes`, or to numbers of 32 bytes only where the length is
right, nor what is done in a call to the contract itself; any function but a callback that fetches
answers, or writes what the callback writes, counts as a way to take one up later. A contract that
takes one request at a time has no newer one, and an array whose growth looks at its own length, or
that belongs to the sender alone, does not count."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every reason for which others can make a callback revert."""
        conduct = consumer.conduct
        records = Records(conduct)
        for run in conduct.runs:
            if run.key not in conduct.callbacks:
                continue
            for effect in run.effects:
                if isinstance(effect, Sent) and _must_arrive(run, effect):
                    chosen = _chosen(conduct, records, effect.target)
                    if chosen is not None:
                        yield at_effect(
                            consumer,
                            effect,
                            "the ether must arrive at a recipient whom a user chose: who refuses "
                            "it makes the callback revert, and it is not called again",
                            related=[("the recipient is chosen", chosen)],
                        )
            decoded = _decoded(conduct, run)
            if decoded is not None:
                yield at_entry(
                    consumer,
                    run,
                    "decodes the answer, and reverts where a node answers other bytes; nothing "
                    "takes the answer up later",
                    related=[decoded],
                )
            newer = _newer(conduct, records, run)
            if newer is not None:
                yield at_entry(
                    consumer,
                    run,
                    "reverts unless the request is the newest one: the next request, which "
                    "others can make, takes the answer to this one away",
                    related=[newer],
                )
            longer = _longer(conduct, records, run)
            if longer is not None:
                yield at_entry(
                    consumer,
                    run,
                    "loops over an array that users make longer, until the gas for the callback "
                    "does not suffice any more",
                    related=[longer],
                )


def _must_arrive(run: Run, effect: Sent) -> bool:
    """Whether the callback reverts where ether does not arrive."""
    if effect.value == ZERO or effect.message:
        return False
    if effect.way == "transfer":
        return True
    success = Answer(effect.site, 0, "")
    return any(
        (isinstance(one, Refused) and one.holds.get(success) is False)
        or (isinstance(one, Ended) and one.holds.get(success) is True)
        for one in run.effects
    )


def _decoded(conduct: Conduct, run: Run) -> Effect | None:
    """Where the success callback decodes an answer that nothing can take up later."""
    if "success" not in conduct.callbacks[run.key] or _is_taken_up(conduct, run):
        return None
    for effect in run.effects:
        if (
            isinstance(effect, Decoded)
            and not effect.message
            and not all(_is_bytes(one) for one in effect.types)
            and not _has_the_length(run, effect)
            and any(
                isinstance(one, Answer) and one.callee == "fetchResponse"
                for one in within(effect.data)
            )
        ):
            return effect
    return None


def _is_bytes(kind: Type) -> bool:
    kind = kind.type if isinstance(kind, Reference) else kind
    return isinstance(kind, Bytes) and not kind.text


def _has_the_length(run: Run, effect: Decoded) -> bool:
    """Whether bytes whose length was looked at are taken for numbers that any word is, and the
    callback succeeds with bytes of another length, too.
    """
    words = (Number(256), Number(256, signed=True), FixedBytes(32))
    return all(one in words for one in effect.types) and any(
        Made("length", (effect.data,)) in set(within(condition))
        and any(
            isinstance(one, Ended) and one.holds.get(condition) is not holds for one in run.effects
        )
        for condition, holds in effect.holds.items()
    )


def _is_taken_up(conduct: Conduct, run: Run) -> bool:
    """Whether something but a callback fetches answers, or settles what the callback does."""
    written = {one.place.root for one in run.effects if isinstance(one, Wrote)}
    for other in conduct.runs:
        if other.key in conduct.callbacks:
            continue
        asks = any(conduct.is_operation(one, "request") for one in other.effects)
        for effect in other.effects:
            if conduct.is_operation(effect, "fetchResponse"):
                return True
            if isinstance(effect, Wrote) and effect.place.root in written and not asks:
                return True
    return False


def _by_users(conduct: Conduct, effect: Effect) -> bool:
    """Whether somebody without authority makes it happen."""
    return bool(conduct.admitted(effect) & {Who.ANYONE, Who.NAMED})


def _chosen(conduct: Conduct, records: Records, target: Term) -> Wrote | None:
    """Where a user chooses a recipient."""
    for place in options(target):
        if not isinstance(place, Kept):
            continue
        for run, write, _ in records.writes(place):
            if run.key in conduct.callbacks or not _by_users(conduct, write):
                continue
            value = value_at(write, place)
            for one in options(value) if value is not None else ():
                if one == SENDER or isinstance(one, Given):
                    return write
    return None


def _newer(conduct: Conduct, records: Records, run: Run) -> Effect | None:
    """The write of the newest request's ID, to which a callback must have been given."""
    if not run.parameters:
        return None
    identifier = run.parameters[0]
    for effect in run.effects:
        if not isinstance(effect, Ended):
            continue
        for condition, holds in effect.holds.items():
            if not (holds and isinstance(condition, Made) and condition.operator == "=="):
                continue
            for one, place in (condition.operands, condition.operands[::-1]):
                if one == identifier and isinstance(place, Kept):
                    found = _replaces(conduct, records, place)
                    if found is not None:
                        return found
    return None


def _replaces(conduct: Conduct, records: Records, place: Kept) -> Wrote | None:
    """Where a request of a user's puts its ID into the place of the one before it."""
    if any(not isinstance(step, str) for step in place.path):
        return None
    for run, write, _ in records.writes(place):
        value = value_at(write, place)
        if (
            run.key not in conduct.callbacks
            and _by_users(conduct, write)
            and not conduct.is_once(run)
            and not _waits(write)
            and any(
                isinstance(one, Answer) and one.callee == "request"
                for one in (options(value) if value is not None else ())
            )
        ):
            return write
    return None


def _waits(write: Wrote) -> bool:
    """Whether an ID is put only where there is none."""

    def held(term: Term) -> Term | None:
        return ONE if term == write.place else None

    return any(truth(condition, held) is (not holds) for condition, holds in write.holds.items())


def _longer(conduct: Conduct, records: Records, run: Run) -> Effect | None:
    """Where users make an array longer over which a callback loops."""
    for effect in run.effects:
        for condition in effect.holds:
            if not (isinstance(condition, Made) and condition.operator == "<"):
                continue
            index, length = condition.operands
            if not (
                isinstance(length, Kept)
                and length.path[-1:] == ("length",)
                and any(isinstance(one, Varying) for one in within(index))
            ):
                continue
            for other, write, exact in records.writes(length):
                if (
                    exact
                    and other.key not in conduct.callbacks
                    and _by_users(conduct, write)
                    and isinstance(write.value, Made)
                    and write.value.operator == "+"
                    and not _is_bounded(write)
                    and SENDER not in write.place.path
                ):
                    return write
    return None


def _is_bounded(write: Wrote) -> bool:
    """Whether an array grows only after a look at its length."""
    return any(write.place in set(within(condition)) for condition in write.holds)
