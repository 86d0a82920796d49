"""Measures dtnlint beside Slither, solhint and solc alone: `python benchmarks/run.py`.

The tools take turns in one session, as whole processes, on projects that are made for
it; what counts are the ratios. Prints two Markdown tables: the goals and what became of
them, and the medians behind these. Needs Node.js with npm, by which it gets OpenZeppelin's
contracts, the compiler and solhint into `build/benchmarks`, and a quarter of an hour,
most of it for Slither on the 20,000 lines of case g: `--cases` takes a part.
"""

from __future__ import annotations

import argparse
import datetime
import os
import re
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cases import ROOT, Maker, Project
from measure import Command, Cost, Failed, cost
from tools import OPENZEPPELIN, SOLC, SOLHINT, Packages, Tools, Unavailable, Watch

MANY = 200
SMALL, LARGE = 2_000, 20_000


@dataclass
class Run:
    """What is run again and again, and what it took each time."""

    case: str
    tool: str
    take: Callable[[bool], Cost]
    """Told whether to look at memory, too."""
    turns: int
    costs: list[Cost] = field(default_factory=list)
    megabytes: float = 0

    @property
    def wall(self) -> float:
        """The median of seconds."""
        return statistics.median(one.wall for one in self.costs)

    @property
    def cpu(self) -> float:
        """The median of seconds of CPU time."""
        return statistics.median(one.cpu for one in self.costs)


@dataclass(frozen=True)
class Figure:
    """A number with a goal, by wall time and by CPU time."""

    case: str
    what: str
    wall: float
    cpu: float | None
    goal: float
    least: bool = False
    """The goal is to have more than that."""

    def __str__(self) -> str:
        met = self.wall >= self.goal if self.least else self.wall <= self.goal
        cpu = "" if self.cpu is None else f"{self.cpu:.3g}"
        goal = f"{'more than' if self.least else 'at most'} {self.goal:g}"
        return f"| {self.case} | {self.what} | {self.wall:.3g} | {cpu} | {goal} | {_yes(met)} |"


def _yes(met: bool) -> str:
    return "yes" if met else "no"


class Session:
    """The measurements of one session."""

    def __init__(self, turns: int) -> None:
        self.turns = turns
        self.runs: dict[str, Run] = {}

    def add(
        self,
        key: str,
        case: str,
        command: Command,
        *,
        tool: str = "dtnlint",
        turns: int | None = None,
        before: Callable[[int], object] = lambda turn: None,
    ) -> None:
        """Plan a command; `before` each turn something is done that is not measured."""

        def take(memory: bool) -> Cost:
            before(len(self.runs[key].costs))
            return cost(command, memory=memory)

        self.runs[key] = Run(case, tool, take, turns or self.turns)

    def go(self) -> None:
        """Measure everything in turns. Memory is looked at where it costs next to no time."""
        for turn in range(self.turns + 1):
            for key, run in self.runs.items():
                brief = run.turns == self.turns
                if turn < run.turns:
                    _say(f"turn {turn + 1} of {self.turns}: {key}")
                    run.costs.append(run.take(not brief))
                    run.megabytes = max(run.megabytes, run.costs[-1].megabytes)
                elif turn == self.turns and brief:
                    run.megabytes = run.take(True).megabytes

    def figure(
        self, case: str, what: str, one: str, other: str, goal: float, by: float = 1
    ) -> Figure:
        """How much `one` takes of `other`: the median over the turns in which both ran."""
        pairs = list(zip(self.runs[one].costs, self.runs[other].costs, strict=False))
        wall = statistics.median(a.wall / b.wall for a, b in pairs) / by
        cpu = statistics.median(a.cpu / b.cpu for a, b in pairs) / by
        return Figure(case, what, wall, cpu, goal, least=goal >= 10)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def plan_brief(session: Session, tools: Tools, maker: Maker, one: Project, many: Project) -> None:
    """Plan what there is to measure of the cases a to f, but for the watch."""
    beside, needless = maker.beside_a_library(), maker.with_needless_imports()
    few = -(-session.turns // 5)

    session.add("a", "a, cold", tools.dtnlint(one, "--no-cache"))
    session.add("a solc", "a", tools.solc(one), tool="solc alone")
    session.add("a slither", "a", tools.slither(one), tool="Slither")
    session.add("b", "b, cold", tools.dtnlint(beside, "--no-cache"))
    session.add("c", "c, cold", tools.dtnlint(needless, "--no-cache"))

    def known(project: Project) -> Callable[[int], object]:
        return lambda turn: turn or cost(tools.dtnlint(project))

    session.add("e", "e, of a", tools.dtnlint(one), before=known(one))
    session.add("e many", "e, of d", tools.dtnlint(many), before=known(many))
    session.add("f", "f", tools.dtnlint(many), before=lambda turn: many.edit(f"cold {turn}"))
    try:
        session.add("a solhint", "a", tools.solhint(one), tool="solhint")
        session.add("d solhint", "d", tools.solhint(many), tool="solhint", turns=1)
    except Unavailable as error:
        _say(f"solhint is left out: {error}.")
    session.add("b slither", "b", tools.slither(beside), tool="Slither", turns=few)
    session.add("c slither", "c", tools.slither(needless), tool="Slither", turns=few)
    session.add("d", "d, cold", tools.dtnlint(many, "--no-cache"), turns=few)
    session.add("d slither", "d", tools.slither(many), tool="Slither", turns=1)


def plan_large(session: Session, tools: Tools, maker: Maker) -> None:
    """Plan what there is to measure of case g."""
    few = -(-session.turns // 5)
    for lines, turns in ((SMALL, few), (LARGE, 1)):
        project, case = maker.large(lines), f"g, {lines:,} lines"
        command = tools.dtnlint(project, "--no-cache", "--timings")
        session.add(f"g {lines}", f"{case}, cold", command, turns=turns)
        session.add(f"g {lines} solc", case, tools.solc(project), tool="solc alone", turns=turns)
        slither = tools.slither(project)
        session.add(f"g {lines} slither", case, slither, tool="Slither", turns=turns)


def watched(session: Session, watch: Watch, many: Project) -> None:
    """Measure f with the compiler kept warm."""
    run = Run("f, --watch", "dtnlint", lambda memory: Cost(0, 0), session.turns)
    for turn in range(-1, session.turns):
        _say(f"turn {turn + 1} of {session.turns}: f, --watch")
        taken = watch.after(lambda mark=turn: many.edit(f"warm {mark}"))  # type: ignore[misc]
        if turn >= 0:  # the first one starts the compiler
            run.costs.append(taken)
    watch.end()
    session.runs["f warm"] = run


def brief_figures(session: Session, heavy: set[str]) -> Iterator[Figure]:
    """What has a goal of the cases a to f."""
    yield session.figure("a, cold", "of Slither's time", "a", "a slither", 0.45)
    yield session.figure("a, cold", "of what solc alone takes", "a", "a solc", 1.35)
    yield session.figure("b, cold", "of (a)", "b", "a", 1.1)
    yield session.figure("b", "Slither's, of its (a)", "b slither", "a slither", 10)
    yield session.figure("c, cold", "of (a)", "c", "a", 1.5)
    yield session.figure("d, cold", "of (a), for each consumer", "d", "a", 0.12, MANY)
    runs = session.runs
    busy = runs["d"].cpu / runs["d"].wall / (os.cpu_count() or 1)
    yield Figure("d, cold", "of all cores, busy", busy, None, 0.85, least=True)
    yield session.figure("e, of a", "of Slither's time", "e", "a slither", 0.05)
    yield session.figure("e, of d", "of Slither's time", "e many", "d slither", 0.05)
    yield Figure("e", "of Slither and web3, imported", len(heavy), None, 0)
    yield session.figure("f", "of (a)", "f", "a", 1.3)
    yield session.figure("f, compiler kept warm", "of (a)", "f warm", "a", 0.5)


def large_figures(session: Session) -> Iterator[Figure]:
    """What has a goal of case g."""
    runs = session.runs
    for lines in (SMALL, LARGE):
        run = runs[f"g {lines}"]
        verifier = statistics.median(_seconds("verifier", one.said) for one in run.costs)
        of_solc = verifier / runs[f"g {lines} solc"].wall
        case = f"g, {lines:,} lines"
        yield Figure(case, "the verifier, of what solc alone takes", of_solc, None, 3)
        memory = run.megabytes / runs[f"g {lines} slither"].megabytes
        yield Figure(case, "of Slither's memory", memory, None, 1)


def _seconds(phase: str, said: str) -> float:
    found = re.search(rf"([\d.]+) s  {phase}$", said, re.MULTILINE)
    if found is None:
        raise Failed(f"--timings says nothing of the {phase}: {said}")
    return float(found.group(1))


def tables(session: Session, goals: Iterable[Figure]) -> Iterator[str]:
    """Both tables, line by line."""
    yield (
        f"{datetime.date.today()}; {os.cpu_count()} processors, load "
        f"{os.getloadavg()[1]:.1f}; {session.turns} turns; Python "
        f"{'.'.join(map(str, sys.version_info[:3]))}, solc {SOLC} as WebAssembly, "
        f"{OPENZEPPELIN}, {SOLHINT}.\n"
    )
    yield "| case | ratio | by time | by CPU time | goal | met |\n|---|---|---|---|---|---|"
    yield from map(str, goals)
    yield "\n| case | tool | seconds | CPU seconds | peak memory, MB |\n|---|---|---|---|---|"
    for run in sorted(session.runs.values(), key=lambda run: run.case):
        memory = f"{run.megabytes:.0f}" if run.megabytes else ""
        yield f"| {run.case} | {run.tool} | {run.wall:.2f} | {run.cpu:.2f} | {memory} |"


def main() -> None:
    """Run all of it and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python benchmarks/run.py")
    parser.add_argument("--turns", type=int, default=5, help="of the brief cases (default: 5)")
    parser.add_argument("--cases", choices=("all", "a-f", "g"), default="all")
    given = parser.parse_args()
    try:
        packages = Packages(ROOT / "build" / "benchmarks")
        with tempfile.TemporaryDirectory() as folder:
            maker = Maker(Path(folder, "projects"), packages.get(OPENZEPPELIN))
            one, many = maker.one(), maker.many(MANY)
            tools = Tools(Path(folder), packages, one)
            session = Session(given.turns)
            if given.cases != "g":
                plan_brief(session, tools, maker, one, many)
            if given.cases != "a-f":
                plan_large(session, tools, maker)
            session.go()
            goals: list[Figure] = []
            if given.cases != "g":
                watched(session, tools.watch(many), many)
                heavy = tools.imported(one) & {"slither", "web3"}
                goals += brief_figures(session, heavy)
            if given.cases != "a-f":
                goals += large_figures(session)
            print("\n".join(tables(session, goals)))
    except (Unavailable, Failed) as error:
        sys.exit(f"The benchmark could not be run: {error}.")


if __name__ == "__main__":
    main()
