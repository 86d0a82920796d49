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
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from slither.core.compilation_unit import SlitherCompilationUnit
from slither.core.declarations import Contract, Function

from dtnlint.failures import Failure
from dtnlint.lifecycle.diagram import Diagram, diagram
from dtnlint.lifecycle.histories import Histories
from dtnlint.lifecycle.limits import Limits
from dtnlint.lifecycle.record import INSIDE, Report, Site
from dtnlint.lifecycle.traces import trace
from dtnlint.lifecycle.verdicts import AT_THE_END, OWED, Outcome, Property, Step, Verdict
from dtnlint.protocol import Protocol, Work, hidden_in, misleads, protocol_of

__all__ = ["Diagram", "Judgement", "Outcome", "Property", "Step", "Verdict", "judge"]


_PATIENCE = {2: 2_000, 3: 2_500, 1: 5_000}
"""Blocks interpreted before a coarse version is tried, by how coarse."""

_PATIENCE_FOR_COUNTS = 8_000
"""Blocks interpreted where only what is counted is not known after that."""

_FEW, _PATIENCE_FOR_FEW = 2, 25_000
"""So many properties that coarse versions leave open are worth no more blocks than this; nor are
any where there is too much to follow in a coarse version already."""


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
    return judged(explored(contract, protocol))


class Explored(Struct):
    """The histories of one concrete consumer, and what else is known of it."""

    histories: Histories
    others: tuple[Histories, ...] = ()
    """Coarse versions of them: what these prove or break is proved or broken."""
    unfinished: Histories | None = None
    """What was followed of finer ones: what that breaks is broken."""


def explored(
    contract: Contract, protocol: Protocol, watch: Callable[[Histories], None] | None = None
) -> Explored:
    """Follow the histories of one concrete consumer. Where there are many, coarse versions are
    followed first, and finer ones until they break what those leave open. `watch` is told each
    before it begins.
    """

    def begun(limits: Limits) -> Histories:
        bridge, of_it = protocol.bridge(contract), protocol.of(contract)
        authority = partial(protocol.authority, contract)
        histories = Histories(contract, bridge, of_it, authority, limits)
        if watch is not None:
            watch(histories)
        return histories

    histories = begun(Limits())
    levels = [level for level in _PATIENCE if histories.may_be_coarser(level)]
    coarser = _Coarser()
    for _ in histories.explore():
        if levels and histories.steps > _PATIENCE[levels[0]]:
            level = levels.pop(0)
            if coarser.need(level, histories):
                coarser.follow(begun(Limits(records=False, coarse=level)))
        if coarser.suffice(histories):
            return coarser.beside(histories)
    if histories.is_cut and coarser.suffice(histories):
        return coarser.beside(histories)
    if histories.is_cut and histories.machine.storage.recorded:
        histories = begun(Limits(records=False))
        for _ in histories.explore():
            if coarser.suffice(histories):
                return coarser.beside(histories)
    return Explored(histories, tuple(coarser.versions) if histories.is_cut else ())


class _Coarser:
    """Coarse versions of one consumer's histories, the one that decides most first."""

    def __init__(self) -> None:
        self.versions: list[Histories] = []
        self.left: frozenset[Any] | None = None
        """What none of them decides; None where that may be anything."""
        self.cut = False
        """Whether there was too much to follow in one of them, as there is in finer ones then."""

    def follow(self, coarse: Histories) -> None:
        """Follow one more to its end."""
        deque(coarse.explore(), maxlen=0)
        left = coarse.left_open
        if left is not None:
            better = self.left is None or len(left) < len(self.versions[0].left_open or ())
            self.versions.insert(0 if better else len(self.versions), coarse)
            self.left = left if self.left is None else self.left & left
        else:
            self.cut = True
            self.versions.append(coarse)

    def need(self, level: int, histories: Histories) -> bool:
        """Whether one more version may decide what is left: the coarsest where there was too much
        to follow, the finest where much is open.
        """
        if level == 3:
            return self.cut
        if self.left is None:
            return not self.cut
        return len(self.left) > _FEW and not self.cut and not self.lack_counts(histories)

    def suffice(self, histories: Histories) -> bool:
        """Whether all that they leave open is broken, or little, or hangs on counts, and too much
        has been followed for it.
        """
        if self.left is None:
            return False
        left = self.left - histories.broken
        if histories.steps > _PATIENCE_FOR_FEW and (self.cut or len(left) <= _FEW):
            return True
        patient = histories.steps <= _PATIENCE_FOR_COUNTS and not histories.is_cut
        return not left or (not patient and self.lack_counts(histories))

    def lack_counts(self, histories: Histories) -> bool:
        """Whether nothing is left open but closes that counts may tell to come after answers."""
        return self.left is not None and histories.hang_on_counts(self.left - histories.broken)

    def beside(self, histories: Histories) -> Explored:
        """What they say, and what is broken in finer histories."""
        return Explored(self.versions[0], tuple(self.versions[1:]), histories)


def judged(explored: Explored) -> Judgement:
    """What is said of a consumer whose histories were followed."""
    histories = explored.histories
    found = list(_verdicts(histories))
    decided: dict[Any, Verdict] = {}
    for other in explored.others:
        for verdict, _ in _verdicts(other):
            if verdict.outcome is not Outcome.UNKNOWN:
                decided.setdefault(_place(verdict), verdict)
    if explored.unfinished is not None:
        for verdict, _ in _verdicts(explored.unfinished):
            if verdict.outcome is Outcome.VIOLATED:
                decided[_place(verdict)] = verdict
    found = [
        (decided.get(_place(verdict), verdict), report)
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
    return (*_place(verdict), verdict.outcome.value)


def _place(verdict: Verdict) -> tuple[object, ...]:
    return (verdict.span, verdict.property.value, verdict.operation, verdict.subject)


def _verdict(histories: Histories, site: Site, prop: Property, report: Report) -> Verdict:
    reasons: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    if report.breach is not None:
        outcome = Outcome.VIOLATED
        steps = trace(histories.machine.record, histories.changing, site, prop, report)
    elif reasons := report.reasons + histories.unsettled(site.function, prop):
        outcome = Outcome.UNKNOWN
    elif prop in (*AT_THE_END, *OWED) and report.reached and not report.alone:
        outcome, reasons = Outcome.UNKNOWN, (INSIDE,)
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
