"""The folders of Sourcify's repository: ``metadata.json``, and the sources that it names.

``contracts/full_match/CHAIN/ADDRESS/``, ``metadata.json`` and ``sources/PATH`` in it; paths that
would lead out, or hold a line's end, are changed, and ``path-translation.json`` says how. The
second form of the repository names each source by its Keccak-256. As `RepositoryV1Service` and
`RepositoryV2Service` of Sourcify's server write them:
https://github.com/argotorg/sourcify/tree/staging/services/server/src/server/services/storageServices
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct, field

from dtnlint import disk
from dtnlint.sources.verified.contract import (
    MOST_FILES,
    Deployment,
    Refusal,
    Verified,
    address_in,
    placed,
    release,
)

METADATA = "metadata.json"
SOURCES = "sources"
_TRANSLATION = "path-translation.json"
_LARGEST = 16_000_000
_DEEPEST = 100
_HASH = re.compile("0x[0-9a-f]{64}")


class _Source(Struct):
    keccak256: str = ""


class _Settings(Struct):
    remappings: list[str] = field(default_factory=list)
    evm_version: str | None = field(default=None, name="evmVersion")
    via_ir: bool = field(default=False, name="viaIR")
    target: dict[str, str] = field(default_factory=dict, name="compilationTarget")


class _Compiler(Struct):
    version: str


class _Metadata(Struct):
    """https://docs.soliditylang.org/en/latest/metadata.html."""

    compiler: _Compiler
    sources: dict[str, _Source]
    settings: _Settings
    language: str = "Solidity"


class Match(Struct, frozen=True):
    """A folder as it was read."""

    verified: Verified
    altered: tuple[str, ...]
    """Files, by their paths from the folder, that are not those of which the metadata speaks."""


def is_match(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder is one of these: other tools have a `metadata.json`, too."""
    return disk.is_folder(os.path.join(folder, SOURCES)) and _metadata(folder) is not None


def _metadata(folder: str | os.PathLike[str]) -> _Metadata | None:
    path = os.path.join(folder, METADATA)
    if not disk.is_file(path):
        return None
    try:
        data = disk.read(path, within=folder, most=_LARGEST)
        return msgspec.json.decode(data, type=_Metadata)
    except (OSError, msgspec.DecodeError, RecursionError):
        return None


def read(folder: str) -> Match | None:
    """Read one; None for another folder. Raises `Refusal`."""
    metadata = _metadata(folder) if disk.is_folder(os.path.join(folder, SOURCES)) else None
    if metadata is None:
        return None
    if metadata.language != "Solidity":
        raise Refusal("It is not written in Solidity, which is what dtnlint reads.")
    files = _files(folder, metadata)
    target, name = next(iter(metadata.settings.target.items()), ("", ""))
    verified = Verified(
        _deployment(folder, name, release(metadata.compiler.version)),
        files,
        remappings=tuple(metadata.settings.remappings),
        evm_version=metadata.settings.evm_version,
        via_ir=metadata.settings.via_ir,
        target=target if target in files else "",
    )
    return Match(verified, tuple(_altered(folder, files, metadata.sources)))


def _deployment(folder: str, name: str, version: str) -> Deployment:
    """The folder's own name is the address, that above the chain, and above that the match."""
    above, last = os.path.split(folder)
    address = last if address_in(last) == last else ""
    above, chain = os.path.split(above)
    match = os.path.basename(above)
    if not address or not re.fullmatch("[0-9]{1,20}", chain):
        return Deployment(folder, name=name, address=address, version=version)
    match = match if match in ("full_match", "partial_match") else ""
    return Deployment(folder, name, address, chain, version, match)


def _files(folder: str, metadata: _Metadata) -> dict[str, str]:
    there = list(_there(folder))
    if not there:
        raise Refusal(f"{SOURCES}/ holds no file.", "Download it again.")
    translation = _translation(folder)
    known = set(there)
    files: dict[str, str] = {}
    for unit, source in metadata.sources.items():
        for name in (
            translation.get(unit, unit),
            _normal(unit),
            *placed([unit]).values(),
            source.keccak256,
        ):
            if name in known:
                files[unit] = f"{SOURCES}/{name}"
                break
    # What the metadata does not name is there all the same.
    taken = set(files.values())
    for name in there:
        if f"{SOURCES}/{name}" not in taken and name.lower().endswith(".sol"):
            files.setdefault(name, f"{SOURCES}/{name}")
    return files


def _normal(unit: str) -> str:
    """As Sourcify changes the paths that it cannot use."""
    parts = posixpath.normpath(unit).replace("\n", "").split("/")
    return "/".join(part for part in parts if part not in ("", ".."))


def _translation(folder: str) -> Mapping[str, str]:
    path = os.path.join(folder, _TRANSLATION)
    if not disk.is_file(path):
        return {}
    try:
        return msgspec.json.decode(
            disk.read(path, within=folder, most=_LARGEST), type=dict[str, str]
        )
    except (OSError, msgspec.DecodeError, RecursionError):
        return {}


def _there(folder: str) -> Iterator[str]:
    """The files of the sources, by their paths below them; no link is followed."""
    pending = [(os.path.join(folder, SOURCES), "", 0)]
    count = 0
    while pending:
        path, inside, depth = pending.pop()
        try:
            entries = disk.entries(path)
        except OSError:
            continue
        for entry in entries:
            if entry.is_symlink():
                continue
            if entry.is_dir() and depth < _DEEPEST:
                pending.append((entry.path, f"{inside}{entry.name}/", depth + 1))
            elif entry.is_file():
                count += 1
                if count > MOST_FILES:
                    raise Refusal(
                        f"{SOURCES}/ holds more than {MOST_FILES} files, which is more than any "
                        "contract has."
                    )
                yield f"{inside}{entry.name}"


def _altered(
    folder: str, files: Mapping[str, str], sources: Mapping[str, _Source]
) -> Iterator[str]:
    from Crypto.Hash import keccak  # late: most runs need none

    for unit, source in sources.items():
        if unit in files and _HASH.fullmatch(source.keccak256.lower()):
            try:
                data = disk.read(os.path.join(folder, *files[unit].split("/")), within=folder)
            except OSError:
                continue  # whoever reads it for good says so
            digest = keccak.new(digest_bits=256, data=data).hexdigest()
            if f"0x{digest}" != source.keccak256.lower():
                yield files[unit]
