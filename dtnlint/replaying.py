"""Replays what a check has found: brings findings and the code of their contracts together.

How a trace is executed, and what counts as shown, is `dtnlint.replay`'s.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from dtnlint import deadline, disk
from dtnlint.failures import Contained, Failure
from dtnlint.findings.assembly import Report
from dtnlint.findings.finding import Confidence, ContractRef, Finding, Replay, ReplayOutcome
from dtnlint.findings.intake import Locator
from dtnlint.installation import advice
from dtnlint.run import Progress, Request, UsageError, locator_of, root_of, scopes_of
from dtnlint.shelf import Shelf
from dtnlint.sources import Closure
from dtnlint.sources.layout import project_of

if TYPE_CHECKING:
    from dtnlint.compiler.solc import Solc
    from dtnlint.replay.confirm import Confirmer, Execution
    from dtnlint.replay.invariants import Subject

_LESS = {Confidence.HIGH: Confidence.MEDIUM}


def check_installed(what: str) -> None:
    """Raise `UsageError` if there is no EVM for `what`."""
    if find_spec("pyrevm") is None:
        raise UsageError(
            f"{what} needs the package pyrevm, which is not installed. "
            f"Install it: {advice('replay')}"
        )


def replayed(request: Request, report: Report, progress: Progress) -> Report:
    """A report with what executing its traces showed, which changes how sure findings are.

    `request` is what the report answers. Findings that are suppressed or known are left alone.
    """
    shown: dict[int, Finding] = {}
    wanted = report.active
    kept = None if request.cache is None else _Kept(request)
    for finding, replay, _ in _executed(request, wanted, kept):
        progress(len(shown), len(wanted), finding.contract)
        shown[id(finding)] = replace(
            finding, replay=replay, confidence=_confidence(finding, replay)
        )
    if kept is not None:
        kept.shelf.trim()
    return replace(
        report, findings=tuple(shown.get(id(finding), finding) for finding in report.findings)
    )


class _Kept:
    """What replays have shown, by all that it follows from."""

    def __init__(self, request: Request) -> None:
        from dtnlint.catalogue import code_version
        from dtnlint.replay.network import model_sources

        assert request.cache is not None
        self.shelf = Shelf(request.cache / "replays")
        self._said = (code_version(), sorted(model_sources().items()))
        self._name = locator_of(root_of(request)).name

    def find(self, closure: Closure, solc: Solc, finding: Finding) -> Replay | None:
        """What was shown before."""
        kept = self.shelf.find(self._key(closure, solc, finding))
        with contextlib.suppress(msgspec.DecodeError):
            return None if kept is None else msgspec.json.decode(kept, type=Replay)
        return None

    def keep(self, closure: Closure, solc: Solc, finding: Finding, replay: Replay) -> None:
        """Keep what was shown."""
        with contextlib.suppress(UnicodeEncodeError):  # a file's name that is no text
            self.shelf.keep(self._key(closure, solc, finding), msgspec.json.encode(replay))

    def _key(self, closure: Closure, solc: Solc, finding: Finding) -> str:
        said = (
            self._said,
            (solc.version, disk.real(solc.path), *disk.stamp(solc.path)),
            (closure.targets, closure.remappings, closure.evm_version, closure.via_ir),
            [(file.unit, self._name(file.path), file.text) for file in closure.files],
            msgspec.json.encode(finding),
        )
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


def _confidence(finding: Finding, replay: Replay) -> Confidence:
    if replay.outcome is ReplayOutcome.CONFIRMED:
        return Confidence.HIGH
    if replay.outcome is ReplayOutcome.NOT_REPRODUCED:
        return _LESS.get(finding.confidence, Confidence.LOW)
    return finding.confidence


def foundry_test(
    request: Request, finding: Finding, test: Path | None, *, into: bool = False
) -> tuple[Path, str]:
    """A Foundry test that shows a finding, and the file that it is written for.

    That is `test`, or a file in the folder `test` if it is one (or, with `into`, shall be
    one); or one in the folder ``test`` of the contract's project. Raises `UsageError` where
    no execution shows the finding.
    """
    from dtnlint.replay.foundry import import_path
    from dtnlint.replay.poc import foundry_test, name_of

    reason = "the contract does not compile"
    for _, replay, execution in _executed(request, (finding,)):
        reason = replay.reason
        if execution is None:
            break
        contract = root_of(request) / finding.contracts[0].path
        test = _file_of(request, contract, test, f"{name_of(finding)}.t.sol", into)
        return test, foundry_test(finding, execution, import_path(contract, test))
    raise UsageError(f"No test shows {finding.rule} in {finding.contract}: {reason}.")


def invariant_test(
    request: Request,
    report: Report,
    contract: ContractRef,
    test: Path | None,
    progress: Progress,
    *,
    into: bool = False,
) -> tuple[Path, str]:
    """A Foundry test of what was proved of a contract; `test` and `into` as for `foundry_test`.

    Raises `UsageError` where there is no code of it to run.
    """
    from dtnlint.replay.foundry import import_path
    from dtnlint.replay.invariants import invariant_test, name_of

    source = root_of(request) / contract.path
    file = _file_of(request, source, test, f"{name_of(contract.name)}.t.sol", into)
    for _, subject, confirmer in subjects(request, report, [contract]):
        if isinstance(subject, str):
            raise UsageError(f"No test can be written for {contract.name}: {subject}")
        shown = []
        for number, finding in enumerate(subject.others):
            progress(number, len(subject.others), finding.rule)
            done = _alone(confirmer, finding, deadline.Budget(request.limits.seconds))
            if not isinstance(done, str) and done[1] is not None:
                shown.append((finding, done[1]))
        known = [finding for finding, _ in shown]
        others = tuple(finding for finding in subject.others if finding not in known)
        subject = replace(subject, shown=tuple(shown), others=others)
        return file, invariant_test(subject, import_path(source, file))
    raise UsageError(f"No test can be written for {contract.name}: it does not compile.")


def subjects(
    request: Request, report: Report, contracts: Iterable[ContractRef]
) -> Iterator[tuple[ContractRef, Subject | str, Confirmer]]:
    """What invariants of some contracts are written from, without executions of findings; or why
    there is no code of one to run.
    """
    from dtnlint.replay.bytecode import CannotBuild
    from dtnlint.replay.invariants import ARRANGED, Subject
    from dtnlint.replay.machine import ReplayUnavailable
    from dtnlint.report.wording import place

    waiting: dict[str, list[ContractRef]] = {}
    for contract in contracts:
        waiting.setdefault(contract.path, []).append(contract)
    for confirmer, names in _confirmers(request, set(waiting)):
        for contract in [one for name in names for one in waiting.pop(name, ())]:
            try:
                artifact, stage, unstaged = confirmer.subject(contract, ARRANGED)
            except (CannotBuild, ReplayUnavailable) as error:
                yield contract, str(error), confirmer
                continue
            judgements = [one for one in report.judgements if one.contract == contract]
            subject = Subject(
                contract,
                artifact,
                stage,
                unstaged,
                confirmer.reached(own=False),
                confirmer.reached(own=True),
                tuple(judgements),
                tuple(place(one.location, report.sources, column=False) for one in judgements),
                others=tuple(one for one in report.active if one.contracts[:1] == (contract,)),
            )
            yield contract, subject, confirmer


def _file_of(request: Request, contract: Path, test: Path | None, name: str, into: bool) -> Path:
    """Where a test of a contract goes."""
    if disk.holder(contract) is not None:
        raise UsageError(
            "A test imports its contract, which has to be a file for that: unpack what was "
            "verified into a project first. check --replay executes it as it is."
        )
    if test is None:
        test = Path(project_of(str(contract.parent), str(request.cwd)).root, "test")
    elif not (into or test.is_dir()):
        return test
    return test / name


def _executed(
    request: Request, findings: Iterable[Finding], kept: _Kept | None = None
) -> Iterator[tuple[Finding, Replay, Execution | None]]:
    """Replay findings, closure by closure; those whose contracts do not compile are left out.

    What is `kept` is not executed again.
    """
    waiting: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.contracts:
            waiting.setdefault(finding.contracts[0].path, []).append(finding)
    known: list[tuple[Finding, Replay]] = []

    def is_new(closure: Closure, solc: Solc, names: Sequence[str]) -> bool:
        for name in names:
            for finding in list(waiting.get(name, ())) if kept is not None else ():
                assert kept is not None
                if (replay := kept.find(closure, solc, finding)) is not None:
                    known.append((finding, replay))
                    waiting[name].remove(finding)
        return any(waiting.get(name) for name in names)

    for confirmer, names in _confirmers(request, set(waiting), is_new):
        compiled = confirmer.compiled
        for name in names:
            time = deadline.Budget(request.limits.seconds)
            for finding in waiting.pop(name, ()):
                shown = _alone(confirmer, finding, time)
                if isinstance(shown, str):
                    yield finding, Replay(ReplayOutcome.NOT_REPLAYED, shown), None
                    continue
                if kept is not None:
                    kept.keep(compiled.closure, compiled.solc, finding, shown[0])
                yield finding, *shown
    for finding, replay in known:
        yield finding, replay, None


def _confirmers(
    request: Request,
    wanted: set[str],
    is_new: Callable[[Closure, Solc, Sequence[str]], bool] | None = None,
) -> Iterator[tuple[Confirmer, list[str]]]:
    """What replays the contracts of some files, closure by closure, and its files' names.

    Closures of which nothing `is_new` are passed over.
    """
    from dtnlint.compiler import Compiled, Options, chosen, compile_each
    from dtnlint.compiler.solc import Solc
    from dtnlint.compiler.standard_json import Compilers
    from dtnlint.replay.confirm import Confirmer
    from dtnlint.solcjs.build import cache_folder

    root = root_of(request)
    locator = locator_of(root)

    def names_in(closure: Closure) -> list[str]:
        return [locator.name(file.path) for file in closure.files]

    options = Options(solc=None if request.solc is None else str(request.solc))
    answers = request.cache is not None
    choices = [
        one
        for one in chosen(list(_closures(request, locator, wanted)), options)
        if is_new is None
        or not isinstance(one.solc, Solc)
        or is_new(one.closure, one.solc, names_in(one.closure))
    ]
    with Compilers(request.limits.compiler, cache_folder(), answers=answers) as compilers:
        for results in compile_each(choices, options, compilers):
            for result in results:
                if isinstance(result, Compiled):
                    yield Confirmer(result, compilers, root=root), names_in(result.closure)


def _alone(
    confirmer: Confirmer, finding: Finding, time: deadline.Budget
) -> tuple[Replay, Execution | None] | str:
    """What a replay shows; a reason where it fails, or takes what the others have left."""
    failures: list[Failure] = []
    replaying = Contained(failures)
    shown: tuple[Replay, Execution | None] | None = None
    with replaying, time.spent():
        shown = confirmer.replay(finding)
    if shown is not None:
        return shown
    (failure,) = failures
    return failure.reason if failure.remedy else f"replaying it failed ({failure.reason})"


def _closures(request: Request, locator: Locator, wanted: set[str]) -> Iterator[Closure]:
    """What has to be compiled for the contracts in some files, targets before other files."""
    closures = [closure for scope in scopes_of(request) for closure in scope.closures]
    for closure in closures:
        named = {locator.name(closure.by_unit[target].path): target for target in closure.targets}
        targets = [target for name, target in named.items() if name in wanted]
        if targets:
            wanted -= named.keys()
            yield closure.only(targets)
    for closure in closures:
        names = {locator.name(file.path) for file in closure.files}
        if names & wanted:
            wanted -= names
            yield closure
