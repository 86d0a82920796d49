"""What the verifier holds of a consumer: its states at each block, and between transactions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from slither.core.declarations import Contract, Function

from dtnlint.language.instructions import Entry, FunctionKey
from dtnlint.lifecycle import Judgement, explored, judged
from dtnlint.lifecycle.histories import Histories
from dtnlint.lifecycle.sets import is_of_set
from dtnlint.lifecycle.storage import Storage
from dtnlint.lifecycle.world import Location, World
from dtnlint.protocol import Protocol


@dataclass
class Part:
    """One cluster of storage, as it was explored in the end."""

    entries: frozenset[Function]
    kept: tuple[Location, ...] = ()
    families: frozenset[str] = frozenset()
    blocks: dict[tuple[FunctionKey, int], dict[World, None]] = field(default_factory=dict)
    between: dict[World, int] = field(default_factory=dict)

    def at(self, key: FunctionKey, block: int) -> dict[World, None]:
        """The worlds at a block."""
        return self.blocks.get((key, block), {})


class Watched:
    """One consumer, judged: the verdicts, and all that they stand on."""

    def __init__(self, contract: Contract, protocol: Protocol) -> None:
        parts: dict[Histories, list[Part]] = {}

        def begin(histories: Histories) -> None:
            parts[histories] = self._begin(histories)

        found = explored(contract, protocol, begin)
        self.histories = found.histories
        self.parts = parts[self.histories]
        self.judgement: Judgement = judged(found)
        self.functions: dict[FunctionKey, Function] = {
            key: function for function, key in self.histories._keys.items()
        }
        entries = self.histories.bridge.code.entries
        self.callable: list[Entry] = [one for one in entries if self._is_callable(one)]
        """The entry points that somebody may call, to some effect."""
        self.asking: list[Entry] = [one for one in entries if self._asks(one)]
        """Those that the router may call with the answer to anybody's request."""

    def _begin(self, histories: Histories) -> list[Part]:
        """Look on while a consumer is explored: once more from the beginning."""
        parts: list[Part] = []
        machine, clusters = histories.machine, list(histories.relevance.clusters)
        focus, constructed, block = machine.focus, histories._constructed, machine._block

        def focused(kept: frozenset[Any], untold: frozenset[Any]) -> None:
            focus(kept, untold)
            parts.append(Part(frozenset(clusters[len(parts)].entries)))

        def beginning() -> list[World]:
            part = parts[-1]
            part.blocks.clear()
            part.between = histories.worlds
            part.kept = tuple(_kept(machine.storage))
            part.families = frozenset(
                step[1]
                for location in part.kept
                for step in location[1]
                if isinstance(step, tuple) and step[0] == "key"
            )
            return constructed()

        def entered(body: Any, number: int, state: World) -> Any:
            parts[-1].blocks.setdefault((body.key, number), {})[state] = None
            return block(body, number, state)

        machine.focus = focused  # type: ignore[method-assign]
        histories._constructed = beginning  # type: ignore[method-assign]
        machine._block = entered  # type: ignore[method-assign, assignment]
        return parts

    def _is_callable(self, entry: Entry) -> bool:
        function = self.functions.get(entry.function)
        if entry.kind == "getter" or function is None or function.view or function.pure:
            return False
        # The router stays who it is: another would be one that keeps to nothing.
        return not self.histories._sets_router(function)

    def _asks(self, entry: Entry) -> bool:
        function = self.functions.get(entry.function)
        return function in self.histories.machine.relevance.effective and bool(
            function is not None and self.histories._asks_for_router(function)
        )

    @property
    def bounded(self) -> bool:
        """Whether a bound kept it from following everything."""
        return bool(self.histories.gave_up or self.histories.bounds)

    def follows(self, key: FunctionKey) -> bool:
        """Whether a body runs in the abstract execution."""
        relevance, bridge = self.histories.relevance, self.histories.bridge
        if key not in relevance.active:
            return False
        body = bridge.body(key).function
        return not (is_of_set(body) and self.histories.machine.calls._knows_sets())


def _kept(storage: Storage) -> Iterator[Location]:
    """The locations that are followed; of look-ups, only to what they lead."""
    for root in sorted(storage._roots):
        for location in storage._everything((root, ())):
            if storage.kept(location) and not _is_looked_up(storage, location):
                yield location


def _is_looked_up(storage: Storage, location: Location) -> bool:
    root, steps = location
    above = ((root, steps[:n]) for n, step in enumerate(steps) if isinstance(step, tuple))
    return any(map(storage.is_lookup, above))
