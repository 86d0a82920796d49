"""SARIF that the standard's schema, Microsoft's validator and code scanning accept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest
from msgspec.structs import replace

from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Impact, Location, TraceStep
from dtnlint.report import render
from dtnlint.report.options import Options
from tests.report import multitool
from tests.report.samples import (
    FACTS,
    NASTY_PATH,
    SAMPLES,
    compared,
    double_close,
    full,
    hostile,
    replayed,
    report,
    suppressed,
    unvalidated,
    wide,
)

NOTES = {
    # Message strings by identifier save space; GitHub wants the text itself.
    "SARIF2002",
    # The Multitool tried to fetch the schema's address, without a network.
    "SARIF2006",
    # Rules are called by names that people can read, not by numbers.
    "SARIF2009",
    # No help URI: there is no public site, and the rule carries its whole page.
    "SARIF2012",
    # No embedded files: the log is read beside the sources.
    "SARIF2013",
}


def log(name: str, format: str = "sarif-full", **options: Any) -> str:
    return render(format, SAMPLES[name](), Options(**options))


def run(report: Any, **options: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(render("sarif-full", report, Options(**options)))["runs"][0]
    return value


@pytest.fixture(scope="module")
def validator() -> jsonschema.protocols.Validator:
    schema = multitool.schema()
    kind = jsonschema.validators.validator_for(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("verdicts", [False, True])
@pytest.mark.parametrize("format", ["sarif", "sarif-full"])
def test_every_log_fits_the_standards_schema(
    name: str, format: str, verdicts: bool, validator: jsonschema.protocols.Validator
) -> None:
    validator.validate(json.loads(log(name, format, verdicts=verdicts)))


def test_the_multitool_finds_nothing_to_complain_of(tmp_path: Path) -> None:
    logs = {
        f"{name}-{format}": log(name, format, verdicts=True)
        for name in SAMPLES
        for format in ("sarif", "sarif-full")
    }
    complaints = multitool.validate(logs, tmp_path)
    assert [one for one in complaints if one.level != "note"] == []
    assert {one.rule for one in complaints} <= NOTES


def test_the_multitool_would_complain(tmp_path: Path) -> None:
    broken = json.loads(log("full"))
    broken["runs"][0]["results"][0]["locations"] = []
    broken["runs"][0]["results"][1]["ruleIndex"] = 99
    complaints = multitool.validate({"broken": json.dumps(broken)}, tmp_path)
    assert {one.level for one in complaints} >= {"error"}


def test_executions_are_properties() -> None:
    outcomes = [one["properties"]["replay"]["outcome"] for one in run(replayed())["results"]]
    assert sorted(outcomes) == ["confirmed", "not replayed", "not reproduced"]
    (confirmed,) = (
        one["properties"]["replay"]
        for one in run(replayed())["results"]
        if one["properties"]["replay"]["calls"]
    )
    assert confirmed["calls"][1] == {
        "sender": "owner",
        "call": "close()",
        "result": "closed session 1",
    }
    assert "replay" not in run(full())["results"][0]["properties"]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert log(name).encode() == log(name).encode()


def test_nothing_names_a_machine_or_a_time() -> None:
    text = log("full", verdicts=True)
    assert "file://" not in text
    assert "Utc" not in text


# Code scanning


@pytest.mark.parametrize("name", SAMPLES)
def test_code_scanning_gets_what_is_open_and_new_alone(name: str) -> None:
    (run,) = json.loads(log(name, "sarif", verdicts=True))["runs"]
    whole = json.loads(log(name, verdicts=True))["runs"][0]["results"]
    assert run["results"] == [
        one
        for one in whole
        if one["kind"] == "fail"
        and not one["suppressions"]
        and one.get("baselineState", "new") == "new"
    ]


def test_the_full_log_has_what_code_scanning_must_not_get() -> None:
    """Else the test above could not fail."""
    assert [one["suppressions"] != [] for one in run(suppressed())["results"]] == [True]
    states = {one["baselineState"] for one in run(compared())["results"]}
    assert states == {"new", "unchanged", "absent"}
    assert {one["kind"] for one in run(full(), verdicts=True)["results"]} >= {"pass", "open"}


def test_a_log_says_what_it_holds() -> None:
    for format, words in (("sarif", "for code scanning"), ("sarif-full", "All findings")):
        details = json.loads(log("full", format))["runs"][0]["automationDetails"]
        assert words in details["description"]["text"]


def test_of_too_many_results_the_worst_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dtnlint.report.sarif._MOST", 1)
    mild = replace(double_close(), impact=Impact.LOW)
    grave = replace(unvalidated(), impact=Impact.HIGH)
    assert mild.sort_key() < grave.sort_key()
    for findings, rule in (((mild, grave), grave.rule), ((mild,), mild.rule)):
        shown = json.loads(render("sarif", report(findings=findings)))["runs"][0]
        assert [one["ruleId"] for one in shown["results"]] == [rule]
        told = shown["invocations"][0].get("toolExecutionNotifications", [])
        cut = [one for one in told if one["descriptor"]["id"] == "results-cut"]
        assert len(cut) == len(findings) - 1


# The tool


def test_a_rule_carries_its_whole_page() -> None:
    rule = run(full())["tool"]["driver"]["rules"][0]
    assert (rule["id"], rule["name"]) == ("dtn-double-close", "DoubleClose")
    assert rule["defaultConfiguration"]["level"] == "error"
    assert "```solidity" in rule["help"]["markdown"]
    assert "sessionId = 0" in rule["help"]["text"]
    properties = rule["properties"]
    assert properties["precision"] == "high"
    assert 7.0 <= float(properties["security-severity"]) < 9.0
    assert {"security", "sessions", "external/cwe/cwe-675"} <= set(properties["tags"])


def test_impacts_become_levels_and_severities() -> None:
    rules = {one["id"]: one for one in run(full())["tool"]["driver"]["rules"]}
    seen = {
        name: (
            rule["defaultConfiguration"]["level"],
            rule["properties"]["security-severity"],
        )
        for name, rule in rules.items()
    }
    assert seen == {
        "dtn-double-close": ("error", "8.0"),
        "dtn-unvalidated-session": ("warning", "5.5"),
        "dtn-session-per-request": ("note", "0.0"),
    }
    assert "security" not in rules["dtn-session-per-request"]["properties"]["tags"]


def test_rules_relate_to_weaknesses_that_the_taxonomy_names() -> None:
    value = run(full())
    (taxonomy,) = value["taxonomies"]
    assert [(one["id"], one["name"]) for one in taxonomy["taxa"]] == [
        ("666", "Operation on Resource in Wrong Phase of Lifetime"),
        ("675", "Multiple Operations on Resource in Single-Operation Context"),
    ]
    driver = value["tool"]["driver"]
    assert driver["supportedTaxonomies"][0]["guid"] == taxonomy["guid"]
    (relation,) = driver["rules"][0]["relationships"]
    assert relation["target"]["id"] == "675"
    assert relation["target"]["toolComponent"]["guid"] == taxonomy["guid"]


def test_the_invocation_says_how_it_went() -> None:
    (failed,) = run(full())["invocations"]
    assert failed["executionSuccessful"] is False
    assert failed["exitCode"] == 3
    told = failed["toolExecutionNotifications"]
    assert [one["level"] for one in told] == ["error", "note"]
    assert told[0]["descriptor"] == {"id": "does-not-compile"}
    assert told[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith(
        "Bad.sol"
    )
    (clean,) = run(report())["invocations"]
    assert (clean["executionSuccessful"], clean["exitCode"]) == (True, 0)


def test_the_revision_and_where_the_root_lies_in_the_repository() -> None:
    value = run(full())
    assert value["versionControlProvenance"] == [
        {
            "repositoryUri": "https://example.org/shop.git",
            "revisionId": "0123456789abcdef0123456789abcdef01234567",
            "branch": "main",
            "mappedTo": {"uriBaseId": "SRCROOT"},
        }
    ]
    assert value["properties"] == {"subdirectory": "pkg/a"}


def test_without_a_repository_there_is_no_provenance() -> None:
    value = run(report(run=type(FACTS)("1.0.0")))
    assert "versionControlProvenance" not in value
    assert set(value["originalUriBaseIds"]) == {"SRCROOT"}


def test_the_category_of_a_run_can_be_chosen() -> None:
    assert run(full())["automationDetails"]["id"] == "dtnlint/"
    assert run(full(), automation="app/")["automationDetails"]["id"] == "app/"


# Results


def test_a_result_has_places_flow_and_fingerprints() -> None:
    result, other = run(full())["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == (
        "dtn-double-close",
        0,
        "error",
    )
    assert other["ruleIndex"] == 2
    assert result["message"]["text"] == (
        "closeUserSession(sessionId) may close a session that is already closed. "
        "Clear the cell after the close: sessionId = 0;."
    )
    (place,) = result["locations"]
    assert place["logicalLocations"] == [
        {"name": "close", "fullyQualifiedName": "Shop.close()", "kind": "function"}
    ]
    artifact = place["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "pkg/a/contracts/Shop.sol", "uriBaseId": "SRCROOT", "index": 0}
    assert place["physicalLocation"]["region"]["snippet"]["text"] == "sessionId"
    assert result["relatedLocations"][0]["message"]["text"] == "the close."
    assert set(result["partialFingerprints"]) == {"dtnlint/v1", "primaryLocationLineHash"}


def test_a_finding_of_several_contracts_names_each() -> None:
    result = run(report(findings=[unvalidated()]))["results"][0]
    assert [one["fullyQualifiedName"] for one in result["locations"][0]["logicalLocations"]] == [
        "Market.ask(bytes32)",
        "Shop.ask(bytes32)",
    ]
    assert "Also in Shop." in result["message"]["text"]


def test_a_code_flow_has_a_place_for_every_step() -> None:
    opened, closed, again = double_close().trace
    steps = (opened, closed, TraceStep(2, "close()", "closed again", again.location))
    (result,) = run(report(findings=[double_close(trace=steps)]))["results"]
    flow = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [
        (
            step["executionOrder"],
            step["nestingLevel"],
            step["importance"],
            step["state"]["transaction"]["text"],
            step["location"]["physicalLocation"]["region"]["startLine"],
        )
        for step in flow
    ] == [
        (1, 0, "important", "1", 10),
        (2, 0, "important", "2", 14),
        (3, 1, "essential", "2", 14),
    ]
    assert flow[1]["location"]["message"]["text"] == (
        "transaction 2: close() – closed, sessionId keeps the ID."
    )


def test_a_step_in_a_file_that_the_project_lacks_is_shown_at_the_finding() -> None:
    opened, *_ = double_close().trace
    stub = TraceStep(1, "f()", "in a stub", Location("<dtnlint>/x.sol", 3, 4))
    (result,) = run(report(findings=[double_close(trace=(opened, stub))]))["results"]
    text = json.dumps(result)
    assert "in a stub" in text
    assert "<dtnlint>" not in text


def test_a_finding_in_a_bundled_file_is_shown_at_its_contract() -> None:
    inherited = double_close(location=Location("<dtnlint>/x.sol", 3, 4), related=())
    (result,) = run(report(findings=[inherited]))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "pkg/a/contracts/Shop.sol"
    assert place["region"] == {"startLine": 1}


def test_regions_count_utf16_units_and_lines_of_crlf_files() -> None:
    made = wide()
    (result,) = run(made)["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    line = made.sources["contracts/Shop.sol"].line(region["startLine"])
    units = line.encode("utf-16-le")
    marked = units[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)]
    assert marked.decode("utf-16-le") == "sessionId"
    assert "😀" in line


def test_a_very_long_line_is_not_quoted() -> None:
    source = "/* " + "x" * 5000 + " */" + double_close_source()
    (result,) = run(report({"contracts/Shop.sol": source}, findings=[double_close(source)]))[
        "results"
    ]
    assert "x" * 100 not in json.dumps(result)


def double_close_source() -> str:
    text = full().sources["contracts/Shop.sol"].data.decode()
    return text.replace("\n", " ")


def test_suppressed_findings_stay_as_suppressed() -> None:
    (result,) = run(suppressed())["results"]
    (suppression,) = result["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("inSource", "accepted")
    assert suppression["justification"] == "the owner knows"
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == 14


def test_every_other_result_says_that_it_is_not_suppressed() -> None:
    assert all(one["suppressions"] == [] for one in run(full(), verdicts=True)["results"])


def test_states_against_a_baseline() -> None:
    results = run(compared())["results"]
    assert [one["baselineState"] for one in results] == ["unchanged", "new", "absent"]
    assert all("region" in one["locations"][0]["physicalLocation"] for one in results)
    assert all("baselineState" not in one for one in run(full())["results"])


def test_verdicts_are_pass_and_open_results_of_their_rule() -> None:
    results = run(full(), verdicts=True)["results"][2:]
    assert [(one["ruleId"], one["kind"], one["level"]) for one in results] == [
        ("dtn-unvalidated-session", "open", "none"),
        ("dtn-unvalidated-session", "pass", "none"),
    ]
    assert results[0]["message"]["text"] == (
        "closeUserSession(sessionId) in Shop: unknown whether validated, "
        "because inline assembly writes storage."
    )
    assert len(run(full())["results"]) == 2


# Fixes


def edited(source: str, change: dict[str, Any]) -> str:
    """A source as a viewer would change it: by lines and UTF-16 columns, from the end."""
    lines = source.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]

    def offset(line: int, column: int) -> int:
        units = lines[line - 1].encode("utf-16-le")[: 2 * (column - 1)]
        return starts[line - 1] + len(units.decode("utf-16-le"))

    for replacement in reversed(change["replacements"]):
        region = replacement["deletedRegion"]
        first = offset(region["startLine"], region["startColumn"])
        past = offset(region["endLine"], region["endColumn"])
        added = replacement.get("insertedContent", {"text": ""})["text"]
        source = source[:first] + added + source[past:]
    return source


@pytest.mark.parametrize("make", [full, wide], ids=["plain", "wide characters and CRLF"])
def test_fixes_are_changes_that_a_viewer_can_make(make: Callable[[], Report]) -> None:
    made = make()
    source = made.sources["contracts/Shop.sol"].data.decode()
    reset, dropped = run(made)["results"][0]["fixes"]
    assert reset["description"]["text"] == "Reset sessionId after the close."
    assert [one["properties"]["safety"] for one in (reset, dropped)] == ["safe", "unsafe"]
    (change,) = reset["artifactChanges"]
    assert change["artifactLocation"] == {
        "uri": "pkg/a/contracts/Shop.sol",
        "uriBaseId": "SRCROOT",
        "index": 0,
    }
    close = "ai.closeUserSession(sessionId);"
    assert edited(source, change) == source.replace(close, f"{close}\n        sessionId = 0;")
    (change,) = dropped["artifactChanges"]
    assert edited(source, change) == source.replace(close, "revert(sessionId);")
    assert "insertedContent" not in change["replacements"][0]


def test_a_finding_without_fixes_has_no_list_of_them() -> None:
    assert "fixes" not in run(full())["results"][1]


# What comes from strangers


def test_uris_are_relative_and_percent_encoded() -> None:
    value = run(hostile(), verdicts=True)
    (artifact,) = value["artifacts"]
    uri = artifact["location"]["uri"]
    assert uri.isascii()
    assert not set(uri) & set(" \n<>|`#?\x1b")
    nasty = NASTY_PATH.encode("utf-8", "surrogateescape")
    assert unquote_to_bytes(uri) == nasty + b"/" + nasty


def test_a_name_with_a_colon_is_no_scheme() -> None:
    path = "a:b.sol"
    facts = type(FACTS)("1.0.0", files=(path,))
    value = run(report({path: ""}, run=facts))
    assert value["artifacts"][0]["location"]["uri"] == "a%3Ab.sol"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("see [x](http://e.vil) or [y](1)", r"see \[x\](http://e.vil) or \[y\](1)."),
        ("takes {0} and {12}", "takes {{0}} and {{12}}."),
        # Code stays as it is: these are no links and no placeholders.
        ("ids[0] and request{value: 1}(x)", "ids[0] and request{value: 1}(x)."),
    ],
)
def test_text_makes_no_links_and_no_placeholders(said: str, written: str) -> None:
    (result,) = run(report(findings=[double_close(message=said, remedy="")]))["results"]
    assert result["message"]["text"] == written
