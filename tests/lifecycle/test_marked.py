"""What the verifier says of contracts whose operations are marked with what is so.

Marks are `truth.cases`'s: ``//! VAL=p NCT=v LOST=u``. Findings are the corpus's business; here
stands what must be proved, and what must be left open.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.lifecycle.judged import CONTRACTS
from truth.cases import Case, Score, scored

FILES = sorted(path for path in (CONTRACTS / "marked").glob("*.sol"))


@pytest.fixture(scope="module")
def cases() -> Mapping[str, Case]:
    return {case.name: case for case in scored(FILES)}


@pytest.mark.parametrize("name", [path.name for path in FILES if path.name != "Desk.sol"])
def test_what_is_said_is_what_is_marked(name: str, cases: Mapping[str, Case]) -> None:
    case = cases[name]
    assert not case.errors
    assert [
        f"line {one.expectation.line}: {one.expectation.name} is {one.expectation.outcome.value}, "
        f"said: {one.said and one.said.value} {one.reasons}"
        for one in case.scored
        if one.score is not Score.RIGHT
    ] == []
