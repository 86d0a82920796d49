"""From Slither's results and the verifier's verdicts to findings and judgements."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dtnlint.findings.finding import (
    BUNDLED,
    Confidence,
    ContractRef,
    Finding,
    Impact,
    Location,
    Related,
    TraceStep,
)
from dtnlint.findings.intake import Locator, findings_from, judgements_from
from dtnlint.findings.rules import CWE_NAMES, cwe_name, rule_info
from dtnlint.sources.span import Span
from tests.report.samples import DOUBLE_CLOSE

ROOT = Path("/project")
LOCATOR = Locator(ROOT)


def result(contract: str = "Shop", steps: int = 1, **changes: Any) -> dict[str, Any]:
    span = {"path": "/project/contracts/Base.sol", "start": 10, "length": 5}
    payload = {
        "message": f"{contract}.close() closes twice",
        "span": span,
        "contract": contract,
        "contract_path": f"/project/contracts/{contract}.sol",
        "function": "close()",
        "subject": "sessionId",
        "related": [{"text": "here", "span": span}],
        "trace": [
            {"transaction": number, "entry": "close()", "text": "closed", "span": span}
            for number in range(1, steps + 1)
        ],
        **changes,
    }
    return {
        "check": "dtn-double-close",
        "impact": "High",
        "confidence": "Medium",
        "description": "ignored",
        "elements": [],
        "additional_fields": {"dtnlint": payload},
    }


def test_a_result_of_ours_becomes_a_finding() -> None:
    (finding,) = findings_from([result()], [DOUBLE_CLOSE], LOCATOR)
    place = Location("contracts/Base.sol", 10, 5)
    assert finding == Finding(
        rule="dtn-double-close",
        impact=Impact.HIGH,
        confidence=Confidence.MEDIUM,
        message="Shop.close() closes twice",
        location=place,
        contracts=(ContractRef("Shop", "contracts/Shop.sol"),),
        function="close()",
        subject="sessionId",
        related=(Related("here", place),),
        trace=(TraceStep(1, "close()", "closed", place),),
        remedy=DOUBLE_CLOSE.recommendation,
    )


def test_a_result_of_a_foreign_detector_is_placed_by_its_first_element() -> None:
    foreign = {
        "check": "their-rule",
        "impact": "Informational",
        "confidence": "Low",
        "description": "Something\n",
        "elements": [
            {
                "source_mapping": {
                    "filename_absolute": "/project/a.sol",
                    "start": 3,
                    "length": 4,
                }
            }
        ],
    }
    (finding,) = findings_from([foreign], [], LOCATOR)
    assert (finding.message, finding.location) == ("Something", Location("a.sol", 3, 4))


def test_a_defect_that_several_contracts_inherit_is_one_finding_that_names_them() -> None:
    for order in (["Zoo", "Shop", "Market"], ["Market", "Zoo", "Shop"]):
        (finding,) = findings_from([result(name) for name in order], [], LOCATOR)
        assert [ref.name for ref in finding.contracts] == ["Market", "Shop", "Zoo"]
        assert finding.message.startswith("Market.")


def test_the_shortest_trace_is_kept() -> None:
    (finding,) = findings_from([result("Market", 3), result("Shop", 2)], [], LOCATOR)
    assert len(finding.trace) == 2
    assert [ref.name for ref in finding.contracts] == ["Shop", "Market"]


def test_the_same_result_from_two_compilations_is_one_finding() -> None:
    assert len(findings_from([result(), result()], [], LOCATOR)) == 1


@pytest.mark.parametrize("change", [{"function": "shut()"}, {"subject": "id"}])
def test_what_differs_stays_apart(change: dict[str, str]) -> None:
    assert len(findings_from([result(), result(**change)], [], LOCATOR)) == 2


def test_findings_come_in_the_order_of_their_places() -> None:
    late = result(span={"path": "/project/contracts/Base.sol", "start": 90, "length": 1})
    other = result(span={"path": "/project/contracts/A.sol", "start": 95, "length": 1})
    found = findings_from([late, result(), other], [], LOCATOR)
    assert [(one.location.path[-6:], one.location.start) for one in found] == [
        ("/A.sol", 95),
        ("se.sol", 10),
        ("se.sol", 90),
    ]


# Names of files


def test_files_are_named_from_the_root() -> None:
    assert LOCATOR.name("/project/a/../b/C.sol") == "b/C.sol"
    assert LOCATOR.name("/elsewhere/C.sol") == "../elsewhere/C.sol"
    assert LOCATOR.name("/project-two/C.sol") == "../project-two/C.sol"


def test_a_bundled_file_is_named_by_its_import_path() -> None:
    path = BUNDLED + "@deeptrust/contracts/idtn-ai.sol"
    location = LOCATOR.location(Span(path, 1, 2))
    assert location == Location(path, 1, 2)
    assert location.bundled
    assert not location.in_root


def test_a_root_behind_a_symlink_is_the_same_root(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert Locator(tmp_path / "link").name(tmp_path / "real" / "A.sol") == "A.sol"
    assert Locator(tmp_path / "real").name(tmp_path / "link" / "A.sol") == "A.sol"


def test_a_file_is_named_by_its_own_place_and_not_by_a_link_to_it(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    packages, modules = root / "packages" / "one", root / "node_modules"
    store = modules / ".pnpm" / "two"
    for folder in (packages, store, outside):
        folder.mkdir(parents=True)
        (folder / "A.sol").touch()
    for name, target in (("one", packages), ("two", store), ("three", outside)):
        (modules / name).symlink_to(target)
    (root / "Link.sol").symlink_to("packages/one/A.sol")
    (root / "Dangling.sol").symlink_to("nothing")
    named = Locator(root).name
    assert named(modules / "one" / "A.sol") == "packages/one/A.sol"
    assert named(root / "Link.sol") == "packages/one/A.sol"
    # A package manager's store, what is not in the project and what is not there say nothing.
    assert named(modules / "two" / "A.sol") == "node_modules/two/A.sol"
    assert named(modules / "three" / "A.sol") == "node_modules/three/A.sol"
    assert named(root / "Dangling.sol") == "Dangling.sol"
    assert named(modules / "one") == "node_modules/one"


def test_a_file_of_a_neighbour_is_named_where_it_is(tmp_path: Path) -> None:
    repository, outside = tmp_path / "repository", tmp_path / "outside"
    root, base = repository / "packages" / "shop", repository / "packages" / "base"
    modules = root / "node_modules"
    for folder in (root, base, outside, modules):
        folder.mkdir(parents=True)
    (base / "Base.sol").touch()
    (outside / "Far.sol").touch()
    (modules / "base").symlink_to(base)
    (modules / "far").symlink_to(outside)
    named = Locator(root, repository=repository).name
    assert named(modules / "base" / "Base.sol") == "../base/Base.sol"
    assert named(base / "Base.sol") == "../base/Base.sol"
    assert named(modules / "far" / "Far.sol") == "node_modules/far/Far.sol"
    # Where no repository is known, the link is all that says that the file belongs here.
    assert Locator(root).name(modules / "base" / "Base.sol") == "node_modules/base/Base.sol"


# Verdicts


def verdict(outcome: str) -> SimpleNamespace:
    mapping = SimpleNamespace(filename=SimpleNamespace(absolute="/project/Shop.sol"))
    return SimpleNamespace(
        contract=SimpleNamespace(name="Shop", source_mapping=mapping),
        function=SimpleNamespace(full_name="close()"),
        property=SimpleNamespace(value="not closed twice"),
        outcome=SimpleNamespace(value=outcome),
        subject="sessionId",
        span=Span("/project/Shop.sol", 5, 9),
        operation_name="closeUserSession(sessionId)",
        reasons=("recursion",),
    )


def test_verdicts_become_judgements_without_repetition() -> None:
    judgements = judgements_from(
        [verdict("unknown"), verdict("proved"), verdict("unknown")],  # type: ignore[list-item]
        LOCATOR,
    )
    assert [one.outcome for one in judgements] == ["proved", "unknown"]
    one = judgements[1]
    assert one.contract == ContractRef("Shop", "Shop.sol")
    assert one.location == Location("Shop.sol", 5, 9)
    assert one.operation == "closeUserSession(sessionId)"
    assert one.reasons == ("recursion",)


# Rules


class Classification(Enum):
    HIGH = 0
    OPTIMIZATION = 4


class Detector:
    ARGUMENT = "dtn-double-close"
    HELP = "closed twice"
    IMPACT = Classification.HIGH
    CONFIDENCE = Classification.HIGH
    WIKI = "docs/rules/dtn-double-close.md"
    WIKI_TITLE = "Closed twice"
    WIKI_DESCRIPTION = "\n  What is wrong.\n"
    WIKI_EXPLOIT_SCENARIO = "```solidity\n```"
    WIKI_RECOMMENDATION = "Clear it."
    CWE = 675


def test_a_rule_is_read_off_its_class() -> None:
    Detector.__module__ = "dtnlint.detectors.sessions.double_close"
    info = rule_info(Detector)
    assert (info.name, info.family, info.cwe) == ("dtn-double-close", "sessions", 675)
    assert (info.impact, info.confidence) == (Impact.HIGH, Confidence.HIGH)
    assert info.description == "What is wrong."
    assert info.properties == ()


def test_every_weakness_has_words() -> None:
    assert cwe_name(672) == "Operation on a Resource after Expiration or Release"
    assert cwe_name(99999) == "CWE-99999"
    assert all(name.strip() == name and name for name in CWE_NAMES.values())
