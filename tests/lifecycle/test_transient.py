"""Slots that last for a transaction, with and without a number."""

from __future__ import annotations

from dtnlint.lifecycle import Outcome, Property
from tests.lifecycle.judged import outcomes_of


def test_what_is_written_without_a_number_may_stand_anywhere() -> None:
    outcomes = outcomes_of("Transient.sol")
    assert outcomes["WrittenSomewhere", Property.NOT_CLOSED_TWICE] != {Outcome.PROVED}
    assert outcomes["WrittenThere", Property.NOT_CLOSED_TWICE] == {Outcome.PROVED}
