"""The report as GitLab's SAST JSON, for merge requests' security widget and the dashboard.

https://docs.gitlab.com/development/integrations/secure/ has the format, of which GitLab takes
the versions from 15.0.0 on. GitLab ingests the report of a job only if the job succeeds.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from dtnlint.escaping import clean, json_text, markdown, printable
from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Finding, Impact, Level, Notification
from dtnlint.findings.rules import RuleInfo
from dtnlint.report.options import Options
from dtnlint.report.wording import also_in, in_repository, lives, replay_lines, trace_lines

VERSION = "15.0.7"
_LONGEST_NAME = 255
_LONGEST_SOLUTION = 7000
_LONGEST_DESCRIPTION = 100_000
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "dtnlint")
_SEVERITIES = {
    Impact.HIGH: "High",
    Impact.MEDIUM: "Medium",
    Impact.LOW: "Low",
    Impact.INFORMATIONAL: "Info",
    Impact.OPTIMIZATION: "Info",
}
_LEVELS = {Level.ERROR: "fatal", Level.WARNING: "warn", Level.NOTE: "info"}


def render(report: Report, options: Options) -> str:
    """The findings to act on as one SAST report."""
    return json_text(document(report, options)) + "\n"


def document(report: Report, options: Options) -> dict[str, Any]:
    """The report as a value."""
    program = {
        "id": "dtnlint",
        "name": "dtnlint",
        "version": report.run.tool_version,
        "vendor": {"name": "dtnlint"},
    }
    failed = any(told.level is Level.ERROR for told in report.notifications)
    return {
        "version": VERSION,
        "scan": {
            "type": "sast",
            "analyzer": program,
            "scanner": program,
            "start_time": options.started,
            "end_time": options.ended,
            "status": "failure" if failed else "success",
            "messages": [_message(told) for told in report.notifications],
        },
        "vulnerabilities": [_vulnerability(one, report) for one in report.active],
    }


def _message(told: Notification) -> dict[str, str]:
    text = " ".join(told.text.split()) or told.kind
    return {"level": _LEVELS[told.level], "value": printable(text)}


def _vulnerability(finding: Finding, report: Report) -> dict[str, Any]:
    rule = report.rule(finding.rule)
    title = rule.title if rule is not None and rule.title else finding.rule
    identity = f"{finding.fingerprint}\0{finding.location}\0{finding.subject}\0{finding.function}"
    path = in_repository(finding.location.path, report)
    entry: dict[str, Any] = {
        "id": str(uuid.uuid5(_NAMESPACE, clean(identity))),
        "name": clean(title)[:_LONGEST_NAME],
        "description": "\n\n".join(_description(finding, report))[:_LONGEST_DESCRIPTION],
        "severity": _SEVERITIES[finding.impact],
        "identifiers": list(_identifiers(finding, rule)),
        "location": _location(finding, path, report),
    }
    if finding.remedy:
        entry["solution"] = clean(finding.remedy)[:_LONGEST_SOLUTION]
    if finding.fingerprint:
        # So that a finding stays the same one when lines move.
        signature = {"algorithm": "hash", "value": finding.fingerprint}
        entry["tracking"] = {
            "type": "source",
            "items": [{"file": path, "signatures": [signature]}],
        }
    return entry


def _description(finding: Finding, report: Report) -> Iterator[str]:
    yield markdown(finding.message)
    if where := lives(finding, report):
        yield f"Verified sources of {markdown(where)}."
    if others := also_in(finding):
        yield f"Also in {markdown(others)}."
    if finding.trace:
        yield "How to get there:"
        yield "\n".join(
            f"1. {markdown(line)}" for line in trace_lines(finding.trace, report.sources)
        )
    if lines := list(replay_lines(finding)):
        yield "\n".join(f"- {markdown(line)}" for line in lines)


def _identifiers(finding: Finding, rule: RuleInfo | None) -> Iterator[dict[str, str]]:
    """The rule first: GitLab tracks findings by it."""
    yield {"type": "dtnlint_rule", "name": finding.rule, "value": finding.rule}
    if rule is not None and rule.cwe is not None:
        yield {
            "type": "cwe",
            "name": f"CWE-{rule.cwe}",
            "value": str(rule.cwe),
            "url": f"https://cwe.mitre.org/data/definitions/{rule.cwe}.html",
        }


def _location(finding: Finding, path: str, report: Report) -> dict[str, Any]:
    place: dict[str, Any] = {"file": path, "start_line": 1, "end_line": 1}
    text = report.sources.get(finding.location.path)
    if text is not None:
        region = text.region(finding.location)
        place.update(start_line=region.start.line, end_line=region.end.line)
    if finding.contract:
        place["class"] = finding.contract
    if finding.function is not None:
        place["method"] = finding.function.partition("(")[0]
    return place
