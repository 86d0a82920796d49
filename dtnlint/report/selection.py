"""What is told where not all fits: the worst first, and of equally bad rules each in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from dtnlint.findings.finding import Finding, Impact


class Group(Struct, frozen=True):
    """The findings of one rule that are equally bad, in the order of reports."""

    rule: str
    impact: Impact
    findings: tuple[Finding, ...]


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """One group for each rule, the worst first."""
    groups: dict[tuple[int, str], list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: one.sort_key()):
        groups.setdefault((finding.impact.rank, finding.rule), []).append(finding)
    return tuple(
        Group(rule, list(Impact)[rank], tuple(found))
        for (rank, rule), found in sorted(groups.items(), key=lambda item: item[0])
    )


def fitting(
    groups: Sequence[Group], room: int, size: Callable[[Finding], int] = lambda finding: 1
) -> tuple[Group, ...]:
    """As much of each group as there is room for; a group for which there is none is empty.

    What is worse goes first. Of rules that are equally bad each tells one finding, then
    each a second, so that none that found much hides what another found.
    """
    kept: dict[str, list[Finding]] = {group.rule + group.impact: [] for group in groups}
    for impact in Impact:
        waiting = [
            (kept[group.rule + group.impact], iter(group.findings))
            for group in groups
            if group.impact is impact
        ]
        while waiting and room > 0:
            still = []
            for told, rest in waiting:
                finding = next(rest, None)
                if finding is None:
                    continue
                needed = size(finding)
                if needed <= room:
                    room -= needed
                    told.append(finding)
                    still.append((told, rest))
            waiting = still
    return tuple(
        Group(group.rule, group.impact, tuple(kept[group.rule + group.impact])) for group in groups
    )
