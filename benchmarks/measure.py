"""What one run of a command takes: time and memory."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_PAUSE = 0.02


@dataclass(frozen=True)
class Command:
    """A command, and how to tell that it has done its work."""

    words: tuple[str, ...]
    cwd: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    asked: bytes = b""
    """On its standard input."""
    codes: Collection[int] = (0,)
    says: str = ""
    """What its output holds when all went well."""


@dataclass(frozen=True)
class Cost:
    """Seconds of a whole process, CPU time with that of all processes that it started."""

    wall: float
    cpu: float
    said: str = field(default="", repr=False)
    megabytes: float = 0
    """The most that all its processes held together, where that was looked up."""


class Failed(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """A command did not do what was to be measured."""


@contextlib.contextmanager
def _running(command: Command, said: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A command under way; at the end, `said` holds its output. Raises `Failed`."""
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as output:
        asked.write(command.asked)
        asked.seek(0)
        with subprocess.Popen(
            command.words,
            cwd=command.cwd,
            env={**os.environ, **command.environment},
            stdin=asked,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process:
            yield process
        output.seek(0)
        said.append(output.read().decode("utf-8", "replace"))
    if process.returncode not in command.codes or command.says not in said[0]:
        raise Failed(f"{' '.join(command.words[:6])} … ended with {process.returncode}: {said[0]}")


def cost(command: Command, *, memory: bool = False) -> Cost:
    """Run a command; `memory` is looked up while it runs, which takes time itself.

    Raises `Failed`.
    """
    said: list[str] = []
    most = 0
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with _running(command, said) as process:
        while memory and process.poll() is None:
            most = max(most, sum(_held(process.pid)))
            # Long runs are looked at less often, so that it costs them next to nothing.
            time.sleep(max(_PAUSE, (time.perf_counter() - start) / 50))
        process.wait()
        wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Cost(wall, cpu, said[0], most / 1e6)


def cpu_of(pid: int) -> float:
    """Seconds of CPU time of a running process and of those that it has started."""
    seconds = 0.0
    for process in _tree(pid):
        with contextlib.suppress(psutil.Error):
            seconds += sum(process.cpu_times()[:4])
    return seconds


def _held(pid: int) -> Iterator[int]:
    for process in _tree(pid):
        with contextlib.suppress(psutil.Error):
            yield process.memory_info().rss


def _tree(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    return []
