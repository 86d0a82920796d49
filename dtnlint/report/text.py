"""The report for a person at a terminal: the line, the caret, the rule, the trace, the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import (
    BUNDLED,
    Finding,
    Impact,
    Judgement,
    Level,
    Location,
    Notification,
    TraceStep,
)
from dtnlint.findings.source_text import Region, Sources, SourceText, display_width
from dtnlint.report.escaping import printable
from dtnlint.report.options import Options

_TAB = 4
_MARGIN = 60
"""How many characters of an over-long line are shown on either side of the caret."""
_LONGEST = 160
"""Lines of more characters are cut."""

_IMPACT_STYLE = {
    Impact.HIGH: "1;31",
    Impact.MEDIUM: "1;33",
    Impact.LOW: "1;36",
    Impact.INFORMATIONAL: "1;34",
    Impact.OPTIMIZATION: "1;34",
}
_LEVEL_STYLE = {Level.ERROR: "1;31", Level.WARNING: "1;33", Level.NOTE: "1;34"}
_OUTCOME_STYLE = {"proved": "32", "violated": "1;31", "unknown": "33"}


@dataclass(frozen=True)
class _Paint:
    color: bool

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.color and text else text


def render(report: Report, options: Options) -> str:
    """The report as text; empty only for a quiet run with nothing to say."""
    paint = _Paint(options.color)
    if options.quiet:
        lines = list(_quiet(report, paint))
    else:
        lines = [
            line
            for section in (
                *(_finding(finding, report.sources, options, paint) for finding in report.active),
                *([_suppressed(report, paint)] if options.verbose else []),
                *([_verdicts(report, paint)] if options.verdicts else []),
                _notifications(report.notifications, report.sources, options, paint),
                _facts(report, options, paint),
                _summary(report, paint),
            )
            for line in _section(section)
        ]
        if lines and not lines[-1]:
            lines.pop()
    return "".join(f"{line}\n" for line in lines)


def _section(lines: Iterable[str]) -> Iterator[str]:
    written = False
    for line in lines:
        written = True
        yield line
    if written:
        yield ""


def _quiet(report: Report, paint: _Paint) -> Iterator[str]:
    for finding in report.active:
        place = paint("1", _place(finding.location, report.sources))
        yield f"{place}: {_rule(finding, paint)}: {printable(finding.message)}"
    for told in report.notifications:
        if told.level is Level.ERROR:
            yield _notification(told, report.sources, paint)


def _rule(finding: Finding, paint: _Paint) -> str:
    return paint(_IMPACT_STYLE[finding.impact], f"{finding.impact.value} {finding.rule}")


def place(location: Location, sources: Sources, *, column: bool = True) -> str:
    """Where something stands, as ``path:line:column``; columns count characters."""
    text = sources.get(location.path)
    name = printable(location.path.removeprefix(BUNDLED))
    if location.bundled:
        name += " (shipped with dtnlint)"
    if text is None:
        return name
    position = text.position(location.start)
    return f"{name}:{position.line}:{position.column}" if column else f"{name}:{position.line}"


def _place(location: Location, sources: Sources) -> str:
    return place(location, sources)


def _finding(finding: Finding, sources: Sources, options: Options, paint: _Paint) -> Iterator[str]:
    yield f"{_rule(finding, paint)}: {paint('1', printable(finding.message))}"
    arrow, bar, equals = paint("34", "-->"), paint("34", "|"), paint("34", "=")
    text = sources.get(finding.location.path)
    excerpt = None if text is None else _excerpt(text, text.region(finding.location))
    gutter = " " * (len(excerpt.number) if excerpt is not None else 1)
    yield f"{gutter}{arrow} {_place(finding.location, sources)}"
    if excerpt is not None:
        yield f"{gutter} {bar}"
        yield f"{paint('34', excerpt.number)} {bar} {excerpt.line}".rstrip()
        yield f"{gutter} {bar} {paint(_IMPACT_STYLE[finding.impact], excerpt.underline)}"
        yield f"{gutter} {bar}"
    margin = f"{gutter} {equals} "
    indent = f"{gutter}   "
    others = ", ".join(printable(ref.name) for ref in finding.contracts[1:])
    if others:
        yield f"{margin}also in {others}"
    if finding.trace:
        yield f"{margin}how to get there:"
        for line in trace_lines(finding.trace, sources):
            yield f"{indent}  {line}"
    if options.verbose:
        for related in finding.related:
            where = _place(related.location, sources)
            yield f"{margin}{where}: {printable(related.text)}"
    if finding.remedy:
        yield f"{margin}{paint('1;32', 'help')}: {printable(_one_line(finding.remedy))}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def trace_lines(trace: Iterable[TraceStep], sources: Sources) -> Iterator[str]:
    """The trace as lines, one for each step; a transaction's later steps stand under its first."""
    for (number, entry), steps in groupby(trace, key=lambda step: (step.transaction, step.entry)):
        head = f"{transaction(number)}: {printable(entry)} – "
        for index, step in enumerate(steps):
            lead = head if index == 0 else " " * (display_width(head) - 2) + "– "
            yield lead + step_text(step, sources)


def transaction(number: int) -> str:
    """What a trace calls its transactions: the zeroth is the contract's construction."""
    return f"transaction {number}" if number else "deployment"


def step_text(step: TraceStep, sources: Sources) -> str:
    """A step with its place after its first clause: ``closed at Shop.sol:30, x keeps the ID``."""
    text = printable(step.text)
    end = _first_clause(text)
    return f"{text[:end]} at {place(step.location, sources, column=False)}{text[end:]}"


def _first_clause(text: str) -> int:
    depth = 0
    for index, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            return index
    return len(text)


@dataclass(frozen=True)
class _Excerpt:
    number: str
    line: str
    underline: str


def _excerpt(text: SourceText, region: Region) -> _Excerpt:
    """The region's first line with a caret under what of the region stands on it."""
    source = text.line(region.start.line)
    first = min(region.start.column - 1, len(source))
    last = region.end.column - 1 if region.end.line == region.start.line else len(source.rstrip())
    last = max(min(last, len(source)), first)
    prefix = suffix = ""
    if len(source) > _LONGEST:
        begin, end = max(0, first - _MARGIN), min(len(source), last + _MARGIN)
        end = min(end, begin + _LONGEST)
        prefix, suffix = "…" * (begin > 0), "…" * (end < len(source))
        source, first, last = source[begin:end], first - begin, min(last, end) - begin
    before = prefix + _shown(source[:first], 0)
    marked = _shown(source[first:last], display_width(before))
    after = _shown(source[last:], display_width(before) + display_width(marked)) + suffix
    underline = " " * display_width(before) + "^" * max(1, display_width(marked))
    return _Excerpt(str(region.start.line), (before + marked + after).rstrip(), underline)


def _shown(source: str, column: int) -> str:
    """Source text with tabs as spaces (from the given column on) and controls made visible."""
    shown = ""
    for index, piece in enumerate(source.split("\t")):
        if index:
            shown += " " * (_TAB - (column + display_width(shown)) % _TAB)
        shown += printable(piece)
    return shown


def _suppressed(report: Report, paint: _Paint) -> Iterator[str]:
    for finding in report.findings:
        if finding.suppression is None:
            continue
        comment = finding.suppression
        reason = f": {printable(comment.justification)}" if comment.justification else ""
        where = _place(finding.location, report.sources)
        by = f"{comment.directive} at {_place(comment.location, report.sources)}"
        yield f"{paint('2', 'suppressed')} {where}: {finding.rule} by {by}{reason}"


def _verdicts(report: Report, paint: _Paint) -> Iterator[str]:
    for contract, group in groupby(report.judgements, key=lambda one: one.contract):
        judgements = list(group)
        counts = ", ".join(
            f"{sum(one.outcome == outcome for one in judgements)} {outcome}"
            for outcome in _OUTCOME_STYLE
        )
        title = paint("1", f"{printable(contract.name)} ({printable(contract.path)})")
        yield f"{title}: {counts}"
        for judgement in judgements:
            yield from _judgement(judgement, report.sources, paint)


def _judgement(judgement: Judgement, sources: Sources, paint: _Paint) -> Iterator[str]:
    outcome = paint(_OUTCOME_STYLE.get(judgement.outcome, "0"), f"{judgement.outcome:<8}")
    operation = printable(judgement.operation or judgement.subject)
    yield (
        f"  {outcome} {judgement.property:<20}  {operation} "
        f"in {printable(judgement.function)} at {place(judgement.location, sources)}"
    )
    for reason in judgement.reasons:
        yield f"           because {printable(reason)}"


def _notifications(
    notifications: Iterable[Notification], sources: Sources, options: Options, paint: _Paint
) -> Iterator[str]:
    for told in notifications:
        yield _notification(told, sources, paint)


def _notification(told: Notification, sources: Sources, paint: _Paint) -> str:
    level = paint(_LEVEL_STYLE[told.level], told.level.value)
    where = ""
    if told.location is not None:
        where = _place(told.location, sources) + ": "
    elif told.path is not None:
        where = printable(told.path) + ": "
    body = "\n  ".join(printable(line) for line in told.text.splitlines())
    return f"{level}: {where}{body}"


def _facts(report: Report, options: Options, paint: _Paint) -> Iterator[str]:
    run = report.run
    if run.stubs:
        yield (
            f"{paint(_LEVEL_STYLE[Level.NOTE], 'note')}: interface files shipped with dtnlint "
            f"stood in for {_count(len(run.stubs), 'file')} that are not installed"
            + ("" if options.verbose else f": {_some(run.stubs)}")
        )
        if options.verbose:
            for stub in run.stubs:
                yield f"  {printable(stub)}"
    if options.verbose:
        for compiler in run.compilers:
            kind = f" ({printable(compiler.kind)})" if compiler.kind else ""
            yield f"solc {compiler.version}{kind} compiled {_count(compiler.files, 'file')}"


def _some(names: tuple[str, ...]) -> str:
    shown = ", ".join(printable(name) for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def _summary(report: Report, paint: _Paint) -> Iterator[str]:
    active = report.active
    counts = [
        f"{sum(finding.impact is impact for finding in active)} {impact.value.lower()}"
        for impact in Impact
        if any(finding.impact is impact for finding in active)
    ]
    scope = _count(len(report.run.consumers), "consumer")
    aside = _aside(report)
    if active:
        found = paint("1;31", f"Found {_count(len(active), 'problem')}")
        yield f"{found} in {scope}: {', '.join(counts)}.{aside}"
    elif report.run.consumers:
        yield f"{paint('1;32', 'No problems found')} in {scope}.{aside}"
    else:
        yield f"No consumer of the Deep Trust Network was judged.{aside}"


def _aside(report: Report) -> str:
    suppressed = sum(finding.suppression is not None for finding in report.findings)
    known = sum(
        finding.suppression is None and finding.baseline == "unchanged"
        for finding in report.findings
    )
    gone = sum(finding.baseline == "absent" for finding in report.findings)
    parts = [
        f"{number} {word}"
        for number, word in (
            (suppressed, "suppressed"),
            (known, "known from the baseline"),
            (gone, "of the baseline gone"),
        )
        if number
    ]
    return f" ({', '.join(parts)})" if parts else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
