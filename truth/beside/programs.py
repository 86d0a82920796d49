"""Sources compiled once: bytecode for the EVM, and code of the language for the interpreter."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from dtnlint.compiler.choice import Choice
from dtnlint.compiler.download import Downloads
from dtnlint.compiler.solc import Solc
from dtnlint.compiler.standard_json import Compilers
from dtnlint.language.instructions import Code
from dtnlint.language.lower import lower_contract
from dtnlint.language.tree import Tree
from dtnlint.replay.bytecode import Artifact, CannotBuild
from dtnlint.solcjs.build import cache_folder
from dtnlint.sources.closure import Closure
from truth.interpreter.world import EventShape, Program

_CODE = [
    "abi",
    "evm.bytecode.object",
    "evm.bytecode.linkReferences",
    "evm.deployedBytecode.object",
]


@dataclass(frozen=True)
class Deployable:
    """A contract that can stand on the chain."""

    artifact: Artifact
    declaration: int
    runtime_size: int
    library: bool

    @property
    def name(self) -> str:
        """Its name, with the file that it stands in."""
        return f"{self.artifact.unit}:{self.artifact.name}"


@dataclass(frozen=True)
class Compiled:
    """Contracts that were compiled together, by unit and name."""

    contracts: Mapping[tuple[str, str], Deployable]
    codes: Mapping[int, Code]
    events: Mapping[int, EventShape]

    def program(self) -> Program:
        """What the interpreter runs."""
        libraries = frozenset(one.declaration for one in self.contracts.values() if one.library)
        creation = {
            one.declaration: bytes.fromhex(one.artifact.object)
            for one in self.contracts.values()
            if not one.artifact.links
        }
        runtime = {
            one.declaration: bytes([0xFE]) * one.runtime_size for one in self.contracts.values()
        }
        return Program(self.codes, self.events, libraries, creation, runtime)


_NEWEST = 37
_MACHINES = ((24, "cancun"), (18, "paris"), (0, "istanbul"))
"""The machine's version to compile for, by the first 0.8.x that knows it."""


@lru_cache(maxsize=4)
def compiler(minor: int = _NEWEST) -> tuple[Compilers, Solc]:
    """The compiler 0.8.`minor`, running."""
    compilers = Compilers(1800, lasting=True)
    atexit.register(compilers.close)
    solc = Choice(Downloads(cache_folder(), False)).compiler_for(
        Closure("/truth", (), (), versions=(f"0.8.{minor}",))
    )
    if not isinstance(solc, Solc):
        raise CannotBuild(f"{solc.message}")
    return compilers, solc


class Codes(Mapping[int, Code]):
    """The code of each contract, lowered when it is asked for."""

    def __init__(self, asts: Mapping[str, Any], via_ir: bool, version: str) -> None:
        self._tree = Tree(asts)
        self._via_ir = via_ir
        self._version = version
        self._made: dict[int, Code] = {}
        self._known = [
            node["id"]
            for tree in asts.values()
            for node in tree["nodes"]
            if node["nodeType"] == "ContractDefinition"
            and not node["abstract"]
            and node["contractKind"] != "interface"
        ]

    def __getitem__(self, number: int) -> Code:
        if number not in self._made:
            if number not in self._known:
                raise KeyError(number)
            self._made[number] = lower_contract(
                self._tree, number, version=self._version, via_ir=self._via_ir
            )
        return self._made[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def compiled(
    sources: Mapping[str, str],
    via_ir: bool = False,
    remappings: Sequence[str] = (),
    units: Sequence[str] = ("*",),
    minor: int = _NEWEST,
) -> Compiled:
    """Compile sources, and make bytecode of some. Raises `CannotBuild` in the compiler's words."""
    compilers, solc = compiler(minor)
    settings = {
        "viaIR": via_ir,
        "optimizer": {"enabled": False},
        "evmVersion": next(name for first, name in _MACHINES if minor >= first),
        "remappings": list(remappings),
        "outputSelection": {"*": {"": ["ast"]}}
        | {unit: {"": ["ast"], "*": _CODE} for unit in units},
    }
    question = {
        "language": "Solidity",
        "sources": {unit: {"content": text} for unit, text in sources.items()},
        "settings": settings,
    }
    answer = compilers.ask(solc, msgspec.json.encode(question))
    errors = [one for one in answer.get("errors", ()) if one["severity"] == "error"]
    if errors:
        raise CannotBuild("\n".join(one["formattedMessage"] for one in errors[:3]))
    asts = {unit: source["ast"] for unit, source in answer["sources"].items()}
    return Compiled(
        _deployables(asts, answer.get("contracts", {})),
        Codes(asts, via_ir, solc.version),
        events_of(asts),
    )


def _deployables(
    asts: Mapping[str, Any], contracts: Mapping[str, Any]
) -> dict[tuple[str, str], Deployable]:
    found: dict[tuple[str, str], Deployable] = {}
    for unit, tree in asts.items():
        for node in tree["nodes"]:
            made = contracts.get(unit, {}).get(node.get("name"))
            if node["nodeType"] != "ContractDefinition" or not made:
                continue
            if not made["evm"]["bytecode"]["object"]:
                continue
            found[unit, node["name"]] = Deployable(
                Artifact(
                    unit,
                    node["name"],
                    tuple(made["abi"]),
                    made["evm"]["bytecode"]["object"],
                    made["evm"]["bytecode"].get("linkReferences", {}),
                    {},
                ),
                node["id"],
                len(made["evm"]["deployedBytecode"]["object"]) // 2,
                node["contractKind"] == "library",
            )
    return found


def events_of(asts: Mapping[str, Any]) -> dict[int, EventShape]:
    """How each event of some sources is logged, by the number of its definition."""
    found: dict[int, EventShape] = {}
    for tree in asts.values():
        for node in tree["nodes"]:
            for one in (node, *node.get("nodes", ())):
                if one["nodeType"] == "EventDefinition":
                    indexed = tuple(p["indexed"] for p in one["parameters"]["parameters"])
                    found[one["id"]] = EventShape(indexed, one["anonymous"])
    return found
