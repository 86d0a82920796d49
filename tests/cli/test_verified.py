"""Checks of verified sources, from the command line to every form of report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dtnlint.cli import cli
from dtnlint.report import FORMATS
from tests.sources import verified

LIVES = f"Shop at {verified.ADDRESS} on chain 137"
RULE = "dtn-unprotected-set-ai"


def check(*words: object) -> Result:
    return CliRunner().invoke(cli, ["check", *map(str, words)], catch_exceptions=False)


@pytest.fixture
def answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(verified.sourcify()))
    return path


def highs(document: Any) -> set[str]:
    return {one["rule"] for one in document["findings"] if one["impact"] == "High"}


def test_what_a_stand_in_hid_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anyone can set the router of what was deployed, and of dtnlint's own file nobody can."""
    place = verified.repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    document = json.loads(check(place, "--format", "json").stdout)
    assert RULE in highs(document)
    assert document["run"]["stubs"] == []
    # As somebody gets it who downloads file by file.
    (place / "metadata.json").unlink()
    for path in (place, place / "sources", place / "sources/contracts/Shop.sol"):
        document = json.loads(check(path, "--format", "json").stdout)
        assert RULE in highs(document)
        assert document["run"]["stubs"] == []
    # A package that nobody has is stood in for, as ever.
    (tmp_path / "Alone.sol").write_text(verified.SHOP)
    document = json.loads(check("Alone.sol", "--format", "json").stdout)
    assert RULE not in highs(document)
    assert document["run"]["stubs"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_says_where_it_lives(form: str, answer: Path) -> None:
    text = check(answer, "--format", form).stdout
    assert verified.ADDRESS in text
    assert "137" in text
    assert "Shop" in text
    if form not in ("json", "sarif", "sarif-full"):
        assert LIVES in text


def test_sarif_names_the_account_and_the_paths_inside(answer: Path) -> None:
    (run,) = json.loads(check(answer, "--format", "sarif").stdout)["runs"]
    (deployment,) = run["properties"]["deployments"]
    assert deployment == {
        "name": "Shop",
        "address": verified.ADDRESS,
        "chain": "137",
        "compiler": verified.VERSION,
        "match": "exact_match",
    }
    uris = {one["location"]["uri"] for one in run["artifacts"]}
    assert uris == set(verified.FILES)
    for result in run["results"]:
        assert result["properties"]["deployment"] == deployment
        names = [one["fullyQualifiedName"] for one in result["locations"][0]["logicalLocations"]]
        assert f"eip155:137:{verified.ADDRESS}" in names
        assert "region" in result["locations"][0]["physicalLocation"]


def test_several_are_told_apart(answer: Path) -> None:
    other = answer.with_name("other.json")
    address = "0x" + "ab" * 20
    other.write_text(json.dumps(verified.sourcify(address=address, chainId="1")))
    document = json.loads(check(answer, other, "--format", "json").stdout)
    lives = {
        (one["location"]["path"].partition("/")[0], one["deployment"]["address"])
        for one in document["findings"]
    }
    assert lives == {("answer.json", verified.ADDRESS), ("other.json", address)}
    assert [one["path"] for one in document["run"]["deployments"]] == ["answer.json", "other.json"]


def test_the_compiler_is_the_one_that_was_used(answer: Path) -> None:
    (answer.parent / "dtnlint.toml").write_text('solc = "0.8.37"\n')
    document = json.loads(check(answer, "--format", "json").stdout)
    assert [one["version"] for one in document["run"]["compilers"]] == [verified.VERSION]


def test_an_old_compiler_is_told(answer: Path) -> None:
    old = verified.sourcify()
    old["compilation"]["compilerVersion"] = "0.7.6+commit.7338295f"
    answer.write_text(json.dumps(old))
    result = check(answer)
    assert "Exit code 3" in result.stdout
    assert "was verified with solc 0.7.6, and dtnlint reads Solidity 0.8 and later" in result.stdout


def test_what_was_verified_is_not_changed(answer: Path) -> None:
    before = answer.read_bytes()
    check(answer, "--fix", "--unsafe-fixes")
    assert answer.read_bytes() == before
    assert "Fixes to try" not in check(answer).stdout
    result = check(answer, "--output", answer)
    assert result.exit_code == 2
    assert answer.read_bytes() == before


def test_errors_of_the_compiler_have_their_line(answer: Path) -> None:
    broken = {**verified.FILES, "contracts/Shop.sol": verified.SHOP.replace("owner =", "owner")}
    answer.write_text(json.dumps(verified.sourcify(broken)))
    for jobs in (1, 2):
        result = check(answer, "--jobs", jobs)
        assert "Exit code 3" in result.stdout
        assert "contracts/Shop.sol:5:" in result.stdout


def test_traces_are_executed(answer: Path) -> None:
    pytest.importorskip("pyrevm")
    document = json.loads(check(answer, "--format", "json", "--replay").stdout)
    assert {one["replay"]["outcome"] for one in document["findings"] if one["replay"]}


def test_names_that_would_be_obeyed(answer: Path) -> None:
    files = {"x\x1b[31m\n::error::y.sol": verified.FLAT}
    answer.write_text(json.dumps(verified.standard(files)))
    for form in ("text", "github", "html", "markdown", "junit"):
        text = check(answer, "--format", form).stdout
        assert "\x1b[31m" not in text
        assert not any(line.startswith("::error::y") for line in text.splitlines())


@pytest.mark.parametrize(
    "word", [verified.ADDRESS, f"https://sourcify.dev/{verified.ADDRESS}", "0x60806040" + "5e" * 50]
)
def test_what_is_no_file_gets_a_sentence(word: str, answer: Path) -> None:
    result = check(word)
    assert result.exit_code == 2
    assert "Download what was verified" in result.stderr
