"""Mutants of the corpus, many at once; of what goes wrong, the ones at fault alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

from truth.hostile.mutations import mutated
from truth.hostile.running import project
from truth.hostile.trial import CORPUS, Effort, Trial, examples, judge, kept

Mutants = Mapping[Path, bytes]
"""By path in the corpus: what a file of it has become."""


def contracts_trial(seed: str, keep: Path | None, effort: Effort) -> Trial:
    """Check mutants of the corpus beside a healthy file."""
    random = Random(seed)
    mutants = {
        path.relative_to(CORPUS): mutated(path.read_bytes(), random)
        for path in random.sample(examples(random), effort.together)
    }

    def attempt(some: Mutants, keep: Path | None = None) -> Trial:
        trial = Trial(seed, mutants=len(some))
        with project() as (top, outside):
            _write(some, top)
            judge(trial, top, outside, Random(seed), effort)
        return trial

    trial = attempt(mutants)
    told = []
    for some, again in at_fault(mutants, trial, attempt) if trial.faults else ():
        names = ", ".join(sorted(map(str, some)))
        again.seed += f":{min(some).stem}"
        again.kinds.append(names)
        with project() as (top, _):
            _write(some, top)
            kept(again, top, keep)
        told += [f"{names}: {fault}" for fault in again.faults]
    trial.faults = told
    return trial


def at_fault(
    mutants: Mutants, trial: Trial, attempt: Callable[[Mutants], Trial]
) -> Iterator[tuple[Mutants, Trial]]:
    """Of mutants whose trial shows a fault, the fewest that do: by halves, each by itself.

    What takes long only together is no fault.
    """
    if len(mutants) == 1:
        yield mutants, trial
        return
    names = sorted(mutants)
    middle = len(names) // 2
    alone = True
    for half in (names[:middle], names[middle:]):
        some = {name: mutants[name] for name in half}
        again = attempt(some)
        if again.faults:
            alone = False
            yield from at_fault(some, again, attempt)
    if alone and not trial.only_long:
        yield mutants, trial


def _write(mutants: Mutants, top: Path) -> None:
    shutil.copytree(CORPUS / "support", top / "support")
    for path, data in mutants.items():
        place = top / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
