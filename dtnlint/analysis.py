"""One closure, from what is to be compiled to plain data: compiled, judged, and seen by each rule.

What is learned is told for each part that can be judged apart, so that it can be
kept and had again without the others. Which closures there are, and what becomes
of findings, is `dtnlint.run`'s; doing it in several processes is `dtnlint.workers`'.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import time
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from dtnlint import catalogue, collecting, deadline, disk, nesting
from dtnlint.failures import Contained, Failure, said
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
from dtnlint.sources.problems import ProblemKind, problem

if TYPE_CHECKING:
    from slither.core.declarations import Contract

    from dtnlint.compiler import Chosen, Compiled, Loaded, Options, Rejected
    from dtnlint.compiler.standard_json import Compilers
    from dtnlint.lifecycle import Diagram
    from dtnlint.lifecycle.verdicts import Verdict
    from dtnlint.protocol import Hidden

PATIENCE = 60.0
"""Seconds that each piece of work may take where the user sets no limit: several times what
the largest real consumers take."""

_T = TypeVar("_T")
_Seconds = defaultdict[str, float]


class Analysed(Struct, frozen=True):
    """What was learned from one compiled closure: plain data, so that it can cross processes."""

    findings: tuple[Finding, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    lifecycles: tuple[Lifecycle, ...] = ()
    consumers: tuple[ContractRef, ...] = ()
    notifications: tuple[Notification, ...] = ()
    bases: tuple[ContractRef, ...] = ()
    """What consumers of other files derive from: an abstract one of these is judged where it is
    a target, too, and what is learned of it is of no interest."""


class Question(Struct, frozen=True):
    """What is to be known of a closure, beside its sources."""

    locator: Locator
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    authority: tuple[str, ...]
    """Names of checks that let only trusted senders pass."""
    seconds: float | None = None
    """What the verifier may take for one consumer, all rules together for one, and Slither."""

    def wants(self, rule: RuleInfo) -> bool:
        """Whether a rule is to run."""
        return catalogue.is_selected(rule, self.select, self.ignore)


class Limits(Struct, frozen=True):
    """What one closure may take; None for as much as it needs."""

    seconds: float | None = None
    """Of the processor's time, for each piece of work: see `Question.seconds`."""
    megabytes: int | None = None
    """Of memory, for dtnlint itself: the compiler is another program."""
    compiler: float = 300.0
    """Seconds of the clock for one answer of a compiler, which is another program."""

    @classmethod
    def of(cls, seconds: float | None, megabytes: int | None = None) -> Limits:
        """What a user allows who names the seconds, or does not."""
        if seconds is None:
            return cls(PATIENCE, megabytes)
        # A busy machine may need long to start a compiler alone.
        return cls(seconds, megabytes, compiler=max(seconds, PATIENCE))


class Task(Struct, frozen=True):
    """A closure to be compiled and analysed."""

    chosen: Chosen
    question: Question


class Learned(Struct, frozen=True):
    """What was learned of some targets of a task."""

    targets: tuple[str, ...]
    analysed: Analysed
    compiled: bool = True
    shared: bool = False
    """Whether something failed that was about more than these targets."""


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

    nesting.allow()
    taken: deque[Task] = deque()

    def closures() -> Iterator[Chosen]:
        for task in tasks:
            taken.append(task)
            yield task.chosen

    start = time.perf_counter()
    with _little_to_collect() as leave_out:

        def load() -> None:
            importlib.import_module("dtnlint.lifecycle")
            for entry in known().entries:
                with contextlib.suppress(Exception):  # is said where it is to run
                    _ = entry.detector
            leave_out()

        for number, results in enumerate(compile_each(closures(), options, compilers, load)):
            if number:
                gc.collect()  # what was loaded before refers to itself all over
            entries = known().entries
            seconds = _Seconds(float, compiler=time.perf_counter() - start)
            task = taken.popleft()
            parts = [
                part for one in results for part in _learned(one, task.question, entries, seconds)
            ]
            yield Done(tuple(parts), dict(seconds))
            start = time.perf_counter()


@contextlib.contextmanager
def _little_to_collect() -> Iterator[Callable[[], None]]:
    """Let the collector rest until this is over, and give what has it leave out, when it is asked
    to collect, all that is there by then. Whoever has left something out before has the say.
    """
    if gc.get_freeze_count():
        with collecting.at_rest():
            yield lambda: None
        return
    try:
        with collecting.at_rest():
            yield gc.freeze
    finally:
        gc.unfreeze()


def _learned(
    result: Compiled | Rejected,
    question: Question,
    known: Sequence[catalogue.Entry],
    seconds: _Seconds,
) -> Iterator[Learned]:
    from dtnlint.compiler import Rejected

    if isinstance(result, Rejected):
        texts = {file.path: file.text for file in result.closure.files}
        told = tuple(told_of(problem, question.locator, texts) for problem in result.problems)
        yield Learned(result.closure.targets, Analysed(notifications=told), compiled=False)
    else:
        rules = [entry for entry in known if question.wants(entry.info)]
        yield from _alone(result, question, rules, seconds)


def _alone(
    compiled: Compiled, question: Question, rules: Sequence[catalogue.Entry], seconds: _Seconds
) -> tuple[Learned, ...]:
    """Analyse a closure; where that fails, what can be judged apart apart."""
    try:
        return analyse(compiled, question, rules, seconds)
    except Exception as error:
        if os.environ.get("DTNLINT_DEBUG"):
            raise
        parts = compiled.closure.parts()
        if len(parts) == 1:
            return not_analysed(compiled.closure, question, failing(error), FAULT)
    return tuple(
        learned
        for part in parts
        for learned in _alone(compiled.only(*part.targets), question, rules, seconds)
    )


FAULT = "The fault is dtnlint's: set DTNLINT_DEBUG=1 to see where, and report it."


def failing(error: Exception) -> str:
    """What a file did that ended its analysis: a clause."""
    return f"made dtnlint fail ({said(error)})"


def not_analysed(
    closure: Closure, question: Question, reason: str, remedy: str
) -> tuple[Learned, ...]:
    """That nothing was learned of a closure's targets, which have done what `reason` says."""
    return tuple(
        Learned(
            (target,),
            Analysed(
                notifications=(
                    told_of(
                        problem(
                            ProblemKind.LIMIT,
                            closure.by_unit[target].path,
                            f"{closure.by_unit[target].relative} was not analysed: it {reason}.",
                            f"What else was found stands. {remedy}",
                        ),
                        question.locator,
                    ),
                )
            ),
            compiled=False,
        )
        for target in closure.targets
    )


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
    parts = iter(load_each(compiled, whole=whole, seconds=question.seconds))
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
    if len(learned) > 1 and any(part.shared for part in learned):
        # What fails fails alone, and is told the same whatever it was compiled with.
        return tuple(
            again
            for part in learned
            for again in (
                analyse(compiled.only(*part.targets), question, rules, seconds)
                if part.shared and len(compiled.closure.targets) > len(part.targets)
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
    from dtnlint.protocol import Work, protocol_of

    logger = logging.getLogger("dtnlint.rules")

    closure, locator = loaded.compiled.closure, question.locator
    results: list[Mapping[str, Any]] = []
    verdicts: list[Verdict] = []
    diagrams: list[Diagram] = []
    consumers: list[Contract] = []
    users: list[Contract] = []

    limit = question.seconds
    judged = frozenset(closure.by_unit[target].path for target in closure.targets)
    failures = _Failures()
    unknown: list[tuple[Contract, tuple[Hidden, ...]]] = []
    for unit in loaded.slither.compilation_units:
        with failures.of("The verifier"):
            protocol = _timed(
                "protocol", seconds, partial(protocol_of, unit, question.authority, limit, judged)
            )
            consumers += protocol.consumers
            users += protocol.users
            failures.add("The search for consumers", protocol.failures)
            judgement = _timed("verifier", seconds, partial(judge, unit))
            failures.add("The verifier", judgement.failures)
            verdicts += judgement.verdicts
            diagrams += judgement.diagrams
            for contract in (*protocol.consumers, *protocol.undecided):
                of_it = failures.of("The search for what cannot be read", contract)
                with of_it, protocol.time(Work.SEARCH, contract).spent():
                    unknown.append((contract, protocol.consumer(contract).hidden))
        for entry in rules:
            who = f"The rule {entry.info.name}"
            with failures.of(who):
                # Not `detect`, which drops what a comment disables: it is reported as suppressed.
                detector = entry.detector(unit, loaded.slither, logger)
                # Rules of others have no limit for each consumer.
                own = entry.detector.__module__.startswith("dtnlint.")
                with deadline.within(None if own else limit):
                    outputs = _timed("rules", seconds, detector._detect)
                results += (output.data for output in outputs)
                failures.add(who, getattr(detector, "failures", ()))
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
                (
                    *failures.told(part, locator),
                    *(
                        _told_of_hidden(contract, hidden, locator, sources)
                        for contract, hidden in unknown
                        if hidden and _path(contract) in targets
                    ),
                ),
                tuple(sorted(_bases(users, files, locator))),
            ),
            shared=failures.shared,
        )


def _bases(users: Iterable[Contract], files: Collection[str], locator: Locator) -> set[ContractRef]:
    """What consumers in some files derive from that is in other ones, and is no whole consumer."""
    from dtnlint.protocol import is_concrete

    whole = {user for user in users if is_concrete(user)}
    return {
        ContractRef(base.name, locator.name(_path(base)))
        for user in users
        if _path(user) in files
        for base in user.inheritance
        if base not in whole and not base.is_interface and _path(base) != _path(user)
    }


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


class _Failures:
    """Who failed, on which contracts, and how."""

    def __init__(self) -> None:
        self._who: dict[Failure, list[str]] = {}

    @contextlib.contextmanager
    def of(self, who: str, contract: Contract | None = None) -> Iterator[None]:
        """Let what is inside fail alone: on one contract, or on all at once."""
        failed: list[Failure] = []
        name, path = ("", "") if contract is None else (contract.name, _path(contract))
        with Contained(failed, name, path):
            yield
        self.add(who, failed)

    def add(self, who: str, failed: Iterable[Failure]) -> None:
        """Take in what somebody has failed on."""
        for failure in failed:
            self._who.setdefault(failure, []).append(who)

    @property
    def shared(self) -> bool:
        """Whether something failed that was about no contract alone."""
        return any(not failure.path for failure in self._who)

    def told(self, part: Closure, locator: Locator) -> Iterator[Notification]:
        """What failed that concerns the targets of a closure: each reason once."""
        targets = {part.by_unit[target].path for target in part.targets}
        for failure, who in self._who.items():
            if failure.path in targets:
                yield _failed(
                    failure, who, f"{failure.of} in {locator.name(failure.path)}", locator
                )
            elif not failure.path:
                first = part.by_unit[part.targets[0]].path
                others = len(part.targets) - 1
                where = locator.name(first) + (f" and {others} more" if others else "")
                yield _failed(replace(failure, path=first), who, where, locator)


def _failed(failure: Failure, who: list[str], where: str, locator: Locator) -> Notification:
    others = f" and {len(who) - 1} more" if len(who) > 1 else ""
    remedy = failure.remedy
    if remedy:
        what = f"gave up on {where}: {failure.reason}"
    else:
        what = f"failed on {where} ({failure.reason})"
        remedy = "Please report this with the contract."
    verifier = who[0] == "The verifier"
    kind = "limit" if failure.remedy else "verifier-failed" if verifier else "rule-failed"
    return Notification(
        Level.ERROR,
        kind,
        f"{who[0]}{others} {what}. What {'they' if others else 'it'} would have said is missing, "
        f"all else stands. {remedy}",
        locator.name(failure.path),
        contract=ContractRef(failure.of, locator.name(failure.path)) if failure.of else None,
    )


def _told_of_hidden(
    contract: Contract,
    hidden: Sequence[Hidden],
    locator: Locator,
    sources: Mapping[str, SourceText],
) -> Notification:
    """That some code of a consumer is not known, and what that means for what is said of it."""
    first, others = hidden[0], len(hidden) - 1
    path = locator.name(first.path)
    reason = f" ({first.reason})" if first.reason else ""
    more = f" and of {others} more" if others else ""
    text = sources.get(path)
    return Notification(
        Level.ERROR if any(one.reason for one in hidden) else Level.WARNING,
        "unread-code",
        f"Slither cannot read all of {first.name}{more}, at {path}:{first.line}{reason}. What it "
        f"does is unknown: nothing is proved of {contract.name}, and rules that look at all of "
        "its code say nothing of it; all else stands.",
        path,
        None if text is None or first.line > text.lines else _line(text, path, first.line),
        ContractRef(contract.name, locator.name(_path(contract))),
    )


def told_of(
    problem: Problem, locator: Locator, texts: Mapping[str, str] | None = None
) -> Notification:
    """A problem as reports tell it; `texts` are of files that need not be read for it, by path."""
    level = Level.ERROR if problem.unchecked else Level.WARNING
    path = locator.name(problem.path)
    return Notification(
        level,
        problem.kind.value.lower().replace(" ", "-"),
        sentences(problem),
        path,
        _location(problem, path, texts or {}),
    )


def sentences(problem: Problem) -> str:
    """What was found and what to do, in one line whatever the names in it are."""
    return " ".join(f"{problem.message} {problem.remedy}".split())


def _location(problem: Problem, path: str, texts: Mapping[str, str]) -> Location | None:
    """The place of a problem in bytes, where it names a line of a file that can be read."""
    if not problem.line:
        return None
    if problem.path in texts:
        text = SourceText(texts[problem.path].encode())
    else:
        try:
            text = SourceText(disk.read(problem.path, within=None))
        except OSError:
            return None
    if problem.line > text.lines:
        return None
    return _line(text, path, problem.line, problem.column)


def _line(text: SourceText, path: str, number: int, column: int = 0) -> Location:
    """A line of a file from a column on, or from its first letter."""
    line = text.line(number)
    skipped = column - 1 if column else len(line) - len(line.lstrip())
    start = text.line_start(number) + len(line[:skipped].encode("utf-8", "replace"))
    return Location(path, start, max(1, text.line_end(number) - start))
