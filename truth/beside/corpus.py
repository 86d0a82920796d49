"""Whole contracts to compare: projects' consumers, with all they import and a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dtnlint.replay.bytecode import CannotBuild
from dtnlint.sources import bundled
from dtnlint.sources.closure import Closure
from dtnlint.sources.plan import plan
from truth.beside.compare import Tally, compare
from truth.beside.programs import compiled

_NETWORK = "network.sol"
_INTERFACE = "@deeptrust/contracts/idtn-ai.sol"
TOGETHER = 4
"""Files that are compiled at once."""


@dataclass(frozen=True)
class Compared:
    """What became of the contracts of some files."""

    files: tuple[str, ...]
    tally: Tally
    error: str = ""


def compare_corpus(
    paths: Sequence[Path], seed: int, via_ir: bool, calls: int = 25
) -> Iterator[Compared]:
    """Compare all consumers below the paths."""
    for closure in plan(paths).closures:
        parts = list(closure.parts())
        for start in range(0, len(parts), TOGETHER):
            group = parts[start : start + TOGETHER]
            yield from _compare_group(closure, group, seed, via_ir, calls)


def _compare_group(
    closure: Closure, group: Sequence[Closure], seed: int, via_ir: bool, calls: int
) -> Iterator[Compared]:
    targets = [target for part in group for target in part.targets]
    try:
        yield _compare(closure.only(targets), seed, via_ir, calls)
    except CannotBuild as error:
        if len(group) == 1:
            yield Compared(tuple(targets), Tally(), str(error))
        for part in group if len(group) > 1 else ():
            yield from _compare_group(closure, [part], seed, via_ir, calls)


def _compare(closure: Closure, seed: int, via_ir: bool, calls: int) -> Compared:
    sources = {file.unit: file.text for file in closure.files}
    sources[_NETWORK] = Path(__file__).with_name(_NETWORK).read_text(encoding="utf-8")
    interface = bundled.PREFIX + _INTERFACE
    sources.setdefault(interface, bundled.text_of(_INTERFACE, owner_argument=True))
    remapping = f"{_NETWORK}:{_INTERFACE}={interface}"
    units = (*closure.targets, _NETWORK)
    made = compiled(sources, via_ir, (*closure.remappings, remapping), units)
    total = Tally()
    for (unit, _), one in made.contracts.items():
        if unit != _NETWORK and not one.library:
            total.add(compare(made, one, seed, calls, network=True))
    return Compared(closure.targets, total)
