"""The corpus in figures: for each rule, what of the wrong it finds and what of the right it flags.

``python -m tests.corpus.tally`` prints the table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dtnlint import catalogue
from dtnlint.findings.finding import Finding
from dtnlint.run import Request, check
from tests.corpus.expectations import CONTRACTS, Example, corpus


@dataclass(frozen=True)
class Row:
    """The figures of one rule."""

    rule: str
    found: int
    """Defects that are marked and found."""
    wrong: int
    """Defects that are marked."""
    flagged: int
    """Right contracts, in files about the rule, of which the rule says that they are wrong."""
    right: int
    """Right contracts in files about the rule."""


def tally(rule: str, findings: Iterable[Finding], examples: Iterable[Example]) -> Row:
    """Count for one rule."""
    places: set[tuple[Path, int]] = set()
    blamed: set[str] = set()
    for finding in findings:
        path = (CONTRACTS / finding.location.path).resolve()
        if finding.rule == rule and path.is_file():
            start = path.read_bytes()[: finding.location.start]
            places.add((path, start.count(b"\n") + 1))
            blamed |= {contract.name for contract in finding.contracts}
    about = [e for e in examples if e.about(rule) or any(m.rule == rule for m in e.expected)]
    marked = {(e.path, m.line) for e in about for m in e.expected if m.rule == rule}
    right = {name for e in about for name in e.right}
    return Row(rule, len(marked & places), len(marked), len(right & blamed), len(right))


def table(rows: Iterable[Row]) -> str:
    """The figures of all rules, in Markdown."""
    head = "| Rule | Wrong: found / written | Right: flagged / written |\n| --- | --- | --- |"
    lines = [
        f"| `{row.rule}` | {row.found} / {row.wrong} | {row.flagged} / {row.right} |"
        for row in rows
    ]
    return "\n".join((head, *lines))


if __name__ == "__main__":
    report = check(Request(paths=(CONTRACTS,), cwd=CONTRACTS))
    names = [entry.info.name for entry in catalogue.installed().entries]
    examples = corpus()
    print(table(tally(name, report.findings, examples) for name in names))
