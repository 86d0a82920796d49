"""One contract's verified sources as a value, and the names under which their files go here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from msgspec import Struct

from dtnlint.escaping import shortened

MOST_FILES = 10_000
"""Of one contract; the largest real ones have some hundreds."""
_LONGEST = 500
_ADDRESS = re.compile(r"(?<![0-9A-Za-z])0x[0-9a-fA-F]{40}(?![0-9A-Za-z])")
_RELEASE = re.compile(r"(?:soljson-)?v?(\d+\.\d+\.\d+)(?:\+commit\.[0-9a-f]+[\w.+-]*)?(?:\.js)?")
"""As compilers and explorers write it: ``v0.8.19+commit.7dd6d404``, ``0.8.19``."""


class Refusal(Exception):  # noqa: N818 - it says what is wrong with an input
    """Why something cannot be taken for verified sources: a sentence, and a remedy."""

    def __init__(self, message: str, remedy: str = "", *, foreign: bool = False) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.foreign = foreign
        """It is something else, of which a folder may well hold some."""


class Deployment(Struct, frozen=True, order=True):
    """Where verified sources say that a contract lives; what they do not say is empty."""

    path: str
    """The folder that its files lie in, or the file that holds them."""
    name: str = ""
    """The contract's."""
    address: str = ""
    """As it was written: ``0x`` and 40 digits."""
    chain: str = ""
    """The chain's number (EIP-155), in decimal."""
    version: str = ""
    """The compiler's, such as ``0.8.19``."""
    match: str = ""
    """How far it was verified, in the words of who did: ``exact_match``, ``full_match``."""


class Verified(Struct, frozen=True, dict=True):
    """What was compiled, and how."""

    deployment: Deployment
    files: Mapping[str, str]
    """By source unit name, where the file is: a path from the deployment's folder."""
    remappings: tuple[str, ...] = ()
    evm_version: str | None = None
    via_ir: bool = False
    target: str = ""
    """The source unit name of the contract's own file; empty where it is not said."""

    @cached_property
    def units(self) -> dict[str, str]:
        """By absolute path, the source unit name of a file."""
        return {self.place(unit): unit for unit in self.files}

    def place(self, unit: str) -> str:
        """The absolute path of a file."""
        return os.path.join(self.deployment.path, *self.files[unit].split("/"))


class Found(Struct, frozen=True):
    """Verified sources and the files that are to be held for them."""

    verified: Verified
    texts: Mapping[str, bytes]
    """By path from the deployment's folder."""


def release(version: str) -> str:
    """The compiler of a version as it is written somewhere; empty if nothing is written.

    Raises `Refusal` for what was never released: of that, no other compiler is the same.
    """
    if not version:
        return ""
    found = _RELEASE.fullmatch(version)
    if found is None:
        raise Refusal(
            f"It was compiled with {shortened(version)!r}, which is no released solc, so what "
            "was verified cannot be compiled again."
        )
    return found[1]


def address_in(name: str) -> str:
    """The address that a name holds, if it holds one."""
    found = _ADDRESS.findall(name)
    return found[0] if len(found) == 1 else ""


def placed(units: Iterable[str]) -> dict[str, str]:
    """By source unit name, a path below some folder: as alike as it can be, and each its own."""
    paths: dict[str, str] = {}
    taken: set[str] = set()
    # A name that is a path as it stands has it before one that is made so.
    for unit in sorted(units, key=lambda unit: (_plain(unit) != unit, unit)):
        path, number = _plain(unit), 1
        while path in taken:
            number += 1
            path = f"{_plain(unit)}~{number}"
        taken.add(path)
        paths[unit] = path
    return paths


def _plain(unit: str) -> str:
    parts = unit[:_LONGEST].replace("\\", "/").split("/")
    parts = [part for part in parts if part not in ("", ".")]
    parts = ["%2E%2E" if part == ".." else part.replace("\0", "%00") for part in parts]
    if parts and re.match("[A-Za-z]:", parts[0]):  # what Windows takes for a drive
        parts[0] = parts[0].replace(":", "%3A", 1)
    return "/".join(parts) or "%2E"
