"""What is said of generated consumers: by the verifier, and by the rules that ask no verdict.

Both come down to the same: an outcome for each rule and each numbered operation.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from slither import Slither

from dtnlint.catalogue import installed
from dtnlint.compiler.slither_input import slither_of
from dtnlint.lifecycle import judge
from dtnlint.lifecycle.verdicts import Outcome, Step
from dtnlint.sources.span import Span
from truth.batch import Batch
from truth.grammar import Consumer
from truth.rules import BY_PROPERTY, RULES, Compared

_LOGGER = logging.getLogger("truth")
_OPERATION = ("the request", "the change")
"""How rules that blame an argument name the operation that it is given to."""


@dataclass(frozen=True)
class Said:
    """One statement of one consumer."""

    rule: str
    site: int
    """The numbered operation; 0: the contract, or none that is known."""
    outcome: Outcome
    text: str = ""
    """The operation, or the rule's sentence."""
    trace: tuple[Step, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How many transactions after the construction its trace has."""
        return len({step.transaction for step in self.trace if step.transaction > 0})


Statements = Mapping[tuple[str, int], list[Said]]
"""By rule and operation."""


def said_of(batch: Batch) -> dict[str, Statements]:
    """What is said of each consumer of a batch, by its name."""
    slither = slither_of(batch.closure, batch.asts, batch.version)
    found: dict[str, defaultdict[tuple[str, int], list[Said]]] = {
        one.name: defaultdict(list) for one in batch.consumers
    }
    places = _Places(batch)
    for contract, said in (*_verdicts(slither, places), *_claims(slither, places)):
        if contract in found:
            found[contract][said.rule, said.site].append(said)
    for consumer in batch.consumers:
        for rule, site in _silent(consumer):
            if (rule, site) not in found[consumer.name]:
                found[consumer.name][rule, site].append(Said(rule, site, Outcome.PROVED))
    return {name: dict(one) for name, one in found.items()}


def outcome_of(found: Iterable[Said]) -> Outcome:
    """The worst that is said."""
    outcomes = {said.outcome for said in found}
    for outcome in (Outcome.VIOLATED, Outcome.UNKNOWN):
        if outcome in outcomes:
            return outcome
    return Outcome.PROVED


class _Places:
    """Finds numbered operations by where they stand."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._consumers = {one.name: one for one in batch.consumers}
        self._paths = {
            one.name: batch.closure.by_unit[f"{one.name}.sol"].path for one in batch.consumers
        }

    def within(self, contract: str, rule: Compared, spans: Iterable[Span]) -> int | None:
        """The first operation of the rule's kinds in the first span that has one, or 0; None where
        the spans are in no file of the contract's own.
        """
        if contract not in self._consumers:
            return None
        own = [span for span in spans if span.path == self._paths[contract]]
        if rule.whole:
            return 0
        sites = self._consumers[contract].sites
        for span in own:
            for site in self._batch.analysed[contract].sites_in(span.start, span.length):
                if sites[site - 1] in rule.kinds:
                    return site
        return 0 if own else None


def _verdicts(slither: Slither, places: _Places) -> Iterator[tuple[str, Said]]:
    for unit in slither.compilation_units:
        for verdict in judge(unit).verdicts:
            rule = BY_PROPERTY[verdict.property]
            name = verdict.contract.name
            site = places.within(name, rule, (verdict.operation, verdict.span))
            if site is not None:
                yield (
                    name,
                    Said(
                        rule.rule,
                        site,
                        verdict.outcome,
                        verdict.operation_name,
                        verdict.trace,
                        verdict.reasons,
                    ),
                )


def _claims(slither: Slither, places: _Places) -> Iterator[tuple[str, Said]]:
    catalogue = installed()
    for rule in RULES.values():
        entry = catalogue.get(rule.rule)
        if rule.said is not None:
            continue
        if entry is None:
            raise LookupError(f"There is no rule {rule.rule}; install this project.")
        for unit in slither.compilation_units:
            # As `dtnlint.analysis` does it: nothing is suppressed.
            for output in entry.detector(unit, slither, _LOGGER)._detect():
                claim: Mapping[str, Any] = output.data["additional_fields"]["dtnlint"]
                named = [one["span"] for one in claim["related"] if one["text"] in _OPERATION]
                spans = (Span(**span) for span in (claim["span"], *named))
                site = places.within(claim["contract"], rule, spans)
                if site is not None:
                    said = Said(rule.rule, site, Outcome.VIOLATED, claim["message"])
                    yield claim["contract"], said


def _silent(consumer: Consumer) -> Iterator[tuple[str, int]]:
    """Where a rule that finds nothing has said that nothing is wrong."""
    for rule in RULES.values():
        sites = [site for site, kind in enumerate(consumer.sites, 1) if kind in rule.kinds]
        if rule.said is None:
            for site in [0] if rule.whole and sites else [] if rule.whole else sites:
                yield rule.rule, site
