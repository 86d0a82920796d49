"""The report as workflow commands of GitHub Actions, which show findings as annotations.

https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Finding, Impact, Judgement, Level, Location, Notification
from dtnlint.findings.source_text import Sources
from dtnlint.report.escaping import printable
from dtnlint.report.options import Options
from dtnlint.report.wording import (
    also_in,
    details,
    headline,
    in_repository,
    one_line,
    replay_lines,
    trace_lines,
    undecided,
)

_COMMANDS = {
    Impact.HIGH: "error",
    Impact.MEDIUM: "warning",
    Impact.LOW: "notice",
    Impact.INFORMATIONAL: "notice",
    Impact.OPTIMIZATION: "notice",
}
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(report: Report, options: Options) -> str:
    """A command for each finding and notification, and the summary as plain text."""
    lines = [_finding(finding, report) for finding in report.active]
    lines += [_undecided(one, report) for one in report.judgements if one.fails]
    lines += [_notification(told, report) for told in report.notifications]
    lines.append(headline(report) + details(report))
    return "".join(f"{line}\n" for line in lines)


def _finding(finding: Finding, report: Report) -> str:
    title = f"{finding.rule} ({finding.impact.value})"
    return _command(
        _COMMANDS[finding.impact],
        _properties(finding.location, report, title),
        "\n".join(_body(finding, report.sources)),
    )


def _body(finding: Finding, sources: Sources) -> Iterator[str]:
    yield printable(finding.message)
    if others := also_in(finding):
        yield f"Also in {others}."
    yield from trace_lines(finding.trace, sources)
    yield from replay_lines(finding)
    if finding.remedy:
        yield one_line(finding.remedy)


def _undecided(judgement: Judgement, report: Report) -> str:
    properties = _properties(judgement.location, report, "unknown")
    return _command("error", properties, undecided(judgement))


def _notification(told: Notification, report: Report) -> str:
    location = told.location or (Location(told.path) if told.path is not None else None)
    properties = {"title": told.kind}
    if location is not None:
        properties = _properties(location, report, told.kind)
    text = "\n".join(printable(line) for line in told.text.splitlines())
    return _command(_LEVELS[told.level], properties, text)


def _properties(location: Location, report: Report, title: str) -> dict[str, str]:
    properties = {}
    if not location.bundled:
        # Line breaks have a code in commands, other control characters have none.
        path = in_repository(location.path, report)
        properties["file"] = re.sub(r"[^\r\n]+", lambda part: printable(part[0]), path)
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
