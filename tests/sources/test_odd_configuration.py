"""Configuration of any shape gives a sentence, and takes no more time and memory than its size."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dtnlint import toml
from dtnlint.settings import SettingsError, load
from dtnlint.sources import ProblemKind, plan
from dtnlint.sources.pragma import allows, is_range, is_version
from dtnlint.toml import TomlError

SHOP = """\
pragma solidity ^0.8.20;
import "@deeptrust/contracts/with-dtn-ai.sol";
contract Shop is WithDtnAi {}
"""
MANY = "1" * 6_000
TOO_MUCH = {
    "lists in lists": "x = " + "[" * 60_000,
    "tables in tables": "x = " + "{a = " * 30_000,
    "a key of many parts": "a." * 10_000 + "b = 1",
    "a header of many parts": "[" + "a." * 10_000 + "b]",
    "a number of many digits": f"x = {MANY}",
    "no TOML": "x = = 1",
}


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH)
def test_toml_that_nobody_would_write_is_no_toml(text: str) -> None:
    before = time.process_time()
    with pytest.raises(TomlError):
        toml.read(text)
    assert time.process_time() - before < 5


def test_toml_that_somebody_might_write_is_read() -> None:
    deep = "x = " + "[" * 20 + "]" * 20
    dotted = f"{'.'.join('abcdefgh')} = 1"
    listed = "remappings = [" + '"a/=lib/a.b.c.d/", ' * 500 + "]"
    for text in (deep, dotted, listed, f'x = "{MANY}"', "x = 12_000_000"):
        assert toml.read(text)


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_project_whose_configuration_is_odd_is_checked_and_told_of(
    text: str, tmp_path: Path
) -> None:
    (tmp_path / "foundry.toml").write_text(text)
    (tmp_path / "Shop.sol").write_text(SHOP)
    planned = plan([tmp_path], cwd=tmp_path)
    assert [target for closure in planned.closures for target in closure.targets] == ["Shop.sol"]
    (told,) = planned.problems
    assert told.kind is ProblemKind.CONFIGURATION
    assert told.message.startswith("foundry.toml is not valid TOML (")
    assert len(told.message) < 300


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH)
def test_odd_settings_are_a_sentence_and_those_of_others_are_nobodys(
    text: str, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.other]\n{text}")
    assert load(tmp_path).file is None
    (tmp_path / "pyproject.toml").write_text(f"[tool.dtnlint]\n{text}")
    with pytest.raises(SettingsError, match="is not valid TOML") as caught:
        load(tmp_path)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("version", ["0.8.²", f"0.8.{MANY}", "0.8.28.1.2"])
def test_what_is_no_version_leaves_the_choice_to_the_pragmas(version: str, tmp_path: Path) -> None:
    (tmp_path / "foundry.toml").write_text(f'[profile.default]\nsolc = "{version}"\n')
    (tmp_path / "Shop.sol").write_text(SHOP)
    planned = plan([tmp_path], cwd=tmp_path)
    (told,) = planned.problems
    assert told.message.startswith("foundry.toml names no version of solc with '0.8.")
    assert len(told.message) < 300
    assert [closure.versions for closure in planned.closures] == [()]
    (tmp_path / "dtnlint.toml").write_text(f'solc = "{version}"\n')
    with pytest.raises(SettingsError, match=r"solc: expected a version such as"):
        load(tmp_path)


def test_versions_and_ranges() -> None:
    assert is_version("0.8.28")
    assert not any(map(is_version, ("0.8", "0.8.²", "0.8.01", "v0.8.1", f"0.8.{MANY}")))
    assert all(map(is_range, ("0.8.28", "0.8", "^0.8.0", ">=0.8.1 <0.9.0")))
    assert not any(map(is_range, ("0.8.²", f"^0.8.{MANY}", "x" * 2_000)))
    assert allows(["^0.8.20"], "0.8.28")
    assert allows([f"^0.8.{MANY}"], "0.8.28")  # solc says what is wrong with it


def test_a_name_that_no_file_can_have_is_no_file(tmp_path: Path) -> None:
    listed = '["a\\u0000b"]'
    (tmp_path / "foundry.toml").write_text(
        f'[profile.default]\nlibs = {listed}\nsrc = {listed}\nremappings = ["x\\u0000=y\\u0000"]\n'
    )
    (tmp_path / "Shop.sol").write_text(SHOP)
    planned = plan([tmp_path], cwd=tmp_path)
    assert len(planned.closures) == 1
    (told,) = planned.problems
    assert "there is no such folder" in told.message


def test_folders_are_looked_at_as_far_as_anybody_names_them(tmp_path: Path) -> None:
    names = [f"lib{number}" for number in range(5_000)]
    (tmp_path / "foundry.toml").write_text(f"[profile.default]\nlibs = {names}\n")
    (tmp_path / "Shop.sol").write_text(SHOP)
    planned = plan([tmp_path], cwd=tmp_path)
    assert len(planned.closures) == 1
    (told,) = planned.problems
    assert told.message == (
        "libs in foundry.toml names 5000 folders, of which the first 64 are looked at."
    )


@pytest.mark.parametrize("pattern", ["*a" * 12 + "b", "**/" * 9 + "x", "*a*b*c*d", "a" * 2_000])
def test_patterns_that_take_long_to_match_are_not_read(pattern: str, tmp_path: Path) -> None:
    (tmp_path / "dtnlint.toml").write_text(f'[per-path."{pattern}"]\nignore = ["all"]\n')
    with pytest.raises(SettingsError, match="has more wildcards, than is read"):
        load(tmp_path)


def test_patterns_that_people_write_are_read(tmp_path: Path) -> None:
    for pattern in ("contracts/mocks/**", "**/test/**/*.t.sol", "*Mock*Test*", "/a/[bc]?/*.sol"):
        (tmp_path / "dtnlint.toml").write_text(f'[per-path."{pattern}"]\nignore = ["all"]\n')
        assert list(load(tmp_path).values.per_path) == [pattern]
