"""A finding's trace is executed: what is there is confirmed, what is not there is not."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from dtnlint.compiler import Compiled, compile_closures
from dtnlint.compiler.standard_json import Compilers
from dtnlint.findings.finding import (
    Confidence,
    ContractRef,
    Finding,
    Impact,
    Location,
    ReplayOutcome,
    TraceStep,
)
from dtnlint.replay.confirm import REPLAYED, Confirmer, Limits
from dtnlint.run import Request, check
from dtnlint.sources import plan
from tests.replay.conftest import UNHURRIED

pytestmark = pytest.mark.xdist_group("replay")

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_contracts"
LIFECYCLE = ROOT / "tests" / "contracts" / "lifecycle"
HERE = Path(__file__).parent / "contracts"
PAIRS = [
    LIFECYCLE / f"{name}.sol"
    for name in (
        "callbacks/cancelled",
        "construction/immutable",
        "histories/resumed_by_anyone",
        "mappings/per_user",
        "overwrites/second_start",
        "reentrancy/no_lock",
        "trycatch/two_clauses",
    )
    if (LIFECYCLE / f"{name}.sol").exists()
]


class Replays:
    """Findings, and what confirms them."""

    def __init__(self, paths: tuple[Path, ...], compilers: Compilers) -> None:
        self.confirmers: dict[str, Confirmer] = {}
        for result in compile_closures(plan(paths).closures):
            assert isinstance(result, Compiled), result
            confirmer = Confirmer(result, compilers, UNHURRIED, ROOT)
            for target in result.closure.targets:
                self.confirmers[result.closure.by_unit[target].path] = confirmer

    def of(self, finding: Finding) -> Confirmer:
        return self.confirmers[str(ROOT / finding.contracts[0].path)]


@pytest.fixture(scope="module")
def compilers() -> Iterator[Compilers]:
    with Compilers(300) as running:
        yield running


def _findings(*paths: Path) -> list[Finding]:
    report = check(Request(paths=paths, cwd=ROOT))
    return [finding for finding in report.findings if finding.rule in REPLAYED and finding.trace]


def test_every_replayable_finding_on_the_samples_is_confirmed(compilers: Compilers) -> None:
    report = check(Request(paths=(SAMPLES,), cwd=ROOT))
    findings = [finding for finding in report.findings if finding.rule in REPLAYED]
    replays = Replays((SAMPLES,), compilers)
    outcomes = {
        (finding.rule, finding.contract, finding.function): replays.of(finding).replay(finding)[0]
        for finding in findings
    }
    assert len(outcomes) >= 20
    assert {
        key: one for key, one in outcomes.items() if one.outcome is not ReplayOutcome.CONFIRMED
    } == {}
    double = outcomes["dtn-double-close", "Shop", "close()"]
    assert [f"{call.sender}: {call.call}: {call.result}" for call in double.calls] == [
        "owner: open(1000000): started session 1",
        "owner: close(): closed session 1",
        "owner: close(): reverted: Session already closed",
    ]
    assert double.reason == "a session was closed that is closed already"


def test_what_is_wrong_is_confirmed_and_the_same_is_not_of_what_is_right(
    compilers: Compilers,
) -> None:
    found = _findings(*PAIRS)
    # What both have is not what makes the one wrong.
    both = {(f.rule, f.contract) for f in found}
    findings = [
        f
        for f in found
        if f.contract.endswith("Wrong")
        and (f.rule, f.contract.removesuffix("Wrong") + "Right") not in both
    ]
    replays = Replays(tuple(PAIRS), compilers)
    assert len(findings) >= 8
    for finding in findings:
        replay, _ = replays.of(finding).replay(finding)
        assert replay.outcome is ReplayOutcome.CONFIRMED, (finding.contract, finding.rule, replay)
        right = finding.contract.removesuffix("Wrong") + "Right"
        path = finding.contracts[0].path
        # The same trace, wherever its operation stands in the other contract.
        last = replace(finding.trace[-1], location=Location(path, 0, 0))
        same = replace(
            finding,
            contracts=(ContractRef(right, path),),
            trace=(*finding.trace[:-1], last),
        )
        confirmer = replays.of(same)
        confirmer.limits = replace(UNHURRIED, calls=10_000)
        replay, _ = confirmer.replay(same)
        confirmer.limits = UNHURRIED
        assert replay.outcome is ReplayOutcome.NOT_REPRODUCED, (right, finding.rule, replay)


def test_a_request_of_others_that_names_a_callback_is_made(compilers: Compilers) -> None:
    path = CORPUS / "lifecycle/callbacks/of_others.sol"
    findings = _findings(path)
    replays = Replays((path,), compilers)
    assert len(findings) >= 3
    for finding in findings:
        replay, _ = replays.of(finding).replay(finding)
        assert replay.outcome is ReplayOutcome.CONFIRMED, (finding.contract, finding.rule, replay)
        last = replay.calls[-1]
        name = "answer to a request of its own, which names onAnswer of the consumer"
        assert (last.sender, last.call) == ("stranger", name)


def test_an_initializer_in_a_trace_is_not_run_twice(compilers: Compilers) -> None:
    file = HERE / "initialised.sol"
    replays = Replays((file,), compilers)
    findings = {finding.rule: finding for finding in _findings(file)}
    assert {"dtn-double-close", "dtn-unvalidated-session", "dtn-unreset-session"} <= set(findings)
    for finding in findings.values():
        assert any(step.entry.startswith("initialize(") for step in finding.trace)
        replay, _ = replays.of(finding).replay(finding)
        assert replay.outcome is ReplayOutcome.CONFIRMED, (finding.rule, replay)
    replay, _ = replays.of(findings["dtn-double-close"]).replay(findings["dtn-double-close"])
    assert [(call.transaction, call.call) for call in replay.calls][1:] == [
        (3, "close()"),
        (4, "close()"),
    ]


def _claimed(contract: str, rule: str, *entries: str, file: str = "unstageable") -> Finding:
    path = f"tests/replay/contracts/{file}.sol"
    trace = tuple(
        TraceStep(number, entry, "closed with an ID that is empty", Location(path, 0, 0))
        for number, entry in enumerate(entries, 1)
    )
    return Finding(
        rule,
        Impact.MEDIUM,
        Confidence.HIGH,
        "claimed",
        Location(path, 0, 0),
        (ContractRef(contract, path),),
        trace=trace,
    )


@pytest.mark.parametrize(
    ("pair", "rule", "entries"),
    [
        ("Moved", "dtn-session-overwrite", ("join(uint256)", "move(address)")),
        ("Aside", "dtn-session-overwrite", ("join(uint256)", "move(bytes32)")),
        ("Operated", "dtn-unprotected-session-control", ("open(uint256)", "close()")),
        ("Deposit", "dtn-unclaimed-deposit", ("pay(uint256)",)),
        ("Several", "dtn-colliding-requests", ("join(uint256)", "ask(string)")),
        ("Counted", "dtn-close-in-flight", ("join(uint256)", "ask()", "told(bytes32)", "leave()")),
    ],
)
def test_what_confirms_a_finding_is_the_property_itself(
    compilers: Compilers, pair: str, rule: str, entries: tuple[str, ...]
) -> None:
    replays = Replays((HERE / "elsewhere.sol",), compilers)
    wrong = _claimed(f"{pair}Wrong", rule, *entries, file="elsewhere")
    replay, _ = replays.of(wrong).replay(wrong)
    assert replay.outcome is ReplayOutcome.CONFIRMED, replay
    if pair == "Moved":
        # One session alone is moved, not lost.
        assert [call.call.partition("(")[0] for call in replay.calls].count("join") == 2
    right = _claimed(f"{pair}Right", rule, *entries, file="elsewhere")
    confirmer = replays.of(right)
    confirmer.limits = replace(UNHURRIED, calls=4_000)
    replay, _ = confirmer.replay(right)
    assert replay.outcome is ReplayOutcome.NOT_REPRODUCED, replay
    assert re.match(
        r"none of the \d+ transactions that were tried showed it \(from 2 senders, ", replay.reason
    )
    assert "refutes nothing" in replay.reason


def test_what_cannot_be_set_up_says_why(compilers: Compilers) -> None:
    finding = _claimed("Unstageable", "dtn-unvalidated-session", "close()")
    replay, execution = Replays((HERE,), compilers).of(finding).replay(finding)
    assert replay.outcome is ReplayOutcome.NOT_REPLAYED
    assert "Unstageable could not be set up" in replay.reason
    assert "wrong secret" in replay.reason
    assert execution is None


def test_a_consumer_that_never_ends_does_not_keep_the_replay_from_ending(
    compilers: Compilers,
) -> None:
    finding = _claimed("Endless", "dtn-unvalidated-session", "close(uint256)")
    confirmer = Replays((HERE,), compilers).of(finding)
    confirmer.limits = Limits(calls=1_000, seconds=3)
    began = time.monotonic()
    replay, _ = confirmer.replay(finding)
    assert replay.outcome is ReplayOutcome.NOT_REPRODUCED
    assert time.monotonic() - began < 60


def test_a_rule_without_an_execution_says_so(compilers: Compilers) -> None:
    finding = _claimed("Endless", "dtn-model-id-encoding", "close(uint256)")
    replay, _ = Replays((HERE,), compilers).of(finding).replay(finding)
    assert replay.outcome is ReplayOutcome.NOT_REPLAYED
    assert "dtn-model-id-encoding" in replay.reason


def test_what_lies_where_no_layout_says_so_is_found(compilers: Compilers) -> None:
    path = CORPUS / "authority" / "unprotected_set_ai" / "first_owner_in_struct.sol"
    findings = check(Request(paths=(path,), cwd=ROOT)).findings
    (finding,) = (one for one in findings if one.function == "setNetwork(IDtnAi)")
    replay, execution = Replays((path,), compilers).of(finding).replay(finding)
    assert replay.outcome is ReplayOutcome.CONFIRMED, replay
    assert execution is not None
    (place,) = execution.evidence.places
    assert place.path.startswith("slot 0x")


CORPUS = ROOT / "tests" / "contracts"
WITHOUT_TRACE = [
    "callbacks/unprotected_callback/success",
    "authority/unprotected_set_ai/setter",
    "money/stuck_refund/no_way_out",
    "money/stuck_refund/shutdown",
    "requests/callback_gas/mixed_up",
    "requests/colliding_requests/itself",
    "requests/colliding_requests/twice",
    "requests/unsupported_routing/redundancy",
    "sessions/automatic_session/helper",
    "sessions/unclosable_session/never",
    "sessions/unclosable_session/on_success",
]
WITH_TRACE = [
    "authority/ai_swap/live",
    "authority/foreign_session/request",
    "authority/unprotected_session_control/restart",
    "callbacks/close_in_flight/flag",
    "money/unclaimed_deposit/branch",
    "money/unfunded_session/one_branch",
]


def _own(finding: Finding, path: str) -> bool:
    return finding.rule == "dtn-" + path.split("/")[1].replace("_", "-")


@pytest.fixture(scope="module")
def corpus(compilers: Compilers) -> tuple[list[Finding], Replays]:
    """What is found in the examples above, and what replays it."""
    paths = tuple(CORPUS / f"{path}.sol" for path in (*WITHOUT_TRACE, *WITH_TRACE))
    return list(check(Request(paths=paths, cwd=ROOT)).findings), Replays(paths, compilers)


@pytest.mark.parametrize("path", [*WITHOUT_TRACE, *WITH_TRACE])
def test_each_rule_that_has_an_execution_is_confirmed_of_a_wrong_example_and_not_of_the_right_one(
    corpus: tuple[list[Finding], Replays], path: str
) -> None:
    findings, replays = corpus
    place = f"tests/contracts/{path}.sol"
    wrong = [f for f in findings if f.location.path == place and _own(f, path)]
    assert wrong
    for finding in wrong:
        assert bool(finding.trace) is (path in WITH_TRACE)
        replay, execution = replays.of(finding).replay(finding)
        assert replay.outcome is ReplayOutcome.CONFIRMED, replay
        assert execution is not None
        assert replay.calls
    finding = wrong[0]
    nowhere = Location(place, 0, 0)
    its_own = finding.contract.removesuffix("Wrong") + "Right"
    rights = re.findall(r"^contract (\w+Right)\b", (ROOT / place).read_text(), re.MULTILINE)
    for right in [its_own] if its_own in rights else rights:
        last = (replace(step, location=nowhere) for step in finding.trace[-1:])
        same = replace(
            finding,
            contracts=(ContractRef(right, place),),
            location=nowhere,
            related=(),
            trace=(*finding.trace[:-1], *last),
        )
        confirmer = replays.of(same)
        confirmer.limits = replace(UNHURRIED, calls=2_000)
        replay, _ = confirmer.replay(same)
        confirmer.limits = UNHURRIED
        assert replay.outcome is ReplayOutcome.NOT_REPRODUCED, (right, replay)
