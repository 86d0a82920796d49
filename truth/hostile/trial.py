"""A hostile input and what dtnlint made of it: every promise that it broke, as sentences."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from msgspec import Struct, field

from truth.hostile.given import GIVEN
from truth.hostile.projects import shaped
from truth.hostile.rendered import unreadable
from truth.hostile.running import HEALTHY, ROOT, Ran, checked, project, share_compilers

CORPUS = ROOT / "tests" / "contracts"
_SECONDS, _MEGABYTES = 60, 1_000
_TOOK = "of the processor"
_FORMATS = ("text", "json", "sarif", "gitlab", "junit", "github", "markdown", "html")
_INTERNAL = re.compile(
    r"Traceback \(most recent|dtnlint failed|own fault|made dtnlint fail|The fault is dtnlint's|"
    r"Please report this|please report it|Exception ignored|Fatal Python error"
)
_REPORTED = re.compile(r"Slither cannot read")
"""What asks to be reported and is Slither's: the file is named, and all else stands."""
_SMALL, _LARGE = 2_500, 0.25
"""Bytes of a small contract, and the share of the trials that have larger ones, too."""
_LIMITED = re.compile(rb'"kind": *"limit"|gave no answer within')
"""What a run says in JSON where it came to a limit: the next one may not, or the one before."""


class Effort(Struct, frozen=True):
    """How much is done in each trial."""

    together: int = 6
    """Mutants that are checked at once, beside the healthy file."""
    dear: float = 0.5
    """Share of the trials that get one of the checks that take further runs."""


class Trial(Struct):
    """An input, and what is wrong with what was made of it."""

    seed: str
    kinds: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    compiled: int = 0
    """Mutants that compile."""
    mutants: int = 0
    seconds: float = 0.0
    """Of the processor, for the dearest run."""
    megabytes: float = 0.0

    @property
    def only_long(self) -> bool:
        """Whether nothing is wrong but the time that it took."""
        return all(fault.endswith(_TOOK) for fault in self.faults)


def project_trial(seed: str, keep: Path | None, effort: Effort) -> Trial:
    """Check a project of an odd shape around a healthy file."""
    random = Random(seed)
    trial = Trial(seed)
    with project() as (top, outside):
        trial.kinds = shaped(top, outside, random)
        if random.random() < 0.1:
            trial.kinds.append("vanishing files")
            with _vanishing(top, random):
                promises(trial, top, checked(top, "--no-cache"))
        else:
            judge(trial, top, outside, random, effort)
        if (outside / "canary").exists():
            trial.faults.append("something of the project was executed")
        kept(trial, top, keep)
    return trial


def examples(random: Random | None = None) -> list[Path]:
    """The contracts of the corpus; where chance has a say, mostly the small ones alone, which take
    a tenth of the time and are most of them.
    """
    paths = sorted(path for path in CORPUS.rglob("*.sol") if "support" not in path.parts)
    if random is None or random.random() < _LARGE:
        return paths
    return [path for path in paths if path.stat().st_size < _SMALL]


def judge(trial: Trial, top: Path, outside: Path, random: Random, effort: Effort) -> None:
    """Check a project, and note in its trial every promise that is broken."""
    before = _contents(top), _contents(outside)
    with tempfile.TemporaryDirectory(prefix="reports") as reports:
        asked = [f"--report={form}={reports}/{form}" for form in _FORMATS]
        ran = checked(top, "--no-cache", "--no-settings", *asked)
        promises(trial, top, ran)
        for form in _FORMATS:
            file = Path(reports, form)
            if file.exists():
                trial.faults += (f"{form}: {fault}" for fault in unreadable(form, file))
            elif ran.code in (0, 1, 3):
                trial.faults.append(f"{form}: nothing was written")
        said = Path(reports, "json")
        if said.exists():
            _healthy(trial, said)
            if trial.mutants:
                trial.compiled = trial.mutants - _uncompiled(said)
    if before != (_contents(top), _contents(outside)):
        trial.faults.append("something in the project, or outside, was written")
    if not trial.mutants:
        _briefly(trial, top, random)
    if random.random() < effort.dear:
        dear = random.choice((_briefly, _same, _mend) if trial.mutants else (_same,))
        dear(trial, top, random)


def promises(trial: Trial, top: Path, ran: Ran) -> None:
    """Note which promises a run broke that hold for every run."""
    said = (ran.out + ran.err).decode("utf-8", "replace")
    trial.seconds = max(trial.seconds, ran.seconds)
    trial.megabytes = max(trial.megabytes, ran.megabytes)
    if ran.code not in (0, 1, 2, 3):
        trial.faults.append(f"the exit code is {ran.code}: {said[-300:]}")
    for line in said.splitlines():
        if _INTERNAL.search(line) and not _REPORTED.search(line):
            trial.faults.append(f"an internal error: {line[:400]}")
    if ran.seconds > _SECONDS:
        trial.faults.append(f"it took {ran.seconds:.0f} s {_TOOK}")
    if ran.megabytes > _MEGABYTES:
        trial.faults.append(f"it took {ran.megabytes:.0f} MB")
    if "SECRET" in said:
        trial.faults.append("a file outside was told")
    if any(character in said for character in "\x1b\x07\u202e"):
        trial.faults.append("an escape reached the terminal")


def _contents(folder: Path) -> list[tuple[str, int, int, str]]:
    found = []
    for path in sorted(folder.rglob("*")):
        with contextlib.suppress(OSError):
            status = path.lstat()
            small = path.is_file() and not path.is_symlink() and status.st_size < 1_000_000
            digest = hashlib.sha256(path.read_bytes()).hexdigest() if small else ""
            found.append((str(path), status.st_mode, status.st_size, digest))
    return found


def _briefly(trial: Trial, top: Path, random: Random) -> None:
    """With the project's settings, and few words; what is given beside contracts is named."""
    paths = [".", *(f"{GIVEN}/{one.name}" for one in sorted((top / GIVEN).glob("*")))]
    since = ["--new-since=main"] if len(paths) == 1 and (top / ".git" / "objects").exists() else []
    promises(trial, top, checked(top, "-q", "--no-cache", *since, paths=paths))


# What does not change


def _findings(report: Path) -> list[str]:
    document = json.loads(report.read_bytes())
    return sorted(
        json.dumps(one, sort_keys=True)
        for one in document["findings"]
        if one["location"]["path"] == "healthy/Sessions.sol"
    )


_TRIES = 3
"""Times that the healthy file is checked alone, on a machine that is too busy for a compiler."""
_reading = threading.Lock()


@functools.cache
def _alone() -> tuple[str, ...]:
    """What is found in the healthy file alone."""
    for _ in range(_TRIES):
        with project() as (top, _), tempfile.TemporaryDirectory() as reports:
            ran = checked(top, "--no-cache", "--no-settings", f"--report=json={reports}/json")
            if found := _findings(Path(reports, "json")):
                return tuple(found)
    raise AssertionError(ran.out + ran.err)


def _healthy(trial: Trial, report: Path) -> None:
    with _reading:
        known = _alone()
    if tuple(_findings(report)) != known and not _is_told_of(report, by_project=not trial.mutants):
        trial.faults.append("the healthy file has other findings than alone")


def _is_told_of(report: Path, *, by_project: bool) -> bool:
    """Whether it is said that the healthy file could not be checked, for a reason that holds.

    A busy machine may let a compiler wait too long. And a project has a say in what the file's
    imports mean, and may mean something outside, or nothing.
    """
    kinds = ("outside-the-root", "missing-import", "compile-error", "no-compiler")
    return any(
        one["path"] == "healthy/Sessions.sol"
        and (
            (by_project and one["kind"] in kinds) or "gave no answer within" in one.get("text", "")
        )
        for one in json.loads(report.read_bytes())["notifications"]
    )


def _uncompiled(report: Path) -> int:
    document = json.loads(report.read_bytes())
    kinds = (
        "compile-error",
        "compiler-failed",
        "not-utf-8",
        "missing-import",
        "no-compiler",
        "too-large",
    )
    told = {
        one.get("path") or (one.get("location") or {}).get("path")
        for one in document["notifications"]
        if one["kind"] in kinds
    }
    return len(told)


def _same(trial: Trial, top: Path, random: Random) -> None:
    """The same bytes for any order of arguments, number of processes, cache and hash seed."""
    paths = sorted(
        entry.name
        for entry in top.iterdir()
        if not entry.is_symlink() and entry.is_dir() and entry.name != "support"
    )
    with tempfile.TemporaryDirectory(prefix="cache") as cache:
        share_compilers(Path(cache))
        ways = {
            "first": checked(top, "--format=json", "--no-cache", paths=paths),
            "in another order": checked(top, "--format=json", "--no-cache", paths=paths[::-1]),
            "in two processes": checked(top, "--format=json", "--no-cache", "-j2", paths=paths),
            "with another hash seed": checked(
                top,
                "--format=json",
                "--no-cache",
                paths=paths,
                environment={"PYTHONHASHSEED": str(random.randrange(1, 1000))},
            ),
            "with a cold cache": checked(
                top, "--format=json", paths=paths, environment={"XDG_CACHE_HOME": cache}
            ),
            "with a warm cache": checked(
                top, "--format=json", paths=paths, environment={"XDG_CACHE_HOME": cache}
            ),
        }
    first = ways.pop("first")
    for way, ran in ways.items():
        promises(trial, top, ran)
        if what := difference(first, ran):
            trial.faults.append(f"{way} another report is written: {what}")


def difference(one: Ran, other: Ran) -> str:
    """How two runs differ that should not; nothing where one of them came to a limit."""
    if (one.code, one.out) == (other.code, other.out) or any(
        _LIMITED.search(ran.out) for ran in (one, other)
    ):
        return ""
    lines = zip(
        *(ran.out.decode("utf-8", "replace").splitlines() for ran in (one, other)), strict=False
    )
    first = next(
        (f"{before[:200]!r}, {after[:200]!r}" for before, after in lines if before != after), ""
    )
    return f"{one.code}, {other.code}; {first}"


def _mend(trial: Trial, top: Path, random: Random) -> None:
    """What --fix writes compiles, and keeps line ends and permissions."""
    for path in top.rglob("*.sol"):
        path.chmod(0o640)
    before = {path: path.read_bytes() for path in top.rglob("*.sol")}
    broken = _errors(top)
    promises(trial, top, checked(top, "-q", "--no-cache", "--fix", "--no-settings"))
    for path, data in before.items():
        now = path.read_bytes()
        if path.stat().st_mode & 0o777 != 0o640:
            trial.faults.append(f"--fix changed the permissions of {path.name}")
        if now == data:
            continue
        if (b"\r\n" in data) != (b"\r\n" in now) or _bare(data) != _bare(now):
            trial.faults.append(f"--fix changed the line ends of {path.name}")
    if _errors(top) > broken:
        trial.faults.append("--fix broke what compiled")


def _bare(data: bytes) -> bool:
    return re.search(rb"(?<!\r)\n", data) is not None


def _errors(top: Path) -> int:
    ran = checked(top, "--format=json", "--no-cache", "--no-settings")
    with contextlib.suppress(ValueError):
        return sum(one["kind"] == "compile-error" for one in json.loads(ran.out)["notifications"])
    return 0


@contextlib.contextmanager
def _vanishing(top: Path, random: Random) -> Iterator[None]:
    """While it is checked, files of the project come and go."""
    over = threading.Event()
    text = HEALTHY.read_bytes()

    def come_and_go() -> None:
        number = 0
        while not over.wait(random.random() / 100):
            number += 1
            path = top / f"gone{number % 5}.sol"
            with contextlib.suppress(OSError):
                if path.exists():
                    path.unlink()
                else:
                    path.write_bytes(text[: random.randrange(len(text))] if number % 2 else text)

    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        time.sleep(0.05)
        yield
    finally:
        over.set()
        thread.join()


def kept(trial: Trial, top: Path, keep: Path | None) -> None:
    """Keep the project of a trial that went wrong."""
    if trial.faults and keep is not None:
        place = keep / trial.seed.replace(":", "-")
        with contextlib.suppress(OSError, shutil.Error):
            shutil.copytree(top, place, symlinks=True, dirs_exist_ok=True)
        place.mkdir(parents=True, exist_ok=True)
        (place / "faults.txt").write_text(
            "\n".join((*trial.kinds, *trial.faults)) + "\n", errors="replace"
        )
