"""The report for a person at a terminal: the line, the caret, the rule, the trace, the remedy."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec import Struct

from dtnlint.escaping import printable, uri
from dtnlint.findings.assembly import FAILED, Report
from dtnlint.findings.finding import (
    Finding,
    Impact,
    Judgement,
    Level,
    Location,
    Notification,
    ReplayOutcome,
    Safety,
)
from dtnlint.findings.problems import Problem
from dtnlint.findings.source_text import Sources
from dtnlint.report.excerpt import excerpt_of
from dtnlint.report.options import Options
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
    replays,
    trace_lines,
    undecided,
    with_others,
)

_IMPACT_STYLE = {
    Impact.HIGH: "1;31",
    Impact.MEDIUM: "1;33",
    Impact.LOW: "1;36",
    Impact.INFORMATIONAL: "1;34",
    Impact.OPTIMIZATION: "1;34",
}
_LEVEL_STYLE = {Level.ERROR: "1;31", Level.WARNING: "1;33", Level.NOTE: "1;34"}
_DEPLOYMENTS = 5
"""Of which a report tells that were not found faulty."""
_OUTCOME_STYLE = {"proved": "32", "violated": "1;31", "unknown": "33"}


class _Paint(Struct, frozen=True):
    color: bool
    links: str | None = None

    def place(self, location: Location, sources: Sources) -> str:
        """Where something stands, linked to the file."""
        said = place(location, sources)
        if self.links is None or location.bundled:
            return said
        address = f"file://{uri(posixpath.normpath(posixpath.join(self.links, location.path)))}"
        return f"\x1b]8;;{address}\x1b\\{said}\x1b]8;;\x1b\\"

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.color and text else text


def render(report: Report, options: Options) -> str:
    """The report as text; empty only for a quiet run with nothing to say."""
    paint = _Paint(options.color, options.links)
    if options.statistics:
        lines = [*_statistics(report, paint), *_summary(report, options, paint)]
    elif options.quiet:
        lines = list(_quiet(report, paint))
    else:
        lines = [
            line
            for section in (
                *(_problem(problem, report, options, paint) for problem in report.problems),
                *([_suppressed(report, paint)] if options.verbose else []),
                _verdicts(report, paint) if options.verdicts else _failing(report, paint),
                _notifications(report.notifications, report.sources, paint),
                _facts(report, options, paint),
                _summary(report, options, paint),
            )
            for line in _section(section)
        ]
        if lines and not lines[-1]:
            lines.pop()
    return "".join(f"{line}\n" for line in lines)


def _statistics(report: Report, paint: _Paint) -> Iterator[str]:
    """How much each rule has found, the most first; also what is otherwise counted alone."""
    counts = Counter((finding.rule, finding.impact) for finding in report.active)
    width = max((len(rule) for rule, _ in counts), default=0)
    for (rule, impact), number in sorted(
        counts.items(), key=lambda item: (-item[1], item[0][1].rank, item[0][0])
    ):
        info = report.rule(rule)
        word = paint(_IMPACT_STYLE[impact], f"{impact.value:<13}")
        summary = "" if info is None else info.summary
        yield f"{number:>5}  {word}  {rule:<{width}}  {summary}".rstrip()
    if counts:
        yield ""
    for told in report.notifications:
        if told.level is Level.ERROR:
            yield _notification(told, report.sources, paint)


def _section(lines: Iterable[str]) -> Iterator[str]:
    written = False
    for line in lines:
        written = True
        yield line
    if written:
        yield ""


def _quiet(report: Report, paint: _Paint) -> Iterator[str]:
    for finding in report.shown:
        where = paint("1", paint.place(finding.location, report.sources))
        yield f"{where}: {_rule(finding, paint)}: {printable(finding.message)}"
    yield from _failing(report, paint)
    for told in report.notifications:
        if told.level is Level.ERROR:
            yield _notification(told, report.sources, paint)


def _failing(report: Report, paint: _Paint) -> Iterator[str]:
    """What is unknown, where that makes a check fail."""
    for one in report.judgements:
        if one.fails:
            where = paint("1", paint.place(one.location, report.sources))
            yield f"{where}: {paint(_OUTCOME_STYLE['unknown'], 'unknown')}: {undecided(one)}"


def _rule(finding: Finding, paint: _Paint) -> str:
    return paint(_IMPACT_STYLE[finding.impact], f"{finding.impact.value} {finding.rule}")


def _problem(problem: Problem, report: Report, options: Options, paint: _Paint) -> Iterator[str]:
    finding, sources = problem.finding, report.sources
    yield f"{_rule(finding, paint)}: {paint('1', printable(finding.message))}"
    arrow, bar, equals = paint("34", "-->"), paint("34", "|"), paint("34", "=")
    text = sources.get(finding.location.path)
    excerpt = None if text is None else excerpt_of(text, finding.location)
    gutter = " " * (len(excerpt.number) if excerpt is not None else 1)
    yield f"{gutter}{arrow} {paint.place(finding.location, sources)}"
    if excerpt is not None:
        yield f"{gutter} {bar}"
        yield f"{paint('34', excerpt.number)} {bar} {excerpt.line}".rstrip()
        yield f"{gutter} {bar} {paint(_IMPACT_STYLE[finding.impact], excerpt.underline)}"
        yield f"{gutter} {bar}"
    margin = f"{gutter} {equals} "
    indent = f"{gutter}   "
    if where := lives(finding, report):
        yield f"{margin}verified sources of {where}"
    if others := also_in(finding):
        yield f"{margin}also in {others}"
    if finding.trace:
        yield f"{margin}how to get there:"
        for line in trace_lines(finding.trace, sources):
            yield f"{indent}  {line}"
    for number, line in enumerate(replay_lines(finding)):
        yield f"{indent}  {number}. {line}" if number else f"{margin}{line}"
    if options.verbose:
        if finding.replay is not None and finding.replay.outcome is ReplayOutcome.NOT_REPLAYED:
            yield f"{margin}not replayed: {printable(finding.replay.reason)}"
        for related in finding.related:
            where = place(related.location, sources)
            yield f"{margin}{where}: {printable(related.text)}"
    if finding.remedy:
        yield f"{margin}{paint('1;32', 'help')}: {one_line(finding.remedy)}"
    for number, line in enumerate(with_others(problem, sources)):
        if not number:
            yield f"{margin}the same edit mends:"
        yield f"{indent}  {line}"


def _suppressed(report: Report, paint: _Paint) -> Iterator[str]:
    for finding in report.findings:
        if finding.suppression is None:
            continue
        comment = finding.suppression
        reason = f": {printable(comment.justification)}" if comment.justification else ""
        where = place(finding.location, report.sources)
        by = f"{comment.directive} at {place(comment.location, report.sources)}"
        yield f"{paint('2', 'suppressed')} {where}: {finding.rule} by {by}{reason}"


def _verdicts(report: Report, paint: _Paint) -> Iterator[str]:
    for number, (contract, group) in enumerate(
        groupby(report.judgements, key=lambda one: one.contract)
    ):
        judgements = list(group)
        if number:
            yield ""
        counts = ", ".join(
            f"{sum(one.outcome == outcome for one in judgements)} {outcome}"
            for outcome in _OUTCOME_STYLE
        )
        title = paint("1", f"{printable(contract.name)} ({printable(contract.path)})")
        yield f"{title}: {counts}"
        for judgement in judgements:
            yield from _judgement(judgement, report.sources, paint)


def _judgement(judgement: Judgement, sources: Sources, paint: _Paint) -> Iterator[str]:
    outcome = paint(_OUTCOME_STYLE.get(judgement.outcome, "0"), f"{judgement.outcome:<9}")
    operation = printable(judgement.operation or judgement.subject)
    yield (
        f"  {outcome} {judgement.property:<20}  {operation} "
        f"in {printable(judgement.function)} at {place(judgement.location, sources)}"
    )
    for reason in judgement.reasons:
        yield f"            because {printable(reason)}"


def _notifications(
    notifications: Iterable[Notification], sources: Sources, paint: _Paint
) -> Iterator[str]:
    for told in notifications:
        yield _notification(told, sources, paint)


def _notification(told: Notification, sources: Sources, paint: _Paint) -> str:
    level = paint(_LEVEL_STYLE[told.level], told.level.value)
    where = ""
    if told.location is not None:
        where = paint.place(told.location, sources) + ": "
    elif told.path is not None:
        where = printable(told.path) + ": "
    body = "\n  ".join(map(printable, told.text.splitlines()))
    return f"{level}: {where}{body}"


def _facts(report: Report, options: Options, paint: _Paint) -> Iterator[str]:
    run = report.run
    told = list(deployments(report))
    most = len(told) if options.verbose else _DEPLOYMENTS
    yield from told[:most]
    if len(told) > most:
        yield f"And those of {count(len(told) - most, 'more contract')}: --verbose."
    if run.stubs:
        yield (
            f"{paint(_LEVEL_STYLE[Level.NOTE], 'note')}: interface files shipped with dtnlint "
            f"stood in for {_not_installed(len(run.stubs))}"
            + ("" if options.verbose else f": {_some(run.stubs)}")
        )
        if options.verbose:
            for stub in run.stubs:
                yield f"  {printable(stub)}"
    if options.verbose:
        for compiler in run.compilers:
            kind = f" ({printable(compiler.kind)})" if compiler.kind else ""
            yield f"solc {compiler.version}{kind} compiled {count(compiler.files, 'file')}"


def _not_installed(number: int) -> str:
    return (
        "1 file that is not installed" if number == 1 else f"{number} files that are not installed"
    )


def _some(names: tuple[str, ...]) -> str:
    shown = ", ".join(printable(name) for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def _summary(report: Report, options: Options, paint: _Paint) -> Iterator[str]:
    style = "1;31" if report.problems else "1;32" if report.run.consumers else "1"
    yield paint(style, headline(report)) + details(report)
    if line := replays(report):
        yield line
    if report.undecided and not options.verdicts:
        yield "What is unknown, and why: --verdicts."
    yield from _fixable(report)
    if report.exit_code == FAILED:
        also = f"; {count(len(report.failing), 'result')} would fail the check, too"
        yield f"Exit code 3: not all could be analysed{also if report.failing else ''}."


def _fixable(report: Report) -> Iterator[str]:
    """For how many problems there is something to try; whether it holds is known then."""
    fixes = [problem.finding.fixes for problem in report.problems if problem.finding.fixes]
    safe = sum(any(fix.safety is Safety.SAFE for fix in some) for some in fixes)
    unsafe = len(fixes) - safe
    if safe and unsafe:
        yield f"Fixes to try: {safe} with --fix, {unsafe} more with --unsafe-fixes."
    elif fixes:
        option = "--fix" if safe else "--fix --unsafe-fixes"
        yield f"Fixes to try: {len(fixes)} with {option}."
