"""The one pipeline that every front end calls: from paths and settings to a report.

Settings, plan, then for each closure: compile, judge, run the rules; then findings
and the report. The steps are the rooms'; here is their order, and that what
fails in one place hides nothing in another.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dtnlint import __version__, catalogue
from dtnlint.findings import baseline as baselines
from dtnlint.findings.assembly import Report, assemble
from dtnlint.findings.finding import (
    BaselineState,
    CompilerUse,
    ContractRef,
    Finding,
    Impact,
    Judgement,
    Level,
    Location,
    Notification,
    RunFacts,
)
from dtnlint.findings.intake import (
    Locator,
    findings_from,
    judgements_from,
    lifecycles_from,
    merged,
)
from dtnlint.findings.lifecycle import Lifecycle
from dtnlint.findings.provenance import version_control
from dtnlint.findings.rules import RuleInfo
from dtnlint.findings.source_text import SourceText, read_sources
from dtnlint.fixes import mending
from dtnlint.fixes.mending import Mended
from dtnlint.fixes.proposals import proposed
from dtnlint.settings import (
    Finder,
    Given,
    RuleSettings,
    SettingsError,
    Threshold,
    did_you_mean,
)
from dtnlint.settings import Loaded as LoadedSettings
from dtnlint.sources import Closure, Plan, Problem, ProblemKind, plan
from dtnlint.sources.bundled import PREFIX

if TYPE_CHECKING:
    from slither.core.declarations import Contract

    from dtnlint.compiler import Compiled, Loaded, Rejected
    from dtnlint.lifecycle import Diagram
    from dtnlint.lifecycle.verdicts import Verdict

_LOGGER = logging.getLogger("dtnlint.rules")

Progress = Callable[[int, int, str], None]
"""Told before each closure: how many are done, how many there are, and what is next."""

_MISUSE = (ProblemKind.MISSING_PATH, ProblemKind.NOT_SOLIDITY, ProblemKind.EMPTY_FOLDER)
"""Problems that are the command's and not the project's."""
_CONFIGURATION = ("dtnlint.toml", "pyproject.toml", "foundry.toml", "remappings.txt")
"""Files that decide how the whole project below them is read; so does `hardhat.config.*`."""


class UsageError(Exception):
    """What was asked for makes no sense; the text is a sentence for the user."""


@dataclass(frozen=True)
class Request:
    """What is asked of a run."""

    paths: tuple[Path, ...]
    """Files, folders, projects."""
    given: Given = field(default_factory=Given)
    """What the command line says of settings."""
    affected_by: tuple[Path, ...] | None = None
    """Judge only the consumers that a change of these files affects."""
    solc: Path | None = None
    """An executable that speaks ``--standard-json``, used for everything."""
    baseline: Path | None = None
    """What was known before: a baseline or a SARIF log."""
    cwd: Path = field(default_factory=Path.cwd)
    """What relative paths are relative to, here and, where it holds everything, in reports."""
    texts: Mapping[str, bytes] = field(default_factory=dict)
    """By real path: what stands for what files hold, such as a fix that is being tried."""


@dataclass(frozen=True)
class Analysed:
    """What was learned from one compiled closure: plain data, so that it can cross processes."""

    findings: tuple[Finding, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    lifecycles: tuple[Lifecycle, ...] = ()
    consumers: tuple[ContractRef, ...] = ()
    notifications: tuple[Notification, ...] = ()


@dataclass(frozen=True)
class Scope:
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
            else tuple(replace(c, versions=(version,)) for c in closures)
        )

    def wants(self, rule: RuleInfo) -> bool:
        """Whether the settings let a rule run."""
        return catalogue.is_selected(rule, self.loaded.values.select, self.loaded.values.ignore)


def check(request: Request, progress: Progress = lambda done, total, name: None) -> Report:
    """Check what is asked for. Raises `UsageError`, and `SettingsError` for what files say."""
    return proposed(_check(request, _scopes(request), progress))


def _scopes(request: Request) -> tuple[Scope, ...]:
    scopes = scopes_of(request)
    if request.affected_by is None:
        return scopes
    return tuple(_affected(scope, request.affected_by) for scope in scopes)


def _check(request: Request, scopes: Sequence[Scope], progress: Progress) -> Report:
    baseline = None if request.baseline is None else _baseline(request.baseline)
    if request.affected_by is not None and not any(
        scope.plan.closures or scope.plan.problems for scope in scopes
    ):
        # Loading the rules loads Slither: a hook that has nothing to do is quicker without.
        return assemble(run=RunFacts(__version__), read=lambda paths: {})
    results = _compiled(scopes, request)
    # The first answer is awaited before the rules are loaded, because the compiler and
    # the loading of Slither run side by side.
    first = next(results, None)
    known = catalogue.installed()
    for scope in scopes:
        _check_words(scope.loaded, known)
    run = _Run(request, scopes, known)
    total = sum(len(closure.targets) for scope in scopes for closure in scope.plan.closures)
    done = 0
    for scope, result in chain(() if first is None else (first,), results):
        targets = result.closure.targets
        progress(done, total, targets[0])
        run.add(scope, result)
        done += len(targets)
    return run.report(baseline)


def _compiled(
    scopes: Iterable[Scope], request: Request
) -> Iterator[tuple[Scope, Compiled | Rejected]]:
    """Compile all closures, in order, and yield the results with the scopes they belong to."""
    # Late: the compilers' machinery is of no use to a run that finds nothing to compile.
    from dtnlint.compiler import Options, compile_closures

    closures = []
    scope_of: dict[tuple[str, str], Scope] = {}
    for scope in scopes:
        for closure in scope.closures:
            closures.append(closure)
            scope_of |= {(closure.root, target): scope for target in closure.targets}
    options = Options(solc=None if request.solc is None else str(request.solc))
    for result in compile_closures(closures, options):
        closure = result.closure
        yield scope_of[closure.root, closure.targets[0]], result


class _Run:
    """One run under way: what was learned so far."""

    def __init__(
        self, request: Request, scopes: Sequence[Scope], known: catalogue.Catalogue
    ) -> None:
        self.request = request
        self.scopes = scopes
        self.known = known
        self.root = root_of(request)
        self.locator = Locator(self.root, Path(PREFIX))
        self.findings: list[Finding] = []
        self.thresholds: dict[tuple[object, ...], Threshold] = {}
        self.judgements: set[Judgement] = set()
        self.lifecycles: set[Lifecycle] = set()
        self.consumers: set[ContractRef] = set()
        self.notifications: list[Notification] = list(known.notifications)
        self.compiled: dict[tuple[str, str], set[str]] = {}
        for scope in scopes:
            self._tell(scope.plan.problems)

    def report(self, baseline: baselines.Baseline | None) -> Report:
        """Put together what was learned."""
        files = {name for names in self.compiled.values() for name in names}
        run = RunFacts(
            tool_version=__version__,
            files=tuple(sorted(files)),
            consumers=tuple(sorted(self.consumers)),
            compilers=tuple(
                CompilerUse(version, origin, len(names))
                for (version, origin), names in sorted(self.compiled.items())
            ),
            stubs=tuple(sorted({name for scope in self.scopes for name in scope.plan.bundled})),
            version_control=version_control(self.root),
            considered=sum(scope.plan.scanned for scope in self.scopes),
        )
        report = assemble(
            run=run,
            read=self._read,
            findings=merged(self.findings),
            judgements=self.judgements,
            lifecycles=self.lifecycles,
            notifications=self.notifications,
            rules=self._rules(),
            known_rules={entry.info.name for entry in self.known.entries},
            baseline=None if baseline is None else self._comparable(baseline, files),
            fails=self._fails,
        )
        if self.request.affected_by is None:
            return report
        # Not every consumer of a file was judged: what they had is not gone.
        there = (one for one in report.findings if one.baseline is not BaselineState.ABSENT)
        return replace(report, findings=tuple(there))

    def _read(self, paths: Iterable[str]) -> Mapping[str, SourceText]:
        sources = read_sources(self.root, paths)
        if self.request.texts:
            for path in sources:
                text = self.request.texts.get(os.path.realpath(self.root / path))
                if text is not None:
                    sources[path] = SourceText(text)
        return sources

    def add(self, scope: Scope, result: Compiled | Rejected) -> None:
        """Analyse what was compiled; tell what was not."""
        from dtnlint.compiler import Rejected

        if isinstance(result, Rejected):
            self._tell(result.problems)
            return
        solc = result.solc
        self.compiled.setdefault((solc.version, solc.origin), set()).update(
            self.locator.name(file.path) for file in result.closure.files if not file.bundled
        )
        rules = [entry for entry in self.known.entries if scope.wants(entry.info)]
        learned = analyse(result, rules, self.locator, scope.loaded.values.authority)
        self.notifications += learned.notifications
        self.judgements.update(learned.judgements)
        self.lifecycles.update(learned.lifecycles)
        self.consumers.update(learned.consumers)
        for finding in learned.findings:
            if self._wanted_there(finding, scope.loaded):
                values = scope.loaded.values
                rule = values.rules.get(finding.rule, RuleSettings())
                weighed = replace(finding, impact=_impact(rule.impact, finding.impact))
                self.findings.append(weighed)
                self.thresholds[_key(weighed)] = rule.fail_on or values.fail_on

    def _comparable(
        self, baseline: baselines.Baseline, files: Collection[str]
    ) -> baselines.Baseline:
        """What of a baseline this run can tell: findings in files that it read or that are gone."""
        return baselines.Baseline(
            tuple(
                known
                for known in baseline.known
                if known.location.path in files or not (self.root / known.location.path).exists()
            )
        )

    def _wanted_there(self, finding: Finding, loaded: LoadedSettings) -> bool:
        """Whether `per-path` lets the finding stand where it stands."""
        entry = self.known.get(finding.rule)
        if entry is None or not loaded.values.per_path:
            return True
        place = os.path.realpath(self.root / finding.location.path)
        path = Path(os.path.relpath(place, loaded.folder)).as_posix()
        return all(
            catalogue.is_selected(entry.info, there.select or (catalogue.ALL,), there.ignore)
            for pattern, there in loaded.values.per_path.items()
            if _matches(pattern, path)
        )

    def _fails(self, finding: Finding) -> bool:
        threshold = self.thresholds.get(_key(finding), "medium")
        return threshold != "never" and finding.impact.at_least(_impact(threshold, Impact.MEDIUM))

    def _rules(self) -> tuple[RuleInfo, ...]:
        """The rules that ran, with the impact that settings give them if they agree on one."""
        ran = []
        for info in (entry.info for entry in self.known.entries):
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
        self.notifications += [_told(problem, self.locator) for problem in problems]


def _impact(word: str | None, otherwise: Impact) -> Impact:
    """An impact as settings write it."""
    return otherwise if word is None else Impact(word.capitalize())


def _key(finding: Finding) -> tuple[object, ...]:
    return (finding.rule, finding.location, finding.function, finding.subject)


def _matches(pattern: str, path: str) -> bool:
    import pathspec

    return bool(pathspec.GitIgnoreSpec.from_lines([pattern]).match_file(path))


# What to check, under which settings


def root_of(request: Request) -> Path:
    """The folder that reports name files from: the working directory if all paths are in it."""
    cwd = Path(os.path.abspath(request.cwd))
    paths = [Path(os.path.abspath(cwd / path)) for path in request.paths]
    if all(path == cwd or cwd in path.parents for path in paths):
        return cwd
    return Path(os.path.commonpath([p if p.is_dir() else p.parent for p in paths]))


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
        for path in _places(planned):
            near = finder.find(path)
            if near.file != file:
                nested.setdefault(near.file, set()).add(near.folder)
    for file, folders in nested.items():
        plans[file] = _plan(asked.get(file, set()) | folders, finder, request)
    scopes = []
    for file, planned in sorted(plans.items(), key=lambda item: str(item[0] or "")):
        mine = _only(planned, lambda path, file=file: finder.find(path).file == file)  # type: ignore[misc]
        place = next(iter(sorted(asked.get(file) or nested[file])))
        scopes.append(Scope(finder.find(place), mine))
    misuse = [p for scope in scopes for p in scope.plan.problems if p.kind in _MISUSE]
    if misuse and request.affected_by is None:
        raise UsageError("\n".join(_sentences(problem) for problem in misuse))
    return tuple(scopes)


def _plan(paths: Iterable[Path], finder: Finder, request: Request) -> Plan:
    values = finder.find(next(iter(paths))).values
    return plan(
        paths,
        remappings=values.remappings,
        stubs=values.stubs,
        cwd=request.cwd,
        texts=request.texts,
    )


def _places(planned: Plan) -> Iterator[Path]:
    """Paths of what is to be checked and of what cannot be."""
    for closure in planned.closures:
        for target in closure.targets:
            yield Path(closure.by_unit[target].path)
    for problem in planned.problems:
        yield Path(problem.path)


def _only(planned: Plan, wanted: Callable[[Path], bool]) -> Plan:
    return replace(
        planned,
        closures=_narrowed(planned.closures, lambda c, t: wanted(Path(c.by_unit[t].path))),
        problems=tuple(p for p in planned.problems if wanted(Path(p.path))),
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
    files = {os.path.realpath(path) for path in changed}
    folders = {os.path.dirname(file) for file in files if _is_configuration(file)}

    def hit(path: str) -> bool:
        real = os.path.realpath(path)
        return real in files or any(
            real == folder or real.startswith(os.path.join(folder, "")) for folder in folders
        )

    def wanted(closure: Closure, target: str) -> bool:
        return any(hit(closure.by_unit[unit].path) for unit in closure.reachable(target))

    narrowed = replace(
        scope.plan,
        closures=_narrowed(scope.plan.closures, wanted),
        problems=tuple(problem for problem in scope.plan.problems if hit(problem.path)),
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
                raise SettingsError(
                    f"{origin}: {key}: there is no rule or family {word!r}"
                    f"{did_you_mean(word, allowed)}"
                )


def _baseline(file: Path) -> baselines.Baseline:
    try:
        return baselines.read(file.read_bytes(), str(file))
    except OSError as error:
        raise UsageError(
            f"The baseline {file} cannot be read: {error.strerror}. Make one with --write-baseline."
        ) from error
    except baselines.BaselineError as error:
        raise UsageError(str(error)) from error


# Fixes


def mend(request: Request, report: Report, progress: Progress, *, unsafe: bool) -> Mended:
    """Find out which fixes of the findings of a report hold. Writes nothing.

    `request` is what the report answers; `unsafe` allows fixes that may change what worked.
    """
    scopes = _scopes(request)
    root = root_of(request)
    locator = Locator(root, Path(PREFIX))
    consumers: dict[str, set[str]] = {}
    editable: set[str] = set()
    for closure in (closure for scope in scopes for closure in scope.plan.closures):
        for target in closure.targets:
            for unit in closure.reachable(target):
                file = closure.by_unit[unit]
                name = locator.name(file.path)
                consumers.setdefault(name, set()).add(locator.name(closure.by_unit[target].path))
                if not file.dependency and not file.bundled:
                    editable.add(name)

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
        return _check(again, narrowed, lambda done, total, name: None)

    return mending.mend(
        mending.Subject(
            report, {name: frozenset(used) for name, used in consumers.items()}, editable, analyse
        ),
        unsafe=unsafe,
        progress=lambda done, total: progress(done, total, "fixes"),
    )


# One closure


def analyse(
    compiled: Compiled,
    rules: Sequence[catalogue.Entry],
    locator: Locator,
    authority: Sequence[str] = (),
) -> Analysed:
    """Judge the consumers of a compiled closure, and run each rule independent of the others.

    `authority` names the checks that let only trusted senders pass. Consumers that a
    target merely imports are left to a run that asks for them.
    """
    from dtnlint.compiler import load_each

    parts = [
        Analysed(notifications=(_told(loaded, locator),))
        if isinstance(loaded, Problem)
        else _analyse(loaded, rules, locator, authority)
        for loaded in load_each(compiled)
    ]
    return Analysed(
        merged(finding for part in parts for finding in part.findings),
        tuple(judgement for part in parts for judgement in part.judgements),
        tuple(lifecycle for part in parts for lifecycle in part.lifecycles),
        tuple(ref for part in parts for ref in part.consumers),
        tuple(notification for part in parts for notification in part.notifications),
    )


def _analyse(
    loaded: Loaded, rules: Sequence[catalogue.Entry], locator: Locator, authority: Sequence[str]
) -> Analysed:
    # Late: both load Slither.
    from dtnlint.lifecycle import judge
    from dtnlint.protocol import protocol_of

    closure = loaded.compiled.closure
    targets = {closure.by_unit[target].path for target in closure.targets}
    results: list[Mapping[str, Any]] = []
    verdicts: list[Verdict] = []
    diagrams: list[Diagram] = []
    consumers: list[ContractRef] = []
    notifications: list[Notification] = []
    for unit in loaded.slither.compilation_units:
        try:
            for contract in protocol_of(unit, authority).consumers:
                if (path := _path(contract)) in targets:
                    consumers.append(ContractRef(contract.name, locator.name(path)))
            judged = judge(unit)
            verdicts += (v for v in judged.verdicts if _path(v.contract) in targets)
            diagrams += (d for d in judged.diagrams if _path(d.contract) in targets)
        except Exception as error:  # what the rules find without the verifier still stands
            notifications.append(
                _failed("verifier-failed", "The verifier", closure, error, locator)
            )
        for entry in rules:
            try:
                # Not `detect`, which drops what a comment disables: it is reported as suppressed.
                detector = entry.detector(unit, loaded.slither, _LOGGER)
                results += (output.data for output in detector._detect())
            except Exception as error:  # what other rules find still stands
                who = f"The rule {entry.info.name}"
                notifications.append(_failed("rule-failed", who, closure, error, locator))
    return Analysed(
        findings_from(
            (result for result in results if _contract_path(result) in {None, *targets}),
            [entry.info for entry in rules],
            locator,
        ),
        judgements_from(verdicts, locator),
        lifecycles_from(diagrams, locator),
        tuple(consumers),
        tuple(notifications),
    )


def _path(contract: Contract) -> str:
    return str(contract.source_mapping.filename.absolute)


def _contract_path(result: Mapping[str, Any]) -> str | None:
    """Where the contract stands of which a rule speaks, if the rule says so."""
    said = result.get("additional_fields", {}).get("dtnlint", {})
    path = said.get("contract_path")
    return path if isinstance(path, str) else None


def _failed(
    kind: str, who: str, closure: Closure, error: Exception, locator: Locator
) -> Notification:
    path = locator.name(closure.by_unit[closure.targets[0]].path)
    others = len(closure.targets) - 1
    where = path if not others else f"{path} and {others} more"
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return Notification(
        Level.ERROR,
        kind,
        f"{who} failed on {where} ({what}). What it would have said is missing, all else stands. "
        "Please report this with the contract.",
        path,
    )


def _told(problem: Problem, locator: Locator) -> Notification:
    level = Level.ERROR if problem.unchecked else Level.WARNING
    path = locator.name(problem.path)
    return Notification(
        level,
        problem.kind.value.lower().replace(" ", "-"),
        _sentences(problem),
        path,
        _location(problem, path),
    )


def _sentences(problem: Problem) -> str:
    return f"{problem.message} {problem.remedy}".strip()


def _location(problem: Problem, path: str) -> Location | None:
    """The place of a problem in bytes, where it names a line of a file that can be read."""
    if not problem.line:
        return None
    try:
        text = SourceText(Path(problem.path).read_bytes())
    except OSError:
        return None
    if problem.line > text.lines:
        return None
    line = text.line(problem.line)
    skipped = problem.column - 1 if problem.column else len(line) - len(line.lstrip())
    start = text.line_start(problem.line) + len(line[:skipped].encode("utf-8", "replace"))
    return Location(path, start, max(1, text.line_end(problem.line) - start))
