"""`python -m truth hostile`: a campaign of hostile inputs."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click

from truth.hostile.disturbed import disturbed_trial
from truth.hostile.trial import Trial, contracts_trial, project_trial

_SORTS: Mapping[str, Callable[[str, Path | None], Trial]] = {
    "projects": project_trial,
    "disturbed": disturbed_trial,
    "mutants": contracts_trial,
}
_SHARES: Mapping[str, float] = {"projects": 0.4, "disturbed": 0.15, "mutants": 0.45}
"""How much of a campaign each sort of trial is."""


def trials(
    seed: int, count: int, jobs: int, keep: Path | None, only: str | None = None
) -> Iterator[tuple[str, Trial]]:
    """Carry out trials, as they are ready, each with its sort; it follows from its seed alone."""
    sorts = [only or _sort(number) for number in range(count)]

    # What a process is said to have taken begins with what its parent held when it started it:
    # so each is started by one that holds little, whoever asks.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        done = pool.map(partial(_carry_out, seed, keep), sorts, range(count))
        yield from zip(sorts, done, strict=True)


def _sort(number: int) -> str:
    # In the order of a golden ratio, so that few trials hold some of each.
    place = (number * 0.618034) % 1
    for sort, share in _SHARES.items():
        if place < share:
            return sort
        place -= share
    return sort


def _carry_out(seed: int, keep: Path | None, sort: str, number: int) -> Trial:
    return _SORTS[sort](f"{seed}:{number}", keep)


@click.command()
@click.option("--seed", default=1, show_default=True, help="What all is drawn from.")
@click.option(
    "--count", default=100, show_default=True, help="Trials: of projects, or six mutants."
)
@click.option("--jobs", default=2, show_default=True, help="Trials at a time.")
@click.option(
    "--only", type=click.Choice(list(_SORTS)), help="Carry out trials of this sort alone."
)
@click.option(
    "--failures", type=click.Path(path_type=Path), help="Folder for inputs that went wrong."
)
def hostile(seed: int, count: int, jobs: int, only: str | None, failures: Path | None) -> None:
    """Check mutants, odd projects, and in disturbed runs; tell each promise that is broken."""
    began = time.monotonic()
    shapes: Counter[tuple[str, str]] = Counter()
    done = faulty = mutants = compiled = 0
    for sort, trial in trials(seed, count, jobs, failures, only):
        done += 1
        mutants += trial.mutants
        compiled += trial.compiled
        faulty += bool(trial.faults)
        if not trial.mutants:
            shapes[sort, " and ".join(sorted(trial.kinds))] += 1
        for fault in trial.faults:
            click.echo(f"{trial.seed} ({', '.join(trial.kinds)}): {fault}")
    of = {sort: [number for (its, _), number in shapes.items() if its == sort] for sort in _SORTS}
    click.echo(
        f"{done} trials: {mutants} mutants, {compiled} of which compile, "
        f"{sum(of['projects'])} projects of {len(of['projects'])} kinds, and "
        f"{sum(of['disturbed'])} runs disturbed in {len(of['disturbed'])} ways; "
        f"{faulty} went wrong; {time.monotonic() - began:.0f} s"
    )
    sys.exit(1 if faulty else 0)
