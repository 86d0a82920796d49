"""`python -m truth corpus` and `language`: contracts on the interpreter and on the EVM."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from truth.beside.compare import Tally
from truth.beside.corpus import compare_corpus
from truth.beside.generated import Generated, compare_generated
from truth.programs.contracts import COMMON, draw

_DEEP = 20_000


@click.command()
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, resolve_path=True, path_type=Path),
)
@click.option("--seed", default=1, show_default=True, help="For the drawn calls.")
@click.option("--via-ir", is_flag=True, help="The IR pipeline instead of the legacy one.")
@click.option("--calls", default=25, show_default=True, help="Calls of each contract.")
def corpus(paths: tuple[Path, ...], seed: int, via_ir: bool, calls: int) -> None:
    """Compare the consumers below PATHS: the language's meaning and the EVM's."""
    sys.setrecursionlimit(_DEEP)
    total, broken = Tally(), 0
    began = time.monotonic()
    for compared in compare_corpus(paths, seed, via_ir, calls):
        total.add(compared.tally)
        if compared.error:
            broken += 1
            click.echo(f"{', '.join(compared.files)} does not compile: {compared.error}")
    told(total, time.monotonic() - began)
    sys.exit(1 if total.disagree or broken else 0)


def told(total: Tally, seconds: float) -> None:
    """Print what became of contracts and calls."""
    for one in total.disagreements:
        click.echo(f"{one.contract}: {one.call}: {one.difference}")
    for reason, count in total.reasons.most_common():
        click.echo(f"not comparable: {count} calls: {reason}")
    ran = ", ".join(f"{name} {count}" for name, count in total.executed.most_common())
    click.echo(f"instructions run: {ran}")
    click.echo(
        f"{total.agree} contracts agree ({total.undeployed} in not being created), "
        f"{total.disagree} disagree, {total.not_comparable} are not comparable; "
        f"{total.calls} calls compared, {total.succeeded} of which succeed; "
        f"{seconds:.0f} s"
    )


@click.command()
@click.option("--seed", default=1, show_default=True, help="The first program's.")
@click.option("--count", default=100, show_default=True, help="How many programs.")
@click.option("--via-ir", is_flag=True, help="The IR pipeline instead of the legacy one.")
@click.option("--solc", "minor", default=37, show_default=True, help="The N of solc 0.8.N.")
@click.option("--constructs", is_flag=True, help="Also tell how often each construct was drawn.")
def language(seed: int, count: int, via_ir: bool, minor: int, constructs: bool) -> None:
    """Compare generated programs: the language's meaning and the EVM's."""
    sys.setrecursionlimit(_DEEP)
    whole = Generated()
    began = time.monotonic()
    for some in compare_generated(range(seed, seed + count), via_ir, minor):
        for number, one in zip(some.disagreeing, some.tally.disagreements, strict=True):
            click.echo(f"seed {number}: {one.call}: {one.difference}")
        whole.add(some)
    whole.tally.disagreements.clear()
    told(whole.tally, time.monotonic() - began)
    click.echo(f"{len(whole.uncompiled)} times the compiler refused programs")
    if constructs:
        for name, number in sorted(whole.drawn.items()):
            click.echo(f"{number:9} {name}")
    if whole.disagreeing:
        click.echo(f"disagreeing seeds: {', '.join(map(str, whole.disagreeing))}")
    sys.exit(1 if whole.tally.disagree else 0)


@click.command()
@click.argument("seed", type=int)
@click.option("--solc", "minor", default=37, show_default=True, help="The N of solc 0.8.N.")
def program(seed: int, minor: int) -> None:
    """Print one generated program, and the file that it imports."""
    click.echo(draw(seed, minor).text)
    click.echo(f"// common.sol\n{COMMON}")
