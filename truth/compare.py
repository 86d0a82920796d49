"""Lays what is said beside what execution shows.

**Missed**: execution shows a misuse of which the verifier said *proved*, or the rule nothing.
**Invented**: the verifier said *violated*, or the rule found it, and no sequence shows it: of
the trace's own length and two more, or, where there is no trace, of the usual depth. *Unknown*
and *undecided* (by execution) are counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dtnlint.lifecycle.verdicts import Outcome
from dtnlint.replay.bytecode import Artifact
from truth.batch import Batch, model_code
from truth.explore import Explorer
from truth.grammar import Consumer
from truth.observe import Exploration, Path
from truth.said import Said, Statements, outcome_of, said_of

DEPTH = 4
MOST_CALLS = 12_000
MOST_CALLS_DEEPER = 60_000


@dataclass(frozen=True)
class Disagreement:
    """One operation on which what is said and the machine do not agree."""

    consumer: Consumer
    rule: str
    kind: str
    """``missed`` or ``invented``."""
    site: int
    outcome: Outcome | None
    """What was said; None: nothing."""
    shown: Path = ()
    """The executed sequence, for what was missed."""
    said: Said | None = None


@dataclass
class Tally:
    """Figures by rule; addable."""

    contracts: int = 0
    undeployable: int = 0
    incomplete: int = 0
    calls: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By rule and ``contracts`` (that it is asked of), ``proved``, ``violated``, ``unknown``,
    ``shown``, ``undecided``, ``missed``, ``invented``."""
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


def compare(batch: Batch) -> tuple[Tally, list[Disagreement]]:
    """Run the consumers of a batch, judge them, and compare."""
    tally = Tally()
    disagreements: list[Disagreement] = []
    told = said_of(batch)
    for consumer in batch.consumers:
        disagreements += _compare(batch, consumer, told[consumer.name], tally)
    return tally, disagreements


def _compare(
    batch: Batch, consumer: Consumer, said: Statements, tally: Tally
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
    counts = tally.counts
    counts.update({(rule, "contracts"): 1 for rule, _ in said})
    for (rule, _), found in said.items():
        counts[rule, outcome_of(found).value] += 1
        for one in found:
            tally.reasons.update(one.reasons)
    result: list[Disagreement] = []
    for (rule, site), path in explored.shown.items():
        counts[rule, "shown"] += 1
        outcome = outcome_of(said[rule, site]) if (rule, site) in said else None
        if outcome in (None, Outcome.PROVED):
            counts[rule, "missed"] += 1
            result.append(Disagreement(consumer, rule, "missed", site, outcome, path))
    doubtful = {
        key: [one for one in found if one.outcome is Outcome.VIOLATED]
        for key, found in said.items()
        if key not in explored.shown and outcome_of(found) is Outcome.VIOLATED
    }
    if doubtful:
        for more in _deeper(consumer, artifact, doubtful, explored):
            tally.calls += more.calls
            explored = more
            for key in more.shown:
                doubtful.pop(key, None)
    for (rule, site), found in doubtful.items():
        if (
            (rule, site) in explored.undecided
            or (found[0].trace and not explored.complete)
            or _is_not_tried(consumer, found[0])
        ):
            counts[rule, "undecided"] += 1
        else:
            counts[rule, "invented"] += 1
            result.append(
                Disagreement(consumer, rule, "invented", site, Outcome.VIOLATED, said=found[0])
            )
    return result


def _is_not_tried(consumer: Consumer, said: Said) -> bool:
    """Whether a trace leads through a function that exploring does not follow: one that stores an
    ID, of which none is tried that storage holds already, or one that changes the router.
    """
    names = {step.entry.partition("(")[0] for step in said.trace}
    roles = {role for name in names for role in consumer.roles.get(name, ())}
    return not roles.isdisjoint(("given", "router"))


def _deeper(
    consumer: Consumer,
    artifact: Artifact,
    doubtful: Mapping[tuple[str, int], Sequence[Said]],
    explored: Exploration,
) -> Iterator[Exploration]:
    """As far as the traces of what is doubtful go, and two transactions on: first with nothing but
    what one trace names.
    """
    depth = max(one.length for found in doubtful.values() for one in found) + 2
    if depth <= DEPTH and explored.complete:
        return
    for found in list(doubtful.values()):
        names = {step.entry.partition("(")[0] for step in found[0].trace}
        if names:
            explorer = Explorer(consumer, artifact, model_code(), MOST_CALLS)
            yield explorer.explore(found[0].length, names)
    if doubtful:
        explorer = Explorer(consumer, artifact, model_code(), MOST_CALLS_DEEPER)
        yield explorer.explore(max(depth, DEPTH))


__all__ = ["Disagreement", "Tally", "compare"]
