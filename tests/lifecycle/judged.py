"""What the verifier says of a file of contracts, by contract and property."""

from __future__ import annotations

from pathlib import Path

from dtnlint.compiler import load_files
from dtnlint.lifecycle import Outcome, Property, judge

CONTRACTS = Path(__file__).parent / "contracts"

Outcomes = dict[tuple[str, Property], set[Outcome]]


def outcomes_of(name: str) -> Outcomes:
    """The outcomes of each property of each contract in a file of these tests."""
    (loaded,) = load_files([CONTRACTS / name])
    (unit,) = loaded.slither.compilation_units
    found: Outcomes = {}
    for verdict in judge(unit).verdicts:
        found.setdefault((verdict.contract.name, verdict.property), set()).add(verdict.outcome)
    return found
