"""Runs that are ended, crowded, or find no room: nothing is damaged, and the next run is right."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from truth.hostile.running import checked, project, share_compilers, started
from truth.hostile.trial import CORPUS, Effort, Trial, difference, examples, kept, promises

_MARK = "DTNLINT_TRIAL"
"""A variable by which the processes of a trial are known."""
_GRACE = 30
"""Seconds in which what a run has started ends after it, on a busy machine."""
_LONGEST = 8.0
"""Seconds after which most runs are over, on a busy machine."""
_OUTPUTS: Mapping[str, str] = {
    "report.json": "json",
    "report.sarif": "json",
    "report.xml": "xml",
    "baseline.json": "json",
}
_OLD = "as it was\n"
_DROP_CAPABILITY, _OVERRIDES = 24, (1, 2, 3)
"""`prctl`'s PR_CAPBSET_DROP, and the capabilities by which root needs no permissions."""
_JOBS: Mapping[str, tuple[str, ...]] = {
    "a check": (),
    "a check in two processes": ("-j2",),
    "reports": (
        "--report=json=report.json",
        "--report=sarif=report.sarif",
        "--report=junit=report.xml",
    ),
    "a baseline": ("--write-baseline=baseline.json",),
    "fixes": ("--fix",),
}


def disturbed_trial(seed: str, keep: Path | None, effort: Effort) -> Trial:
    """Disturb a run over a few contracts of the corpus, and look at what it has left."""
    random = Random(seed)
    trial = Trial(seed)
    with project() as (top, _), tempfile.TemporaryDirectory(prefix="cache") as cache:
        share_compilers(Path(cache))
        shutil.copytree(CORPUS / "support", top / "support")
        for path in random.sample(examples(random), random.randint(1, 3)):
            place = top / path.relative_to(CORPUS)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
        _Disturbed(trial, top, Path(cache), random).carry_out()
        kept(trial, top, keep)
    return trial


class _Disturbed:
    def __init__(self, trial: Trial, top: Path, cache: Path, random: Random) -> None:
        self.trial, self.top, self.random = trial, top, random
        self.environment = {"XDG_CACHE_HOME": str(cache), _MARK: trial.seed}

    def carry_out(self) -> None:
        before = _sources(self.top)
        right = checked(self.top, "--format=json", "--no-cache")
        if self.random.random() < 0.5:
            self.trial.kinds.append("a warm cache")
            checked(self.top, "--format=json", environment=self.environment)
        job = self.random.choice(list(_JOBS))
        mended = self._mended() if job == "fixes" else before
        for name in _OUTPUTS:
            (self.top / name).write_text(_OLD)
        self.trial.kinds.append(job)
        disturb = self.random.choice(
            (self._ended, self._crowded, self._without_room, self._read_only)
        )
        disturb(_JOBS[job])
        self._nobody_lives_on()
        for name, data in _sources(self.top).items():
            if data not in (before.get(name), mended.get(name)):
                self.trial.faults.append(f"{name} is neither as it was nor as it should be")
        for name, form in _OUTPUTS.items():
            text = (self.top / name).read_text() if (self.top / name).exists() else "nothing"
            if text != _OLD and not _is_whole(text, form):
                self.trial.faults.append(f"{name} is in pieces: {text[:60]!r}")
            (self.top / name).unlink(missing_ok=True)
        for name, data in before.items():
            (self.top / name).write_bytes(data)
        again = checked(self.top, "--format=json", environment=self.environment)
        promises(self.trial, self.top, again)
        if what := difference(right, again):
            self.trial.faults.append(f"the next run is another one than before: {what}")

    def _mended(self) -> Mapping[str, bytes]:
        """What the sources are after an undisturbed --fix."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "project")
            shutil.copytree(self.top, copy)
            checked(copy, "--fix", "--no-cache")
            return _sources(copy)

    def _ended(self, words: Sequence[str]) -> None:
        """End a run at a moment of any kind: it alone, or with all that it has started."""
        number = self.random.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGINT))
        self.trial.kinds.append(f"ended by {number.name}")
        process = self._started(words)
        self._end(process, number)

    def _crowded(self, words: Sequence[str]) -> None:
        """Two or three at once on one cache, one of which is ended."""
        self.trial.kinds.append("crowded")
        others = [self._started(()) for _ in range(self.random.randint(1, 2))]
        self._end(self._started(words), signal.SIGKILL)
        for other in others:
            out, err = other.communicate(timeout=600)
            said = (out + err).decode("utf-8", "replace")
            if other.returncode not in (0, 1, 3) or "Traceback" in said or "own fault" in said:
                self.trial.faults.append(f"beside others it fails: {said[-300:]}")

    def _without_room(self, words: Sequence[str]) -> None:
        """Nothing can be written, or no file can be longer than so many bytes: a full disk."""
        size = self.random.choice((0, self.random.randrange(3_000), self.random.randrange(90_000)))
        environment = dict(self.environment)
        if self.random.random() < 0.3:
            # Not even root can write there, whose permissions reach everywhere else.
            self.trial.kinds.append("a cache that cannot be written")
            environment["XDG_CACHE_HOME"] = "/proc/self"
            limited = None
        else:
            self.trial.kinds.append("files of few bytes")
            limited = functools.partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
        ran = checked(self.top, *words, environment=environment, before=limited)
        promises(self.trial, self.top, ran)

    def _read_only(self, words: Sequence[str]) -> None:
        """In folders that cannot be written: the project's, or the cache's."""
        what = self.random.choice(("project", "cache"))
        self.trial.kinds.append(f"a {what} that is read-only")
        top = self.top if what == "project" else Path(self.environment["XDG_CACHE_HOME"])
        modes = {path: path.stat().st_mode for path in (top, *top.rglob("*"))}
        for path in modes:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            promises(
                self.trial,
                self.top,
                checked(self.top, *words, environment=self.environment, before=_bound),
            )
        finally:
            for path, mode in modes.items():
                path.chmod(mode)

    def _started(self, words: Sequence[str]) -> subprocess.Popen[bytes]:
        return started(
            self.top,
            *words,
            environment=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _end(self, process: subprocess.Popen[bytes], number: signal.Signals) -> None:
        longest = self.random.choice((0.5, 2.0, _LONGEST))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(self.random.random() * longest)
        with contextlib.suppress(ProcessLookupError):
            if self.random.random() < 0.5:
                process.send_signal(number)
            else:
                os.killpg(process.pid, number)
        out, err = process.communicate(timeout=600)
        said = (out + err).decode("utf-8", "replace")
        # Python's own start cannot be kept from telling where it was interrupted.
        if "own fault" in said or ("Traceback" in said and "dtnlint/cli.py" in said):
            self.trial.faults.append(f"ended by {number.name}, it says: {said[-300:]}")

    def _nobody_lives_on(self) -> None:
        end = time.monotonic() + _GRACE
        while living := _with(f"{_MARK}={self.trial.seed}"):
            if time.monotonic() > end:
                self.trial.faults.append(f"processes live on: {living}")
                for process in living:
                    with contextlib.suppress(OSError):
                        os.kill(process, signal.SIGKILL)
                return
            time.sleep(0.1)


def _bound() -> None:
    """Have what is started next heed permissions, also if that is root."""
    libc = ctypes.CDLL(None)
    for capability in _OVERRIDES if sys.platform == "linux" else ():
        libc.prctl(_DROP_CAPABILITY, capability, 0, 0, 0)


def _sources(top: Path) -> dict[str, bytes]:
    return {str(path.relative_to(top)): path.read_bytes() for path in sorted(top.rglob("*.sol"))}


def _is_whole(text: str, form: str) -> bool:
    try:
        json.loads(text) if form == "json" else ET.fromstring(text)
    except (ValueError, ET.ParseError):
        return False
    return True


def _with(setting: str) -> list[int]:
    """The processes that have a variable, but for this one. None where the system cannot tell."""
    found = []
    for place in Path("/proc").glob("[0-9]*/environ") if sys.platform == "linux" else ():
        with contextlib.suppress(OSError):
            if setting.encode() in place.read_bytes().split(b"\0"):
                found.append(int(place.parent.name))
    return [one for one in found if one != os.getpid()]
