"""What `dtnlint doctor` says of a machine and a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from dtnlint import doctor
from dtnlint.installation import advice
from tests.cli.conftest import SHOP, Call, write


def test_it_says_what_would_be_checked_and_how(project: Path, dtnlint: Call) -> None:
    out = dtnlint("doctor").out
    for title in ("Machine", "Compilers", "Settings", "Project", "Consumers"):
        assert f"\n{title}\n" in f"\n{out}"
    assert f"plain project at {project}" in out
    assert "4 Solidity files looked at" in out
    assert "  bar/Bar.sol: 3 files" in out
    assert "Coin.sol:" not in out
    assert "@deeptrust/contracts/with-dtn-ai.sol" in out
    assert "none; the defaults are in force" in out
    for extra in ("solcjs", "author", "replay", "watch"):
        assert f"  extra {extra}: " in out


def test_nothing_wrong_is_0(project: Path, dtnlint: Call) -> None:
    outcome = dtnlint("doctor", "bar")
    assert outcome.code == 0
    assert outcome.out.endswith("Nothing is wrong.\n")


def test_what_is_wrong_is_said_and_1_is_not_its_code(project: Path, dtnlint: Call) -> None:
    write(project / "shop" / "Shop.sol", SHOP.replace("./Till.sol", "@acme/Till.sol"))
    outcome = dtnlint("doctor")
    assert outcome.code == 3
    assert "\nWrong\n" in outcome.out
    assert 'shop/Shop.sol imports "@acme/Till.sol"' in outcome.out


def test_configuration_that_cannot_be_read_is_wrong(project: Path, dtnlint: Call) -> None:
    write(project / "hardhat.config.ts", "export default { paths: { sources: env('SRC') } }")
    outcome = dtnlint("doctor")
    assert outcome.code == 3
    assert "paths.sources in hardhat.config.ts cannot be read" in outcome.out


def test_it_names_the_settings_in_force(project: Path, dtnlint: Call) -> None:
    file = write(project / "dtnlint.toml", 'solc = "0.8.21"')
    out = dtnlint("doctor").out
    assert f"\n  {file}\n" in out


def test_a_machine_without_compiler_and_node_is_told_what_to_install(
    project: Path, dtnlint: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(doctor, "find_node", lambda: None)
    monkeypatch.setattr(doctor.Downloads, "is_cut_off", lambda self: False)
    monkeypatch.setattr(doctor, "installed", lambda root: iter(()))
    monkeypatch.setattr("dtnlint.compiler.choice.installed", lambda root: iter(()))
    monkeypatch.setattr(doctor, "cache_folder", lambda: tmp_path / "no-cache")
    outcome = dtnlint("doctor", "bar")
    assert outcome.code == 3
    assert "none installed; one is downloaded when it is needed" in outcome.out
    assert advice("solcjs") in outcome.out


@pytest.mark.parametrize("away", [True, False])
def test_a_machine_without_compiler_and_network_is_told_so(
    project: Path, dtnlint: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, away: bool
) -> None:
    monkeypatch.setattr(doctor, "installed", lambda root: iter(()))
    monkeypatch.setattr("dtnlint.compiler.choice.installed", lambda root: iter(()))
    monkeypatch.setattr(doctor, "cache_folder", lambda: tmp_path / "no-cache")
    monkeypatch.setattr(doctor.Downloads, "is_cut_off", lambda self: away)
    outcome = dtnlint("doctor", "bar")
    assert ("nor npm's registry can be reached" in outcome.out) is away
    assert outcome.code == (3 if away or doctor.find_node() is None else 0)


def test_a_large_project_is_not_listed_in_full(
    project: Path, dtnlint: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_MOST", 1)
    out = dtnlint("doctor").out
    assert "bar/Bar.sol: " in out
    assert "shop/Shop.sol: " not in out
    assert "  and 2 more" in out
