"""The command line: what each word does, what is printed where, and with which exit code."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

import dtnlint as package
from dtnlint import run
from dtnlint.findings.assembly import Report, assemble
from dtnlint.findings.baseline import Baseline, written
from dtnlint.findings.finding import (
    BaselineState,
    Confidence,
    Finding,
    Impact,
    Level,
    Location,
    Notification,
    RunFacts,
)
from dtnlint.run import Request
from tests.cli.conftest import Call, Outcome, write

FINDING = Finding("dtn-any-start", Impact.HIGH, Confidence.HIGH, "It starts.", Location("a.sol"))
TROUBLE = Notification(Level.ERROR, "missing-import", "a.sol imports b.sol, which is gone.")


class Checked:
    """Stands in for the pipeline: remembers what it was asked, answers what it was told to."""

    def __init__(self) -> None:
        self.request = Request(paths=())
        self.findings: tuple[Finding, ...] = ()
        self.notifications: tuple[Notification, ...] = ()
        self.error: Exception | None = None
        self.seconds = 0.0

    def __call__(self, request: Request, progress: Any) -> Report:
        self.request = request
        if self.error is not None:
            raise self.error
        progress(0, 2, "a\x1b[31m.sol")
        time.sleep(self.seconds)
        return assemble(
            run=RunFacts("1.0"),
            read=lambda paths: {},
            findings=self.findings,
            notifications=self.notifications,
        )


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Checked:
    stand_in = Checked()
    monkeypatch.setattr(run, "check", stand_in)
    return stand_in


@pytest.mark.parametrize(
    ("findings", "notifications", "code"),
    [((), (), 0), ((FINDING,), (), 1), ((), (TROUBLE,), 3), ((FINDING,), (TROUBLE,), 3)],
)
def test_the_exit_code_is_the_report_s(
    checked: Checked,
    dtnlint: Call,
    findings: tuple[Finding, ...],
    notifications: tuple[Notification, ...],
    code: int,
) -> None:
    checked.findings, checked.notifications = findings, notifications
    assert dtnlint("check").code == code


@pytest.mark.parametrize(
    ("findings", "notifications", "code"),
    [((FINDING,), (), 0), ((), (), 0), ((FINDING,), (TROUBLE,), 3), ((), (TROUBLE,), 3)],
)
def test_exit_zero_forgives_what_is_found_and_no_failure(
    checked: Checked,
    dtnlint: Call,
    findings: tuple[Finding, ...],
    notifications: tuple[Notification, ...],
    code: int,
) -> None:
    checked.findings, checked.notifications = findings, notifications
    outcome = dtnlint("check", "--exit-zero", "--format", "json")
    assert outcome.code == code
    told = json.loads(outcome.out)
    assert told["exit_code"] == code
    assert (told["summary"]["failing"], told["summary"]["errors"]) == (
        len(findings),
        len(notifications),
    )


def test_a_log_for_code_scanning_is_said_to_leave_things_out(
    checked: Checked, dtnlint: Call, tmp_path: Path
) -> None:
    checked.findings = (FINDING,)
    file = tmp_path / "log"
    assert dtnlint("check", "--report", f"sarif={file}").err == ""
    checked.findings = (FINDING, replace(FINDING, baseline=BaselineState.UNCHANGED))
    said = dtnlint("check", "--report", f"sarif={file}").err
    assert "sarif-full also holds the rest (1 known from the baseline)" in said
    assert len(json.loads(file.read_text())["runs"][0]["results"]) == 1
    whole = tmp_path / "whole"
    words = ("check", "--report", f"sarif={file}", "--report", f"sarif-full={whole}")
    assert dtnlint(*words).err == ""
    assert len(json.loads(whole.read_text())["runs"][0]["results"]) == 2


def test_without_a_path_the_working_directory_is_checked(checked: Checked, dtnlint: Call) -> None:
    dtnlint("check")
    assert checked.request.paths == (Path("."),)
    assert checked.request.affected_by is None


def test_options_become_a_request(checked: Checked, dtnlint: Call, tmp_path: Path) -> None:
    known = write(tmp_path / "known.json", "{}")
    file = write(tmp_path / "strict.toml", "")
    dtnlint(
        *("check", "src", "lib", "--select", "sessions,dtn-x", "--select", "money"),
        *("--ignore", "dtn-y", "--fail-on", "LOW", "--no-stubs", "--solc", "0.8.20"),
        *("--baseline", known, "--settings", file),
    )
    request = checked.request
    assert request.paths == (Path("src"), Path("lib"))
    assert request.given.select == ("sessions", "dtn-x", "money")
    assert request.given.ignore == ("dtn-y",)
    assert request.given.fail_on == "low"
    assert request.given.stubs is False
    assert request.given.solc == "0.8.20"
    assert request.given.file == file
    assert request.baseline == known
    assert request.solc is None


@pytest.mark.parametrize(
    ("words", "impact", "strict"),
    [
        ((), None, False),
        (("--fail-on", "high"), "high", False),
        (("--fail-on", "unknown"), None, True),
        (("--fail-on", "High,unknown"), "high", True),
        (("--fail-on", "never", "--fail-on", "unknown"), "never", True),
        (("--strict",), None, True),
    ],
)
def test_what_fails_is_an_impact_or_the_unknown_or_both(
    checked: Checked, dtnlint: Call, words: tuple[str, ...], impact: str | None, strict: bool
) -> None:
    dtnlint("check", *words)
    assert (checked.request.given.fail_on, checked.request.given.strict) == (impact, strict)


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="pipes have no names here")
def test_a_baseline_may_come_through_a_pipe(checked: Checked, dtnlint: Call) -> None:
    here, there = os.pipe()
    os.write(there, written([FINDING]).encode())
    os.close(there)
    assert dtnlint("check", "--baseline", f"/dev/fd/{here}").code == 0
    assert isinstance(checked.request.baseline, Baseline)
    assert [known.rule for known in checked.request.baseline.known] == [FINDING.rule]
    os.close(here)


def test_solc_is_a_version_or_a_path(checked: Checked, dtnlint: Call, tmp_path: Path) -> None:
    solc = write(tmp_path / "solc", "")
    dtnlint("check", "--solc", solc)
    assert checked.request.solc == solc
    assert checked.request.given.solc is None


@pytest.mark.parametrize("solc", ["./bin/solc", "0.9", "", "."])
def test_a_compiler_that_is_not_there_is_wrong_usage(
    checked: Checked, dtnlint: Call, solc: str
) -> None:
    outcome = dtnlint("check", "--solc", solc)
    assert outcome.code == 2
    assert f"--solc: there is no compiler {solc!r}" in outcome.err
    assert checked.request.paths == (), "nothing was checked"


@pytest.mark.parametrize(
    "words", [("--output", "gone/x"), ("--report", "json=gone/x"), ("--write-baseline", "gone/x")]
)
def test_a_report_without_a_place_is_wrong_usage_before_the_work(
    checked: Checked, dtnlint: Call, words: tuple[str, str]
) -> None:
    outcome = dtnlint("check", *words)
    assert outcome.code == 2
    assert "gone/x cannot be written: there is no folder gone." in outcome.err
    assert checked.request.paths == (), "nothing was checked"


@pytest.mark.parametrize(
    "words", [("--output", "a.sol"), ("--report", "json=link"), ("--write-baseline", "a.sol")]
)
def test_no_contract_is_overwritten(
    checked: Checked,
    dtnlint: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.sol", "contract A {}")
    (tmp_path / "link").symlink_to("a.sol")
    outcome = dtnlint("check", *words)
    assert outcome.code == 2
    assert "dtnlint overwrites no contract; name another file." in outcome.err
    assert (tmp_path / "a.sol").read_text() == "contract A {}"
    assert checked.request.paths == (), "nothing was checked"


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("--output=x", "--report=json=./x"), "./x"),
        (("--report=json=x", "--report=sarif=x"), "x"),
        (("--report=json=x", "--write-baseline=x"), "x"),
        (("--report=json=-",), "standard output"),
    ],
)
def test_each_report_has_a_file_of_its_own(
    checked: Checked,
    dtnlint: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    where: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = dtnlint("check", *words)
    assert outcome.code == 2
    assert f"Two reports cannot both go to {where}; name another file." in outcome.err
    assert dtnlint("check", "--output=/dev/null", "--report=json=/dev/null").code == 0
    assert dtnlint("check", "--output=x", "--report=json=-").code == 0


def test_affected_by_takes_files_as_changes_and_folders_as_where_to_look(
    checked: Checked, dtnlint: Call, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.sol"
    dtnlint("check", "--affected-by", "--fail-on", "high", gone, tmp_path)
    assert checked.request.affected_by == (gone,)
    assert checked.request.paths == (tmp_path,)
    dtnlint("check", "--affected-by", gone)
    assert checked.request.paths == (Path("."),)


def test_nothing_changed_is_nothing_affected(checked: Checked, dtnlint: Call) -> None:
    dtnlint("check", "--affected-by")
    assert checked.request.affected_by == ()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--nonsense",), "No such option"),
        (("check", "--fail-on", "meduim"), "'meduim' is not one of high, medium"),
        (("check", "--fail-on", "high,low"), "Name one impact; those above it count, too."),
        (("check", "--format", "xml"), "'xml' is not one of"),
        (("check", "--report", "sarif"), "'sarif' is not FORMAT=FILE"),
        (("check", "--baseline", "gone.json"), "there is no file gone.json"),
        (("check", "--settings", "gone.toml"), "there is no file gone.toml"),
        (("check", "--settings", "pyproject.toml", "--no-settings"), "contradict"),
        (("check", "gone"), "gone"),
        (("check", ""), "It is empty; name a file or a folder."),
        (("check", ".", ""), "It is empty; name a file or a folder."),
        (("doctor", ""), "Path '' does not exist."),
        (("check", "--output", ""), "The name of a file to write to is empty."),
        (("chekc",), "No such command"),
        (("explain", "dtn-nothing-like-it"), "There is no rule 'dtn-nothing-like-it'"),
    ],
)
def test_wrong_usage_is_a_sentence_and_2(
    dtnlint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: Any, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = dtnlint(*words)
    assert outcome.code == 2
    assert sentence in outcome.err
    assert outcome.out == ""


def test_a_failure_of_its_own_is_a_sentence_and_3(checked: Checked, dtnlint: Call) -> None:
    checked.error = ZeroDivisionError("oh")
    outcome = dtnlint("check")
    assert outcome.code == 3
    assert "dtnlint failed, and that is its own fault (ZeroDivisionError: oh)." in outcome.err
    assert "Traceback" not in outcome.err


def test_an_interruption_is_no_finding(checked: Checked, dtnlint: Call) -> None:
    checked.error = KeyboardInterrupt()  # type: ignore[assignment]
    outcome = dtnlint("check")
    assert (outcome.code, outcome.err.strip()) == (130, "Interrupted.")


def test_reports_go_where_they_are_sent(checked: Checked, dtnlint: Call, tmp_path: Path) -> None:
    checked.findings = (FINDING,)
    written, also = tmp_path / "out.json", tmp_path / "out.md"
    outcome = dtnlint(
        "check", "--format", "json", "--output", written, "--report", f"markdown={also}"
    )
    assert outcome.out == ""
    assert json.loads(written.read_text())["findings"][0]["rule"] == "dtn-any-start"
    assert "dtn-any-start" in also.read_text()


def test_a_report_is_written_at_once_or_not_at_all(
    checked: Checked, dtnlint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "out.txt", "before")
    (tmp_path / "link.txt").symlink_to(file)

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        outcome = dtnlint("check", "--output", file)
    assert outcome.code == 2
    assert "cannot be written: No space left on device." in outcome.err
    assert file.read_text() == "before"
    assert dtnlint("check", "--output", tmp_path / "link.txt").code == 0
    assert file.read_text() != "before"
    assert (tmp_path / "link.txt").is_symlink()


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="files have no such names here")
def test_an_open_file_is_written_to_and_not_replaced(
    checked: Checked, dtnlint: Call, tmp_path: Path
) -> None:
    file = write(tmp_path / "out.txt", "before\n")
    with file.open("ab") as stream:
        assert dtnlint("check", "--output", f"/dev/fd/{stream.fileno()}").code == 0
        assert file.stat().st_ino == os.fstat(stream.fileno()).st_ino
    said = file.read_text()
    assert said.startswith("before\n")
    assert len(said) > len("before\n")

    there, here = os.pipe()
    assert dtnlint("check", "--output", f"/dev/fd/{here}").code == 0
    os.close(here)
    with os.fdopen(there) as reading:
        assert f"before\n{reading.read()}" == said
    assert dtnlint("check", "--output", "-").out == said.removeprefix("before\n")


def test_errors_are_said_on_standard_error_when_the_report_goes_elsewhere(
    checked: Checked, dtnlint: Call, tmp_path: Path
) -> None:
    checked.notifications = (TROUBLE,)
    loud = dtnlint("check", "--output", tmp_path / "out.txt")
    assert loud.err == "dtnlint: a.sol imports b.sol, which is gone.\n"
    assert dtnlint("check", "--output", tmp_path / "out.txt", "--quiet").err == ""
    assert "which is gone" in dtnlint("check").out


def test_a_message_names_its_file_and_obeys_no_name(checked: Checked, dtnlint: Call) -> None:
    checked.notifications = (
        replace(TROUBLE, path="b/a\x1b[31m.sol", text="It does not compile."),
        replace(TROUBLE, path="b/a.sol", text="b/a.sol does not compile."),
    )
    err = dtnlint("check", "--format", "json").err
    assert err.splitlines() == [
        "dtnlint: b/a\\x1b[31m.sol: It does not compile.",
        "dtnlint: b/a.sol does not compile.",
    ]


def test_wrong_usage_obeys_no_name(checked: Checked, dtnlint: Call) -> None:
    checked.error = run.UsageError("a\x1b[2J.sol is not there.\nNor is b.sol.")
    err = dtnlint("check").err
    assert "Error: a\\x1b[2J.sol is not there.\nNor is b.sol.\n" in err


def test_a_baseline_is_written(checked: Checked, dtnlint: Call, tmp_path: Path) -> None:
    checked.findings = (FINDING,)
    file = tmp_path / "known.json"
    outcome = dtnlint("check", "--write-baseline", file)
    assert "Wrote a baseline of 1 finding to" in outcome.err
    assert outcome.code == 0, "they are known now"
    assert json.loads(file.read_text())["findings"][0]["rule"] == "dtn-any-start"


def test_a_baseline_of_a_run_that_failed_fails(
    checked: Checked, dtnlint: Call, tmp_path: Path
) -> None:
    checked.findings, checked.notifications = (FINDING,), (TROUBLE,)
    assert dtnlint("check", "--write-baseline", tmp_path / "known.json").code == 3


def test_no_progress_where_there_is_no_terminal(checked: Checked, dtnlint: Call) -> None:
    assert dtnlint("check").err == ""


@pytest.mark.parametrize("words", [("check",), ("check", "--quiet")])
def test_a_long_run_on_a_terminal_says_what_it_does(
    checked: Checked, dtnlint: Call, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("dtnlint.cli.PATIENCE", 0.0)
    checked.seconds = 0.5
    err = dtnlint(*words).err
    assert ("(1 of 2)" in err) is (words == ("check",))
    assert "\x1b[31m" not in err


def test_a_quick_run_on_a_terminal_says_nothing(
    checked: Checked, dtnlint: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert dtnlint("check").err == ""


@pytest.mark.usefixtures("rules")
def test_rules_are_listed(dtnlint: Call) -> None:
    out = dtnlint("rules").out
    assert "  dtn-any-close  Low            a call stands in the code" in out
    listing = json.loads(dtnlint("rules", "--format", "json").out)
    assert [(rule["name"], rule["impact"]) for rule in listing] == [
        ("dtn-any-close", "Low"),
        ("dtn-any-start", "High"),
    ]


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("name", ["dtn-any-start", "any-start"])
def test_a_rule_is_explained(dtnlint: Call, name: str) -> None:
    out = dtnlint("explain", name).out
    assert out.startswith("# dtn-any-start: A call\n")
    assert "There is a call." in out
    assert "Do not worry." in out


@pytest.mark.usefixtures("rules")
def test_a_misspelt_rule_gets_a_suggestion(dtnlint: Call) -> None:
    outcome = dtnlint("explain", "dtn-any-strat")
    assert outcome.code == 2
    assert "did you mean 'dtn-any-start'?" in outcome.err


def test_settings_say_where_each_value_comes_from(dtnlint: Call, tmp_path: Path) -> None:
    file = write(
        tmp_path / "dtnlint.toml", 'fail-on = "low"\n[per-path."mocks/**"]\nignore = ["all"]'
    )
    lines = dtnlint("settings", tmp_path).out.splitlines()
    table = dict(line.rsplit("  # ", 1) for line in lines)
    told = {text.strip(): origin for text, origin in table.items()}
    assert told['fail-on = "low"'] == str(file)
    assert told['select = ["all"]'] == "default"
    assert told['per-path = { "mocks/**" = { "ignore" = ["all"] } }'] == str(file)


def test_settings_are_printed_as_a_settings_file(dtnlint: Call, tmp_path: Path) -> None:
    write(tmp_path / "dtnlint.toml", 'select = ["money"]\n[rules.dtn-any-start]\nimpact = "low"')
    printed = dtnlint("settings", tmp_path).out
    copy = write(tmp_path / "copy" / "dtnlint.toml", printed)
    again = dtnlint("settings", copy.parent).out
    assert [line.split("  # ")[0].strip() for line in again.splitlines()] == [
        line.split("  # ")[0].strip() for line in printed.splitlines()
    ]


def test_the_schema_of_settings_is_printed(dtnlint: Call) -> None:
    assert (
        "fail-on"
        in json.loads(dtnlint("settings", "--schema").out)["$defs"]["Settings"]["properties"]
    )


def test_statistics_are_text(checked: Checked, dtnlint: Call) -> None:
    checked.findings = (FINDING,)
    outcome = dtnlint("check", "--statistics")
    assert outcome.code == 1
    assert outcome.out.startswith("    1  High           dtn-any-start")
    refused = dtnlint("check", "--statistics", "--format", "json")
    assert refused.code == 2
    assert "--format json has the counts in its summary" in refused.err
    summary = json.loads(dtnlint("check", "--format", "json").out)["summary"]
    assert summary["by_rule"] == {"dtn-any-start": 1}


def test_the_schema_that_is_printed_is_that_of_reports(checked: Checked, dtnlint: Call) -> None:
    checked.findings = (FINDING,)
    schema = json.loads(dtnlint("schema").out)
    report = json.loads(dtnlint("check", "--format", "json").out)
    jsonschema.Draft202012Validator(schema).validate(report)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate({**report, "version": 0})


def test_a_mistake_in_settings_is_wrong_usage(dtnlint: Call, tmp_path: Path) -> None:
    write(tmp_path / "dtnlint.toml", "selct = []")
    for command in ("settings", "check", "doctor"):
        outcome = dtnlint(command, tmp_path)
        assert outcome.code == 2
        assert "did you mean 'select'?" in outcome.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_get_a_completion_script(dtnlint: Call, shell: str) -> None:
    outcome = dtnlint("completion", shell)
    assert outcome.code == 0
    assert "_DTNLINT_COMPLETE" in outcome.out


@pytest.mark.parametrize(
    ("typed", "begun", "offered"),
    [
        ("check --select", "dtn-double", ["dtn-double-close"]),
        ("check --ignore", "sessions,call", ["sessions,callbacks"]),
        ("check --select", "dtn-unset-ai,al", ["dtn-unset-ai,all"]),
        ("check --fail-on", "un", ["unknown"]),
        ("check --report", "sarif", ["sarif=", "sarif-full="]),
        ("explain", "protected-set-ai", ["dtn-unprotected-set-ai"]),
        ("poc", "dtn-double", ["dtn-double-close"]),
    ],
)
def test_words_are_completed(typed: str, begun: str, offered: list[str]) -> None:
    from click.shell_completion import ShellComplete

    from dtnlint.cli import cli

    complete = ShellComplete(cli, {}, "dtnlint", "_DTNLINT_COMPLETE")
    found = [one.value for one in complete.get_completions(typed.split(), begun)]
    assert found == offered


def test_the_version_is_the_package_s(dtnlint: Call) -> None:
    assert dtnlint("--version").out == f"dtnlint {package.__version__}\n"


def test_a_cache_that_cannot_be_emptied_is_said(
    dtnlint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dtnlint.cli.user_cache", lambda: tmp_path)
    assert dtnlint("cache", "clear") == Outcome(0, "", "")
    write(tmp_path / "results", "a file where the folder would be")
    outcome = dtnlint("cache", "clear")
    assert outcome.code == 3
    assert f"{tmp_path / 'results'} cannot be emptied: Not a directory." in outcome.err


@pytest.mark.parametrize("command", [("rules",), ("explain", "dtn-double-close")])
def test_colours_are_left_out_where_they_are_not_wanted(
    dtnlint: Call, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("dtnlint.cli.sys.stdout.isatty", lambda: True, raising=False)
    assert "\x1b[" in dtnlint(*command).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in dtnlint(*command).out
