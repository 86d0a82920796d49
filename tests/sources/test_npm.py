"""What the exports of a package make of a path in it."""

from __future__ import annotations

import pytest

from dtnlint.sources.npm import resolved, split

EXPORTS = {
    "./*.sol": "./src/*.sol",
    "./old/*": None,
    "./old/kept/*": "./attic/*",
    "./Router.sol": {"types": "./Router.d.ts", "default": "./src/v2/Router.sol"},
    "./package.json": "./package.json",
    "./away/*": "../elsewhere/*",
}


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("Till.sol", "./src/Till.sol"),
        ("deep/Till.sol", "./src/deep/Till.sol"),
        ("Router.sol", "./src/v2/Router.sol"),
        ("old/kept/A.sol", "./attic/A.sol"),
        ("old/A.sol", None),
        ("README", None),
        (".sol", None),
        ("away/A.sol", None),
    ],
)
def test_exports_lead_to_files(path: str, file: str | None) -> None:
    assert resolved(EXPORTS, path) == file


def test_a_package_has_one_name_or_two() -> None:
    assert split("@dep/router/sub/A.sol") == ("@dep/router", "sub/A.sol")
    assert split("router/A.sol") == ("router", "A.sol")
    assert split("router") == ("router", "")
