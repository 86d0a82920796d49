"""The verifier against execution, on consumers from fixed seeds: the measure of its claims."""

from __future__ import annotations

import pytest

from truth.campaign import campaign
from truth.compare import RULES, Tally
from truth.generate import BATCH, draw

pytestmark = [pytest.mark.xdist_group("differential"), pytest.mark.slow]

SEEDS = range(1, 7)


def test_seeds_are_reproducible_and_differ() -> None:
    first = [one.marked for one in draw(1)]
    draw.cache_clear()
    assert [one.marked for one in draw(1)] == first
    assert len(set(first)) == len(first) > BATCH // 2
    assert first != [one.marked for one in draw(2)]


def test_nothing_is_missed_and_next_to_nothing_invented_or_unknown() -> None:
    total = Tally()
    files: dict[str, str] = {}
    for seed, tally, disagreements, error in campaign(SEEDS, 2):
        assert not error, f"seed {seed}: {error}"
        total.add(tally)
        files |= disagreements
    counts = {
        what: sum(total.counts[rule, what] for rule, _ in RULES.values())
        for what in ("proved", "violated", "unknown", "shown", "missed", "invented")
    }
    told = "\n\n".join(f"{name}:\n{text}" for name, text in sorted(files.items())[:3])
    assert total.contracts >= 250
    assert counts["shown"] > total.contracts
    assert counts["missed"] == 0, told
    assert counts["invented"] <= 0.01 * counts["violated"], told
    verdicts = counts["proved"] + counts["violated"] + counts["unknown"]
    assert counts["unknown"] <= 0.03 * verdicts
