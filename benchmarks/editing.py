"""Measures the language server beside a cold check: `python benchmarks/editing.py`.

From an edit to its diagnostics, with one consumer and among 200; from the start of the server,
in a workspace of 200 and of one, to the first diagnostics of the file that is opened; and
memory after many edits. The measurements take turns; what counts are the ratios. Prints a
Markdown table.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
from cases import ROOT, Maker, Project
from measure import Cost, Failed, cost, cpu_of
from run import MANY, Figure
from tools import OPENZEPPELIN, Packages, Tools, Unavailable

sys.path.insert(0, str(ROOT))

from truth.editing.client import Client, Gone

_FEW, _MUCH = 50, 500
"""Edits after which memory is looked at."""


class Served:
    """A server with a consumer open."""

    def __init__(self, tools: Tools, project: Project) -> None:
        self.path = (project.folder / project.consumers[0]).resolve()
        self.text = self.path.read_text(encoding="utf-8")
        self.lines = self.text.count("\n")
        words = (sys.executable, "-m", "dtnlint", "lsp", "--no-cache")
        start = time.perf_counter()
        self.client = Client(words, project.folder.resolve(), tools.home)
        self.client.start()
        self.client.open(self.path, self.text)
        self.client.await_shown(self.path, 1)
        self.first = Cost(time.perf_counter() - start, self._cpu())
        """What it took from its start to the first diagnostics."""
        self.marks = 0

    def _cpu(self) -> float:
        return cpu_of(self.client.process.pid)

    def edit(self) -> Cost:
        """An edit of one line, and the wait for its diagnostics."""
        self.marks += 1
        place = {"line": self.lines, "character": 0}
        last = {"line": self.lines + (self.marks > 1), "character": 0}
        cpu, start = self._cpu(), time.perf_counter()
        version = self.client.change(
            self.path,
            [{"range": {"start": place, "end": last}, "text": f"// edited {self.marks}\n"}],
        )
        self.client.await_shown(self.path, version)
        return Cost(time.perf_counter() - start, self._cpu() - cpu)

    def megabytes(self) -> float:
        """What its processes hold."""
        root = psutil.Process(self.client.process.pid)
        held = 0
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                held += process.memory_info().rss
        return held / 1e6


def _rest() -> None:
    """Nobody types without a pause."""
    time.sleep(0.4)


def measured(tools: Tools, one: Project, many: Project, turns: int) -> Iterator[Figure | str]:
    """The figures with goals, then lines on what is behind them."""
    alone, among = Served(tools, one), Served(tools, many)
    for served in (alone, among):
        for _ in range(5):
            _rest()
            served.edit()  # V8 has yet to learn what is needed often
    time.sleep(3)
    cold: list[Cost] = []
    single: list[Cost] = []
    several: list[Cost] = []
    first: list[Cost] = []
    little: list[Cost] = []
    command = tools.dtnlint(one, "--no-cache")
    file = replace(command, words=(*command.words, one.consumers[0]))
    for turn in range(turns):
        print(f"turn {turn + 1} of {turns}", file=sys.stderr, flush=True)
        cold.append(cost(replace(file, words=tuple(w for w in file.words if w != "."))))
        _rest()
        single.append(alone.edit())
        _rest()
        several.append(among.edit())
        for project, costs in ((many, first), (one, little)):
            opened = Served(tools, project)
            costs.append(opened.first)
            opened.client.end()
    yield _figure("from an edit to its diagnostics", "of a cold check", single, cold, 0.4)
    yield _figure(f"the same, among {MANY} consumers", "of that of one", several, single, 1.3)
    what = "from the server's start to the first diagnostics"
    yield _figure(f"{what}, among {MANY}", "of a cold check", first, cold, 1.2)
    yield _figure(f"{what}, of one", "of a cold check", little, cold, 1.2)
    among.client.end()
    while alone.marks < _FEW:
        alone.edit()
    _rest()
    few = alone.megabytes()
    while alone.marks < _MUCH:
        alone.edit()
    _rest()
    much = alone.megabytes()
    alone.client.end()
    yield Figure(f"memory after {_MUCH} edits", f"of that after {_FEW}", much / few, None, 1.1)
    for name, costs in (
        ("cold check", cold),
        ("edit", single),
        (f"edit among {MANY}", several),
        (f"first diagnostics among {MANY}", first),
        ("first diagnostics of one", little),
    ):
        wall = statistics.median(one.wall for one in costs)
        cpu = statistics.median(one.cpu for one in costs)
        yield f"| {name} | {wall:.3f} | {cpu:.3f} |"
    yield f"Memory: {few:.0f} MB after {_FEW} edits, {much:.0f} MB after {_MUCH}."


def _figure(case: str, what: str, some: list[Cost], others: list[Cost], goal: float) -> Figure:
    pairs = list(zip(some, others, strict=True))
    wall = statistics.median(a.wall / b.wall for a, b in pairs)
    return Figure(case, what, wall, statistics.median(a.cpu / b.cpu for a, b in pairs), goal)


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(prog="python benchmarks/editing.py")
    parser.add_argument("--turns", type=int, default=20)
    given = parser.parse_args()
    try:
        packages = Packages(ROOT / "build" / "benchmarks")
        with tempfile.TemporaryDirectory() as folder:
            maker = Maker(Path(folder, "projects"), packages.get(OPENZEPPELIN))
            one, many = maker.one(), maker.many(MANY)
            tools = Tools(Path(folder), packages, one)
            load = os.getloadavg()[0]
            print(f"{os.cpu_count()} processors, load {load:.1f}; {given.turns} turns\n")
            print(
                "| case | ratio | by time | by CPU time | goal | met |\n|---|---|---|---|---|---|"
            )
            for line in measured(tools, one, many, given.turns):
                print(line, flush=True)
    except (Unavailable, Failed, Gone) as error:
        sys.exit(f"The benchmark could not be run: {error}.")


if __name__ == "__main__":
    main()
