"""Lays what the verifier says beside what execution shows.

**Missed**: execution shows a misuse of which the verifier said *proved*, or nothing.
**Invented**: the verifier said *violated*, and no sequence of the trace's own length and
two more shows it. *Unknown* is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dtnlint.compiler.slither_input import slither_of
from dtnlint.lifecycle import judge
from dtnlint.lifecycle.verdicts import Outcome, Property, Verdict
from truth.batch import Batch, model_code
from truth.explore import Action, Exploration, Explorer
from truth.grammar import Consumer

RULES: Mapping[Property, tuple[str, str]] = {
    Property.VALIDATED: ("dtn-unvalidated-session", "close request"),
    Property.NOT_USED_AFTER_CLOSE: ("dtn-use-after-close", "request"),
    Property.NOT_CLOSED_TWICE: ("dtn-double-close", "close"),
    Property.RESET: ("dtn-unreset-session", "close"),
    Property.NOT_LOST: ("dtn-session-overwrite", "write"),
    Property.KEPT: ("dtn-discarded-session", "start"),
}
"""Each property that is compared: its rule, and the kinds of operation that it is asked of."""

DEPTH = 4
MOST_CALLS = 12_000
MOST_CALLS_DEEPER = 60_000


@dataclass(frozen=True)
class Disagreement:
    """One operation on which the verifier and the machine do not agree."""

    consumer: Consumer
    prop: Property
    kind: str
    """``missed`` or ``invented``."""
    site: int
    outcome: Outcome | None
    """What the verifier said; None: nothing."""
    shown: tuple[Action, ...] = ()
    """The executed sequence, for what was missed."""
    verdict: Verdict | None = None

    @property
    def rule(self) -> str:
        """The rule that the property stands for."""
        return RULES[self.prop][0]


@dataclass
class Tally:
    """Figures by rule; addable."""

    contracts: int = 0
    undeployable: int = 0
    incomplete: int = 0
    calls: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By rule and ``proved``, ``violated``, ``unknown``, ``shown``, ``missed``, ``invented``."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Why verdicts were unknown."""

    def add(self, other: Tally) -> None:
        """Count what another has counted."""
        self.contracts += other.contracts
        self.undeployable += other.undeployable
        self.incomplete += other.incomplete
        self.calls += other.calls
        self.counts += other.counts
        self.reasons += other.reasons


def verdicts_of(batch: Batch) -> dict[str, list[Verdict]]:
    """What the verifier says of each consumer of a batch."""
    slither = slither_of(batch.closure, batch.asts, batch.version)
    told: dict[str, list[Verdict]] = {one.name: [] for one in batch.consumers}
    for unit in slither.compilation_units:
        for verdict in judge(unit).verdicts:
            told.setdefault(verdict.contract.name, []).append(verdict)
    return told


def compare(batch: Batch) -> tuple[Tally, list[Disagreement]]:
    """Run the consumers of a batch, judge them, and compare."""
    tally = Tally()
    disagreements: list[Disagreement] = []
    told = verdicts_of(batch)
    for consumer in batch.consumers:
        disagreements += _compare(batch, consumer, told[consumer.name], tally)
    return tally, disagreements


def _compare(
    batch: Batch, consumer: Consumer, verdicts: Sequence[Verdict], tally: Tally
) -> list[Disagreement]:
    artifact = batch.artifacts[consumer.name]
    tally.contracts += 1
    explored = Explorer(consumer, artifact, model_code(), MOST_CALLS).explore(DEPTH)
    tally.calls += explored.calls
    if explored.undeployable:
        tally.undeployable += 1
        return []
    if not explored.complete:
        tally.incomplete += 1
    said = _by_site(batch, consumer, verdicts)
    for (prop, _), found in said.items():
        tally.counts[RULES[prop][0], _outcome(found).value] += 1
        for verdict in found:
            tally.reasons.update(verdict.reasons)
    result: list[Disagreement] = []
    for (prop, site), path in explored.shown.items():
        if prop not in RULES:
            continue
        rule = RULES[prop][0]
        tally.counts[rule, "shown"] += 1
        found = said.get((prop, site), [])
        outcome = _outcome(found) if found else None
        if outcome in (None, Outcome.PROVED):
            tally.counts[rule, "missed"] += 1
            result.append(Disagreement(consumer, prop, "missed", site, outcome, path))
    doubtful = {
        key: [v for v in found if v.outcome is Outcome.VIOLATED]
        for key, found in said.items()
        if key not in explored.shown and _outcome(found) is Outcome.VIOLATED
    }
    if doubtful:
        depth = max(length_of(v) for found in doubtful.values() for v in found) + 2
        if depth > DEPTH or not explored.complete:
            deeper = Explorer(consumer, artifact, model_code(), MOST_CALLS_DEEPER)
            explored = deeper.explore(max(depth, DEPTH))
            tally.calls += explored.calls
    for (prop, site), found in doubtful.items():
        if (prop, site) not in explored.shown:
            tally.counts[RULES[prop][0], "invented"] += 1
            result.append(
                Disagreement(consumer, prop, "invented", site, Outcome.VIOLATED, verdict=found[0])
            )
    return result


def length_of(verdict: Verdict) -> int:
    """How many transactions after the construction a verdict's trace has."""
    return len({step.transaction for step in verdict.trace if step.transaction > 0})


def _by_site(
    batch: Batch, consumer: Consumer, verdicts: Iterable[Verdict]
) -> dict[tuple[Property, int], list[Verdict]]:
    """Verdicts by property and numbered operation."""
    place = batch.analysed[consumer.name]
    path = batch.closure.by_unit[f"{consumer.name}.sol"].path
    said: dict[tuple[Property, int], list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.property not in RULES or verdict.operation.path != path:
            continue
        kinds = RULES[verdict.property][1].split()
        span = verdict.operation
        for site in place.sites_in(span.start, span.length):
            if consumer.sites[site - 1] in kinds:
                said.setdefault((verdict.property, site), []).append(verdict)
                break
        else:
            said.setdefault((verdict.property, 0), []).append(verdict)
    return said


def _outcome(found: Sequence[Verdict]) -> Outcome:
    outcomes = {verdict.outcome for verdict in found}
    for outcome in (Outcome.VIOLATED, Outcome.UNKNOWN):
        if outcome in outcomes:
            return outcome
    return Outcome.PROVED


__all__ = ["Disagreement", "Exploration", "Tally", "compare", "verdicts_of"]
