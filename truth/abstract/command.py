"""`python -m truth abstract`: concrete runs of consumers, followed in the verifier's states."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import click
from slither import Slither
from slither.core.declarations import Contract

from dtnlint.compiler.slither_input import slither_of
from dtnlint.compiler.standard_json import question
from dtnlint.protocol import Protocol, protocol_of
from dtnlint.replay.bytecode import CannotBuild
from dtnlint.sources.closure import Closure
from dtnlint.sources.plan import plan
from truth.abstract.follow import Followed, follow
from truth.batch import compile_batch
from truth.beside.programs import compiler, events_of
from truth.generate import BATCH, draw
from truth.grammar import Consumer
from truth.interpreter.world import EventShape

_DEEP = 20_000


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, resolve_path=True, path_type=Path))
@click.option("--seed", default=1, show_default=True, help="The first seed.")
@click.option("--count", default=100, show_default=True, help="How many programs, about.")
@click.option("--runs", default=3, show_default=True, help="Runs of each.")
@click.option("--calls", default=14, show_default=True, help="Transactions of each run.")
@click.option("--jobs", default=1, show_default=True, help="Processes.")
def abstract(
    paths: tuple[Path, ...], seed: int, count: int, runs: int, calls: int, jobs: int
) -> None:
    """Follow concrete runs of consumers in the abstract states that are held of them: of those
    below PATHS, or of drawn ones.
    """
    sys.setrecursionlimit(_DEEP)
    began = time.monotonic()
    work: list[_Work] = [*_files(paths, seed)]
    if not paths:
        work = [(number, None) for number in range(seed, seed + max(1, -(-count // BATCH)))]
    total = Followed()
    for name, found, error in _campaign(work, runs, calls, jobs):
        total.add(found)
        if error:
            click.echo(f"{name}: {error}")
        for one in found.unsound:
            click.echo(f"{name}: {one}")
    click.echo(
        f"{total.programs} programs, {total.transactions} transactions, {total.succeeded} of "
        f"which succeed; {total.moments} states looked for, {total.uses} broken operations laid "
        f"beside verdicts; {total.bounded} programs not followed to the end, "
        f"{total.not_comparable} runs not comparable; {len(total.unsound)} unsound; "
        f"{time.monotonic() - began:.0f} s"
    )
    sys.exit(1 if total.unsound else 0)


_Work = tuple[int, Closure | None]
"""A seed, and what is compiled; None for what the seed draws."""


def _files(paths: Sequence[Path], seed: int) -> Iterator[_Work]:
    for closure in plan(paths).closures if paths else ():
        for part in closure.parts():
            yield seed, part


def _campaign(
    work: Sequence[_Work], runs: int, calls: int, jobs: int
) -> Iterator[tuple[str, Followed, str]]:
    if jobs == 1:
        for one in work:
            yield _one(one, runs, calls)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        for future in as_completed([pool.submit(_one, one, runs, calls) for one in work]):
            yield future.result()


def _one(work: _Work, runs: int, calls: int) -> tuple[str, Followed, str]:
    sys.setrecursionlimit(_DEEP)
    seed, closure = work
    name = f"seed {seed}" if closure is None else ", ".join(closure.targets)
    try:
        if closure is None:
            return name, follow_drawn(draw(seed), seed, runs, calls), ""
        return name, follow_files(closure, seed, runs, calls), ""
    except Exception as error:
        return name, Followed(), f"{type(error).__name__}: {str(error)[:300]}"


def follow_drawn(drawn: Sequence[Consumer], seed: int, runs: int, calls: int) -> Followed:
    """Follow some generated consumers."""
    total = Followed()
    for one in loaded(drawn):
        total.add(follow(*one, seed, runs, calls))
    return total


def follow_files(closure: Closure, seed: int, runs: int, calls: int) -> Followed:
    """Follow the consumers of some files."""
    compilers, solc = compiler()
    answer = compilers.ask(solc, question(closure))
    errors = [one for one in answer.get("errors", ()) if one["severity"] == "error"]
    if errors:
        raise CannotBuild(errors[0]["formattedMessage"])
    asts = {unit: source["ast"] for unit, source in answer["sources"].items()}
    total = Followed()
    for one in _consumers(slither_of(closure, asts, solc.version), asts):
        total.add(follow(*one, seed, runs, calls))
    return total


_Loaded = tuple[Contract, Protocol, Mapping[int, EventShape]]
"""A consumer, what is known of it, and how events are logged."""


def loaded(drawn: Sequence[Consumer]) -> Iterator[_Loaded]:
    """Generated consumers, compiled and read."""
    batch = compile_batch(drawn, run=False)
    names = {one.name for one in drawn}
    slither = slither_of(batch.closure, batch.asts, batch.version)
    for one in _consumers(slither, batch.asts):
        if one[0].name in names:
            yield one


def _consumers(slither: Slither, asts: Mapping[str, Any]) -> Iterator[_Loaded]:
    events = events_of(asts)
    for unit in slither.compilation_units:
        protocol = protocol_of(unit)
        for contract in protocol.consumers:
            yield contract, protocol, events
