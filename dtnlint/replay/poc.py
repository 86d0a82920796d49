"""Writes an execution that shows a finding as a Foundry test that needs nothing else.

The model of the network is in the same file; of Foundry only the cheat codes
are used, so that no library has to be installed.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.address import to_checksum_address

from dtnlint.escaping import solidity_comment, solidity_text
from dtnlint.findings.finding import Finding
from dtnlint.replay.arguments import OWNER, STRANGER, types_of
from dtnlint.replay.confirm import KINDS, Execution
from dtnlint.replay.machine import selector
from dtnlint.replay.network import BOUNDED_GAS, FIRST_ID, model_sources
from dtnlint.replay.search import Call
from dtnlint.replay.stage import WEALTH
from dtnlint.replay.storage import Place
from dtnlint.replay.telling import is_session, told

WRITTEN = "// Written by dtnlint"
"""How a line in each test begins, by which it is known again."""

LICENCE = """\
// SPDX-License-Identifier: MIT-0
// MIT No Attribution: use, change and pass on this file as you like, without any notice.
"""
"""The head of every file that is written for somebody else's repository."""

_HELD = ("dtn-unreset-session",)
_LOST = ("dtn-session-overwrite", "dtn-discarded-session")
"""The rules that an ID's lying somewhere shows, and those that its lying nowhere does."""

_VM = "0x7109709ECfa91a80626fF3989D68f67F5b1DD12D"
_CHEATS = """\
/// Foundry's cheat codes, as far as they are needed here.
interface Vm {
    function prank(address sender) external;
    function deal(address account, uint256 wei_) external;
    function roll(uint256 block_) external;
    function warp(uint256 timestamp) external;
    function load(address account, bytes32 slot) external view returns (bytes32);
    function record() external;
    function accesses(address account)
        external
        returns (bytes32[] memory reads, bytes32[] memory writes);
    function getNonce(address account) external view returns (uint64);
    function computeCreateAddress(address deployer, uint256 nonce) external pure returns (address);
    function expectRevert() external;
    function expectRevert(bytes calldata reason) external;
}
"""
_HOLDS = """\
    /// Whether the consumer holds a session's ID anywhere: in its code, or in any cell that it ever
    /// wrote, at whichever byte. Sessions count from FIRST, so that no other number looks like one.
    function holds(uint256 session) private returns (bool) {
        bytes memory code = address(consumer).code;
        for (uint256 i = 32; i <= code.length; ++i) {
            uint256 word;
            assembly {
                word := mload(add(code, i))
            }
            if (word == session) return true;
        }
        (, bytes32[] memory written) = vm.accesses(address(consumer));
        for (uint256 i = 0; i < written.length; ++i) {
            uint256 word = uint256(vm.load(address(consumer), written[i]));
            for (; word >= FIRST; word >>= 8) {
                if (uint24(word) == session) return true;
            }
        }
        return false;
    }
"""
_CLONING = "3d602d80600a3d3981f3363d3d373d3d3d363d73"
_CLONED = "5af43d82803e903d91602b57fd5bf3"


def name_of(finding: Finding) -> str:
    """What the test of a finding is called, such as ``ShopDoubleCloseTest``."""
    words = finding.rule.removeprefix("dtn-").split("-")
    return finding.contract + "".join(word.capitalize() for word in words) + "Test"


def foundry_test(finding: Finding, execution: Execution, import_path: str) -> str:
    """The test's source; `import_path` is how it names the consumer's file."""
    return _Writer(finding, execution).text(import_path)


def import_path(contract: Path, test: Path) -> str:
    """How a test at `test` imports the file `contract`."""
    path = Path(os.path.relpath(contract, test.parent)).as_posix()
    return path if path.startswith(".") else f"./{path}"


class _Writer:
    def __init__(self, finding: Finding, execution: Execution) -> None:
        self.finding = finding
        self.execution = execution
        stage = execution.stage
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

    def text(self, path: str) -> str:
        finding, execution = self.finding, self.execution
        replay = told(finding, execution)
        contract = execution.artifact.name
        function = finding.rule.removeprefix("dtn-").replace("-", "_")
        body = "\n".join(
            textwrap.indent("\n".join(lines), " " * 8)
            for lines in (self._network(), self._consumer(), *self._calls())
        )
        holds = f"\n{_HOLDS}" if "holds(" in body else ""
        return (
            f"{LICENCE}"
            "pragma solidity >=0.8.4;\n\n"
            f"// {finding.rule}: {solidity_comment(finding.message)}\n"
            f"// Shown here: {solidity_comment(replay.reason)}.\n"
            f"{WRITTEN} from an execution on its model of the network, given below.\n\n"
            f"import {{{contract}}} from {solidity_text(path)};\n\n"
            f"{_CHEATS}\n"
            f"contract {name_of(finding)} {{\n"
            f"    Vm private constant vm = Vm({_VM});\n"
            f"    address private constant OWNER = {to_checksum_address(OWNER)};\n"
            f"    address private constant STRANGER = {to_checksum_address(STRANGER)};\n\n"
            f"    uint256 private constant FIRST = {FIRST_ID:#x};\n\n"
            "    ModelFeeToken private token = new ModelFeeToken();\n"
            "    ModelRouter private router = new ModelRouter();\n"
            "    ModelSessions private sessions =\n"
            "        new ModelSessions(address(router), address(token), FIRST);\n"
            "    ModelStandIn private other = new ModelStandIn();\n"
            f"    {contract} private consumer;\n\n"
            f"    function test_{function}() external {{\n"
            f"{body}\n"
            "    }\n"
            f"{holds}"
            "}\n\n"
            f"{_model()}"
        )

    def _network(self) -> list[str]:
        switches = self.execution.switches
        lines = [
            "// The network, in the reading that is needed, and accounts with fee tokens.",
            "router.install(sessions);",
            *self._switches(self.execution.switches),
        ]
        if switches.generous:
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

    def _switches(self, switches: Any) -> list[str]:
        router = (
            switches.automatic_sessions,
            switches.answers_after_close,
            switches.boundless_callbacks,
            switches.unpaid_callbacks,
            switches.refuse_requests,
        )
        sessions = (switches.generous, switches.refuse_starts, switches.silently)
        return [
            f"router.arrange({', '.join(_bool(one) for one in router)});",
            f"sessions.arrange({', '.join(_bool(one) for one in sessions)});",
        ]

    def _consumer(self) -> list[str]:
        stage = self.execution.stage
        contract = self.execution.artifact.name
        first, *others = stage.setup
        inputs = self.execution.artifact.constructor
        lines = ["// The consumer, with fee tokens of its own."]
        if self.finding.rule in (*_HELD, *_LOST):
            lines.append("vm.record();")
        if stage.owner == OWNER:
            lines.append(
                f"token.mint(vm.computeCreateAddress(OWNER, vm.getNonce(OWNER)), {WEALTH});"
            )
        if stage.owner == OWNER and _direct(inputs):
            created = f"new {contract}({self._list(first.arguments, inputs)})"
            lines += ["vm.prank(OWNER);", f"consumer = {created};"]
        else:
            encoded = self._data(inputs, first.arguments)
            creation = f"abi.encodePacked(type({contract}).creationCode, {encoded})"
            if stage.owner == OWNER:
                lines += [
                    "{",
                    f"    bytes memory creation = {creation};",
                    "    address made;",
                    "    vm.prank(OWNER);",
                    "    assembly {",
                    "        made := create(0, add(creation, 32), mload(creation))",
                    "    }",
                    f"    consumer = {contract}(payable(made));",
                    "}",
                ]
            else:
                lines += [
                    f"consumer = {contract}(payable(other.make(",
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
                f"    consumer = {contract}(payable(made));",
                "}",
                f"token.mint(address(consumer), {WEALTH});",
            ]
        lines.append("vm.deal(address(consumer), 1_000_000 ether);")
        for setup in others:
            lines += self._pranked(stage.owner, setup.signature, setup.arguments)
        for who in ("OWNER", "STRANGER"):
            lines += [
                f"vm.prank({who});",
                "token.approve(address(consumer), type(uint256).max);",
            ]
        lines += [
            "other.act(address(token), abi.encodeCall(",
            "    token.approve, (address(consumer), type(uint256).max)",
            "));",
            "",
        ]
        return lines

    def _calls(self) -> Iterator[list[str]]:
        calls = self.execution.calls
        story = told(self.finding, self.execution).calls
        if calls and calls[-1].signature == "constructor":
            yield self._shown(calls[-1])
            return
        for number, call in enumerate(calls):
            last = number == len(calls) - 1
            step = story[number]
            lines = [
                f"// {number + 1}. "
                + solidity_comment(f"{step.sender}: {step.call}: {step.result}."),
                f"vm.roll({number + 2});",
                f"vm.warp({call.time});",
            ]
            if last:
                lines += self._held_before(calls[:-1])
            normal = self.execution.switches
            if call.switches != normal:
                lines += ["// The network refuses, as it may.", *self._switches(call.switches)]
            if last and self.finding.rule in KINDS:
                lines += self._refused(call)
            else:
                lines += self._call(call)
            if last:
                lines += self._shown(call)
            else:
                if call.switches != normal:
                    lines += self._switches(normal)
                lines.append("")
            yield lines

    def _refused(self, call: Call) -> list[str]:
        """The call that misuses: it reverts with the network's reason, or burns what tells it."""
        if not call.outcome.ok and call.outcome.output[:4] == selector("Error(string)"):
            reason = solidity_text(call.outcome.reason)
            return self._call(call, f"vm.expectRevert({reason});")
        lines = [
            "// Nothing reverts, and yet something is wrong; the model tells by the gas it burns.",
            f"sessions.record({BOUNDED_GAS.unit}, 0, {BOUNDED_GAS.count});",
            "uint256 given = gasleft();",
        ]
        lines += self._call(call, "" if call.outcome.ok else "vm.expectRevert();")
        honest = BOUNDED_GAS.unit * BOUNDED_GAS.count
        return [*lines, f'require(given - gasleft() > {honest}, "nothing was misused");']

    def _shown(self, call: Call) -> list[str]:
        """What must hold at the end."""
        evidence = self.execution.evidence
        rule = self.finding.rule
        if rule in KINDS:
            return []
        if rule == "dtn-unprotected-callback":
            return []  # that the call succeeds shows it
        if rule == "dtn-colliding-requests":
            asked = [one.request for call in self.execution.calls for one in call.seen.asked]
            last = max(i for i, one in enumerate(asked) if one in asked[:i])
            first = asked.index(asked[last])
            return [f'require(router.requestIds({first}) == router.requestIds({last}), "apart");']
        if rule == "dtn-unclaimed-deposit":
            return ['require(token.balanceOf(address(sessions)) > sessions.counted(), "claimed");']
        lines: list[str] = []
        if session := evidence.session:
            closed = any(one == session for one, _ in call.seen.closed)
            status = "CLOSED" if closed else "LIVE"
            lines = [
                f"// Session {session - FIRST_ID + 1} is {status.lower()}.",
                f"require(sessions.statusOf({_number(session)}) == ModelSessions.Status.{status});",
            ]
        at = ", ".join(solidity_comment(place.path) for place in evidence.places)
        if rule in _HELD:
            lines += [
                f"// Its ID is kept{at and f' at {at}'}.",
                f"require(holds({_number(session)}));",
            ]
        elif rule in _LOST:
            lines += [
                f"// Its ID{at and f', which was at {at},'} is nowhere in the whole storage.",
                f"require(!holds({_number(session)}));",
            ]
        elif rule in ("dtn-ai-swap", "dtn-unprotected-set-ai"):
            for place in evidence.places:
                word = f"uint256(vm.load(address(consumer), bytes32({self._slot(place)})))"
                mask = (1 << (8 * place.size)) - 1
                word = f"(({word} >> {8 * place.offset}) & {mask:#x})"
                lines += [
                    f"// {solidity_comment(place.path)}",
                    f"require({word} != uint160(address(router)));",
                ]
        elif rule == "dtn-close-in-flight":
            lines += self._unanswered(session)
        return lines

    def _held_before(self, calls: Sequence[Call]) -> list[str]:
        """That an ID is held, before it is lost."""
        session = self.execution.evidence.session
        started = (one for call in calls for one, _ in call.seen.started)
        if self.finding.rule not in _LOST or session not in started:
            return []
        return [f"require(holds({_number(session)}));"]

    def _unanswered(self, session: int) -> list[str]:
        """That some request on a session waits for its answer."""
        answered = {one for call in self.execution.calls for one, _ in call.seen.answered}
        asked = (one for call in self.execution.calls for one in call.seen.asked)
        waiting = next(
            one.request for one in asked if one.session == session and one.request not in answered
        )
        request = f"router.requestIds({self._requests().index(waiting)})"
        return [
            "// A request on it waits for its answer.",
            f"(ModelRouter.ResponseStatus status,,) = router.fetchResponse({request});",
            "require(status == ModelRouter.ResponseStatus.NA);",
        ]

    def _slot(self, place: Place) -> str:
        """A slot as the test must compute it: keys are other numbers there."""
        slot = f"uint256({place.slot:#x})"
        for step, number in place.way:
            if step == "at":
                slot = f"uint256({number})"
            elif step == "of":
                slot = f"uint256(keccak256(abi.encode({self._key(number)}, {slot})))"
            elif step == "items":
                slot = f"uint256(keccak256(abi.encode({slot})))"
            elif number:
                slot = f"({slot} + {number})"
        return slot

    def _key(self, number: int) -> str:
        requests = self._requests()
        if number in requests:
            return f"router.requestIds({requests.index(number)})"
        name = self.names.get(f"0x{number:040x}") if number >= 1 << 64 else None
        return name or f"uint256({_number(number)})"

    def _call(self, call: Call, expectation: str = "") -> list[str]:
        lines: list[str] = []
        if call.answers >= 0 or call.foreign:
            status = "SUCCESS" if call.success else "FAILURE"
            name = call.signature.partition("(")[0]
            request = [f"    bytes32 request = router.requestIds({call.answers});"]
            if call.foreign:
                request = [
                    f"    vm.prank({self.names[call.sender]});",
                    "    bytes32 request =",
                    f"        router.askFor(address(consumer), consumer.{name}.selector);",
                ]
            return [
                "{",
                *request,
                *([f"    {expectation}"] if expectation else []),
                "    router.respondToRequest(",
                f'        request, ModelRouter.ResponseStatus.{status}, "",'
                f' hex"{call.response.hex()}", 0, 1, 1',
                "    );",
                "}",
            ]
        if call.reenters is not None:
            reaction = self._encoded(*call.reenters)
            lines = [
                "// When the other contract is called, it calls back.",
                f"other.arm(address(consumer), {reaction});",
                *lines,
            ]
        return [
            *lines,
            *self._pranked(call.sender, call.signature, call.arguments, call.value, expectation),
        ]

    def _pranked(
        self,
        sender: str,
        signature: str,
        arguments: Sequence[Any],
        value: int = 0,
        expectation: str = "",
    ) -> list[str]:
        option = f"{{value: {value}}}" if value else ""
        expected = [expectation] if expectation else []
        if sender == self.execution.stage.stand_in:
            data = self._encoded(signature, arguments)
            return [*expected, f"other.act{option}(address(consumer), {data});"]
        name = signature.partition("(")[0]
        inputs = self.execution.artifact.functions[signature]["inputs"]
        requests = [
            f"    bytes32 request{number} = router.requestIds({number});"
            for number, request in enumerate(self._requests())
            if request.to_bytes(32, "big") in arguments
        ]
        if _direct(inputs):
            lines = [f"consumer.{name}{option}({self._list(arguments, inputs)});"]
        else:
            data = self._encoded(signature, arguments)
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

    def _requests(self) -> list[int]:
        """Request IDs in the order in which they came."""
        return list(
            dict.fromkeys(one.request for call in self.execution.calls for one in call.seen.asked)
        )

    def _encoded(self, signature: str, arguments: Sequence[Any]) -> str:
        inputs = self.execution.artifact.functions[signature]["inputs"]
        if not inputs:
            return f'abi.encodeWithSignature("{signature}")'
        return (
            f'abi.encodePacked(bytes4(keccak256("{signature}")), {self._data(inputs, arguments)})'
        )

    def _data(self, inputs: Sequence[Mapping[str, Any]], arguments: Sequence[Any]) -> str:
        """Encoded arguments."""
        if not inputs:
            return 'hex""'
        if not any(p["type"].startswith("tuple") or p["type"].endswith("]") for p in inputs):
            listed = ", ".join(
                self._literal(one, {"type": parameter["type"]})
                for one, parameter in zip(arguments, inputs, strict=True)
            )
            return f"abi.encode({listed})"
        return f'hex"{encode(types_of(inputs), arguments).hex()}"'

    def _list(self, arguments: Sequence[Any], inputs: Sequence[Mapping[str, Any]]) -> str:
        return ", ".join(
            self._literal(one, parameter) for one, parameter in zip(arguments, inputs, strict=True)
        )

    def _literal(self, value: Any, parameter: Mapping[str, Any]) -> str:
        kind: str = parameter["type"]
        if kind == "address":
            name = self.names.get(value.lower(), to_checksum_address(value))
            return (
                f"payable({name})" if parameter.get("internalType") == "address payable" else name
            )
        if kind == "bool":
            return _bool(value)
        if kind == "string":
            return solidity_text(value)
        if kind == "bytes":
            return f'hex"{value.hex()}"'
        if kind.startswith("bytes"):
            for number, request in enumerate(self._requests()):
                if value == request.to_bytes(32, "big"):
                    return f"request{number}"
            return f'{kind}(hex"{value.hex()}")'
        return f"{kind}({_number(value)})"


def _direct(inputs: Sequence[Mapping[str, Any]]) -> bool:
    """Whether arguments can be written as literals without naming types of the consumer's."""
    return all(
        not parameter["type"].startswith("tuple")
        and not parameter["type"].endswith("]")
        and parameter.get("internalType", parameter["type"])
        in (parameter["type"], "address payable")
        for parameter in inputs
    )


def _number(value: int) -> str:
    """A number as the test writes it: sessions from the first."""
    if not is_session(value):
        return str(value)
    return f"FIRST + {value - FIRST_ID}" if value > FIRST_ID else "FIRST"


def _model() -> str:
    """The model's files as one, without their heads."""
    sources = model_sources()
    order = ("fee-tokens.sol", "sessions.sol", "router.sol", "stand-in.sol")
    parts = []
    for name in order:
        text = re.sub(r"^(// SPDX|pragma |import ).*\n", "", sources[name], flags=re.M)
        parts.append(text.strip() + "\n")
    return "\n".join(parts)


def _bool(value: bool) -> str:
    return "true" if value else "false"
