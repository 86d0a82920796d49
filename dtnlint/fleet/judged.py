"""What came of one subject, as rows: what a worker sends back and the journal keeps."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Level

JUDGED = "judged"
NO_CONSUMER = "no consumer"
NOT_ANALYSED = "not analysed"


class FindingRow(Struct, frozen=True):
    """A finding; see `dtnlint.findings.finding.Finding`."""

    rule: str
    impact: str
    confidence: str
    message: str
    contract: str
    path: str
    line: int
    function: str
    subject: str
    fingerprint: str
    suppressed: bool
    deployed: bool
    """Whether it speaks of the contract that is deployed, and not of one that comes with it."""


class VerdictRow(Struct, frozen=True):
    """A verdict; see `dtnlint.findings.finding.Judgement`."""

    contract: str
    path: str
    line: int
    function: str
    property: str
    outcome: str
    operation: str
    subject: str
    reasons: str
    deployed: bool


class Judged(Struct, frozen=True):
    """What is known of one subject."""

    status: str
    reason: str = ""
    """Why it was not analysed, or not all of it."""
    findings: tuple[FindingRow, ...] = ()
    verdicts: tuple[VerdictRow, ...] = ()


def judged(report: Report, name: str) -> Judged:
    """A report on one subject as rows; `name` is the deployed contract's."""
    errors = [one.text for one in report.notifications if one.level is Level.ERROR]
    status = JUDGED if report.run.consumers else NOT_ANALYSED if errors else NO_CONSUMER
    if status == JUDGED and errors and not report.judgements:
        status = NOT_ANALYSED
    return Judged(
        status,
        " ".join(errors),
        tuple(_findings(report, name)),
        tuple(_verdicts(report, name)),
    )


def _line(report: Report, path: str, start: int) -> int:
    text = report.sources.get(path)
    return 0 if text is None else text.line_of(start)


def _findings(report: Report, name: str) -> Iterator[FindingRow]:
    for one in report.findings:
        names = [ref.name for ref in one.contracts]
        yield FindingRow(
            rule=one.rule,
            impact=one.impact.value,
            confidence=one.confidence.value,
            message=one.message,
            contract=one.contract,
            path=one.location.path,
            line=_line(report, one.location.path, one.location.start),
            function=one.function or "",
            subject=one.subject,
            fingerprint=one.fingerprint,
            suppressed=one.suppression is not None,
            deployed=not name or name in names or not names,
        )


def _verdicts(report: Report, name: str) -> Iterator[VerdictRow]:
    for one in report.judgements:
        yield VerdictRow(
            contract=one.contract.name,
            path=one.location.path,
            line=_line(report, one.location.path, one.location.start),
            function=one.function,
            property=one.property,
            outcome=one.outcome,
            operation=one.operation,
            subject=one.subject,
            reasons="; ".join(one.reasons),
            deployed=not name or name == one.contract.name,
        )
