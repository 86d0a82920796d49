"""Rules of others: the example in the documents, installed outside of this repository."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import BAR, write

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "rule-packs.md").read_text("utf-8")
BLOCK = re.compile(
    r"^`(?P<name>\S+)`\n\n(?P<fence>`{3,})\w+\n(?P<text>.*?)^(?P=fence)$", re.M | re.S
)
FILES = {match["name"]: match["text"] for match in BLOCK.finditer(PAGE)}
TWICE = BAR.rstrip().removesuffix("}") + (
    "    function renew() external { tab = ai.startUserSession(); }\n}\n"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of installed packages that holds the example, as pip would leave it."""
    folder = tmp_path_factory.mktemp("site")
    project = tomllib.loads(FILES["pyproject.toml"])["project"]
    write(folder / "acme_rules" / "__init__.py", "")
    write(folder / "acme_rules" / "sessions.py", FILES["acme_rules/sessions.py"])
    facts = folder / f"acme_rules-{project['version']}.dist-info"
    write(facts / "METADATA", f"Name: {project['name']}\nVersion: {project['version']}\n")
    points = "".join(
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in named.items())
        for group, named in project["entry-points"].items()
    )
    write(facts / "entry_points.txt", points)
    return folder


def dtnlint(installed: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dtnlint", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(installed), "XDG_CACHE_HOME": str(cwd / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_example_is_a_rule_like_others(installed: Path, tmp_path: Path) -> None:
    write(tmp_path / "once" / "Bar.sol", BAR)
    write(tmp_path / "twice" / "Bar.sol", TWICE)
    words = ("check", "--format=json", "--select=acme_rules", "--no-cache")
    done = dtnlint(installed, tmp_path, *words)
    assert done.stderr == ""
    findings = json.loads(done.stdout)["findings"]
    assert [(one["rule"], one["location"]["path"]) for one in findings] == [
        ("acme-scattered-starts", "twice/Bar.sol")
    ] * 2
    assert findings[0]["message"].endswith("one of 2 functions that start sessions")
    assert findings[0]["remedy"].startswith("Start sessions in one internal function")
    listed = json.loads(dtnlint(installed, tmp_path, "rules", "--format=json").stdout)
    assert ("acme-scattered-starts", "acme_rules") in {(r["name"], r["family"]) for r in listed}
    explained = dtnlint(installed, tmp_path, "explain", "acme-scattered-starts").stdout
    assert "Sessions start in several functions" in explained
