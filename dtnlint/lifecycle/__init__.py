"""The verifier: what every session of a consumer may be at every operation.

`judge` answers, for each session operation of each consumer and each property,
*proved*, *violated* with a trace, or *unknown* with the reason. It knows no rule.

All verdicts stand on this: the router, the fee token and an access manager that
authority has named do not call back into the consumer before they return.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from msgspec import Struct
from msgspec.structs import replace
from slither.core.compilation_unit import SlitherCompilationUnit
from slither.core.declarations import Contract, Function

from dtnlint.failures import Failure
from dtnlint.lifecycle.diagram import Diagram, diagram
from dtnlint.lifecycle.histories import Histories
from dtnlint.lifecycle.limits import Limits
from dtnlint.lifecycle.record import Report, Site
from dtnlint.lifecycle.traces import trace
from dtnlint.lifecycle.verdicts import Outcome, Property, Step, Verdict
from dtnlint.protocol import Protocol, Work, hidden_in, misleads, protocol_of

__all__ = ["Diagram", "Judgement", "Outcome", "Property", "Step", "Verdict", "judge"]


_PATIENCE = 2_000
"""Blocks interpreted before a coarse version is tried."""

_PATIENCE_FOR_COUNTS = 8_000
"""Blocks interpreted where only what is counted is not known after that."""


class Judgement(Struct, frozen=True):
    """All verdicts on one compilation unit."""

    verdicts: tuple[Verdict, ...]
    diagrams: tuple[Diagram, ...] = ()
    """The lifecycle of each consumer."""
    failures: tuple[Failure, ...] = ()
    """Consumers of which nothing is said, since judging them failed or took too long."""

    def violations(self, *properties: Property) -> tuple[Verdict, ...]:
        """The verdicts that say *violated* of one of these properties."""
        return tuple(
            v for v in self.verdicts if v.outcome is Outcome.VIOLATED and v.property in properties
        )


def judge(unit: SlitherCompilationUnit) -> Judgement:
    """Judge every consumer of a compilation unit, each by itself; computed once for each unit."""
    known = getattr(unit, "_dtnlint_judgement", None)
    if isinstance(known, Judgement):
        return known
    protocol = protocol_of(unit)
    parts: list[Judgement] = []
    failures: list[Failure] = []
    for contract in protocol.consumers:
        judging = partial(judge_contract, contract, protocol)
        part = protocol.alone(Work.VERIFIER, contract, failures, judging)
        if part is not None:
            parts.append(part)
    judgement = Judgement(
        tuple(verdict for part in parts for verdict in part.verdicts),
        tuple(diagram for part in parts for diagram in part.diagrams),
        tuple(failures),
    )
    unit._dtnlint_judgement = judgement
    return judgement


def judge_contract(contract: Contract, protocol: Protocol) -> Judgement:
    """Judge one concrete consumer."""
    return judged(*explored(contract, protocol))


def explored(
    contract: Contract, protocol: Protocol, watch: Callable[[Histories], None] | None = None
) -> tuple[Histories, Histories | None]:
    """The histories of one concrete consumer, followed; where there were too many, also a coarse
    version of them, of which what is proved is proved. `watch` is told each before it begins.
    """

    def begun(limits: Limits) -> Histories:
        bridge, of_it = protocol.bridge(contract), protocol.of(contract)
        authority = partial(protocol.authority, contract)
        histories = Histories(contract, bridge, of_it, authority, limits)
        if watch is not None:
            watch(histories)
        return histories

    coarse, settled = None, False
    histories = begun(Limits())
    for _ in histories.explore():
        if coarse is None and histories.steps > _PATIENCE and histories.may_be_coarser:
            coarse = begun(Limits(records=False, coarse=True))
            deque(coarse.explore(), maxlen=0)
            settled = coarse.is_settled
            if settled and not coarse.lacks_counts:
                return coarse, None
        if coarse is not None and settled and histories.steps > _PATIENCE_FOR_COUNTS:
            return coarse, None
    if coarse is not None and settled and (histories.gave_up or histories.bounds):
        return coarse, None
    if (histories.gave_up or histories.bounds) and histories.machine.storage.recorded:
        histories = begun(Limits(records=False))
        deque(histories.explore(), maxlen=0)
    return histories, coarse if histories.bounds else None


def judged(histories: Histories, coarse: Histories | None = None) -> Judgement:
    """What is said of a consumer whose histories were followed, and perhaps coarsely too."""
    found = list(_verdicts(histories))
    if coarse is not None:
        proofs = {
            _order(verdict): verdict
            for verdict, _ in _verdicts(coarse)
            if verdict.outcome is Outcome.PROVED
        }
        found = [
            (proofs.get(_order(replace(verdict, outcome=Outcome.PROVED)), verdict), report)
            if verdict.outcome is Outcome.UNKNOWN
            else (verdict, report)
            for verdict, report in found
        ]
    found.sort(key=lambda one: _order(one[0]))
    return Judgement(tuple(verdict for verdict, _ in found), (diagram(histories, found),))


def _verdicts(histories: Histories) -> Iterator[tuple[Verdict, Report]]:
    record, flow = histories.machine.record, histories.protocol.flow
    blind = misleads(flow)
    unread = frozenset(one.function for one in hidden_in(flow) if one.function is not None)
    for (number, prop), report in record.reports.items():
        verdict = _verdict(histories, record.sites[number], prop, report)
        if blind or _leads_through(verdict, unread):
            verdict = _doubted(verdict, histories.unsettled(verdict.function, prop))
        yield verdict, report


def _leads_through(verdict: Verdict, unread: Collection[Function]) -> bool:
    """Whether a way to a violation passes code that is not known."""
    entries = {function.full_name for function in unread}
    return verdict.function in unread or any(step.entry in entries for step in verdict.trace)


def _doubted(verdict: Verdict, reasons: Iterable[str]) -> Verdict:
    if verdict.outcome is not Outcome.VIOLATED:
        return verdict
    return replace(verdict, outcome=Outcome.UNKNOWN, trace=(), reasons=tuple(reasons))


def _order(verdict: Verdict) -> tuple[object, ...]:
    return (
        verdict.span,
        verdict.property.value,
        verdict.operation,
        verdict.outcome.value,
        verdict.subject,
    )


def _verdict(histories: Histories, site: Site, prop: Property, report: Report) -> Verdict:
    reasons: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    if report.breach is not None:
        outcome = Outcome.VIOLATED
        steps = trace(histories.machine.record, histories.changing, site, prop, report)
    elif reasons := report.reasons + histories.unsettled(site.function, prop):
        outcome = Outcome.UNKNOWN
    else:
        outcome = Outcome.PROVED
    stands_at_operation = prop in (Property.RESET, Property.CLAIMED)
    blame = None if stands_at_operation else site.blame
    return Verdict(
        contract=site.contract,
        function=site.function if blame is None else site.blamed or site.function,
        property=prop,
        outcome=outcome,
        subject=site.subject,
        span=blame or site.span,
        element=site.node if blame is None else site.blamed_node or site.node,
        operation=site.span,
        operation_name=site.name,
        trace=steps,
        reasons=reasons,
    )
