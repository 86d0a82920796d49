"""The figures are for people with terminals of 80 columns, and for programs."""

from __future__ import annotations

import io
from collections import Counter

from rich.console import Console

from truth.__main__ import table_of
from truth.compare import Tally
from truth.report import ALL, COUNTED, summary
from truth.rules import RULES


def test_the_figures_fit_a_narrow_terminal() -> None:
    many = Counter({(rule, what): 4_000 for rule in RULES for what in COUNTED})
    console = Console(file=io.StringIO(), width=80)
    console.print(table_of(summary(Tally(contracts=4_000, counts=many))))
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "…" not in text
    for rule in RULES:
        assert rule.removeprefix("dtn-") in text


def test_shares_are_of_verdicts_and_of_violations() -> None:
    counts = Counter(
        {
            ("dtn-double-close", "proved"): 90,
            ("dtn-double-close", "violated"): 8,
            ("dtn-double-close", "unknown"): 2,
            ("dtn-double-close", "invented"): 1,
        }
    )
    figures = summary(Tally(contracts=50, counts=counts))
    assert figures["dtn-double-close"]["unknown %"] == 2
    assert figures["dtn-double-close"]["invented %"] == 12.5
    assert figures[ALL]["contracts"] == 50
