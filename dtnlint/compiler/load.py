"""From a compiled closure to Slither's objects, and from files to them in one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from dtnlint import deadline
from dtnlint.compiler.compile import Compiled, Options, Rejected, compile_closures
from dtnlint.sources.closure import SourceFile
from dtnlint.sources.plan import plan
from dtnlint.sources.problems import Problem, ProblemKind, problem

if TYPE_CHECKING:
    from slither import Slither


class Loaded(Struct, frozen=True):
    """A compiled closure and Slither's view of it."""

    compiled: Compiled
    slither: Slither


def load_each(
    compiled: Compiled, *, whole: bool = True, seconds: float | None = None
) -> Iterator[Loaded | Problem]:
    """Load Slither on a compiled closure: on the `whole`, or on what dtnlint itself looks at.

    Where Slither fails on a closure of several targets, or takes more than `seconds` and one
    for each, each is tried alone, so that one file takes down no other.
    """
    # Late: it takes as long as a compiler needs for a small closure.
    from dtnlint.compiler.slither_input import slither_of

    closure = compiled.closure
    # Many take longer than one, but what does not end is soon tried alone.
    limit = None if seconds is None else seconds + len(closure.targets)
    try:
        with deadline.within(limit):
            slither = slither_of(closure, compiled.asts, compiled.solc.version, whole=whole)
    except (Exception, deadline.OutOfTime) as error:  # in many ways, and none may end the run
        if len(closure.targets) > 1:
            for target in closure.targets:
                yield from load_each(compiled.only(target), whole=whole, seconds=seconds)
            return
        yield _unread(closure.by_unit[closure.targets[0]], error)
    else:
        yield Loaded(compiled, slither)


def _unread(file: SourceFile, error: BaseException) -> Problem:
    if isinstance(error, deadline.OutOfTime):
        return problem(
            ProblemKind.LIMIT,
            file.path,
            f"Slither gave up on {file.relative}: {error}.",
            error.remedy,
        )
    reason = " ".join(str(error).split())[:300] or type(error).__name__
    return problem(
        ProblemKind.COMPILER_FAILED,
        file.path,
        f"Slither cannot read {file.relative} ({type(error).__name__}: {reason}).",
        "solc accepts it, so the fault is Slither's or dtnlint's: please report it.",
    )


class CannotLoad(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """Files could not be compiled and loaded. `problems` says why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(p.message for p in self.problems))


def load_files(
    paths: Iterable[str | Path],
    *,
    remappings: Iterable[str] = (),
    stubs: bool = True,
    options: Options | None = None,
) -> list[Loaded]:
    """Compile files with all that they import and load Slither on them, in one go.

    Raises `CannotLoad` if anything is in the way.
    """
    planned = plan(paths, remappings=remappings, stubs=stubs)
    problems = [p for p in planned.problems if p.unchecked]
    loaded: list[Loaded] = []
    for result in compile_closures(planned.closures, options):
        if isinstance(result, Rejected):
            problems += result.problems
            continue
        for one in load_each(result):
            if isinstance(one, Problem):
                problems.append(one)
            else:
                loaded.append(one)
    if problems:
        raise CannotLoad(problems)
    return loaded
