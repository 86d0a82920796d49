"""Where choices come from, and how often each construct was chosen."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
_SMALL = (0, 1, 1, 2, 2, 3, 4, 5, 7, 10, 16, 31, 100)


class Source:
    """A stream of choices, the same for the same seed."""

    def __init__(self, seed: str, minor: int = 37) -> None:
        self.minor = minor
        """Of the compiler's version: 0.8.37 has what the ones before have not."""
        self._random = random.Random(seed)
        self.drawn: Counter[str] = Counter()

    def chance(self, share: float) -> bool:
        """True in a share of cases."""
        return self._random.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        """One of several."""
        return self._random.choice(choices)

    def number(self, low: int, high: int) -> int:
        """A number, both bounds included."""
        return self._random.randint(low, high)

    def small(self) -> int:
        """A number that rarely overflows anything."""
        return self.pick(_SMALL)

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in another order."""
        copy = list(items)
        self._random.shuffle(copy)
        return copy

    def of(self, ways: Sequence[tuple[str, int, Callable[[], str | None]]]) -> str:
        """What one of several ways makes, by their weights; those that give None are passed over.

        The last way is the one that always goes.
        """
        left = list(ways)
        while True:
            weights = [weight for _, weight, _ in left]
            index = self._random.choices(range(len(left)), weights)[0] if sum(weights) else -1
            name, _, way = left[index]
            made = way()
            if made is not None:
                self.drawn[name] += 1
                return made
            if len(left) == 1:
                raise ValueError("no way goes")
            del left[index]
