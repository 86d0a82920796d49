"""How far a variable that counts unanswered requests can be behind them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtnlint.lifecycle import tallies
from dtnlint.lifecycle.values import ANY, ZERO, Value, const, symbol
from dtnlint.lifecycle.world import Location, Session, World

PLACE: Location = ("Desk.waiting", ())
HELD = symbol("storage", *PLACE)


def plus(value: Value, number: int, operator: str = "+") -> Value:
    return ("term", operator, value, const(number))


def settled(world: World) -> bool:
    return tallies.settled(world, 0) == {PLACE}


@pytest.fixture
def world() -> World:
    return tallies.began(World(sessions=(Session(),), uids=(1,)), [PLACE])


def test_what_is_counted_with_the_request_is_settled(world: World) -> None:
    asked = tallies.requested(world)
    assert settled(world)
    assert not settled(asked)
    assert settled(tallies.written(asked, PLACE, HELD, plus(HELD, 1)))
    before = tallies.requested(tallies.written(world, PLACE, HELD, plus(HELD, 1)))
    assert settled(before)


def test_an_answer_is_counted_off_once(world: World) -> None:
    answered = tallies.answered(world)
    once = tallies.written(answered, PLACE, HELD, plus(HELD, 1, "-"))
    assert settled(once)
    assert not settled(tallies.written(once, PLACE, HELD, plus(HELD, 1, "-")))


def test_what_is_owed_where_a_transaction_ends_stays_out(world: World) -> None:
    ended = tallies.kept(tallies.requested(world))
    assert not settled(tallies.written(ended, PLACE, HELD, plus(HELD, 9)))


def test_what_is_counted_too_often_is_of_no_use_later(world: World) -> None:
    ended = tallies.kept(tallies.written(world, PLACE, HELD, plus(HELD, 2)))
    assert settled(ended)
    assert not settled(tallies.requested(ended))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HELD, ZERO),
        (HELD, ANY),
        (HELD, symbol("given", "f(uint256)", 0)),
        (HELD, plus(HELD, 1, "+~uint8")),
        (HELD, plus(HELD, 2, "*")),
        (symbol("was", *PLACE), plus(HELD, 1)),
        (HELD, ("term", "+", const(1), HELD)),
    ],
)
def test_other_writes_tell_nothing(world: World, old: Value, new: Value) -> None:
    assert not settled(tallies.written(world, PLACE, old, new))


def test_a_sum_that_may_wrap_counts_where_it_is_wide(world: World) -> None:
    asked = tallies.requested(world)
    assert settled(tallies.written(asked, PLACE, HELD, plus(HELD, 1, "+~uint256")))
    # Off 0 a difference that wraps leaves more than there was.
    answered = tallies.answered(world)
    assert settled(tallies.written(answered, PLACE, HELD, plus(HELD, 1, "-~uint256")))


def test_where_anything_may_be_written_nothing_is_settled(world: World) -> None:
    assert not settled(tallies.forgotten(world))


_STEPS = st.lists(
    st.tuples(st.sampled_from(["ask", "answer", "write"]), st.integers(-3, 3)), max_size=12
)


@given(_STEPS)
def test_what_is_settled_is_never_less_than_what_waits(
    steps: list[tuple[str, int]],
) -> None:
    """Against plain numbers: a variable and how many requests are unanswered."""
    world = tallies.began(World(sessions=(Session(),), uids=(1,)), [PLACE])
    waiting, held = 0, 0
    for what, by in steps:
        if what == "ask":
            world, waiting = tallies.requested(world), waiting + 1
        elif what == "answer" and waiting:
            world, waiting = tallies.answered(world), waiting - 1
        elif what == "write" and held + by >= 0:
            world = tallies.written(world, PLACE, const(held), const(held + by))
            held += by
        if settled(world):
            assert held >= waiting
        if by == 3:  # a transaction ends
            world = tallies.kept(world)
            assert not settled(world) or held >= waiting


def test_live_sessions_are_counted_apart_from_requests() -> None:
    world = tallies.began(World(), (), [PLACE])
    started = tallies.started(world)
    assert tallies.running(world) == {PLACE}
    assert not tallies.running(started)
    assert not tallies.running(tallies.requested(started))
    counted = tallies.written(started, PLACE, HELD, plus(HELD, 1))
    assert tallies.running(tallies.kept(counted)) == {PLACE}
    assert tallies.running(tallies.ended(started)) == {PLACE}
    assert not tallies.running(tallies.forgotten(counted))
