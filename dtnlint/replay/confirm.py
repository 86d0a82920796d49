"""Confirms findings by executing their traces, or says why that was not possible.

`confirm` takes the findings of one compiled closure and gives each what the
execution showed. Whether a finding is reported does not depend on it.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from dtnlint.compiler.compile import Compiled
from dtnlint.compiler.standard_json import Compilers
from dtnlint.findings.finding import Finding, Replay, ReplayOutcome
from dtnlint.replay.arguments import OWNER, STRANGER, flattened
from dtnlint.replay.bytecode import Artifact, CannotBuild, build
from dtnlint.replay.machine import ReplayUnavailable
from dtnlint.replay.network import BOUNDED_GAS, MisuseKind, Network, Switches, model_sources
from dtnlint.replay.numbering import Numbered, Operation, number
from dtnlint.replay.search import VALUES, Call, Entry, Evidence, Goal, Limits, Search, View
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

_LONG = 30 * 24 * 3600
"""Seconds between transactions, where what is awaited is to be over."""
_AT_FIRST = 700
"""Calls under each of the circumstances, before more are made."""
REENTERED = " is called before the call returns"
"""How a trace says that another contract calls back."""

_SETTINGS: tuple[dict[str, Any], ...] = (
    {"optimizer": {"enabled": True, "runs": 1}},
    {"optimizer": {"enabled": True, "runs": 1}, "viaIR": True},
)


@dataclass
class Confirmer:
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
        entries = _entries(finding, artifact)
        catches = any(
            "catch" in self.compiled.closure.by_unit[one].text
            for one in self.compiled.closure.reachable(unit)
            if not self.compiled.closure.by_unit[one].dependency
        )
        calls = self.limits.calls
        deadline = time.monotonic() + self.limits.seconds
        unstaged: CannotStage | None = None
        tried = 0
        # A little under all circumstances, before much under the first.
        ways = [(plan, way) for plan in _plans(entries) for way in _ways(finding, plan)]
        for share_of_each, (plan, way) in itertools.product((_AT_FIRST, calls), ways):
            switches, reading, arrangement = way
            left = min(share_of_each, calls - tried)
            if left <= 0 or time.monotonic() > deadline:
                break
            try:
                stage = set_up(artifact, self._libraries, self.model, switches, **arrangement)
            except CannotStage as error:
                unstaged = unstaged or error
                continue
            goal = _goal(finding, operation, stage.network)
            limits = Limits(left, deadline - time.monotonic())
            done = _done(plan, stage)
            search = Search(stage, plan[done:], goal, limits, catches)
            found = search.run()
            if found is not None:
                assert search.evidence is not None
                found = tuple(
                    replace(call, transaction=call.transaction + done) if call.transaction else call
                    for call in found
                )
                execution = Execution(stage, found, search.evidence, switches, reading, artifact)
                return told(finding, execution), execution
            tried += search.calls
        if unstaged is not None and not tried:
            raise unstaged
        reason = f"none of the {tried} transactions that were tried showed it"
        return Replay(ReplayOutcome.NOT_REPRODUCED, reason), None

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
        return made[unit, name]

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


@dataclass(frozen=True)
class Execution:
    """An execution that shows a finding."""

    stage: Stage
    calls: tuple[Call, ...]
    evidence: Evidence
    switches: Switches
    reading: str
    """What it takes for granted of others, in a clause; empty: nothing."""
    artifact: Artifact


def _entries(finding: Finding, artifact: Artifact) -> list[Entry]:
    """The trace's transactions after the construction; without one, a call of the function that
    the finding stands in, or of any, if that is not called from outside.
    """
    if not finding.trace:
        known = finding.function in artifact.functions
        return [Entry(finding.function if known else None)]
    named = {step.transaction: step.entry for step in finding.trace}
    reenters = {
        step.transaction: step.text.removesuffix(REENTERED)
        for step in finding.trace
        if step.text.endswith(REENTERED)
    }
    return [Entry(named.get(index), reenters.get(index)) for index in range(1, max(named) + 1)]


def _done(entries: Sequence[Entry], stage: Stage) -> int:
    """How many of the trace's first transactions the set-up was: initializers run once."""
    ran = {step.signature for step in stage.setup}
    return len(list(itertools.takewhile(lambda entry: entry.signature in ran, entries)))


def _plans(entries: list[Entry]) -> list[list[Entry]]:
    """The trace as it is; and, where it has contracts call back, the same without: what is called
    back may just as well be called.
    """
    if not any(entry.reenters for entry in entries):
        return [entries]
    apart = [
        called
        for entry in entries
        for called in (Entry(entry.signature), *([Entry(entry.reenters)] if entry.reenters else []))
    ]
    return [entries, apart]


def _ways(
    finding: Finding, entries: Sequence[Entry]
) -> Iterator[tuple[Switches, str, dict[str, Any]]]:
    """Under which circumstances to try, the plainest first."""
    plain, gifts, permissive = _READINGS
    if finding.rule == "dtn-colliding-requests":
        yield *plain, {"initialise": False, "pace": 0}
        yield *plain, {"pace": 0}
        return
    reentrant = any(entry.reenters for entry in entries)
    yield *plain, {"initialise": False}
    if reentrant:
        yield *plain, {"owned_by_contract": True}
    yield *plain, {}
    yield *plain, {"pace": _LONG}
    yield *gifts, {"initialise": False}
    yield *permissive, {"initialise": False}
    yield *permissive, {"pace": _LONG}


def _goal(finding: Finding, operation: Operation | None, network: Network) -> Goal:
    """What must be seen; and the network is told to look for it."""
    if finding.rule not in KINDS:
        return _GOALS[finding.rule](operation)
    kinds = KINDS[finding.rule]
    goal = _short if finding.rule == "dtn-callback-gas" else _misused
    if operation is not None and operation.kind in kinds:
        network.record_only(BOUNDED_GAS.code(kinds[operation.kind], operation.number))
        return goal
    # Which operation it is cannot be told: take the misuse at any.
    asked = bool(finding.trace) and finding.trace[-1].text.startswith("request")
    closing = "close" in kinds and not asked
    network.record_only(kinds["close"] if closing else list(kinds.values())[-1])
    return goal


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
            if operation is not None and site not in (0, operation.number):
                continue
            places = _places(view.held, session)
            if (places or session in view.remembered) and not _recorded(view):
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
        misused = any(BOUNDED_GAS.read(one.gas)[0] for one, _ in view.following())
        view.stage.machine.revert(point)
        if misused:
            return False
    return True


def _lost(operation: Operation | None) -> Goal:
    """A session that the consumer held, before or during the transaction, is live and nowhere."""

    def goal(view: View) -> Evidence | None:
        if not view.call.outcome.ok:
            return None
        for session in view.after.live:
            before = _places(view.held_before, session)
            if before and not _places(view.held, session):
                return Evidence(session, before)
        # One of two that were started in the same transaction.
        return discarded(view) if len(view.call.seen.started) > 1 else None

    discarded = _discarded(None)
    del operation
    return goal


def _discarded(operation: Operation | None) -> Goal:
    """A session that was started in the transaction is live and nowhere."""

    def goal(view: View) -> Evidence | None:
        for session, site in view.call.seen.started if view.call.outcome.ok else ():
            if (
                operation is not None
                and operation.kind == "start"
                and site not in (0, operation.number)
            ):
                continue
            held = _places(view.held, session) or session in view.remembered
            if session in view.after.live and not held:
                return Evidence(session)
        return None

    return goal


def _unclaimed(operation: Operation | None) -> Goal:
    del operation
    return lambda view: Evidence() if view.call.outcome.ok and view.call.seen.deposits else None


def _controlled(operation: Operation | None) -> Goal:
    """A stranger ends a session that another started."""
    del operation
    return lambda view: _by_stranger(view, [session for session, _ in view.call.seen.closed])


def _foreign(operation: Operation | None) -> Goal:
    """A stranger names a session that another started, and has it used or closed."""
    del operation

    def goal(view: View) -> Evidence | None:
        used = [session for session, _ in view.call.seen.closed]
        used += [one.session for one in view.call.seen.asked]
        named = flattened(view.call.arguments)
        return _by_stranger(view, [session for session in used if session in named])

    return goal


def _by_stranger(view: View, sessions: Iterable[int]) -> Evidence | None:
    """Whether a stranger's call did something to one of `sessions` that another started."""
    if not view.call.outcome.ok or view.call.sender != STRANGER:
        return None
    own = {s for call in view.path if call.sender == STRANGER for s, _ in call.seen.started}
    for session in sessions:
        if session in view.before.live and session not in own:
            return Evidence(session)
    return None


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
            here = operation is None or site in (0, operation.number)
            if here and session in asked.values():
                return Evidence(session)
        return None

    return goal


def _stuck(operation: Operation | None) -> Goal:
    """A refund comes back, and no transaction that may follow moves a token of the consumer's."""
    del operation

    def goal(view: View) -> Evidence | None:
        if not view.call.outcome.ok or not view.call.seen.closed:
            return None
        if any(call.seen.given for call in view.path):
            return None
        if any(seen.given for _, seen in view.following()):
            return None
        return Evidence(view.call.seen.closed[0][0])

    return goal


def _unclosable(operation: Operation | None) -> Goal:
    """A session is started, and no transaction that may follow closes one."""
    del operation

    def goal(view: View) -> Evidence | None:
        if not view.call.outcome.ok or not view.call.seen.started:
            return None
        if any(seen.closed for _, seen in view.following()):
            return None
        return Evidence(view.call.seen.started[0][0])

    return goal


def _rerouted(stranger: bool) -> Callable[[Operation | None], Goal]:
    """The consumer forgets its router: at a stranger's call, or while a session is live."""

    def make(operation: Operation | None) -> Goal:
        del operation

        def goal(view: View) -> Evidence | None:
            if not view.call.outcome.ok or (stranger and view.call.sender != STRANGER):
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
    """An account calls a callback, and it does something."""
    del operation

    def goal(view: View) -> Evidence | None:
        call = view.call
        if not call.outcome.ok or call.answers >= 0:
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


def _not(reason: str) -> Replay:
    return Replay(ReplayOutcome.NOT_REPLAYED, reason)


def share(findings: Sequence[Finding]) -> tuple[int, int]:
    """How many of the findings that could be replayed were confirmed, and of how many."""
    tried = [f.replay for f in findings if f.replay is not None and f.rule in REPLAYED]
    return sum(r.outcome is ReplayOutcome.CONFIRMED for r in tried), len(tried)


__all__ = ["OWNER", "REPLAYED", "Confirmer", "Execution", "Limits", "confirm", "share"]
