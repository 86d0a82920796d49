"""The report as GitLab's code quality JSON: what merge requests show.

https://docs.gitlab.com/ci/testing/code_quality/ – the format has no place for what
could not be analysed; the exit code tells.
"""

from __future__ import annotations

from typing import Any

from dtnlint.escaping import json_text, printable
from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Finding, Impact
from dtnlint.report.options import Options
from dtnlint.report.wording import in_repository, lives

_SEVERITIES = {
    Impact.HIGH: "critical",
    Impact.MEDIUM: "major",
    Impact.LOW: "minor",
    Impact.INFORMATIONAL: "info",
    Impact.OPTIMIZATION: "info",
}


def render(report: Report, options: Options) -> str:
    """The findings as a JSON array of issues."""
    issues = [_issue(finding, report) for finding in report.active]
    return json_text(issues) + "\n"


def _issue(finding: Finding, report: Report) -> dict[str, Any]:
    lines = {"begin": 1}
    text = report.sources.get(finding.location.path)
    if text is not None:
        region = text.region(finding.location)
        lines = {"begin": region.start.line, "end": region.end.line}
    where = lives(finding, report)
    return {
        "type": "issue",
        "check_name": finding.rule,
        "description": printable(finding.message) + (f" ({where})" if where else ""),
        "categories": ["Performance" if finding.impact is Impact.OPTIMIZATION else "Security"],
        "severity": _SEVERITIES[finding.impact],
        "fingerprint": finding.fingerprint,
        "location": {
            "path": in_repository(finding.location.path, report),
            "lines": lines,
        },
    }
