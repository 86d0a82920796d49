"""The JSON report and its schema."""

from __future__ import annotations

import copy
import json
from importlib import resources
from typing import Any

import jsonschema
import pytest

from dtnlint.report import render
from dtnlint.report.json import VERSION
from tests.report.samples import NASTY, SAMPLES, compared, hostile, report, suppressed, wide


def schema() -> dict[str, Any]:
    text = resources.files("dtnlint.report").joinpath("report.schema.json").read_text("utf-8")
    value: dict[str, Any] = json.loads(text)
    return value


def closed(node: Any) -> Any:
    """The schema with no room for fields that it does not describe."""
    if isinstance(node, dict):
        node = {key: closed(value) for key, value in node.items()}
        if "properties" in node and isinstance(node["properties"], dict) and "type" in node:
            node["additionalProperties"] = False
    elif isinstance(node, list):
        node = [closed(value) for value in node]
    return node


def load(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(render("json", SAMPLES[name]()))
    return value


@pytest.mark.parametrize("name", SAMPLES)
def test_every_report_fits_the_schema_and_the_schema_names_every_field(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.Draft202012Validator(closed(schema())).validate(load(name))


def test_the_schema_is_not_satisfied_by_anything_else() -> None:
    document = load("full")
    for break_it in (
        lambda d: d.pop("findings"),
        lambda d: d["findings"][0].pop("location"),
        lambda d: d["findings"][0].update(impact="Awful"),
        lambda d: d.update(version=VERSION + 1),
    ):
        broken = copy.deepcopy(document)
        break_it(broken)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema()).validate(broken)


def test_a_finding_says_all_it_knows() -> None:
    finding = load("full")["findings"][0]
    location = finding["location"]
    assert (location["line"], location["column"]) == (14, 29)
    assert (location["end_line"], location["end_column"]) == (14, 38)
    assert finding["contracts"] == [{"name": "Shop", "path": "contracts/Shop.sol"}]
    assert [step["transaction"] for step in finding["trace"]] == [1, 2, 3]
    assert finding["trace"][0]["location"]["line"] == 10
    assert set(finding["fingerprints"]) == {"dtnlint/v1", "primaryLocationLineHash"}


def test_columns_count_characters_in_json() -> None:
    location = json.loads(render("json", wide()))["findings"][0]["location"]
    line = wide().sources["contracts/Shop.sol"].line(location["line"])
    assert line[location["column"] - 1 : location["end_column"] - 1] == "sessionId"


def test_verdicts_are_always_there() -> None:
    document = load("full")
    assert [one["outcome"] for one in document["verdicts"]] == ["violated", "unknown", "proved"]
    assert document["summary"]["verdicts"] == {"proved": 1, "violated": 1, "unknown": 1}


def test_suppressed_known_and_gone_findings_are_there_and_not_counted() -> None:
    document = json.loads(render("json", suppressed()))
    assert document["summary"]["findings"] == 0
    assert document["summary"]["suppressed"] == 1
    assert document["findings"][0]["suppression"]["justification"] == "the owner knows"
    document = json.loads(render("json", compared()))
    assert [one["baseline"] for one in document["findings"]] == ["unchanged", "new", "absent"]
    assert document["summary"]["findings"] == 1
    assert document["summary"]["absent"] == 1


def test_texts_come_through_unchanged() -> None:
    document = json.loads(render("json", hostile()))
    assert document["findings"][0]["subject"] == NASTY
    assert document["findings"][0]["location"]["path"].endswith("#?\ufffd.sol")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    one, other = (render("json", SAMPLES[name]()).encode() for _ in range(2))
    assert one == other
    assert one.endswith(b"}\n")


def test_a_report_without_anything() -> None:
    document = json.loads(render("json", report({}, rules=())))
    assert document["findings"] == document["rules"] == document["notifications"] == []
