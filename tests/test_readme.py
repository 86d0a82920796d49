"""The README and the documents say what is so."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dtnlint import settings
from tests.cli.conftest import write

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted((ROOT / "docs").rglob("*.md"))
CONSOLE = re.compile(r"^```console\n\$ (?P<command>[^\n]*)\n(?P<output>.*?)^```$", re.M | re.S)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("shown", list(CONSOLE.finditer(README)), ids=lambda m: m["command"])
def test_output_in_the_readme_is_real(shown: re.Match[str]) -> None:
    """A line ``…`` stands for any number of lines."""
    program, *words = shlex.split(shown["command"])
    done = subprocess.run(
        [Path(sys.executable).with_name(program), *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    pattern = "".join(
        "(?:.*\n)*" if line == "…" else re.escape(line) + "\n"
        for line in shown["output"].splitlines()
    )
    assert re.fullmatch(pattern, done.stdout), done.stdout


PAGES = [*sorted(ROOT.glob("*.md")), *DOCUMENTS]


@pytest.mark.parametrize("document", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = [match["target"] for match in LINK.finditer(document.read_text(encoding="utf-8"))]
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (document.parent / target).exists()] == []


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([a-z-]+)` \|", page, re.M)
    assert documented == list(settings.keys())


@pytest.mark.parametrize("document", ["README.md", "docs/settings.md"])
def test_examples_of_settings_can_be_used(document: str, tmp_path: Path) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    examples = re.findall(r"^ *```toml\n(.*?)^ *```$", text, re.M | re.S)
    assert examples
    for example in examples:
        write(tmp_path / "dtnlint.toml", example)
        settings.load(tmp_path)
