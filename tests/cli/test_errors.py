"""Whatever is in the way is said in a sentence, on one line, with the right exit code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import BAR, Call, write


def nothing(project: Path) -> None:
    """The project as it is."""


def syntax_error(project: Path) -> None:
    write(project / "bar" / "Bar.sol", BAR.replace("uint256 public tab;", "uint256 public tab"))


def unknown_package(project: Path) -> None:
    write(
        project / "bar" / "Bar.sol",
        BAR.replace("contract Bar", 'import "@acme/kit/Kit.sol";\ncontract Bar'),
    )


def no_such_compiler(project: Path) -> None:
    write(project / "bar" / "Bar.sol", BAR.replace("^0.8.20", "^0.8.999"))


def not_utf_8(project: Path) -> None:
    (project / "bar" / "Bar.sol").write_bytes(b"// caf\xe9\n" + BAR.encode())


def too_large(project: Path) -> None:
    write(project / "bar" / "Bar.sol", BAR + "//" + " " * 10_000_000)


def climbing_import(project: Path) -> None:
    outside = write(project.parent / f"{project.name}-outside.sol", "pragma solidity ^0.8.20;")
    statement = f'import "../../{outside.name}";\ncontract Bar'
    write(project / "bar" / "Bar.sol", BAR.replace("contract Bar", statement))


def symlink_loop(project: Path) -> None:
    (project / "bar" / "again").symlink_to(project / "bar", target_is_directory=True)


def link_to_itself(project: Path) -> None:
    (project / "bar" / "again.sol").symlink_to("again.sol")


def empty_folder(project: Path) -> None:
    (project / "bar" / "Bar.sol").unlink()


def damaged_settings(project: Path) -> None:
    write(project / "dtnlint.toml", "select = [")


def damaged_configuration(project: Path) -> None:
    write(project / "bar" / "foundry.toml", "src = [")


def computed_sources(project: Path) -> None:
    write(project / "bar" / "hardhat.config.js", "x = { paths: { sources: process.env.SRC } }")


def sources_elsewhere(project: Path) -> None:
    (project / "bar" / "Bar.sol").unlink()
    write(project / "bar" / "foundry.toml", "[profile.default]\nsrc = '../shop'")


@pytest.mark.parametrize(
    ("damage", "target", "code", "sentence"),
    [
        (nothing, "gone", 2, "gone does not exist"),
        (nothing, "bar/gone.sol", 2, "bar/gone.sol does not exist"),
        (damaged_settings, "bar", 2, "dtnlint.toml is not valid TOML"),
        (empty_folder, "bar", 2, "bar holds no Solidity files"),
        (nothing, "Coin.sol", 0, "No consumer"),
        (symlink_loop, "bar", 0, "leads back to a folder around it"),
        (link_to_itself, "bar", 0, "is a link that leads to itself"),
        (damaged_configuration, "bar", 0, "foundry.toml is not valid TOML"),
        (computed_sources, "bar", 0, "paths.sources in hardhat.config.js cannot be read"),
        (sources_elsewhere, "bar", 2, "src in foundry.toml leads out of the project"),
        (syntax_error, "bar", 3, "does not compile with solc"),
        (unknown_package, "bar", 3, "npm install @acme/kit"),
        (no_such_compiler, "bar", 3, "No published solc"),
        (not_utf_8, "bar", 3, "is not UTF-8: byte 6 is 0xe9"),
        (too_large, "bar", 3, "has 10.0 MB"),
        (climbing_import, "bar", 3, "leads out of the project"),
    ],
)
def test_it_is_said(
    project: Path,
    dtnlint: Call,
    damage: Callable[[Path], None],
    target: str,
    code: int,
    sentence: str,
) -> None:
    damage(project)
    outcome = dtnlint("check", target, "--fail-on", "never")
    assert outcome.code == code, outcome
    said = [line for line in (outcome.out + outcome.err).splitlines() if sentence in line]
    assert len(said) == 1, outcome
    assert "Traceback" not in outcome.err
