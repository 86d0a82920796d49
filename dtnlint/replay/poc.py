"""Writes an execution that shows a finding as a Foundry test that needs nothing else.

The model of the network is in the same file; of Foundry only the cheat codes
are used, so that no library has to be installed.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from dtnlint.escaping import solidity_comment, solidity_text
from dtnlint.findings.finding import Finding
from dtnlint.replay.confirm import KINDS, Execution
from dtnlint.replay.foundry import (
    LICENCE,
    WRITTEN,
    Scene,
    fields,
    importing,
    network,
    parts,
    switched,
    written,
)
from dtnlint.replay.machine import selector
from dtnlint.replay.network import BOUNDED_GAS, FIRST_ID
from dtnlint.replay.search import Call
from dtnlint.replay.storage import Place
from dtnlint.replay.telling import told

_HELD = ("dtn-unreset-session",)
_LOST = ("dtn-session-overwrite", "dtn-discarded-session")
"""The rules that an ID's lying somewhere shows, and those that its lying nowhere does."""

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


def name_of(finding: Finding) -> str:
    """What the test of a finding is called, such as ``ShopDoubleCloseTest``."""
    words = finding.rule.removeprefix("dtn-").split("-")
    return finding.contract + "".join(word.capitalize() for word in words) + "Test"


def foundry_test(finding: Finding, execution: Execution, import_path: str) -> str:
    """The test's source; `import_path` is how it names the consumer's file."""
    text = "\n".join((shown_in(name_of(finding), [(finding, execution)]), *parts().values()))
    return (
        f"{LICENCE}"
        "pragma solidity >=0.8.4;\n\n"
        f"// {finding.rule}: {solidity_comment(finding.message)}\n"
        f"// Shown here: {solidity_comment(told(finding, execution).reason)}.\n"
        f"{WRITTEN} from an execution on its model of the network, given below.\n\n"
        f"{importing(execution.artifact.name, import_path, text)}"
    )


def shown_in(test: str, shown: Sequence[tuple[Finding, Execution]]) -> str:
    """A contract named `test` with a test for each finding."""
    writers = [_Writer(finding, execution) for finding, execution in shown]
    names: dict[str, int] = {}
    bodies = []
    for writer in writers:
        name = writer.finding.rule.removeprefix("dtn-").replace("-", "_")
        names[name] = names.get(name, 0) + 1
        ending = f"_{names[name]}" if names[name] > 1 else ""
        bodies.append(f"    function test_{name}{ending}() external {{\n{writer.body()}\n    }}\n")
    holds = f"\n{_HOLDS}" if any("holds(" in body for body in bodies) else ""
    return f"contract {test} {{\n{fields()}\n" + "\n".join(bodies) + f"{holds}}}\n"


class _Writer(Scene):
    def __init__(self, finding: Finding, execution: Execution) -> None:
        super().__init__(execution.stage, execution.artifact)
        self.finding = finding
        self.execution = execution

    def body(self) -> str:
        """What the test does."""
        recorded = self.finding.rule in (*_HELD, *_LOST)
        begun = (network(self.execution.switches), self.consumer(recorded=recorded))
        return "\n".join(
            textwrap.indent("\n".join(lines), " " * 8) for lines in (*begun, *self._calls())
        )

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
                lines += ["// The network refuses, as it may.", *switched(call.switches)]
            if last and self.finding.rule in KINDS:
                lines += self._refused(call)
            else:
                lines += self._call(call)
            if last:
                lines += self._shown(call)
            else:
                if call.switches != normal:
                    lines += switched(normal)
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
                f"require(sessions.statusOf({written(session)}) == ModelSessions.Status.{status});",
            ]
        at = ", ".join(solidity_comment(place.path) for place in evidence.places)
        if rule in _HELD:
            lines += [
                f"// Its ID is kept{at and f' at {at}'}.",
                f"require(holds({written(session)}));",
            ]
        elif rule in _LOST:
            lines += [
                f"// Its ID{at and f', which was at {at},'} is nowhere in the whole storage.",
                f"require(!holds({written(session)}));",
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
        return [f"require(holds({written(session)}));"]

    def _unanswered(self, session: int) -> list[str]:
        """That some request on a session waits for its answer."""
        answered = {one for call in self.execution.calls for one, _ in call.seen.answered}
        asked = (one for call in self.execution.calls for one in call.seen.asked)
        waiting = next(
            one.request for one in asked if one.session == session and one.request not in answered
        )
        request = f"router.requestIds({self.requests().index(waiting)})"
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
        requests = self.requests()
        if number in requests:
            return f"router.requestIds({requests.index(number)})"
        name = self.names.get(f"0x{number:040x}") if number >= 1 << 64 else None
        return name or f"uint256({written(number)})"

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
            reaction = self.encoded(*call.reenters)
            lines = [
                "// When the other contract is called, it calls back.",
                f"other.arm(address(consumer), {reaction});",
                *lines,
            ]
        return [
            *lines,
            *self.pranked(call.sender, call.signature, call.arguments, call.value, expectation),
        ]

    def requests(self) -> list[int]:
        """Request IDs in the order in which they came."""
        return list(
            dict.fromkeys(one.request for call in self.execution.calls for one in call.seen.asked)
        )
