"""Which project a file belongs to, and what that project's configuration says.

Foundry, Hardhat and plain folders. Configuration is read as data: TOML is
parsed, JavaScript and TypeScript are searched for the few values that matter,
and nothing is run. What cannot be read so is told.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from msgspec import Struct

from dtnlint import disk, toml
from dtnlint.escaping import shortened
from dtnlint.sources.javascript import source_folders
from dtnlint.sources.outline import strip_comments
from dtnlint.sources.pragma import is_range
from dtnlint.sources.problems import Problem, ProblemKind, problem
from dtnlint.sources.verified.contract import Verified

HARDHAT_CONFIGS = tuple(
    f"hardhat.config.{extension}" for extension in ("ts", "js", "cts", "cjs", "mts", "mjs")
)
REMAPPINGS = "remappings.txt"
_WORKSPACES = ("pnpm-workspace.yaml", "lerna.json", "rush.json")
_OUTPUTS = ("out", "artifacts", "build", "broadcast", "cache", "cache_forge", "coverage", "lib")

# Solidity's versions are 0.5 and up in any configuration that still works; below are Vyper's.
_SOLIDITY_VERSION = re.compile(r"""\b(?:solidity|version)["']?\s*:\s*["'`](0\.[5-9]\.\d+)["'`]""")
_VIA_IR = re.compile(r"""\bviaIR["']?\s*:\s*(true|false)?\b""")
_EVM_VERSION = re.compile(r"""\bevmVersion["']?\s*:\s*["'`](\w+)["'`]""")
_LOOKS_LIKE_A_VERSION = re.compile(r"[\^~<>=\s]*\d+\.\d+")
"""Else it is the path of a compiler, which no project's file may name."""
_MOST_FOLDERS = 64
"""That one setting may name."""


class Layout(str, Enum):
    """How a project keeps its files."""

    FOUNDRY = "Foundry"
    HARDHAT = "Hardhat"
    PLAIN = "plain"


class Remapping(Struct, frozen=True):
    """`context:prefix=target`: in files under `context`, `prefix` in an import means `target`."""

    context: str
    prefix: str
    target: str

    @classmethod
    def parse(cls, text: str) -> Remapping | None:
        """Read one remapping; None for what is not one."""
        left, equals, target = text.strip().partition("=")
        if not equals or not left or left.startswith("#"):
            return None
        context, colon, prefix = left.rpartition(":")
        return cls(context if colon else "", prefix, target) if prefix else None


class Project(Struct, frozen=True):
    """A project's root and what its configuration says."""

    root: str
    """Absolute path."""
    boundary: str
    """Absolute path of the repository or workspace around it; nothing outside is read."""
    layout: Layout
    sources: tuple[str, ...]
    """Absolute paths of the folders that hold its contracts."""
    libs: tuple[str, ...]
    """Absolute paths of the folders that hold its dependencies."""
    outputs: frozenset[str]
    """Names right under the root that hold no source of its own."""
    remappings: tuple[Remapping, ...] = ()
    versions: tuple[str, ...] = ()
    """The compilers, or ranges of them, that its configuration names."""
    evm_version: str | None = None
    """The virtual machine that its configuration names, such as `cancun`."""
    via_ir: bool | None = None
    """Which of solc's pipelines its configuration names, or takes for granted: the newer one, the
    legacy one, or none that can be told."""
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    """Why `sources` may not be what the configuration means."""
    verified: Verified | None = None
    """Where it is no project, but what was verified of one contract."""


def is_config(folder: str) -> bool:
    """Tell whether a folder has configuration of its own, be it remappings alone."""
    return _is_project(folder) or _has(folder, REMAPPINGS)


def _is_project(folder: str) -> bool:
    """Tell whether a folder is the root of a Foundry or Hardhat project."""
    return any(_has(folder, name) for name in ("foundry.toml", *HARDHAT_CONFIGS))


def _has(folder: str, name: str) -> bool:
    return disk.is_file(os.path.join(folder, name))


def is_root(folder: str, around: Project) -> bool:
    """Tell whether a folder inside of the project `around` is a project of its own."""
    if _is_project(folder):
        return True
    return around.layout is Layout.PLAIN and (
        _has(folder, REMAPPINGS) or _has(folder, "package.json")
    )


def remappings_of(folder: str) -> tuple[Remapping, ...]:
    """The remappings that stand in a folder itself."""
    return _read(folder, folder).remappings


def _ancestors(folder: str) -> list[str]:
    return [folder, *map(str, Path(folder).parents)]


def _is_workspace(folder: str) -> bool:
    if any(_has(folder, name) for name in _WORKSPACES):
        return True
    try:
        manifest = json.loads(disk.text(os.path.join(folder, "package.json"), within=folder))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and "workspaces" in manifest


def project_of_verified(verified: Verified) -> Project:
    """Return what verified sources are in place of a project: nothing around them matters."""
    folder = verified.deployment.path
    return Project(
        root=folder,
        boundary=folder,
        layout=Layout.PLAIN,
        sources=(folder,),
        libs=(),
        outputs=frozenset(),
        versions=(verified.deployment.version,) if verified.deployment.version else (),
        evm_version=verified.evm_version,
        via_ir=verified.via_ir,
        verified=verified,
    )


def project_of(folder: str, cwd: str) -> Project:
    """Return the project to which files in `folder` (an absolute path) belong.

    The root is the nearest folder upwards with a configuration of Foundry or
    Hardhat, else the nearest with remappings, else with a `package.json`, else
    the repository, else the working directory if it is above, else the folder
    itself. The boundary
    is the repository or workspace around the root.
    """
    above = _ancestors(folder)
    if (top := disk.holder(folder)) is not None:  # what is in a file uses nothing beside it
        above, cwd = above[: above.index(top) + 1], top
    repository = next((p for p in above if disk.exists(os.path.join(p, ".git"))), None)
    if repository is not None:
        above = above[: above.index(repository) + 1]
    root = (
        next((p for p in above if _is_project(p)), None)
        or next((p for p in above if _has(p, REMAPPINGS)), None)
        or next((p for p in above if _has(p, "package.json")), None)
        or repository
        or (cwd if cwd in above and cwd != os.path.dirname(cwd) else folder)
    )
    workspaces = [p for p in _ancestors(root) if p in above and _is_workspace(p)]
    boundary = repository or (workspaces[-1] if workspaces else root)
    return _read(root, boundary)


def _read(root: str, boundary: str) -> Project:
    problems: list[Problem] = []
    remappings: list[Remapping] = []
    versions: tuple[str, ...] = ()
    evm_version: str | None = None
    via_ir: bool | None = None
    layout = Layout.PLAIN
    sources = _Sources(root)
    libs = ["lib"]
    outputs = set(_OUTPUTS)

    hardhat = next(
        (p for name in HARDHAT_CONFIGS if disk.is_file(p := os.path.join(root, name))), None
    )
    if hardhat is not None:
        layout = Layout.HARDHAT
        text = strip_comments(_text(hardhat, boundary, problems))
        versions = tuple(dict.fromkeys(_SOLIDITY_VERSION.findall(text)))
        machine = _EVM_VERSION.search(text)
        evm_version = machine.group(1) if machine else None
        pipelines = set(_VIA_IR.findall(text)) or {"false"}
        via_ir = pipelines == {"true"} if len(pipelines) == 1 and "" not in pipelines else None
        sources.add(hardhat, "paths.sources", source_folders(text), guess="contracts")

    foundry = os.path.join(root, "foundry.toml")
    remapping_file = os.path.join(root, REMAPPINGS)
    if disk.is_file(foundry) or disk.is_file(remapping_file):
        profile = _foundry_profile(foundry, boundary, problems) if disk.is_file(foundry) else {}
        layout = Layout.FOUNDRY if hardhat is None or disk.is_file(foundry) else layout
        if disk.is_file(foundry):
            via_ir = bool(profile.get("via_ir", False))
            # As Foundry guesses: whichever is there, where none is named.
            guess = "src" if disk.is_folder(_inside(root, "src")) else "contracts"
            sources.add(foundry, "src", _source_strings(profile.get("src")), guess=guess)
        libs += _bounded(_strings(profile.get("libs")), "libs", foundry, problems)
        outputs |= {name for key in ("out", "cache_path") if (name := _string(profile.get(key)))}
        version = _string(profile.get("solc")) or _string(profile.get("solc_version"))
        if version and is_range(version):
            versions = (version, *versions)
        elif version and _LOOKS_LIKE_A_VERSION.match(version):
            problems.append(
                problem(
                    ProblemKind.CONFIGURATION,
                    foundry,
                    f"foundry.toml names no version of solc with {shortened(version)!r}, so the "
                    "pragmas decide.",
                    'Name one, such as "0.8.28".',
                )
            )
        evm_version = _string(profile.get("evm_version")) or evm_version
        lines = _strings(profile.get("remappings"))
        if disk.is_file(remapping_file):
            lines += _text(remapping_file, boundary, problems).splitlines()
        remappings += [parsed for line in lines if (parsed := Remapping.parse(line))]

    return Project(
        root=root,
        boundary=boundary,
        layout=layout,
        sources=sources.folders,
        libs=tuple(dict.fromkeys(_inside(root, name) for name in libs)),
        outputs=frozenset(outputs),
        remappings=tuple(remappings),
        versions=versions,
        evm_version=evm_version,
        via_ir=via_ir,
        problems=tuple(problems),
        doubts=tuple(sources.doubts()),
    )


class _Sources:
    """The folders of a project's contracts, as its configuration is read."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._found: list[str] = []
        self._amiss: dict[str, str] = {}
        """By file: what is wrong with what it says."""

    def add(self, config: str, setting: str, named: tuple[str, ...] | None, guess: str) -> None:
        """Take what a setting names: nothing if it is not there, None if it cannot be read."""
        said = f"{setting} in {os.path.basename(config)}"
        if named is None:
            self._amiss[config] = f"{said} cannot be read"
        for name in (named or ())[:_MOST_FOLDERS]:
            path = _inside(self._root, name)
            known = shortened(name)
            if not disk.is_under(path, self._root):
                self._amiss[config] = f"{said} leads out of the project, to {known}"
            elif not disk.is_folder(path):
                self._amiss[config] = f"{said} names {known}, and there is no such folder"
            else:
                self._found.append(path)
        if not named and disk.is_folder(path := _inside(self._root, guess)):
            self._found.append(path)

    @property
    def folders(self) -> tuple[str, ...]:
        """Absolute paths; the whole project if it is not known to hold them in particular."""
        return tuple(dict.fromkeys(self._found)) or (self._root,)

    def doubts(self) -> Iterator[Problem]:
        """Whatever is wrong, and what is checked."""
        names = [os.path.relpath(folder, self._root) for folder in self.folders]
        checked = " and ".join("all of the project" if n == "." else f"{n}/" for n in names)
        for config, amiss in self._amiss.items():
            yield problem(
                ProblemKind.CONFIGURATION,
                config,
                f"{amiss}, so {checked} is checked.",
                "If that is not where the contracts are, name their folder on the command line.",
            )


def _inside(root: str, name: str) -> str:
    return os.path.normpath(os.path.join(root, name))


def _bounded(names: list[str], what: str, config: str, problems: list[Problem]) -> list[str]:
    """So many folders as anybody has: each is looked at for each import."""
    if len(names) > _MOST_FOLDERS:
        problems.append(
            problem(
                ProblemKind.CONFIGURATION,
                config,
                f"{what} in {os.path.basename(config)} names {len(names)} folders, of which the "
                f"first {_MOST_FOLDERS} are looked at.",
            )
        )
    return names[:_MOST_FOLDERS]


def _text(path: str, boundary: str, problems: list[Problem], most: int = toml.LARGEST) -> str:
    try:
        return disk.text(path, within=boundary, most=most)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        problems.append(
            problem(
                ProblemKind.CONFIGURATION,
                path,
                f"{os.path.basename(path)} cannot be read ({why}), so it is ignored.",
            )
        )
        return ""


def _foundry_profile(path: str, boundary: str, problems: list[Problem]) -> dict[str, Any]:
    """What holds in the profile that `FOUNDRY_PROFILE` names: default's, where it says no other."""
    try:
        data = toml.read(_text(path, boundary, problems))
    except toml.TomlError as error:
        problems.append(
            problem(
                ProblemKind.CONFIGURATION,
                path,
                f"foundry.toml is not valid TOML ({error}), so it is ignored.",
                "Mend it as the message says.",
            )
        )
        return {}
    profiles = _table(data.get("profile"))
    profile = _table(profiles.get("default") if profiles else data.get("default"))
    chosen = os.environ.get("FOUNDRY_PROFILE") or "default"
    if chosen in profiles:
        return {**profile, **_table(profiles[chosen])}
    if chosen != "default":
        problems.append(
            problem(
                ProblemKind.CONFIGURATION,
                path,
                f"foundry.toml has no profile {chosen}, which FOUNDRY_PROFILE names, so default "
                "is read.",
            )
        )
    return profile


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _strings(value: object) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _source_strings(value: object) -> tuple[str, ...] | None:
    """Folders, of which Foundry takes one; None for what names none."""
    named = value if isinstance(value, list) else [] if value is None else [value]
    strings = _strings(named)
    return tuple(strings) if len(strings) == len(named) else None
