"""Many seeds, in parallel: each process draws, compiles, judges and runs whole batches."""

from __future__ import annotations

import multiprocessing
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

from truth.batch import compile_batch
from truth.compare import Tally, compare
from truth.generate import draw
from truth.report import described


def campaign(seeds: Collection[int], jobs: int) -> Iterator[tuple[int, Tally, dict[str, str], str]]:
    """Yield, for each seed: figures, disagreements as files, and what went wrong with the tools."""
    if jobs == 1:
        yield from map(_one, seeds)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        for future in as_completed([pool.submit(_one, seed) for seed in seeds]):
            yield future.result()


def _one(seed: int) -> tuple[int, Tally, dict[str, str], str]:
    """Compare the batch of one seed; a failure of the tools is told, not raised."""
    try:
        tally, disagreements = compare(compile_batch(draw(seed)))
    except Exception as error:
        return seed, Tally(), {}, f"{type(error).__name__}: {str(error)[:300]}"
    files: dict[str, str] = {}
    for number, one in enumerate(disagreements):
        files[f"{one.rule}-{one.kind}-{one.consumer.name}-{number}.sol"] = described(one)
    return seed, tally, files, ""
