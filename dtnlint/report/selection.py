"""What is told where not all fits: the worst first, and of equally bad rules each in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from dtnlint.findings.finding import Impact
from dtnlint.findings.problems import Problem


class Group(Struct, frozen=True):
    """The problems of one rule that are equally bad, in the order of reports."""

    rule: str
    impact: Impact
    problems: tuple[Problem, ...]


def grouped(problems: Iterable[Problem]) -> tuple[Group, ...]:
    """One group for each rule, the worst first."""
    groups: dict[tuple[int, str], list[Problem]] = {}
    for problem in problems:
        finding = problem.finding
        groups.setdefault((finding.impact.rank, finding.rule), []).append(problem)
    return tuple(
        Group(rule, list(Impact)[rank], tuple(found))
        for (rank, rule), found in sorted(groups.items(), key=lambda item: item[0])
    )


def fitting(
    groups: Sequence[Group], room: int, size: Callable[[Problem], int] = lambda problem: 1
) -> tuple[Group, ...]:
    """As much of each group as there is room for; a group for which there is none is empty.

    What is worse goes first. Of rules that are equally bad each tells one problem, then
    each a second, so that none that found much hides what another found.
    """
    kept: list[list[Problem]] = [[] for _ in groups]
    for impact in Impact:
        waiting = [n for n, group in enumerate(groups) if group.impact is impact]
        while waiting:
            still = []
            for number in waiting:
                rest = groups[number].problems[len(kept[number]) :]
                if rest and size(rest[0]) <= room:
                    room -= size(rest[0])
                    kept[number].append(rest[0])
                    still.append(number)
            waiting = still
    return tuple(
        Group(group.rule, group.impact, tuple(told))
        for group, told in zip(groups, kept, strict=True)
    )
