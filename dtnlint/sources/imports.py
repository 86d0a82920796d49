"""What an import in a file means: which file on the disk, or which bundled one.

Solidity leaves that to the tool that calls the compiler. Foundry and Hardhat
each have their rules; the ones here accept what either accepts, and look only
inside the project's boundary.
"""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
from pathlib import PurePosixPath

from msgspec import Struct

from dtnlint import disk
from dtnlint.sources import bundled
from dtnlint.sources.layout import Layout, Project, Remapping, is_config, remappings_of
from dtnlint.sources.npm import Packages, split

_OWN = ("src", "contracts", "lib", "test", "script")
"""Folders of a project's own, which an import may begin with as if they were packages."""

_PACKAGE = re.compile(r"(?:@[a-z\d][\w.-]*/)?[a-z\d][\w.-]*", re.ASCII | re.IGNORECASE)
"""What npm would take for a name, and no shell for more than that."""
_FOLDERS = 2_000
"""Folders of a package in which a missing file is sought; large packages have some hundreds."""


class Missing(Struct, frozen=True):
    """An import that leads to no file."""

    package: str = ""
    """Absolute path of the package that it means, if that is there without the file."""


class Outside(Struct, frozen=True):
    """An import that leads out of the project's boundary."""

    path: str


Resolution = str | Missing | Outside
"""A file's key: its absolute path, or a bundled file's name with its prefix."""


class Resolver:
    """Resolves the imports of one project's files."""

    def __init__(self, project: Project, extra: Iterable[Remapping], *, stubs: bool) -> None:
        self._project = project
        self._extra = tuple(extra)
        self._stubs = stubs
        self._real_boundary = disk.real(project.boundary)
        self._packages = Packages(project.boundary)
        self._indexes: dict[int, tuple[tuple[Remapping, ...], Remappings]] = {}
        self._nested = cache(self._read_nested)
        self._known_files: dict[str, str] = {}
        self.missed: set[str] = set()
        """Where files of packages would be that are not installed."""
        self._at = cache(self._locate)
        self._lies_outside = cache(lambda path: disk.leads_out(path, project.boundary))
        self._holds_files = cache(self._are_files_in)
        self.resolve = cache(self._resolve)

    def _resolve(self, importer: str, path: str) -> Resolution:
        """Return what `path`, as written in the file `importer`, means."""
        relative = path.startswith(("./", "../"))
        if importer.startswith(bundled.PREFIX):
            if relative:
                return os.path.normpath(os.path.join(os.path.dirname(importer), path))
            candidates = self._direct(os.path.join(self._project.root, "-"), path)
        elif relative:
            candidates = iter([os.path.normpath(os.path.join(os.path.dirname(importer), path))])
        else:
            candidates = self._direct(importer, path)
        tried: list[str] = []
        outside: str | None = None
        for candidate in candidates:
            if not self._lexically_inside(candidate):
                outside = outside or candidate
                continue
            tried.append(candidate)
            located = self._at(candidate)
            if located is not None:
                return located
        ours = importer.startswith(bundled.PREFIX)
        if ours or not self._lies_outside(os.path.dirname(importer)):  # else it was named itself
            # Whether there is something or not: that is not for a project to find out.
            linked = next(filter(self._is_linked_out, tried), None)
            if linked is not None:
                return Outside(linked)
        if not relative:
            if (beside := self._beside(importer, path)) is not None:
                return beside
            self.missed.update(tried)
        if self._stubs:
            for name in (path, *tried):
                stub = bundled.bundled_name(name)
                if stub is not None and not self._package_installed(stub, path, tried):
                    return bundled.PREFIX + stub
        if outside is not None and relative:
            return Outside(outside)
        return Missing("" if relative else self._package_of(path, tried))

    def _beside(self, importer: str, path: str) -> str | None:
        """The file in a folder around the importer: sources that came in one piece lie so,
        and nothing stands in for a file that is there.
        """
        folder = os.path.dirname(importer)
        while self._lexically_inside(folder):
            candidate = os.path.normpath(os.path.join(folder, path))
            if self._lexically_inside(candidate):
                located = self._at(candidate)
                if located is not None:
                    return located
            folder, below = os.path.dirname(folder), folder
            if folder == below:
                break
        return None

    def _is_linked_out(self, path: str) -> bool:
        return self._lies_outside(path if os.path.islink(path) else os.path.dirname(path))

    def _locate(self, path: str) -> str | None:
        if not disk.is_file(path):
            return None
        real = disk.real(path)
        if not disk.is_under(real, self._real_boundary):
            return None
        # One file has one key, by whatever links it was reached.
        return self._known_files.setdefault(real, path)

    def known_as(self, path: str) -> str:
        """Return the key of the existing file `path`."""
        return self._known_files.setdefault(disk.real(path), path)

    def _direct(self, importer: str, path: str) -> Iterator[str]:
        root = self._project.root
        for base, remappings in (
            (root, self._extra),
            (root, self._project.remappings),
            *self._nested(os.path.dirname(importer)),
        ):
            if remappings:
                near = os.path.relpath(importer, base)
                for remapping in self._indexed(remappings).applicable(near, path):
                    rest = path[len(remapping.prefix) :]
                    yield os.path.normpath(os.path.join(base, remapping.target + rest))
        yield from self._in_node_modules(importer, path)
        if disk.exists(importer):
            # pnpm links packages into place; their own packages lie beside the real ones.
            real = disk.real(importer)
            if real != importer and disk.is_under(real, self._real_boundary):
                yield from self._in_node_modules(real, path)
        yield os.path.normpath(os.path.join(root, path))
        yield from _in_libs(self._project.libs, path)
        for source in self._project.sources:
            yield os.path.normpath(os.path.join(source, path))
        if self._project.layout is Layout.FOUNDRY:
            yield from self._brought_along(path)

    def _indexed(self, remappings: tuple[Remapping, ...]) -> Remappings:
        # By what they are in memory: comparing them would take as long as going through them.
        if id(remappings) not in self._indexes:
            self._indexes[id(remappings)] = (remappings, Remappings(remappings))
        return self._indexes[id(remappings)][1]

    def _brought_along(self, path: str) -> Iterator[str]:
        """What libraries have for themselves: Foundry lets all of the project use it."""
        for library, remappings in self._libraries:
            for remapping in self._indexed(remappings).applicable("", path):
                rest = path[len(remapping.prefix) :]
                yield os.path.normpath(os.path.join(library, remapping.target + rest))
        yield from _in_libs((os.path.join(library, "lib") for library, _ in self._libraries), path)

    @cached_property
    def _libraries(self) -> tuple[tuple[str, tuple[Remapping, ...]], ...]:
        """The libraries, those of libraries behind them, each with the remappings it brings."""
        found: list[tuple[str, tuple[Remapping, ...]]] = []
        pending = list(self._project.libs)
        seen: set[str] = set()
        for lib in pending:
            real = disk.real(lib)
            if real in seen or not disk.is_under(real, self._real_boundary):
                continue
            seen.add(real)
            for library in self._folders(lib):
                own = remappings_of(library) if is_config(library) else ()
                found.append((library, own))
                pending.append(os.path.join(library, "lib"))
        return tuple(found)

    def _folders(self, folder: str) -> list[str]:
        try:
            return [
                entry.path
                for entry in disk.entries(folder)
                if not (entry.is_symlink() and disk.leads_out(entry.path, self._project.boundary))
                and entry.is_dir()
            ]
        except OSError:
            return []

    def _in_node_modules(self, importer: str, path: str) -> Iterator[str]:
        folder = os.path.dirname(importer)
        while True:
            yield from self._packages.places(os.path.join(folder, "node_modules"), path)
            if folder in (self._project.boundary, self._real_boundary, os.path.dirname(folder)):
                return
            folder = os.path.dirname(folder)

    def _read_nested(self, folder: str) -> tuple[tuple[str, tuple[Remapping, ...]], ...]:
        """Return the remappings that stand between `folder` and the root, innermost first.

        Foundry's dependencies bring them, and in Hardhat 3 any folder may, also a package's.
        """
        found: list[tuple[str, tuple[Remapping, ...]]] = []
        while disk.is_under(folder, self._project.boundary) and not disk.is_under(
            self._project.root, folder
        ):
            if is_config(folder):
                found.append((folder, remappings_of(folder)))
            folder = os.path.dirname(folder)
        return tuple(found)

    def _package_installed(self, stub: str, path: str, tried: list[str]) -> bool:
        """Tell whether the package for which the bundled file `stub` would stand is there.

        It is when the folder of one of the places where it would be holds
        anything: a submodule that was not fetched is an empty folder.
        """
        parts = PurePosixPath(stub).parts
        depth = len(parts) - (2 if stub.startswith("@") else 1)
        for candidate in tried:
            package = candidate
            for _ in range(depth):
                package = os.path.dirname(package)
            # Only what bears the package's name, so that `contracts/access/` of
            # the project itself is not taken for OpenZeppelin's.
            if bundled.bundled_name(candidate) == stub and self._holds_files(package):
                return True
        return False

    def _are_files_in(self, folder: str) -> bool:
        """Tell whether a folder of the project holds anything."""
        return not self._lies_outside(folder) and _holds_files(folder)

    def _package_of(self, path: str, tried: Iterable[str]) -> str:
        """The folder of the package that an import means, of the places where it was sought."""
        package, rest = split(path)
        if package in _OWN or not rest:
            return ""
        ending = os.sep + os.path.normpath(rest)
        folders = (
            candidate.removesuffix(ending) for candidate in tried if candidate.endswith(ending)
        )
        return next(filter(self._holds_files, folders), "")

    def _lexically_inside(self, path: str) -> bool:
        tops = (self._project.boundary, self._real_boundary)
        return any(disk.is_under(path, top) for top in tops)


_MOST_MEANINGS = 16
"""Remappings that are tried for one import."""


class Remappings:
    """Remappings by their prefixes, of which an import has few, however many there are."""

    def __init__(self, remappings: Iterable[Remapping]) -> None:
        self._by_prefix: dict[str, list[tuple[int, Remapping]]] = {}
        for position, remapping in enumerate(remappings):
            self._by_prefix.setdefault(remapping.prefix, []).append((position, remapping))
        self._lengths = sorted({len(prefix) for prefix in self._by_prefix})

    def applicable(self, importer: str, path: str) -> Iterator[Remapping]:
        """Yield those for an import, the one that solc would take first."""
        matching = [
            (len(remapping.context), length, position, remapping)
            for length in self._lengths
            if length <= len(path)
            for position, remapping in self._by_prefix.get(path[:length], ())
            if importer.startswith(remapping.context)
        ]
        matching.sort(key=lambda item: item[:3], reverse=True)
        for *_, remapping in matching[:_MOST_MEANINGS]:
            yield remapping


def _in_libs(libs: Iterable[str], path: str) -> Iterator[str]:
    """Where a package may lie in folders of Foundry's libraries."""
    package, _, rest = path.partition("/")
    if not rest:
        return
    for lib in libs:
        for inside in ("", "src", "contracts"):
            yield os.path.normpath(os.path.join(lib, package, inside, rest))
        # Foundry finds npm's names in the remappings that OpenZeppelin ships.
        for npm, name in (
            ("@openzeppelin/contracts/", "openzeppelin-contracts"),
            ("@openzeppelin/contracts-upgradeable/", "openzeppelin-contracts-upgradeable"),
        ):
            if path.startswith(npm):
                rest_of_npm = path[len(npm) :]
                yield os.path.normpath(os.path.join(lib, name, "contracts", rest_of_npm))


def _holds_files(folder: str) -> bool:
    try:
        return bool(disk.entries(folder))
    except OSError:
        return False


def how_to_find(path: str, package: str) -> str:
    """Return the sentence that tells how to get a file that an installed package has not.

    `package` is the package's folder, in the project.
    """
    name, rest = split(path)
    for folder in (package, os.path.dirname(package)):
        if version := _version(folder):
            name = f"{name} {version}"
            break
    elsewhere = _elsewhere(package, os.path.basename(rest))
    if elsewhere:
        return (
            f"{name} is installed and has {elsewhere}: import that, or install the version "
            "that the contract is written for."
        )
    return (
        f"{name} is installed and has no such file: check the path, or install the version "
        "that the contract is written for."
    )


def _version(package: str) -> str:
    try:
        read = json.loads(disk.text(os.path.join(package, "package.json"), within=package))
    except (OSError, ValueError, RecursionError):
        return ""
    version = read.get("version") if isinstance(read, dict) else None
    return version if isinstance(version, str) else ""


def _elsewhere(package: str, name: str) -> str:
    """Where in a package a file of this name lies, with forward slashes."""
    return min(
        _files_in(package).get(name, ()), key=lambda place: (place.count("/"), place), default=""
    )


@lru_cache(maxsize=64)
def _files_in(package: str) -> dict[str, list[str]]:
    """Where the files of a package lie, by name; of a package beyond all measure, some."""
    found: dict[str, list[str]] = {}
    for folder, _, names in itertools.islice(os.walk(package), _FOLDERS):
        for name in names:
            place = os.path.relpath(os.path.join(folder, name), package).replace(os.sep, "/")
            found.setdefault(name, []).append(place)
    return found


def how_to_install(path: str, *, foundry: bool) -> str:
    """Return the sentence that tells how to get the package of a missing import."""
    if path.startswith(("./", "../", "/")) or "/" not in path:
        return "Check the path, or add a remapping."
    stub = bundled.bundled_name(path)
    package = split(path)[0]
    if foundry:
        known = {
            "@openzeppelin/contracts": "OpenZeppelin/openzeppelin-contracts",
            "@openzeppelin/contracts-upgradeable": (
                "OpenZeppelin/openzeppelin-contracts-upgradeable"
            ),
            "openzeppelin-contracts": "OpenZeppelin/openzeppelin-contracts",
            "openzeppelin-contracts-upgradeable": (
                "OpenZeppelin/openzeppelin-contracts-upgradeable"
            ),
            "forge-std": "foundry-rs/forge-std",
        }
        if package in known:
            return f"Install it: forge install {known[package]}"
    if (package in _OWN and stub is None) or not _PACKAGE.fullmatch(package):
        return "Check the path, or add a remapping."
    return f"Install it: npm install {package}"
