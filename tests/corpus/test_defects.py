"""Each defect put into a realistic consumer is found by its rules, and by no others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from dtnlint import catalogue
from dtnlint.findings.finding import Impact, Level
from dtnlint.run import Request, check
from tests.corpus.defects import DEFECTS, Defect

pytestmark = pytest.mark.xdist_group("defects")

UNDER_TEST = {
    entry.info.name
    for entry in catalogue.installed().entries
    if entry.info.impact.at_least(Impact.LOW)
}


def _drawn(config: pytest.Config) -> tuple[Defect, ...]:
    """All defects; else every third."""
    return DEFECTS if config.getoption("--whole") else DEFECTS[::3]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "defect" in metafunc.fixturenames:
        defects = _drawn(metafunc.config)
        metafunc.parametrize("defect", defects, ids=[defect.name for defect in defects])


@pytest.fixture(scope="module")
def fired(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Mapping[str, set[str]]:
    """The rules that speak, by the name of the defect; all of them in one run."""
    folder = tmp_path_factory.mktemp("defects")
    names = {}
    for number, defect in enumerate(_drawn(request.config)):
        names[f"defect_{number}.sol"] = defect.name
        (folder / f"defect_{number}.sol").write_text(defect.source(f"_{number}"), encoding="utf-8")
    report = check(Request(paths=(folder,), cwd=folder))
    problems = [note.text for note in report.notifications if note.level is not Level.NOTE]
    assert not problems
    rules: dict[str, set[str]] = defaultdict(set)
    for finding in report.findings:
        for contract in finding.contracts:
            rules[names[Path(contract.path).name]].add(finding.rule)
    return rules


OPEN = {
    "session_pool: the end leaves the flag up",
    "bet_resolver: a judgement comes after giving up",
    "bet_resolver: a late failure brings a bet back to life",
}
"""Defects on which a rule is missing, since there are too many states to follow, or on which one
more fires: the verifier does not know yet that the ID with which a callback is called is one that
a request has stored."""


def test_defect_is_found_by_its_rules_alone(
    defect: Defect, fired: Mapping[str, set[str]], request: pytest.FixtureRequest
) -> None:
    if defect.name in OPEN:
        request.applymarker(pytest.mark.xfail(reason="known and open", strict=True))
    assert fired.get(defect.name, set()) & UNDER_TEST == defect.rules & UNDER_TEST
