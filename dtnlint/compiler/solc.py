"""The compilers that a machine has, without running more of them than the one on the PATH.

Where Foundry, Hardhat, solc-select, py-solc-x and npm keep theirs. Choosing one
and downloading one live elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from dtnlint import disk, programs
from dtnlint.solcjs.published import SOLJSON_SHA256

SOLCJS_VARIABLE = "DTNLINT_SOLCJS"
"""Environment variable that names folders with npm packages of solc, as PATH does."""

_LARGEST = 200_000_000
"""Bytes of a compiler; the largest published one has 30 million."""
_VERSION = re.compile(r"(\d+\.\d+\.\d+)")


class Solc(Struct, frozen=True):
    """One compiler."""

    version: str
    """Such as `0.8.28`."""
    path: str
    """An executable that speaks `--standard-json`, or a `soljson.js`."""
    origin: str
    """Whose it is, for people: `Foundry`, `the PATH`, …"""
    sha256: str = ""
    """What the bytes of a `soljson.js` have to be when it runs; empty where the user named it."""

    @property
    def is_script(self) -> bool:
        """Tell whether it is the WebAssembly build, which needs Node.js."""
        return self.path.endswith(".js")


def installed(root: str, environment: Mapping[str, str] | None = None) -> Iterator[Solc]:
    """Yield the compilers of this machine, the ones to prefer first.

    `root` is the project's folder, whose own npm package is used if it is the
    published one byte for byte. So is any other that lies in what is checked, or where
    everybody can write; a native compiler is not used there at all.
    """
    env = os.environ if environment is None else environment
    home = Path(env.get("HOME") or env.get("USERPROFILE") or Path.home())
    yield from _npm_packages(env)
    yield from _foundry(home, env)
    yield from _hardhat(home, env)
    yield from _solc_select(home, env)
    yield from _py_solc_x(home, env)
    yield from _on_path(env)
    yield from _project_package(Path(root))


def _npm_packages(env: Mapping[str, str]) -> Iterator[Solc]:
    for folder in filter(None, env.get(SOLCJS_VARIABLE, "").split(os.pathsep)):
        for package in map(Path, disk.matching(folder, "solc*")):
            soljson = package / "soljson.js"
            version = _package_version(package)
            if version is not None and disk.is_file(soljson):
                yield from _script(version, soljson, SOLCJS_VARIABLE)


def _script(version: str, path: Path, origin: str) -> Iterator[Solc]:
    """A `soljson.js` as it is if it is the user's, else only if it is the published one."""
    if programs.may_run(str(path)):
        yield Solc(version, str(path), origin)
    elif is_genuine(path, version):
        yield Solc(version, os.path.abspath(path), origin, SOLJSON_SHA256[version])


def _package_version(package: Path) -> str | None:
    try:
        manifest = json.loads(disk.text(package / "package.json", within=None))
        found = _VERSION.match(manifest["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # The npm package 0.8.1 holds 0.8.0.
    return found.group(1) if found and found.group(1) != "0.8.1" else None


def _foundry(home: Path, env: Mapping[str, str]) -> Iterator[Solc]:
    data = Path(env.get("XDG_DATA_HOME") or home / ".local" / "share")
    for folder in (home / ".svm", data / "svm", home / "Library/Application Support/svm"):
        yield from _executables(disk.matching(folder, "*/solc-*"), "Foundry")


def _hardhat(home: Path, env: Mapping[str, str]) -> Iterator[Solc]:
    # https://hardhat.org/hardhat-runner/docs/advanced/... : the `env-paths` of "hardhat".
    if sys.platform == "darwin":
        cache = home / "Library/Caches/hardhat-nodejs"
    elif os.name == "nt":
        local = Path(env.get("LOCALAPPDATA") or home / "AppData/Local")
        cache = local / "hardhat-nodejs" / "Cache"
    else:
        cache = Path(env.get("XDG_CACHE_HOME") or home / ".cache") / "hardhat-nodejs"
    yield from _executables(disk.matching(cache, "compilers-v*/*-amd64/solc-*"), "Hardhat")
    yield from _executables(disk.matching(cache, "compilers-v*/*-arm64/solc-*"), "Hardhat")
    for script in disk.matching(cache, "compilers-v*/wasm/soljson-*.js"):
        if found := _VERSION.search(os.path.basename(script)):
            yield from _script(found.group(1), Path(script), "Hardhat")


def _solc_select(home: Path, env: Mapping[str, str]) -> Iterator[Solc]:
    for base in dict.fromkeys(filter(None, (env.get("VIRTUAL_ENV"), str(home)))):
        artifacts = Path(base) / ".solc-select" / "artifacts"
        yield from _executables(disk.matching(artifacts, "solc-*/solc-*"), "solc-select")


def _py_solc_x(home: Path, env: Mapping[str, str]) -> Iterator[Solc]:
    folder = Path(env.get("SOLCX_BINARY_PATH") or home / ".solcx")
    yield from _executables(disk.matching(folder, "solc-v*"), "py-solc-x")
    yield from _executables(disk.matching(folder, "solc-v*/solc.exe"), "py-solc-x")


def _executables(paths: Iterator[str], origin: str) -> Iterator[Solc]:
    for path in map(Path, paths):
        found = _VERSION.search(path.name) or _VERSION.search(path.parent.name)
        if found and disk.is_program(path) and programs.may_run(str(path)):
            yield Solc(found.group(1), str(path), origin)


def _on_path(env: Mapping[str, str]) -> Iterator[Solc]:
    for folder in env.get("PATH", os.defpath).split(os.pathsep):
        disk.stamp(folder or ".")
        disk.is_program(os.path.join(folder, "solc"))
    path = programs.found("solc", env)
    # solc-select installs a script of this name, which runs one of the compilers
    # that were listed already, or tries to download one.
    if path is not None and not _is_script(path):
        version = version_of(path)
        if version is not None:
            yield Solc(version, path, "the PATH")


def _is_script(path: str) -> bool:
    try:
        return b"solc_select" in disk.beginning(path, 1024, within=None)
    except OSError:
        return True


def version_of(path: str) -> str | None:
    """Ask an executable for its version; None if it does not tell."""
    disk.stamp(path)
    try:
        itself = os.path.basename(disk.real(path)).startswith("solc")
        if not itself or disk.beginning(path, 2, within=None) == b"#!":
            disk.unrecorded()  # what a stand-in answers may follow from anything
        answer = programs.answer([path, "--version"], 20)
    except (OSError, ValueError, programs.Failed):
        return None
    found = re.search(r"Version:\s*(\d+\.\d+\.\d+)", answer) or _VERSION.search(answer)
    return found.group(1) if found else None


def _project_package(root: Path) -> Iterator[Solc]:
    package = root / "node_modules" / "solc"
    soljson = package / "soljson.js"
    version = _package_version(package)
    if version is not None and is_genuine(soljson, version):
        digest = SOLJSON_SHA256[version]
        yield Solc(version, str(soljson), "the project's node_modules", digest)


def version_of_script(path: str) -> str | None:
    """Return the version of a soljson.js: by its contents, its package, or its name."""
    try:
        digest = _digest(Path(path))
    except OSError:
        return None
    known = {sum_: version for version, sum_ in SOLJSON_SHA256.items()}
    named = _VERSION.search(os.path.basename(path))
    return (
        known.get(digest)
        or _package_version(Path(path).parent)
        or (named.group(1) if named else None)
    )


def is_genuine(soljson: Path, version: str) -> bool:
    """Tell whether a file is the published WebAssembly build of solc `version`."""
    try:
        return SOLJSON_SHA256.get(version) == _digest(soljson)
    except OSError:
        return False


def _digest(path: Path) -> str:
    return hashlib.sha256(disk.read(path, within=None, most=_LARGEST)).hexdigest()
