"""`python -m truth hostile`: a campaign of hostile inputs."""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click
from msgspec import Struct, field

from truth.hostile.batches import contracts_trial
from truth.hostile.disturbed import disturbed_trial
from truth.hostile.trial import Effort, Trial, project_trial

_SORTS: Mapping[str, Callable[[str, Path | None, Effort], Trial]] = {
    "projects": project_trial,
    "disturbed": disturbed_trial,
    "mutants": contracts_trial,
}
_SHARES: Mapping[str, float] = {"projects": 0.4, "disturbed": 0.15, "mutants": 0.45}
"""How much of a campaign each sort of trial is."""
_OFTEN = 10
"""Trials after which it is told how far the campaign is."""


def trials(
    seed: int,
    count: int,
    jobs: int,
    keep: Path | None,
    only: str | None = None,
    effort: Effort | None = None,
) -> Iterator[tuple[str, Trial]]:
    """Carry out trials, as they are ready, each with its sort; it follows from its seed alone."""
    sorts = [only or _sort(number) for number in range(count)]

    # What a process is said to have taken begins with what its parent held when it started it:
    # so each is started by one that holds little, whoever asks.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        carry_out = partial(_carry_out, seed, keep, effort or Effort())
        done = pool.map(carry_out, sorts, range(count))
        yield from zip(sorts, done, strict=True)


def _sort(number: int) -> str:
    # In the order of a golden ratio, so that few trials hold some of each.
    place = (number * 0.618034) % 1
    for sort, share in _SHARES.items():
        if place < share:
            return sort
        place -= share
    return sort


def _carry_out(seed: int, keep: Path | None, effort: Effort, sort: str, number: int) -> Trial:
    name = f"{seed}:{number}"
    try:
        return _SORTS[sort](name, keep, effort)
    except Exception as error:  # a fault of the campaign's ends no campaign
        return Trial(name, faults=[f"the trial itself failed: {error!r}"])


class _Figures(Struct):
    """What was done, as far as the campaign is."""

    began: float = field(default_factory=time.monotonic)
    trials: int = 0
    faulty: int = 0
    mutants: int = 0
    compiled: int = 0
    since: int = 0
    """Mutants since the last fault of any."""
    shapes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    of_sort: Counter[str] = field(default_factory=Counter)

    def add(self, sort: str, trial: Trial) -> None:
        self.trials += 1
        self.faulty += bool(trial.faults)
        self.mutants += trial.mutants
        self.compiled += trial.compiled
        self.of_sort[sort] += 1
        kind = " and ".join(sorted(trial.kinds))
        self.shapes[sort].update(trial.kinds if sort == "projects" else (kind,))
        if sort == "mutants":
            self.since = 0 if trial.faults else self.since + trial.mutants

    def __str__(self) -> str:
        return (
            f"{self.trials} trials: {self.mutants} mutants, {self.compiled} of which compile and "
            f"the last {self.since} of which show no fault, {self.of_sort['projects']} projects "
            f"of {len(self.shapes['projects'])} odd things, and {self.of_sort['disturbed']} runs "
            f"disturbed in {len(self.shapes['disturbed'])} ways; {self.faulty} went wrong; "
            f"{time.monotonic() - self.began:.0f} s"
        )


@click.command()
@click.option("--seed", default=1, show_default=True, help="What all is drawn from.")
@click.option(
    "--count", default=100, show_default=True, help="Trials: of a project, or some mutants."
)
@click.option("--jobs", default=2, show_default=True, help="Trials at a time.")
@click.option(
    "--only", type=click.Choice(list(_SORTS)), help="Carry out trials of this sort alone."
)
@click.option(
    "--together",
    default=Effort().together,
    show_default=True,
    help="Mutants that are checked at once; one at fault is then sought alone.",
)
@click.option(
    "--dear",
    default=Effort().dear,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Share of the trials with further runs: in other orders, processes, caches, with fixes.",
)
@click.option(
    "--failures", type=click.Path(path_type=Path), help="Folder for inputs that went wrong."
)
def hostile(
    seed: int,
    count: int,
    jobs: int,
    only: str | None,
    together: int,
    dear: float,
    failures: Path | None,
) -> None:
    """Check mutants, odd projects, and in disturbed runs; tell each promise that is broken."""
    figures = _Figures()
    for sort, trial in trials(seed, count, jobs, failures, only, Effort(together, dear)):
        figures.add(sort, trial)
        for fault in trial.faults:
            click.echo(f"{trial.seed} ({', '.join(trial.kinds) or sort}): {fault}")
        if figures.trials % _OFTEN == 0:
            click.echo(f"So far {figures}", err=True)
    click.echo(str(figures))
    sys.exit(1 if figures.faulty else 0)
