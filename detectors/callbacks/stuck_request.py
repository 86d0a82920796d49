"""`dtn-stuck-request`."""

from __future__ import annotations

from collections.abc import Iterator

from slither.detectors.abstract_detector import DetectorClassification

from dtnlint.protocol import Consumer
from dtnlint.protocol.effects.conduct import Conduct, Request
from dtnlint.protocol.effects.effects import Called, Effect, Run, Sent, Wrote, each_field
from dtnlint.protocol.effects.evaluation import truth
from dtnlint.protocol.effects.spending import token_moves
from dtnlint.protocol.effects.terms import ZERO, Kept, Made, Term, mentions_time, within

from ..conduct_rule import ConductRule, at_effect
from ..rule import Claim


class StuckRequest(ConductRule):
    """A request that is never answered blocks the contract for good."""

    ARGUMENT = "dtn-stuck-request"
    HELP = "A request that is never answered blocks the contract for good"
    IMPACT = DetectorClassification.MEDIUM
    CONFIDENCE = DetectorClassification.MEDIUM
    CWE = 833

    WIKI = "docs/rules/dtn-stuck-request.md"
    WIKI_TITLE = "Stuck until an answer that need not come"
    WIKI_DESCRIPTION = """\
Where the request is made, storage is set that keeps the contract from paying out, asking again or
closing its session, and only callbacks undo it. An answer need not come: no node may take the
request, the session may be closed first, the callback may run out of gas or revert, and the router
does not call a second time. Then what is locked stays locked: nobody's function, no time limit
and no way to take the answer up later opens it."""
    WIKI_EXPLOIT_SCENARIO = """\
```solidity
contract Shop is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => bool) public asked;
    bool public waiting;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0 && !waiting, "not now");
        waiting = true;
        asked[_ask(sessionId, prompt)] = true;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(asked[requestId], "not ours");
        waiting = false;
        _keepAnswer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        require(asked[requestId], "not ours");
        waiting = false;
        failed[requestId] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0 && !waiting, "not now");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
```
No node takes the request: `waiting` stays true, and the deposit stays with the session."""
    WIKI_RECOMMENDATION = (
        "Give the owner or the user a way out: a function that clears the mark, after a time if "
        "need be, or one that takes up the answer with `fetchResponse`."
    )
    GOOD_EXAMPLE = """\
contract Shop is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => bool) public asked;
    bool public waiting;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        sessionId = ai.startUserSession();
    }

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0 && !waiting, "not now");
        waiting = true;
        asked[_ask(sessionId, prompt)] = true;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        require(asked[requestId], "not ours");
        waiting = false;
        _keepAnswer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        require(asked[requestId], "not ours");
        waiting = false;
        failed[requestId] = true;
    }

    function giveUp() external onlyOwner {
        waiting = false;
    }

    function close() external onlyOwner {
        require(sessionId != 0 && !waiting, "not now");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}"""
    LIMITS = """\
Only guards are seen that fail by what the request wrote itself: a flag, a phase, a count that must
be 0. Any other function that writes the same storage counts as a way out, and so does any look at
the time beside the guard."""

    def find(self, consumer: Consumer) -> Iterator[Claim]:
        """Every mark of a request that blocks something and that callbacks alone clear."""
        conduct = consumer.conduct
        told = set()
        for request in conduct.requests:
            for mark in _marks(request):
                blocked = next(_blocked(conduct, mark), None)
                place = (mark.instruction.span, request.effect.instruction.span)
                if blocked is None or place in told or not _only_callbacks(conduct, mark, request):
                    continue
                told.add(place)
                yield at_effect(
                    consumer,
                    mark,
                    f"`{_name(mark.place)}` keeps the contract from {_what(conduct, blocked)}, and "
                    "only an answer clears it, which need not come",
                    _name(mark.place),
                    [("the request", request.effect), ("what is blocked", blocked)],
                )


def _marks(request: Request) -> Iterator[Wrote]:
    """What a request's run writes to storage as a mark."""
    for effect in request.run.effects:
        if isinstance(effect, Wrote) and effect.lasting:
            yield from (one for one in each_field(effect) if one.value != ZERO)


def _blocked(conduct: Conduct, mark: Wrote) -> Iterator[Effect]:
    """What a mark keeps from happening: paying out, asking, closing."""
    for run in conduct.runs:
        if run.key in conduct.callbacks:
            continue
        for effect in run.effects:
            if _is_worth(conduct, effect) and any(
                _fails(mark, condition, holds) and not mentions_time(condition)
                for condition, holds in effect.holds.items()
            ):
                yield effect


def _is_worth(conduct: Conduct, effect: Effect) -> bool:
    if conduct.is_operation(effect, "request") or conduct.is_operation(effect, "closeUserSession"):
        return True
    if isinstance(effect, Sent):
        return effect.value != ZERO or token_moves(effect) is not None
    moved = token_moves(effect)
    return isinstance(effect, Called) and moved is not None and moved[0] is None


def _fails(mark: Wrote, condition: Term, holds: bool) -> bool:
    """Whether a condition fails while a mark stands, wherever the keys are the same."""
    return _holds(mark, condition) is (not holds)


def _holds(mark: Wrote, condition: Term) -> bool | None:
    """Whether a condition on a mark holds while it stands; None where it cannot be told."""

    def marked(term: Term) -> Term | None:
        return mark.value if isinstance(term, Kept) and _alike(term, mark.place) else None

    about = any(isinstance(one, Kept) and _alike(one, mark.place) for one in within(condition))
    return truth(condition, marked) if about else None


def _only_callbacks(conduct: Conduct, mark: Wrote, request: Request) -> bool:
    """Whether nothing but callbacks takes a mark away, and something does."""
    cleared = False
    for run in conduct.runs:
        for effect in run.effects:
            if not isinstance(effect, Wrote) or not _touches(effect.place, mark.place):
                continue
            if (
                _is_new(run, effect.place)
                and effect.place.path[: len(mark.place.path)] != mark.place.path
            ):
                continue  # another record, that no request has marked yet
            if run.key in conduct.callbacks:
                cleared = True
            elif not _is_kept_out(run, effect, mark) and (
                effect.value != mark.value or _asks_anew(conduct, run, effect, mark)
            ):
                return False
    return cleared


def _is_new(run: Run, place: Kept) -> bool:
    """Whether a key is the next number of a counter, or the next place in a list."""
    return any(
        any(isinstance(one, Kept) for one in step.operands)
        if isinstance(step, Made) and step.operator in ("+", "length")
        else isinstance(step, Kept) and _is_counted_up(run, step)
        for step in place.path
    )


def _is_counted_up(run: Run, counter: Kept) -> bool:
    return any(
        isinstance(effect, Wrote)
        and effect.place == counter
        and isinstance(effect.value, Made)
        and effect.value.operator == "+"
        and counter in effect.value.operands
        for effect in run.effects
    )


def _asks_anew(conduct: Conduct, run: Run, effect: Wrote, mark: Wrote) -> bool:
    """Whether a run asks once more where the mark stands, and only there."""
    return any(request.run is run for request in conduct.requests) and any(
        _holds(mark, condition) is holds for condition, holds in effect.holds.items()
    )


def _is_kept_out(run: Run, effect: Wrote, mark: Wrote) -> bool:
    """Whether a write cannot be reached while the mark stands."""
    return any(_fails(mark, condition, holds) for condition, holds in effect.holds.items())


def _alike(one: Kept, other: Kept) -> bool:
    """Whether two places are the same but for their keys."""
    return (
        one.root == other.root
        and len(one.path) == len(other.path)
        and all(
            a == b or not (isinstance(a, str) or isinstance(b, str))
            for a, b in zip(one.path, other.path, strict=True)
        )
    )


def _touches(one: Kept, other: Kept) -> bool:
    """Whether a place is another, but for keys, or holds it."""
    return (
        one.root == other.root
        and all(
            a == b or not (isinstance(a, str) or isinstance(b, str))
            for a, b in zip(one.path, other.path, strict=False)
        )
        and len(one.path) <= len(other.path)
    )


def _name(place: Kept) -> str:
    root = place.root.rpartition(".")[2] if isinstance(place.root, str) else "storage"
    return root + "".join(f".{step}" if isinstance(step, str) else "[…]" for step in place.path)


def _what(conduct: Conduct, effect: Effect) -> str:
    if conduct.is_operation(effect, "request"):
        return "asking again"
    if conduct.is_operation(effect, "closeUserSession"):
        return "closing its session"
    return "paying out"
