"""Nothing is proved of a session where another router than its own may be asked."""

from __future__ import annotations

import pytest

from dtnlint.lifecycle import Outcome, Property
from tests.lifecycle.judged import Outcomes, outcomes_of


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    return outcomes_of("Routers.sol")


@pytest.mark.parametrize("prop", [Property.FUNDED, Property.CLAIMED])
def test_deposit_pays_for_a_start_of_the_same_router(outcomes: Outcomes, prop: Property) -> None:
    assert outcomes["PaysAnother", prop] == {Outcome.UNKNOWN}
    assert outcomes["PaysTheSame", prop] == {Outcome.PROVED}


def test_session_is_closed_where_it_was_started(outcomes: Outcomes) -> None:
    for prop in (Property.VALIDATED, Property.NOT_CLOSED_TWICE, Property.NOT_LOST):
        assert Outcome.UNKNOWN in outcomes["ClosesAnywhere", prop]
        assert outcomes["ClosesAtHome", prop] == {Outcome.PROVED}


def test_each_session_is_closed_on_the_router_that_opened_it(outcomes: Outcomes) -> None:
    for prop in (Property.VALIDATED, Property.NOT_CLOSED_TWICE, Property.NOT_LOST):
        assert Outcome.UNKNOWN in outcomes["ClosesOnAnother", prop]
        assert outcomes["ClosesEachAtHome", prop] == {Outcome.PROVED}
