"""Writes what was proved of a consumer as a Foundry invariant test that needs nothing else.

A handler draws transactions on a model of the network, and looks at what each does; that part is
`forge/handler.sol`. Here is written how the consumer's entry points are called, and what must
never be seen. A test cannot tell one operation from another; it can tell entry points. So what
is asserted of the operations that a property was proved of is asserted of the transactions that
come by no other.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from eth_utils.address import to_checksum_address
from msgspec import Struct

from dtnlint.escaping import solidity_comment, solidity_text
from dtnlint.findings.finding import ContractRef, Finding, Judgement
from dtnlint.replay.arguments import NOBODY, OWNER, STRANGER, Known, flattened, values
from dtnlint.replay.bytecode import Artifact, canonical
from dtnlint.replay.confirm import Execution
from dtnlint.replay.foundry import (
    CONSUMER,
    LICENCE,
    WRITTEN,
    Scene,
    fields,
    importing,
    network,
    parts,
)
from dtnlint.replay.hints import Hints
from dtnlint.replay.machine import selector
from dtnlint.replay.network import Switches
from dtnlint.replay.poc import shown_in
from dtnlint.replay.stage import Stage

ARRANGED = Switches(
    automatic_sessions=True, boundless_callbacks=True, generous=True, unpaid_callbacks=True
)
"""How the network is at first: nothing fails that could succeed."""

_MOST = 48
"""Constants of each kind that draws choose from."""
_ENTRIES = 250
_NUMBERS = ("id", "sid")

_BREAKS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "validated": (
        ("CLOSE_EMPTY", "close", "the network was given 0 to close"),
        ("REQUEST_EMPTY", "request", "a request was made on session 0"),
    ),
    "not used after close": (
        ("REQUEST_CLOSED", "", "a request was made on a session that is closed"),
    ),
    "not closed twice": (("CLOSE_CLOSED", "", "a session was closed that is closed already"),),
    "reset": (("STALE", "", "a session is closed, nothing tells of it, and its ID is kept"),),
    "not lost": (("LOST", "", "a session is live, and its ID is nowhere any more"),),
    "kept": (("DISCARDED", "", "a session was started, and its ID is nowhere"),),
    "funded": (("START_UNFUNDED", "", "a session was started without a deposit"),),
    "claimed": (("UNCLAIMED", "", "a deposit was left for whoever starts the next session"),),
    "owned": (
        ("CLOSE_FOREIGN", "close", "anybody may have another's session closed"),
        ("REQUEST_FOREIGN", "request", "anybody may have another's session used"),
    ),
    "controlled": (("BY_STRANGER", "", "somebody who has no part in it closed a session"),),
    "closed after the answers": (("STRANDED", "", "a session was closed before an answer came"),),
    "router kept": (("REROUTED", "", "the router was replaced while a session was live"),),
}
"""By the property's name: what breaks it, at which kind of operation, and how to say that."""
_TOGETHER = {"kept": ("kept", "not lost"), "reset": ("reset", "not closed twice")}
"""What only several properties together rule out: an ID may also be overwritten at once, and where
nothing is asked before a close, it may lie in what no operation reads."""
_UNSEEN = {
    "amount checked": "no transaction shows with what an amount was compared",
}
_MIXED = "whichever transaction comes by these may come by others, of which it is not"
_WORDS = {
    "startUserSession": "start",
    "closeUserSession": "close",
    "request": "request",
}


class Subject(Struct, frozen=True):
    """The consumer, and what is known of it."""

    contract: ContractRef
    artifact: Artifact
    stage: Stage | None
    """How it can be set up; None: nobody knows."""
    unstaged: str
    """Why, in that case."""
    hints: Mapping[bytes, Hints]
    """For each external function, what its source refers to."""
    own: Mapping[bytes, Hints]
    """The same, without what other packages bring along."""
    judgements: tuple[Judgement, ...]
    places: tuple[str, ...]
    """Where each judgement's operation stands, for a reader."""
    shown: tuple[tuple[Finding, Execution], ...] = ()
    """The findings that an execution shows."""
    others: tuple[Finding, ...] = ()
    """The findings that none does."""


class Entry(Struct, frozen=True):
    """One way into the consumer."""

    number: int
    """Its bit; the construction's is 0."""
    name: str
    signature: str
    """Empty: what is called when there is no function."""
    inputs: tuple[Mapping[str, Any], ...]
    payable: bool
    reached: frozenset[str] | None
    """The names of the functions that it may run; None: any."""

    def reaches(self, function: str) -> bool:
        """Whether it may run a function."""
        return self.reached is None or function.partition("(")[0] in self.reached


class Claim(Struct, frozen=True):
    """What an invariant asserts of one kind of break."""

    kind: str
    text: str
    proved: int
    """The entry points of which it speaks, as bits."""
    silent: int
    """Those that have nothing to do with it."""


def name_of(contract: str) -> str:
    """What the test of a contract is called."""
    return f"{contract}Invariants"


def entries_of(artifact: Artifact, hints: Mapping[bytes, Hints]) -> list[Entry]:
    """All entry points, the construction first."""
    found = [Entry(0, "constructor", "", artifact.constructor, False, None)]
    for signature, function in artifact.functions.items():
        if function["stateMutability"] not in ("view", "pure"):
            known = hints.get(selector(signature))
            found.append(
                Entry(
                    min(len(found), _ENTRIES),
                    function["name"],
                    signature,
                    tuple(function["inputs"]),
                    function["stateMutability"] == "payable",
                    None if known is None else frozenset(known.functions),
                )
            )
    for entry in artifact.abi:
        if entry["type"] in ("receive", "fallback"):
            pays = entry["stateMutability"] == "payable"
            number = min(len(found), _ENTRIES)
            found.append(Entry(number, entry["type"], "", (), pays, None))
    return found


def claims_of(
    judgements: Sequence[Judgement],
    entries: Sequence[Entry],
    automatic: Iterable[str],
    *,
    open_: bool,
) -> dict[str, list[Claim]]:
    """What can be asserted, by property; with `open_`, of what is unknown."""
    good = ("proved", "unknown") if open_ else ("proved",)
    found: dict[str, list[Claim]] = {}
    for name, breaks in _BREAKS.items():
        for kind, operation, text in breaks:
            asked = [
                one
                for one in judgements
                if one.property in _TOGETHER.get(name, (name,)) and operation in ("", kind_of(one))
            ]
            proved = silent = 0
            for entry in entries:
                reached = [one for one in asked if entry.reaches(one.function)]
                outcomes = {one.outcome for one in reached}
                if kind == "REQUEST_EMPTY" and any(map(entry.reaches, automatic)):
                    outcomes.add("violated")
                bit = 1 << entry.number
                if not any(one.property == name for one in reached):
                    silent |= 0 if outcomes - {*good} else bit
                elif outcomes <= {*good} and (not open_ or "unknown" in outcomes):
                    proved |= bit
                elif open_ and outcomes == {"proved"}:
                    silent |= bit
            if proved:
                found.setdefault(name, []).append(Claim(kind, text, proved, silent))
    return found


def kind_of(judgement: Judgement) -> str:
    """Which kind of operation a judgement is about; empty: none of the network's."""
    return _WORDS.get(
        judgement.operation.partition("(")[0].partition("{")[0].rpartition(".")[2], ""
    )


def invariant_test(subject: Subject, import_path: str, *, together: bool = False) -> str:
    """The test's source; `import_path` is how it names the consumer's file.

    `together` makes one invariant of all that was proved, so that they share their runs.
    """
    return _Writer(subject).text(import_path, together=together)


class _Writer:
    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.name = subject.artifact.name
        self.parts = parts(handler=True)
        self.test = name_of(self.name)
        self.handler = f"{self.name}Handler"
        self.proofs = f"{self.name}Findings"
        self.entries = entries_of(subject.artifact, subject.hints)
        self.calls = self.entries[1:]
        self.draws = _Draws(subject)

    def text(self, path: str, *, together: bool) -> str:
        """The whole file."""
        rest = dict(self.parts)
        base = rest.pop("handler.sol")  # it has to stand before what inherits from it
        shown = self.subject.shown
        body = "\n".join(
            (
                f"contract {self.test} {{\n{self._head()}\n{self._set_up()}\n"
                f"{self._asserted(together)}}}\n",
                *((shown_in(self.proofs, shown),) if shown else ()),
                base,
                self._handler(),
                *rest.values(),
            )
        )
        return (
            f"{LICENCE}"
            "pragma solidity >=0.8.4;\n\n"
            f"// What dtnlint has proved of {self.name}, for a fuzzer to try and break.\n"
            f"{WRITTEN}. Each transaction is drawn on the model of the network, given below.\n"
            "// A test tells entry points apart, not operations: what is asserted of operations\n"
            "// is asserted of the transactions that come by none of which it was not proved.\n\n"
            f"{importing(self.name, path, body)}"
        )

    # The test

    def _head(self) -> str:
        return (
            f"{fields()}"
            f"    {self.handler} private handler;\n\n"
            "    struct FuzzSelector {\n"
            "        address addr;\n"
            "        bytes4[] selectors;\n"
            "    }\n\n"
            "    /// What Foundry calls.\n"
            "    function targetContracts() external view returns (address[] memory targets) {\n"
            "        targets = new address[](1);\n"
            "        targets[0] = address(handler);\n"
            "    }\n\n"
            "    function targetSelectors() external view returns (FuzzSelector[] memory targets)\n"
            "    {\n"
            "        targets = new FuzzSelector[](1);\n"
            "        targets[0] = FuzzSelector(address(handler), handler.drawn());\n"
            "    }\n"
        )

    def _set_up(self) -> str:
        stage = self.subject.stage
        lines = network(ARRANGED)
        ran: set[str] = set()
        if stage is None:
            lines += self._hole()
        else:
            scene = Scene(stage, self.subject.artifact)
            lines += scene.consumer(recorded=True)
            ran = {step.signature for step in stage.setup}
        bits = 1
        for entry in self.calls:
            if entry.signature in ran:
                bits |= 1 << entry.number
        lines = [
            "vm.recordLogs();",
            "vm.startMappingRecording();",
            *lines,
            f"handler = new {self.handler}(token, router, sessions, other);",
            f"handler.begin(address(consumer), {bits:#x});",
        ]
        return f"    function setUp() external {{\n{_indented(lines, 8)}    }}\n"

    def _hole(self) -> list[str]:
        """What a reader has to fill in; it does not compile until that is done."""
        arguments = ", ".join(
            f"FILL_IN_argument_{number}" for number, _ in enumerate(self.entries[0].inputs, 1)
        )
        return [
            "// FILL IN: how this contract is set up was not found, and this does not compile.",
            f"// {solidity_comment(self.subject.unstaged)}",
            "// The router is address(router), the fee token address(token), another contract",
            "// address(other). What an initializer or a setter needs goes below.",
            *(
                f"//   FILL_IN_argument_{number}: "
                + solidity_comment(f"{canonical(one)} {one.get('name', '')}")
                for number, one in enumerate(self.entries[0].inputs, 1)
            ),
            "vm.record();",
            "vm.prank(OWNER);",
            f"consumer = new {CONSUMER}({arguments});",
            "FILL_IN_initializers_and_setters;",
            "",
        ]

    def _asserted(self, together: bool) -> str:
        subject = self.subject
        automatic = [
            finding.function or ""
            for finding in (*subject.others, *(finding for finding, _ in subject.shown))
            if finding.rule == "dtn-automatic-session"
        ]
        proved = claims_of(subject.judgements, self.entries, automatic, open_=False)
        unknown = claims_of(subject.judgements, self.entries, automatic, open_=True)
        parts: list[str] = []
        if together:
            claims = [claim for one in proved.values() for claim in one]
            parts.append(self._invariant("invariant_all", [], claims))
        else:
            for name in _BREAKS:
                if name in proved:
                    parts.append(self._one(name, proved[name], "proved", "invariant_"))
                if name in unknown:
                    parts.append(self._one(name, unknown[name], "unknown", "invariant_open_"))
            held = [one for one in subject.judgements if one.property in ("not lost", "kept")]
            if held and all(one.outcome == "proved" for one in held):
                parts.append(_HELD)
        parts.append(self._left_out(proved, unknown))
        return "\n".join(filter(None, parts))

    def _one(self, name: str, claims: Sequence[Claim], outcome: str, prefix: str) -> str:
        said = {
            "proved": f"Proved: {name}.",
            "unknown": f"An open question: whether {name} holds was neither proved nor refuted.",
        }[outcome]
        lines = [said, *self._operations(name, (outcome,), claims)]
        return self._invariant(prefix + name.replace(" ", "_"), lines, claims)

    def _operations(
        self, name: str, outcomes: Sequence[str], claims: Sequence[Claim]
    ) -> Iterator[str]:
        """The operations of which claims speak; all that there are, if there are none."""
        spoken = 0
        for claim in claims:
            spoken |= claim.proved
        for one, place in zip(self.subject.judgements, self.subject.places, strict=True):
            if one.property != name or one.outcome not in outcomes:
                continue
            if claims and not any(
                spoken >> entry.number & 1 and entry.reaches(one.function) for entry in self.entries
            ):
                continue
            yield f"  {place}: {one.function}: {one.operation or one.subject}"

    def _invariant(self, name: str, comments: Sequence[str], claims: Sequence[Claim]) -> str:
        lines = [f"// {solidity_comment(line)}" for line in comments]
        # A reader sees where comments are indented.
        lines = [
            f"//   {line[3:]}" if text.startswith("  ") else line
            for line, text in zip(lines, comments, strict=True)
        ]
        body = []
        for claim in claims:
            body += [
                "require(",
                f"    !handler.broke(ModelHandler.Break.{claim.kind}, {claim.proved:#x}, "
                f"{claim.silent:#x}),",
                f"    {solidity_text(claim.text)}",
                ");",
            ]
        return (
            _indented(lines, 4)
            + f"    function {name}() external view {{\n{_indented(body, 8)}    }}\n"
        )

    def _left_out(
        self, proved: Mapping[str, Sequence[Claim]], unknown: Mapping[str, Sequence[Claim]]
    ) -> str:
        """What was said and is not asserted, and why."""
        lines: list[str] = []
        for name in dict.fromkeys(one.property for one in self.subject.judgements):
            for outcome, claims in (("proved", proved), ("unknown", unknown)):
                spoken = {*self._operations(name, (outcome,), claims.get(name, ()))}
                every = [*self._operations(name, (outcome,), ())]
                rest = every if name not in claims else [one for one in every if one not in spoken]
                if rest:
                    why = _UNSEEN.get(name, _MIXED)
                    lines += [
                        f"Not asserted, though {outcome}: {name}. That is because {why}.",
                        *rest,
                    ]
        for finding in self.subject.others:
            lines.append(f"Found, and not shown by any transaction here: {finding.rule}:")
            lines.append(f"  {finding.message}")
        if not lines:
            return ""
        return _indented(
            [
                f"//   {solidity_comment(line)}"
                if line.startswith("  ")
                else f"// {solidity_comment(line)}"
                for line in lines
            ],
            4,
        )

    # The handler

    def _handler(self) -> str:
        calls = [self._call(entry) for entry in self.calls]
        drawn = [
            *(f"call_{entry.number}_{entry.name}" for entry in self.calls),
            "succeed",
            "fail",
            "succeedForStranger",
        ]
        selectors = "".join(
            f"        selectors[{number}] = this.{name}.selector;\n"
            for number, name in enumerate(drawn)
        )
        data = "".join(
            f"        if (entry == {entry.number}) return {self.draws.call(entry)};\n"
            for entry in self.calls
        )
        response = self.draws.response()
        count = len(self.calls)
        reaction = (
            f"        uint256 entry = 1 + _draw({count});\n"
            "        return (2 ** entry, _data(entry));\n"
            if count
            else '        return (0, "");\n'
        )
        return (
            f"contract {self.handler} is ModelHandler {{\n"
            "    constructor(\n"
            "        ModelFeeToken token_,\n"
            "        ModelRouter router_,\n"
            "        ModelSessions sessions_,\n"
            "        ModelStandIn other_\n"
            "    ) ModelHandler(token_, router_, sessions_, other_) {\n"
            f"{_indented(self._constants(), 8)}"
            "    }\n\n"
            "    /// What Foundry draws from.\n"
            "    function drawn() external pure returns (bytes4[] memory selectors) {\n"
            f"        selectors = new bytes4[]({len(drawn)});\n"
            f"{selectors}"
            "    }\n\n" + "\n".join(calls) + "\n"
            "    function _data(uint256 entry) internal override returns (bytes memory) {\n"
            f"{data}"
            '        return "";\n'
            "    }\n\n"
            "    function _response() internal override returns (bytes memory) {\n"
            f"{response}"
            "    }\n\n"
            "    function _reaction() internal override returns (uint256, bytes memory) {\n"
            f"{reaction}"
            "    }\n"
            f"{self.draws.functions()}"
            f"{self.draws.structs()}"
            "}\n"
        )

    def _call(self, entry: Entry) -> str:
        shown = entry.signature or f"{entry.name}()"
        pays = "true" if entry.payable else "false"
        return (
            f"    // {solidity_comment(shown)}\n"
            f"    function call_{entry.number}_{entry.name}(uint256 seed) external {{\n"
            f"        if (_ready(seed)) _call({entry.number}, {pays});\n"
            "    }\n"
        )

    def _constants(self) -> list[str]:
        subject = self.subject
        merged = Hints()
        for one in subject.own.values():
            merged |= one
        numbers = [one for one in merged.numbers if 1 < one < 2**255][:_MOST]
        lines = [f"numbers.push({one});" for one in numbers]
        lines += [f"waits.push({one});" for one in numbers if 600 <= one < 730 * 24 * 3600]
        for text in merged.strings[:_MOST]:
            written = solidity_text(text)
            lines += [f"texts.push({written});", f"words.push(keccak256({written}));"]
        for entry in self.calls:
            if entry.signature:
                chosen = f"0x{selector(entry.signature).hex()}"
                lines.append(f"bitOf[{chosen}] = {1 << entry.number:#x};")
                if entry.signature.endswith("(bytes32)"):
                    lines.append(f"callbacks.push({chosen});")
        others = sum(1 << entry.number for entry in self.calls if not entry.signature)
        if others:
            lines.append(f"bitOfOthers = {others:#x};")
        for signature, function in subject.artifact.functions.items():
            if function["stateMutability"] in ("view", "pure") and not function["inputs"]:
                lines.append(f"views.push(0x{selector(signature).hex()});")
        if subject.stage is not None:
            used = flattened([one for step in subject.stage.setup for one in step.arguments])
            here = {
                *(OWNER, STRANGER, NOBODY, subject.stage.consumer, subject.stage.stand_in),
                *(subject.stage.network.router, subject.stage.network.token),
                subject.stage.network.sessions,
            }
            for one in dict.fromkeys(used):
                if isinstance(one, str) and one[:2] == "0x" and one.lower() not in here:
                    lines.append(f"accounts.push({to_checksum_address(one)});")
                elif isinstance(one, bytes) and len(one) == 32 and any(one):
                    lines.append(f"words.push(0x{one.hex()});")
        return lines


class _Draws:
    """Expressions that draw values, and the functions and structs that these need."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.made: dict[str, str] = {}
        """The bodies of functions, by their heads."""
        self.kinds: dict[str, str] = {}
        """The names of structs, by their members."""
        self.known = Known("router", "token", "target", stand_in="stand-in", consumer="consumer")

    def call(self, entry: Entry) -> str:
        """Data of a call."""
        if not entry.signature:
            return 'hex""' if entry.name == "receive" else "_bytes()"
        chosen = f"bytes4(0x{selector(entry.signature).hex()})"
        if not entry.inputs:
            return f"abi.encodePacked({chosen})"
        return f"abi.encodePacked({chosen}, {self.encoded(entry.inputs)})"

    def response(self) -> str:
        """The body of a function that draws answers."""
        shapes = list(
            dict.fromkeys(shape for one in self.subject.own.values() for shape in one.shapes)
        )
        usual = [("string",), ("uint256",), ("string[]",), ("uint256[]",)]
        choices = [
            self.encoded([{"type": kind} for kind in shape])
            for shape in (*(shapes or usual[:2]), *shapes, *usual)
        ]
        lines = [f"        uint256 one = _draw({len(choices) + 1});\n"]
        for number, choice in enumerate(choices):
            lines.append(f"        if (one == {number}) return {choice};\n")
        return "".join(lines) + "        return _bytes();\n"

    def encoded(self, inputs: Sequence[Mapping[str, Any]]) -> str:
        """Arguments, encoded."""
        if len(inputs) <= 5:
            return f"abi.encode({', '.join(map(self.value, inputs))})"
        # As members of a struct they do not lie on the stack; what is dynamic has a head.
        whole = {"type": "tuple", "components": inputs}
        drawn = f"abi.encode({self.value(whole)})"
        return f"_withoutHead({drawn})" if _dynamic(whole) else drawn

    def value(self, parameter: Mapping[str, Any]) -> str:
        """An expression that draws a value."""
        kind: str = parameter["type"]
        name = str(parameter.get("name", "")).lower()
        if kind.endswith("]"):
            return self._array(parameter)
        if kind == "tuple":
            return self._struct(parameter)
        if kind == "address":
            return f"_address({self._likely(parameter)})"
        if kind == "bool":
            return "_draw(2) == 0"
        if kind == "string":
            return "_text()"
        if kind == "bytes":
            return "_bytes()"
        if kind == "bytes32":
            return "_word()"
        if kind.startswith("bytes"):
            return f"{kind}(_word())"
        if str(parameter.get("internalType", "")).startswith("enum"):
            return f"{kind}(_draw(4))"
        hint = 0
        if "session" in name or name in _NUMBERS:
            hint = 1
        elif any(word in name for word in ("amount", "value", "deposit", "fee", "price")):
            hint = 2
        elif any(word in name for word in ("time", "deadline", "until", "expir", "due", "end")):
            hint = 3
        if kind.startswith("uint"):
            return f"{kind}(_number({hint}))"
        bits = kind.removeprefix("int") or "256"
        return f"int{bits}(int256(_number({hint})))"

    def _likely(self, parameter: Mapping[str, Any]) -> str:
        """The address that a parameter's name suggests."""
        first = values(parameter, self.known)[0]
        named = {
            "router": "address(router)",
            "token": "address(token)",
            "stand-in": "address(other)",
        }
        return named.get(str(first), "address(0)")

    def _array(self, parameter: Mapping[str, Any]) -> str:
        kind: str = parameter["type"]
        place = kind.rindex("[")
        inner = {**parameter, "type": kind[:place]}
        inner["internalType"] = str(parameter.get("internalType", "")).rpartition("[")[0]
        written = self.type_of(parameter)
        size = kind[place + 1 : -1]
        item = self.value(inner)
        if size:
            made = ""
            count = size
        else:
            count = "items.length"
            made = f"        items = new {written}(_draw(4));\n"
        return self._function(
            f"{written} memory items",
            f"{made}        for (uint256 i = 0; i < {count}; ++i) items[i] = {item};\n",
        )

    def _struct(self, parameter: Mapping[str, Any]) -> str:
        written = self.type_of(parameter)
        lines = "".join(
            f"        made.member{number} = {self.value(member)};\n"
            for number, member in enumerate(parameter["components"])
        )
        return self._function(f"{written} memory made", lines)

    def _function(self, returned: str, body: str) -> str:
        key = f"{returned}\n{body}"
        name = self.made.setdefault(key, f"_drawn{len(self.made)}")
        return f"{name}()"

    def type_of(self, parameter: Mapping[str, Any]) -> str:
        """How the file names a parameter's type."""
        kind: str = parameter["type"]
        if kind.endswith("]"):
            place = kind.rindex("[")
            return self.type_of({**parameter, "type": kind[:place]}) + kind[place:]
        if kind != "tuple":
            return kind
        members = "".join(
            f"        {self.type_of(member)} member{number};\n"
            for number, member in enumerate(parameter["components"])
        )
        return self.kinds.setdefault(members, f"DrawnStruct{len(self.kinds)}")

    def functions(self) -> str:
        """The functions that were asked for."""
        made = []
        for key, name in self.made.items():
            returned, _, body = key.partition("\n")
            made.append(f"\n    function {name}() private returns ({returned}) {{\n{body}    }}\n")
        return "".join(made)

    def structs(self) -> str:
        """The structs that were asked for."""
        return "".join(
            f"\n    struct {name} {{\n{members}    }}\n" for members, name in self.kinds.items()
        )


def _dynamic(parameter: Mapping[str, Any]) -> bool:
    """Whether a type's encoding has a head of its own."""
    kind: str = parameter["type"]
    if kind.endswith("[]"):
        return True
    if kind.endswith("]"):
        return _dynamic({**parameter, "type": kind[: kind.rindex("[")]})
    if kind == "tuple":
        return any(map(_dynamic, parameter["components"]))
    return kind in ("string", "bytes")


def _indented(lines: Iterable[str], width: int) -> str:
    return textwrap.indent("".join(f"{line}\n" for line in lines), " " * width)


_HELD = """\
    // Proved, of the states between transactions: the ID of each live session that was started
    // here lies in storage, or is a key there, or was told to somebody when it was started.
    function invariant_every_live_session_is_held() external view {
        require(handler.lost() == 0, "a session is live, and its ID is nowhere");
    }
"""
