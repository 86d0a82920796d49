"""`python -m truth hostile`: a campaign of hostile inputs."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click

from truth.hostile.trial import Trial, contracts_trial, project_trial

_PROJECTS = 0.4
"""The share of projects of odd shapes; the others are mutated contracts."""


def trials(seed: int, count: int, jobs: int, keep: Path | None) -> Iterator[Trial]:
    """Carry out trials, as they are ready; each follows from its seed alone."""

    # What a process is said to have taken begins with what its parent held when it started it:
    # so each is started by one that holds little, whoever asks.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(partial(_carry_out, seed, keep), range(count))


def _carry_out(seed: int, keep: Path | None, number: int) -> Trial:
    name = f"{seed}:{number}"
    # In the order of a golden ratio, so that few trials hold some of both.
    if (number * 0.618034) % 1 < _PROJECTS:
        return project_trial(name, keep)
    return contracts_trial(name, keep)


@click.command()
@click.option("--seed", default=1, show_default=True, help="What all is drawn from.")
@click.option(
    "--count", default=100, show_default=True, help="Trials: of projects, or six mutants."
)
@click.option("--jobs", default=2, show_default=True, help="Trials at a time.")
@click.option(
    "--failures", type=click.Path(path_type=Path), help="Folder for inputs that went wrong."
)
def hostile(seed: int, count: int, jobs: int, failures: Path | None) -> None:
    """Check mutated contracts and odd projects, and tell each promise that is broken."""
    began = time.monotonic()
    shapes: Counter[str] = Counter()
    done = faulty = mutants = compiled = 0
    for trial in trials(seed, count, jobs, failures):
        done += 1
        mutants += trial.mutants
        compiled += trial.compiled
        faulty += bool(trial.faults)
        if not trial.mutants:
            shapes[" and ".join(sorted(trial.kinds))] += 1
        for fault in trial.faults:
            click.echo(f"{trial.seed} ({', '.join(trial.kinds)}): {fault}")
    click.echo(
        f"{done} trials: {mutants} mutants, {compiled} of which compile, and "
        f"{sum(shapes.values())} projects of {len(shapes)} kinds; {faulty} went wrong; "
        f"{time.monotonic() - began:.0f} s"
    )
    sys.exit(1 if faulty else 0)
