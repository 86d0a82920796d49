"""The search for an execution that does what a trace says.

States are explored from the most promising on: those that got furthest along
the trace with the fewest other transactions. What a transaction is made of
(sender, arguments, value, time, answer) is varied one thing at a time, and
where that made a difference, which the gas used tells, more is varied.
Everything is bounded: calls, gas, time.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from eth_abi.abi import encode
from msgspec import Struct, field
from msgspec.structs import replace

from dtnlint.replay.arguments import (
    DAY,
    OWNER,
    STRANGER,
    Known,
    combinations,
    flattened,
    responses,
    types_of,
    values,
    varied,
)
from dtnlint.replay.hints import Hints
from dtnlint.replay.machine import START, Outcome, calldata, selector
from dtnlint.replay.network import NODE, Seen, Switches, answer_data
from dtnlint.replay.stage import Stage
from dtnlint.replay.storage import Place

VALUES = (0, 500_000, 10**18)
"""What is sent with a payable call, in wei; a callback's gas is often what was sent."""
PACES = (12, 30 * DAY)
"""Seconds between transactions: as they follow each other, and when what is awaited is over."""
_WAITS = range(600, 730 * DAY)
"""Numbers in the source that may be times to wait, in seconds."""
_FOLLOWING = 60
"""Calls of each function that may follow."""
_NAMED = 300
"""Calls of the function that the trace names, in one state."""
_OTHERS = 80
"""Calls of each other function, in one state."""
_BRANCHES = 16
"""States that are followed after each function."""
_PROBED = 100
_ALIKE = 4
_PROBES = 24
"""Of so many calls of each function that the trace names, so many of one kind and so many in all
tell whether another transaction matters to it."""
_LONGEST = 16
"""Transactions of an execution."""
_DONE = Outcome(True, b"", 0)

# What makes a state less promising; a transaction of the trace makes it more promising by one.
_BREAKTHROUGH = 0  # another, after which the named ones do what they never did before
_HELPFUL = 1  # another that has the network do something, or changes what the named ones do
_NEW_STEP, _OLD_STEP = 2, 3  # another, whose way through the code is new, or not
_DETOUR = 1  # others, though what the trace names next is possible
_SKIPPED = 3  # a transaction of the trace is left out


class Limits(Struct, frozen=True):
    """What a search may use."""

    calls: int = 50_000
    """Executed calls: what is found within them does not depend on the machine."""
    seconds: float = 10.0
    """Of the processor's time: several times what so many calls of most contracts take."""


class Call(Struct, frozen=True):
    """One executed transaction."""

    sender: str
    signature: str
    arguments: tuple[Any, ...]
    value: int = 0
    answers: int = -1
    """The number of the request that a node answers, counted from 0; -1: a call of the consumer."""
    foreign: bool = False
    """Whether a node answers a request of the sender's own that names the consumer's function."""
    success: bool = True
    response: bytes = b""
    reenters: tuple[str, tuple[Any, ...]] | None = None
    """What the stand-in calls when the consumer calls it: a signature and its arguments."""
    switches: Switches = field(default_factory=Switches)
    transaction: int = 0
    """The trace's transaction that it stands for; 0: one that the trace does not name."""
    time: int = 0
    """When, in seconds since 1970."""
    outcome: Outcome = _DONE
    seen: Seen = field(default_factory=Seen)


class View(Struct, frozen=True):
    """What a goal may look at, after a transaction."""

    stage: Stage
    call: Call
    before: Known
    after: Known
    held_before: Mapping[Place, int]
    held: Mapping[Place, int]
    path: tuple[Call, ...]
    """With this call."""
    following: Callable[[int], Iterator[tuple[Outcome, Seen]]]
    """Runs at most so many more transactions, each that there is, and takes them back."""

    def holds(self, session: int) -> bool:
        """Whether the consumer holds a session's ID anywhere; known places are looked at first."""
        return session in self.held.values() or self.stage.holds(session)


class Evidence(Struct, frozen=True):
    """What shows that a goal was reached."""

    session: int = 0
    """The session concerned; 0: the record of misuse says it all."""
    places: tuple[Place, ...] = ()
    """Where its ID stands, or stood."""


Goal = Callable[[View], Evidence | None]


class Entry(Struct, frozen=True):
    """One transaction of a trace."""

    signatures: tuple[str, ...] = ()
    """The functions that it may be a call of; none: the trace does not name it."""
    reenters: str | None = None
    """The entry point that is called before the transaction is over."""


class _Over(Exception):  # noqa: N818
    """The time is over."""


class _Node(Struct, frozen=True):
    """A state to go on from."""

    path: tuple[Call, ...]
    known: Known
    position: int
    """How many of the trace's transactions led to it."""
    penalty: int
    others: bool = False
    """It is time for transactions that the trace does not name."""


class _Tried(Struct, frozen=True):
    """A call that was run and taken back."""

    call: Call
    after: Known
    evidence: Evidence | None
    digest: Any
    """What state it led to; None: to none, or to the same."""
    kind: tuple[Any, ...]
    """Which way through the code it took, as far as its gas tells."""
    new: bool
    """No call before went that way."""


class Search:
    """Searches on one stage for one goal; it can be interrupted and go on."""

    def __init__(
        self,
        stage: Stage,
        entries: Sequence[Entry],
        goal: Goal,
        catches: bool,
        anywhere: bool = False,
        paces: Sequence[int] = PACES,
        hints: Mapping[bytes, Hints] | None = None,
    ) -> None:
        """`entries`: the trace's transactions after the construction. `anywhere`: the goal says
        itself where it is reached; else only the function in the last entry can reach it.
        """
        self.stage = stage
        self.entries = entries
        self.goal = goal
        self.catches = catches
        self.anywhere = anywhere
        self.paces = paces
        self.hints = hints or {}
        self.calls = 0
        self.longest = 0
        """The transactions of the longest sequence that was tried."""
        self.over = False
        """There is nothing left to try."""
        self.evidence: Evidence | None = None
        reentrant = any(entry.reenters for entry in entries)
        stage_members = {
            *(stage.network.router, stage.network.token, stage.network.sessions),
            *(stage.consumer, stage.stand_in, OWNER, STRANGER),
        }
        named = (one.lower() for one in stage.constants if isinstance(one, str) and one[:2] == "0x")
        self.senders = (
            OWNER,
            STRANGER,
            *([stage.stand_in] if reentrant else []),
            *(one for one in named if int(one, 16) and one not in stage_members),
        )
        self._limits = (0, 0.0)
        self._kinds: set[tuple[Any, ...]] = set()
        self._visited: set[Any] = set()
        self._queue: list[tuple[int, int, _Node]] = []
        self._counter = itertools.count()
        self._held: Mapping[Place, int] = {}
        self._root = stage.machine.snapshot()
        known = Known(
            stage.network.router,
            stage.network.token,
            stage.network.sessions,
            stage.consumer,
            stage.stand_in,
            constants=stage.constants,
            used=flattened([one for setup in stage.setup for one in setup.arguments]),
            named=any(STRANGER in flattened(setup.arguments) for setup in stage.setup),
            now=START,
        )
        for seen in stage.seen:
            known = _after(known, Call(OWNER, "constructor", (), seen=seen, time=START))
        self._start = known
        self._found = self._paths()

    def run(self, limits: Limits) -> tuple[Call, ...] | None:
        """The executed calls that reach the goal, or None; `evidence` says what shows it."""
        self._limits = (self.calls + limits.calls, time.process_time() + limits.seconds)
        found = None
        try:
            for found in self._found:
                if found is not None:
                    return self._shortened(found)
                if self.calls >= self._limits[0]:
                    return None
            self.over = True
        except _Over:
            self.over = True
        return found

    def _paths(self) -> Iterator[tuple[Call, ...] | None]:
        """Executions that reach the goal; None now and then, so that the search can be left."""
        if not self.entries:
            yield self._constructed(self._start)
            return
        self._push(_Node((), self._start, 0, 0), ())
        while self._queue:
            node = heapq.heappop(self._queue)[2]
            held = self._go_to(node)
            if node.others or not self.entries[node.position].signatures:
                yield from self._others(node, held)
            else:
                yield from self._named(node, held)

    def _push(self, node: _Node, digest: Any) -> None:
        state = (node.position, digest)
        if state not in self._visited and len(node.path) < _LONGEST:
            self._visited.add(state)
            order = (node.penalty - node.position, next(self._counter))
            heapq.heappush(self._queue, (*order, node))

    def _go_to(self, node: _Node) -> Mapping[Place, int]:
        """Make a node's state the machine's; what the consumer's storage then holds."""
        self._back()
        for number, call in enumerate(node.path):
            self._execute(call, number)
        return self.stage.held(node.known)

    def _back(self) -> None:
        self.stage.machine.revert(self._root)
        self._root = self.stage.machine.snapshot()

    def _named(self, node: _Node, held: Mapping[Place, int]) -> Iterator[tuple[Call, ...] | None]:
        """Go on with the transaction that the trace names."""
        entry = self.entries[node.position]
        last = node.position == len(self.entries) - 1
        done = False
        for tries in self._tries(node, held, entry, node.position + 1, _NAMED):
            led: list[_Tried] = []
            for tried in tries:
                yield self._reached(node, tried)
                if tried.digest is not None:
                    led.append(tried)
            if last:
                continue
            for worse, tried in _branches(led):
                done = True
                self._lead(node, tried, node.position + 1, worse)
        # The state is the same; what comes next is not.
        penalty = node.penalty + (_DETOUR if done else 0)
        self._push(replace(node, others=True, penalty=penalty), object())
        if not last:
            skipped = replace(node, position=node.position + 1, penalty=node.penalty + _SKIPPED)
            self._push(skipped, _digest(held, node.known))

    def _others(self, node: _Node, held: Mapping[Place, int]) -> Iterator[tuple[Call, ...] | None]:
        """Go on with any transaction; best with one that changes what the named ones do."""
        probes: list[_Tried] = []
        for entry in dict.fromkeys(self.entries[node.position :]):
            for tries in self._tries(node, held, entry, 0, _PROBED) if entry.signatures else ():
                probes += _unlike(tries)
                yield None
        for tries in self._tries(node, held, Entry(), 0, _OTHERS):
            led: dict[Any, _Tried] = {}
            for tried in tries:
                yield self._reached(node, tried)
                if tried.digest is not None:
                    led.setdefault(tried.digest, tried)
            steps: dict[int, list[_Tried]] = {}
            for tried in led.values():
                steps.setdefault(self._step(node, tried, probes), []).append(tried)
                yield None
            for step, alike in steps.items():
                for worse, tried in _branches(alike):
                    self._lead(node, tried, node.position, step + worse)

    def _step(self, node: _Node, tried: _Tried, probes: Sequence[_Tried]) -> int:
        """How much less promising a call makes what the trace names."""
        kinds = self._probed(node, tried, probes)
        if any(kind not in self._kinds for kind in kinds):
            self._kinds.update(kinds)
            return _BREAKTHROUGH
        known, after = node.known, tried.after
        spoke = (known.live, known.closed, known.requests) != (
            after.live,
            after.closed,
            after.requests,
        )
        if spoke or kinds != [probe.kind for probe in probes]:
            return _HELPFUL
        return _NEW_STEP if tried.new else _OLD_STEP

    def _probed(self, node: _Node, tried: _Tried, probes: Sequence[_Tried]) -> list[Any]:
        """What the probes do after a call."""
        point = self.stage.machine.snapshot()
        self._execute(tried.call, len(node.path))
        later = tried.after.now - node.known.now
        kinds = []
        for probe in probes:
            inner = self.stage.machine.snapshot()
            self.calls += 1
            call = replace(probe.call, time=probe.call.time + later)
            kinds.append(_kind(call, self._execute(call, len(node.path) + 1)[0]))
            self.stage.machine.revert(inner)
        self.stage.machine.revert(point)
        return kinds

    def _lead(self, node: _Node, tried: _Tried, position: int, worse: int) -> None:
        path = (*node.path, tried.call)
        self._push(_Node(path, tried.after, position, node.penalty + worse), tried.digest)

    def _reached(self, node: _Node, tried: _Tried) -> tuple[Call, ...] | None:
        self.evidence = tried.evidence
        return None if tried.evidence is None else (*node.path, tried.call)

    def _aimed(self, call: Call) -> bool:
        last = self.entries[-1].signatures if self.entries else ()
        if self.anywhere or not last or _names(last, call.signature):
            return True
        packed = (one[:4] for one in flattened(call.arguments) if isinstance(one, bytes))
        aimed = {selector(one) for one in self.stage.artifact.functions if _names(last, one)}
        return not aimed.isdisjoint(packed)

    def _constructed(self, known: Known) -> tuple[Call, ...] | None:
        """For what the construction does by itself."""
        stage = self.stage
        setup = stage.setup[-1]
        call = Call(
            OWNER, setup.signature, setup.arguments, outcome=stage.construction, seen=stage.seen[-1]
        )
        empty = replace(known, live=(), closed=(), requests=())
        self.evidence = self.goal(self._view(call, empty, known, {}, stage.held(known), ()))
        return None if self.evidence is None else (call,)

    def _view(
        self,
        call: Call,
        before: Known,
        after: Known,
        held_before: Mapping[Place, int],
        held: Mapping[Place, int],
        path: tuple[Call, ...],
    ) -> View:
        whole = (*path, call)
        return View(
            self.stage,
            call,
            before,
            after,
            held_before,
            held,
            whole,
            lambda most: self._following(after, len(whole), most),
        )

    def _run(
        self, call: Call, known: Known, held: Mapping[Place, int], path: tuple[Call, ...]
    ) -> tuple[Call, Known, Mapping[Place, int], Evidence | None]:
        """Run a call in the machine's state: with its outcome, and what is so after it."""
        self.calls += 1
        self.longest = max(self.longest, len(path) + 1)
        outcome, seen = self._execute(call, len(path))
        done = replace(call, outcome=outcome, seen=seen)
        after = _after(known, done)
        now = self.stage.held(after) if outcome.ok else held
        evidence = None
        if self._aimed(call):
            evidence = self.goal(self._view(done, known, after, held, now, path))
        return done, after, now, evidence

    def _try(
        self, call: Call, known: Known, held: Mapping[Place, int], path: tuple[Call, ...]
    ) -> _Tried:
        """Run a call and take it back."""
        point = self.stage.machine.snapshot()
        done, after, now, evidence = self._run(call, known, held, path)
        self.stage.machine.revert(point)
        outcome = done.outcome
        kind = _kind(call, outcome)
        new = kind not in self._kinds
        self._kinds.add(kind)
        digest = None
        if outcome.ok:
            unchanged = _digest(held, replace(known, named=after.named))
            digest = _digest(now, after)
            if digest == unchanged:
                digest = None
        return _Tried(done, after, evidence, digest, kind, new)

    def _shortened(self, path: tuple[Call, ...]) -> tuple[Call, ...]:
        """The same without the calls that it does not need."""
        for index in reversed(range(len(path) - 1)):
            if index < len(path) - 1:
                path = self._played((*path[:index], *path[index + 1 :])) or path
        return path

    def _played(self, path: Sequence[Call]) -> tuple[Call, ...] | None:
        """What calls do when they are run from the start, if the last reaches the goal."""
        self._back()
        known = self._start
        held: Mapping[Place, int] = self.stage.held(known)
        played: list[Call] = []
        evidence = None
        for call in path:
            if call.answers >= 0:
                request = int(call.arguments[0])
                if request not in known.requests:
                    return None
                call = replace(call, answers=known.requests.index(request))
            done, known, held, evidence = self._run(call, known, held, tuple(played))
            if not done.outcome.ok and len(played) < len(path) - 1:
                return None
            played.append(done)
        if evidence is None:
            return None
        self.evidence = evidence
        return tuple(played)

    def _following(self, known: Known, number: int, most: int) -> Iterator[tuple[Outcome, Seen]]:
        """What each transaction that may follow does, and each after one of every kind of these,
        at `most` so many in a row.
        """
        kinds: set[Any] = set()
        for choices, call_of in self._choices(Entry(), known, 0):

            def run(picked: tuple[int, ...], call_of: CallOf = call_of) -> Call:
                call = call_of(picked)
                point = self.stage.machine.snapshot()
                outcome, seen = self._execute(call, number)
                self.stage.machine.revert(point)
                return replace(call, outcome=outcome, seen=seen)

            lengths = [len(one) for one in choices]
            done = varied(lengths, run, lambda call: _kind(call, call.outcome))
            for call in itertools.islice(done, _FOLLOWING):
                yield call.outcome, call.seen
                kind = _kind(call, call.outcome)
                if most > 1 and call.outcome.ok and kind not in kinds:
                    kinds.add(kind)
                    point = self.stage.machine.snapshot()
                    self._execute(call, number)
                    yield from self._following(_after(known, call), number + 1, most - 1)
                    self.stage.machine.revert(point)

    def _execute(self, call: Call, number: int) -> tuple[Outcome, Seen]:
        if time.process_time() > self._limits[1]:
            raise _Over
        stage = self.stage
        machine = stage.machine
        machine.at(number + 2, call.time)
        kept = stage.network.switches
        stage.network.arrange(call.switches)
        if call.answers >= 0:
            data = answer_data(int(call.arguments[0]), call.success, call.response)
            outcome = machine.call(NODE, stage.network.router, data)
        elif call.foreign:
            outcome = stage.network.answer_of_others(
                call.sender,
                stage.consumer,
                selector(call.signature),
                call.success,
                call.response,
            )
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
        named = [one for one in functions if _names((entry.reenters,), one)]
        others = [one for one in functions if one not in named and self._changes(one)]
        return [
            (signature, arguments)
            for signature in (*named, *others)
            for arguments in combinations(functions[signature]["inputs"], known, 2)
        ]

    def _packed(self, known: Known) -> Iterator[bytes]:
        """Calls of what the trace names, the last first, for a function that runs several."""
        functions = self.stage.artifact.functions
        for entry in dict.fromkeys(reversed(self.entries)):
            for signature in functions if entry.signatures else ():
                if _names(entry.signatures, signature) and "bytes[]" not in signature:
                    for arguments in combinations(functions[signature]["inputs"], known, 1):
                        yield self._data(signature, arguments)

    def _changes(self, signature: str) -> bool:
        function = self.stage.artifact.functions[signature]
        return function["stateMutability"] not in ("view", "pure")

    def _tries(
        self, node: _Node, held: Mapping[Place, int], entry: Entry, transaction: int, most: int
    ) -> Iterator[Iterator[_Tried]]:
        """Calls that may stand for a transaction of the trace, function by function."""
        for choices, call_of in self._choices(entry, node.known, transaction, held):
            lengths = [len(one) for one in choices]

            def run(picked: tuple[int, ...], call_of: CallOf = call_of) -> _Tried:
                return self._try(call_of(picked), node.known, held, node.path)

            yield itertools.islice(varied(lengths, run, lambda tried: tried.kind), most)

    def _choices(
        self,
        entry: Entry,
        known: Known,
        transaction: int,
        held: Mapping[Place, int] | None = None,
    ) -> Iterator[tuple[list[Sequence[Any]], CallOf]]:
        """What there is to choose for calls that may stand for a transaction of the trace, and
        the call that choices make.
        """
        stored = _stored(held or {}, known)
        for signature in self.stage.artifact.functions:
            if not self._changes(signature):
                continue
            if entry.signatures and not _names(entry.signatures, signature):
                continue
            hints = self.hints.get(selector(signature), Hints())
            here = replace(known, stored=stored, hints=hints)
            if "bytes[]" in signature:
                here = replace(here, packed=tuple(self._packed(here)))
            answers = self._answers(signature, here, transaction)
            if answers is not None:
                yield answers
            yield self._calls(signature, entry, here, transaction)

    def _waits(self, known: Known) -> list[int]:
        awaited = [number + 60 for number in known.hints.numbers if number in _WAITS]
        return sorted({*self.paces, *awaited})

    def _calls(
        self, signature: str, entry: Entry, known: Known, transaction: int
    ) -> tuple[list[Sequence[Any]], CallOf]:
        function = self.stage.artifact.functions[signature]
        base = self.stage.network.switches
        worth: Sequence[int] = (0,)
        if function["stateMutability"] == "payable":
            stored = [one for one in known.stored if one > 1]
            worth = tuple(dict.fromkeys((*VALUES, *known.hints.numbers, *stored)))
        switches = [base]
        if self.catches:
            refusing = replace(base, refuse_starts=True)
            switches += [
                refusing,
                replace(refusing, silently=True),
                replace(base, refuse_requests=True),
            ]
        choices: list[Sequence[Any]] = [
            self.senders,
            *(values(parameter, known) for parameter in function["inputs"]),
            worth,
            self._reactions(entry, known),
            switches,
            self._waits(known),
        ]

        def call_of(picked: tuple[int, ...]) -> Call:
            sender, *arguments, value, reaction, switched, wait = (
                choice[index] for choice, index in zip(choices, picked, strict=True)
            )
            return Call(
                sender,
                signature,
                tuple(arguments),
                value,
                reenters=reaction,
                switches=switched,
                transaction=transaction,
                time=known.now + wait,
            )

        return choices, call_of

    def _answers(
        self, signature: str, known: Known, transaction: int
    ) -> tuple[list[Sequence[Any]], CallOf] | None:
        """Answers that make the router call this function, if it is a callback."""
        if not signature.endswith("(bytes32)"):
            return None
        chosen = selector(signature)
        answers: list[tuple[int, int, bool, bytes]] = [
            (number, request, success, response)
            for number, request in reversed(list(enumerate(known.requests)))
            if request not in known.answered
            for success, named in zip(
                (True, False), self.stage.network.callbacks(request), strict=False
            )
            if named == chosen
            for response in (responses(known) if success else [b""])
        ]
        # Anybody's request may name it.
        answers += [(-1, 0, True, response) for response in responses(known)]
        answers.append((-1, 0, False, b""))
        waits = self._waits(known)

        def call_of(picked: tuple[int, ...]) -> Call:
            number, request, success, response = answers[picked[0]]
            if number < 0:
                return Call(
                    STRANGER,
                    signature,
                    (),
                    foreign=True,
                    success=success,
                    response=response,
                    switches=self.stage.network.switches,
                    transaction=transaction,
                    time=known.now + waits[picked[1]],
                )
            return Call(
                NODE,
                signature,
                (request,),
                answers=number,
                success=success,
                response=response,
                switches=self.stage.network.switches,
                transaction=transaction,
                time=known.now + waits[picked[1]],
            )

        return [answers, waits], call_of


CallOf = Callable[[tuple[int, ...]], Call]


def _unlike(tries: Iterable[_Tried]) -> list[_Tried]:
    """A few of each kind."""
    kept: dict[Any, list[_Tried]] = {}
    for tried in tries:
        alike = kept.setdefault(tried.kind, [])
        if len(alike) < _ALIKE:
            alike.append(tried)
    return list(itertools.chain(*kept.values()))[:_PROBES]


def _branches(led: Sequence[_Tried]) -> Iterator[tuple[int, _Tried]]:
    """The states to follow, each once, and how much less promising each is than the first: at
    first one for each way through the code, by each sender, with and without money.
    """
    kinds: set[Any] = set()
    digests: set[Any] = set()
    first: list[_Tried] = []
    rest: list[_Tried] = []
    for tried in led:
        if tried.digest in digests:
            continue
        digests.add(tried.digest)
        kind = (tried.kind, tried.call.sender, tried.call.value > 0)
        (rest if kind in kinds else first).append(tried)
        kinds.add(kind)
    for rank, tried in enumerate([*first, *rest][:_BRANCHES]):
        yield rank // 4, tried


def _kind(call: Call, outcome: Outcome) -> tuple[Any, ...]:
    """Which way through the code a call took, as far as its gas tells."""
    return call.signature, outcome.ok, outcome.output[:4] * (not outcome.ok), outcome.gas


def _digest(held: Mapping[Place, int], known: Known) -> Any:
    kept = frozenset((place.slot, place.offset, value) for place, value in held.items())
    waiting = frozenset(known.requests) - frozenset(known.answered)
    return kept, known.live, known.closed, known.requests, waiting, known.unheard, known.named


def _stored(held: Mapping[Place, int], known: Known) -> tuple[int, ...]:
    """Numbers in storage that may be counters, indices, prices; not session IDs."""
    sessions = {*known.live, *known.closed}
    numbers = (one for one in held.values() if 0 < one < 2**96 and one not in sessions)
    return tuple(itertools.islice(dict.fromkeys(numbers), 12))


def _names(entries: Iterable[str], signature: str) -> bool:
    name = signature.partition("(")[0]
    return any(entry == signature or entry.partition("(")[0] == name for entry in entries)


def _returned(outcome: Outcome) -> Iterator[int | bytes]:
    """The numbers and the hashes that a call returned; other functions may want them."""
    words = outcome.output[: 4 * 32]
    for start in range(0, len(words) // 32 * 32, 32):
        word = words[start : start + 32]
        number = int.from_bytes(word, "big")
        yield number if number < 2**128 else word


def _after(known: Known, call: Call) -> Known:
    """What is known after a call."""
    if not call.outcome.ok:
        return replace(known, now=call.time)
    seen = call.seen
    closed = [session for session, _ in seen.closed]
    live = [*known.live, *(session for session, _ in seen.started)]
    asked = dict.fromkeys(one.request for one in seen.asked)
    requests = [*known.requests, *(one for one in asked if one not in known.requests)]
    used = dict.fromkeys((*known.used, *flattened(call.arguments), *_returned(call.outcome)))
    return replace(
        known,
        live=tuple(session for session in live if session not in closed),
        closed=(*known.closed, *closed),
        requests=tuple(requests),
        answered=(*known.answered, *(one for one, _ in seen.answered)),
        unheard=(*known.unheard, *(one for one, delivered in seen.answered if not delivered)),
        used=tuple(used),
        named=known.named or (call.sender != STRANGER and STRANGER in flattened(call.arguments)),
        now=call.time,
    )
