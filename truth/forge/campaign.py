"""Runs the invariants of many consumers by the real forge, and says what it broke.

Consumers of one closure share a Foundry project, so that what they import is compiled once.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from dtnlint.compiler.solc import Solc
from dtnlint.replay.foundry import import_path, parts
from dtnlint.replay.invariants import Subject, invariant_test, name_of
from dtnlint.replaying import subjects
from dtnlint.run import Request, UsageError, check
from dtnlint.sources.closure import Closure
from truth.forge.tool import compiler, forge

_UNIT = re.compile(r"[^A-Za-z0-9_]")


class Came(str, Enum):
    """What came of the invariants of one consumer."""

    HELD = "held"
    BROKEN = "broken"
    EMPTY = "nothing to assert"
    UNSTAGED = "not set up"
    UNCOMPILED = "not compiled"
    UNRUN = "not run"


@dataclass(frozen=True)
class Ran:
    """One consumer."""

    path: str
    contract: str
    came: Came
    text: str = ""
    """What was broken, or why it did not run."""
    sequence: tuple[str, ...] = ()
    """The calls that broke it."""


@dataclass(frozen=True)
class Budget:
    """How much forge draws for each consumer."""

    runs: int = 256
    depth: int = 64
    seed: int = 1


@dataclass
class _Project:
    folder: Path
    solc: Solc
    closure: Closure
    tests: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The path and the contract of each test file, by its name."""


def campaign(
    paths: Iterable[Path], work: Path, budget: Budget, *, forced: bool = False
) -> Iterator[Ran]:
    """The invariants of the consumers in `paths`, file by file; `work` is for projects.

    `forced` claims of wrong contracts that everything is proved of them, and leaves others out.
    """
    for number, path in enumerate(paths):
        folder = work / f"{number}-{_UNIT.sub('_', path.stem)}"
        try:
            yield from _file(path, folder, budget, forced)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _file(path: Path, folder: Path, budget: Budget, forced: bool) -> Iterator[Ran]:
    request = Request(paths=(path,), cwd=path.parent)
    report = check(request)
    contracts = sorted(
        {one.contract for one in report.judgements if one.contract.path == path.name}
    )
    if forced:
        wrong = {one.contract for one in report.judgements if one.outcome == "violated"}
        contracts = [one for one in contracts if one in wrong]
    if not contracts:
        return
    project: _Project | None = None
    names: dict[str, Subject] = {}
    try:
        for subject, confirmer in subjects(request, report, contracts):
            if project is None:
                compiled = confirmer.compiled
                project = _project(folder, compiled.closure, compiled.solc, budget)
            if subject.stage is None:
                yield Ran(str(path), subject.contract.name, Came.UNSTAGED, subject.unstaged)
                continue
            if forced:
                subject = _forced(subject)
            name = f"{subject.contract.name}.t.sol"
            test = folder / "test" / name
            source = _place(folder, _unit_of(confirmer.compiled.closure, path))
            text = _apart(invariant_test(subject, import_path(source, test), together=True))
            if "handler.broke(" not in text:
                yield Ran(str(path), subject.contract.name, Came.EMPTY)
                continue
            test.write_text(text, encoding="utf-8")
            names[name] = subject
    except UsageError as error:
        for contract in contracts:
            yield Ran(str(path), contract.name, Came.UNRUN, str(error))
        return
    if names:
        yield from _run(path, folder, names)


def _apart(text: str) -> str:
    """A test without the model of the network, which those of one project share."""
    for part in parts(handler=True).values():
        text = text.replace(part, "")
    return text.replace("\nimport ", '\nimport "./model.sol";\nimport ', 1)


def _forced(subject: Subject) -> Subject:
    """As if everything were proved that was refuted."""
    return replace(
        subject,
        judgements=tuple(
            replace(one, outcome="proved") if one.outcome == "violated" else one
            for one in subject.judgements
        ),
    )


def _project(folder: Path, closure: Closure, solc: Solc, budget: Budget) -> _Project:
    (folder / "test").mkdir(parents=True)
    for file in closure.files:
        place = _place(folder, file.unit)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file.text, encoding="utf-8")
    model = "pragma solidity >=0.8.4;\n" + "\n".join(parts(handler=True).values())
    (folder / "test" / "model.sol").write_text(model, encoding="utf-8")
    remappings = list(_remappings(closure))
    (folder / "foundry.toml").write_text(
        "[profile.default]\n"
        'src = "src"\ntest = "test"\nlibs = []\nauto_detect_remappings = false\n'
        f'solc = "{compiler(solc, folder)}"\n'
        f"remappings = {json.dumps(remappings)}\n"
        f'[fuzz]\nseed = "{budget.seed:#x}"\n'
        f"[invariant]\nruns = {budget.runs}\ndepth = {budget.depth}\n"
        "shrink_run_limit = 200\nfail_on_revert = true\nshow_metrics = false\n",
        encoding="utf-8",
    )
    return _Project(folder, solc, closure)


def _place(folder: Path, unit: str) -> Path:
    """Where a source lies in the project."""
    return folder / "src" / unit.removeprefix("<dtnlint>/").lstrip("/")


def _unit_of(closure: Closure, path: Path) -> str:
    return next(file.unit for file in closure.files if Path(file.path) == path)


def _remappings(closure: Closure) -> Iterator[str]:
    """The closure's, without the files that each is for, to where sources lie in the project."""
    found: dict[str, str] = {}
    for one in closure.remappings:
        prefix, _, target = one.partition(":")[2].partition("=")
        found.setdefault(prefix, _place(Path(), target).as_posix())
    for prefix, target in found.items():
        yield f"{prefix}={target}{'/' * (prefix.endswith('/') and not target.endswith('/'))}"


def _run(path: Path, folder: Path, names: dict[str, Subject]) -> Iterator[Ran]:
    """Let forge run the tests of a project; what does not compile is left out."""
    answer: dict[str, Any] | None = None
    waiting = dict(names)
    while waiting and answer is None:
        run = subprocess.run(
            [forge(), "test", "--offline", "--json"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        told = run.stdout[run.stdout.find("{") :]
        try:
            answer = json.loads(told)
        except ValueError:
            said = run.stdout + run.stderr
            bad = [name for name in waiting if f"test/{name}:" in said] or list(waiting)
            for name in bad:
                (folder / "test" / name).unlink()
                contract = waiting.pop(name).contract.name
                error = _error_at(said, name)
                yield Ran(str(path), contract, Came.UNCOMPILED, error)
    for name, subject in waiting.items():
        contract = subject.contract.name
        suite = (answer or {}).get(f"test/{name}:{name_of(contract)}", {})
        results = suite.get("test_results", {})
        result = results.get("invariant_all()") or results.get("setUp()")
        if result is None:
            yield Ran(str(path), contract, Came.UNRUN, "forge does not tell of it")
        elif result["status"] == "Success":
            yield Ran(str(path), contract, Came.HELD)
        elif "invariant_all()" not in results:
            yield Ran(str(path), contract, Came.UNRUN, f"setUp: {result.get('reason')}")
        else:
            sequence = (result.get("counterexample") or {}).get("Sequence") or []
            calls = sequence[-1] if sequence and isinstance(sequence[-1], list) else sequence
            yield Ran(
                str(path),
                contract,
                Came.BROKEN,
                str(result.get("reason")),
                tuple(f"{one.get('func_name')}({one.get('args')})" for one in calls),
            )


def _error_at(said: str, name: str) -> str:
    lines = said.splitlines()
    for number, line in enumerate(lines):
        if f"test/{name}:" in line:
            start = next((i for i in range(number, -1, -1) if "Error" in lines[i]), number)
            return " ".join(lines[start : number + 4])
    return " ".join(lines[-6:])
