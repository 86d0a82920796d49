"""The one pipeline that every front end calls: from paths and settings to a report.

Settings, plan, then for each closure: compile, judge, run the rules; then findings
and the report. The steps are the rooms'; here is their order, and that what
fails in one place hides nothing in another.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dtnlint import __version__, catalogue
from dtnlint.findings import baseline as baselines
from dtnlint.findings.assembly import Report, assemble
from dtnlint.findings.finding import (
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
from dtnlint.findings.intake import Locator, findings_from, judgements_from, merged
from dtnlint.findings.provenance import version_control
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
from dtnlint.sources import Closure, Plan, Problem, ProblemKind, plan
from dtnlint.sources.bundled import PREFIX

if TYPE_CHECKING:
    from slither.core.declarations import Contract

    from dtnlint.compiler import Compiled, Loaded
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


@dataclass(frozen=True)
class Analysed:
    """What was learned from one compiled closure: plain data, so that it can cross processes."""

    findings: tuple[Finding, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    consumers: tuple[ContractRef, ...] = ()
    notifications: tuple[Notification, ...] = ()


@dataclass(frozen=True)
class Scope:
    """What of a run shares its settings."""

    loaded: LoadedSettings
    plan: Plan


def check(request: Request, progress: Progress = lambda done, total, name: None) -> Report:
    """Check what is asked for. Raises `UsageError`, and `SettingsError` for what files say."""
    baseline = None if request.baseline is None else _baseline(request.baseline)
    scopes = scopes_of(request)
    if request.affected_by is not None:
        scopes = tuple(_affected(scope, request.affected_by) for scope in scopes)
        if not any(scope.plan.closures or scope.plan.problems for scope in scopes):
            # Loading the rules loads Slither: a hook that has nothing to do is quicker without.
            return assemble(run=RunFacts(__version__), read=lambda paths: {}, baseline=baseline)
    known = catalogue.installed()
    for scope in scopes:
        _check_words(scope.loaded, known)
    return _Run(request, scopes, known, progress).report(baseline)


class _Run:
    """One run under way: what was learned so far."""

    def __init__(
        self,
        request: Request,
        scopes: Sequence[Scope],
        known: catalogue.Catalogue,
        progress: Progress,
    ) -> None:
        self.request = request
        self.scopes = scopes
        self.known = known
        self.progress = progress
        self.root = root_of(request)
        self.locator = Locator(self.root, Path(PREFIX))
        self.findings: list[Finding] = []
        self.thresholds: dict[tuple[object, ...], Threshold] = {}
        self.judgements: set[Judgement] = set()
        self.consumers: set[ContractRef] = set()
        self.notifications: list[Notification] = list(known.notifications)
        self.compiled: dict[tuple[str, str], set[str]] = {}

    def report(self, baseline: baselines.Baseline | None) -> Report:
        """Do everything, and put it together."""
        for scope in self.scopes:
            self._tell(scope.plan.problems)
        self._closures()
        files = frozenset[str]().union(*self.compiled.values())
        run = RunFacts(
            tool_version=__version__,
            files=tuple(sorted(self.locator.name(file) for file in files)),
            consumers=tuple(sorted(self.consumers)),
            compilers=tuple(
                CompilerUse(version, origin, len(compiled))
                for (version, origin), compiled in sorted(self.compiled.items())
            ),
            stubs=tuple(sorted({name for scope in self.scopes for name in scope.plan.bundled})),
            version_control=version_control(self.root),
            considered=sum(scope.plan.scanned for scope in self.scopes),
        )
        return assemble(
            run=run,
            read=lambda paths: read_sources(self.root, paths),
            findings=merged(self.findings),
            judgements=self.judgements,
            notifications=self.notifications,
            rules=self._rules(),
            known_rules={entry.info.name for entry in self.known.entries},
            baseline=baseline,
            fails=self._fails,
        )

    def _closures(self) -> None:
        # Late: the compilers' machinery is of no use to a run that finds nothing to compile.
        from dtnlint.compiler import Options, Rejected, compile_closures

        scope_of: dict[tuple[str, str], Scope] = {}
        closures = []
        for scope in self.scopes:
            version = scope.loaded.values.solc
            for closure in scope.plan.closures:
                wanted = closure if version is None else replace(closure, versions=(version,))
                closures.append(wanted)
                scope_of |= {(closure.root, target): scope for target in closure.targets}
        done = 0
        total = sum(len(closure.targets) for closure in closures)
        solc = None if self.request.solc is None else str(self.request.solc)
        for result in compile_closures(closures, Options(solc=solc)):
            first = result.closure.targets[0]
            self.progress(done, total, first)
            done += len(result.closure.targets)
            if isinstance(result, Rejected):
                self._tell(result.problems)
            else:
                self._compiled(result, scope_of[result.closure.root, first])

    def _compiled(self, compiled: Compiled, scope: Scope) -> None:
        files = self.compiled.setdefault((compiled.solc.version, compiled.solc.origin), set())
        files |= {file.path for file in compiled.closure.files if not file.bundled}
        values = scope.loaded.values
        rules = tuple(
            entry
            for entry in self.known.entries
            if catalogue.is_selected(entry.info, values.select, values.ignore)
        )
        learned = analyse(compiled, rules, self.locator, values.authority)
        self.notifications += learned.notifications
        self.judgements |= set(learned.judgements)
        self.consumers |= set(learned.consumers)
        for finding in learned.findings:
            rule = values.rules.get(finding.rule, RuleSettings())
            if self._wanted_there(finding, scope.loaded):
                if rule.impact is not None:
                    finding = replace(finding, impact=Impact(rule.impact.capitalize()))
                self.findings.append(finding)
                self.thresholds[_key(finding)] = rule.fail_on or values.fail_on

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
        return threshold != "never" and finding.impact.at_least(Impact(threshold.capitalize()))

    def _rules(self) -> tuple[RuleInfo, ...]:
        """The rules that ran, with the impact that settings give them if they give one."""
        ran: dict[str, set[Impact]] = {}
        for scope in self.scopes:
            values = scope.loaded.values
            for info in (entry.info for entry in self.known.entries):
                if catalogue.is_selected(info, values.select, values.ignore):
                    impact = values.rules.get(info.name, RuleSettings()).impact
                    given = info.impact if impact is None else Impact(impact.capitalize())
                    ran.setdefault(info.name, set()).add(given)
        return tuple(
            replace(entry.info, impact=min(impacts)) if len(impacts) == 1 else entry.info
            for entry in self.known.entries
            if (impacts := ran.get(entry.info.name))
        )

    def _tell(self, problems: Iterable[Problem]) -> None:
        self.notifications += [_told(problem, self.locator) for problem in problems]


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
    return plan(paths, remappings=values.remappings, stubs=values.stubs, cwd=request.cwd)


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
    consumers: list[ContractRef] = []
    notifications: list[Notification] = []
    for unit in loaded.slither.compilation_units:
        try:
            for contract in protocol_of(unit, authority).consumers:
                if (path := _path(contract)) in targets:
                    consumers.append(ContractRef(contract.name, locator.name(path)))
            verdicts += (v for v in judge(unit).verdicts if _path(v.contract) in targets)
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
