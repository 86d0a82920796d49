"""The pipeline: what is judged, under which settings, and what one failure leaves standing."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from dtnlint.findings.assembly import CLEAN, FAILED, FOUND, Report
from dtnlint.findings.baseline import written
from dtnlint.findings.finding import BaselineState, Impact
from dtnlint.report import render
from dtnlint.run import Request, UsageError, check
from dtnlint.settings import Given, SettingsError
from tests.cli import rules as some_rules
from tests.cli.conftest import SHOP, TILL, install, write


def found(report: Report) -> set[tuple[str, str]]:
    return {(finding.rule, finding.contract) for finding in report.active}


def states(report: Report) -> dict[BaselineState | None, int]:
    return dict(Counter(finding.baseline for finding in report.findings))


EVERYTHING = {
    ("dtn-any-start", "Shop"),
    ("dtn-any-close", "Shop"),
    ("dtn-any-start", "Bar"),
}


@pytest.mark.usefixtures("rules")
def test_all_consumers_of_a_project_are_checked(project: Path) -> None:
    report = check(Request(paths=(project,)))
    assert found(report) == EVERYTHING
    assert [(ref.name, ref.path) for ref in report.run.consumers] == [
        ("Bar", "bar/Bar.sol"),
        ("Shop", "shop/Shop.sol"),
    ]
    assert report.run.considered == 4
    assert report.run.files == ("bar/Bar.sol", "shop/Shop.sol", "shop/Till.sol")
    assert "@deeptrust/contracts/with-dtn-ai.sol" in report.run.stubs
    assert {judgement.contract.name for judgement in report.judgements} == {"Bar", "Shop"}
    assert report.exit_code == FOUND


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("settings", "given", "shown"),
    [
        ("", Given(), {"dtn-any-start", "dtn-any-close"}),
        ('min-impact = "medium"', Given(), {"dtn-any-start"}),
        ('min-impact = "high"', Given(min_impact="low"), {"dtn-any-start", "dtn-any-close"}),
        ('[rules.dtn-any-close]\nimpact = "optimization"', Given(), {"dtn-any-start"}),
        (
            '[rules.dtn-any-close]\nimpact = "optimization"',
            Given(min_impact="optimization"),
            {"dtn-any-start", "dtn-any-close"},
        ),
        ('min-impact = "high"\nfail-on = "low"', Given(), {"dtn-any-start", "dtn-any-close"}),
        ('min-impact = "high"', Given(select=("dtn-any-close",)), {"dtn-any-close"}),
    ],
)
def test_what_is_told_is_bad_enough_or_asked_for_by_name_or_fails(
    project: Path, settings: str, given: Given, shown: set[str]
) -> None:
    write(project / "dtnlint.toml", settings)
    report = check(Request(paths=(project,), given=given))
    assert {finding.rule for finding in report.shown} == shown


@pytest.mark.usefixtures("rules")
def test_the_order_of_arguments_changes_no_byte(project: Path) -> None:
    paths = (Path("shop"), Path("bar/Bar.sol"), Path("shop/Till.sol"))
    one = check(Request(paths=paths))
    other = check(Request(paths=(project / "bar/Bar.sol", *reversed(paths))))
    assert found(one) == EVERYTHING
    for form in ("json", "text", "sarif"):
        assert render(form, one) == render(form, other)


def test_a_rule_that_raises_hides_no_other(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, some_rules.AnyStart, some_rules.Broken)
    report = check(Request(paths=(Path("bar"),)))
    assert found(report) == {("dtn-any-start", "Bar")}
    assert [(told.kind, told.path) for told in report.notifications] == [
        ("rule-failed", "bar/Bar.sol")
    ]
    assert "dtn-broken" in report.notifications[0].text
    assert "no such thing" in report.notifications[0].text
    assert report.exit_code == FAILED


@pytest.mark.usefixtures("rules")
def test_a_file_that_does_not_compile_hides_no_other(project: Path) -> None:
    write(project / "shop" / "Shop.sol", SHOP.replace("sessionId =", "sessionId ="[:-1]))
    report = check(Request(paths=(project,)))
    assert ("dtn-any-start", "Bar") in found(report)
    (told,) = report.notifications
    assert told.kind == "compile-error"
    assert told.path == "shop/Shop.sol"
    assert told.location is not None
    assert report.sources["shop/Shop.sol"].position(told.location.start).line == 8
    assert report.exit_code == FAILED


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("changed", "contracts"),
    [
        (("shop/Till.sol",), {"Shop"}),
        (("shop/Shop.sol",), {"Shop"}),
        (("Coin.sol",), set()),
        (("shop/Gone.sol",), set()),
        (("bar/dtnlint.toml",), {"Bar"}),
        (("Coin.sol", "shop/hardhat.config.ts", "bar/Bar.sol"), {"Shop", "Bar"}),
    ],
)
def test_a_change_leads_to_the_consumers_that_it_affects(
    project: Path, changed: tuple[str, ...], contracts: set[str]
) -> None:
    report = check(Request(paths=(Path(),), affected_by=tuple(map(Path, changed))))
    assert {ref.name for ref in report.run.consumers} == contracts
    assert {finding.contract for finding in report.active} == contracts


def test_trouble_that_a_change_does_not_touch_is_not_its_business(project: Path) -> None:
    write(project / "shop" / "Shop.sol", SHOP.replace("./Till.sol", "./Gone.sol"))
    assert check(Request(paths=(Path(),), affected_by=(Path("Coin.sol"),))).exit_code == CLEAN
    report = check(Request(paths=(Path(),), affected_by=(Path("shop/Shop.sol"),)))
    assert [told.kind for told in report.notifications] == ["missing-import"]


@pytest.mark.usefixtures("rules")
def test_settings_nearest_to_a_consumer_are_its_own(project: Path) -> None:
    write(project / "dtnlint.toml", 'ignore = ["dtn-any-close"]')
    write(project / "bar" / "dtnlint.toml", 'fail-on = "never"\nignore = ["dtn-any-start"]')
    assert found(check(Request(paths=(project,)))) == {("dtn-any-start", "Shop")}
    assert found(check(Request(paths=(project / "bar",)))) == set()
    given = Given(ignore_files=True)
    assert found(check(Request(paths=(project,), given=given))) == EVERYTHING


@pytest.mark.usefixtures("rules")
def test_settings_change_what_counts(project: Path) -> None:
    write(
        project / "dtnlint.toml",
        """
[per-path."bar/**"]
ignore = ["all"]

[rules.dtn-any-start]
fail-on = "never"

[rules.dtn-any-close]
impact = "optimization"
""",
    )
    report = check(Request(paths=(project,)))
    assert found(report) == {("dtn-any-start", "Shop"), ("dtn-any-close", "Shop")}
    impacts = {finding.rule: finding.impact for finding in report.active}
    assert impacts["dtn-any-close"] is Impact.OPTIMIZATION
    assert {rule.name: rule.impact for rule in report.rules} == impacts
    assert report.exit_code == CLEAN
    strict = check(Request(paths=(project,), given=Given(fail_on="optimization")))
    assert strict.exit_code == FOUND


@pytest.mark.usefixtures("rules")
def test_what_is_known_from_a_baseline_is_not_reported_again(project: Path) -> None:
    first = check(Request(paths=(project,)))
    file = write(project / "known.json", written(first.findings))
    again = check(Request(paths=(project,), baseline=file))
    assert found(again) == set()
    assert again.exit_code == CLEAN
    assert states(again) == {BaselineState.UNCHANGED: 3}


@pytest.mark.usefixtures("rules")
def test_what_is_not_looked_at_is_not_gone_from_a_baseline(project: Path) -> None:
    file = write(project / "known.json", written(check(Request(paths=(project,))).findings))
    write(project / "shop" / "Till.sol", TILL.replace("ai.close", "// ai.close"))
    write(project / "bar" / "Bar.sol", "broken")
    report = check(Request(paths=(project,), baseline=file))
    assert states(report) == {BaselineState.UNCHANGED: 1, BaselineState.ABSENT: 1}
    (project / "bar" / "Bar.sol").unlink()
    report = check(Request(paths=(Path("shop"),), baseline=file))
    assert states(report) == {BaselineState.UNCHANGED: 1, BaselineState.ABSENT: 2}
    till = (Path("shop/Till.sol"),)
    report = check(Request(paths=(Path("shop"),), baseline=file, affected_by=till))
    assert states(report) == {BaselineState.UNCHANGED: 1}


@pytest.mark.usefixtures("rules")
def test_a_file_that_is_gone_affects_what_imports_it_still(project: Path) -> None:
    (project / "shop" / "Till.sol").unlink()
    report = check(Request(paths=(Path(),), affected_by=(Path("shop/Till.sol"),)))
    (told,) = report.notifications
    assert 'shop/Shop.sol imports "./Till.sol", which cannot be found.' in told.text
    assert report.exit_code == FAILED
    report = check(Request(paths=(Path(),), affected_by=(Path("shop/Other.sol"),)))
    assert report.exit_code == CLEAN


@pytest.mark.usefixtures("rules")
def test_a_wrong_word_of_the_command_line_is_told_by_its_option(project: Path) -> None:
    with pytest.raises(SettingsError, match=r"^--select: there is no rule or family 'dtn-x'"):
        check(Request(paths=(project,), given=Given(select=("dtn-x",))))


@pytest.mark.usefixtures("rules")
def test_that_pragmas_do_not_allow_the_version_asked_for_is_told(project: Path) -> None:
    report = check(Request(paths=(project,), given=Given(solc="0.8.19")))
    (told,) = (one for one in report.notifications if one.kind == "other-compiler")
    assert told.text.startswith(
        "--solc asks for solc 0.8.19, which the pragmas of bar/Bar.sol and 2 more do not allow; "
    )
    assert report.exit_code == FOUND
    write(project / "dtnlint.toml", 'solc = "0.8.19"')
    report = check(Request(paths=(project / "bar",)))
    (told,) = (one for one in report.notifications if one.kind == "other-compiler")
    assert "asks for solc 0.8.19, which the pragmas of bar/Bar.sol do not allow" in told.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('ignore = ["dtn-any-clos"]', "ignore: there is no rule or family 'dtn-any-clos'; did you"),
        ('[rules.sessions]\nimpact = "low"', "rules: there is no rule 'sessions'"),
        ('[per-path."x"]\nignore = ["dtn-x"]', "per-path.x: there is no rule or family 'dtn-x'"),
    ],
)
@pytest.mark.usefixtures("rules")
def test_a_word_that_names_no_rule_is_a_mistake(project: Path, text: str, sentence: str) -> None:
    file = write(project / "dtnlint.toml", text)
    with pytest.raises(SettingsError) as caught:
        check(Request(paths=(project,)))
    assert str(caught.value).startswith(f"{file}: {sentence}")


def test_what_is_not_there_cannot_be_checked(project: Path) -> None:
    (project / "empty").mkdir()
    for path in ("gone.sol", "empty"):
        with pytest.raises(UsageError, match=path):
            check(Request(paths=(Path("shop"), Path(path))))


def test_a_project_without_consumers_is_clean(project: Path) -> None:
    report = check(Request(paths=(Path("Coin.sol"),)))
    assert report.exit_code == CLEAN
    assert json.loads(render("json", report))["run"]["consumers"] == []


def test_files_outside_of_the_working_directory_are_named_from_their_own_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "shop")
    report = check(Request(paths=(Path("../bar"),)))
    assert [ref.path for ref in report.run.consumers] == ["Bar.sol"]


@pytest.mark.usefixtures("rules")
def test_a_consumer_that_a_target_merely_imports_is_not_asked_for(project: Path) -> None:
    write(
        project / "shop" / "Mall.sol",
        "// SPDX-License-Identifier: AGPL-3.0-or-later\npragma solidity ^0.8.20;\n"
        'import {Shop} from "./Shop.sol";\n'
        "contract Mall is Shop {\n"
        "    function reopen() external {\n"
        "        sessionId = ai.startUserSession();\n"
        "    }\n"
        "}\n",
    )
    report = check(Request(paths=(project / "shop" / "Mall.sol",)))
    assert {ref.name for ref in report.run.consumers} == {"Mall"}
    assert {ref.name for finding in report.findings for ref in finding.contracts} == {"Mall"}
    assert {judgement.contract.name for judgement in report.judgements} == {"Mall"}
    both = check(Request(paths=(project / "shop",)))
    inherited = [one for one in both.findings if one.location.path == "shop/Shop.sol"]
    assert [[ref.name for ref in one.contracts] for one in inherited] == [["Mall", "Shop"]]


@pytest.mark.usefixtures("rules")
def test_checks_that_settings_vouch_for_reach_the_verifier(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dtnlint.protocol

    asked = []
    real = dtnlint.protocol.protocol_of

    def protocol_of(unit: object, known_checks: object = (), *more: object) -> object:
        asked.append(known_checks)
        return real(unit, known_checks, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(dtnlint.protocol, "protocol_of", protocol_of)
    write(project / "dtnlint.toml", 'authority = ["onlyKeeper"]')
    check(Request(paths=(project / "bar",)))
    assert asked == [("onlyKeeper",)]
