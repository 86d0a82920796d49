"""The tools that are measured, as commands on a project: dtnlint, Slither, solhint, and solc alone.

All use one compiler: solc's WebAssembly build, run by the same Node.js, its
WebAssembly unpacked beforehand.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cases import Project
from measure import Command, Cost, Failed, cost, cpu_of

from dtnlint.compiler.standard_json import framed, question
from dtnlint.solcjs.build import command, is_brief, kept_path, published
from dtnlint.solcjs.node import Node, find_node
from dtnlint.sources import plan

OPENZEPPELIN = "@openzeppelin/contracts@5.6.1"
SOLHINT = "solhint@6.2.4"
SOLC = "0.8.28"

# Slither loads the rules of every package that has some, and dtnlint has: here they are not
# to be found.
_SLITHER = """
from importlib import metadata
metadata.entry_points = lambda **group: ()
from slither.__main__ import main
main()
"""
# What Slither takes for a native compiler. Large questions are served as dtnlint's are.
_NATIVE = """#!{python} -IS
import subprocess, sys
if "--version" in sys.argv:
    print("Version: {version}+commit.00000000.Emscripten.clang")
    sys.exit()
asked = sys.stdin.buffer.read()
words = next(words for most, words in {commands} if len(asked) < most)
framed = b"%d\\n%b" % (len(asked), asked)
answer = subprocess.run(words, input=framed, stdout=subprocess.PIPE, check=True).stdout
sys.stdout.buffer.write(answer.partition(b"\\n")[2])
"""


class Unavailable(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """Something that is needed cannot be had; the text says what."""


class Packages:
    """npm packages below a folder, installed when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.node = _node()

    def get(self, name: str) -> Path:
        """Return the folder of a package, named with its version. Raises `Unavailable`."""
        home = self.folder / name.replace("/", "-")
        place = home / "node_modules" / name.rpartition("@")[0]
        if not place.exists():
            home.mkdir(parents=True, exist_ok=True)
            words = (*(self.node.npm or ()), "install", "--prefix", str(home), name)
            try:
                subprocess.run(words, check=True, capture_output=True, timeout=300)
            except (OSError, subprocess.SubprocessError) as error:
                raise Unavailable(f"npm could not install {name}") from error
        return place


def _node() -> Node:
    node = find_node()
    if node is None or node.npm is None:
        raise Unavailable("there is no Node.js with npm")
    return node


class Tools:
    """The tools, with what they keep in a folder of their own."""

    def __init__(self, scratch: Path, packages: Packages, first: Project) -> None:
        self.scratch = scratch
        self.packages = packages
        # Compiled Python is kept, as it is where the tools are installed.
        self.home = {
            "HOME": str(scratch),
            "XDG_CACHE_HOME": str(scratch / "cache"),
            "PYTHONDONTWRITEBYTECODE": "",
        }
        kept = scratch / "cache" / "dtnlint" / "solc"
        kept.mkdir(parents=True)
        shutil.copy(packages.get(f"solc@{SOLC}") / "soljson.js", kept_path(kept, SOLC))
        # Unpacks the compiler, once for all.
        cost(self.dtnlint(first, "--no-cache"))
        self.build = published(kept, SOLC)
        self.native = scratch / "solc"
        self.native.write_text(
            _NATIVE.format(
                python=sys.executable,
                version=SOLC,
                commands=[(most, self._worker(most - 1)) for most in (400_000, 1 << 40)],
            )
        )
        self.native.chmod(0o755)

    def _worker(self, size: int) -> list[str]:
        return command(self.packages.node.executable, self.build, brief=is_brief(size))

    def dtnlint(self, project: Project, *words: str) -> Command:
        """Check a project's folder; with `--no-cache`, as if nothing had been checked before."""
        options = (".", "--quiet", "--fail-on", "never", *words)
        command = (sys.executable, "-m", "dtnlint", "check", *options)
        return Command(command, project.folder, self.home)

    def solc(self, project: Project) -> Command:
        """The compiler alone, asked for the syntax trees that dtnlint asks for."""
        (closure,) = plan([project.folder], cwd=project.folder).closures
        asked = question(closure)
        words = tuple(self._worker(len(asked)))
        return Command(words, project.folder, asked=framed(asked), says='"nodeType"')

    def slither(self, project: Project) -> Command:
        """Slither with its own detectors, on all files that a build of the project compiles."""
        given = self.scratch / f"{project.folder.name}.json"
        given.write_text(
            json.dumps(
                {
                    "language": "Solidity",
                    "sources": {
                        unit: {"content": text} for unit, text in project.closure().items()
                    },
                    "settings": {"remappings": project.remappings},
                }
            )
        )
        options = ("--compile-force-framework", "solc-json", "--solc", str(self.native))
        command = (sys.executable, "-c", _SLITHER, str(given), *options, "--fail-none")
        return Command(command, project.folder, self.home, says=" analyzed (")

    def solhint(self, project: Project) -> Command:
        """solhint with the rules that it recommends, on the consumers. Raises `Unavailable`."""
        script = self.packages.get(SOLHINT) / "solhint.js"
        settings = self.scratch / "solhint.json"
        settings.write_text('{"extends": "solhint:recommended"}')
        options = ("--disc", "--noPoster", "--config", str(settings), *project.consumers)
        command = (self.packages.node.executable, str(script), *options)
        return Command(command, project.folder, codes=(0, 1), says="problems")

    def imported(self, project: Project) -> set[str]:
        """The packages that a check imports."""
        command = self.dtnlint(project)
        python, *rest = command.words
        said = cost(replace(command, words=(python, "-X", "importtime", *rest))).said
        return {name.partition(".")[0] for name in re.findall(r"\|\s+(\S+)$", said, re.MULTILINE)}

    def watch(self, project: Project) -> Watch:
        """Start watching a project."""
        return Watch(self.dtnlint(project, "--watch"))


class Watch:
    """dtnlint at its watch."""

    def __init__(self, command: Command) -> None:
        self.process = subprocess.Popen(
            command.words,
            cwd=command.cwd,
            env={**os.environ, **command.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def _wait(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(b"Waiting for changes"):
                return
        raise Failed("the watch ended by itself")

    def after(self, change: Callable[[], None]) -> Cost:
        """Change something, and wait for the report."""
        cpu, start = cpu_of(self.process.pid), time.perf_counter()
        change()
        self._wait()
        return Cost(time.perf_counter() - start, cpu_of(self.process.pid) - cpu)

    def end(self) -> None:
        """End it as a user does. Raises `Failed` where that is not clean."""
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=30)
        if self.process.returncode != 130 or b"Traceback" in said:
            raise Failed(f"the watch ended with {self.process.returncode}: {said.decode()}")
