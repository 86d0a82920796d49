"""Runs the invariants of many consumers by the real forge, and says what it broke.

Consumers of one closure share a Foundry project, so that what they import is compiled once.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from dtnlint.compiler.solc import Solc
from dtnlint.findings.finding import ContractRef
from dtnlint.replay.foundry import import_path, parts
from dtnlint.replay.invariants import Subject, invariant_test, name_of
from dtnlint.replaying import subjects
from dtnlint.run import Request, check, root_of
from dtnlint.settings import Given
from dtnlint.sources.closure import Closure
from truth.forge.tool import compiler, forge

_TOGETHER = 12
"""Files of one project."""


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


class _Project:
    """A Foundry project with the tests of several closures."""

    def __init__(self, folder: Path, solc: Solc, budget: Budget) -> None:
        self.folder = folder
        self.solc = solc
        self.budget = budget
        self.closures: list[Closure] = []
        self.tests: dict[str, ContractRef] = {}
        """By the names of their files."""

    def add(self, closure: Closure, path: Path, subject: Subject) -> bool:
        """Add a consumer that stands in the file `path`; whether anything is asserted of it."""
        if closure not in self.closures:
            self.closures.append(closure)
            for file in closure.files:
                place = self._place(closure, file.unit)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(file.text, encoding="utf-8")
        unit = next(file.unit for file in closure.files if Path(file.path) == path)
        name = f"{len(self.tests)}-{subject.contract.name}.t.sol"
        test = self.folder / "test" / name
        imported = import_path(self._place(closure, unit), test)
        text = _apart(invariant_test(subject, imported, together=True))
        if "handler.broke(" not in text:
            return False
        test.parent.mkdir(parents=True, exist_ok=True)
        test.write_text(text, encoding="utf-8")
        self.tests[name] = subject.contract
        return True

    def run(self) -> Iterator[tuple[ContractRef, Came, str, tuple[str, ...]]]:
        """Let forge run the tests; what does not compile is left out."""
        self._settle()
        answer: dict[str, Any] | None = None
        waiting = dict(self.tests)
        while waiting and answer is None:
            run = subprocess.run(
                [forge(), "test", "--offline", "--json"],
                cwd=self.folder,
                capture_output=True,
                text=True,
                check=False,
            )
            try:
                answer = json.loads(run.stdout[run.stdout.find("{") :])
            except ValueError:
                said = run.stdout + run.stderr
                bad = [name for name in waiting if f"test/{name}:" in said] or list(waiting)
                for name in bad:
                    (self.folder / "test" / name).unlink()
                    yield waiting.pop(name), Came.UNCOMPILED, _error_at(said, name), ()
        for name, contract in waiting.items():
            suite = (answer or {}).get(f"test/{name}:{name_of(contract.name)}", {})
            yield contract, *_came(suite.get("test_results", {}))

    def _settle(self) -> None:
        model = "pragma solidity >=0.8.4;\n" + "\n".join(parts(handler=True).values())
        (self.folder / "test" / "model.sol").write_text(model, encoding="utf-8")
        remappings = [one for closure in self.closures for one in self._remappings(closure)]
        (self.folder / "foundry.toml").write_text(
            "[profile.default]\n"
            'src = "src"\ntest = "test"\nlibs = []\nauto_detect_remappings = false\n'
            f'solc = "{compiler(self.solc, self.folder)}"\n'
            f"remappings = {json.dumps(remappings)}\n"
            f'[fuzz]\nseed = "{self.budget.seed:#x}"\n'
            f"[invariant]\nruns = {self.budget.runs}\ndepth = {self.budget.depth}\n"
            "shrink_run_limit = 200\nfail_on_revert = true\nshow_metrics = false\n"
            # A seed is only hashed: what forge learns of values helps nothing.
            "dictionary_weight = 0\ninclude_storage = false\ninclude_push_bytes = false\n"
            "[lint]\nlint_on_build = false\n",
            encoding="utf-8",
        )

    def _place(self, closure: Closure, unit: str) -> Path:
        """Where a source lies."""
        own = f"closure{self.closures.index(closure)}"
        return self.folder / "src" / own / unit.removeprefix("<dtnlint>/").lstrip("/")

    def _remappings(self, closure: Closure) -> Iterator[str]:
        """The closure's, for all its files, to where sources lie."""
        found: dict[str, str] = {}
        for one in closure.remappings:
            prefix, _, target = one.partition(":")[2].partition("=")
            place = self._place(closure, target).relative_to(self.folder).as_posix()
            found.setdefault(prefix, place + "/" * prefix.endswith("/"))
        own = self._place(closure, "").relative_to(self.folder).as_posix()
        for prefix, target in found.items():
            yield f"{own}/:{prefix}={target}"


def campaign(
    paths: Sequence[Path], work: Path, budget: Budget, *, forced: bool = False
) -> Iterator[Ran]:
    """The invariants of the consumers in `paths`, some files at a time; `work` is for projects.

    `forced` claims of wrong contracts that everything is proved of them, and leaves others out.
    """
    for start in range(0, len(paths), _TOGETHER):
        folder = work / f"files{start}"
        try:
            yield from _batch(paths[start : start + _TOGETHER], folder, budget, forced)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _batch(paths: Sequence[Path], work: Path, budget: Budget, forced: bool) -> Iterator[Ran]:
    root = Path(os.path.commonpath([path.parent for path in paths]))
    request = Request(
        paths=tuple(paths), given=Given(ignore_files=True), cwd=root, cache=work.parent / "cache"
    )
    report = check(request)
    files = {os.path.relpath(path, root_of(request)): path for path in paths}
    judged = {
        one.contract
        for one in report.judgements
        if one.contract.path in files and (not forced or one.outcome == "violated")
    }
    projects: dict[str, _Project] = {}
    for contract, subject, confirmer in subjects(request, report, sorted(judged)):
        path = files[contract.path]
        if isinstance(subject, str):
            yield Ran(str(path), contract.name, Came.UNRUN, subject)
            continue
        if subject.stage is None:
            yield Ran(str(path), contract.name, Came.UNSTAGED, subject.unstaged)
            continue
        compiled = confirmer.compiled
        project = projects.setdefault(
            compiled.solc.path, _Project(work / str(len(projects)), compiled.solc, budget)
        )
        if not project.add(compiled.closure, path, _forced(subject) if forced else subject):
            yield Ran(str(path), contract.name, Came.EMPTY)
    for project in projects.values():
        for contract, came, text, sequence in project.run():
            yield Ran(str(files[contract.path]), contract.name, came, text, sequence)


def _apart(text: str) -> str:
    """A test without the model of the network, which those of one project share."""
    for part in parts(handler=True).values():
        text = text.replace(part, "")
    return text.replace("\nimport ", '\nimport "./model.sol";\nimport ', 1)


def _forced(subject: Subject) -> Subject:
    """As if what was refuted were proved, and nothing else were said."""
    wrong = {one.property for one in subject.judgements if one.outcome == "violated"}
    said = [
        (replace(one, outcome="proved") if one.outcome == "violated" else one, place)
        for one, place in zip(subject.judgements, subject.places, strict=True)
        if one.property in wrong
    ]
    return replace(
        subject, judgements=tuple(one for one, _ in said), places=tuple(place for _, place in said)
    )


def _came(results: Mapping[str, Any]) -> tuple[Came, str, tuple[str, ...]]:
    """What forge tells of one test's results."""
    result = results.get("invariant_all()")
    if result is None:
        reason = results.get("setUp()", {}).get("reason", "forge does not tell of it")
        return Came.UNRUN, str(reason), ()
    if result["status"] == "Success":
        return Came.HELD, "", ()
    sequence = (result.get("counterexample") or {}).get("Sequence") or []
    calls = sequence[-1] if sequence and isinstance(sequence[-1], list) else sequence
    told = tuple(f"{one.get('func_name')}({one.get('args')})" for one in calls)
    return Came.BROKEN, str(result.get("reason")), told


def _error_at(said: str, name: str) -> str:
    lines = said.splitlines()
    for number, line in enumerate(lines):
        if f"test/{name}:" in line:
            start = next((i for i in range(number, -1, -1) if "Error" in lines[i]), number)
            return " ".join(lines[start : number + 4])
    return " ".join(lines[-6:])
