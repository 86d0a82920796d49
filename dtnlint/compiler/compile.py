"""Compiles closures, each with the compiler that it wants, and keeps errors apart.

A file that does not compile, or that no compiler survives, takes down no target but
those that need it: these are reported, and the others are compiled again without it.
"""

from __future__ import annotations

import importlib
import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dtnlint.compiler.choice import Choice
from dtnlint.compiler.download import Downloads
from dtnlint.compiler.solc import Solc
from dtnlint.compiler.standard_json import CompilerError, Compilers, Crashed, TooSlow, question
from dtnlint.failures import said
from dtnlint.solcjs.build import cache_folder
from dtnlint.sources.closure import Closure, SourceFile
from dtnlint.sources.needed import needed
from dtnlint.sources.problems import Problem, ProblemKind, problem

_LATE = 3
"""Parts that take too long alone before it is taken for the compiler's fault."""
_AHEAD = 2
"""Closures that are compiled while an earlier one is being analysed."""


class Options(Struct, frozen=True):
    """What a run allows its compilers."""

    solc: str | None = None
    """An executable that speaks `--standard-json`, used for everything."""
    offline: bool = False
    """Download nothing."""
    seconds: float = 300.0
    """Time for one answer of a compiler."""
    cache: Path | None = None
    """Where downloaded compilers are kept; by default, the user's cache."""
    answers: bool = True
    """Keep the compilers' answers there, too, and use those of other runs."""
    whole: bool = True
    """Compile also the files that the targets import and cannot use."""


class Compiled(Struct, frozen=True):
    """A closure that solc has accepted."""

    closure: Closure
    solc: Solc
    asts: Mapping[str, Any]
    """Syntax trees by source unit name, without those of files that no target can use."""

    def only(self, *targets: str) -> Compiled:
        """Return what belongs to some of the targets."""
        closure = self.closure.only(targets)
        return replace(
            self,
            closure=closure,
            asts={unit: ast for unit, ast in self.asts.items() if unit in closure.by_unit},
        )


class Rejected(Struct, frozen=True):
    """Targets that could not be compiled."""

    closure: Closure
    problems: tuple[Problem, ...]


class Chosen(Struct, frozen=True):
    """A closure and the compiler for it, or why there is none."""

    closure: Closure
    solc: Solc | Problem


def chosen(closures: Iterable[Closure], options: Options | None = None) -> tuple[Chosen, ...]:
    """Choose the compiler for each closure; one that the machine lacks is downloaded.

    A closure for which there is none comes in pieces, if there is one for some of it.
    """
    options = options or Options()
    choice = Choice(Downloads(options.cache or cache_folder(), options.offline), options.solc)
    return tuple(one for closure in closures for one in _chosen(closure, choice))


def _chosen(closure: Closure, choice: Choice) -> Iterator[Chosen]:
    solc = choice.compiler_for(closure)
    if not isinstance(solc, Problem) or len(closure.targets) == 1:
        yield Chosen(closure, solc)
        return
    # What one target needs, the others need not, though it may build upon them.
    alone = {target: choice.compiler_for(closure.only([target])) for target in closure.targets}
    good = [target for target, one in alone.items() if not isinstance(one, Problem)]
    for target, one in alone.items():
        if isinstance(one, Problem):
            yield Chosen(closure.only([target]), one)
    if len(good) < len(alone) and good:
        yield from _chosen(closure.only(good), choice)
    else:
        for target in good:
            yield Chosen(closure.only([target]), alone[target])


def compile_closures(
    closures: Iterable[Closure], options: Options | None = None
) -> Iterator[Compiled | Rejected]:
    """Compile `closures`, and yield the results in their order.

    A closure of several targets of which some do not compile gives several
    results. Compilers work ahead in the background while the caller is busy
    with an earlier result.
    """
    options = options or Options()
    for results in compile_each(chosen(closures, options), options):
        yield from results


def compile_each(
    closures: Iterable[Chosen],
    options: Options,
    compilers: Compilers | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> Iterator[list[Compiled | Rejected]]:
    """Compile `closures`, asking for each only when its turn comes: a list of results for each.

    `compilers` are used, and left running, if given. `meanwhile` is called, again and again,
    while one is running: to load what will be needed.
    """
    if compilers is None:
        cache = options.cache or cache_folder()
        with Compilers(
            options.seconds, cache, answers=options.answers, offline=options.offline
        ) as own:
            yield from _compile_each(closures, own, options, meanwhile, lasting=False)
    else:
        yield from _compile_each(closures, compilers, options, meanwhile, lasting=True)


def _compile_each(
    closures: Iterable[Chosen],
    compilers: Compilers,
    options: Options,
    meanwhile: Callable[[], object],
    *,
    lasting: bool,
) -> Iterator[list[Compiled | Rejected]]:
    waiting = iter(closures)
    pending: deque[Future[list[Compiled | Rejected]]] = deque()
    with ThreadPoolExecutor(_AHEAD) as pool:
        try:
            while True:
                for one in itertools.islice(waiting, _AHEAD - len(pending)):
                    pending.append(
                        pool.submit(_alone, one.closure, one.solc, compilers, whole=options.whole)
                    )
                if not pending:
                    return
                # Importing Slither takes as long as a compiler needs to start and to
                # answer for a small closure: while the one runs, do the other.
                importlib.import_module("dtnlint.compiler.slither_input")
                meanwhile()
                exhausted = len(pending) < _AHEAD
                results = pending.popleft().result()
                if exhausted and not pending and not lasting:
                    compilers.finish()
                yield results
        except BaseException:
            # Ctrl-C, or a caller that has enough: threads wait for their compilers.
            if not lasting:
                compilers.close()
            pool.shutdown(cancel_futures=True)
            raise


def _alone(
    closure: Closure, solc: Solc | Problem, compilers: Compilers, *, whole: bool
) -> list[Compiled | Rejected]:
    """Compile a closure; where dtnlint fails at that, what can be judged apart apart."""
    try:
        return _compile(closure, solc, compilers, whole=whole)
    except Exception as error:
        if os.environ.get("DTNLINT_DEBUG"):
            raise
        parts = closure.parts()
        if len(parts) == 1:
            files = (closure.by_unit[target] for target in closure.targets)
            return [Rejected(closure, tuple(_not_asked(file, error) for file in files))]
    return [result for part in parts for result in _alone(part, solc, compilers, whole=whole)]


def _not_asked(file: SourceFile, error: Exception) -> Problem:
    return problem(
        ProblemKind.LIMIT,
        file.path,
        f"{file.relative} was not analysed: it made dtnlint fail ({said(error)}).",
        "What else was found stands. The fault is dtnlint's: set DTNLINT_DEBUG=1 to see where, "
        "and report it.",
    )


def _compile(
    closure: Closure, solc: Solc | Problem, compilers: Compilers, *, whole: bool
) -> list[Compiled | Rejected]:
    if isinstance(solc, Problem):
        return [Rejected(closure, (solc,))]
    results: list[Compiled | Rejected] = []
    remaining = closure
    machine = _machine(closure, solc)
    while remaining.targets:
        asked = remaining if whole else needed(remaining)
        try:
            answer = compilers.ask(solc, question(asked, machine))
        except TooSlow as error:
            return [*results, *_in_time(remaining, solc, compilers, str(error), whole=whole)]
        except Crashed as error:
            halves = _halves(remaining)
            if not halves:
                return [*results, _failed(remaining, solc, str(error))]
            for half in halves:
                results += _compile(half, solc, compilers, whole=whole)
            return results
        except CompilerError as error:
            return [*results, _failed(remaining, solc, str(error))]
        errors = [
            error
            for error in answer.get("errors", ())
            if isinstance(error, dict) and error.get("severity") == "error"
        ]
        if not errors:
            asts = {unit: source.get("ast") for unit, source in answer.get("sources", {}).items()}
            if not all(isinstance(asts.get(file.unit), dict) for file in asked.files):
                results.append(_failed(remaining, solc, "gave no syntax trees"))
            else:
                results.append(Compiled(remaining, solc, asts))
            return results
        if machine is not None and any(
            str(error.get("message", "")).startswith("Invalid EVM version") for error in errors
        ):
            machine = None  # newer than this compiler, which then takes its newest
            continue
        if asked is not remaining:
            whole = True  # what is told of errors is told of the files as they are
            continue
        faulty = {_unit_of(error) for error in errors}
        hit = [t for t in remaining.targets if faulty & remaining.reachable(t)]
        if not hit or None in faulty:
            hit = list(remaining.targets)
        problems = tuple(sorted({_problem(error, remaining, solc) for error in errors}))
        results.append(Rejected(remaining.only(hit), problems))
        remaining = remaining.only([t for t in remaining.targets if t not in hit])
    return results


def _in_time(
    closure: Closure, solc: Solc, compilers: Compilers, reason: str, *, whole: bool
) -> list[Compiled | Rejected]:
    """Compile part by part what together took too long."""
    parts = closure.parts()
    if len(parts) == 1:
        return [_failed(closure, solc, reason)]
    results: list[Compiled | Rejected] = []
    late = 0
    for part in parts:
        if late >= _LATE:
            results.append(_failed(part, solc, reason))
            continue
        of_it = _compile(part, solc, compilers, whole=whole)
        late += any(isinstance(one, Rejected) and _is_late(one, reason) for one in of_it)
        results += of_it
    return results


def _is_late(rejected: Rejected, reason: str) -> bool:
    return any(reason in trouble.message for trouble in rejected.problems)


def first_question(closure: Closure, solc: Solc, *, whole: bool) -> bytes:
    """Write what a compiler is asked of `closure`, as long as it accepts it."""
    return question(closure if whole else needed(closure), _machine(closure, solc))


def _machine(closure: Closure, solc: Solc) -> str | None:
    # Which instructions assembly may use depends on the machine. 0.8.24 is the
    # one compiler that knows a newer machine than the one it takes by itself,
    # and Foundry asks it for that one.
    return closure.evm_version or ("cancun" if solc.version == "0.8.24" else None)


def _unit_of(error: Mapping[str, Any]) -> str | None:
    location = error.get("sourceLocation")
    unit = location.get("file") if isinstance(location, dict) else None
    return unit if isinstance(unit, str) else None


def _problem(error: Mapping[str, Any], closure: Closure, solc: Solc) -> Problem:
    complaint = " ".join(str(error.get("message", "unknown error")).split()).rstrip(".")
    file = closure.by_unit.get(_unit_of(error) or "")
    line = column = 0
    if file is not None:
        location = error["sourceLocation"]
        content = file.text.encode("utf-8")
        start, end = (max(0, int(location.get(name, 0))) for name in ("start", "end"))
        before = content[:start].decode("utf-8", "replace")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        place = content[start:end].decode("utf-8", "replace").strip()
        if place and len(place) <= 60 and place.isprintable():
            complaint += f", at `{place}`"
    else:
        file = closure.by_unit[closure.targets[0]]
    remedy = "Mend it as the compiler says."
    if error.get("type") != "ParserError" and any(f.bundled for f in closure.files):
        remedy += (
            " If a name is missing that belongs to a package, install the package: dtnlint's "
            "stand-ins hold only what consumers need most."
        )
    return problem(
        ProblemKind.COMPILE_ERROR,
        file.path,
        f"{file.relative} does not compile with solc {solc.version}: {complaint}.",
        remedy,
        line=line,
        column=column,
    )


def _halves(closure: Closure) -> tuple[Closure, ...]:
    """Two closures of a closure's targets; none of one target."""
    middle = len(closure.targets) // 2
    halves = (closure.targets[:middle], closure.targets[middle:])
    return tuple(closure.only(half) for half in halves if middle)


def _failed(closure: Closure, solc: Solc, reason: str) -> Rejected:
    """A closure of which a compiler says nothing: each target is named, for each is lost."""
    others = len(closure.targets) - 1
    together = f" and {others} other file{'s' if others > 1 else ''}" if others else ""
    return Rejected(
        closure,
        tuple(
            problem(
                ProblemKind.COMPILER_FAILED,
                file.path,
                f"The compiler {solc.path} {reason}, while it was compiling "
                f"{file.relative}{together}.",
                "Try another one with --solc PATH.",
            )
            for file in (closure.by_unit[target] for target in closure.targets)
        ),
    )
