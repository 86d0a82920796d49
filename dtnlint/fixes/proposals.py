"""Which rules have fixes, and what they are: the one table of them.

A proposal is read off the text around a finding; whether it mends anything is
for `dtnlint.fixes.mending` to find out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from msgspec.structs import replace

from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Finding, Fix
from dtnlint.findings.source_text import Sources
from dtnlint.fixes.callbacks import only_the_router
from dtnlint.fixes.money import amount_checks, safe_transfers
from dtnlint.fixes.requests import packed
from dtnlint.fixes.sessions import checks, closes_first, resets, resets_before, reverts
from dtnlint.fixes.spot import Spot

Proposer = Callable[[Spot], Iterator[Fix]]

WAVES: tuple[Mapping[str, Proposer], ...] = (
    {
        "dtn-model-id-encoding": packed,
        "dtn-swallowed-session-error": reverts,
        "dtn-unchecked-fee-transfer": safe_transfers,
        "dtn-unprotected-callback": only_the_router,
        "dtn-unreset-session": resets,
    },
    {
        "dtn-double-close": resets_before,
        "dtn-use-after-close": resets_before,
    },
    {
        "dtn-session-overwrite": closes_first,
        "dtn-unchecked-fee-amount": amount_checks,
        "dtn-unvalidated-session": checks,
    },
)
"""By rule; what is often the cause of others comes before them."""


def fixes_for(finding: Finding, sources: Sources) -> tuple[Fix, ...]:
    """What may mend a finding, the best first; nothing where its text is not to be had."""
    proposer = next((wave[finding.rule] for wave in WAVES if finding.rule in wave), None)
    location = finding.location
    if proposer is None or not location.in_root or location.path not in sources:
        return ()
    return tuple(dict.fromkeys(proposer(Spot(finding, sources))))


def proposed(report: Report, editable: Collection[str]) -> Report:
    """The report with fixes at its findings: those that change `editable` files alone."""
    return replace(
        report,
        findings=tuple(
            replace(
                finding,
                fixes=tuple(
                    fix
                    for fix in fixes_for(finding, report.sources)
                    if all(edit.location.path in editable for edit in fix.edits)
                ),
            )
            for finding in report.findings
        ),
    )
