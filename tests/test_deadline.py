"""What takes too long is ended, where it is, and nothing else is."""

from __future__ import annotations

import threading
import time

import pytest

from dtnlint import deadline
from dtnlint.deadline import Budget, OutOfMemory, OutOfTime, can_interrupt, within
from dtnlint.failures import Contained, Failure

pytestmark = pytest.mark.skipif(not can_interrupt(), reason="nothing is interrupted there")


def spin(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_what_does_not_end_is_ended_also_where_all_exceptions_are_swallowed() -> None:
    def stubborn() -> None:
        while True:
            try:
                spin(60)
            except Exception:
                continue

    late = pytest.raises(OutOfTime, match=r"longer than the 0\.2 seconds that --time-limit")
    with late, within(0.2):
        stubborn()


def test_waiting_takes_no_time_of_the_processor() -> None:
    with within(0.1):
        time.sleep(0.3)


def test_the_nearest_end_counts_and_what_is_over_is_over() -> None:
    with within(5):
        with pytest.raises(OutOfTime, match=r"0\.1 seconds"), within(0.1):
            spin(60)
        with within(None), within(4):
            spin(0.2)
    spin(0.2)


def test_a_limit_around_holds_in_what_has_a_longer_one() -> None:
    with pytest.raises(OutOfTime, match=r"0\.1 seconds"), within(0.1), within(60):
        spin(60)


def test_a_budget_is_shared_and_says_how_much_it_was() -> None:
    budget = Budget(0.3)
    with budget.spent():
        spin(0.2)
    with pytest.raises(OutOfTime, match=r"0\.3 seconds"), budget.spent():
        spin(60)
    with pytest.raises(OutOfTime), budget.spent():
        pytest.fail("there is nothing left to begin with")
    with Budget(None).spent():
        spin(0.01)


def test_parts_of_a_budget_end_with_the_whole_and_each_says_which_it_was() -> None:
    whole = Budget(0.5, "all that it holds")
    third = r"^it took longer than the 0\.3 seconds"
    half = r"^all that it holds took longer than the 0\.5 seconds"
    for said in (third, half, half):  # of which the last cannot even begin
        with pytest.raises(OutOfTime, match=said), Budget(0.3, whole=whole).spent():
            spin(60)


def test_memory_without_end_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "_MEGABYTES", 100)

    def hoard() -> None:
        held = []
        while True:
            held.append(bytearray(1_000_000))
            spin(0.005)

    with pytest.raises(OutOfMemory, match="more than 100 MB of memory"), within(60):
        hoard()
    with within(5):  # what it took before is not held against what comes after
        spin(0.7)


def test_what_fails_is_noted_and_the_rest_goes_on() -> None:
    failures: list[Failure] = []
    with Contained(failures, "Shop", "/Shop.sol") as first:
        raise ValueError("two\nlines")
    with Contained(failures, "Bar", "/Bar.sol") as second, within(0.1):
        spin(60)
    with Contained(failures) as third:
        pass
    assert [one.failed for one in (first, second, third)] == [True, True, False]
    assert failures == [
        Failure("Shop", "/Shop.sol", "ValueError: two lines"),
        Failure(
            "Bar",
            "/Bar.sol",
            "it took longer than the 0.1 seconds that --time-limit allows",
            "Raise the limit, or split the contract.",
        ),
    ]
    with pytest.raises(KeyboardInterrupt), Contained(failures):
        raise KeyboardInterrupt


@pytest.mark.skipif(not can_interrupt(), reason="nothing is interrupted there")
def test_an_errand_is_called_off_where_a_limit_could_end_it_and_nowhere_else() -> None:
    errand = deadline.Errand()
    done = []

    def work() -> None:
        with errand:
            timer = threading.Timer(0.1, errand.call_off)
            timer.start()
            timer.join()
            done.append("what no limit ends")
            with within(60):
                done.append("what one does")

    with pytest.raises(deadline.CalledOff):
        work()
    assert done == ["what no limit ends"]


@pytest.mark.skipif(not can_interrupt(), reason="nothing is interrupted there")
def test_an_errand_is_interrupted_and_its_limits_are_gone() -> None:
    errand = deadline.Errand()

    def work() -> None:
        with errand, within(60):
            threading.Timer(0.1, errand.call_off).start()
            while True:
                pass

    with pytest.raises(deadline.CalledOff):
        work()
    assert not deadline._scopes
    with deadline.Errand(), within(60):
        pass  # another one is none of that
    errand.call_off()  # too late: nothing happens
