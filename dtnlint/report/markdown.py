"""The report as GitHub-flavoured Markdown, for job summaries and comments on pull requests.

What comes from the project is escaped character by character, so that no name and
no line of source can make markup, mention anybody or fetch anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from dtnlint.escaping import markdown, printable
from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Finding, Judgement, Notification
from dtnlint.findings.problems import Problem
from dtnlint.findings.source_text import Sources
from dtnlint.report.excerpt import excerpt_of
from dtnlint.report.options import Options
from dtnlint.report.selection import Group, fitting, grouped
from dtnlint.report.wording import (
    also_in,
    count,
    deployments,
    details,
    headline,
    lives,
    one_line,
    place,
    replay_lines,
    step_text,
    transactions,
    undecided,
    with_others,
)

_LONGEST = 60_000
"""GitHub refuses comments of more than 65,536 characters; what is over is only counted."""
_TITLE_LENGTH = 160


def render(report: Report, options: Options) -> str:
    """The report as Markdown: the summary, a table of the findings, each in detail, the rest."""
    parts = ["## dtnlint", f"**{headline(report)}**{details(report)}"]
    if report.run.deployments:
        parts += _within((f"- {markdown(line)}" for line in deployments(report)), "\n", "contract")
    if report.problems:
        groups = grouped(report.problems)
        parts.append(_table(groups, report.sources))
        parts += _details(groups, report)
    if options.verdicts and report.judgements:
        parts.append(_verdicts(report))
    if failing := [one for one in report.judgements if one.fails]:
        parts.append("### Not decided")
        parts += _within((_undecided(one, report.sources) for one in failing), "\n", "unknown")
    if report.notifications:
        parts += _within(
            (_notification(told, report.sources) for told in report.notifications), "\n", "notice"
        )
    return "\n\n".join(parts) + "\n"


def _within(pieces: Iterator[str], joint: str, noun: str) -> list[str]:
    """The pieces that fit, joined, and a word about those that do not."""
    kept: list[str] = []
    left = _LONGEST // 3
    cut = 0
    for piece in pieces:
        left -= len(piece) + len(joint)
        if cut or left < 0:
            cut += 1
        else:
            kept.append(piece)
    more = [f"*{count(cut, f'more {noun}')} left out for length.*"] if cut else []
    return [joint.join(kept), *more] if kept else more


def _table(groups: Sequence[Group], sources: Sources) -> str:
    """A row for each finding that there is room for, and one for the rest of each rule."""
    rows = ["| Impact | Rule | Where | What |", "| --- | --- | --- | --- |"]
    told = fitting(groups, _LONGEST // 3, lambda one: len(_row(one, sources)) + 1)
    for group, fits in zip(groups, told, strict=True):
        rows += [_row(one, sources) for one in fits.problems]
        if cut := len(group.problems) - len(fits.problems):
            more = f"{cut} more" if fits.problems else count(cut, "finding")
            rows.append(f"| {group.impact.value} | {_code(group.rule)} | | *{more}* |")
    return "\n".join(rows)


def _row(problem: Problem, sources: Sources) -> str:
    finding = problem.finding
    cells = (
        finding.impact.value,
        _code(finding.rule),
        _code(place(finding.location, sources)),
        markdown(_shortened(finding.message)),
    )
    return "| " + " | ".join(cells) + " |"


def _details(groups: Sequence[Group], report: Report) -> list[str]:
    told = fitting(groups, _LONGEST // 3, lambda one: len(_detail(one, report)) + 2)
    pieces = [_detail(one, report) for fits in told for one in fits.problems]
    cut = sum(len(group.problems) for group in groups) - len(pieces)
    return [*pieces, *([f"*{count(cut, 'more detail')} left out for length.*"] if cut else [])]


def _shortened(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _TITLE_LENGTH else text[: _TITLE_LENGTH - 1] + "…"


def _code(text: str) -> str:
    """Text in the type of code. Entities instead of backquotes: they are safe in tables too."""
    return f"<code>{markdown(text)}</code>"


def _detail(problem: Problem, report: Report) -> str:
    finding, sources = problem.finding, report.sources
    title = f"{finding.impact.value} {finding.rule} at {place(finding.location, sources)}"
    parts = [
        f"<details><summary>{markdown(title)}</summary>",
        markdown(finding.message),
    ]
    if where := lives(finding, report):
        parts.append(f"Verified sources of {markdown(where)}.")
    if others := also_in(finding):
        parts.append(f"Also in {markdown(others)}.")
    text = sources.get(finding.location.path)
    if text is not None:
        excerpt = excerpt_of(text, finding.location)
        parts.append(_fenced(f"{excerpt.line}\n{excerpt.underline}"))
    if finding.trace:
        parts.append("\n".join(_trace(finding, sources)))
    if lines := list(replay_lines(finding)):
        parts.append(markdown(lines[0][:1].upper() + lines[0][1:]))
        parts += ["\n".join(f"1. {markdown(line)}" for line in lines[1:])] if lines[1:] else []
    if finding.remedy:
        # The rule's own Markdown.
        parts.append(f"**How to mend it:** {finding.remedy}")
    if lines := list(with_others(problem, sources)):
        parts.append("The same edit mends:")
        parts.append("\n".join(f"- {markdown(line)}" for line in lines))
    return "\n\n".join([*parts, "</details>"])


def _fenced(text: str) -> str:
    """A block of code behind a fence that is longer than any in the text."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}solidity\n{text}\n{fence}"


def _trace(finding: Finding, sources: Sources) -> Iterator[str]:
    for head, steps in transactions(finding.trace):
        yield f"- {markdown(head)}"
        for step in steps:
            yield f"  - {markdown(step_text(step, sources))}"


def _verdicts(report: Report) -> str:
    rows = ["| Consumer | Proved | Violated | Unknown |", "| --- | ---: | ---: | ---: |"]
    reasons = []
    for contract, group in groupby(report.judgements, key=lambda one: one.contract):
        judgements = list(group)
        numbers = [
            str(sum(one.outcome == outcome for one in judgements))
            for outcome in ("proved", "violated", "unknown")
        ]
        rows.append("| " + " | ".join([_code(contract.name), *numbers]) + " |")
        for one in judgements:
            for reason in one.reasons:
                operation = f"{one.operation} in {contract.name}.{one.function}, {one.property}"
                reasons.append(f"- Unknown: {markdown(operation)}: {markdown(reason)}")
    return "\n\n".join(["### Verdicts", "\n".join(rows), *_within(iter(reasons), "\n", "reason")])


def _undecided(judgement: Judgement, sources: Sources) -> str:
    return f"- {_code(place(judgement.location, sources))}: {markdown(undecided(judgement))}"


def _notification(told: Notification, sources: Sources) -> str:
    where = ""
    if told.location is not None:
        where = _code(place(told.location, sources)) + ": "
    elif told.path is not None:
        where = _code(told.path) + ": "
    return f"- **{told.level.value}** {where}{markdown(one_line(told.text))}"
