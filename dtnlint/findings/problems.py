"""Findings that one edit mends, told as one: a missing reset is one problem, not three."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from dtnlint.findings.finding import Finding, ReplayOutcome


class Problem(Struct, frozen=True):
    """A finding, and what else its first fix mends."""

    finding: Finding
    """The worst of them; of equally bad ones, one that was shown by execution."""
    others: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them, the worst first."""
        return (self.finding, *self.others)


def problems(findings: Iterable[Finding]) -> tuple[Problem, ...]:
    """The findings, those with the same edits as their first fix together, in report order."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        edits = finding.fixes[0].edits if finding.fixes else ()
        groups.setdefault(edits or finding, []).append(finding)
    return tuple(
        sorted(
            (_problem(group) for group in groups.values()), key=lambda one: one.finding.sort_key()
        )
    )


def _problem(group: list[Finding]) -> Problem:
    first, *others = sorted(
        group, key=lambda one: (one.impact.rank, not _confirmed(one), one.sort_key())
    )
    return Problem(first, tuple(others))


def _confirmed(finding: Finding) -> bool:
    return finding.replay is not None and finding.replay.outcome is ReplayOutcome.CONFIRMED
