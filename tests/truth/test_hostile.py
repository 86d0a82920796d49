"""A share of the campaign of hostile inputs, and that the campaign sees what it looks for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from dtnlint.analysis import PATIENCE, Limits
from truth.hostile import disturbed as disturbances
from truth.hostile import trial as trials_of
from truth.hostile.batches import Mutants, at_fault
from truth.hostile.command import trials
from truth.hostile.mutations import BROKEN, GRAMMAR, mutated
from truth.hostile.projects import SHAPES, shaped
from truth.hostile.rendered import unreadable
from truth.hostile.running import Ran
from truth.hostile.trial import Trial

CONTRACT = Path(__file__).parents[1] / "contracts" / "lifecycle" / "flags" / "bits.sol"
SHARE = 6
"""Trials, of which each takes some seconds."""


@pytest.mark.slow
def test_no_promise_is_broken_on_a_share_of_the_campaign() -> None:
    done = list(trials(seed=1, count=SHARE, jobs=1, keep=None))
    assert [fault for _, one in done for fault in one.faults] == []
    assert sum(one.compiled for _, one in done) > SHARE // 2
    assert {sort for sort, _ in done} == {"mutants", "projects", "disturbed"}


def _attempt(*, wrong: Callable[[set[str]], str | None]) -> Callable[[Mutants], Trial]:
    def attempt(some: Mutants) -> Trial:
        fault = wrong({path.stem for path in some})
        return Trial("1:1", faults=[fault] if fault else [])

    return attempt


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda names: "it fails" if "b" in names else None, [{"b"}]),
        (lambda names: "it fails" if names & {"a", "e"} else None, [{"a"}, {"e"}]),
        (lambda names: "it fails" if names >= {"a", "e"} else None, [set("abcde")]),
        (lambda names: "it took 70 s of the processor" if len(names) > 2 else None, []),
        (lambda names: "it took 70 s of the processor" if "d" in names else None, [{"d"}]),
    ],
)
def test_of_many_mutants_those_at_fault_are_told_alone(
    wrong: Callable[[set[str]], str | None], told: list[set[str]]
) -> None:
    mutants = {Path(f"{name}.sol"): b"" for name in "abcde"}
    attempt = _attempt(wrong=wrong)
    found = list(at_fault(mutants, attempt(mutants), attempt))
    assert [{path.stem for path in some} for some, _ in found] == told
    assert all(trial.faults for _, trial in found)


def test_a_disturbed_run_that_leaves_something_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Shop.sol").write_text("contract Shop {}")
    trial = Trial("1:1")
    disturbed = disturbances._Disturbed(trial, tmp_path, tmp_path, Random(1))

    def disturb(_: object) -> None:
        (tmp_path / "Shop.sol").write_text("contract Sh")
        (tmp_path / "report.json").write_text('{"findings": [')
        sleeper = subprocess.Popen(["sleep", "100"], env={**os.environ, **disturbed.environment})
        # A process that has just begun has no environment to be seen for a moment.
        while not Path(f"/proc/{sleeper.pid}/environ").read_bytes():
            time.sleep(0.01)

    outcomes = iter(range(9))
    monkeypatch.setattr(disturbances, "_GRACE", 1)
    monkeypatch.setattr(
        disturbances, "checked", lambda *_, **__: Ran(next(outcomes), b"", b"", 1, 90)
    )
    for name in ("_ended", "_crowded", "_without_room", "_read_only"):
        monkeypatch.setattr(disturbed, name, disturb)
    disturbed.carry_out()
    said = " | ".join(trial.faults)
    for fault in (
        "processes live on",
        "Shop.sol is neither",
        "report.json is in pieces",
        "the next run is another one",
    ):
        assert fault in said


@pytest.mark.parametrize(
    ("code", "out", "said"),
    [
        (1, b"{\n  1\n}", ""),
        (1, b"{\n  2\n}", "1, 1; '  1', '  2'"),
        (3, b"{\n  1\n}", "1, 3; "),
        (3, b'{\n  "kind": "limit"\n}', ""),
        (3, b'{\n  "text": "The compiler gave no answer within 60 seconds"\n}', ""),
    ],
)
def test_runs_that_differ_say_how_unless_one_came_to_a_limit(
    code: int, out: bytes, said: str
) -> None:
    first = Ran(1, b"{\n  1\n}", b"", 1, 90)
    assert trials_of.difference(first, Ran(code, out, b"", 1, 90)) == said


def test_what_is_read_only_is_so_for_root_too(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    words = [sys.executable, "-c", "open('new', 'w')"]
    done = subprocess.run(
        words, cwd=tmp_path, preexec_fn=disturbances._bound, capture_output=True, check=False
    )
    assert b"PermissionError" in done.stderr
    tmp_path.chmod(0o755)


def test_a_busy_machine_may_start_a_compiler_slowly() -> None:
    for seconds in (None, 2.0, 500.0):
        limits = Limits.of(seconds)
        assert limits.seconds == seconds or limits.seconds == PATIENCE
        assert limits.compiler >= max(limits.seconds, PATIENCE)


def test_a_seed_gives_the_same_again_and_another_something_else() -> None:
    data = CONTRACT.read_bytes()
    drawn = [mutated(data, Random(f"1:{number}")) for number in range(40)]
    assert drawn == [mutated(data, Random(f"1:{number}")) for number in range(40)]
    assert len(set(drawn)) > 35


@pytest.mark.parametrize(
    "mutation",
    sorted({*BROKEN, *GRAMMAR}, key=lambda one: one.__name__),
    ids=lambda one: one.__name__,
)
def test_every_mutation_changes_something(mutation: object) -> None:
    data = CONTRACT.read_bytes()
    assert any(mutation(data, Random(number)) != data for number in range(5))  # type: ignore[operator]


@pytest.mark.parametrize("shape", sorted({*SHAPES}, key=lambda one: one.__name__))
def test_every_shape_makes_something(shape: object, tmp_path: Path) -> None:
    top = tmp_path / "project"
    (top / "healthy").mkdir(parents=True)
    assert shape(top, tmp_path, Random(4))  # type: ignore[operator]
    assert len(list(top.iterdir())) > 1


def test_shapes_are_put_together(tmp_path: Path) -> None:
    kinds = set()
    for number in range(30):
        top = tmp_path / str(number)
        top.mkdir()
        kinds.add(tuple(shaped(top, tmp_path, Random(number))))
    assert len(kinds) > 15


@pytest.mark.parametrize(
    ("code", "out", "seconds", "megabytes", "fault"),
    [
        (1, b"Shop.sol:1:1: High dtn-double-close", 1, 90, ""),
        (3, b"error: Slither cannot read X.sol (KeyError). please report it.", 1, 90, ""),
        (-11, b"", 1, 90, "the exit code is -11"),
        (1, b"Traceback (most recent call last):", 1, 90, "an internal error"),
        (3, b"error: X.sol was not analysed: it made dtnlint fail (KeyError)", 1, 90, "internal"),
        (0, b"", 61, 90, "61 s of the processor"),
        (0, b"", 1, 1200, "1200 MB"),
        (0, b"// SECRET", 1, 90, "a file outside was told"),
        (0, b"\x1b[31m", 1, 90, "an escape"),
    ],
)
def test_what_a_run_may_not_do_is_seen(
    code: int, out: bytes, seconds: float, megabytes: float, fault: str, tmp_path: Path
) -> None:
    one = Trial("1:1")
    trials_of.promises(one, tmp_path, Ran(code, out, b"", seconds, megabytes))
    assert bool(one.faults) == bool(fault)
    assert fault in "".join(one.faults)


@pytest.mark.parametrize(
    ("form", "text", "fault"),
    [
        ("sarif", '{"version": "2.1.0", "runs": []}', ""),
        ("sarif", '{"version": "2.1.0", "runs": [{"startLine": 0}]}', "a region begins"),
        ("sarif", '{"version": "2.1.0", "runs": [{"uri": "../x.sol"}]}', "from outside"),
        ("json", "{}", "required"),
        ("json", "{", "does not read"),
        ("junit", "<a>&#0;</a>", "does not read"),
        ("html", "<script>alert(1)</script>", "a script of the project's"),
        ("github", "::error file=x::y", ""),
        ("github", "::stop-commands::z", "a command of the project's"),
        ("text", "a\x1b[0m", "control character"),
    ],
)
def test_what_a_report_may_not_be_is_seen(form: str, text: str, fault: str, tmp_path: Path) -> None:
    file = tmp_path / "report"
    file.write_text(text)
    faults = list(unreadable(form, file))
    assert bool(faults) == bool(fault)
    assert fault in "".join(faults)


def test_other_findings_of_the_healthy_file_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"rule": "dtn-double-close", "location": {"path": "healthy/Sessions.sol"}}
    report = tmp_path / "json"
    report.write_text(json.dumps({"findings": [found], "notifications": []}))
    for known, wrong in ((trials_of._findings(report), False), (["something else"], True)):
        monkeypatch.setattr(trials_of, "_alone", lambda known=known: tuple(known))
        one = Trial("1:1", mutants=6)
        trials_of._healthy(one, report)
        assert bool(one.faults) == wrong


def test_a_project_may_mean_something_else_by_the_healthy_files_imports_and_has_to_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials_of, "_alone", lambda: ("something",))
    told = {"kind": "missing-import", "path": "healthy/Sessions.sol"}
    busy = {**told, "kind": "compiler-failed", "text": "It gave no answer within 60 seconds."}
    report = tmp_path / "json"
    for notifications, mutants, wrong in (
        ([told], 0, False),
        ([told], 6, True),
        ([], 0, True),
        ([busy], 6, False),
    ):
        report.write_text(json.dumps({"findings": [], "notifications": notifications}))
        one = Trial("1:1", mutants=mutants)
        trials_of._healthy(one, report)
        assert bool(one.faults) == wrong
