"""The one pipeline that every front end calls: from paths and settings to a report.

Settings, plan, then for each closure: compile, judge, run the rules; then findings
and the report. The steps are the rooms'; here is their order, and that what
fails in one place hides nothing in another.
"""

from __future__ import annotations

import functools
import gc
import importlib
import math
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from dtnlint import __version__, catalogue, deadline, disk
from dtnlint.analysis import Done, Learned, Limits, Question, Task, perform, sentences, told_of
from dtnlint.failures import Contained, Failure
from dtnlint.findings import baseline as baselines
from dtnlint.findings.assembly import Report, assemble
from dtnlint.findings.finding import (
    BaselineState,
    CompilerUse,
    ContractRef,
    Finding,
    Fix,
    Impact,
    Judgement,
    Level,
    Notification,
    RunFacts,
)
from dtnlint.findings.intake import Locator, merged
from dtnlint.findings.lifecycle import Lifecycle
from dtnlint.findings.provenance import repository_of, subdirectory, version_control
from dtnlint.findings.rules import RuleInfo
from dtnlint.findings.source_text import SourceText, read_sources
from dtnlint.settings import (
    Finder,
    Given,
    RuleSettings,
    SettingsError,
    Threshold,
    did_you_mean,
)
from dtnlint.settings import Loaded as LoadedSettings
from dtnlint.shelf import Shelf
from dtnlint.solcjs import ahead
from dtnlint.sources import Closure, Plan, Problem, ProblemKind, plan
from dtnlint.sources.bundled import PREFIX
from dtnlint.sources.problems import problem
from dtnlint.sources.verified.contract import Deployment
from dtnlint.sources.verified.repository import is_match

if TYPE_CHECKING:
    from dtnlint.compiler import Chosen, Options
    from dtnlint.compiler.lasting import LastingCompilers
    from dtnlint.compiler.solc import Solc
    from dtnlint.fixes.mending import Mended
    from dtnlint.results import Results

Progress = Callable[[int, int, str], None]
"""Told before each closure: how many are done, how many there are, and what is next."""

_TOGETHER = 64
"""Parts of a closure that are analysed together at most: they share what they import."""
_WORTH_A_PROCESS = 8
"""Parts for which another process pays: its start costs as much as some analyses."""
_MISUSE = (ProblemKind.MISSING_PATH, ProblemKind.NOT_SOLIDITY, ProblemKind.EMPTY_FOLDER)
"""Problems that are the command's and not the project's."""
_CONFIGURATION = ("dtnlint.toml", "pyproject.toml", "foundry.toml", "remappings.txt")
"""Files that decide how the whole project below them is read; so does `hardhat.config.*`."""


class UsageError(Exception):
    """What was asked for makes no sense; the text is a sentence for the user."""


Undecided = tuple[str, str, str, str, str, str]
"""A verdict that is unknown, by what of it stays when lines move."""


def undecided_as(judgement: Judgement) -> Undecided:
    """What an unknown verdict is known by."""
    contract = judgement.contract
    return (
        contract.path,
        contract.name,
        judgement.function,
        judgement.property,
        judgement.subject,
        judgement.operation,
    )


class Timings(Struct):
    """Where the time of a run went, in seconds."""

    phases: dict[str, float] = field(default_factory=dict)
    """By phase; of work in other processes, what each of them spent."""
    closures: list[tuple[str, float]] = field(default_factory=list)
    """By what was analysed together."""
    kept: int = 0
    """Consumers' files of which an earlier run knew all."""

    def add(self, phase: str, seconds: float) -> None:
        """Add to a phase."""
        self.phases[phase] = self.phases.get(phase, 0.0) + seconds


class Request(Struct, frozen=True):
    """What is asked of a run."""

    paths: tuple[Path, ...]
    """Files, folders, projects."""
    given: Given = field(default_factory=Given)
    """What the command line says of settings."""
    affected_by: tuple[Path, ...] | None = None
    """Judge only the consumers that a change of these files affects."""
    solc: Path | None = None
    """An executable that speaks ``--standard-json``, used for everything."""
    baseline: Path | baselines.Baseline | None = None
    """What was known before: a baseline or a SARIF log, or what stood in one."""
    undecided_before: Collection[Undecided] = ()
    """What was unknown before, and so fails nothing."""
    cwd: Path = field(default_factory=Path.cwd)
    """What relative paths are relative to, here and, where it holds everything, in reports."""
    texts: Mapping[str, bytes] = field(default_factory=dict)
    """By real path: what stands for what files hold, such as a fix that is being tried."""
    cache: Path | None = None
    """A folder for what makes the next run quicker."""
    jobs: int | None = 1
    """How many processes analyse; None for as many as help."""
    limits: Limits = field(default_factory=Limits)
    """What one closure may take."""
    compilers: LastingCompilers | None = None
    """Running compilers to use and to leave running, where the run is this process's alone."""
    timings: Timings = field(default_factory=Timings)
    """Is told where the time goes."""


class Scope(Struct, frozen=True):
    """What of a run shares its settings."""

    loaded: LoadedSettings
    plan: Plan

    @property
    def closures(self) -> tuple[Closure, ...]:
        """What to compile, with the compiler's version that the settings name."""
        version = self.loaded.values.solc
        closures = self.plan.closures
        return (
            closures
            if version is None
            else tuple(c if c.verified else replace(c, versions=(version,)) for c in closures)
        )

    def wants(self, rule: RuleInfo) -> bool:
        """Whether the settings let a rule run."""
        return catalogue.is_selected(rule, self.loaded.values.select, self.loaded.values.ignore)


def check(request: Request, progress: Progress = lambda done, total, name: None) -> Report:
    """Check what is asked for. Raises `UsageError`, and `SettingsError` for what files say."""
    return checked(request, _scopes(request), progress)


def checked(
    request: Request,
    scopes: Sequence[Scope],
    progress: Progress = lambda done, total, name: None,
) -> Report:
    """As `check`, of what is planned already."""
    report = _check(request, scopes, progress)
    from dtnlint.fixes.proposals import proposed  # late: see `_Rules`

    failures: list[Failure] = []
    whole: Report | None = None
    with Contained(failures), deadline.within(request.limits.seconds):
        whole = proposed(report, _editable(scopes, locator_of(root_of(request))))
    return whole or _without_fixes(report, failures[0])


def _without_fixes(report: Report, failure: Failure) -> Report:
    text = f"No fixes are proposed: {failure.reason}. All else stands."
    told = Notification(Level.WARNING, "limit" if failure.remedy else "no-fixes", text)
    notifications = sorted((*report.notifications, told), key=lambda one: one.sort_key())
    return replace(report, notifications=tuple(notifications))


def _editable(scopes: Iterable[Scope], locator: Locator) -> frozenset[str]:
    """The files that are the project's own, as reports name them: only those are mended."""
    closures = (closure for scope in scopes for closure in scope.plan.closures)
    return frozenset(
        locator.name(file.path)
        for closure in closures
        if not closure.verified  # what was verified is deployed as it is
        for file in closure.files
        if not file.dependency and not file.bundled
    )


def _scopes(request: Request) -> tuple[Scope, ...]:
    scopes = scopes_of(request)
    if request.affected_by is None:
        return scopes
    return tuple(_affected(scope, request.affected_by) for scope in scopes)


def _check(request: Request, scopes: Sequence[Scope], progress: Progress) -> Report:
    baseline = request.baseline
    if isinstance(baseline, Path):
        baseline = read_baseline(baseline)
    if request.affected_by is not None and not any(
        scope.plan.closures or scope.plan.problems for scope in scopes
    ):
        # Loading the rules loads Slither: a hook that has nothing to do is quicker without.
        return assemble(run=RunFacts(__version__), read=lambda paths: {})
    rules = _Rules(request, scopes)
    run = _Run(request, scopes)
    order = {
        (closure.root, target): number
        for number, (closure, target) in enumerate(
            (closure, target)
            for scope in scopes
            for closure in scope.plan.closures
            for target in closure.targets
        )
    }
    outcomes: dict[int, _Outcome] = {}
    done = 0
    for outcome in _outcomes(request, scopes, run.locator, rules):
        targets = outcome.learned.targets
        done += len(targets)
        progress(min(done, len(order) - 1), len(order), targets[0])
        outcomes[order[outcome.closure.root, targets[0]]] = outcome
    for number in sorted(outcomes):  # whichever was ready first
        run.add(outcomes[number])
    start = time.perf_counter()
    with deadline.within(request.limits.seconds):
        report = run.report(rules(), baseline)
    request.timings.add("report", time.perf_counter() - start)
    return report


class _Rules:
    """The installed rules, loaded when they are asked for, and the code's version."""

    def __init__(self, request: Request, scopes: Sequence[Scope]) -> None:
        self._scopes = scopes
        self._shelf = None if request.cache is None else Shelf(request.cache / "rules", 4_000_000)
        self.version = None if self._shelf is None else catalogue.code_version()
        self._known: catalogue.Catalogue | None = None

    def while_compiling(self) -> catalogue.Catalogue:
        """The rules. Also loads what is wanted in the end: while a compiler works, that is free."""
        for name in ("dtnlint.fixes.proposals", "dtnlint.report.text"):
            importlib.import_module(name)
        return self()

    def __call__(self) -> catalogue.Catalogue:
        if self._known is None:
            known = catalogue.installed(self._shelf, self.version)
            for scope in self._scopes:
                _check_words(scope.loaded, known)
            self._known = known
        return self._known


class _Outcome(Struct, frozen=True):
    """What was learned of a closure, or why nothing was."""

    scope: Scope
    closure: Closure
    solc: Solc | Problem
    learned: Learned


def _outcomes(
    request: Request, scopes: Sequence[Scope], locator: Locator, rules: _Rules
) -> Iterator[_Outcome]:
    """What comes of each closure, as it is ready."""
    closures = [(scope, closure) for scope in scopes for closure in scope.closures]
    if not closures:
        return
    # Late: the compilers' machinery is of no use to a run that finds nothing to compile.
    from dtnlint.compiler import Options, chosen
    from dtnlint.results import Results, read

    start = time.perf_counter()
    options = Options(
        solc=None if request.solc is None else str(request.solc),
        answers=request.cache is not None,
        seconds=request.limits.compiler,
    )
    results = None
    if request.cache is not None and rules.version is not None:
        results = Results(Shelf(request.cache / "results"), rules.version)
    fresh: list[_Asked] = []
    known: list[tuple[_Asked, bytes]] = []
    scope_of = {(closure.root, target): s for s, closure in closures for target in closure.targets}
    choices = tuple(chosen((closure for _, closure in closures), options))
    for choice in choices:
        closure = choice.closure
        scope = scope_of[closure.root, closure.targets[0]]
        values = scope.loaded.values
        seconds = request.limits.seconds
        question = Question(locator, values.select, values.ignore, values.authority, seconds)
        solc = choice.solc
        unknown = []
        for part in closure.parts():
            kept = None
            if results is not None and not isinstance(solc, Problem):
                kept = results.find(part, solc, question)
            if kept is None:
                unknown.append(part)
            else:
                known.append((_Asked(scope, question, choice, (part,)), kept))
        if unknown:
            fresh.append(_Asked(scope, question, choice, tuple(unknown)))
    request.timings.add("choosing", time.perf_counter() - start)

    def meanwhile() -> None:
        for _, kept in known:
            read(kept)

    # What is fresh comes first: its compiler need not wait until the rest is read.
    yield from _analysed(request, options, results, rules, fresh, meanwhile)
    damaged: list[_Asked] = []
    for asked, kept in known:
        analysed = read(kept)
        if analysed is None:
            damaged.append(asked)
            continue
        (part,) = asked.parts
        request.timings.kept += len(part.targets)
        yield _Outcome(asked.scope, part, asked.choice.solc, Learned(part.targets, analysed))
    yield from _analysed(request, options, results, rules, damaged)
    if request.compilers is not None:
        request.compilers.prepare(choice.solc for choice in choices)


class _Asked(Struct, frozen=True):
    """Parts of one closure, which can be judged apart."""

    scope: Scope
    question: Question
    choice: Chosen
    parts: tuple[Closure, ...]


def _analysed(
    request: Request,
    options: Options,
    results: Results | None,
    rules: _Rules,
    fresh: Sequence[_Asked],
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[_Outcome]:
    """Compile and analyse, and keep what is learned in `results`."""
    jobs = request.jobs or _helpful(sum(len(asked.parts) for asked in fresh))
    tasks: list[Task] = []
    scope_of: list[Scope] = []
    for asked in fresh:
        choice = asked.choice
        for together in _divided(asked.parts, jobs):
            closure = choice.closure.only([target for part in together for target in part.targets])
            tasks.append(Task(replace(choice, closure=closure), asked.question))
            scope_of.append(asked.scope)
    if not tasks:
        ahead.give_up()
        return

    @functools.cache
    def while_compiling() -> catalogue.Catalogue:
        known = rules.while_compiling()
        meanwhile()
        return known

    options = replace(options, whole=catalogue.has_rules_of_others())
    done: Iterator[tuple[int, Done]]
    if jobs > 1 or request.limits.megabytes is not None or not _can_interrupt(request):
        from dtnlint.workers import performed

        ahead.give_up()  # each process starts its own
        rules()
        done = performed(tasks, options, jobs, request.limits)
    else:
        if request.compilers is not None:
            for task in tasks:
                request.compilers.remember(task.chosen, options.whole)
        done = enumerate(perform(tasks, options, request.compilers, while_compiling))
    try:
        for number, one in done:
            task = tasks[number]
            for phase, seconds in one.seconds.items():
                request.timings.add(phase, seconds)
            whole = task.chosen.closure
            request.timings.closures.append((_title(whole), sum(one.seconds.values())))
            for learned in one.parts:
                closure = whole.only(learned.targets)
                if results is not None and not isinstance(task.chosen.solc, Problem):
                    results.keep(closure, task.chosen.solc, task.question, learned.analysed)
                yield _Outcome(scope_of[number], closure, task.chosen.solc, learned)
    finally:
        if results is not None:
            results.shelf.trim()


def _can_interrupt(request: Request) -> bool:
    """Whether the limit of time can be kept without a process that waits."""
    return request.limits.seconds is None or deadline.can_interrupt()


def _helpful(parts: int) -> int:
    """How many processes help with so many parts."""
    return max(1, min(os.cpu_count() or 1, math.ceil(parts / _WORTH_A_PROCESS)))


def _divided(parts: Sequence[Closure], jobs: int) -> Iterator[Sequence[Closure]]:
    """Alike for each job, none too large, and neighbours together: they share more imports."""
    into = min(len(parts), math.ceil(len(parts) / _TOGETHER / jobs) * jobs)
    for number in range(into):
        yield parts[number * len(parts) // into : (number + 1) * len(parts) // into]


def _title(closure: Closure) -> str:
    first, others = closure.by_unit[closure.targets[0]].relative, len(closure.targets) - 1
    return f"{first} and {others} more" if others else first


class _Run:
    """One run under way: what was learned so far."""

    def __init__(self, request: Request, scopes: Sequence[Scope]) -> None:
        self.request = request
        self.scopes = scopes
        self.root = root_of(request)
        self.locator = locator_of(self.root)
        self.findings: list[tuple[Scope, Finding]] = []
        self.thresholds: dict[tuple[object, ...], Threshold] = {}
        self.counted: set[tuple[object, ...]] = set()
        """Findings that reports for people need not tell, by key."""
        self.judgements: set[Judgement] = set()
        self.strict: set[Judgement] = set()
        """Those on consumers whose settings let nothing stay undecided."""
        self.lifecycles: set[Lifecycle] = set()
        self.consumers: set[ContractRef] = set()
        self.bases: set[ContractRef] = set()
        """What was judged alone though it is a part of others, which were judged, too."""
        self.notifications: list[Notification] = []
        self.compiled: dict[tuple[str, str], set[str]] = {}
        self.unlike: dict[tuple[str, str, str], set[str]] = {}
        """By who asked for which solc, and which one it was: files that do not allow it."""
        for scope in scopes:
            self._tell(scope.plan.problems)

    def report(self, known: catalogue.Catalogue, baseline: baselines.Baseline | None) -> Report:
        """Put together what was learned."""
        files = {name for names in self.compiled.values() for name in names}
        run = RunFacts(
            tool_version=__version__,
            files=tuple(sorted(files)),
            consumers=tuple(sorted(self.consumers - self.bases)),
            compilers=tuple(
                CompilerUse(version, origin, len(names))
                for (version, origin), names in sorted(self.compiled.items())
            ),
            stubs=tuple(sorted({name for scope in self.scopes for name in scope.plan.bundled})),
            # What was verified is named by its own paths, wherever it was put.
            version_control=None if is_verified(self.root) else version_control(self.root),
            subdirectory="" if is_verified(self.root) else subdirectory(self.root),
            deployments=tuple(sorted(self._deployments())),
            considered=sum(scope.plan.scanned for scope in self.scopes),
            tests=sum(scope.plan.tests for scope in self.scopes),
        )
        report = assemble(
            run=run,
            read=self._read,
            findings=merged(self._weighed(known)),
            judgements=(one for one in self.judgements if one.contract not in self.bases),
            lifecycles=(one for one in self.lifecycles if one.contract not in self.bases),
            notifications=(
                *known.notifications,
                *(one for one in self.notifications if one.contract not in self.bases),
                *self._other_compilers(),
            ),
            rules=self._rules(known),
            known_rules={entry.info.name for entry in known.entries},
            baseline=None if baseline is None else self._comparable(baseline, files),
            fails=self._fails,
            shows=lambda finding: _key(finding) not in self.counted,
            strict=self._is_strict,
        )
        if self.request.affected_by is None:
            return report
        # Not every consumer of a file was judged: what they had is not gone.
        there = (one for one in report.findings if one.baseline is not BaselineState.ABSENT)
        return replace(report, findings=tuple(there))

    def _deployments(self) -> Iterator[Deployment]:
        """Of what was verified and may be a consumer, where it lives, named as in reports."""
        concerned = {
            closure.by_unit[target].path
            for scope in self.scopes
            for closure in scope.plan.closures
            if closure.verified
            for target in closure.targets
        }
        concerned |= {one.path for scope in self.scopes for one in scope.plan.problems}
        for scope in self.scopes:
            for one in scope.plan.deployments:
                known = one.name or one.address
                if known and any(disk.is_under(path, one.path) for path in concerned):
                    place = "" if one.path == str(self.root) else self.locator.name(one.path)
                    yield replace(one, path=place)

    def _read(self, paths: Iterable[str]) -> Mapping[str, SourceText]:
        plans = [scope.plan for scope in self.scopes]
        files = (file.path for one in plans for c in one.closures for file in c.files)
        amiss = (problem.path for one in plans for problem in one.problems if problem.line)
        known = set(map(self.locator.name, (*files, *amiss)))
        # Nothing else is quoted, whatever a baseline or a rule names.
        wanted = known.intersection(paths)
        sources = read_sources(self.root, wanted)
        if self.request.texts:
            for path in wanted:
                text = self.request.texts.get(os.path.realpath(self.root / path))
                if text is not None:
                    sources[path] = SourceText(text)
        return sources

    def add(self, outcome: _Outcome) -> None:
        """Take in what was learned of a closure."""
        learned, solc = outcome.learned.analysed, outcome.solc
        if outcome.learned.compiled and not isinstance(solc, Problem):
            self.compiled.setdefault((solc.version, solc.origin), set()).update(
                self.locator.name(file.path) for file in outcome.closure.files if not file.bundled
            )
            loaded = outcome.scope.loaded
            asked = loaded.values.solc
            if asked is not None and self.request.solc is None and asked != solc.version:
                who = (loaded.origins["solc"], asked, solc.version)
                self.unlike.setdefault(who, set()).update(
                    self.locator.name(outcome.closure.by_unit[target].path)
                    for target in outcome.learned.targets
                )
        self.notifications += learned.notifications
        self.judgements.update(learned.judgements)
        if outcome.scope.loaded.values.strict:
            self.strict.update(learned.judgements)
        self.lifecycles.update(learned.lifecycles)
        self.consumers.update(learned.consumers)
        self.bases.update(learned.bases)
        self.findings += ((outcome.scope, finding) for finding in learned.findings)

    def _other_compilers(self) -> Iterator[Notification]:
        """That a version which the user named was not used, since pragmas do not allow it."""
        for (origin, asked, used), names in sorted(self.unlike.items()):
            first, others = min(names), len(names) - 1
            more = f" and {others} more" if others else ""
            yield Notification(
                Level.NOTE,
                "other-compiler",
                f"{self.locator.name(origin) if os.path.isabs(origin) else origin} asks for solc "
                f"{asked}, which the pragmas of {first}{more} do not allow; solc {used} compiled "
                f"{'them' if others else 'it'}.",
            )

    def _weighed(self, known: catalogue.Catalogue) -> Iterator[Finding]:
        """The findings that settings let stand, with the impact that they give them."""
        for scope, finding in self.findings:
            if self.bases.issuperset(finding.contracts) and finding.contracts:
                continue
            if self._wanted_there(finding, scope.loaded, known):
                values = scope.loaded.values
                rule = values.rules.get(finding.rule, RuleSettings())
                weighed = replace(finding, impact=_impact(rule.impact, finding.impact))
                self.thresholds[_key(weighed)] = rule.fail_on or values.fail_on
                lowest = _impact(values.min_impact, Impact.LOW)
                if not (weighed.impact.at_least(lowest) or weighed.rule in values.select):
                    self.counted.add(_key(weighed))
                yield weighed

    def _comparable(
        self, baseline: baselines.Baseline, files: Collection[str]
    ) -> baselines.Baseline:
        """What of a baseline this run can tell: findings in files that it read or that are gone."""
        return baselines.Baseline(
            tuple(
                known
                for known in baseline.known
                if known.location.path in files or not disk.exists(self.root / known.location.path)
            )
        )

    def _wanted_there(
        self, finding: Finding, loaded: LoadedSettings, known: catalogue.Catalogue
    ) -> bool:
        """Whether `per-path` lets the finding stand where it stands."""
        entry = known.get(finding.rule)
        if entry is None or not loaded.values.per_path:
            return True
        place = disk.real(self.root / finding.location.path)
        path = Path(os.path.relpath(place, loaded.folder)).as_posix()
        return all(
            catalogue.is_selected(entry.info, there.select or (catalogue.ALL,), there.ignore)
            for pattern, there in loaded.values.per_path.items()
            if _matches(pattern, path)
        )

    def _fails(self, finding: Finding) -> bool:
        threshold = self.thresholds.get(_key(finding), "medium")
        return threshold != "never" and finding.impact.at_least(_impact(threshold, Impact.MEDIUM))

    def _is_strict(self, judgement: Judgement) -> bool:
        before = self.request.undecided_before
        return judgement in self.strict and undecided_as(judgement) not in before

    def _rules(self, known: catalogue.Catalogue) -> tuple[RuleInfo, ...]:
        """The rules that ran, with the impact that settings give them if they agree on one."""
        ran = []
        for info in (entry.info for entry in known.entries):
            impacts = {
                _impact(
                    scope.loaded.values.rules.get(info.name, RuleSettings()).impact, info.impact
                )
                for scope in self.scopes
                if scope.wants(info)
            }
            if impacts:
                ran.append(replace(info, impact=min(impacts)) if len(impacts) == 1 else info)
        return tuple(ran)

    def _tell(self, problems: Iterable[Problem]) -> None:
        self.notifications += [told_of(problem, self.locator) for problem in problems]


def _impact(word: str | None, otherwise: Impact) -> Impact:
    """An impact as settings write it."""
    return otherwise if word is None else Impact(word.capitalize())


def _key(finding: Finding) -> tuple[object, ...]:
    return (finding.rule, finding.location, finding.function, finding.subject)


@functools.lru_cache(maxsize=4096)
def _matches(pattern: str, path: str) -> bool:
    import pathspec

    return bool(pathspec.GitIgnoreSpec.from_lines([pattern]).match_file(path))


# What to check, under which settings


def root_of(request: Request) -> Path:
    """The folder that reports name files from: the working directory if all paths are in it.

    Of verified sources alone it is these, so that their names are the names of the files.
    """
    cwd = Path(os.path.abspath(request.cwd))
    paths = [Path(os.path.abspath(cwd / path)) for path in request.paths]
    if len(paths) == 1 and is_verified(paths[0]):
        return paths[0]
    if all(path == cwd or cwd in path.parents for path in paths):
        return cwd
    return Path(os.path.commonpath([p if disk.is_folder(p) else p.parent for p in paths]))


def is_verified(path: Path) -> bool:
    """Whether a path, once it was planned, is what was verified of contracts."""
    return disk.holder(path) is not None or is_match(path)


def locator_of(root: Path) -> Locator:
    """How reports on a run name files."""
    return Locator(root, Path(PREFIX), repository_of(root))


def scopes_of(request: Request) -> tuple[Scope, ...]:
    """Plan what is asked for, every consumer under the settings nearest to it.

    Raises `UsageError` for paths with nothing to check, and `SettingsError`.
    """
    finder = Finder(request.given)
    asked: dict[Path | None, set[Path]] = {}
    for path in request.paths:
        absolute = Path(os.path.abspath(request.cwd / path))
        asked.setdefault(finder.find(absolute).file, set()).add(absolute)
    plans = {file: _plan(paths, finder, request) for file, paths in asked.items()}
    nested: dict[Path | None, set[Path]] = {}
    for file, planned in plans.items():
        for path in _places(planned, request):
            near = finder.find(path)
            if near.file != file:
                nested.setdefault(near.file, set()).add(near.folder)
    for file, folders in nested.items():
        plans[file] = _plan(asked.get(file, set()) | folders, finder, request)
    scopes = []
    for file, planned in sorted(plans.items(), key=lambda item: str(item[0] or "")):
        mine = _only(planned, request, lambda path, file=file: finder.find(path).file == file)  # type: ignore[misc]
        place = next(iter(sorted(asked.get(file) or nested[file])))
        scopes.append(Scope(finder.find(place), mine))
    problems = [p for scope in scopes for p in scope.plan.problems]
    if any(p.kind in _MISUSE for p in problems) and request.affected_by is None:
        # What is wrong with configuration may be why there is nothing to check.
        told = [p for p in problems if p.kind in (*_MISUSE, ProblemKind.CONFIGURATION)]
        raise UsageError("\n".join(map(sentences, told)))
    return tuple(scopes)


def _plan(paths: Collection[Path], finder: Finder, request: Request) -> Plan:
    values = finder.find(next(iter(paths))).values
    failures: list[Failure] = []
    planned: Plan | None = None
    with Contained(failures), deadline.within(request.limits.seconds):
        planned = plan(
            paths,
            remappings=values.remappings,
            stubs=values.stubs,
            cwd=request.cwd,
            texts=request.texts,
        )
    return planned or _unplanned(min(paths), failures[0])


def _unplanned(path: Path, failure: Failure) -> Plan:
    if failure.remedy:
        what, remedy = failure.reason, "Name fewer paths, or raise the limit."
    else:
        what = f"it made dtnlint fail ({failure.reason})"
        remedy = "The fault is dtnlint's: report it."
    said = f"What there is to check was not found out: {what}."
    return Plan((), (problem(ProblemKind.LIMIT, str(path), said, remedy),), 0)


def _places(planned: Plan, request: Request) -> Iterator[Path]:
    """Paths of what is to be checked and of what cannot be."""
    for closure in planned.closures:
        for target in closure.targets:
            yield Path(closure.by_unit[target].path)
    for one in planned.problems:
        yield _place(one, request)


def _place(problem: Problem, request: Request) -> Path:
    """Where the settings for a problem are to be looked for: never where a link leads.

    But what is asked for may lie behind a link.
    """
    path = Path(problem.path)
    asked = path in {Path(os.path.abspath(request.cwd / one)) for one in request.paths}
    return path if asked or not path.is_symlink() else path.parent


def _only(planned: Plan, request: Request, wanted: Callable[[Path], bool]) -> Plan:
    return replace(
        planned,
        closures=_narrowed(planned.closures, lambda c, t: wanted(Path(c.by_unit[t].path))),
        problems=tuple(p for p in planned.problems if wanted(_place(p, request))),
        deployments=tuple(d for d in planned.deployments if wanted(Path(d.path))),
    )


def _narrowed(
    closures: Iterable[Closure], wanted: Callable[[Closure, str], bool]
) -> tuple[Closure, ...]:
    """The closures of the wanted targets alone."""
    narrowed = []
    for closure in closures:
        targets = [target for target in closure.targets if wanted(closure, target)]
        if len(targets) == len(closure.targets):
            narrowed.append(closure)
        elif targets:
            narrowed.append(closure.only(targets))
    return tuple(narrowed)


def _affected(scope: Scope, changed: Iterable[Path]) -> Scope:
    """What a change of these files can have changed: consumers that import them, or are below
    configuration that changed. Trouble elsewhere is not the change's."""
    files = {disk.real(path) for path in changed}
    folders = {os.path.dirname(file) for file in files if _is_configuration(file)}
    gone = tuple(f'{os.path.basename(file)}"' for file in files if not disk.exists(file))

    def hit(path: str) -> bool:
        real = disk.real(disk.outside(path))
        return real in files or any(
            real == folder or real.startswith(os.path.join(folder, "")) for folder in folders
        )

    def wanted(closure: Closure, target: str) -> bool:
        return any(hit(closure.by_unit[unit].path) for unit in closure.reachable(target))

    narrowed = replace(
        scope.plan,
        closures=_narrowed(scope.plan.closures, wanted),
        problems=tuple(
            problem
            for problem in scope.plan.problems
            if hit(problem.path)
            # What imported a file that was deleted or renamed names it still.
            or (
                problem.kind is ProblemKind.MISSING_IMPORT
                and any(name in problem.message for name in gone)
            )
        ),
    )
    return replace(scope, plan=narrowed)


def _is_configuration(file: str) -> bool:
    name = os.path.basename(file)
    return name in _CONFIGURATION or name.startswith("hardhat.config.")


def _check_words(loaded: LoadedSettings, known: catalogue.Catalogue) -> None:
    """Raise `SettingsError` for words in the settings that name no rule."""
    values = loaded.values
    names = [entry.info.name for entry in known.entries]
    for key, words, allowed in (
        ("select", values.select, known.selectors),
        ("ignore", values.ignore, known.selectors),
        ("rules", tuple(values.rules), names),
        *(
            (f"per-path.{pattern}", (*(there.select or ()), *there.ignore), known.selectors)
            for pattern, there in values.per_path.items()
        ),
    ):
        for word in words:
            if word not in allowed:
                origin = loaded.origins.get(key.partition(".")[0], "default")
                kind = "rule" if key == "rules" else "rule or family"
                place = origin if origin == f"--{key}" else f"{origin}: {key}"
                raise SettingsError(
                    f"{place}: there is no {kind} {word!r}{did_you_mean(word, allowed)}"
                )


def read_baseline(file: Path) -> baselines.Baseline:
    """What a file knows. Raises `UsageError`."""
    try:
        return baselines.read(disk.given(file), str(file))
    except OSError as error:
        raise UsageError(
            f"The baseline {file} cannot be read: {error.strerror}. Make one with --write-baseline."
        ) from error
    except baselines.BaselineError as error:
        raise UsageError(str(error)) from error


# Fixes

_MENDING = 20
"""So many times the limit of one piece of work may all trials of fixes take, by the clock: a trial
that is under way comes to its end.
"""


def mend(
    request: Request,
    report: Report,
    progress: Progress,
    *,
    unsafe: bool,
    wanted: Callable[[Finding, Fix], bool] = lambda finding, fix: True,
) -> Mended:
    """Find out which fixes of the findings of a report hold. Writes nothing.

    `request` is what the report answers; `unsafe` allows fixes that may change what worked,
    and `wanted` says which of all are to be tried.
    """
    from dtnlint.fixes import mending

    scopes = _scopes(request)
    root = root_of(request)
    locator = locator_of(root)
    consumers: dict[str, set[str]] = {}
    for closure in (closure for scope in scopes for closure in scope.plan.closures):
        for target in closure.targets:
            for unit in closure.reachable(target):
                name = locator.name(closure.by_unit[unit].path)
                consumers.setdefault(name, set()).add(locator.name(closure.by_unit[target].path))

    def analyse(texts: Mapping[str, bytes], wanted: Collection[str]) -> Report:
        edited = {os.path.realpath(root / name): text for name, text in texts.items()}
        again = replace(request, texts=edited)

        def is_wanted(closure: Closure, target: str) -> bool:
            return locator.name(closure.by_unit[target].path) in wanted

        narrowed = [
            replace(
                scope,
                plan=replace(scope.plan, closures=_narrowed(scope.plan.closures, is_wanted)),
            )
            for scope in _scopes(again)
        ]
        gc.collect()  # what the last trial has loaded
        return _check(again, narrowed, lambda done, total, name: None)

    start, seconds = time.perf_counter(), request.limits.seconds

    def is_over() -> bool:
        return seconds is not None and time.perf_counter() - start > _MENDING * seconds

    return mending.mend(
        mending.Subject(
            report,
            {name: frozenset(used) for name, used in consumers.items()},
            _editable(scopes, locator),
            analyse,
            is_over,
        ),
        unsafe=unsafe,
        progress=lambda done, total: progress(done, total, "fixes"),
        wanted=wanted,
    )
