"""The report as a whole: its order and its exit code."""

from __future__ import annotations

import itertools

import pytest
from msgspec.structs import replace

from dtnlint.findings.assembly import CLEAN, FAILED, FOUND
from dtnlint.findings.finding import Finding, Impact, Level, Notification
from tests.report.samples import SHOP, double_close, full, judgement, report, unvalidated


def test_the_order_of_what_comes_in_does_not_matter() -> None:
    findings = [double_close(), unvalidated(), replace(double_close(), subject="other")]
    judgements = [judgement("proved"), judgement("unknown"), judgement("proved", "reset")]
    notes = [Notification(Level.NOTE, "b", "B"), Notification(Level.ERROR, "a", "A")]
    reports = {
        (one.findings, one.judgements, one.notifications)
        for order in itertools.permutations(range(3))
        for one in [
            report(
                findings=[findings[index] for index in order],
                judgements=[judgements[index] for index in order],
                notifications=notes if order[0] else notes[::-1],
            )
        ]
    }
    assert len(reports) == 1


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [
        (Impact.HIGH, CLEAN),
        (Impact.MEDIUM, FOUND),
        (Impact.LOW, FOUND),
        (Impact.OPTIMIZATION, FOUND),
    ],
)
def test_the_threshold_decides_what_fails(fail_on: Impact, code: int) -> None:
    def fails(finding: Finding) -> bool:
        return finding.impact.at_least(fail_on)

    assert report(findings=[unvalidated()], fails=fails).exit_code == code


def test_what_could_not_be_analysed_fails_whatever_was_found() -> None:
    error = Notification(Level.ERROR, "does-not-compile", "No.")
    assert report(notifications=[error]).exit_code == FAILED
    assert report(findings=[double_close()], notifications=[error]).exit_code == FAILED
    assert report(notifications=[Notification(Level.WARNING, "x", "Hm.")]).exit_code == CLEAN


def test_suppressed_findings_stay_and_do_not_fail() -> None:
    text = "// dtnlint: ignore[dtn-double-close] known\n" + SHOP
    judged = report({"contracts/Shop.sol": text}, findings=[double_close(text)])
    (finding,) = judged.findings
    assert finding.suppression is not None
    assert judged.exit_code == CLEAN
    assert judged.active == ()


def test_comments_are_looked_for_in_every_file_that_was_analysed() -> None:
    text = SHOP + "// dtnlint: ignore[dtn-double-close]\n"
    judged = report({"contracts/Shop.sol": text})
    assert [note.kind for note in judged.notifications] == ["unused-suppression"]


def test_no_comment_is_called_unused_when_something_was_not_analysed() -> None:
    text = SHOP + "// dtnlint: ignore[dtn-double-close]\n// dtnlint: ignore\n"
    error = Notification(Level.ERROR, "does-not-compile", "No.")
    judged = report({"contracts/Shop.sol": text}, notifications=[error])
    assert [note.kind for note in judged.notifications] == [
        "does-not-compile",
        "malformed-suppression",
    ]


def test_the_same_notification_twice_is_one() -> None:
    note = Notification(Level.WARNING, "x", "Hm.")
    assert report(notifications=[note, note]).notifications == (note,)


def test_a_rule_is_found_by_its_name() -> None:
    rule = full().rule("dtn-double-close")
    assert rule is not None
    assert rule.cwe == 675
    assert full().rule("dtn-nothing") is None
