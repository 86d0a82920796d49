"""The verifier: what every session of a consumer may be at every operation.

`judge` answers, for each session operation of each consumer and each property,
*proved*, *violated* with a trace, or *unknown* with the reason. It knows no rule.

All verdicts stand on this: the router, the fee token and an access manager that
authority has named do not call back into the consumer before they return.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from msgspec import Struct
from msgspec.structs import replace
from slither.core.compilation_unit import SlitherCompilationUnit
from slither.core.declarations import Contract, Function

from dtnlint import deadline
from dtnlint.failures import Contained, Failure
from dtnlint.lifecycle.diagram import Diagram, diagram
from dtnlint.lifecycle.histories import Histories
from dtnlint.lifecycle.limits import Limits
from dtnlint.lifecycle.record import Report, Site
from dtnlint.lifecycle.traces import trace
from dtnlint.lifecycle.verdicts import Outcome, Property, Step, Verdict
from dtnlint.protocol import Protocol, hidden_in, misleads, protocol_of

__all__ = ["Diagram", "Judgement", "Outcome", "Property", "Step", "Verdict", "judge"]


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
        path = contract.source_mapping.filename.absolute
        judging = Contained(failures, contract.name, path)
        with judging, deadline.within(protocol.seconds):
            parts.append(judge_contract(contract, protocol))
        if judging.failed:
            protocol.forget(contract)
    judgement = Judgement(
        tuple(verdict for part in parts for verdict in part.verdicts),
        tuple(diagram for part in parts for diagram in part.diagrams),
        tuple(failures),
    )
    unit._dtnlint_judgement = judgement
    return judgement


def judge_contract(
    contract: Contract, protocol: Protocol, watch: Callable[[Histories], None] | None = None
) -> Judgement:
    """Judge one concrete consumer. `watch` is told each exploration before it begins."""
    histories = _explored(contract, protocol, Limits(), watch)
    if (histories.gave_up or histories.bounds) and histories.machine.storage.recorded:
        histories = _explored(contract, protocol, Limits(records=False), watch)
    record = histories.machine.record
    flow = protocol.of(contract).flow
    blind = misleads(flow)
    unread = frozenset(one.function for one in hidden_in(flow) if one.function is not None)
    found = [
        (_verdict(histories, record.sites[number], prop, report), report)
        for (number, prop), report in record.reports.items()
    ]
    found = [
        (
            _doubted(verdict, histories.unsettled(verdict.function, verdict.property))
            if blind or _leads_through(verdict, unread)
            else verdict,
            report,
        )
        for verdict, report in found
    ]
    found.sort(key=lambda one: _order(one[0]))
    return Judgement(tuple(verdict for verdict, _ in found), (diagram(histories, found),))


def _leads_through(verdict: Verdict, unread: Collection[Function]) -> bool:
    """Whether a way to a violation passes code that is not known."""
    entries = {function.full_name for function in unread}
    return verdict.function in unread or any(step.entry in entries for step in verdict.trace)


def _doubted(verdict: Verdict, reasons: Iterable[str]) -> Verdict:
    if verdict.outcome is not Outcome.VIOLATED:
        return verdict
    return replace(verdict, outcome=Outcome.UNKNOWN, trace=(), reasons=tuple(reasons))


def _explored(
    contract: Contract,
    protocol: Protocol,
    limits: Limits,
    watch: Callable[[Histories], None] | None,
) -> Histories:
    bridge = protocol.bridge(contract)
    of_it = protocol.of(contract)
    histories = Histories(contract, bridge, of_it, lambda: protocol.authority(contract), limits)
    if watch is not None:
        watch(histories)
    histories.explore()
    return histories


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
        steps = trace(histories.machine.record, site, prop, report)
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
