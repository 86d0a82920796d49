"""The report as workflow commands of GitHub Actions, which show findings as annotations.

GitHub shows the first ten annotations of a kind of a step: there are no more, the worst are
annotated, and the rest stands in the log.

https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dtnlint.escaping import printable, visible
from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Finding, Impact, Judgement, Level, Location, Notification
from dtnlint.findings.problems import Problem
from dtnlint.report.options import Options
from dtnlint.report.selection import Group, fitting, grouped
from dtnlint.report.wording import (
    also_in,
    deployments,
    details,
    headline,
    in_repository,
    lives,
    one_line,
    place,
    replay_lines,
    trace_lines,
    undecided,
    with_others,
)

_COMMANDS = {
    Impact.HIGH: "error",
    Impact.MEDIUM: "warning",
    Impact.LOW: "notice",
    Impact.INFORMATIONAL: "notice",
    Impact.OPTIMIZATION: "notice",
}
_SHOWN = 10
"""Annotations of a kind that GitHub shows of a step: its first."""
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(report: Report, options: Options) -> str:
    """A command for each finding and notification, and the summary as plain text."""
    others = [_notification(told, report) for told in report.notifications]
    others += [_undecided(one, report) for one in report.judgements if one.fails]
    groups = grouped(report.problems)
    told: list[tuple[Group, Group]] = []
    for command in dict.fromkeys(_COMMANDS.values()):
        taken = sum(line.startswith(f"::{command} ") for line in others)
        these = [group for group in groups if _COMMANDS[group.impact] == command]
        # Something is always left for findings; and what fails the whole run, for that.
        told += zip(these, fitting(these, max(_SHOWN - taken, _SHOWN // 2)), strict=True)
    lines = [line for group, fits in told for line in _annotations(group, fits, report)]
    lines += others
    beyond = [one for group, fits in told for one in group.problems[len(fits.problems) :]]
    if beyond:
        lines.append(f"Not annotated, since GitHub shows {_SHOWN} of a kind:")
        lines += [_line(one, report) for problem in beyond for one in problem.findings]
    lines += deployments(report)
    lines.append(headline(report) + details(report))
    return "".join(f"{line}\n" for line in lines)


def _line(finding: Finding, report: Report) -> str:
    where = place(finding.location, report.sources)
    return f"  {finding.impact.value} {finding.rule}: {where}: {printable(finding.message)}"


def _annotations(group: Group, fits: Group, report: Report) -> Iterator[str]:
    """A command for each finding that fits; the last says how many do not."""
    cut = len(group.problems) - len(fits.problems)
    for problem in fits.problems:
        finding = problem.finding
        lines = list(_body(problem, report))
        if cut and problem is fits.problems[-1]:
            lines.append(f"{cut} more of {finding.rule} in the log.")
        title = f"{finding.rule} ({finding.impact.value})"
        properties = _properties(finding.location, report, title)
        yield _command(_COMMANDS[finding.impact], properties, "\n".join(lines))


def _body(problem: Problem, report: Report) -> Iterator[str]:
    finding, sources = problem.finding, report.sources
    yield printable(finding.message)
    if where := lives(finding, report):
        yield f"Verified sources of {where}."
    if others := also_in(finding):
        yield f"Also in {others}."
    yield from trace_lines(finding.trace, sources)
    yield from replay_lines(finding)
    if finding.remedy:
        yield one_line(finding.remedy)
    yield from (f"The same edit mends: {line}" for line in with_others(problem, sources))


def _undecided(judgement: Judgement, report: Report) -> str:
    properties = _properties(judgement.location, report, "unknown")
    return _command("error", properties, undecided(judgement))


def _notification(told: Notification, report: Report) -> str:
    location = told.location or (Location(told.path) if told.path is not None else None)
    properties = {"title": told.kind}
    if location is not None:
        properties = _properties(location, report, told.kind)
    return _command(
        _LEVELS[told.level], properties, "\n".join(map(printable, told.text.splitlines()))
    )


def _properties(location: Location, report: Report, title: str) -> dict[str, str]:
    properties = {}
    if not location.bundled:
        # Line breaks have a code in commands, other control characters have none.
        path = in_repository(location.path, report)
        properties["file"] = re.sub(r"[^\r\n]+", lambda part: visible(part[0]), path)
        text = report.sources.get(location.path)
        if text is not None and location.length:
            region = text.region(location)
            properties["line"] = str(region.start.line)
            properties["endLine"] = str(region.end.line)
            if region.start.line == region.end.line:  # GitHub takes columns of one line only
                properties["col"] = str(region.start.column)
                properties["endColumn"] = str(region.end.column)
    return {**properties, "title": title}


def _command(name: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
