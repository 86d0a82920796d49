"""Starting a rule: what is made, how the registry is edited, and what is refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dtnlint.author import AuthorError, register
from dtnlint.installation import advice
from tests.cli.conftest import Call

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the parts of this repository that a new rule touches."""
    folder = tmp_path / "checkout"
    for part in ("detectors", "dtnlint"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for part in ("tests/contracts/support", "tests/corpus"):
        shutil.copytree(ROOT / part, folder / part)
    monkeypatch.chdir(folder)
    return folder


CREATED = (
    "detectors/sessions/lost_key.py",
    "tests/contracts/sessions/lost_key/first.sol",
    "tests/detectors/sessions/test_lost_key.py",
    "detectors/sessions/__init__.py",
)


@pytest.mark.parametrize("name", ["lost-key", "dtn-lost-key"])
def test_a_rule_is_started(checkout: Path, dtnlint: Call, name: str) -> None:
    outcome = dtnlint("new-rule", name, "--family", "sessions")
    assert outcome.code == 0
    assert tuple(outcome.out.splitlines()) == CREATED
    module, contracts, test, registry = ((checkout / file).read_text() for file in CREATED)
    assert 'ARGUMENT = "dtn-lost-key"' in module
    assert "class LostKey(FactRule):" in module
    assert "contract LostKeyFirstWrong is Consumer" in contracts
    assert "//~ dtn-lost-key" in contracts
    assert "contract LostKeyFirstRight is Consumer" in contracts
    assert 'CONTRACTS / "sessions" / "lost_key"' in test
    assert "from .lost_key import LostKey\n" in registry
    assert "    LostKey,\n]\n" in registry
    assert "@" not in module + test


def test_what_is_started_passes_the_project_s_own_checks(checkout: Path, dtnlint: Call) -> None:
    dtnlint("new-rule", "lost-key", "--family", "sessions")
    python = [file for file in CREATED if file.endswith(".py")]
    for command in (["check"], ["format", "--check"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, *python], check=True)


def test_what_is_started_loads_and_its_contracts_compile(checkout: Path, dtnlint: Call) -> None:
    from dtnlint.run import Request, check

    dtnlint("new-rule", "lost-key", "--family", "sessions")
    code = "import detectors.sessions as s; print(s.RULES[-1].ARGUMENT)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, check=True
    )
    assert loaded.stdout == "dtn-lost-key\n"
    report = check(Request(paths=(checkout / "tests" / "contracts" / "sessions",)))
    assert {ref.name for ref in report.run.consumers} == {"LostKeyFirstRight", "LostKeyFirstWrong"}
    assert not report.notifications
    assert not report.findings


def test_it_works_from_a_folder_inside_of_the_checkout(
    checkout: Path, dtnlint: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout / "detectors" / "money")
    out = dtnlint("new-rule", "lost-key", "-f", "money").out
    assert out.splitlines()[0] == "lost_key.py"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("Lost_Key", "-f", "sessions"), "'Lost_Key' is no name for a rule"),
        (("class", "-f", "sessions"), "'class' is no name for a rule"),
        (("lost-key", "-f", "sesions"), "no family 'sesions'; did you mean 'sessions'?"),
        (("double-close", "-f", "money"), "there is detectors/sessions/double_close.py"),
        (("lost-key",), "Missing option '--family'"),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    checkout: Path, dtnlint: Call, words: tuple[str, ...], sentence: str
) -> None:
    before = {file: file.read_bytes() for file in checkout.rglob("*") if file.is_file()}
    outcome = dtnlint("new-rule", *words)
    assert outcome.code == 2
    assert sentence in outcome.err
    assert before == {file: file.read_bytes() for file in checkout.rglob("*") if file.is_file()}


def test_outside_of_a_checkout_is_a_sentence(
    tmp_path: Path, dtnlint: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = dtnlint("new-rule", "lost-key", "-f", "sessions")
    assert outcome.code == 2
    assert "is not in a checkout of dtnlint" in outcome.err


def test_without_the_extra_it_says_what_to_install(
    dtnlint: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "libcst", None)
    monkeypatch.delitem(sys.modules, "dtnlint.author", raising=False)
    monkeypatch.delattr("dtnlint.author", raising=False)
    outcome = dtnlint("new-rule", "lost-key", "-f", "sessions")
    assert outcome.code == 2
    assert advice("author") in outcome.err


COMMENTED = '''\
"""Rules of the family *x*."""

from __future__ import annotations

from slither.detectors.abstract_detector import AbstractDetector

# why this one comes first
from .beta import Beta  # noqa
from .delta import Delta

# The order is that of the page.
RULES: list[type[AbstractDetector]] = [
    # money first
    Beta,  # lost
    Delta,  # found
    # nothing below
]

OTHER = [1, 2]
'''


@pytest.mark.parametrize(
    ("module", "name", "above"),
    [
        ("alpha", "Alpha", "# why this one"),
        ("charlie", "Charlie", "from .delta"),
        ("zeta", "Zeta", "\n# The order"),
    ],
)
def test_comments_and_layout_survive(module: str, name: str, above: str) -> None:
    expected = COMMENTED.replace("below\n]", f"below\n    {name},\n]")
    expected = expected.replace(above, f"from .{module} import {name}\n{above}")
    assert register(COMMENTED, module, name) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RULES = []\n", "\nfrom .a import A\nRULES = [\n    A,\n]\n"),
        ("RULES = [B, C]\n", "\nfrom .a import A\nRULES = [\n    B,\n    C,\n    A,\n]\n"),
        (
            '"""Doc."""\n\nRULES: object = [\n    # none yet\n]\n',
            '"""Doc."""\n\nfrom .a import A\n\nRULES: object = [\n    # none yet\n    A,\n]\n',
        ),
    ],
)
def test_other_layouts_become_one_rule_a_line(before: str, after: str) -> None:
    assert register(before, "a", "A") == after


def test_a_registry_without_a_list_is_refused() -> None:
    with pytest.raises(AuthorError, match="There is no list"):
        register("RULES = tuple()\n", "a", "A")
