"""`python -m truth forge`."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click

from truth.forge.campaign import Budget, Came, campaign


@click.command()
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, resolve_path=True, path_type=Path),
)
@click.option("--runs", default=256, show_default=True, help="Sequences for each consumer.")
@click.option("--depth", default=64, show_default=True, help="Transactions of each.")
@click.option("--seed", default=1, show_default=True, help="What forge draws from.")
@click.option("--forced", is_flag=True, help="Claim of wrong contracts that they are right.")
@click.option("--share", default=1, show_default=True, help="Take each of so many files.")
@click.option("--output", type=click.Path(path_type=Path), help="File for what came, in JSON.")
def forge(
    paths: tuple[Path, ...],
    runs: int,
    depth: int,
    seed: int,
    forced: bool,
    share: int,
    output: Path | None,
) -> None:
    """Let the real forge try what is proved of the consumers in files or folders.

    What it breaks is a wrong proof. With --forced, of contracts that are known to be wrong,
    it is what silence means: the share of planted defects that the invariants catch.
    """
    files = [
        file
        for path in paths
        for file in (sorted(path.rglob("*.sol")) if path.is_dir() else [path])
    ][::share]
    total: Counter[Came] = Counter()
    listed = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as work:
        for ran in campaign(files, Path(work), Budget(runs, depth, seed), forced=forced):
            total[ran.came] += 1
            listed.append(
                {
                    "path": ran.path,
                    "contract": ran.contract,
                    "came": ran.came.value,
                    "text": ran.text,
                    "sequence": list(ran.sequence),
                }
            )
            wanted = Came.HELD if forced else Came.BROKEN
            if ran.came is wanted or ran.came not in (Came.HELD, Came.BROKEN, Came.EMPTY):
                click.echo(f"{ran.path}: {ran.contract}: {ran.came.value}: {ran.text}"[:600])
                for call in ran.sequence:
                    click.echo(f"    {call}")
            if output is not None:
                output.write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    figures = ", ".join(f"{total[one]} {one.value}" for one in Came if total[one])
    click.echo(f"{figures}; {time.monotonic() - began:.0f} s")
    sys.exit(1 if total[Came.BROKEN] and not forced else 0)
