"""The report value, and putting one together from everything a run learned.

`assemble` is what the pipeline calls; `dtnlint.report` renders its result. The
order of the steps (merge, name, suppress, compare, count) is decided here, the
steps themselves elsewhere in this room.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby

from msgspec import Struct, field
from msgspec.structs import replace

from dtnlint.findings.baseline import Baseline, compared
from dtnlint.findings.finding import (
    Finding,
    Impact,
    Judgement,
    Level,
    Notification,
    RunFacts,
)
from dtnlint.findings.identity import identified
from dtnlint.findings.lifecycle import Lifecycle
from dtnlint.findings.problems import Problem, problems
from dtnlint.findings.rules import RuleInfo
from dtnlint.findings.source_text import Reader, Sources
from dtnlint.findings.suppression import UNUSED, suppressed
from dtnlint.sources.verified.contract import Deployment

CLEAN = 0
"""Exit code: nothing at or over the threshold."""
FOUND = 1
"""Exit code: at least one finding at or over the threshold."""
FAILED = 3
"""Exit code: something that was asked could not be analysed."""


class Report(Struct, frozen=True):
    """Everything a run has to say. Findings include suppressed and known ones."""

    run: RunFacts
    findings: tuple[Finding, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    lifecycles: tuple[Lifecycle, ...] = ()
    notifications: tuple[Notification, ...] = ()
    rules: tuple[RuleInfo, ...] = ()
    """The rules that were run, by name."""
    sources: Sources = field(default_factory=dict)
    """Texts of the files that locations name, where they could be read."""
    exit_code: int = CLEAN

    @property
    def active(self) -> tuple[Finding, ...]:
        """The findings to act on: neither suppressed nor known."""
        return tuple(finding for finding in self.findings if finding.active)

    @property
    def shown(self) -> tuple[Finding, ...]:
        """Those of them that reports for people tell: not what is there to be counted alone."""
        return tuple(finding for finding in self.active if finding.shown or finding.fails)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is shown, those that one edit mends together."""
        return problems(self.shown)

    @property
    def failing(self) -> tuple[Finding | Judgement, ...]:
        """What is bad enough for the exit code."""
        found = (one for one in self.active if one.fails)
        return (*found, *(one for one in self.judgements if one.fails))

    @property
    def undecided(self) -> tuple[Judgement, ...]:
        """What is unknown of all that the rules which were run ask."""
        asked = {name for rule in self.rules for name in rule.properties}
        return tuple(
            one for one in self.judgements if one.outcome == "unknown" and one.property in asked
        )

    def deployment(self, path: str) -> Deployment | None:
        """Where the contract of a file lives, if it came as verified sources."""
        around = [one for one in self.run.deployments if _is_in(path, one.path)]
        return max(around, key=lambda one: len(one.path), default=None)

    def deployment_of(self, finding: Finding) -> Deployment | None:
        """Where the contract lives that a finding speaks of, if it came as verified sources."""
        paths = [*(ref.path for ref in finding.contracts[:1]), finding.location.path]
        return next(filter(None, map(self.deployment, paths)), None)

    def rule(self, name: str) -> RuleInfo | None:
        """A rule's metadata by its name."""
        return next((rule for rule in self.rules if rule.name == name), None)


def _is_in(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def assemble(
    *,
    run: RunFacts,
    read: Reader,
    findings: Iterable[Finding] = (),
    judgements: Iterable[Judgement] = (),
    lifecycles: Iterable[Lifecycle] = (),
    notifications: Iterable[Notification] = (),
    rules: Iterable[RuleInfo] = (),
    known_rules: Collection[str] | None = None,
    baseline: Baseline | None = None,
    fails: Callable[[Finding], bool] = lambda finding: finding.impact.at_least(Impact.MEDIUM),
    shows: Callable[[Finding], bool] = lambda finding: True,
    strict: Callable[[Judgement], bool] = lambda judgement: False,
) -> Report:
    """A complete report: findings named, suppressed and compared, and the exit code decided.

    `rules` are those that were run, `known_rules` the names of all that exist; `fails`
    says which active findings are bad enough for the exit code, `shows` which of them
    reports for people tell, `strict` where what is unknown is bad enough.
    """
    ran = tuple(sorted(rules, key=lambda rule: rule.name))
    names = frozenset(rule.name for rule in ran)
    found = tuple(sorted(findings, key=lambda one: one.sort_key()))
    judged = tuple(sorted(judgements, key=lambda one: one.sort_key()))
    told = tuple(notifications)
    sources = read({*run.files, *_paths(found, judged, told)})
    found = identified(found, sources)
    found, complaints = suppressed(found, sources, names, known_rules)
    if _failed(told):
        # What was not analysed may be what a comment suppresses.
        complaints = tuple(note for note in complaints if note.kind != UNUSED)
    if baseline is not None:
        found = compared(found, baseline, names)
    report = Report(
        run=run,
        findings=found,
        judgements=judged,
        lifecycles=tuple(sorted(lifecycles, key=lambda one: one.sort_key())),
        notifications=tuple(
            sorted({*told, *complaints, *_untold(judged)}, key=lambda one: one.sort_key())
        ),
        rules=ran,
        sources=sources,
    )
    failing = {one for one in report.undecided if strict(one)}
    report = replace(
        report,
        findings=tuple(replace(one, shown=shows(one), fails=fails(one)) for one in report.findings),
        judgements=tuple(replace(one, fails=one in failing) for one in judged),
    )
    return replace(report, exit_code=exit_code(report))


def _untold(judgements: Iterable[Judgement]) -> Iterator[Notification]:
    """Names the consumers of which nothing could be told."""
    for contract, group in groupby(judgements, key=lambda one: one.contract):
        judged = list(group)
        if all(one.outcome == "unknown" for one in judged):
            reasons = list(dict.fromkeys(reason for one in judged for reason in one.reasons))
            because = f", because {reasons[0]}" if reasons else ""
            others = len(reasons) - 1
            more = f" (and {others} more reason{'s' * (others > 1)})" if others > 0 else ""
            yield Notification(
                Level.WARNING,
                "nothing-told",
                f"Nothing could be proved or refuted of {contract.name}{because}{more}.",
                contract.path,
            )


def _paths(
    findings: Iterable[Finding],
    judgements: Iterable[Judgement],
    notifications: Iterable[Notification],
) -> set[str]:
    paths = {judgement.location.path for judgement in judgements}
    for finding in findings:
        paths.add(finding.location.path)
        paths.update(related.location.path for related in finding.related)
        paths.update(step.location.path for step in finding.trace)
    paths.update(told.location.path for told in notifications if told.location is not None)
    return paths


def exit_code(report: Report) -> int:
    """`FAILED` if something was not analysed, else `FOUND` if what is shown is bad enough."""
    if _failed(report.notifications):
        return FAILED
    return FOUND if report.failing else CLEAN


def _failed(notifications: Iterable[Notification]) -> bool:
    return any(told.level is Level.ERROR for told in notifications)
