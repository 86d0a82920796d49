"""The GitHub action: its shell steps, run as a runner runs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import COIN, write

ROOT = Path(__file__).resolve().parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"] if "id" in step}


@dataclass
class Runner:
    """As much of a runner as the shell steps see."""

    folder: Path

    @property
    def log(self) -> list[str]:
        return (self.folder / "words").read_text().splitlines()

    @property
    def summary(self) -> str:
        file = self.folder / "summary"
        return file.read_text() if file.exists() else ""

    @property
    def outputs(self) -> dict[str, str]:
        file = self.folder / "output"
        lines = file.read_text().splitlines() if file.exists() else []
        return dict(line.split("=", 1) for line in lines)

    def run(self, step: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[step]["run"]],
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.folder),
                "RUNNER_TEMP": str(self.folder),
                "GITHUB_ACTION_PATH": str(ROOT),
                "GITHUB_OUTPUT": str(self.folder / "output"),
                "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
                **variables,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def stand_in(self, code: int, log: str | None = "dtnlint.sarif") -> None:
        """Put a Python in place that notes dtnlint's words, writes files, and exits."""
        file = self.folder / "python"
        file.write_text(
            f"#!{sys.executable}\nimport sys\nfrom pathlib import Path\n"
            "assert sys.argv[1:4] == ['-I', '-m', 'dtnlint']\n"
            "Path('words').write_text('\\n'.join(sys.argv[4:]))\n"
            "Path('dtnlint.md').write_text('# the summary\\n')\n"
            f"{'' if log is None else f'Path({log!r}).write_text(str())'}\n"
            f"sys.exit({code})\n"
        )
        file.chmod(0o755)

    def check(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run the step that checks, with inputs as the action hands them over."""
        names = {f"INPUT_{key.upper()}": value for key, value in inputs.items()}
        defaults = {
            f"INPUT_{key.replace('-', '_').upper()}": value.get("default", "")
            for key, value in ACTION["inputs"].items()
        }
        return self.run("check", DTNLINT_BIN=str(self.folder), **(defaults | names))


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_the_job_ends_as_the_check_does(runner: Runner, code: int) -> None:
    runner.stand_in(code)
    assert runner.check().returncode == code
    assert runner.outputs == {"sarif": "dtnlint.sarif", "exit-code": str(code)}
    assert runner.summary == "# the summary\n"


@pytest.mark.parametrize("code", [0, 3])
@pytest.mark.parametrize("before", [False, True])
def test_a_log_is_an_output_where_this_check_wrote_it(
    runner: Runner, before: bool, code: int
) -> None:
    if before:
        old = write(runner.folder / "dtnlint.sarif", "of an earlier step")
        os.utime(old, (1, 1))
    runner.stand_in(code, log=None)
    assert runner.check().returncode == code
    assert runner.outputs == {"exit-code": str(code)}


WORKFLOWS = (
    "action.yml",
    "docs/github-workflow.yml",
    ".github/workflows/ci.yml",
    ".github/workflows/release.yml",
)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_action_is_pinned_and_its_version_said(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    used = re.findall(r"^\s*(?:- )?uses: (\S+)(.*)$", text, re.MULTILINE)
    assert used
    for action, comment in used:
        if action == "OWNER/dtnlint@REVISION":  # which a reader fills in
            continue
        assert re.fullmatch(r"[\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r"  # v\d+\.\d+\.\d+", comment), action


@pytest.mark.parametrize("name", WORKFLOWS[1:])
def test_a_workflow_may_do_nothing_but_what_a_job_says(name: str) -> None:
    workflow = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"].items() <= ALLOWED.items()
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


ALLOWED = {
    "actions": "read",
    "attestations": "write",
    "contents": "read",
    "id-token": "write",
    "security-events": "write",
}


def test_only_the_job_that_publishes_may_sign_and_nothing_else() -> None:
    text = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read"}
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert jobs["publish"]["environment"] == "pypi"
    assert "secrets." not in text


def test_packages_and_results_are_kept_on_every_system() -> None:
    (step,) = (one for one in ACTION["runs"]["steps"] if "actions/cache@" in one.get("uses", ""))
    paths = step["with"]["path"].split()
    for cache in ("~/.cache", "~/Library/Caches", "~/AppData/Local"):
        assert sum(path.startswith(f"{cache}/") for path in paths) == 2
    key, restored = step["with"]["key"], step["with"]["restore-keys"].split("\n")
    assert all(key.startswith(one) and key != one for one in restored if one)


def test_inputs_become_options(runner: Runner) -> None:
    runner.stand_in(0)
    runner.check(paths="a b", fail_on="low", args="--no-stubs --select money", sarif="x.sarif")
    words = runner.log
    assert words[:3] == ["check", "--format", "github"]
    assert "sarif=x.sarif" in words
    assert words[words.index("--fail-on") + 1] == "low"
    assert words[-6:] == ["--no-stubs", "--select", "money", "--", "a", "b"]


def test_a_revision_is_one_word_and_none_without_one(runner: Runner) -> None:
    runner.stand_in(0)
    runner.check(new_since="origin/main -q")
    assert "--new-since=origin/main -q" in runner.log
    runner.check()
    assert not any("--new-since" in word for word in runner.log)


def test_inputs_are_never_run(runner: Runner) -> None:
    runner.stand_in(0)
    assert (
        runner.check(paths="$(touch owned); `touch owned` *", args="'; touch owned").returncode == 0
    )
    assert not (runner.folder / "owned").exists()
    assert runner.log[-1] == "*"


def test_every_step_takes_inputs_as_variables_only() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_a_real_check_leaves_a_log_and_a_summary(runner: Runner) -> None:
    write(runner.folder / "contracts" / "Coin.sol", COIN)
    done = runner.run(
        "check",
        DTNLINT_BIN=str(Path(sys.executable).parent),
        INPUT_PATHS="contracts",
        INPUT_FAIL_ON="",
        INPUT_ARGS="",
        INPUT_SARIF="dtnlint.sarif",
    )
    assert done.returncode == 0, done.stderr
    assert (runner.folder / "dtnlint.sarif").is_file()
    assert runner.summary
    assert runner.outputs["exit-code"] == "0"


@pytest.mark.slow
def test_dtnlint_is_installed_from_the_action_s_own_sources(runner: Runner) -> None:
    # Without what it depends on: the test of the pre-commit hook installs all of that.
    done = runner.run("install", PIP_NO_DEPS="1")
    assert done.returncode == 0, done.stderr
    assert (Path(runner.outputs["bin"]) / "dtnlint").is_file()
