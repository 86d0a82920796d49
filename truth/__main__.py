"""`python -m truth`: measure the verifier on thousands of generated consumers."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from truth.abstract.command import abstract
from truth.batch import compile_batch, model_code
from truth.beside.command import corpus, language, program
from truth.campaign import campaign
from truth.cases import Score, scored
from truth.compare import Disagreement, Tally, compare
from truth.editing.command import editing
from truth.explore import Explorer
from truth.forge.command import forge
from truth.generate import BATCH, draw, shrink
from truth.grammar import Consumer
from truth.hostile.command import hostile
from truth.report import ALL, described, summary
from truth.said import said_of


@click.group()
def main() -> None:
    """Lay what the verifier says beside what runs."""


main.add_command(abstract)
main.add_command(corpus)
main.add_command(language)
main.add_command(program)
main.add_command(hostile)
main.add_command(editing)
main.add_command(forge)


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
    figures = summary(total)
    console.print(table_of(figures))
    console.print(
        f"{total.contracts} contracts, {total.calls} transactions, {seconds:.0f} s, "
        f"{total.contracts / seconds:.1f} contracts a second; {total.undeployable} do not deploy, "
        f"{total.incomplete} were not explored to the end"
    )
    for line in broken:
        console.print(line, style="red")
    if output is not None:
        speed = round(total.contracts / seconds, 2)
        whole = {"contracts a second": speed, "rules": figures}
        output.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    sys.exit(1 if figures[ALL]["missed"] or broken else 0)


@main.command()
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, resolve_path=True, path_type=Path),
)
@click.option("--reasons", is_flag=True, help="Also tell why verdicts are unknown.")
def cases(paths: tuple[Path, ...], reasons: bool) -> None:
    """Score what is said of files (or of folders' files) whose operations are marked `//! VAL=p`.

    A mark names properties with `p` where they hold, `v` where they can be broken, and `u` where
    neither should be said.
    """
    files = [
        file for path in paths for file in (sorted(path.glob("*.sol")) if path.is_dir() else [path])
    ]
    total: Counter[Score] = Counter()
    for case in scored(files):
        counts = case.counts
        total += counts
        figures = ", ".join(f"{counts[one]} {one.value}" for one in Score if counts[one])
        click.echo(f"{case.name}: {figures}; {case.seconds:.1f} s")
        for one in case.scored:
            if one.score is not Score.RIGHT:
                mark, said = one.expectation, one.said.value if one.said else "nothing"
                click.echo(f"    {mark.line}: {mark.name} is {mark.outcome.value}, said: {said}")
                for reason in one.reasons if reasons else ():
                    click.echo(f"        {reason}")
        for error in case.errors:
            click.echo(f"    not analysed: {error}")
    click.echo(", ".join(f"{total[one]} {one.value}" for one in Score))
    sys.exit(1 if total[Score.WRONG] or total[Score.FALSE] else 0)


@main.command()
@click.argument("seed", type=int)
@click.argument("position", type=int)
def show(seed: int, position: int) -> None:
    """Print one consumer, what is said of it, and what it does."""
    consumer = draw(seed)[position]
    batch = compile_batch([consumer])
    click.echo(batch.analysed[consumer.name].text)
    for (rule, site), found in said_of(batch)[consumer.name].items():
        for said in found:
            click.echo(f"{said.outcome.value}: {rule}: operation {site}: {said.text}")
    explored = Explorer(consumer, batch.artifacts[consumer.name], model_code(), 60_000).explore(4)
    for (rule, site), path in explored.shown.items():
        click.echo(f"shown: {rule}: operation {site}: {' | '.join(map(str, path))}")
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


_HEADS = {
    "contracts": "of",
    "proved": "right",
    "violated": "wrong",
    "unknown": "unk",
    "shown": "shown",
    "undecided": "open",
    "missed": "miss",
    "invented": "inv",
}
"""The figures as a terminal of 80 columns has room for them."""


def table_of(figures: dict[str, dict[str, float]]) -> Table:
    """The figures by rule, for people."""
    table = Table(title="What is said against execution", box=None, padding=(0, 1, 0, 0))
    table.add_column("rule", no_wrap=True)
    for head in _HEADS.values():
        table.add_column(head, justify="right", no_wrap=True)
    for rule, row in figures.items():
        style = "red" if row["missed"] else "yellow" if row["invented"] else None
        cells = (f"{row[name]:g}" for name in _HEADS)
        table.add_row(rule.removeprefix("dtn-"), *cells, style=style)
    return table


if __name__ == "__main__":
    main()
