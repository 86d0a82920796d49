"""The report as JUnit XML: a suite for each file, a case for each finding and for each clean rule.

What fails the check is a failure. Suppressed findings and those below the threshold are
skipped cases, and so is a rule where something is unknown; what could not be analysed is an
error. No times and no host, so that the same input gives the
same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from dtnlint.escaping import printable, xml_document, xml_text
from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Finding, Judgement, Level, Notification
from dtnlint.report.excerpt import excerpt_of
from dtnlint.report.options import Options
from dtnlint.report.wording import (
    deployments,
    details,
    headline,
    lives,
    one_line,
    place,
    replay_lines,
    trace_lines,
    undecided,
)


def render(report: Report, options: Options) -> str:
    """The report as an XML document."""
    root = ET.Element("testsuites", name="dtnlint")
    shown = [one for one in report.findings if one.active or one.suppression is not None]
    paths = {ref.path for ref in report.run.consumers}
    paths |= {one.location.path for one in shown}
    paths |= {one.location.path for one in report.undecided}
    for path in sorted(paths):
        suite = _suite(root, path)
        here = [finding for finding in shown if finding.location.path == path]
        for finding in here:
            _finding(suite, finding, report)
        for rule in report.rules:
            unknown = [
                one
                for one in report.undecided
                if one.location.path == path and one.property in rule.properties
            ]
            if unknown:
                _undecided(_case(suite, path, rule.name), unknown)
            elif all(finding.rule != rule.name for finding in here):
                _case(suite, path, rule.name)
    errors = [told for told in report.notifications if told.level is Level.ERROR]
    if errors:
        suite = _suite(root, "dtnlint")
        for told in errors:
            _error(suite, told)
    for suite in root:
        _count(suite, suite)
    _count(root, root)
    ET.indent(root)
    summary = headline(report, whole=True) + details(report, whole=True)
    if lines := list(deployments(report)):
        properties = ET.Element("properties")
        for line in lines:
            ET.SubElement(properties, "property", name="deployment", value=xml_text(line))
        root.insert(0, properties)
    root.insert(0, ET.Comment(f" {_comment(summary)} "))
    root[0].tail = "\n  "
    document = xml_document(ET.tostring(root, "unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'


def _comment(text: str) -> str:
    return xml_text(text).replace("--", "- -")


def _suite(root: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(root, "testsuite", name=xml_text(name))


def _case(suite: ET.Element, path: str, name: str, **more: str) -> ET.Element:
    attributes = {"classname": xml_text(path), "name": name, "file": xml_text(path), **more}
    return ET.SubElement(suite, "testcase", attributes)


def _finding(suite: ET.Element, finding: Finding, report: Report) -> None:
    text = report.sources.get(finding.location.path)
    line = "1" if text is None else str(text.line_of(finding.location.start))
    where = ".".join(part for part in (finding.contract, finding.function) if part)
    # The fingerprint's number tells apart what the rest of the name does not.
    number = finding.fingerprint.rpartition(":")[2] or "1"
    name = f"{finding.rule}: {printable(where)} {printable(finding.subject)}".strip(": ")
    if number != "1":
        name += f" ({number})"
    case = _case(suite, finding.location.path, name, line=line)
    if finding.suppression is not None:
        ET.SubElement(case, "skipped", message=printable(finding.suppression.justification))
        return
    message = printable(finding.message)
    if finding.fails:
        told = ET.SubElement(case, "failure", type=finding.impact.value, message=message)
    else:
        below = f"{finding.impact.value}, below what fails the check: {message}"
        told = ET.SubElement(case, "skipped", message=below)
    told.text = xml_text("\n".join(_lines(finding, report)))


def _undecided(case: ET.Element, unknown: Iterable[Judgement]) -> None:
    """No pass: what stood in the way, for each operation. A failure where unknowns fail a check."""
    told = [undecided(one) for one in unknown]
    kind = "failure" if any(one.fails for one in unknown) else "skipped"
    element = ET.SubElement(case, kind, type="unknown", message=printable(told[0]))
    element.text = xml_text("\n".join(map(printable, told)))


def _lines(finding: Finding, report: Report) -> Iterable[str]:
    yield f"{place(finding.location, report.sources)}: {finding.rule}"
    text = report.sources.get(finding.location.path)
    if text is not None:
        excerpt = excerpt_of(text, finding.location)
        yield excerpt.line
        yield excerpt.underline
    yield printable(finding.message)
    if where := lives(finding, report):
        yield f"Verified sources of {where}."
    yield from trace_lines(finding.trace, report.sources)
    yield from replay_lines(finding)
    if finding.remedy:
        yield one_line(finding.remedy)


def _error(suite: ET.Element, told: Notification) -> None:
    case = _case(suite, told.path or "dtnlint", told.kind)
    ET.SubElement(case, "error", type=told.kind, message=one_line(told.text))


def _count(element: ET.Element, within: ET.Element) -> None:
    counts = {
        "tests": len(list(within.iter("testcase"))),
        "failures": len(list(within.iter("failure"))),
        "errors": len(list(within.iter("error"))),
        "skipped": len(list(within.iter("skipped"))),
    }
    for name, number in counts.items():
        element.set(name, str(number))
