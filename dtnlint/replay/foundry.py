"""Writes what every Foundry test of ours is made of: the network, the consumer, its calls.

Of Foundry only the cheat codes are used, so that no library has to be installed; the model of the
network goes into the same file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.address import to_checksum_address

from dtnlint.escaping import solidity_text
from dtnlint.replay.arguments import OWNER, STRANGER, types_of
from dtnlint.replay.bytecode import Artifact
from dtnlint.replay.network import FIRST_ID, Switches, model_sources
from dtnlint.replay.stage import WEALTH, Stage
from dtnlint.replay.telling import is_session

PARTS = Path(__file__).with_name("forge")
"""The Solidity that goes into files as it is, beside the model."""
WRITTEN = "// Written by dtnlint"
"""How a line in each file begins, by which it is known again."""

LICENCE = """\
// SPDX-License-Identifier: MIT-0
// MIT No Attribution: use, change and pass on this file as you like, without any notice.
"""
"""The head of every file that is written for somebody else's repository."""

VM = "0x7109709ECfa91a80626fF3989D68f67F5b1DD12D"
"""Where Foundry keeps its cheat codes."""
_CLONING = "3d602d80600a3d3981f3363d3d373d3d3d363d73"
_CLONED = "5af43d82803e903d91602b57fd5bf3"
_HEAD = re.compile(r"^(// SPDX|pragma |import ).*\n", re.M)
_NAME = re.compile(r"[\w$]+")
_NO_CODE = re.compile(r'"(?:[^"\\]|\\.)*"|//.*')


def import_path(contract: Path, test: Path) -> str:
    """How a test at `test` imports the file `contract`."""
    path = Path(os.path.relpath(contract, test.parent)).as_posix()
    return path if path.startswith(".") else f"./{path}"


def parts(*, handler: bool = False) -> dict[str, str]:
    """What goes into the file as it is: the cheat codes and the model, maybe the handler's base."""
    sources = model_sources()
    order = ("fee-tokens.sol", "sessions.sol", "router.sol", "stand-in.sol")
    listed = {
        "cheats.sol": (PARTS / "cheats.sol").read_text(encoding="utf-8"),
        **{name: sources[name] for name in order},
    }
    if handler:
        listed["handler.sol"] = (PARTS / "handler.sol").read_text(encoding="utf-8")
    return {name: _HEAD.sub("", text).strip() + "\n" for name, text in listed.items()}


CONSUMER = "\0"
"""Stands for the consumer's name in a text, until it is known which names there are."""


def importing(name: str, path: str, text: str) -> str:
    """A text after the line that imports the consumer, which is called as nothing else there."""
    taken = {*_NAME.findall(_NO_CODE.sub("", text))}
    alias = name
    while alias in taken:
        alias += "_"
    what = name if name == alias else f"{name} as {alias}"
    return f"import {{{what}}} from {solidity_text(path)};\n\n{text.replace(CONSUMER, alias)}"


def fields() -> str:
    """The declarations that everything else stands on."""
    return (
        f"    Vm private constant vm = Vm({VM});\n"
        f"    address private constant OWNER = {to_checksum_address(OWNER)};\n"
        f"    address private constant STRANGER = {to_checksum_address(STRANGER)};\n\n"
        f"    uint256 private constant FIRST = {FIRST_ID:#x};\n\n"
        "    ModelFeeToken private token = new ModelFeeToken();\n"
        "    ModelRouter private router = new ModelRouter();\n"
        "    ModelSessions private sessions =\n"
        "        new ModelSessions(address(router), address(token), FIRST);\n"
        "    ModelStandIn private other = new ModelStandIn();\n"
        f"    {CONSUMER} private consumer;\n"
    )


def network(arranged: Switches) -> list[str]:
    """Lines that set the network up, and accounts with fee tokens."""
    lines = [
        "// The network, in the reading that is needed, and accounts with fee tokens.",
        "router.install(sessions);",
        *switched(arranged),
    ]
    if arranged.generous:
        lines += [
            "// Anyone may send fee tokens to anyone: none of these accounts ever lacks any.",
            "token.setBottomless(true);",
        ]
    lines += [
        *(f"token.mint({who}, {WEALTH});" for who in ("OWNER", "STRANGER", "address(other)")),
        *(f"vm.deal({who}, 1_000_000 ether);" for who in ("OWNER", "STRANGER")),
        "",
    ]
    return lines


def switched(switches: Switches) -> list[str]:
    """Lines that choose a reading of the network."""
    router = (
        switches.automatic_sessions,
        switches.answers_after_close,
        switches.boundless_callbacks,
        switches.unpaid_callbacks,
        switches.refuse_requests,
    )
    sessions = (switches.generous, switches.refuse_starts, switches.silently)
    return [
        f"router.arrange({', '.join(boolean(one) for one in router)});",
        f"sessions.arrange({', '.join(boolean(one) for one in sessions)});",
    ]


class Scene:
    """A stage as a test sets it, and what is called on it."""

    def __init__(self, stage: Stage, artifact: Artifact) -> None:
        self.stage = stage
        self.artifact = artifact
        self.names = {
            OWNER: "OWNER",
            STRANGER: "STRANGER",
            stage.network.router: "address(router)",
            stage.network.token: "address(token)",
            stage.network.sessions: "address(sessions)",
            stage.consumer: "address(consumer)",
            stage.stand_in: "address(other)",
            "0x" + "00" * 20: "address(0)",
        }

    def consumer(self, *, recorded: bool) -> list[str]:
        """Lines that set the consumer up; whatever it writes is `recorded`."""
        stage = self.stage
        first, *others = stage.setup
        inputs = self.artifact.constructor
        lines = ["// The consumer, with fee tokens of its own."]
        if recorded:
            lines.append("vm.record();")
        if stage.owner == OWNER:
            lines.append(
                f"token.mint(vm.computeCreateAddress(OWNER, vm.getNonce(OWNER)), {WEALTH});"
            )
        if stage.owner == OWNER and _direct(inputs):
            created = f"new {CONSUMER}({self.listed(first.arguments, inputs)})"
            lines += ["vm.prank(OWNER);", f"consumer = {created};"]
        else:
            encoded = self.data(inputs, first.arguments)
            creation = f"abi.encodePacked(type({CONSUMER}).creationCode, {encoded})"
            if stage.owner == OWNER:
                lines += [
                    "{",
                    f"    bytes memory creation = {creation};",
                    "    address made;",
                    "    vm.prank(OWNER);",
                    "    assembly {",
                    "        made := create(0, add(creation, 32), mload(creation))",
                    "    }",
                    f"    consumer = {CONSUMER}(payable(made));",
                    "}",
                ]
            else:
                lines += [
                    f"consumer = {CONSUMER}(payable(other.make(",
                    f"    {creation}",
                    ")));",
                    f"token.mint(address(consumer), {WEALTH});",
                ]
        if first.cloned:
            lines += [
                "// It locks itself, as upgradeable contracts do, and stands behind a proxy.",
                "{",
                "    bytes memory clone = abi.encodePacked(",
                f'        hex"{_CLONING}", address(consumer), hex"{_CLONED}"',
                "    );",
                "    address made;",
                "    assembly {",
                "        made := create(0, add(clone, 32), mload(clone))",
                "    }",
                f"    consumer = {CONSUMER}(payable(made));",
                "}",
                f"token.mint(address(consumer), {WEALTH});",
            ]
        lines.append("vm.deal(address(consumer), 1_000_000 ether);")
        for setup in others:
            lines += self.pranked(stage.owner, setup.signature, setup.arguments)
        for who in ("OWNER", "STRANGER"):
            lines += [
                f"vm.prank({who});",
                "token.approve(address(consumer), type(uint256).max);",
            ]
        lines += [
            "other.act(address(token), abi.encodeWithSelector(",
            "    token.approve.selector, address(consumer), type(uint256).max",
            "));",
            "",
        ]
        return lines

    def pranked(
        self,
        sender: str,
        signature: str,
        arguments: Sequence[Any],
        value: int = 0,
        expectation: str = "",
    ) -> list[str]:
        """Lines in which `sender` calls the consumer."""
        option = f"{{value: {value}}}" if value else ""
        expected = [expectation] if expectation else []
        if sender == self.stage.stand_in:
            data = self.encoded(signature, arguments)
            return [*expected, f"other.act{option}(address(consumer), {data});"]
        name = signature.partition("(")[0]
        inputs = self.artifact.functions[signature]["inputs"]
        requests = [
            f"    bytes32 request{number} = router.requestIds({number});"
            for number, request in enumerate(self.requests())
            if request.to_bytes(32, "big") in arguments
        ]
        if _direct(inputs):
            lines = [f"consumer.{name}{option}({self.listed(arguments, inputs)});"]
        else:
            data = self.encoded(signature, arguments)
            lines = [
                "{",
                f"    (bool done, bytes memory answer) = address(consumer).call{option}({data});",
                "    assembly {",
                "        if iszero(done) { revert(add(answer, 32), mload(answer)) }",
                "    }",
                "}",
            ]
        pranked = [*expected, f"vm.prank({self.names[sender]});", *lines]
        if not requests:
            return pranked
        return ["{", *requests, *(f"    {line}" for line in pranked), "}"]

    def requests(self) -> list[int]:
        """Request IDs in the order in which they came."""
        return []

    def encoded(self, signature: str, arguments: Sequence[Any]) -> str:
        """An expression for the data of a call."""
        inputs = self.artifact.functions[signature]["inputs"]
        if not inputs:
            return f'abi.encodeWithSignature("{signature}")'
        return f'abi.encodePacked(bytes4(keccak256("{signature}")), {self.data(inputs, arguments)})'

    def data(self, inputs: Sequence[Mapping[str, Any]], arguments: Sequence[Any]) -> str:
        """An expression for encoded arguments."""
        if not inputs:
            return 'hex""'
        if not any(p["type"].startswith("tuple") or p["type"].endswith("]") for p in inputs):
            listed = ", ".join(
                self.literal(one, {"type": parameter["type"]})
                for one, parameter in zip(arguments, inputs, strict=True)
            )
            return f"abi.encode({listed})"
        return f'hex"{encode(types_of(inputs), arguments).hex()}"'

    def listed(self, arguments: Sequence[Any], inputs: Sequence[Mapping[str, Any]]) -> str:
        """Arguments as literals."""
        return ", ".join(
            self.literal(one, parameter) for one, parameter in zip(arguments, inputs, strict=True)
        )

    def literal(self, value: Any, parameter: Mapping[str, Any]) -> str:
        """A value as a literal."""
        kind: str = parameter["type"]
        if kind == "address":
            name = self.names.get(value.lower(), to_checksum_address(value))
            return (
                f"payable({name})" if parameter.get("internalType") == "address payable" else name
            )
        if kind == "bool":
            return boolean(value)
        if kind == "string":
            return solidity_text(value)
        if kind == "bytes":
            return f'hex"{value.hex()}"'
        if kind.startswith("bytes"):
            for number, request in enumerate(self.requests()):
                if value == request.to_bytes(32, "big"):
                    return f"request{number}"
            return f'{kind}(hex"{value.hex()}")'
        return f"{kind}({written(value)})"


def _direct(inputs: Sequence[Mapping[str, Any]]) -> bool:
    """Whether arguments can be written as literals without naming types of the consumer's."""
    return all(
        not parameter["type"].startswith("tuple")
        and not parameter["type"].endswith("]")
        and parameter.get("internalType", parameter["type"])
        in (parameter["type"], "address payable")
        for parameter in inputs
    )


def written(value: int) -> str:
    """A number as a test writes it: sessions from the first."""
    if not is_session(value):
        return str(value)
    return f"FIRST + {value - FIRST_ID}" if value > FIRST_ID else "FIRST"


def boolean(value: bool) -> str:
    """A truth value as a literal."""
    return "true" if value else "false"
