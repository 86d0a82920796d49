"""Of a number that is made of an ID nothing is proved, and nothing invented."""

from __future__ import annotations

import pytest

from dtnlint.lifecycle import Outcome, Property
from tests.lifecycle.judged import Outcomes, outcomes_of

OF_A_CLOSE = (Property.VALIDATED, Property.NOT_CLOSED_TWICE)


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    return outcomes_of("Coded.sol")


@pytest.mark.parametrize("name", ["Shifted", "Encoded", "Truncated"])
@pytest.mark.parametrize("prop", [*OF_A_CLOSE, Property.NOT_LOST])
def test_what_is_made_of_an_id_is_unknown(outcomes: Outcomes, name: str, prop: Property) -> None:
    assert Outcome.UNKNOWN in outcomes[name, prop]
    assert Outcome.VIOLATED not in outcomes[name, prop]


@pytest.mark.parametrize("prop", [*OF_A_CLOSE, Property.NOT_LOST])
def test_what_still_is_the_id_is_followed(outcomes: Outcomes, prop: Property) -> None:
    assert outcomes["Narrowed", prop] == {Outcome.PROVED}


def test_a_list_of_any_length_is_given_up(outcomes: Outcomes) -> None:
    assert Outcome.UNKNOWN in outcomes["Linked", Property.VALIDATED]
