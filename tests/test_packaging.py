"""What is installed: every package, no stray one, and the files that are no Python."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SOURCES = {"dtnlint": ROOT / "dtnlint", "dtnlint.detectors": ROOT / "detectors"}


def test_every_package_is_listed() -> None:
    found = {
        ".".join((name, *init.parent.relative_to(folder).parts))
        for name, folder in SOURCES.items()
        for init in folder.rglob("__init__.py")
    }
    assert found == set(PROJECT["tool"]["setuptools"]["packages"])


def test_every_family_of_rules_is_an_entry_point() -> None:
    families = {init.parent.name for init in (ROOT / "detectors").glob("*/__init__.py")}
    points = PROJECT["project"]["entry-points"]["dtnlint.rules"]
    assert points == {family: f"dtnlint.detectors.{family}:RULES" for family in families}


def kept() -> list[str]:
    """Every file of the repository, those not committed yet included."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [name for name in listing.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in a wheel built from a copy of the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in kept():
        if not name.startswith("tests/"):
            copy = folder / "source" / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", folder, folder / "source"],
        capture_output=True,
        check=True,
    )
    (file,) = folder.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        return set(archive.namelist())


@pytest.mark.slow
def test_the_wheel_holds_every_source_file(wheel: set[str]) -> None:
    expected = {name for name in kept() if name.startswith("dtnlint/")}
    expected |= {f"dtnlint/{name}" for name in kept() if name.startswith("detectors/")}
    assert expected - wheel == set()


@pytest.mark.slow
def test_the_wheel_installs_nothing_but_dtnlint(wheel: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in wheel} == {"dtnlint"}
    assert "dtnlint/detectors/sessions/double_close.py" in wheel


@pytest.mark.slow
def test_the_wheel_holds_what_is_no_python(wheel: set[str]) -> None:
    for name in (
        "dtnlint/py.typed",
        "dtnlint/settings.schema.json",
        "dtnlint/solcjs/worker.cjs",
        "dtnlint/sources/stubs/@deeptrust/contracts/with-dtn-ai.sol",
    ):
        assert name in wheel
