"""What the sample contracts say of themselves is what dtnlint finds in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dtnlint import catalogue
from dtnlint.findings.finding import Impact
from dtnlint.run import Request, check

pytestmark = pytest.mark.xdist_group("samples")

SAMPLES = Path(__file__).resolve().parents[2] / "sample_contracts"
SAYS = re.compile(r"^\s*// (?P<rules>dtn-[a-z-]+(, dtn-[a-z-]+)*): ")


def said(text: str) -> set[tuple[int, str]]:
    """What comments announce, as pairs of line and rule: of the next line that is no comment."""
    announced: list[str] = []
    pairs = set()
    for number, line in enumerate(text.splitlines(), 1):
        says = SAYS.match(line)
        if says is not None:
            announced += says["rules"].split(", ")
        elif not line.strip().startswith("//"):
            pairs |= {(number, rule) for rule in announced}
            announced = []
    return pairs


def test_samples_are_found_to_be_what_they_say() -> None:
    installed = {entry.info.name for entry in catalogue.installed().entries}
    expected = {
        (path.relative_to(SAMPLES).as_posix(), line, rule)
        for path in sorted(SAMPLES.rglob("*.sol"))
        for line, rule in said(path.read_text(encoding="utf-8"))
        if rule in installed
    }
    report = check(Request(paths=(SAMPLES,), cwd=SAMPLES))
    found = set()
    for finding in report.findings:
        if finding.impact.at_least(Impact.LOW):
            before = (SAMPLES / finding.location.path).read_bytes()[: finding.location.start]
            found.add((finding.location.path, before.count(b"\n") + 1, finding.rule))
    assert found == expected
