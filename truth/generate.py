"""Seeds to consumers and back: the same seed gives the same consumers, and a failure shrinks.

Hypothesis draws and shrinks. Drawing goes in batches, because compilers like
them; to shrink one consumer of a batch, the batch is drawn again, and Hypothesis
is told that it fails where it is drawn.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from functools import lru_cache

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

from truth.grammar import Consumer, consumers

BATCH = 50
"""Consumers for each seed, at most."""
_DRAWN = 110
"""Hypothesis repeats itself, on purpose, about every second time."""
_STEM = "Specimen"


@lru_cache(maxsize=8)
def draw(number: int) -> tuple[Consumer, ...]:
    """The batch of one seed; its consumers have different names."""
    drawn: dict[str, Consumer] = {}

    @_settings(Phase.generate)
    @seed(number)
    @given(consumers(_STEM))
    def collect(consumer: Consumer) -> None:
        drawn.setdefault(consumer.marked, consumer)

    collect()
    return tuple(
        named(consumer, f"S{number}x{position}")
        for position, consumer in enumerate(list(drawn.values())[:BATCH])
    )


def shrink(number: int, position: int, fails: Callable[[Consumer], bool]) -> Consumer:
    """The simplest consumer for which `fails` holds as it does for this one of a batch."""
    known = {consumer.marked: place for place, consumer in enumerate(_plain(number))}
    smallest: list[Consumer] = []
    tried: dict[str, bool] = {}

    @_settings(Phase.generate, Phase.shrink)
    @seed(number)
    @given(consumers(_STEM))
    def check(consumer: Consumer) -> None:
        text = consumer.marked
        if text not in tried:
            # Those that were drawn before it are known; only it is to fail.
            if text in known and not smallest:
                tried[text] = known[text] == position
            else:
                tried[text] = fails(named(consumer, "Minimal"))
        if tried[text]:
            smallest.append(consumer)
            raise AssertionError

    with contextlib.suppress(AssertionError):
        check()
    return named(min(smallest, key=lambda one: len(one.marked)), "Minimal")


def named(consumer: Consumer, name: str) -> Consumer:
    """The same consumer under another name."""
    return dataclasses.replace(
        consumer, name=name, marked=consumer.marked.replace(consumer.name, name)
    )


def _plain(number: int) -> list[Consumer]:
    return [named(consumer, _STEM) for consumer in draw(number)]


def _settings(*phases: Phase) -> settings:
    return settings(
        max_examples=_DRAWN,
        phases=phases,
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
