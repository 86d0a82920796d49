"""What fails, fails alone: a statement, a consumer, a rule, a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dtnlint.lifecycle
from dtnlint import deadline
from dtnlint.analysis import Limits
from dtnlint.compiler.standard_json import Compilers, Crashed
from dtnlint.detectors.money.open_spending import OpenSpending
from dtnlint.findings.assembly import FAILED, FOUND, Report
from dtnlint.lifecycle.verdicts import Outcome
from dtnlint.protocol import Consumer
from dtnlint.run import Request, check
from tests.cli.conftest import write

TILL = """\
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import {{WithDtnAi}} from "@deeptrust/contracts/with-dtn-ai.sol";

contract {name} is WithDtnAi {{
    uint256 public id;
    uint256 public seen{initial};

    modifier odd() {{
        {odd}
        _;
    }}

    constructor(address router) {{
        setAi(router);
    }}

    function open() external {{
        id = ai.startUserSession();
    }}

    function close() external {{
        ai.closeUserSession(id);
    }}

    function shut() external odd {{
        ai.closeUserSession(id);
        id = 0;
    }}

    function look() external returns (bool) {{
        seen = {look};
        return true;
    }}
}}
"""
UNREAD = "[msg.sender][0] == owner()"
"""solc takes it, and Slither does not."""


def till(folder: Path, name: str, initial: str = "", odd: str = "seen++;", look: str = "1") -> None:
    write(folder / f"{name}.sol", TILL.format(name=name, initial=initial, odd=odd, look=look))


def rules_of(report: Report, contract: str) -> set[str]:
    return {one.rule for one in report.active if one.contract == contract}


def outcomes(report: Report, contract: str, function: str) -> set[str]:
    return {
        one.outcome
        for one in report.judgements
        if one.contract.name == contract and (one.function or "").startswith(function)
    }


def test_an_unread_statement_is_named_and_the_rest_is_judged(tmp_path: Path) -> None:
    till(tmp_path, "Odd", look="uint160([msg.sender][0])")
    till(tmp_path, "Even", look="uint160(msg.sender)")
    report = check(Request(paths=(tmp_path,), cwd=tmp_path))
    (told,) = report.notifications
    assert (told.kind, told.path) == ("unread-code", "Odd.sol")
    assert told.text.startswith("Slither cannot read all of Odd.look(), at Odd.sol:32 (")
    assert "nothing is proved of Odd" in told.text
    assert told.location is not None
    assert report.sources["Odd.sol"].line_of(told.location.start) == 32
    # What is violated without the function is so with it; what looks at all code is silent.
    assert {"dtn-double-close", "dtn-session-overwrite"} <= rules_of(report, "Odd")
    assert "dtn-stuck-refund" in rules_of(report, "Even") - rules_of(report, "Odd")
    assert "dtn-unset-ai" not in rules_of(report, "Odd") | rules_of(report, "Even")
    assert "proved" not in outcomes(report, "Odd", "")
    assert "proved" in outcomes(report, "Even", "shut")
    assert report.exit_code == FAILED


def test_a_loop_that_slither_does_not_see_leaves_the_verifier_whole(tmp_path: Path) -> None:
    # What stands behind a return is not read as part of the loop around it.
    text = TILL.format(name="Odd", initial="", odd="seen++;", look="1").replace(
        "function shut()", "function wait() external { while (true) { return; continue; } }\n\n"
        "    function shut()",
    )  # fmt: skip
    write(tmp_path / "Odd.sol", text)
    report = check(Request(paths=(tmp_path,), cwd=tmp_path))
    assert [told.kind for told in report.notifications] == ["unread-code"]
    assert "dtn-double-close" in rules_of(report, "Odd")
    assert "proved" not in outcomes(report, "Odd", "")


@pytest.mark.parametrize(
    ("odd", "initial"),
    [("require([msg.sender][0] != address(0));", ""), ("", " = 2 > 1 ? 1 : 0")],
)
def test_nothing_is_violated_on_a_way_that_is_not_known(
    odd: str, initial: str, tmp_path: Path
) -> None:
    till(tmp_path, "Odd", initial, odd)
    report = check(Request(paths=(tmp_path,), cwd=tmp_path))
    assert "unread-code" in {told.kind for told in report.notifications}
    assert outcomes(report, "Odd", "") == {Outcome.UNKNOWN.value}
    assert not report.active


def test_a_contract_whose_only_operation_cannot_be_read_is_told(tmp_path: Path) -> None:
    lines = "\n".join(
        f"    function f{n}() external {{ {body} }}"
        for n, body in enumerate(["((, ), ) = ((ai.startUserSession(), 1), 2);", "ai.feeToken();"])
    )
    head = TILL.partition("contract {")[0].format()
    write(tmp_path / "Odd.sol", f"{head}contract Odd is WithDtnAi {{\n{lines}\n}}\n")
    report = check(Request(paths=(tmp_path,), cwd=tmp_path))
    assert [told.kind for told in report.notifications] == ["unread-code"]
    assert "Odd.f0()" in report.notifications[0].text
    assert report.exit_code == FAILED


@pytest.fixture
def _fragile_verifier(monkeypatch: pytest.MonkeyPatch) -> None:
    real = dtnlint.lifecycle.judge_contract

    def judge_contract(contract: Any, protocol: Any) -> Any:
        if contract.name == "Odd":
            raise RecursionError("maximum recursion depth exceeded")
        return real(contract, protocol)

    monkeypatch.setattr(dtnlint.lifecycle, "judge_contract", judge_contract)


@pytest.mark.usefixtures("_fragile_verifier")
def test_a_consumer_that_cannot_be_judged_takes_down_no_other(tmp_path: Path) -> None:
    till(tmp_path, "Odd")
    till(tmp_path, "Even")
    write(tmp_path / "Both.sol", 'import "./Odd.sol"; import "./Even.sol";')
    report = check(Request(paths=(tmp_path,), cwd=tmp_path))
    (told,) = report.notifications
    assert (told.kind, told.path) == ("verifier-failed", "Odd.sol")
    assert told.text.startswith("The verifier failed on Odd in Odd.sol (RecursionError: ")
    assert "dtn-double-close" in rules_of(report, "Even")
    assert "dtn-double-close" not in rules_of(report, "Odd")
    assert "dtn-stuck-refund" in rules_of(report, "Odd")  # it needs no verifier
    assert "proved" in outcomes(report, "Even", "shut")
    assert report.exit_code == FAILED


def _busy(_: object) -> Iterator[Any]:
    while True:
        pass
    yield


@pytest.mark.skipif(not deadline.can_interrupt(), reason="nothing is interrupted there")
def test_a_rule_that_does_not_end_is_given_up_for_that_consumer_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dtnlint.detectors.money.stuck_refund import StuckRefund

    real = StuckRefund.find

    def find(self: Any, consumer: Any) -> Iterator[Any]:
        yield from (_busy(consumer) if consumer.contract.name == "Odd" else real(self, consumer))

    monkeypatch.setattr(StuckRefund, "find", find)
    till(tmp_path, "Odd")
    till(tmp_path, "Even")
    limits = Limits(seconds=2)
    report = check(Request(paths=(tmp_path,), cwd=tmp_path, limits=limits))
    (told,) = report.notifications
    assert (told.kind, told.path) == ("limit", "Odd.sol")
    assert "gave up on Odd in Odd.sol: it took longer than the 2 seconds" in told.text
    assert "dtn-stuck-refund" in rules_of(report, "Even")
    assert "dtn-double-close" in rules_of(report, "Odd") & rules_of(report, "Even")
    assert report.exit_code == FAILED


@pytest.mark.skipif(not deadline.can_interrupt(), reason="nothing is interrupted there")
def test_many_slow_consumers_of_a_file_take_no_sum_of_what_each_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, judged = dtnlint.lifecycle.judge_contract, []

    def judge(contract: Any, *rest: Any) -> Any:
        judged.append(contract.name)
        return real(contract, *rest) if contract.name == "Even" else next(_busy(contract))

    monkeypatch.setattr(dtnlint.lifecycle, "judge_contract", judge)
    till(tmp_path, "Odd")
    heir = "contract Odd{} is Odd {{ constructor(address a) Odd(a) {{}} }}\n"
    heirs = "".join(map(heir.format, range(9)))
    write(tmp_path / "Heirs.sol", f'pragma solidity ^0.8.20;\nimport "./Odd.sol";\n{heirs}')
    till(tmp_path, "Even")
    limits = Limits(seconds=2)
    report = check(Request(paths=(tmp_path,), cwd=tmp_path, limits=limits))
    assert len([name for name in judged if name.startswith("Odd")]) <= 4
    told = [one.text for one in report.notifications if "Heirs.sol" in one.path]
    assert len(told) == 9, told
    assert (
        sum("what its file holds took longer than the 4 seconds" in text for text in told) >= 6
    ), told
    assert "proved" in outcomes(report, "Even", "shut")
    assert report.exit_code == FAILED


def test_a_question_to_conduct_that_is_slow_on_one_consumer_is_asked_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def find(_: OpenSpending, consumer: Consumer) -> Iterator[Any]:
        asked.append(consumer.contract.name)
        return _busy(consumer.contract) if consumer.contract.name == "Even" else iter(())

    monkeypatch.setattr(OpenSpending, "find", find)
    for name in ("Even", "Odd"):
        till(tmp_path, name)
    report = check(Request(paths=(tmp_path,), cwd=tmp_path, limits=Limits(seconds=2)))
    assert sorted(asked) == ["Even", "Odd"]  # once each: what fails on one is done again for none
    (told,) = report.notifications
    assert "dtn-open-spending" in told.text
    assert "gave up on Even" in told.text
    assert "Odd" not in told.text
    assert "proved" in outcomes(report, "Even", "shut")


def test_a_healthy_project_needs_none_of_it(tmp_path: Path) -> None:
    till(tmp_path, "Even")
    report = check(Request(paths=(tmp_path,), cwd=tmp_path, limits=Limits(seconds=60)))
    assert not report.notifications
    assert report.exit_code == FOUND


@pytest.mark.parametrize(
    "body",
    [
        "{" * 500 + "seen;" + "}" * 500,
        "assembly { let x := " + "add(1," * 350 + "1" + ")" * 350 + " }",
        "if (seen == 0) " + "if (seen == 1) {} else " * 350 + "{}",
    ],
    ids=["blocks", "yul", "else"],
)
def test_deep_code_is_read_to_its_bottom(body: str, tmp_path: Path) -> None:
    till(tmp_path, "Deep", look=f"1; {body} seen = 2")
    report = check(Request(paths=(tmp_path,), cwd=tmp_path))
    assert not report.notifications
    assert "dtn-double-close" in rules_of(report, "Deep")


def test_what_is_nested_deeper_than_anyone_reads_is_a_sentence() -> None:
    for deep in (b"[" * 200_000, b'{"a":' * 200_000):
        with pytest.raises(Crashed, match="nested too deep to be read"):
            Compilers._decoded(deep)


def test_a_report_stands_without_the_fixes_that_could_not_be_proposed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def proposed(*_: object) -> Report:
        raise KeyError("nothing")

    till(tmp_path, "Shop")
    before = check(Request(paths=(tmp_path,), cwd=tmp_path))
    monkeypatch.setattr("dtnlint.fixes.proposals.proposed", proposed)
    report = check(Request(paths=(tmp_path,), cwd=tmp_path))
    (told,) = report.notifications
    assert told.text == "No fixes are proposed: KeyError: 'nothing'. All else stands."
    assert [one.fingerprint for one in report.active] == [one.fingerprint for one in before.active]
    assert report.exit_code == FOUND
