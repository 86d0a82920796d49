"""Generated programs compared, many to one run of the compiler."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dtnlint.replay.bytecode import CannotBuild
from truth.beside.compare import Tally, compare
from truth.beside.programs import Compiled, compiled
from truth.programs.contracts import COMMON, MAIN, Drawn, draw

TOGETHER = 25
"""Programs that are compiled at once."""
CALLS = 14
_BLAMED = re.compile(r"p(\d+)\.sol")


@dataclass
class Generated:
    """What became of some programs."""

    tally: Tally = field(default_factory=Tally)
    drawn: Counter[str] = field(default_factory=Counter)
    uncompiled: list[str] = field(default_factory=list)
    """What the compiler says of programs that it refuses: too much for its stack."""
    disagreeing: list[int] = field(default_factory=list)
    """The seeds."""

    def add(self, other: Generated) -> None:
        """Count another's, too."""
        self.tally.add(other.tally)
        self.drawn.update(other.drawn)
        self.uncompiled += other.uncompiled
        self.disagreeing += other.disagreeing


def compare_generated(seeds: Sequence[int], via_ir: bool, minor: int = 37) -> Iterator[Generated]:
    """Compare the programs of these seeds, some at a time."""
    for start in range(0, len(seeds), TOGETHER):
        yield _compare_some(seeds[start : start + TOGETHER], via_ir, minor)


def _compare_some(seeds: Sequence[int], via_ir: bool, minor: int) -> Generated:
    result = Generated()
    programs = {seed: draw(seed, minor) for seed in seeds}
    for seed, made in _compiled(programs, via_ir, minor, result):
        result.drawn.update(programs[seed].constructs)
        tally = compare(made, made.contracts[f"p{seed}.sol", MAIN], seed, CALLS)
        result.tally.add(tally)
        if tally.disagree:
            result.disagreeing.append(seed)
    return result


def _compiled(
    programs: dict[int, Drawn], via_ir: bool, minor: int, result: Generated
) -> Iterator[tuple[int, Compiled]]:
    """Compile them all but for those that the compiler refuses, which are left out."""
    sources = {f"p{seed}.sol": program.text for seed, program in programs.items()}
    try:
        made = compiled({**sources, "common.sol": COMMON}, via_ir, minor=minor)
    except CannotBuild as error:
        blamed = {int(number) for number in _BLAMED.findall(str(error))} & programs.keys()
        if not blamed and len(programs) == 1:
            blamed = set(programs)
        result.uncompiled += [str(error)] * len(blamed)
        kept = [seed for seed in programs if seed not in blamed]
        # The compiler does not always say which it means.
        middle = 0 if blamed else len(kept) // 2
        for part in (kept[:middle], kept[middle:]):
            if part:
                yield from _compiled({seed: programs[seed] for seed in part}, via_ir, minor, result)
        return
    for seed in programs:
        yield seed, made
