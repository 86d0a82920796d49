"""`python -m truth`: measure the verifier on thousands of generated consumers."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from truth.batch import compile_batch, model_code
from truth.campaign import campaign
from truth.compare import RULES, Disagreement, Tally, compare, verdicts_of
from truth.explore import Explorer
from truth.generate import BATCH, draw, shrink
from truth.grammar import Consumer
from truth.report import described, summary


@click.group()
def main() -> None:
    """Lay what the verifier says beside what runs."""


@main.command()
@click.option("--contracts", default=10_000, show_default=True, help="How many, about.")
@click.option("--seed", default=1, show_default=True, help="The first seed.")
@click.option("--jobs", default=2, show_default=True, help="Processes.")
@click.option("--failures", type=click.Path(path_type=Path), help="Folder for disagreements.")
@click.option("--output", type=click.Path(path_type=Path), help="File for the figures, in JSON.")
def run(contracts: int, seed: int, jobs: int, failures: Path | None, output: Path | None) -> None:
    """Compare on generated consumers, and report missed, invented and unknown by rule."""
    seeds = range(seed, seed + max(1, -(-contracts // BATCH)))
    console = Console()
    total = Tally()
    broken: list[str] = []
    began = time.monotonic()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("contracts", total=len(seeds) * BATCH)
        for number, tally, files, error in campaign(seeds, jobs):
            total.add(tally)
            if error:
                broken.append(f"seed {number}: {error}")
            if failures is not None:
                failures.mkdir(parents=True, exist_ok=True)
                for name, text in files.items():
                    (failures / name).write_text(text, encoding="utf-8")
            progress.advance(task, BATCH)
    seconds = time.monotonic() - began
    figures = summary(total, seconds)
    console.print(_table(figures))
    console.print(
        f"{total.contracts} contracts, {total.calls} transactions, {seconds:.0f} s, "
        f"{total.contracts / seconds:.1f} contracts a second; {total.undeployable} do not deploy, "
        f"{total.incomplete} were not explored to the end"
    )
    for line in broken:
        console.print(line, style="red")
    if output is not None:
        output.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    missed = sum(total.counts[rule, "missed"] for rule, _ in RULES.values())
    sys.exit(1 if missed or broken else 0)


@main.command()
@click.argument("seed", type=int)
@click.argument("position", type=int)
def show(seed: int, position: int) -> None:
    """Print one consumer, what is said of it, and what it does."""
    consumer = draw(seed)[position]
    batch = compile_batch([consumer])
    click.echo(batch.analysed[consumer.name].text)
    for verdict in verdicts_of(batch)[consumer.name]:
        click.echo(f"{verdict.outcome.value}: {verdict.property.value}: {verdict.operation_name}")
    explored = Explorer(consumer, batch.artifacts[consumer.name], model_code(), 60_000).explore(4)
    for (prop, site), path in explored.shown.items():
        click.echo(f"shown: {prop.value}: operation {site}: {' | '.join(map(str, path))}")
    for disagreement in compare(batch)[1]:
        click.echo(described(disagreement))


@main.command()
@click.argument("seed", type=int)
@click.argument("position", type=int)
def minimal(seed: int, position: int) -> None:
    """Shrink a consumer on which there is disagreement."""
    wanted = _kinds(draw(seed)[position])
    if not wanted:
        raise click.ClickException("There is no disagreement on this one.")
    found = shrink(seed, position, lambda consumer: bool(_kinds(consumer) & wanted))
    for disagreement in compare(compile_batch([found]))[1]:
        click.echo(described(disagreement))


def _kinds(consumer: Consumer) -> set[tuple[str, str]]:
    found: list[Disagreement] = compare(compile_batch([consumer]))[1]
    return {(one.kind, one.rule) for one in found}


def _table(figures: dict[str, dict[str, float]]) -> Table:
    table = Table(title="The verifier against execution")
    table.add_column("rule")
    names = list(next(iter(figures.values())))
    for name in names:
        table.add_column(name, justify="right")
    for rule, row in figures.items():
        table.add_row(rule, *(f"{row[name]:g}" for name in names))
    return table


if __name__ == "__main__":
    main()
