"""Contracts that dwell on what Solidity leaves to an order, a width or a place: all of them agree
on the interpreter and on the EVM, in both pipelines.
"""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pyrevm")

from truth.beside.compare import Tally, compare
from truth.beside.programs import compiled

FILES = sorted(Path(__file__).with_name("language").glob("*.sol"))
CALLS = 60


@pytest.mark.parametrize("via_ir", [False, True], ids=["legacy", "ir"])
@pytest.mark.parametrize("file", FILES, ids=[one.stem for one in FILES])
def test_agrees(file: Path, via_ir: bool) -> None:
    made = compiled({file.name: file.read_text(encoding="utf-8")}, via_ir)
    total = Tally()
    for one in made.contracts.values():
        if not one.library:
            total.add(compare(made, one, 1, CALLS))
    assert total.disagreements == []
    assert total.undeployed == total.not_comparable == 0
    assert total.succeeded > CALLS / 2
