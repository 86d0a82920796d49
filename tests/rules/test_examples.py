"""The examples on the rules' pages are whole contracts: the wrong one fires its rule, the right
one none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from dtnlint import catalogue
from dtnlint.findings.finding import Impact
from dtnlint.run import Request, check
from tests.rules.test_pages import FOLDER, RULES

pytestmark = pytest.mark.xdist_group("examples")

BASE = (FOLDER / "Consumer.sol").read_text(encoding="utf-8")
IMPORTS = re.findall(r"^import .*$", BASE, re.MULTILINE)
SPEAKS = {rule.name for rule in RULES if rule.impact.at_least(Impact.LOW)}


def source(example: str) -> str:
    """A file with an example, as a reader would make one of it."""
    head = "// SPDX-License-Identifier: AGPL-3.0-or-later\npragma solidity ^0.8.20;\n"
    return "\n".join((head, *IMPORTS, 'import {Consumer} from "./Consumer.sol";\n', example, ""))


def bad_example(rule: catalogue.RuleInfo) -> str:
    found = re.match(r"```solidity\n(.*?)\n```", rule.scenario, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def fired(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[str]]:
    """The rules that speak, by file; all examples in one run."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "Consumer.sol").write_text(BASE, encoding="utf-8")
    for number, rule in enumerate(RULES):
        for kind, text in (("bad", bad_example(rule)), ("good", rule.example)):
            # Names of their own, so that all fit in one compilation.
            text = re.sub(r"\bShop\b", f"Shop{kind.capitalize()}{number}", text)
            (folder / f"{rule.name}.{kind}.sol").write_text(source(text), encoding="utf-8")
    report = check(Request(paths=(folder,), cwd=folder))
    assert not report.notifications, [note.text for note in report.notifications]
    rules: dict[str, set[str]] = defaultdict(set)
    for finding in report.findings:
        rules[Path(finding.location.path).name].add(finding.rule)
    return rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_wrong_example_fires_its_rule(
    rule: catalogue.RuleInfo, fired: Mapping[str, set[str]]
) -> None:
    assert rule.name in fired.get(f"{rule.name}.bad.sol", set())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_right_example_fires_none(rule: catalogue.RuleInfo, fired: Mapping[str, set[str]]) -> None:
    found = fired.get(f"{rule.name}.good.sol", set())
    assert rule.name not in found
    assert not found & SPEAKS


def test_base_of_the_examples_is_right(fired: Mapping[str, set[str]]) -> None:
    assert not fired.get("Consumer.sol", set()) & SPEAKS
