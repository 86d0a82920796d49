"""Confirms findings by executing their traces, or says why that was not possible.

`confirm` takes the findings of one compiled closure and gives each what the
execution showed. Whether a finding is reported does not depend on it.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from dtnlint.compiler.compile import Compiled
from dtnlint.compiler.standard_json import Compilers
from dtnlint.findings.finding import ContractRef, Finding, Replay, ReplayOutcome
from dtnlint.replay.arguments import OWNER, STRANGER, flattened
from dtnlint.replay.bytecode import Artifact, CannotBuild, build
from dtnlint.replay.hints import Hints, hints
from dtnlint.replay.machine import ReplayUnavailable, selector
from dtnlint.replay.network import BOUNDED_GAS, MisuseKind, Network, Switches, model_sources
from dtnlint.replay.numbering import Numbered, Operation, number
from dtnlint.replay.routers import told as told_routers
from dtnlint.replay.search import (
    PACES,
    VALUES,
    Call,
    Entry,
    Evidence,
    Goal,
    Limits,
    Search,
    View,
)
from dtnlint.replay.stage import CannotStage, Stage, set_up
from dtnlint.replay.storage import Place
from dtnlint.replay.telling import told

KINDS: Mapping[str, Mapping[str, MisuseKind]] = {
    "dtn-unvalidated-session": {
        "close": MisuseKind.CLOSE_EMPTY,
        "request": MisuseKind.REQUEST_EMPTY,
    },
    "dtn-use-after-close": {"request": MisuseKind.REQUEST_CLOSED},
    "dtn-double-close": {"close": MisuseKind.CLOSE_CLOSED},
    "dtn-unfunded-session": {"start": MisuseKind.START_UNFUNDED},
    "dtn-automatic-session": {"request": MisuseKind.REQUEST_EMPTY},
    "dtn-callback-gas": {"request": MisuseKind.REQUEST_UNDERPAID},
    "dtn-unsupported-routing": {"request": MisuseKind.REQUEST_UNANSWERABLE},
}
"""For the rules that a misuse shows: which, for each kind of operation."""

_READINGS: tuple[tuple[Switches, str], ...] = (
    (Switches(boundless_callbacks=True), ""),
    (
        Switches(boundless_callbacks=True, generous=True),
        "someone else had sent fee tokens to it or to the fee target",
    ),
    (
        Switches(True, True, True, True),
        "the network opens sessions for request(0, …) and answers after a close, as its page "
        "can be read",
    ),
)
"""Under which reading of the network, tried in this order; and what to say of it."""

_SHARES = (1_000, 5_000, 20_000, 60_000)
"""Calls under each of the circumstances, before more are made under any."""
REENTERED = " is called before the call returns"
"""How a trace says that another contract calls back."""

_SETTINGS: tuple[dict[str, Any], ...] = (
    {"optimizer": {"enabled": True, "runs": 1}},
    {"optimizer": {"enabled": True, "runs": 1}, "viaIR": True},
)


class _Way(Struct, frozen=True):
    """A search, and the circumstances that it is made under."""

    search: Search
    switches: Switches
    reading: str
    done: int
    """How many of the trace's transactions the set-up was."""


class Confirmer(Struct, dict=True):
    """Replays the findings of one closure; compiles each contract once."""

    compiled: Compiled
    compilers: Compilers
    limits: Limits = field(default_factory=Limits)
    root: Path = field(default_factory=Path.cwd)
    """What the findings' paths are relative to."""
    _built: dict[tuple[str, str], tuple[Artifact, bool] | str] = field(default_factory=dict)
    _libraries: dict[tuple[str, str], Artifact] = field(default_factory=dict)

    def confirm(self, finding: Finding) -> Finding:
        """The finding, with what its replay showed."""
        return replace(finding, replay=self.replay(finding)[0])

    def replay(self, finding: Finding) -> tuple[Replay, Execution | None]:
        """What a replay shows; the execution, where it confirms the finding."""
        if finding.rule not in REPLAYED:
            return _not(f"{finding.rule} is not about an execution that could be replayed"), None
        if not finding.contracts or not (finding.trace or finding.rule in UNTRACED):
            return _not("the finding has no trace"), None
        unit = self._unit(finding.contracts[0].path)
        if unit is None:
            return _not("the contract's source is not among what was compiled"), None
        name = finding.contracts[0].name
        try:
            return self._replay(finding, unit, name)
        except (CannotBuild, CannotStage, ReplayUnavailable) as error:
            return _not(str(error).rstrip(".")), None

    def _replay(self, finding: Finding, unit: str, name: str) -> tuple[Replay, Execution | None]:
        artifact, numbered = self._artifact(unit, name)
        operation = self._operation(finding) if numbered else None
        entries = _entries(finding, artifact, self._hints)
        catches = any(
            "catch" in self.compiled.closure.by_unit[one].text
            for one in self.compiled.closure.reachable(unit)
            if not self.compiled.closure.by_unit[one].dependency
        )
        deadline = time.process_time() + self.limits.seconds
        unstaged: CannotStage | None = None
        searches: list[_Way] = []
        staged: list[Any] = []
        for plan in _plans(entries):
            for switches, reading, arrangement, paces in _ways(finding, plan):
                try:
                    stage = set_up(
                        artifact,
                        self._libraries,
                        self.model,
                        switches,
                        hints=self._hints,
                        **arrangement,
                    )
                except CannotStage as error:
                    unstaged = unstaged or error
                    continue
                same = (stage.setup, stage.owner, switches, plan)
                if same in staged:
                    continue
                staged.append(same)
                goal, exact = _goal(finding, operation, stage.network)
                done = _done(plan, stage)
                search = Search(stage, plan[done:], goal, catches, exact, paces, self._hints)
                searches.append(_Way(search, switches, reading, done))
        if unstaged is not None and not searches:
            raise unstaged
        # A little under all circumstances, before much under the first.
        for share_of_each in _SHARES:
            for way in searches:
                search = way.search
                tried = sum(one.search.calls for one in searches)
                left = min(share_of_each, self.limits.calls - tried)
                seconds = deadline - time.process_time()
                if search.over or left <= 0 or seconds <= 0:
                    continue
                found = search.run(Limits(left, seconds))
                if found is None:
                    continue
                assert search.evidence is not None
                calls = tuple(
                    replace(call, transaction=call.transaction + way.done)
                    if call.transaction
                    else call
                    for call in found
                )
                execution = Execution(
                    search.stage, calls, search.evidence, way.switches, way.reading, artifact
                )
                return told(finding, execution), execution
        return Replay(ReplayOutcome.NOT_REPRODUCED, _in_vain(searches)), None

    def subject(
        self, contract: ContractRef, switches: Switches
    ) -> tuple[Artifact, Stage | None, str]:
        """A contract's code, and how it is set up; or why nobody knows. Raises `CannotBuild`."""
        unit = self._unit(contract.path)
        if unit is None:
            raise CannotBuild("The contract's source is not among what was compiled.")
        artifact, _ = self._artifact(unit, contract.name)
        problem = ""
        for initialise in (False, True):
            try:
                stage = set_up(
                    artifact,
                    self._libraries,
                    self.model,
                    switches,
                    hints=self._hints,
                    initialise=initialise,
                )
            except CannotStage as error:
                problem = problem or str(error)
            else:
                return artifact, stage, ""
        return artifact, None, problem

    def reached(self, *, own: bool) -> Mapping[bytes, Hints]:
        """What is found in each external function, and in what it refers to.

        With `own`, what other packages bring along is passed over.
        """
        return self._hints if own else hints(self.compiled.asts.values())

    @cached_property
    def _hints(self) -> Mapping[bytes, Hints]:
        closure = self.compiled.closure
        own = [file.unit for file in closure.files if not file.dependency and not file.bundled]
        return hints(self.compiled.asts[unit] for unit in own)

    @cached_property
    def model(self) -> dict[str, bytes]:
        """The network model's creation code, by contract."""
        sources = model_sources()
        made = build(self.compilers, self.compiled.solc, sources, sources)
        return {name: one.code({}) for (_, name), one in made.items() if one.deployable}

    @cached_property
    def _numbered(self) -> Numbered:
        texts = {file.unit: file.text for file in self.compiled.closure.files}
        return number(texts, self.compiled.asts, BOUNDED_GAS)

    def _artifact(self, unit: str, name: str) -> tuple[Artifact, bool]:
        """The contract's code, and whether its operations are numbered in it."""
        if (unit, name) not in self._built:
            self._built[unit, name] = self._compile(unit, name)
        built = self._built[unit, name]
        if isinstance(built, str):
            raise CannotBuild(built)
        return built

    def _compile(self, unit: str, name: str) -> tuple[Artifact, bool] | str:
        closure = self.compiled.closure
        plain = {file.unit: file.text for file in closure.files}
        problem = ""
        for texts, numbered in ((self._numbered.texts, True), (plain, False)):
            for settings in _SETTINGS:
                try:
                    artifact = self._build(texts, unit, name, settings)
                    if not artifact.deployable:
                        return f"{name} is abstract"
                    self._link(texts, artifact, settings)
                except CannotBuild as error:
                    problem = problem or str(error)
                else:
                    return artifact, numbered
        return problem

    def _build(
        self, texts: Mapping[str, str], unit: str, name: str, settings: Mapping[str, Any]
    ) -> Artifact:
        made = build(
            self.compilers,
            self.compiled.solc,
            texts,
            (unit,),
            self.compiled.closure.remappings,
            settings,
            only=name,
        )
        if (unit, name) not in made:
            raise CannotBuild(f"There is no contract {name} in {unit}.")
        return told_routers(made[unit, name], self.compiled.asts.values())

    def _link(
        self, texts: Mapping[str, str], artifact: Artifact, settings: Mapping[str, Any]
    ) -> None:
        for unit, names in artifact.links.items():
            for name in names:
                if (unit, name) not in self._libraries:
                    library = self._build(texts, unit, name, settings)
                    self._libraries[unit, name] = library
                    self._link(texts, library, settings)

    def _unit(self, path: str) -> str | None:
        wanted = {os.path.normpath(self.root / path), os.path.realpath(self.root / path)}
        for file in self.compiled.closure.files:
            if file.path in wanted or os.path.realpath(file.path) in wanted:
                return file.unit
        return None

    def _operation(self, finding: Finding) -> Operation | None:
        """The router call in question: where the trace ends; without one, the first that stands
        where the finding does or at a place that it names.
        """
        if finding.trace:
            places = [finding.trace[-1].location]
        else:
            places = [finding.location, *(one.location for one in finding.related)]
        for place in places:
            unit = self._unit(place.path)
            found = None if unit is None else self._numbered.at(unit, place.start, place.length)
            if found is not None:
                return found
        return None


class Execution(Struct, frozen=True):
    """An execution that shows a finding."""

    stage: Stage
    calls: tuple[Call, ...]
    evidence: Evidence
    switches: Switches
    reading: str
    """What it takes for granted of others, in a clause; empty: nothing."""
    artifact: Artifact


def _entries(finding: Finding, artifact: Artifact, found: Mapping[bytes, Hints]) -> list[Entry]:
    """The trace's transactions after the construction; without one, a call of the function that
    the finding stands in, or of those that lead to it, if it is not called from outside.
    """
    if not finding.trace:
        if finding.function in artifact.functions:
            return [Entry((finding.function,))]
        inner = (finding.function or "").partition("(")[0]
        leading = (
            one
            for one in artifact.functions
            if inner in found.get(selector(one), Hints()).functions
        )
        return [Entry(tuple(leading))]
    named = {step.transaction: step.entry for step in finding.trace}
    reenters = {
        step.transaction: step.text.removesuffix(REENTERED)
        for step in finding.trace
        if step.text.endswith(REENTERED)
    }
    return [
        Entry((named[index],) if index in named else (), reenters.get(index))
        for index in range(1, max(named) + 1)
    ]


def _done(entries: Sequence[Entry], stage: Stage) -> int:
    """How many of the trace's first transactions the set-up was: initializers run once."""
    ran = {step.signature for step in stage.setup}
    return len(list(itertools.takewhile(lambda entry: ran & {*entry.signatures}, entries)))


def _plans(entries: list[Entry]) -> list[list[Entry]]:
    """The trace as it is; and, where it has contracts call back, the same without: what is called
    back may just as well be called.
    """
    if not any(entry.reenters for entry in entries):
        return [entries]
    apart = [
        called
        for entry in entries
        for called in (
            Entry(entry.signatures),
            *([Entry((entry.reenters,))] if entry.reenters else []),
        )
    ]
    return [entries, apart]


def _ways(
    finding: Finding, entries: Sequence[Entry]
) -> Iterator[tuple[Switches, str, dict[str, Any], Sequence[int]]]:
    """Under which circumstances to try, the plainest first: what the network is like and what to
    say of it, how to set up, and the seconds between transactions.
    """
    plain, gifts, permissive = _READINGS
    if finding.rule == "dtn-colliding-requests":
        one_block = (0, *PACES[1:])
        yield *plain, {"initialise": False}, one_block
        yield *plain, {}, one_block
        yield *gifts, {"initialise": False}, one_block
        return
    if finding.rule == "dtn-unprotected-callback":
        # A callback that ran has often done all that it does: one that ran out of gas has not.
        yield Switches(), "", {"initialise": False}, PACES
    reentrant = any(entry.reenters for entry in entries)
    yield *plain, {"initialise": False}, PACES
    if reentrant:
        yield *plain, {"owned_by_contract": True}, PACES
    yield *plain, {}, PACES
    yield *gifts, {"initialise": False}, PACES
    yield *permissive, {"initialise": False}, PACES


def _goal(finding: Finding, operation: Operation | None, network: Network) -> tuple[Goal, bool]:
    """What must be seen, and whether that tells the place; the network is told to look for it."""
    if finding.rule not in KINDS:
        return _GOALS[finding.rule](operation), finding.rule == "dtn-unclosable-session"
    kinds = KINDS[finding.rule]
    goal = _short if finding.rule == "dtn-callback-gas" else _misused
    if operation is not None and operation.kind in kinds:
        network.record_only(BOUNDED_GAS.code(kinds[operation.kind], operation.number))
        return _through(finding, goal), True
    # Which operation it is cannot be told: take the misuse at any.
    asked = bool(finding.trace) and finding.trace[-1].text.startswith("request")
    closing = "close" in kinds and not asked
    network.record_only(kinds["close"] if closing else list(kinds.values())[-1])
    return goal, False


def _through(finding: Finding, goal: Goal) -> Goal:
    """Where callers share an operation, a finding is about one of them: the last transaction has
    to come by there.
    """
    if not finding.trace:
        return goal
    operation, place = finding.trace[-1].location, finding.location
    if operation.path == place.path and 0 <= place.start - operation.start < operation.length:
        return goal
    last = finding.trace[-1].entry

    def through(view: View) -> Evidence | None:
        call = view.call
        answering = call.answers >= 0 or call.foreign
        other = not answering and call.reenters is None and call.signature != last
        return None if other else goal(view)

    return through


def _misused(view: View) -> Evidence | None:
    return Evidence() if BOUNDED_GAS.read(view.call.outcome.gas)[0] else None


def _short(view: View) -> Evidence | None:
    """A request does not pay for its callback, as much as its caller sends."""
    function = view.stage.artifact.functions.get(view.call.signature)
    payable = function is not None and function["stateMutability"] == "payable"
    return _misused(view) if view.call.value == (max(VALUES) if payable else 0) else None


def _kept(operation: Operation | None) -> Goal:
    """A transaction ends with a closed ID in storage."""

    def goal(view: View) -> Evidence | None:
        for session, site in view.call.seen.closed if view.call.outcome.ok else ():
            if not _is_at(operation, site):
                continue
            places = _places(view.held, session)
            if view.holds(session) and not _recorded(view):
                return Evidence(session, places)
        return None

    return goal


def _recorded(view: View) -> bool:
    """Whether the transaction recorded the closure, and later ones heed it."""
    sessions = {*view.after.live, *view.after.closed}
    places = view.held.keys() | view.held_before.keys()
    changed = (
        (view.held_before.get(place, 0), view.held.get(place, 0))
        for place in places
        if view.held_before.get(place, 0) != view.held.get(place, 0)
    )
    if not any(before not in sessions and now not in sessions for before, now in changed):
        return False
    # Something was written. It is a record if nothing gives the network the closed ID again.
    network = view.stage.network
    for kind in (MisuseKind.CLOSE_CLOSED, MisuseKind.REQUEST_CLOSED):
        point = view.stage.machine.snapshot()
        network.record_only(kind)
        misused = any(BOUNDED_GAS.read(one.gas)[0] for one, _ in view.following(1))
        view.stage.machine.revert(point)
        if misused:
            return False
    return True


def _lost(operation: Operation | None) -> Goal:
    """A session that the consumer held, before or during the transaction, is live and nowhere;
    if a start wrote over its ID, it is that one. An ID that was moved is not lost.
    """
    starts = _if_kind(operation, "start")
    discarded = _discarded(None)

    def goal(view: View) -> Evidence | None:
        started = view.call.seen.started
        if not view.call.outcome.ok:
            return None
        if starts is not None and not any(_is_at(starts, site) for _, site in started):
            return None
        for session in view.after.live:
            before = _places(view.held_before, session)
            if before and not view.holds(session):
                return Evidence(session, before)
        # One of two that were started in the same transaction.
        return discarded(view) if len(started) > 1 else None

    return goal


def _discarded(operation: Operation | None) -> Goal:
    """A session that was started in the transaction is live and nowhere."""
    starts = _if_kind(operation, "start")

    def goal(view: View) -> Evidence | None:
        for session, site in view.call.seen.started if view.call.outcome.ok else ():
            if not _is_at(starts, site):
                continue
            if session in view.after.live and not view.holds(session):
                return Evidence(session)
        return None

    return goal


def _unclaimed(operation: Operation | None) -> Goal:
    """A transaction ends with a deposit that no start has claimed."""
    del operation
    return lambda view: Evidence() if view.call.outcome.ok and view.call.seen.deposited else None


def _controlled(operation: Operation | None) -> Goal:
    """A stranger ends a session that another started."""
    closes = _if_kind(operation, "close")

    def goal(view: View) -> Evidence | None:
        closed = view.call.seen.closed
        return _by_stranger(view, [one for one, site in closed if _is_at(closes, site)])

    return goal


def _foreign(operation: Operation | None) -> Goal:
    """A stranger names a session that another started, and has it used or closed."""

    def goal(view: View) -> Evidence | None:
        used = [*view.call.seen.closed, *((one.session, one.site) for one in view.call.seen.asked)]
        named = flattened(view.call.arguments)
        here = [one for one, site in used if one in named and _is_at(operation, site)]
        return _by_stranger(view, here)

    return goal


def _if_kind(operation: Operation | None, kind: str) -> Operation | None:
    return operation if operation is not None and operation.kind == kind else None


def _is_at(operation: Operation | None, site: int) -> bool:
    """Whether an event may be of an operation, as far as it tells."""
    return operation is None or site in (0, operation.number)


def _by_stranger(view: View, sessions: Iterable[int]) -> Evidence | None:
    """Whether a stranger's call did something to one of `sessions` that another started."""
    if not _is_strangers(view):
        return None
    own = {s for call in view.path if call.sender == STRANGER for s, _ in call.seen.started}
    for session in sessions:
        if session in view.before.live and session not in own:
            return Evidence(session)
    return None


def _is_strangers(view: View) -> bool:
    """Whether a stranger's call succeeded, whom nobody before had named: who was made an operator,
    or was given a session, is none.
    """
    return view.call.outcome.ok and view.call.sender == STRANGER and not view.before.named


def _in_flight(operation: Operation | None) -> Goal:
    """A session is closed while a request on it waits for its answer."""

    def goal(view: View) -> Evidence | None:
        if not view.call.outcome.ok or view.call.answers >= 0:
            return None
        asked = {one.request: one.session for call in view.path for one in call.seen.asked}
        for call in view.path:
            for request, _ in call.seen.answered:
                asked.pop(request, None)
        for session, site in view.call.seen.closed:
            if _is_at(operation, site) and session in asked.values():
                return Evidence(session)
        return None

    return goal


def _stuck(operation: Operation | None) -> Goal:
    """A refund comes back, and no transaction that may follow moves a token of the consumer's."""
    del operation

    def goal(view: View) -> Evidence | None:
        if not view.call.outcome.ok or not view.call.seen.closed:
            return None
        if any(call.seen.given and not call.seen.started for call in view.path):
            return None
        if any(seen.given for most in (1, 2) for _, seen in view.following(most)):
            return None
        return Evidence(view.call.seen.closed[0][0])

    return goal


def _unclosable(operation: Operation | None) -> Goal:
    """A session is live, no request on it waits, and no transaction that may follow closes it."""
    del operation

    def goal(view: View) -> Evidence | None:
        call, after = view.call, view.after
        if not call.outcome.ok or not (call.seen.started or call.answers >= 0):
            return None
        asked = {one.request: one.session for each in view.path for one in each.seen.asked}
        waiting = {one for request, one in asked.items() if request not in after.answered}
        started = {one for one, _ in call.seen.started}
        loose = [one for one in after.live if one in {*started, *asked.values()} - waiting]
        for _, seen in view.following(1) if loose else ():
            closed = {session for session, _ in seen.closed}
            loose = [session for session in loose if session not in closed]
            if not loose:
                return None
        return Evidence(loose[0]) if loose else None

    return goal


def _rerouted(stranger: bool) -> Callable[[Operation | None], Goal]:
    """The consumer forgets its router: at a stranger's call, or while a session is live."""

    def make(operation: Operation | None) -> Goal:
        del operation

        def goal(view: View) -> Evidence | None:
            if not (_is_strangers(view) if stranger else view.call.outcome.ok):
                return None
            if not stranger and not view.before.live:
                return None
            router = int(view.stage.network.router, 16)
            places = _places(view.held_before, router)
            if places and not any(view.held.get(place) == router for place in places):
                return Evidence(0 if stranger else view.before.live[0], places)
            return None

        return goal

    return make


def _called_back(operation: Operation | None) -> Goal:
    """A stranger calls a callback, and it does something."""
    del operation

    def goal(view: View) -> Evidence | None:
        call = view.call
        if not _is_strangers(view) or call.foreign:
            return None
        did = call.seen.spoke or call.seen.started or call.seen.closed or call.seen.asked
        return Evidence() if did or view.held != view.held_before else None

    return goal


def _collided(operation: Operation | None) -> Goal:
    """A request gets the ID of one before it: of the same transaction, or of another caller's in
    the same block.
    """
    del operation

    def goal(view: View) -> Evidence | None:
        if not view.call.outcome.ok:
            return None
        known = {
            one.request
            for call in view.path[:-1]
            if call.sender != view.call.sender or call.answers != view.call.answers
            for one in call.seen.asked
        }
        for one in view.call.seen.asked:
            if one.request in known:
                return Evidence(one.session)
            known.add(one.request)
        return None

    return goal


def _places(held: Mapping[Place, int], session: int) -> tuple[Place, ...]:
    return tuple(place for place, value in held.items() if value == session)


_GOALS = {
    "dtn-unreset-session": _kept,
    "dtn-session-overwrite": _lost,
    "dtn-discarded-session": _discarded,
    "dtn-unclaimed-deposit": _unclaimed,
    "dtn-unprotected-session-control": _controlled,
    "dtn-foreign-session": _foreign,
    "dtn-close-in-flight": _in_flight,
    "dtn-ai-swap": _rerouted(stranger=False),
    "dtn-unprotected-set-ai": _rerouted(stranger=True),
    "dtn-unprotected-callback": _called_back,
    "dtn-colliding-requests": _collided,
    "dtn-stuck-refund": _stuck,
    "dtn-unclosable-session": _unclosable,
}
UNTRACED = frozenset(
    (
        "dtn-automatic-session",
        "dtn-callback-gas",
        "dtn-colliding-requests",
        "dtn-stuck-refund",
        "dtn-unclosable-session",
        "dtn-unprotected-callback",
        "dtn-unprotected-set-ai",
        "dtn-unsupported-routing",
    )
)
"""The rules whose findings have no trace: what the contract does at all is searched for."""
REPLAYED = frozenset((*KINDS, *_GOALS))
"""The rules whose findings can be replayed; another joins by a line above."""


def confirm(
    compiled: Compiled,
    findings: Iterable[Finding],
    root: Path,
    limits: Limits | None = None,
) -> list[Finding]:
    """Replay the findings of one compiled closure: the same findings, with what was shown.

    `root` is what their paths are relative to.
    """
    with Compilers(300) as compilers:
        confirmer = Confirmer(compiled, compilers, limits or Limits(), root)
        return [confirmer.confirm(finding) for finding in findings]


def _in_vain(ways: Sequence[_Way]) -> str:
    """What was tried, and what that it showed nothing means."""
    searches = [way.search for way in ways]
    tried = sum(search.calls for search in searches)
    longest = max(search.longest for search in searches)
    senders = len({sender for search in searches for sender in search.senders})
    left = "" if all(search.over for search in searches) else ", until the limit"
    return (
        f"none of the {tried} transactions that were tried showed it (from {senders} senders, at "
        f"most {longest} in a row, in {len(searches)} arrangements of the network and the "
        f"contract{left}); that refutes nothing, for other arguments or longer sequences may"
    )


def _not(reason: str) -> Replay:
    return Replay(ReplayOutcome.NOT_REPLAYED, reason)


def share(findings: Sequence[Finding]) -> tuple[int, int]:
    """How many of the findings that could be replayed were confirmed, and of how many."""
    tried = [f.replay for f in findings if f.replay is not None and f.rule in REPLAYED]
    return sum(r.outcome is ReplayOutcome.CONFIRMED for r in tried), len(tried)


__all__ = ["OWNER", "REPLAYED", "Confirmer", "Execution", "Limits", "confirm", "share"]
