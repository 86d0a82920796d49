"""Whatever a project's names and texts are, every format stays what it is."""

from __future__ import annotations

import json
import os
import re
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import (
    Confidence,
    ContractRef,
    Finding,
    Impact,
    Level,
    Location,
    Notification,
    Related,
    TraceStep,
)
from dtnlint.report import FORMATS, render
from dtnlint.report.options import Options
from tests.report.samples import lifecycle, report
from tests.report.test_html import Page as WebPage
from tests.report.test_platforms import OURS, Page, commands

SPICE = st.sampled_from(
    [
        *("\x1b[2J", "\r\n", "]]>", "<b>", "&lt;", "|", "`", "```", "::error::", "%0A", "\u2028"),
        *("\x85", "##[error]", "\x9b", "\u202e", "\ud800", "\udcff", "\ufffe"),
    ]
)
TEXT = st.lists(st.text(max_size=8) | SPICE, max_size=6).map("".join)
NAME = st.binary(min_size=1, max_size=12).map(os.fsdecode).filter(lambda name: "\0" not in name)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    source = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
    size = len(source.encode())
    start = draw(st.integers(0, size))
    path = draw(NAME)
    place = Location(path, start, draw(st.integers(0, size - start)))
    words = draw(TEXT)
    finding = Finding(
        rule="dtn-double-close",
        impact=draw(st.sampled_from(Impact)),
        confidence=draw(st.sampled_from(Confidence)),
        message=words,
        location=place,
        contracts=(ContractRef(draw(TEXT), path),),
        function=words,
        subject=words,
        related=(Related(words, place),),
        trace=(TraceStep(1, words, draw(TEXT), place),),
    )
    return report(
        {path: source},
        findings=[finding],
        lifecycles=[lifecycle(finding.contracts[0].name, path, draw(TEXT))],
        notifications=[Notification(Level.WARNING, "hm", draw(TEXT), path, place)],
    )


ALL = Options(verdicts=True, verbose=True)


@given(reports())
@settings(max_examples=50, deadline=None)
def test_every_format_holds(made: Report) -> None:
    for format in FORMATS:
        shown = render(format, made, ALL)
        assert all(character.isprintable() or character in "\t\n" for character in shown), format
        for line in shown.split("\n"):
            if format != "github":  # whose commands are its own
                assert not line.lstrip().startswith("::"), format
                assert not re.search(r"##\w*\[", line), format

    for format in ("json", "sarif", "gitlab"):
        assert json.loads(render(format, made, ALL).encode())

    root = ET.fromstring(render("junit", made, ALL).encode())
    assert {element.tag for element in root.iter() if isinstance(element.tag, str)} <= {
        *("testsuites", "testsuite", "testcase", "failure", "error", "skipped")
    }

    # The finding, its notification, and whatever is said of the comments in the source.
    assert len(list(commands(render("github", made, ALL)))) >= 2

    assert Page(render("markdown", made, ALL)).elements <= OURS

    page = WebPage(render("html", made, ALL))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == tags.count("style") == tags.count("form") == 1
    assert {"img", "iframe", "link", "object"}.isdisjoint(tags)
    assert all(target.startswith("#") for target in page.attributes("href"))
