"""What is read out of projects' configuration, as data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dtnlint.sources.layout import Layout, Project, Remapping, project_of


def project(root: Path, **files: str) -> Project:
    for name, text in files.items():
        (root / name.replace("__", ".")).write_text(text)
    return project_of(str(root), str(root))


@pytest.mark.parametrize(
    ("config", "versions"),
    [
        ('module.exports = { solidity: "0.8.20" };', ("0.8.20",)),
        ("export default { solidity: { version: `0.8.20` } }", ("0.8.20",)),
        (
            "x = { solidity: { compilers: [{version: '0.8.19'}, {'version': '0.8.28'}] } }",
            ("0.8.19", "0.8.28"),
        ),
        ("// solidity: '0.8.1'\n/* version: '0.8.2' */ x = {}", ()),
        ("x = { version: '1.2.3', solidity: VERSION }", ()),
        ("x = { solidity: '0.8.28', vyper: { version: '0.3.7' } }", ("0.8.28",)),
        ("const url = 'https://x'; x = { solidity: '0.8.20' }", ("0.8.20",)),
    ],
)
def test_versions_in_hardhats_configuration(
    tmp_path: Path, config: str, versions: tuple[str, ...]
) -> None:
    read = project(tmp_path, hardhat__config__js=config)
    assert read.layout is Layout.HARDHAT
    assert read.versions == versions


@pytest.mark.parametrize(
    ("setting", "versions"),
    [
        ("solc = '0.8.20'", ("0.8.20",)),
        ("solc_version = '^0.8.20'", ("^0.8.20",)),
        ("solc = './bin/solc'", ()),  # a program of the project is not run
        ("solc = 8", ()),
    ],
)
def test_versions_in_foundrys_configuration(
    tmp_path: Path, setting: str, versions: tuple[str, ...]
) -> None:
    read = project(tmp_path, foundry__toml=f"[profile.default]\n{setting}\n")
    assert read.layout is Layout.FOUNDRY
    assert read.versions == versions


def test_the_virtual_machine(tmp_path: Path) -> None:
    config = "x = { solidity: { version: '0.8.24', settings: { evmVersion: 'cancun' } } }"
    assert project(tmp_path, hardhat__config__js=config).evm_version == "cancun"
    toml = "[profile.default]\nevm_version = 'shanghai'"
    assert project(tmp_path, foundry__toml=toml).evm_version == "shanghai"


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, None),
        ({"remappings__txt": ""}, None),
        ({"foundry__toml": "[profile.default]\nvia_ir = true"}, True),
        ({"foundry__toml": "[profile.default]"}, False),
        ({"hardhat__config__ts": "export default {solidity: '0.8.20'}"}, False),
        ({"hardhat__config__ts": "s = {viaIR: true, optimizer: {}}"}, True),
        ({"hardhat__config__ts": 's = {"viaIR": false}'}, False),
        ({"hardhat__config__ts": "s = {viaIR: process.env.IR}"}, None),
        ({"hardhat__config__ts": "s = [{viaIR: true}, {viaIR: false}]"}, None),
        ({"hardhat__config__ts": "x", "foundry__toml": "[profile.default]\nvia_ir=true"}, True),
    ],
)
def test_the_pipeline_is_the_one_that_is_named(
    tmp_path: Path, config: dict[str, str], expected: bool | None
) -> None:
    assert project(tmp_path, **config).via_ir is expected


def test_remappings_of_both_files(tmp_path: Path) -> None:
    read = project(
        tmp_path,
        foundry__toml="[profile.default]\nremappings = ['a/=x/']\n",
        remappings__txt="# none\n\nctx:b/=y/\nc=z\nnonsense\n",
    )
    assert read.remappings == (
        Remapping("", "a/", "x/"),
        Remapping("ctx", "b/", "y/"),
        Remapping("", "c", "z"),
    )


def test_a_project_that_uses_both_tools(tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "src").mkdir()
    read = project(
        tmp_path,
        foundry__toml="",
        remappings__txt="a/=x/",
        hardhat__config__ts="export default { solidity: '0.8.20' }",
    )
    assert read.layout is Layout.FOUNDRY
    assert read.versions == ("0.8.20",)
    assert read.sources == (str(tmp_path / "contracts"), str(tmp_path / "src"))


def test_the_root_is_the_nearest_configuration_and_the_boundary_the_repository(
    tmp_path: Path,
) -> None:
    inner = tmp_path / "packages" / "a" / "contracts" / "deep"
    inner.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "packages" / "a" / "foundry.toml").write_text("")
    read = project_of(str(inner), "/")
    assert read.root == str(tmp_path / "packages" / "a")
    assert read.boundary == str(tmp_path)


def test_nothing_above_the_repository_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "foundry.toml").write_text("")
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    read = project_of(str(repository), "/")
    assert (read.root, read.boundary, read.layout) == (
        str(repository),
        str(repository),
        Layout.PLAIN,
    )


def test_a_plain_folder_belongs_to_the_working_directory_above_it(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert project_of(str(tmp_path / "a" / "b"), str(tmp_path / "a")).root == str(tmp_path / "a")
    assert project_of(str(tmp_path / "a"), str(tmp_path / "a" / "b")).root == str(tmp_path / "a")


HARDHAT = "hardhat.config.js"
FOUNDRY = "foundry.toml"


@pytest.mark.parametrize(
    ("name", "config", "sources"),
    [
        (HARDHAT, "const S = './own'; x = { paths: { sources: S } }", ["own"]),
        (HARDHAT, "x = { paths: { sources: ['own', './contracts'] } }", ["own", "contracts"]),
        (HARDHAT, "x = { solidity: '0.8.28' }", ["contracts"]),
        (FOUNDRY, "src = 'own'", ["own"]),
        (FOUNDRY, "src = ['own']", ["own"]),
        (FOUNDRY, "src = '.'", ["."]),
        (FOUNDRY, "", ["contracts"]),
    ],
)
def test_where_the_contracts_are(
    tmp_path: Path, name: str, config: str, sources: list[str]
) -> None:
    read = configured(tmp_path, name, config)
    assert read.sources == tuple(str(tmp_path / source) for source in sources)
    assert read.doubts == ()


@pytest.mark.parametrize(
    ("name", "config", "source", "said"),
    [
        (
            HARDHAT,
            "x = { paths: { sources: process.env.S } }",
            "contracts",
            "paths.sources in hardhat.config.js cannot be read, so contracts/ is checked.",
        ),
        (
            HARDHAT,
            "x = { paths: { sources: './onw' } }",
            ".",
            "paths.sources in hardhat.config.js names ./onw, and there is no such folder, "
            "so all of the project is checked.",
        ),
        (
            FOUNDRY,
            "src = '../own'",
            ".",
            "src in foundry.toml leads out of the project, to ../own, "
            "so all of the project is checked.",
        ),
        (FOUNDRY, "src = 1", "contracts", "src in foundry.toml cannot be read, so contracts/"),
        (FOUNDRY, "src = ['own', 'gone']", "own", "so own/ is checked."),
    ],
)
def test_where_the_contracts_are_is_in_doubt(
    tmp_path: Path, name: str, config: str, source: str, said: str
) -> None:
    read = configured(tmp_path, name, config)
    assert read.sources == (os.path.normpath(tmp_path / source),)
    (doubt,) = read.doubts
    assert said in doubt.message
    assert doubt.path == str(tmp_path / name)


def test_the_profile_is_the_one_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles = "solc = '0.8.20'\n[profile.other]\nsrc = 'own'\nevm_version = 'paris'"
    monkeypatch.setenv("FOUNDRY_PROFILE", "other")
    read = configured(tmp_path, FOUNDRY, profiles)
    assert read.sources == (str(tmp_path / "own"),)
    assert (read.versions, read.evm_version) == (("0.8.20",), "paris")
    monkeypatch.setenv("FOUNDRY_PROFILE", "ohter")
    read = project_of(str(tmp_path), str(tmp_path))
    assert read.sources == (str(tmp_path / "contracts"),)
    (told,) = read.problems
    assert "foundry.toml has no profile ohter, which FOUNDRY_PROFILE names" in told.message
    monkeypatch.delenv("FOUNDRY_PROFILE")
    assert project_of(str(tmp_path), str(tmp_path)).problems == ()


def configured(root: Path, name: str, config: str) -> Project:
    """A project with folders `contracts` and `own`."""
    for folder in ("contracts", "own"):
        (root / folder).mkdir()
    (root / name).write_text(f"[profile.default]\n{config}" if name == FOUNDRY else config)
    return project_of(str(root), str(root))
