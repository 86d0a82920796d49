"""Shapes that teams give their consumers: delegated use, operators, sentinels, tickets."""

from __future__ import annotations

import pytest

from dtnlint.lifecycle import Outcome, Property
from tests.lifecycle.judged import Outcomes, outcomes_of

PROVED = {Outcome.PROVED}

DECIDED = {
    "Sponsor": Property.OWNED,
    "Holder": Property.CONTROLLED,
    "Sentinel": Property.NOT_LOST,
    "Tickets": Property.NOT_LOST,
}
"""What each pair is about."""


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    return outcomes_of("Shapes.sol")


@pytest.mark.parametrize("name", DECIDED)
def test_what_is_right_is_proved(outcomes: Outcomes, name: str) -> None:
    assert outcomes[f"{name}Right", DECIDED[name]] == PROVED


@pytest.mark.parametrize("name", DECIDED)
def test_what_is_wrong_is_violated(outcomes: Outcomes, name: str) -> None:
    assert Outcome.VIOLATED in outcomes[f"{name}Wrong", DECIDED[name]]


@pytest.mark.parametrize("prop", [Property.VALIDATED, Property.NOT_USED_AFTER_CLOSE])
def test_nobody_is_let_in_below_nobody(outcomes: Outcomes, prop: Property) -> None:
    assert outcomes["SponsorRight", prop] == PROVED
    assert Outcome.VIOLATED in outcomes["SponsorWrong", prop]


@pytest.mark.parametrize("prop", [Property.NOT_CLOSED_TWICE, Property.NOT_USED_AFTER_CLOSE])
def test_what_was_taken_back_leads_nowhere(outcomes: Outcomes, prop: Property) -> None:
    assert Outcome.VIOLATED not in outcomes["TakenBackRight", prop]
    wrong = "TakenBackTwiceWrong" if prop is Property.NOT_CLOSED_TWICE else "TakenBackWrong"
    assert Outcome.VIOLATED in outcomes[wrong, prop]


def test_a_copy_that_nothing_is_given_is_no_cell(outcomes: Outcomes) -> None:
    assert outcomes["TicketsRight", Property.RESET] == PROVED
