"""The search for an execution that does what a trace says.

The trace's transactions are run in their order, each with every sender and
every likely argument, and, where that does not do, with one or two other
transactions among them. Everything is bounded: calls, gas, time.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eth_abi.abi import encode

from dtnlint.replay.arguments import (
    OWNER,
    STRANGER,
    Known,
    combinations,
    flattened,
    responses,
    types_of,
)
from dtnlint.replay.machine import Outcome, calldata, selector
from dtnlint.replay.network import NODE, Seen, Switches, answer_data
from dtnlint.replay.stage import Stage
from dtnlint.replay.storage import Place

_ARGUMENTS = 24
"""Lists of arguments for each call."""
VALUES = (0, 500_000, 10**18)
"""What is sent with a payable call, in wei; a callback's gas is often what was sent."""
_FOLLOWING = 400
_DONE = Outcome(True, b"", 0)
_BRANCHES = 6
"""States that are followed after each transaction of the trace."""


@dataclass(frozen=True)
class Limits:
    """What a search may use."""

    calls: int = 12_000
    seconds: float = 10.0


@dataclass(frozen=True)
class Call:
    """One executed transaction."""

    sender: str
    signature: str
    arguments: tuple[Any, ...]
    value: int = 0
    answers: int = -1
    """The number of the request that a node answers, counted from 0; -1: a call of the consumer."""
    success: bool = True
    response: bytes = b""
    reenters: tuple[str, tuple[Any, ...]] | None = None
    """What the stand-in calls when the consumer calls it: a signature and its arguments."""
    switches: Switches = field(default_factory=Switches)
    transaction: int = 0
    """The trace's transaction that it stands for; 0: one that the trace does not name."""
    outcome: Outcome = _DONE
    seen: Seen = field(default_factory=Seen)


@dataclass(frozen=True)
class View:
    """What a goal may look at, after a transaction."""

    stage: Stage
    call: Call
    before: Known
    after: Known
    held_before: Mapping[Place, int]
    held: Mapping[Place, int]
    remembered: set[int]
    """The session IDs in the consumer's code."""
    path: tuple[Call, ...]
    """With this call."""
    following: Callable[[], Iterator[tuple[Outcome, Seen]]]
    """Runs one more transaction, each that there is, and takes it back."""


@dataclass(frozen=True)
class Evidence:
    """What shows that a goal was reached."""

    session: int = 0
    """The session concerned; 0: the record of misuse says it all."""
    places: tuple[Place, ...] = ()
    """Where its ID stands, or stood."""


Goal = Callable[[View], Evidence | None]


@dataclass(frozen=True)
class Entry:
    """One transaction of a trace."""

    signature: str | None
    """None: the trace does not name it."""
    reenters: str | None = None
    """The entry point that is called before the transaction is over."""


class _Exhausted(Exception):  # noqa: N818
    """A limit was reached."""


class Search:
    """Searches on one stage for one goal."""

    def __init__(
        self,
        stage: Stage,
        entries: Sequence[Entry],
        goal: Goal,
        limits: Limits,
        catches: bool,
    ) -> None:
        """`entries`: the trace's transactions after the construction."""
        self.stage = stage
        self.entries = entries
        self.goal = goal
        self.limits = limits
        self.catches = catches
        self.calls = 0
        self.deadline = time.monotonic() + limits.seconds
        self.visited: set[Any] = set()
        self.evidence: Evidence | None = None
        reentrant = any(entry.reenters for entry in entries)
        self.senders = (OWNER, STRANGER, stage.stand_in) if reentrant else (OWNER, STRANGER)

    def run(self) -> tuple[Call, ...] | None:
        """The executed calls that reach the goal, or None; `evidence` says what shows it."""
        stage = self.stage
        known = Known(
            stage.network.router,
            stage.network.token,
            stage.network.sessions,
            stage.consumer,
            stage.stand_in,
            constants=stage.constants,
            used=flattened([one for setup in stage.setup for one in setup.arguments]),
        )
        for seen in stage.seen:
            known = _after(known, Call(OWNER, "constructor", (), seen=seen))
        self.remembered = stage.remembered(known)
        if not self.entries:
            return self._constructed(known)
        try:
            for others in range(3):
                self.visited.clear()
                found = self._step(0, others, known, ())
                if found is not None:
                    return found
        except _Exhausted:
            pass
        return None

    def _constructed(self, known: Known) -> tuple[Call, ...] | None:
        """For what the construction does by itself."""
        stage = self.stage
        setup = stage.setup[-1]
        call = Call(
            OWNER, setup.signature, setup.arguments, outcome=stage.construction, seen=stage.seen[-1]
        )
        empty = replace(known, live=(), closed=(), requests=())
        held = stage.held(known)
        view = View(
            stage,
            call,
            empty,
            known,
            {},
            held,
            self.remembered,
            (call,),
            lambda: self._following(known, 1),
        )
        self.evidence = self.goal(view)
        return None if self.evidence is None else (call,)

    def _step(
        self, position: int, others: int, known: Known, path: tuple[Call, ...]
    ) -> tuple[Call, ...] | None:
        stage = self.stage
        held = stage.held(known)
        state = (
            position,
            others,
            tuple(held.values()),
            known.live,
            known.closed,
            len(known.requests),
        )
        if state in self.visited:
            return None
        self.visited.add(state)
        last = position == len(self.entries) - 1
        branches: list[tuple[Call, Known]] = []
        digests: set[Any] = set()
        for call in self._calls(self.entries[position], known, position + 1):
            found, after = self._try(call, known, held, path)
            if last:
                if found is not None:
                    return found
            elif after is not None and len(branches) < _BRANCHES:
                digest, done, following = after
                if digest not in digests:
                    digests.add(digest)
                    branches.append((done, following))
        for done, following in branches:
            found = self._follow(done, following, position + 1, others, path)
            if found is not None:
                return found
        if others:
            for call in self._calls(Entry(None), known, 0):
                _, after = self._try(call, known, held, path)
                if after is not None and after[0] not in digests:
                    digests.add(after[0])
                    found = self._follow(after[1], after[2], position, others - 1, path)
                    if found is not None:
                        return found
        return None

    def _follow(
        self, call: Call, known: Known, position: int, others: int, path: tuple[Call, ...]
    ) -> tuple[Call, ...] | None:
        point = self.stage.machine.snapshot()
        self._execute(call, len(path))
        found = self._step(position, others, known, (*path, call))
        self.stage.machine.revert(point)
        return found

    def _try(
        self, call: Call, known: Known, held: Mapping[Place, int], path: tuple[Call, ...]
    ) -> tuple[tuple[Call, ...] | None, tuple[Any, Call, Known] | None]:
        """Run a call and take it back: the path, if it reaches the goal; and what it led to."""
        stage = self.stage
        self.calls += 1
        if self.calls > self.limits.calls or time.monotonic() > self.deadline:
            raise _Exhausted
        point = stage.machine.snapshot()
        outcome, seen = self._execute(call, len(path))
        done = replace(call, outcome=outcome, seen=seen)
        after = _after(known, done)
        now = stage.held(after) if outcome.ok else held
        view = View(
            stage,
            done,
            known,
            after,
            held,
            now,
            self.remembered,
            (*path, done),
            lambda: self._following(after, len(path) + 1),
        )
        self.evidence = self.goal(view)
        reached = None if self.evidence is None else view.path
        led = None
        if outcome.ok and (now != held or after != known):
            digest = (tuple(now.values()), after.live, after.closed, len(after.requests))
            led = digest, done, after
        stage.machine.revert(point)
        return reached, led

    def _following(self, known: Known, number: int) -> Iterator[tuple[Outcome, Seen]]:
        for call in itertools.islice(self._calls(Entry(None), known, 0), _FOLLOWING):
            point = self.stage.machine.snapshot()
            done = self._execute(call, number)
            self.stage.machine.revert(point)
            yield done

    def _execute(self, call: Call, number: int) -> tuple[Outcome, Seen]:
        stage = self.stage
        machine = stage.machine
        machine.at(number + 2, 1_700_000_000 + stage.pace * (number + 1))
        kept = stage.network.switches
        stage.network.arrange(call.switches)
        if call.answers >= 0:
            data = answer_data(int(call.arguments[0]), call.success, call.response)
            outcome = machine.call(NODE, stage.network.router, data)
        else:
            if call.reenters is not None:
                reaction = self._data(*call.reenters)
                arm = calldata("arm(address,bytes)", stage.consumer, reaction)
                machine.call(OWNER, stage.stand_in, arm)
            data = self._data(call.signature, call.arguments)
            outcome = stage.call(call.sender, stage.consumer, data, call.value)
        seen = stage.network.seen(stage.consumer, machine.events()) if outcome.ok else Seen()
        stage.network.arrange(kept)
        return outcome, seen

    def _data(self, signature: str, arguments: tuple[Any, ...]) -> bytes:
        types = types_of(self.stage.artifact.functions[signature]["inputs"])
        return selector(signature) + encode(types, arguments)

    def _reactions(self, entry: Entry, known: Known) -> list[tuple[str, tuple[Any, ...]] | None]:
        if entry.reenters is None:
            return [None]
        functions = self.stage.artifact.functions
        # What the trace names, and, should that have called on, everything else.
        named = [one for one in functions if _names(entry.reenters, one)]
        others = [one for one in functions if one not in named and self._changes(one)]
        return [
            (signature, arguments)
            for signature in (*named, *others)
            for arguments in combinations(functions[signature]["inputs"], known, 2)
        ]

    def _changes(self, signature: str) -> bool:
        function = self.stage.artifact.functions[signature]
        return function["stateMutability"] not in ("view", "pure")

    def _calls(self, entry: Entry, known: Known, transaction: int) -> Iterator[Call]:
        """What may stand for a transaction of the trace."""
        stage = self.stage
        base = stage.network.switches
        for signature, function in stage.artifact.functions.items():
            if not self._changes(signature):
                continue
            if entry.signature is not None and not _names(entry.signature, signature):
                continue
            yield from self._answers(signature, known, transaction)
            most = _ARGUMENTS if entry.signature is not None else _ARGUMENTS // 4
            reactions = self._reactions(entry, known)
            values = VALUES if function["stateMutability"] == "payable" else (0,)
            for arguments in combinations(function["inputs"], known, most):
                for sender, value, reaction in itertools.product(self.senders, values, reactions):
                    call = Call(
                        sender,
                        signature,
                        arguments,
                        value,
                        reenters=reaction,
                        switches=base,
                        transaction=transaction,
                    )
                    yield call
                    if self.catches:
                        refusing = replace(base, refuse_starts=True)
                        yield replace(call, switches=refusing)
                        yield replace(call, switches=replace(refusing, silently=True))
                        yield replace(call, switches=replace(base, refuse_requests=True))

    def _answers(self, signature: str, known: Known, transaction: int) -> Iterator[Call]:
        """Answers that make the router call this function, if it is a callback."""
        if not signature.endswith("(bytes32)"):
            return
        chosen = selector(signature)
        for number, request in reversed(list(enumerate(known.requests))):
            named = self.stage.network.callbacks(request)
            for success in (True, False):
                if named[0 if success else 1] != chosen:
                    continue
                for response in responses() if success else (b"",):
                    yield Call(
                        NODE,
                        signature,
                        (request,),
                        answers=number,
                        success=success,
                        response=response,
                        switches=self.stage.network.switches,
                        transaction=transaction,
                    )


def _names(entry: str, signature: str) -> bool:
    return entry == signature or entry.partition("(")[0] == signature.partition("(")[0]


def _after(known: Known, call: Call) -> Known:
    """What is known after a call."""
    if not call.outcome.ok:
        return known
    seen = call.seen
    closed = [session for session, _ in seen.closed]
    live = [*known.live, *(session for session, _ in seen.started)]
    asked = dict.fromkeys(one.request for one in seen.asked)
    requests = [*known.requests, *(one for one in asked if one not in known.requests)]
    used = (*known.used, *(v for v in flattened(call.arguments) if v not in known.used))
    return replace(
        known,
        live=tuple(session for session in live if session not in closed),
        closed=(*known.closed, *closed),
        requests=tuple(requests),
        used=used[-32:],
    )
