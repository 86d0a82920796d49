"""One closure, from what is to be compiled to plain data: compiled, judged, and seen by each rule.

What is learned is told for each part that can be judged apart, so that it can be
kept and had again without the others. Which closures there are, and what becomes
of findings, is `dtnlint.run`'s; doing it in several processes is `dtnlint.workers`'.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import time
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, field

from dtnlint import catalogue
from dtnlint.findings.finding import (
    ContractRef,
    Finding,
    Judgement,
    Level,
    Location,
    Notification,
)
from dtnlint.findings.identity import named
from dtnlint.findings.intake import (
    Locator,
    findings_from,
    judgements_from,
    lifecycles_from,
)
from dtnlint.findings.lifecycle import Lifecycle
from dtnlint.findings.rules import RuleInfo
from dtnlint.findings.source_text import SourceText
from dtnlint.sources import Closure, Problem

if TYPE_CHECKING:
    from slither.core.declarations import Contract

    from dtnlint.compiler import Chosen, Compiled, Loaded, Options, Rejected
    from dtnlint.compiler.standard_json import Compilers
    from dtnlint.lifecycle import Diagram
    from dtnlint.lifecycle.verdicts import Verdict

_T = TypeVar("_T")
_Seconds = defaultdict[str, float]


class Analysed(Struct, frozen=True):
    """What was learned from one compiled closure: plain data, so that it can cross processes."""

    findings: tuple[Finding, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    lifecycles: tuple[Lifecycle, ...] = ()
    consumers: tuple[ContractRef, ...] = ()
    notifications: tuple[Notification, ...] = ()


class Question(Struct, frozen=True):
    """What is to be known of a closure, beside its sources."""

    locator: Locator
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    authority: tuple[str, ...]
    """Names of checks that let only trusted senders pass."""

    def wants(self, rule: RuleInfo) -> bool:
        """Whether a rule is to run."""
        return catalogue.is_selected(rule, self.select, self.ignore)


class Limits(Struct, frozen=True):
    """What one closure may take; None for as much as it needs."""

    seconds: float | None = None
    megabytes: int | None = None
    """Of memory, for dtnlint itself: the compiler is another program."""

    def __bool__(self) -> bool:
        return self.seconds is not None or self.megabytes is not None


class Task(Struct, frozen=True):
    """A closure to be compiled and analysed."""

    chosen: Chosen
    question: Question


class Learned(Struct, frozen=True):
    """What was learned of some targets of a task."""

    targets: tuple[str, ...]
    analysed: Analysed
    compiled: bool = True


class Done(Struct, frozen=True):
    """What came of a task: each target is in one of the parts."""

    parts: tuple[Learned, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Where the time went, by phase."""


def perform(
    tasks: Iterable[Task],
    options: Options,
    compilers: Compilers | None = None,
    known: Callable[[], catalogue.Catalogue] = lambda: catalogue.installed(),
) -> Iterator[Done]:
    """Carry out tasks in their order, each taken when its turn comes.

    `known` is asked for the rules while a compiler is at work: that and the loading of
    Slither, of the verifier and of the rules run side by side.
    """
    # Late: the compilers' machinery is of no use to a run that finds nothing to compile.
    from dtnlint.compiler import compile_each

    taken: deque[Task] = deque()

    def closures() -> Iterator[Chosen]:
        for task in tasks:
            taken.append(task)
            yield task.chosen

    start = time.perf_counter()

    def load() -> None:
        importlib.import_module("dtnlint.lifecycle")
        for entry in known().entries:
            with contextlib.suppress(Exception):  # is said where it is to run
                _ = entry.detector

    for number, results in enumerate(compile_each(closures(), options, compilers, load)):
        if number:
            gc.collect()  # what was loaded before refers to itself all over
        entries = known().entries
        seconds = _Seconds(float, compiler=time.perf_counter() - start)
        task = taken.popleft()
        yield Done(
            tuple(
                part
                for result in results
                for part in _learned(result, task.question, entries, seconds)
            ),
            dict(seconds),
        )
        start = time.perf_counter()


def _learned(
    result: Compiled | Rejected,
    question: Question,
    known: Sequence[catalogue.Entry],
    seconds: _Seconds,
) -> Iterator[Learned]:
    from dtnlint.compiler import Rejected

    if isinstance(result, Rejected):
        told = tuple(told_of(problem, question.locator) for problem in result.problems)
        yield Learned(result.closure.targets, Analysed(notifications=told), compiled=False)
    else:
        rules = [entry for entry in known if question.wants(entry.info)]
        yield from analyse(result, question, rules, seconds)


def analyse(
    compiled: Compiled,
    question: Question,
    rules: Sequence[catalogue.Entry],
    seconds: _Seconds | None = None,
) -> tuple[Learned, ...]:
    """Judge the consumers of a compiled closure, and run each rule independent of the others.

    Consumers that a target merely imports are left to a run that asks for them.
    """
    from dtnlint.compiler import load_each

    seconds = _Seconds(float) if seconds is None else seconds
    learned: list[Learned] = []
    loaded: Loaded | Problem | None
    # Rules of others may look at anything.
    whole = any(not entry.detector.__module__.startswith("dtnlint.") for entry in rules)
    parts = iter(load_each(compiled, whole=whole))
    while (loaded := _timed("Slither", seconds, lambda: next(parts, None))) is not None:
        if isinstance(loaded, Problem):
            targets = tuple(
                target
                for target in compiled.closure.targets
                if compiled.closure.by_unit[target].path == loaded.path
            )
            told = (told_of(loaded, question.locator),)
            learned.append(Learned(targets, Analysed(notifications=told)))
        else:
            learned += _analyse(loaded, rules, question, seconds)
    if len(learned) > 1 and any(part.analysed.notifications for part in learned):
        # What fails fails alone, and is told the same whatever it was compiled with.
        return tuple(
            again
            for part in learned
            for again in (
                analyse(compiled.only(*part.targets), question, rules, seconds)
                if part.analysed.notifications and len(compiled.closure.targets) > len(part.targets)
                else (part,)
            )
        )
    return tuple(learned)


def _timed(phase: str, seconds: _Seconds, work: Callable[[], _T]) -> _T:
    start = time.perf_counter()
    try:
        return work()
    finally:
        seconds[phase] += time.perf_counter() - start


def _analyse(
    loaded: Loaded,
    rules: Sequence[catalogue.Entry],
    question: Question,
    seconds: _Seconds,
) -> Iterator[Learned]:
    # Late: both load Slither.
    import logging

    from dtnlint.lifecycle import judge
    from dtnlint.protocol import protocol_of

    logger = logging.getLogger("dtnlint.rules")

    closure, locator = loaded.compiled.closure, question.locator
    results: list[Mapping[str, Any]] = []
    verdicts: list[Verdict] = []
    diagrams: list[Diagram] = []
    consumers: list[Contract] = []
    notifications: list[Notification] = []

    for unit in loaded.slither.compilation_units:
        try:
            protocol = _timed("protocol", seconds, partial(protocol_of, unit, question.authority))
            consumers += protocol.consumers
            judged = _timed("verifier", seconds, partial(judge, unit))
            verdicts += judged.verdicts
            diagrams += judged.diagrams
        except Exception as error:  # what the rules find without the verifier still stands
            notifications.append(
                _failed("verifier-failed", "The verifier", closure, error, locator)
            )
        for entry in rules:
            try:
                # Not `detect`, which drops what a comment disables: it is reported as suppressed.
                detector = entry.detector(unit, loaded.slither, logger)
                outputs = _timed("rules", seconds, detector._detect)
                results += (output.data for output in outputs)
            except Exception as error:  # what other rules find still stands
                who = f"The rule {entry.info.name}"
                notifications.append(_failed("rule-failed", who, closure, error, locator))
    infos = [entry.info for entry in rules]
    for part in closure.parts():
        targets = {part.by_unit[target].path for target in part.targets}
        files = {file.path for file in part.files}
        sources = {
            locator.name(file.path): SourceText(file.text.encode())
            for file in part.files
            if not file.bundled
        }
        yield Learned(
            part.targets,
            Analysed(
                named(
                    findings_from(
                        (one for one in results if _concerns(one, targets, files)), infos, locator
                    ),
                    sources,
                ),
                judgements_from((v for v in verdicts if _path(v.contract) in targets), locator),
                lifecycles_from((d for d in diagrams if _path(d.contract) in targets), locator),
                tuple(
                    ContractRef(contract.name, locator.name(path))
                    for contract in consumers
                    if (path := _path(contract)) in targets
                ),
                tuple(notifications),
            ),
        )


def _path(contract: Contract) -> str:
    return str(contract.source_mapping.filename.absolute)


def _concerns(result: Mapping[str, Any], targets: Collection[str], files: Collection[str]) -> bool:
    """Whether what a rule found speaks of a contract in the targets, or if it does not say of
    which contract it speaks, stands in one of the files.
    """
    path = result.get("additional_fields", {}).get("dtnlint", {}).get("contract_path")
    if isinstance(path, str):
        return path in targets
    elements = result.get("elements", ())
    return not elements or elements[0]["source_mapping"]["filename_absolute"] in files


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


def told_of(problem: Problem, locator: Locator) -> Notification:
    """A problem as reports tell it."""
    level = Level.ERROR if problem.unchecked else Level.WARNING
    path = locator.name(problem.path)
    return Notification(
        level,
        problem.kind.value.lower().replace(" ", "-"),
        sentences(problem),
        path,
        _location(problem, path),
    )


def sentences(problem: Problem) -> str:
    """What was found and what to do, in one line whatever the names in it are."""
    return " ".join(f"{problem.message} {problem.remedy}".split())


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
