"""What solc makes of sources beyond their syntax trees: code to run, and where storage lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Struct

from dtnlint.compiler.solc import Solc
from dtnlint.compiler.standard_json import CompilerError, Compilers
from dtnlint.sources.pragma import version_key

_PARTS = ["abi", "evm.bytecode.object", "evm.bytecode.linkReferences", "storageLayout"]
# The newest machine on which all code up to it runs; compilers before it name older ones.
_EVM_VERSION = "cancun"
_FIRST_WITH_IT = "0.8.25"


class CannotBuild(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """There is no code to run; the message says why, in a sentence."""


class Artifact(Struct, frozen=True, dict=True):
    """One contract, ready to be deployed."""

    unit: str
    name: str
    abi: tuple[Mapping[str, Any], ...]
    object: str
    """Creation code in hexadecimal, with placeholders where libraries are linked."""
    links: Mapping[str, Mapping[str, Any]]
    layout: Mapping[str, Any]

    @property
    def deployable(self) -> bool:
        """It is neither abstract nor an interface."""
        return bool(self.object)

    @cached_property
    def functions(self) -> dict[str, Mapping[str, Any]]:
        """The external functions by their signatures with canonical types."""
        return {signature(entry): entry for entry in self.abi if entry["type"] == "function"}

    @property
    def constructor(self) -> tuple[Mapping[str, Any], ...]:
        """The constructor's parameters."""
        for entry in self.abi:
            if entry["type"] == "constructor":
                return tuple(entry["inputs"])
        return ()

    def code(self, libraries: Mapping[tuple[str, str], str]) -> bytes:
        """Creation code, linked to `libraries`, whose addresses go by unit and name."""
        text = self.object
        for unit, names in self.links.items():
            for name, places in names.items():
                address = libraries[unit, name][2:]
                for place in places:
                    start = place["start"] * 2
                    text = text[:start] + address + text[start + place["length"] * 2 :]
        return bytes.fromhex(text)


def signature(entry: Mapping[str, Any]) -> str:
    """A function's signature, with canonical types."""
    return f"{entry['name']}({','.join(canonical(one) for one in entry['inputs'])})"


def canonical(parameter: Mapping[str, Any]) -> str:
    """A parameter's type as it stands in a signature: structs as tuples."""
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return kind
    members = ",".join(canonical(member) for member in parameter["components"])
    return f"({members}){kind.removeprefix('tuple')}"


def build(
    compilers: Compilers,
    solc: Solc,
    sources: Mapping[str, str],
    units: Iterable[str],
    remappings: Iterable[str] = (),
    settings: Mapping[str, Any] | None = None,
    only: str = "*",
) -> dict[tuple[str, str], Artifact]:
    """Compile `sources`; the contracts of `units` (or the `only` one) by unit and name.

    `settings` are added to solc's. Raises `CannotBuild`.
    """
    wanted: dict[str, Any] = {
        "remappings": list(remappings),
        "outputSelection": {unit: {only: _PARTS} for unit in units},
        **(settings or {}),
    }
    if version_key(solc.version) >= version_key(_FIRST_WITH_IT):
        wanted.setdefault("evmVersion", _EVM_VERSION)
    message = {
        "language": "Solidity",
        "sources": {unit: {"content": text} for unit, text in sources.items()},
        "settings": wanted,
    }
    try:
        answer = compilers.ask(solc, msgspec.json.encode(message))
    except CompilerError as error:
        raise CannotBuild(f"The compiler {solc.path} {error}.") from error
    errors = [e for e in answer.get("errors", ()) if e.get("severity") == "error"]
    if errors:
        text = " ".join(str(errors[0].get("formattedMessage") or errors[0]["message"]).split())
        raise CannotBuild(f"solc {solc.version} makes no code of it: {text}")
    return {
        (unit, name): Artifact(
            unit,
            name,
            tuple(made["abi"]),
            made["evm"]["bytecode"]["object"],
            made["evm"]["bytecode"].get("linkReferences", {}),
            made.get("storageLayout") or {},
        )
        for unit, contracts in answer.get("contracts", {}).items()
        for name, made in contracts.items()
    }
