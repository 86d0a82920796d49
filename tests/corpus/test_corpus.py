"""The corpus is the specification of the rules by example: found is exactly what is marked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from dtnlint import catalogue
from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Finding, Impact, Level
from dtnlint.run import Request, check
from tests.corpus.expectations import CONTRACTS, Example, Expected, corpus
from tests.corpus.tally import tally

pytestmark = pytest.mark.xdist_group("corpus")

EXAMPLES = corpus()
RULES = {entry.info.name: entry.info for entry in catalogue.installed().entries}
FEWEST_WRONG = 4
FEWEST_RIGHT = 6

Found = Mapping[Path, Mapping[Expected, Finding]]


@pytest.fixture(scope="module")
def report() -> Report:
    """What dtnlint says of the whole corpus, compiled and judged in one run."""
    return check(Request(paths=(CONTRACTS,), cwd=CONTRACTS))


@pytest.fixture(scope="module")
def found(report: Report) -> Found:
    by_file: dict[Path, dict[Expected, Finding]] = defaultdict(dict)
    for finding in report.findings:
        path = (CONTRACTS / finding.location.path).resolve()
        if not path.is_file():
            continue
        line = path.read_bytes()[: finding.location.start].count(b"\n") + 1
        by_file[path][Expected(line, finding.rule)] = finding
    return by_file


def under_test(example: Example, rule: str) -> bool:
    """Rules that only inform are compared where an example is about them, all others everywhere."""
    return rule in RULES and (RULES[rule].impact.at_least(Impact.LOW) or example.about(rule))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_found_is_what_is_marked(example: Example, found: Found) -> None:
    actual = {e: f for e, f in found.get(example.path, {}).items() if under_test(example, e.rule)}
    expected = {e for e in example.expected if under_test(example, e.rule)}
    missed = [
        f"missed   {example.name}:{e.line} {e.rule}\n           {example.lines[e.line - 1].strip()}"
        for e in sorted(expected - actual.keys())
    ]
    invented = [
        f"invented {example.name}:{e.line} {e.rule}: {actual[e].message}"
        + "".join(
            f"\n           {step.transaction}: {step.entry} – {step.text}"
            for step in actual[e].trace
        )
        for e in sorted(actual.keys() - expected)
    ]
    assert not missed + invented, "\n" + "\n".join(missed + invented)


def test_nothing_goes_wrong_on_the_way(report: Report) -> None:
    assert [note.text for note in report.notifications if note.level is not Level.NOTE] == []


def test_findings_stand_in_the_corpus(report: Report) -> None:
    outside = [finding for finding in report.findings if not finding.location.in_root]
    assert [(finding.location.path, finding.message) for finding in outside] == []


@pytest.mark.parametrize("rule", sorted(RULES))
def test_rule_finds_the_wrong_and_leaves_the_right(rule: str, report: Report) -> None:
    row = tally(rule, report.findings, EXAMPLES)
    assert (row.found, row.flagged) == (row.wrong, 0)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_rule_is_shown_by_enough_examples(rule: str) -> None:
    wrong = sum(e.rule == rule for example in EXAMPLES for e in example.expected)
    right = sum(
        len(example.right)
        for example in EXAMPLES
        if example.about(rule) or any(e.rule == rule for e in example.expected)
    )
    assert wrong >= FEWEST_WRONG, f"{rule}: only {wrong} findings are expected of it"
    assert right >= FEWEST_RIGHT, f"{rule}: only {right} contracts beside them are right"


def test_every_marker_names_a_rule_that_has_a_folder_or_is_installed() -> None:
    known = RULES.keys() | {
        "dtn-" + folder.name.replace("_", "-") for folder in CONTRACTS.rglob("*") if folder.is_dir()
    }
    unknown = {e.rule for example in EXAMPLES for e in example.expected} - known
    assert not unknown


def test_contract_names_are_unique_across_the_corpus() -> None:
    names = Counter(part.name for example in EXAMPLES for part in example.declarations)
    assert [name for name, times in names.items() if times > 1] == []


def test_examples_name_their_licence_and_a_floating_pragma() -> None:
    for example in EXAMPLES:
        assert example.lines[0] == "// SPDX-License-Identifier: AGPL-3.0-or-later", example.name
        assert re.fullmatch(r"pragma solidity \^0\.8\.\d+;", example.lines[1]), example.name
