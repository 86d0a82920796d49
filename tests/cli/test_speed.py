"""What makes runs quicker or ends them early changes nothing that is reported."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from dtnlint import catalogue, workers
from dtnlint.analysis import Done, Learned, Limits, Question, Task
from dtnlint.compiler import Options as CompilerOptions
from dtnlint.compiler import chosen
from dtnlint.findings.assembly import FAILED, Report
from dtnlint.findings.intake import Locator
from dtnlint.report import render
from dtnlint.report.options import Options
from dtnlint.run import Request, Timings, check
from dtnlint.shelf import Shelf
from dtnlint.sources import Problem, plan
from dtnlint.sources.bundled import PREFIX
from dtnlint.workers import performed
from tests.cli.conftest import BAR, Call, write
from tests.cli.test_catalogue import Point, known_again, packs  # noqa: F401
from tests.cli.test_start import command, imported_by

ABSTRACT = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Till} from "./Till.sol";

abstract contract Drawer is Till {
    function open() public virtual {
        sessionId = ai.startUserSession();
    }
}
"""
CONCRETE = """\
// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Drawer} from "./Drawer.sol";

contract Desk is Drawer {}
"""


@pytest.fixture
def crowd(project: Path) -> Path:
    """Also `shop/Drawer.sol`, which `shop/Desk.sol` derives from."""
    write(project / "shop" / "Drawer.sol", ABSTRACT)
    write(project / "shop" / "Desk.sol", CONCRETE)
    return project


def told(report: Report) -> list[str]:
    return [render(form, report, Options(verdicts=True)) for form in ("json", "sarif", "text")]


def run(project: Path, **how: object) -> tuple[list[str], Timings]:
    request = Request(paths=(project,), **how)  # type: ignore[arg-type]
    return told(check(request)), request.timings


def analysed(timings: Timings) -> list[str]:
    return sorted(name for name, _ in timings.closures)


def test_neither_a_cache_nor_more_processes_change_a_byte(crowd: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    plain, timings = run(crowd)
    assert analysed(timings) == ["bar/Bar.sol and 4 more"]
    cold, timings = run(crowd, cache=cache, jobs=2)
    assert analysed(timings) == ["bar/Bar.sol and 1 more", "shop/Drawer.sol and 2 more"]
    warm, timings = run(crowd, cache=cache)
    assert (analysed(timings), timings.kept) == ([], 5)
    assert plain == cold == warm


def test_what_an_edit_affects_is_analysed_anew(crowd: Path, tmp_path: Path) -> None:
    run(crowd, cache=tmp_path / "cache")
    write(crowd / "bar" / "Bar.sol", BAR.replace("tab", "bill"))
    edited, timings = run(crowd, cache=tmp_path / "cache")
    assert (analysed(timings), timings.kept) == (["bar/Bar.sol"], 4)
    assert edited == run(crowd)[0]
    # What derives from an abstract contract decides whether it is told of, not how it is judged.
    write(crowd / "shop" / "Desk.sol", CONCRETE.replace("contract", "abstract contract"))
    edited, timings = run(crowd, cache=tmp_path / "cache")
    assert (analysed(timings), timings.kept) == (["shop/Desk.sol"], 4)
    assert edited == run(crowd)[0]


def test_a_base_is_told_of_where_nothing_derives_from_it(crowd: Path, tmp_path: Path) -> None:
    def told_of(names: set[str], kept: int) -> None:
        request = Request(paths=(crowd,), cache=tmp_path / "cache")
        report = check(request)
        assert {one.name for one in report.run.consumers} == names
        told = {ref.name for finding in report.findings for ref in finding.contracts}
        told |= {one.contract.name for one in (*report.judgements, *report.lifecycles)}
        assert told & {"Drawer", "Desk"} == names & {"Drawer", "Desk"}
        assert request.timings.kept == kept

    told_of({"Bar", "Desk", "Shop"}, 0)
    desk = (crowd / "shop" / "Desk.sol").read_text()
    (crowd / "shop" / "Desk.sol").unlink()
    told_of({"Bar", "Drawer", "Shop"}, 4)
    write(crowd / "shop" / "Desk.sol", desk)
    told_of({"Bar", "Desk", "Shop"}, 5)
    # Files that import each other.
    write(crowd / "shop" / "Drawer.sol", ABSTRACT.replace("\nabs", 'import "./Desk.sol";\n\nabs'))
    told_of({"Bar", "Desk", "Shop"}, 3)


def test_other_settings_are_other_results(project: Path, tmp_path: Path) -> None:
    run(project, cache=tmp_path / "cache")
    write(project / "dtnlint.toml", 'authority = ["onlyKeeper"]\nignore = ["money"]')
    again, timings = run(project, cache=tmp_path / "cache")
    assert timings.kept == 0
    assert again == run(project)[0]


def test_damaged_results_are_made_anew(project: Path, tmp_path: Path) -> None:
    plain, _ = run(project, cache=tmp_path / "cache")
    kept = list((tmp_path / "cache").rglob("*.kept"))
    for number, entry in enumerate(kept):
        data = entry.read_bytes()
        entry.write_bytes(b"\x80garbage" if number % 2 else data[: len(data) // 2])
    catalogue.installed.cache_clear()
    again, timings = run(project, cache=tmp_path / "cache")
    assert timings.kept == 0
    assert plain == again
    again, timings = run(project, cache=tmp_path / "cache")
    assert timings.kept == 3
    assert plain == again


def test_results_of_another_form_are_made_anew(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    plain, _ = run(project, cache=cache)
    shelf = Shelf(cache / "results")
    shelf.keep(next(shelf.folder.glob("*.kept")).stem, b"[]")
    again, timings = run(project, cache=cache)
    assert 0 < timings.kept < 3
    assert plain == again
    again, timings = run(project, cache=cache)
    assert timings.kept == 3
    assert plain == again


def test_what_failed_is_tried_again(project: Path, tmp_path: Path) -> None:
    write(project / "bar" / "Bar.sol", BAR.replace("tab =", "tab"))
    plain = run(project)[0]
    for kept in (0, 2):
        again, timings = run(project, cache=tmp_path / "cache", jobs=2)
        assert timings.kept == kept
        assert plain == again


def test_a_run_that_knows_all_loads_nothing_heavy(
    project: Path,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache = str(tmp_path_factory.mktemp("cache"))
    monkeypatch.setenv("XDG_CACHE_HOME", cache)
    monkeypatch.setenv("LOCALAPPDATA", cache)
    # The compilers stay where they are.
    scripts = {
        str(Path(one.solc.path).parent.parent)
        for one in chosen(plan([project], cwd=project).closures)
        if not isinstance(one.solc, Problem)
    }
    monkeypatch.setenv("DTNLINT_SOLCJS", os.pathsep.join(scripts))
    words = ("check", str(project), "--fail-on", "never")
    assert "slither" in imported_by(command(*words, "--output", "cold.txt"), tmp_path)
    assert imported_by(command(*words, "--output", "warm.txt"), tmp_path) == set()
    assert (tmp_path / "warm.txt").read_bytes() == (tmp_path / "cold.txt").read_bytes()


def test_the_cache_can_be_seen_and_emptied(
    dtnlint: Call,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    project: Path,
) -> None:
    cache = tmp_path_factory.mktemp("cache")
    monkeypatch.setattr("dtnlint.cli.user_cache", lambda: cache)
    dtnlint("check", "shop", "--no-cache")
    assert "0 results" in dtnlint("cache", "info").out
    dtnlint("check", "shop")
    assert "2 results" in dtnlint("cache", "info").out
    unpacked = write(cache / "solc" / "unpacked" / "0.8.20.kept", "")
    compiler = write(cache / "solc" / "soljson-v0.8.20.js", "")
    assert "1 unpacked" in dtnlint("cache", "info").out
    assert dtnlint("cache", "clear").code == 0
    assert "0 results" in dtnlint("cache", "info").out
    assert not unpacked.exists()
    assert compiler.exists()


def test_a_rule_that_was_changed_is_another(
    tmp_path: Path,
    packs: list[Point],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = catalogue.code_version()
    packs.append(Point("a", []))
    known_again()
    assert catalogue.code_version() is None  # its code is nowhere to be found
    monkeypatch.syspath_prepend(tmp_path)
    write(tmp_path / "acme_rules.py", "RULES = []")
    first = catalogue.code_version()
    write(tmp_path / "acme_rules.py", "RULES = [...]")
    assert len({before, first, catalogue.code_version(), None}) == 4


# Limits


@pytest.fixture
def slow_for_bar(project: Path, tmp_path: Path) -> Path:
    """A compiler that never answers where `Bar` is concerned."""
    (real,) = {one.solc for one in chosen(plan([project], cwd=project).closures)}
    assert not isinstance(real, Problem)
    answer = (
        f"""
    const compile = require({real.path!r}).cwrap(
      "solidity_compile", "string", ["string", "number", "number"]);
    console.log(compile(asked, 0, 0));"""
        if real.is_script
        else f"""
    const run = {{ input: asked, maxBuffer: 1e9 }};
    const solc = require("child_process").spawnSync({real.path!r}, ["--standard-json"], run);
    process.stdout.write(solc.stdout);"""
    )
    script = f"""#!/usr/bin/env node
if (process.argv[2] === "--version") {{
  console.log("Version: {real.version}+commit.00000000");
}} else {{
  const asked = require("fs").readFileSync(0, "utf8");
  if (asked.includes("contract Bar ")) {{
    setTimeout(() => 0, 120000);
  }} else {{{answer}
  }}
}}
"""
    solc = write(tmp_path / "slow" / "solc", script)
    solc.chmod(0o755)
    return solc


def test_a_closure_that_takes_too_long_is_given_up_and_no_other(
    project: Path, slow_for_bar: Path
) -> None:
    report = check(
        Request(paths=(project,), solc=slow_for_bar, limits=Limits(20, compiler=20), jobs=2)
    )
    assert {ref.name for ref in report.run.consumers} == {"Shop"}
    assert {finding.contract for finding in report.active} == {"Shop"}
    (said,) = report.notifications
    assert (said.kind, said.path) == ("compiler-failed", "bar/Bar.sol")
    assert "gave no answer within 20 seconds, while it was compiling bar/Bar.sol" in said.text
    assert report.exit_code == FAILED


@pytest.mark.skipif(os.name != "posix", reason="processes cannot be stopped there")
def test_a_process_that_does_not_even_say_that_it_goes_on_is_ended(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = workers._Pool._heard

    def stopped(pool: workers._Pool, worker: workers._Worker) -> Iterator[tuple[int, Done]]:
        if worker.since is None:
            os.kill(worker.process.pid, signal.SIGSTOP)
        return heard(pool, worker)

    monkeypatch.setattr(workers._Pool, "_heard", stopped)
    monkeypatch.setattr(workers, "_GRACE_SECONDS", 1)
    limits = Limits(1, compiler=1)
    report = check(Request(paths=(project / "bar",), limits=limits, jobs=2, cwd=project))
    (said,) = report.notifications
    assert (said.kind, said.path) == ("limit", "bar/Bar.sol")
    assert "it took longer than the 1 seconds that --time-limit allows" in said.text
    assert report.exit_code == FAILED


@pytest.mark.skipif(os.name != "posix", reason="memory cannot be limited there")
def test_a_closure_that_takes_too_much_memory_is_given_up(project: Path) -> None:
    report = check(Request(paths=(project,), limits=Limits(megabytes=20)))
    paths = [said.path for said in report.notifications]
    assert paths == ["bar/Bar.sol", "shop/Shop.sol", "shop/Till.sol"]
    assert "took more than the 20 MB that --memory-limit allows" in report.notifications[0].text
    assert report.exit_code == FAILED


def test_a_closure_that_makes_dtnlint_fail_is_given_up_and_no_other(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (choice,) = chosen(plan([project], cwd=project).closures)
    bar = next(file for file in choice.closure.files if file.relative == "bar/Bar.sol")
    files = tuple(
        replace(file, text="\udce9") if file == bar else file for file in choice.closure.files
    )
    task = Task(
        replace(choice, closure=replace(choice.closure, files=files)),
        Question(Locator(project, Path(PREFIX)), ("all",), (), ()),
    )
    parts = [
        part for _, done in performed([task], CompilerOptions(), 2, Limits()) for part in done.parts
    ]
    (failed,) = (part for part in parts if not part.compiled)
    (said,) = failed.analysed.notifications
    assert said.text.startswith(
        "bar/Bar.sol was not analysed: it made dtnlint fail (UnicodeEncodeError: "
    )
    assert said.text.endswith("set DTNLINT_DEBUG=1 to see where, and report it.")
    assert {ref.name for part in parts for ref in part.analysed.consumers} == {"Shop", "Till"}
    assert "Traceback" not in capfd.readouterr().err


def test_a_process_that_cannot_load_what_it_needs_says_so(
    project: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    broken = tmp_path_factory.mktemp("broken")
    write(broken / "crytic_compile.py", "raise RuntimeError('it is broken')")
    monkeypatch.syspath_prepend(broken)  # too late for this process
    report = check(Request(paths=(project,), jobs=2))
    assert "made dtnlint fail (RuntimeError: it is broken)" in report.notifications[0].text
    assert report.exit_code == FAILED
    assert "Traceback" not in capfd.readouterr().err


def test_limits_that_are_kept_change_nothing(project: Path) -> None:
    assert run(project, limits=Limits(600, 4000))[0] == run(project)[0]


def test_what_the_collector_leaves_out_during_a_check_it_looks_at_again_after(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_out: list[bool] = []

    def noted(*_: object) -> list[Learned]:
        left_out.append(gc.get_freeze_count() > 0 and not gc.isenabled())
        return []

    monkeypatch.setattr("dtnlint.analysis._learned", noted)
    gc.enable()
    for already in (False, True):
        left_out.clear()
        if already:
            gc.freeze()
        check(Request(paths=(project,), cwd=project, jobs=1))
        assert left_out
        assert all(left_out)
        assert (gc.get_freeze_count() > 0) == already
        assert gc.isenabled()
        gc.unfreeze()


def test_timings_are_told_apart_from_the_report(
    project: Path, dtnlint: Call, tmp_path: Path
) -> None:
    outcome = dtnlint("check", "shop", "--no-cache", "--timings")
    assert outcome.out == dtnlint("check", "shop", "--no-cache").out
    for word in ("compiler", "Slither", "verifier", "rules", "shop/Shop.sol"):
        assert word in outcome.err


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_an_interrupted_run_leaves_no_process(project: Path, slow_for_bar: Path) -> None:
    words = ("check", ".", "--jobs", "2", "--solc", str(slow_for_bar), "--no-cache")
    process = subprocess.Popen(
        [sys.executable, "-m", "dtnlint", *words],
        cwd=project,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    mine = f"{slow_for_bar}\0--standard-json".encode()
    deadline = time.monotonic() + 60
    while not (running := with_command(mine)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(process.pid, 2)
    assert process.wait(20) == 130
    while with_command(mine) & running:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def with_command(words: bytes) -> set[int]:
    """Processes whose command line has these words."""
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and words in (entry / "cmdline").read_bytes():
                found.add(int(entry.name))
        except OSError:
            continue
    return found
