"""What is said against execution, on consumers from fixed seeds: the measure of all claims."""

from __future__ import annotations

import pytest

from truth.campaign import campaign
from truth.compare import Tally
from truth.generate import BATCH, draw
from truth.report import ALL, summary
from truth.rules import RULES

pytestmark = [pytest.mark.xdist_group("differential"), pytest.mark.slow]

SEEDS = range(1, 4)
ALL_SEEDS = range(1, 7)


def test_seeds_are_reproducible_and_differ() -> None:
    first = [one.marked for one in draw(1)]
    draw.cache_clear()
    assert [one.marked for one in draw(1)] == first
    assert len(set(first)) == len(first) > BATCH // 2
    assert first != [one.marked for one in draw(2)]


def test_nothing_is_missed_and_next_to_nothing_invented_or_unknown(
    request: pytest.FixtureRequest,
) -> None:
    seeds = ALL_SEEDS if request.config.getoption("--whole") else SEEDS
    total = Tally()
    files: dict[str, str] = {}
    for seed, tally, disagreements, error in campaign(seeds, 2):
        assert not error, f"seed {seed}: {error}"
        total.add(tally)
        files |= disagreements
    figures = summary(total)
    told = "\n\n".join(f"{name}:\n{text}" for name, text in sorted(files.items())[:3])
    assert total.contracts >= 40 * len(seeds)
    assert figures[ALL]["shown"] > 3 * total.contracts
    assert figures[ALL]["missed"] == 0, told
    assert figures[ALL]["invented"] <= 0.01 * figures[ALL]["violated"], told
    assert figures[ALL]["unknown %"] <= 3
    # A rule that nothing is drawn for is not compared.
    assert {rule for rule in RULES if not figures[rule]["shown"]} == set(), figures
