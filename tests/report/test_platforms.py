"""Formats that other programs read: GitHub's annotations, GitLab's JSON, JUnit XML, Markdown."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from dtnlint.escaping import markdown
from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Impact, Level, Location, Notification
from dtnlint.report import FORMATS, render
from dtnlint.report.options import Options
from tests.report.samples import (
    NASTY,
    NASTY_PATH,
    SAMPLES,
    SHOP,
    compared,
    double_close,
    full,
    hostile,
    judgement,
    replayed,
    report,
    suppressed,
)


def test_a_format_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(ValueError, match="'yaml'; choose one of text, json, sarif"):
        render("yaml", full())


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_format_is_text_that_can_be_written_and_always_the_same(
    format: str, name: str
) -> None:
    one, other = (render(format, SAMPLES[name]()).encode("utf-8") for _ in range(2))
    assert one == other
    assert one.endswith(b"\n")


# GitHub: workflow commands

COMMAND = re.compile(r"::(?P<name>error|warning|notice) (?P<properties>[^:]*)::(?P<message>.*)")


def commands(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Workflow commands as the runner reads them."""
    for line in text.splitlines()[:-1]:
        match = COMMAND.fullmatch(line)
        assert match is not None, line
        properties = dict(part.split("=", 1) for part in match["properties"].split(","))
        yield (
            match["name"],
            {key: unquote(value) for key, value in properties.items()},
            unquote(match["message"]),
        )


def test_github_gets_a_command_for_each_finding_and_notification() -> None:
    shown = render("github", full())
    found = list(commands(shown))
    assert [(name, properties.get("file")) for name, properties, _ in found] == [
        ("error", "pkg/a/contracts/Shop.sol"),
        ("warning", "pkg/a/contracts/Shop.sol"),
        ("error", "pkg/a/contracts/Bad.sol"),
        ("notice", None),
    ]
    _, properties, message = found[0]
    assert properties == {
        "file": "pkg/a/contracts/Shop.sol",
        "line": "14",
        "endLine": "14",
        "col": "29",
        "endColumn": "38",
        "title": "dtn-double-close (High)",
    }
    assert "\ntransaction 2: close() – closed at contracts/Shop.sol:14" in message
    assert shown.endswith(
        "Found 2 problems in 1 consumer: 1 high, 1 medium. "
        "Verdicts: 1 proved, 1 violated, 1 unknown.\n"
    )


def test_github_gets_columns_only_within_one_line() -> None:
    place = type(double_close().location)("contracts/Shop.sol", SHOP.index("function close"), 70)
    ((_, properties, _),) = commands(
        render("github", report(findings=[double_close(location=place)]))
    )
    assert (properties["line"], properties["endLine"]) == ("13", "15")
    assert "col" not in properties


def test_github_gets_no_command_from_a_stranger() -> None:
    shown = render("github", hostile())
    found = list(commands(shown))
    assert len(found) == 4
    assert "nothing-told" in [properties["title"] for _, properties, _ in found]
    nasty = NASTY_PATH.replace("\udcff", "\ufffd").replace("\x1b", r"\x1b")
    assert found[0][1]["file"] == f"{nasty}/{nasty}"
    assert "\r" not in shown
    assert "\x1b" not in shown


# GitLab: code quality


def test_gitlab_gets_issues() -> None:
    first, second = json.loads(render("gitlab", full()))
    assert first == {
        "type": "issue",
        "check_name": "dtn-double-close",
        "description": "closeUserSession(sessionId) may close a session that is already closed",
        "categories": ["Security"],
        "severity": "critical",
        "fingerprint": full().findings[0].fingerprint,
        "location": {"path": "pkg/a/contracts/Shop.sol", "lines": {"begin": 14, "end": 14}},
    }
    assert second["severity"] == "major"
    assert first["fingerprint"] != second["fingerprint"]


def test_gitlab_gets_only_what_is_to_be_acted_on() -> None:
    assert json.loads(render("gitlab", suppressed())) == []
    assert [one["check_name"] for one in json.loads(render("gitlab", compared()))] == [
        "dtn-unvalidated-session"
    ]
    assert json.loads(render("gitlab", report())) == []


# GitLab: SAST

SAST = json.loads((Path(__file__).parent / "gitlab_sast.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_security_report_is_what_gitlab_takes(name: str) -> None:
    jsonschema.validate(json.loads(render("gitlab-sast", SAMPLES[name]())), SAST)


def test_a_security_report_that_gitlab_would_not_take_is_noticed() -> None:
    good = json.loads(render("gitlab-sast", full()))
    for spoil in (
        lambda made: made["scan"].pop("end_time"),
        lambda made: made["scan"].update(start_time="2026-11-30T10:00:00Z"),
        lambda made: made["vulnerabilities"][0].update(identifiers=[]),
        lambda made: made["vulnerabilities"][0].update(name="x" * 256),
        lambda made: made["vulnerabilities"][0]["location"].update(start_line="14"),
        lambda made: made["vulnerabilities"][0].update(severity="critical"),
    ):
        bad = copy.deepcopy(good)
        spoil(bad)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, SAST)


def test_a_security_report_says_what_where_and_how_bad() -> None:
    made = json.loads(render("gitlab-sast", full()))
    first, second = made["vulnerabilities"]
    assert (first["name"], first["severity"]) == ("Session closed twice", "High")
    assert first["location"] == {
        "file": "pkg/a/contracts/Shop.sol",
        "start_line": 14,
        "end_line": 14,
        "class": "Shop",
        "method": "close",
    }
    assert [one["name"] for one in first["identifiers"]] == ["dtn-double-close", "CWE-675"]
    assert "transaction 3: close() – closed again at contracts/Shop.sol:14" in first["description"]
    assert first["solution"] == "Clear the cell after the close: `sessionId = 0;`."
    assert first["id"] != second["id"]
    assert first == json.loads(render("gitlab-sast", full()))["vulnerabilities"][0]
    assert made["scan"]["status"] == "failure"
    assert [one["level"] for one in made["scan"]["messages"]] == ["fatal", "info"]
    assert json.loads(render("gitlab-sast", report()))["scan"]["status"] == "success"


def test_a_security_report_holds_what_is_to_be_acted_on_and_when_it_was() -> None:
    options = Options(started="2026-11-30T10:00:00", ended="2026-11-30T10:00:07")
    made = json.loads(render("gitlab-sast", compared(), options))
    assert [one["identifiers"][0]["name"] for one in made["vulnerabilities"]] == [
        "dtn-unvalidated-session"
    ]
    assert (made["scan"]["start_time"], made["scan"]["end_time"]) == (
        "2026-11-30T10:00:00",
        "2026-11-30T10:00:07",
    )
    assert json.loads(render("gitlab-sast", suppressed()))["vulnerabilities"] == []


def test_long_names_and_remedies_are_cut_to_what_gitlab_takes() -> None:
    long = replace(full().rules[0], title="t" * 300)
    made = report(findings=[double_close(remedy="r" * 8000)], rules=[long])
    jsonschema.validate(json.loads(render("gitlab-sast", made)), SAST)


# JUnit


def test_junit_has_a_case_for_each_finding_and_each_clean_rule() -> None:
    root = ET.fromstring(render("junit", full()))
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert list(cases) == [
        "dtn-double-close: Shop.close() sessionId",
        "dtn-unvalidated-session: Market.ask(bytes32) sessionId",
        "dtn-session-per-request",
        "dtn-unvalidated-session",
        "does-not-compile",
    ]
    failure = cases["dtn-double-close: Shop.close() sessionId"].find("failure")
    assert failure is not None
    assert failure.text is not None
    assert "transaction 3: close() – closed again" in failure.text
    assert cases["does-not-compile"].find("error") is not None
    assert len(cases["dtn-session-per-request"]) == 0
    counts = [root.get(name) for name in ("tests", "failures", "errors", "skipped")]
    assert counts == ["5", "2", "1", "1"]


def test_junit_passes_no_rule_where_something_is_unknown() -> None:
    judged = [judgement("proved", "not closed twice"), judgement("unknown", "validated")]
    for strict, word in ((False, "skipped"), (True, "failure")):
        made = report(judgements=judged, strict=lambda one, strict=strict: strict)
        root = ET.fromstring(render("junit", made))
        cases = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}
        assert cases["dtn-unvalidated-session"] == [word]
        assert cases["dtn-double-close"] == []
        (told,) = root.iter(word)
        assert "because inline assembly writes storage" in (told.get("message") or "")


def test_what_is_unknown_is_told_where_it_fails_a_check() -> None:
    for strict in (False, True):
        made = report(
            judgements=[judgement("unknown"), judgement("proved", "kept")],
            strict=lambda one, strict=strict: strict,
        )
        told = [(name, p["title"]) for name, p, _ in commands(render("github", made))]
        assert told == [("error", "unknown")] * strict
        assert ("### Not decided" in render("markdown", made)) is strict
        reported = json.loads(render("json", made))
        assert [one["fails"] for one in reported["verdicts"]].count(True) == strict


def test_junit_skips_what_is_suppressed() -> None:
    root = ET.fromstring(render("junit", suppressed()))
    (skipped,) = root.iter("skipped")
    assert skipped.get("message") == "the owner knows"
    assert root.get("failures") == "0"


def test_junit_fails_what_fails_the_check() -> None:
    grave, mild = double_close(), double_close(rule="dtn-mild", impact=Impact.LOW)
    for threshold, words in (
        (Impact.LOW, ["failure", "failure"]),
        (Impact.HIGH, ["failure", "skipped"]),
    ):
        made = report(
            findings=[grave, mild],
            fails=lambda one, threshold=threshold: one.impact.at_least(threshold),
        )
        root = ET.fromstring(render("junit", made))
        found = [case for case in root.iter("testcase") if ":" in (case.get("name") or "")]
        assert [case[0].tag for case in found] == words
    assert "Low, below what fails the check: close" in (found[1][0].get("message") or "")
    assert "transaction 3" in (found[1][0].text or "")


def test_junit_tells_like_findings_apart() -> None:
    twice = SHOP.replace("ai.closeUserSession(sessionId);", "ai.closeUserSession(sessionId);" * 2)
    again = type(double_close().location)("contracts/Shop.sol", twice.rindex("sessionId);"), 9)
    made = report(
        {"contracts/Shop.sol": twice},
        findings=[double_close(twice), double_close(twice, location=again)],
    )
    names = [case.get("name") for case in ET.fromstring(render("junit", made)).iter("testcase")]
    assert len(set(names)) == len(names)


def test_junit_is_well_formed_whatever_comes() -> None:
    root = ET.fromstring(render("junit", hostile()))
    (failure,) = root.iter("failure")
    assert "<script>alert(1)</script>" in (failure.get("message") or "")
    assert not list(root.iter("script"))


# Markdown


class Page(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.words = ""
        self.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        assert [name for name, _ in attrs if name not in ("class", "style")] == []

    def handle_data(self, data: str) -> None:
        self.words += data


OURS = {
    *("h2", "h3", "p", "strong", "em", "ul", "li", "span", "code", "pre", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def test_markdown_says_what_text_says() -> None:
    page = Page(render("markdown", full(), Options(verdicts=True)))
    for words in (
        "Found 2 problems in 1 consumer: 1 high, 1 medium. ",
        "Verdicts: 1 proved, 1 violated, 1 unknown.",
        "contracts/Shop.sol:14:29",
        "closeUserSession(sessionId) may close a session that is already closed",
        "        ai.closeUserSession(sessionId);\n                            ^^^^^^^^^\n",
        "closed at contracts/Shop.sol:14, sessionId keeps the ID",
        "Clear the cell after the close",
        "inline assembly writes storage",
        "Expected ';'.",
    ):
        assert words in page.words
    assert page.elements == OURS - {"em", "span"}


def test_markdown_of_nothing_is_short() -> None:
    assert " ".join(Page(render("markdown", report())).words.split()) == (
        "dtnlint No problems found in 1 consumer. Verdicts: 0 proved, 0 violated, 0 unknown."
    )


def test_markdown_gets_no_markup_from_strangers() -> None:
    shown = render("markdown", hostile(), Options(verdicts=True))
    page = Page(shown)
    assert page.elements <= OURS
    assert "<script>alert(1)</script>" in page.words
    assert "[x](http://e.vil)" in page.words
    # A table row is a line: the head, its rule and one finding.
    assert len(re.findall(r"^\| ", shown.partition("### Verdicts")[0], re.MULTILINE)) == 3


def test_markdown_mentions_nobody_and_links_no_issue() -> None:
    outside_code = re.sub(r"```.*?```", "", render("markdown", hostile()), flags=re.DOTALL)
    assert not re.search(r"[@#]\w", re.sub("&#\\d+;", "", outside_code))
    assert "<span>@</span>dev" in outside_code


@pytest.mark.parametrize(
    "words",
    [
        "1. one",
        "12) two",
        "- three",
        "+ four",
        "=====",
        "see http://e.vil and www.e.vil",
        "so :tada: and <b>bold</b> &amp; `code`",
        "# title",
        "a|b",
        "    code",
        "*a* _b_ ~~c~~ $d$ ![e](f)",
        "[^1] {x}",
        "a\\*b",
    ],
)
def test_markdown_shows_words_as_they_are(words: str) -> None:
    shown = markdown(words)
    page = Page(shown)
    assert page.words.strip() == words.strip()
    assert page.elements <= {"p", "span"}
    # What GitHub adds to CommonMark: addresses by their look, emoji.
    assert not re.search(r"://|www\.|:\w+:", re.sub(r"&#(\d+);", ";", shown))


def test_a_fence_is_longer_than_any_in_the_source() -> None:
    source = SHOP.replace("(sessionId);", "(sessionId); // ````` </pre>", 1)
    shown = render(
        "markdown", report({"contracts/Shop.sol": source}, findings=[double_close(source)])
    )
    assert "``````solidity\n" in shown
    assert "// ````` </pre>" in Page(shown).words


def test_markdown_fits_a_comment() -> None:
    place = double_close().location
    many = [
        double_close(
            location=type(place)(place.path, place.start - 9 + number % 9, 9),
            subject=str(number),
            fixes=(),
        )
        for number in range(500)
    ]
    shown = render("markdown", report(findings=many))
    assert len(shown) < 65_536
    assert "Found 500 problems" in shown
    rows = shown.count("<code>dtn-double-close</code> | <code>")
    assert f"| High | <code>dtn-double-close</code> | | *{500 - rows} more* |" in shown
    assert re.search(r"\*\d+ more details left out for length\.\*", shown)


def flood(**numbers: int) -> Report:
    """So many findings of each impact, the mild ones first in the file; each rule has few."""
    place = double_close().location
    found = []
    for impact in reversed(Impact):
        for number in range(numbers.get(impact.name.lower(), 0)):
            at = Location(place.path, len(found) % 300, 1)
            rule = f"dtn-{impact.value.lower()}-{number % 7}"
            found.append(
                double_close(impact=impact, rule=rule, location=at, subject=str(number), fixes=())
            )
    return report(findings=found)


def test_a_flood_of_annotations_is_cut_to_the_worst_of_each_rule() -> None:
    shown = render("github", flood(high=40, medium=5, low=300))
    told, _, rest = shown.partition("Not annotated, since GitHub shows 10 of a kind:\n")
    titles = [p["title"] for _, p, _ in commands(told + "end\n")]
    kinds = Counter(name for name, _, _ in commands(told + "end\n"))
    assert kinds == {"error": 10, "warning": 5, "notice": 10}
    assert {title for title in titles if "(High)" in title} == {
        f"dtn-high-{number} (High)" for number in range(7)
    }
    assert "4 more of dtn-high-0 in the log." in told
    *lines, _ = rest.splitlines()
    assert len(lines) == 30 + 290
    assert sorted("High" in line for line in lines[:30]) == [True] * 30


def test_what_cannot_be_analysed_is_annotated_in_a_flood_too() -> None:
    trouble = Notification(Level.ERROR, "does-not-compile", "Expected ';'.", "contracts/Bad.sol")
    made = flood(high=40)
    shown = render("github", replace(made, notifications=(trouble,)))
    first = [line for line in shown.splitlines() if line.startswith("::error ")][:10]
    assert sum("title=does-not-compile::" in line for line in first) == 1


def test_no_line_of_the_log_is_a_command_of_a_stranger() -> None:
    path = "contracts/##[error]x\n::error::.sol"
    many = [double_close(path=path, subject=str(number)) for number in range(12)]
    shown = render("github", report({path: SHOP}, findings=many))
    _, _, rest = shown.partition("Not annotated")
    assert "##[" not in rest
    assert "\n::" not in rest


def test_a_flood_in_markdown_shows_the_worst_and_counts_every_rule() -> None:
    shown = render("markdown", flood(high=60, medium=200, low=400))
    table = [line for line in shown.splitlines() if line.startswith("| ")][2:]
    told = Counter(line.split(" | ")[0] for line in table if "*" not in line)
    assert told["| High"] == 60
    more = {
        match[1]: int(match[2])
        for line in table
        if (match := re.search(r"<code>(\S+)</code> \| \| \*(\d+) (?:more|findings)\* \|$", line))
    }
    for rank, number in (("medium", 200), ("low", 400)):
        cut = [more.get(f"dtn-{rank}-{rule}", 0) for rule in range(7)]
        assert sum(cut) + told[f"| {rank.capitalize()}"] == number
        assert max(cut) - min(cut) <= 2
    details = re.findall(r"<summary>(\w+)", shown)
    assert set(details) == {"High"}
    assert len(shown) < 65_536


def test_what_one_edit_mends_is_told_as_one() -> None:
    use = double_close(rule="dtn-use-after-close", subject="tab")
    left = double_close(rule="dtn-unreset-session", impact=Impact.MEDIUM)
    other = double_close(rule="dtn-unvalidated-session", fixes=())
    made = report(findings=[left, use, other, double_close()])
    line = "The same edit mends: Medium dtn-unreset-session at contracts/Shop.sol:14:29: close"
    told = list(commands(render("github", made)))
    assert [p["title"] for _, p, _ in told] == [
        "dtn-double-close (High)",
        "dtn-unvalidated-session (High)",
    ]
    assert [message.count(line) for _, _, message in told] == [1, 0]
    words = Page(render("markdown", made)).words
    assert words.count("dtn-double-close at") == 1
    assert "The same edit mends:\n\nHigh dtn-use-after-close at" in words
    assert "Found 2 problems in 1 consumer: 2 high. (2 more findings that the same edits" in words
    # Programs get each by itself.
    for form, each in (("json", '"rule": "dtn-u'), ("sarif", '"ruleId": "dtn-u')):
        assert render(form, made).count(each) == 3


def test_what_is_mild_is_counted_for_people_and_kept_for_programs() -> None:
    mild = double_close(rule="dtn-mild", impact=Impact.INFORMATIONAL, fixes=())
    made = report(
        findings=[mild, double_close()], shows=lambda one: one.impact.at_least(Impact.LOW)
    )
    for form in ("text", "markdown", "github"):
        shown = render(form, made)
        assert "dtn-mild" not in shown
        assert "Found 1 problem" in shown
        assert "1 informational with --min-impact informational" in shown.replace("&#45;", "-")
    for form in ("json", "sarif", "sarif-full", "html", "gitlab"):
        assert "dtn-mild" in render(form, made)
    (note,) = [
        one
        for one in json.loads(render("sarif", made))["runs"][0]["results"]
        if one["ruleId"] == "dtn-mild"
    ]
    assert note["level"] == "note"


def test_what_fails_a_check_is_told_however_mild() -> None:
    mild = double_close(rule="dtn-mild", impact=Impact.INFORMATIONAL)
    made = report(findings=[mild], shows=lambda one: False, fails=lambda one: True)
    for form in ("text", "markdown", "github"):
        assert "dtn-mild" in render(form, made)
    assert "dtn-mild" in render("text", made, Options(quiet=True))


def test_nasty_text_is_what_the_other_tests_think_it_is() -> None:
    for piece in ("\x1b", "\u202e", "]]>", "<script>", "|", "`", "\r\n", "\x00", "@dev", "::error"):
        assert piece in NASTY


def test_what_was_executed_is_told_everywhere() -> None:
    for format in ("github", "junit", "markdown"):
        shown = render(format, replayed(), Options())
        assert "xecuted, and confirmed: a session was closed that is closed already" in shown
    assert "1. owner: close&#40;" in shown or "1. owner: close()" in shown


def test_services_are_told_where_files_lie_in_the_repository() -> None:
    told = replace(full(), run=replace(full().run, subdirectory="packages/shop"))
    assert "file=packages/shop/contracts/Shop.sol,line=" in render("github", told, Options())
    (first, *_) = json.loads(render("gitlab", told, Options()))
    assert first["location"]["path"] == "packages/shop/contracts/Shop.sol"


@pytest.mark.parametrize(
    ("subdirectory", "path", "told"),
    [
        ("packages/shop", "../base/Base.sol", "packages/base/Base.sol"),
        ("packages/shop", "../../node_modules/x/X.sol", "node_modules/x/X.sol"),
        ("packages/shop", "src/A.sol", "packages/shop/src/A.sol"),
        ("", "src/A.sol", "src/A.sol"),
    ],
)
def test_no_service_is_told_of_a_file_from_where_the_check_ran(
    subdirectory: str, path: str, told: str
) -> None:
    made = report({path: SHOP}, findings=[double_close(path=path)])
    made = replace(made, run=replace(made.run, subdirectory=subdirectory))
    assert f"file={told},line=14" in render("github", made)
    assert json.loads(render("gitlab", made))[0]["location"]["path"] == told
    (one,) = json.loads(render("gitlab-sast", made))["vulnerabilities"]
    assert one["location"]["file"] == told
    (run,) = json.loads(render("sarif", made))["runs"]
    addresses = re.findall(r'"uri": "([^"]*\.sol)"', json.dumps(run))
    assert set(addresses) <= {told, "packages/shop/contracts/Shop.sol", "contracts/Shop.sol"}
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (place["uri"], place["uriBaseId"]) == (told, "SRCROOT")
    assert run["artifacts"][place["index"]]["location"]["uri"] == told
