"""Baselines: what is new, what was known, what is gone."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from dtnlint.findings.baseline import Baseline, BaselineError, read, written
from dtnlint.findings.finding import BaselineState, Finding, Impact, Location, Suppression
from dtnlint.report import render
from dtnlint.report.options import Options
from tests.report.samples import RULES, SHOP, double_close, report, unvalidated


def known(*findings: Finding) -> Baseline:
    """A baseline of these findings, by way of a file."""
    return read(written(report(findings=findings).findings).encode(), "baseline.json")


def states(baseline: Baseline, *findings: Finding, **parts: object) -> dict[str, str | None]:
    compared = report(findings=findings, baseline=baseline, **parts).findings
    return {one.rule: one.baseline.value if one.baseline else None for one in compared}


def test_without_a_baseline_there_are_no_states() -> None:
    (finding,) = report(findings=[double_close()]).findings
    assert finding.baseline is None


def test_new_known_and_gone() -> None:
    assert states(known(double_close()), double_close(), unvalidated()) == {
        "dtn-double-close": "unchanged",
        "dtn-unvalidated-session": "new",
    }
    assert states(known(double_close()), unvalidated()) == {
        "dtn-double-close": "absent",
        "dtn-unvalidated-session": "new",
    }


def test_known_and_gone_findings_do_not_fail_a_run() -> None:
    baseline = known(double_close(), unvalidated())
    assert report(findings=[double_close()]).exit_code == 1
    compared = report(findings=[double_close()], baseline=baseline)
    assert compared.exit_code == 0
    assert compared.active == ()


def test_a_sarif_log_serves_as_well() -> None:
    earlier = report(findings=[double_close()])
    baseline = read(render("sarif", earlier).encode(), "old.sarif")
    assert states(baseline, double_close(), unvalidated()) == {
        "dtn-double-close": "unchanged",
        "dtn-unvalidated-session": "new",
    }
    (gone,) = report(findings=[], baseline=baseline).findings
    assert (gone.rule, gone.impact, gone.function) == ("dtn-double-close", Impact.HIGH, "close()")
    assert (gone.contract, gone.location.path) == ("Shop", "contracts/Shop.sol")


def test_a_sarif_log_of_a_package_names_files_as_the_next_run_there() -> None:
    earlier = report(findings=[double_close(), unvalidated()])
    assert earlier.run.subdirectory
    known = read(render("sarif", earlier).encode(), "old.sarif").known
    assert {one.location.path for one in known} == {"contracts/Shop.sol"}


def test_verdicts_and_gone_results_of_a_sarif_log_are_not_known() -> None:
    baseline = known(unvalidated())
    earlier = report(findings=[double_close()], baseline=baseline)
    log = render("sarif", earlier, Options(verdicts=True)).encode()
    assert [one.rule for one in read(log, "old.sarif").known] == ["dtn-double-close"]


def test_an_edit_above_makes_nothing_new() -> None:
    edited = SHOP.replace("contract Shop", "// more\ncontract Other {}\n\ncontract Shop")
    compared = report(
        {"contracts/Shop.sol": edited},
        findings=[double_close(edited)],
        baseline=known(double_close()),
    )
    assert [one.baseline for one in compared.findings] == [BaselineState.UNCHANGED]


def test_a_second_defect_like_a_known_one_is_new() -> None:
    twice = SHOP.replace("ai.closeUserSession(sessionId);", "ai.closeUserSession(sessionId);\n" * 2)
    first = double_close(twice)
    again = replace(first, location=Location("contracts/Shop.sol", twice.rindex("sessionId);"), 9))
    compared = report(
        {"contracts/Shop.sol": twice}, findings=[first, again], baseline=known(double_close())
    )
    assert [one.baseline for one in compared.findings] == [
        BaselineState.UNCHANGED,
        BaselineState.NEW,
    ]


def test_a_known_finding_of_a_rule_that_was_not_run_is_not_gone() -> None:
    assert states(known(double_close()), rules=RULES[1:]) == {}


def test_suppressed_and_gone_findings_are_not_written() -> None:
    place = Location("contracts/Shop.sol", 0, 2)
    silent = replace(double_close(), suppression=Suppression(place, "dtnlint: ignore"))
    gone = replace(double_close(), baseline=BaselineState.ABSENT)
    assert json.loads(written([silent, gone]))["findings"] == []


def test_a_baseline_is_one_line_for_each_finding_in_an_order_of_its_own() -> None:
    findings = report(findings=[double_close(), unvalidated()]).findings
    text = written(findings)
    assert text == written(reversed(findings))
    assert sum('"fingerprint"' in line for line in text.splitlines()) == 2
    assert text.endswith("}\n")


def test_a_second_write_over_its_own_result_changes_nothing() -> None:
    baseline = known(double_close())
    compared = report(findings=[double_close()], baseline=baseline).findings
    assert written(compared) == written(report(findings=[double_close()]).findings)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "neither a baseline of dtnlint nor a SARIF log"),
        (b'{"findings": []}', "neither a baseline of dtnlint nor a SARIF log"),
        (b'{"format": "dtnlint-baseline", "version": 9}', "version 9"),
        (b'{"format": "dtnlint-baseline", "version": 1}', "damaged"),
        (b'{"format": "dtnlint-baseline", "version": 1, "findings": [{"rule": 1}]}', "damaged"),
        (b'{"runs": [{}]}', "damaged"),
        (b'{"runs": null}', "damaged"),
        (b'{"runs": [{"tool": {"driver": {"name": "other"}}}]}', "no run of dtnlint"),
    ],
)
def test_what_is_no_baseline_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(BaselineError, match=words) as error:
        read(data, "b.json")
    assert "b.json" in str(error.value)
