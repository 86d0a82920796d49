"""Fixes of real findings in real contracts: what is written, and that nothing is left to do.

The contracts before and after stand in `contracts/`; one is also tried with tabs and CRLF.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from dtnlint.findings.assembly import Report
from dtnlint.fixes.mending import Mended
from dtnlint.run import Request, check, mend

CONTRACTS = Path(__file__).parent / "contracts"
NAMES = sorted(file.name for file in (CONTRACTS / "before").iterdir())

pytestmark = pytest.mark.xdist_group("holding")


def with_tabs(text: str) -> str:
    """The same contract as others write it, under another name."""
    renamed = text.replace("contract Shop", "contract Tabs")
    return renamed.replace("    ", "\t").replace("\n", "\r\n")


def source(name: str, when: str) -> str:
    if name == "Tabs.sol":
        return with_tabs(source("Shop.sol", when))
    return (CONTRACTS / when / name).read_bytes().decode()


@dataclass(frozen=True)
class Tried:
    """What was found and mended, the first and the second time."""

    request: Request
    report: Report
    mended: Mended
    again: Mended
    left: Report


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    folder = tmp_path_factory.mktemp("project")
    for name in (*NAMES, "Tabs.sol"):
        (folder / name).write_bytes(source(name, "before").encode())
    request = Request(paths=(folder,), cwd=folder)
    report = check(request)
    assert not report.notifications
    mended = mend(request, report, lambda done, total, name: None, unsafe=True)
    edited = {str((folder / one.path).resolve()): one.after for one in mended.changes}
    second = replace(request, texts=edited)
    left = check(second)
    again = mend(second, left, lambda done, total, name: None, unsafe=True)
    return Tried(request, report, mended, again, left)


@pytest.mark.parametrize("name", [*NAMES, "Tabs.sol"])
def test_the_file_is_as_a_person_would_have_mended_it(name: str, tried: Tried) -> None:
    after = {change.path: change.after.decode() for change in tried.mended.changes}
    assert after.get(name, source(name, "before")) == source(name, "after")


def test_what_was_fixed_is_gone_and_nothing_is_new(tried: Tried) -> None:
    def said(report: Report) -> set[tuple[str, str, str | None]]:
        return {(one.rule, one.contract, one.function) for one in report.active}

    assert said(tried.left) < said(tried.report)
    gone = said(tried.report) - said(tried.left)
    assert {rule for rule, contract, _ in gone if contract == "Shop"} == {
        "dtn-double-close",
        "dtn-model-id-encoding",
        "dtn-unchecked-fee-transfer",
        "dtn-unprotected-callback",
        "dtn-unreset-session",
        "dtn-unvalidated-session",
        "dtn-use-after-close",
    } & {rule.name for rule in tried.report.rules}
    assert {(one.contract, one.rule) for one in tried.left.active if one.fixes} == {
        ("Fixed", "dtn-double-close"),
        ("Fixed", "dtn-unreset-session"),
        ("Backwards", "dtn-unvalidated-session"),
    }


def test_what_cannot_be_fixed_says_why(tried: Tried) -> None:
    told = {(one.finding.contract, one.title): one.reason for one in tried.mended.refused}
    assert told.keys() == {
        ("Fixed", "Reset id after the close"),
        ("Backwards", "Check that sessionId is not empty"),
    }
    assert "immutable" in told["Fixed", "Reset id after the close"]
    assert told["Backwards", "Check that sessionId is not empty"] == (
        "what stands there can no longer be reached"
    )


def test_a_second_time_nothing_changes(tried: Tried) -> None:
    assert (tried.again.changes, tried.again.gone, tried.again.made) == ((), 0, ())


def test_nothing_was_written(tried: Tried) -> None:
    for name in NAMES:
        assert (tried.request.paths[0] / name).read_bytes().decode() == source(name, "before")
