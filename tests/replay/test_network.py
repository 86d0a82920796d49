"""The model does what the network does, in every reading, and tells what was misused."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dtnlint.replay.bytecode import Artifact
from dtnlint.replay.machine import selector
from dtnlint.replay.network import EXACT_GAS, KINDS, MisuseKind, Switches, TokenManner
from tests.replay.conftest import ME, Stage

pytestmark = pytest.mark.xdist_group("replay")

Make = Callable[..., Stage]


def misuse(gas: int) -> tuple[int, MisuseKind | int]:
    count, code = EXACT_GAS.read(gas)
    return count, MisuseKind(code % KINDS) if count == 1 else code


@pytest.mark.parametrize("manner", list(TokenManner))
def test_a_deposit_and_a_start_make_a_session_and_a_close_gives_the_rest_back(
    stage: Make, manner: TokenManner
) -> None:
    on = stage(manner)
    if manner is TokenManner.FALSE:
        # The puppet's interface of a token returns nothing: any answer is fine with it.
        assert on.do("deposit(uint256)", 1000).ok
    assert on.do("depositAndStart(uint256)", 30).ok
    assert on.seen().started == ((1, 0),)
    assert on.network.balance(on.puppet) == 70
    closed = on.do("close(uint256)", 1)
    assert closed.ok
    assert misuse(closed.gas)[0] == 0
    assert on.seen().closed == ((1, 0),)
    assert on.network.balance(on.puppet) == 100


def test_a_start_for_which_nothing_arrived_reverts(stage: Make) -> None:
    on = stage()
    outcome = on.do("start()")
    assert not outcome.ok
    assert outcome.reason == "No fee tokens arrived"
    assert misuse(outcome.gas) == (1, MisuseKind.START_UNFUNDED)


def test_a_deposit_is_for_one_start_only(stage: Make) -> None:
    on = stage()
    assert on.do("depositAndStart(uint256)", 30).ok
    assert on.do("start()").reason == "No fee tokens arrived"


def test_what_was_deposited_between_transactions_belongs_to_whoever_starts(
    stage: Make, artifacts: Mapping[str, Artifact]
) -> None:
    on = stage()
    other = on.another(artifacts["Puppet"].code({}))
    assert on.do("deposit(uint256)", 30, to=other).ok
    taken = on.do("start()")
    assert taken.ok
    assert misuse(taken.gas) == (1, MisuseKind.START_UNFUNDED)
    assert on.seen().claimed == (1,)
    assert on.do("close(uint256)", 1).ok
    assert on.network.balance(on.puppet) == 130


def test_a_deposit_that_no_start_follows_is_counted(stage: Make) -> None:
    on = stage()
    on.do("deposit(uint256)", 30)
    assert on.seen().deposits == 1
    on.do("depositAndStart(uint256)", 30)
    assert on.seen().deposits == 0


@pytest.mark.parametrize(
    ("session", "kind", "reason"),
    [
        (0, MisuseKind.CLOSE_EMPTY, "Session not found"),
        (1, MisuseKind.CLOSE_CLOSED, "Session already closed"),
        (2, MisuseKind.CLOSE_FOREIGN, "Session not related to the user"),
        (9, MisuseKind.CLOSE_FOREIGN, "Session not related to the user"),
    ],
)
def test_a_close_that_is_misuse_reverts_and_is_told_whatever_the_consumer_does(
    stage: Make,
    artifacts: Mapping[str, Artifact],
    session: int,
    kind: MisuseKind,
    reason: str,
) -> None:
    on = stage()
    other = on.another(artifacts["Puppet"].code({}))
    on.do("depositAndStart(uint256)", 30)
    on.do("close(uint256)", 1)
    on.do("depositAndStart(uint256)", 30, to=other)

    plain = on.do("close(uint256)", session)
    assert plain.reason == reason
    assert misuse(plain.gas) == (1, kind)
    caught = on.do("closeCaught(uint256)", session)
    assert caught.ok
    assert caught.output[-1] == 1
    assert misuse(caught.gas) == (1, kind)
    undone = on.do("closeThenFail(uint256)", session)
    assert undone.reason == "Changed my mind"
    assert misuse(undone.gas) == (1, kind)


def test_gas_numbers_operations_and_sums_what_several_of_them_did(stage: Make) -> None:
    on = stage()
    both = on.do("closeTwoCaught(uint256,uint256)", 0, 77)
    codes = (
        EXACT_GAS.code(MisuseKind.CLOSE_EMPTY, 5),
        EXACT_GAS.code(MisuseKind.CLOSE_FOREIGN, 9),
    )
    assert EXACT_GAS.read(both.gas) == (2, sum(codes))
    for code in codes:
        on.network.record_only(code)
        assert EXACT_GAS.read(on.do("closeTwoCaught(uint256,uint256)", 0, 77).gas) == (1, 0)


def test_gas_that_is_given_back_changes_no_code() -> None:
    code = EXACT_GAS.code(MisuseKind.CLOSE_CLOSED, 8)
    burnt = EXACT_GAS.unit * (EXACT_GAS.count + code)
    assert EXACT_GAS.read(burnt - 40_000) == EXACT_GAS.read(burnt + 400_000) == (1, code)
    assert EXACT_GAS.read(0) == EXACT_GAS.read(400_000) == (0, 0)


@pytest.mark.parametrize(
    ("session", "kind"), [(1, MisuseKind.REQUEST_CLOSED), (9, MisuseKind.REQUEST_FOREIGN)]
)
def test_a_request_on_a_session_that_is_not_live_and_ones_own_reverts(
    stage: Make, session: int, kind: MisuseKind
) -> None:
    on = stage()
    on.do("depositAndStart(uint256)", 30)
    on.do("close(uint256)", 1)
    asked = on.do("ask(uint256,uint256)", session, 0)
    assert asked.reason == "Session not related to the user"
    assert misuse(asked.gas) == (1, kind)


@pytest.mark.parametrize("automatic", [False, True])
def test_a_request_on_0_reverts_or_opens_a_session_that_the_consumer_never_learns(
    stage: Make, automatic: bool
) -> None:
    on = stage()
    on.network.arrange(Switches(automatic_sessions=automatic))
    asked = on.do("ask(uint256,uint256)", 0, 0)
    assert asked.ok is automatic
    assert misuse(asked.gas) == (1, MisuseKind.REQUEST_EMPTY)
    if automatic:
        seen = on.seen()
        assert seen.started == ()
        assert len(seen.asked) == 1


@pytest.mark.parametrize("late", [False, True])
def test_an_answer_after_the_close_is_refused_or_delivered(stage: Make, late: bool) -> None:
    on = stage()
    on.network.arrange(Switches(answers_after_close=late, boundless_callbacks=True))
    on.do("depositAndStart(uint256)", 30)
    on.do("ask(uint256,uint256)", 1, 0)
    on.do("close(uint256)", 1)
    answered = on.network.answer(on.ask("lastRequest"), success=True)
    assert answered.ok is late
    assert on.ask("successes") == int(late)


@pytest.mark.parametrize("success", [True, False])
def test_an_answer_runs_the_callback_for_its_status_once(stage: Make, success: bool) -> None:
    on = stage()
    on.do("depositAndStart(uint256)", 30)
    assert on.do("ask(uint256,uint256)", 1, 60_000, value=60_000).ok
    request = on.ask("lastRequest")
    assert on.network.answer(request, success).ok
    assert on.seen().answered == ((request, True),)
    assert (on.ask("successes"), on.ask("failures")) == (int(success), int(not success))
    assert on.network.answer(request, success).reason == "Already answered"


def test_somebody_elses_request_may_name_any_function_of_the_consumer(stage: Make) -> None:
    on = stage()
    named = selector("onSuccess(bytes32)")
    for success in (True, False):
        assert on.network.answer_of_others(ME, on.puppet, named, success).ok
    # Neither the session nor the request is the consumer's.
    assert (on.seen().started, on.seen().asked) == ((), ())
    assert (on.ask("successes"), on.ask("failures")) == (2, 0)


def test_an_answer_is_charged_to_the_session(stage: Make) -> None:
    on = stage()
    on.do("depositAndStart(uint256)", 30)
    on.do("ask(uint256,uint256)", 1, 0)
    on.network.answer(on.ask("lastRequest"), success=True)
    on.do("close(uint256)", 1)
    assert on.network.balance(on.puppet) == 98


def test_a_callback_without_gas_loses_the_answer(stage: Make) -> None:
    on = stage()
    on.do("depositAndStart(uint256)", 30)
    on.do("ask(uint256,uint256)", 1, 0)
    request = on.ask("lastRequest")
    assert on.network.answer(request, success=True).ok
    assert on.seen().answered == ((request, False),)
    assert on.ask("successes") == 0


def test_the_value_must_cover_the_callbacks_gas(stage: Make) -> None:
    on = stage()
    on.do("depositAndStart(uint256)", 30)
    assert not on.do("ask(uint256,uint256)", 1, 60_000, value=59_999).ok


def test_two_requests_of_one_user_in_one_block_have_one_id(stage: Make) -> None:
    on = stage()
    on.do("depositAndStart(uint256)", 30)
    assert on.do("askTwice(uint256)", 1).ok
    seen = on.seen()
    assert len(seen.asked) == 2
    assert len(seen.asked_twice) == 1


def test_starts_and_requests_fail_where_they_are_told_to(stage: Make) -> None:
    on = stage()
    on.do("depositAndStart(uint256)", 30)
    on.network.arrange(Switches(refuse_starts=True, refuse_requests=True))
    assert on.do("depositAndStart(uint256)", 30).reason == "Sessions are paused"
    assert on.do("ask(uint256,uint256)", 1, 0).reason == "Insufficient funds"


def test_with_gifts_no_start_and_no_deposit_fails_for_want_of_tokens(stage: Make) -> None:
    on = stage()
    on.network.arrange(Switches(generous=True))
    assert on.do("depositAndStart(uint256)", 5_000).ok
    started = on.do("start()")
    assert started.ok
    assert misuse(started.gas) == (1, MisuseKind.START_UNFUNDED)
    assert on.do("close(uint256)", 2).ok


def test_requests_with_the_structs_of_older_releases_are_understood(stage: Make) -> None:
    on = stage(puppet="OlderPuppet")
    on.network.arrange(Switches(boundless_callbacks=True))
    on.do("depositAndStart(uint256)", 30)
    assert on.do("askAsBefore(uint256)", 1).ok
    assert on.network.answer(on.ask("lastRequest"), success=False).ok
    assert on.ask("failures") == 1


def test_a_token_that_returns_false_moves_nothing_when_it_fails(stage: Make) -> None:
    on = stage(TokenManner.FALSE)
    assert on.do("deposit(uint256)", 1_000).ok
    assert on.seen().deposits == 0
    assert on.network.balance(on.puppet) == 100


def test_a_request_that_does_not_pay_its_callback_is_told_and_passes_where_that_is_wanted(
    stage: Make,
) -> None:
    on = stage()
    on.do("depositAndStart(uint256)", 30)
    refused = on.do("ask(uint256,uint256)", 1, 60_000, value=59_999)
    assert refused.reason == "The value does not cover the callback's gas"
    assert misuse(refused.gas) == (1, MisuseKind.REQUEST_UNDERPAID)
    on.network.arrange(Switches(unpaid_callbacks=True))
    passed = on.do("ask(uint256,uint256)", 1, 60_000, value=59_999)
    assert passed.ok
    assert misuse(passed.gas) == (1, MisuseKind.REQUEST_UNDERPAID)
    paid = on.do("ask(uint256,uint256)", 1, 60_000, value=60_000)
    assert misuse(paid.gas)[0] == 0
    assert [(one.session, one.user, one.gas, one.paid) for one in on.seen().asked] == [
        (1, int(ME, 16), 60_000, 60_000)
    ]


def test_a_request_that_nobody_may_answer_is_taken_and_told(stage: Make) -> None:
    on = stage()
    on.do("depositAndStart(uint256)", 30)
    asked = on.do("askNobody(uint256)", 1)
    assert asked.ok
    assert misuse(asked.gas) == (1, MisuseKind.REQUEST_UNANSWERABLE)


def test_what_leaves_the_consumer_is_counted(stage: Make) -> None:
    on = stage()
    on.do("depositAndStart(uint256)", 30)
    assert on.seen().given == 30
    on.do("close(uint256)", 1)
    assert on.seen().given == 0
    on.do("give(address,uint256)", ME, 5)
    assert on.seen().given == 5
    on.do("approve(address)", ME)
    assert on.seen().given == 1
