"""What is noted of a request leads to the record whose session it is on, and to no other."""

from __future__ import annotations

import pytest

from dtnlint.lifecycle import Outcome, Property
from tests.lifecycle.judged import Outcomes, outcomes_of

AFTER_A_CLOSE = (Property.NOT_CLOSED_TWICE, Property.NOT_USED_AFTER_CLOSE)
RIGHT = ("AgainRight", "DeskRight", "OnceRight", "RecordsRight", "RetryRight", "SeatsRight")
WRONG = (
    "CopiedWrong",
    "HeldBackWrong",
    "LinkedWrong",
    "LostWrong",
    "NotNotedWrong",
    "ReopenedWrong",
    "SeatsWrong",
    "SeveralWrong",
    "StrangeSessionWrong",
)


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    return outcomes_of("Desks.sol")


@pytest.mark.parametrize(
    "name", ["DeskRight", "OnceRight", "RecordsRight", "AgainRight", "RetryRight", "SeatsRight"]
)
@pytest.mark.parametrize("prop", [Property.VALIDATED, *AFTER_A_CLOSE])
def test_an_answer_concerns_the_record_of_its_request(
    outcomes: Outcomes, name: str, prop: Property, request: pytest.FixtureRequest
) -> None:
    if name == "RecordsRight" and prop in AFTER_A_CLOSE:
        reason = "a record of several fields loses which deal its request is about: unknown"
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    assert outcomes[name, prop] == {Outcome.PROVED}


@pytest.mark.parametrize("name", WRONG)
def test_where_it_may_concern_another_the_close_is_not_the_last(
    outcomes: Outcomes, name: str
) -> None:
    assert Outcome.VIOLATED in outcomes[name, Property.NOT_CLOSED_TWICE]


def test_what_an_answer_wrote_there_is_not_what_was_noted(outcomes: Outcomes) -> None:
    assert outcomes["RewrittenWrong", Property.NOT_CLOSED_TWICE] != {Outcome.PROVED}
