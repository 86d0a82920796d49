"""The pages of the rules are what the rules say of themselves, and say enough."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dtnlint import catalogue
from dtnlint.findings.rules import CWE_NAMES
from dtnlint.report.rule_pages import BASE, pages

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "rules"
RULES = [
    entry.info
    for entry in catalogue.installed().entries
    if entry.detector.__module__.startswith("dtnlint.detectors.")
]
WRITTEN = pages(RULES)


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_page_is_up_to_date(name: str) -> None:
    page = FOLDER / name
    assert page.is_file(), "write it: dtnlint rules --pages docs/rules"
    assert page.read_text(encoding="utf-8") == WRITTEN[name], "dtnlint rules --pages docs/rules"


def test_every_page_is_a_rule_s() -> None:
    assert {page.name for page in FOLDER.iterdir()} == {*WRITTEN, BASE}


def test_index_names_every_rule_once() -> None:
    for rule in RULES:
        assert WRITTEN["README.md"].count(f"({rule.name}.md)") == 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_says_all_there_is_to_say(rule: catalogue.RuleInfo) -> None:
    assert rule.page == f"docs/rules/{rule.name}.md"
    assert rule.cwe in CWE_NAMES
    assert rule.scenario.startswith("```solidity\n")
    assert all((rule.description, rule.recommendation, rule.example, rule.limits))
    assert len(rule.summary) <= 70
    assert not rule.summary.endswith(".")
    for text in (rule.description, rule.recommendation, rule.limits):
        assert text.endswith((".", "`."))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_bad_and_good_examples_differ_in_little(rule: catalogue.RuleInfo) -> None:
    found = re.match(r"```solidity\n(.*?)\n```", rule.scenario, re.DOTALL)
    assert found is not None
    bad, good = found[1].splitlines(), rule.example.splitlines()
    assert bad != good
    assert len(bad) <= 45
    assert len(set(bad) ^ set(good)) <= 25
