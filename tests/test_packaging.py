"""What is installed: every package, no stray one, and the files that are no Python."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dtnlint import __version__

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


def test_addresses_are_filled_in_by_a_release_alone() -> None:
    """Where the project is, is not known here, and made up addresses lead to strangers."""
    assert "urls" not in PROJECT["project"]
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    addresses = runpy.run_path(str(ROOT / ".ci" / "addresses.py"))
    filled = tomllib.loads(addresses["filled"](text, "https://example.org/group/dtnlint"))
    assert filled["project"].pop("urls") == {
        "Homepage": "https://example.org/group/dtnlint",
        "Source": "https://example.org/group/dtnlint",
        "Issues": "https://example.org/group/dtnlint/issues",
        "Changelog": "https://example.org/group/dtnlint/blob/main/CHANGELOG.md",
    }
    assert filled == PROJECT
    for wrong in ("http://example.org/a/b", "https://example.org", 'https://x/a"\nb'):
        with pytest.raises(SystemExit, match="is no address of a repository"):
            addresses["filled"](text, wrong)


def test_what_the_action_installs_is_locked() -> None:
    lines = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    locked = {}
    for line in lines[1:]:
        one = Requirement(line)
        assert re.fullmatch(r"==[\w.+!]+", str(one.specifier)), line
        locked[canonicalize_name(one.name)] = str(one.specifier)[2:]
    extras = PROJECT["project"]["optional-dependencies"]
    for text in (*PROJECT["project"]["dependencies"], *extras["solcjs"]):
        wanted = Requirement(text)
        if wanted.marker is None or wanted.marker.evaluate({"python_version": "3.12"}):
            assert wanted.specifier.contains(locked[canonicalize_name(wanted.name)]), text


def test_the_license_is_whole_and_said() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
    assert "END OF TERMS AND CONDITIONS" in text
    assert PROJECT["project"]["license-files"] == ["LICENSE"]
    assert PROJECT["project"]["license"] == "AGPL-3.0-or-later"


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
        f"dtnlint-{__version__}.dist-info/licenses/LICENSE",
        "dtnlint/report/report.schema.json",
        "dtnlint/sources/stubs/@deeptrust/contracts/with-dtn-ai.sol",
    ):
        assert name in wheel
