"""A consumer on a machine, ready to be called: deployed, initialised, funded, on the model."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.address import is_address
from msgspec import Struct, field
from msgspec.structs import replace

from dtnlint.replay.arguments import (
    NOBODY,
    OWNER,
    ROUTER,
    STRANGER,
    Known,
    types_of,
    values,
    varied,
)
from dtnlint.replay.bytecode import Artifact, canonical
from dtnlint.replay.hints import CONSTRUCTORS, Hints
from dtnlint.replay.machine import Machine, Outcome, calldata, selector
from dtnlint.replay.network import (
    BOUNDED_GAS,
    BOUNDED_GAS_LIMIT,
    DEPLOYER,
    FIRST_ID,
    Network,
    Seen,
    Switches,
    TokenManner,
)
from dtnlint.replay.storage import Place, contains, places

WEALTH = 10**12
"""Fee tokens that the consumer and each account have at first: a million, with 6 decimals."""
_ETHER = 10**24
_TRIES = 200
_AROUND = 8
"""Slots after one that was written that may be of the same struct."""
_CLONE = "363d3d373d3d3d363d73{}5af43d82803e903d91602b57fd5bf3"
_CLONING = "3d602d80600a3d3981f3"
"""Code that leaves the 45 bytes after it behind; both are https://eips.ethereum.org/EIPS/eip-1167."""


_Layout = tuple[tuple[Place, ...], tuple[tuple[int, int], ...]]
"""Places, and the slots with lengths of arrays that they depend on."""


Parameter = Mapping[str, Any]


class CannotStage(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """The consumer cannot be set up; the message says why, in a sentence."""


class Setup(Struct, frozen=True):
    """One call, or the construction, that set the consumer up; in order, for a reader to repeat."""

    signature: str
    """``constructor`` or a function's signature."""
    arguments: tuple[Any, ...]
    cloned: bool = False
    """The consumer stands behind a minimal proxy, as upgradeable contracts do."""


class Stage(Struct):
    """One consumer with its network."""

    machine: Machine
    network: Network
    artifact: Artifact
    consumer: str
    setup: tuple[Setup, ...]
    construction: Outcome
    """What the last step of the set-up did."""
    stand_in: str
    """A contract that stands in for all others."""
    owner: str
    """Who deployed the consumer: `OWNER`, or the stand-in."""
    seen: tuple[Seen, ...] = ()
    """What the network saw of each step of the set-up."""
    written: tuple[int, ...] = ()
    """The slots that the set-up wrote."""
    constants: tuple[Any, ...] = ()
    _places: dict[tuple[tuple[int, ...], tuple[str, ...]], list[_Layout]] = field(
        default_factory=dict
    )
    """For keys that can have been used: where values are, by the lengths of arrays."""

    def call(self, sender: str, to: str, data: bytes, value: int = 0) -> Outcome:
        """One transaction; the stand-in, a contract, acts on a word of the owner's."""
        if sender == self.stand_in:
            inner = calldata("act(address,bytes)", to, data)
            return self.machine.call(OWNER, self.stand_in, inner, value)
        return self.machine.call(sender, to, data, value)

    def holds(self, session: int) -> bool:
        """Whether the consumer holds a session's ID anywhere: in a cell of its whole storage,
        whichever the key, or as an immutable in its code.
        """
        return session.to_bytes(32, "big") in self.machine.code(self.consumer) or any(
            contains(word, session) for word in self.machine.words(self.consumer).values()
        )

    def held(self, known: Known) -> dict[Place, int]:
        """What the consumer's storage holds, as far as keys that can have been used reach; places
        that hold nothing, 0, are left out. That a value is nowhere at all is for `holds` to say.
        """
        numbers = tuple(
            dict.fromkeys(
                (
                    *range(4),
                    *known.live,
                    *known.closed,
                    *known.requests,
                    *(n for n in known.used if type(n) is int and 0 <= n < 2**256),
                    *(int.from_bytes(b, "big") for b in known.used if _is_word(b)),
                )
            )
        )
        named = (*self.constants, *known.used)
        accounts = tuple(
            dict.fromkeys(
                (
                    *(OWNER, STRANGER, self.stand_in, self.consumer, NOBODY),
                    *(self.network.router, self.network.token, self.network.sessions),
                    *(one.lower() for one in named if is_address(one)),
                )
            )
        )
        words: dict[int, int] = {}

        def read(slot: int) -> int:
            if slot not in words:
                words[slot] = self.machine.storage(self.consumer, slot)
            return words[slot]

        values = (
            (place, place.value(read(place.slot))) for place in self._at(numbers, accounts, read)
        )
        return {place: value for place, value in values if value}

    def _at(
        self, numbers: tuple[int, ...], accounts: tuple[str, ...], read: Callable[[int], int]
    ) -> tuple[Place, ...]:
        """Where values can be, for these keys; arrays grow, so that lengths play a part."""
        kept = self._places.setdefault((numbers, accounts), [])
        for found, lengths in kept:
            if all(read(slot) == length for slot, length in lengths):
                return found
        seen: dict[int, int] = {}

        def length_at(slot: int) -> int:
            seen[slot] = read(slot)
            return seen[slot]

        listed = tuple(places(self.artifact.layout, length_at, numbers, accounts))
        here = {place.slot for place in listed}
        namespaces = [place for place in self._namespaces() if place.slot not in here]
        here.update(place.slot for place in namespaces)
        made = (*listed, *namespaces, *self._elsewhere(here))
        kept.append((made, tuple(seen.items())))
        return made

    def _elsewhere(self, here: set[int]) -> Iterator[Place]:
        """What the set-up wrote where no layout says that anything is, and what lies around it."""
        for slot in self.written:
            if slot not in here:
                for near in range(max(0, slot - 2), slot + _AROUND):
                    if near not in here:
                        here.add(near)
                        yield Place(near, 0, 32, f"slot {near:#x}", (("at", near),))

    def _namespaces(self) -> Iterator[Place]:
        """The first members of structs at constant slots (ERC-7201), which no layout lists."""
        code = self.machine.code(self.consumer)
        if code[:9] == bytes.fromhex("363d3d373d3d3d363d"):
            code = self.machine.code("0x" + code[10:30].hex())
        position = 0
        seen: set[int] = set()
        while position < len(code):
            step = code[position]
            if step == 0x7F:
                base = int.from_bytes(code[position + 1 : position + 33], "big")
                if base > 2**128 and base % 256 == 0 and base not in seen:
                    seen.add(base)
                    for index in range(16):
                        yield Place(base + index, 0, 32, f"namespace {base:#x}[{index}]")
            position += step - 0x5F + 1 if 0x60 <= step <= 0x7F else 1


def _is_word(value: Any) -> bool:
    return isinstance(value, bytes) and len(value) == 32


def set_up(
    artifact: Artifact,
    libraries: Mapping[tuple[str, str], Artifact],
    model: Mapping[str, bytes],
    switches: Switches,
    manner: TokenManner = TokenManner.PLAIN,
    first: int = FIRST_ID,
    hints: Mapping[bytes, Hints] | None = None,
    initialise: bool = True,
    owned_by_contract: bool = False,
) -> Stage:
    """Deploy a consumer and give it what it needs. Raises `CannotStage`.

    `hints` are what the source suggests for arguments. Without `initialise`, initializers are left
    alone if the constructor did all.
    """
    hints = hints or {}
    machine = Machine(BOUNDED_GAS_LIMIT)
    network = Network(machine, model, BOUNDED_GAS, manner, first)
    network.arrange(switches)
    for account in (OWNER, STRANGER):
        machine.fund(account, _ETHER)
        network.mint(account, WEALTH)
    stand_in, _ = machine.deploy(DEPLOYER, model["ModelStandIn"])
    assert stand_in is not None
    stand_in = stand_in.lower()
    machine.fund(stand_in, _ETHER)
    network.mint(stand_in, WEALTH)
    linked = _libraries(machine, artifact, libraries)
    known = Known(network.router, network.token, network.sessions, stand_in=stand_in)
    creation = artifact.code(linked)
    made: list[Stage] = []

    def attempt(setters: bool, arguments: tuple[Any, ...]) -> str:
        point = machine.snapshot()
        data = encode(types_of(artifact.constructor), arguments)
        # The consumer may open a session while it is constructed.
        if owned_by_contract:
            outcome = machine.call(OWNER, stand_in, calldata("make(bytes)", creation + data))
            deployed = "0x" + outcome.output[-20:].hex() if outcome.ok else None
        else:
            network.mint(machine.next_address(OWNER), WEALTH)
            deployed, outcome = machine.deploy(OWNER, creation + data)
        if deployed is None:
            machine.revert(point)
            return outcome.reason or "no reason given"
        stage = Stage(
            machine,
            network,
            artifact,
            deployed.lower(),
            (Setup("constructor", arguments),),
            outcome,
            stand_in,
            stand_in if owned_by_contract else OWNER,
        )
        stage.seen = (network.seen(stage.consumer, machine.events()),)
        if not _finish(stage, known, hints, initialise=initialise, setters=setters):
            machine.revert(point)
            return "the router cannot be put in its place"
        made.append(stage)
        return ""

    here = replace(known, hints=hints.get(CONSTRUCTORS, Hints()))
    # What sets a router later may set something else: first without.
    for setters in (False, True):
        _, failure = _fitting(artifact.constructor, here, partial(attempt, setters))
        if made:
            return made[0]
    raise CannotStage(
        f"{artifact.name} could not be set up: none of the arguments that were tried for its "
        f"constructor and initializers fit ({failure})."
    )


def _fitting(
    parameters: Sequence[Parameter], known: Known, attempt: Callable[[tuple[Any, ...]], str]
) -> tuple[tuple[Any, ...] | None, str]:
    """The first arguments with which an attempt works, which says else why it does not; and what
    the likeliest failed of.
    """
    choices = [values(parameter, known) for parameter in parameters]
    failure = ""

    def run(picked: tuple[int, ...]) -> tuple[tuple[Any, ...], str]:
        arguments = tuple(choice[index] for choice, index in zip(choices, picked, strict=True))
        return arguments, attempt(arguments)

    tried = varied([len(one) for one in choices], run, lambda one: one[1])
    for arguments, problem in itertools.islice(tried, _TRIES):
        if not problem:
            return arguments, ""
        failure = failure or problem
    return None, failure


def _finish(
    stage: Stage, known: Known, hints: Mapping[bytes, Hints], *, initialise: bool, setters: bool
) -> bool:
    """Run initializers, and `setters` too, until the consumer knows the router; whether it does."""
    if stage.owner != OWNER:
        stage.network.mint(stage.consumer, WEALTH)
    stage.machine.fund(stage.consumer, _ETHER)
    wanted = initialise or not _knows_router(stage)
    initializers = list(_initializers(stage.artifact)) if wanted else []
    if initializers and not _initialise(stage, known, hints, initializers):
        _clone(stage)
        _initialise(stage, known, hints, initializers)
    if setters and not _knows_router(stage):
        _set_router(stage, known, hints)
    if not _knows_router(stage):
        return False
    approval = calldata("approve(address,uint256)", stage.consumer, 2**256 - 1)
    for account in (OWNER, STRANGER, stage.stand_in):
        stage.call(account, stage.network.token, approval)
    words = stage.machine.words(stage.consumer)
    stage.written = tuple(slot for slot, word in words.items() if word)
    stage.constants = tuple(_constants(stage))
    return True


def _initializers(artifact: Artifact) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for signature, entry in artifact.functions.items():
        name = str(entry["name"]).lower()
        if name.startswith(("initialize", "initialise", "init", "setup")) and _changes(entry):
            yield signature, entry


def _initialise(
    stage: Stage,
    known: Known,
    hints: Mapping[bytes, Hints],
    initializers: Iterable[tuple[str, Mapping[str, Any]]],
) -> bool:
    told = any(_is_given_router(entry) for entry in stage.artifact.abi)
    done = False
    for signature, entry in initializers:
        addressed = any(one["type"] == "address" for one in entry["inputs"])
        wanted = _is_given_router(entry) if told else addressed
        done = _step(stage, known, hints, signature, lambda: _knows_router(stage), wanted) or done
    return done


def _step(
    stage: Stage,
    known: Known,
    hints: Mapping[bytes, Hints],
    signature: str,
    reached: Callable[[], bool],
    wanted: bool,
) -> bool:
    """Have the owner call a function as a step of the set-up; whether it works, and, if that is
    `wanted`, what has to be `reached` is.
    """
    inputs = stage.artifact.functions[signature]["inputs"]
    chosen = selector(signature)

    def attempt(arguments: tuple[Any, ...]) -> str:
        point = stage.machine.snapshot()
        data = chosen + encode(types_of(inputs), arguments)
        outcome = stage.call(stage.owner, stage.consumer, data)
        if outcome.ok and (not wanted or reached()):
            stage.setup += (Setup(signature, arguments),)
            stage.construction = outcome
            stage.seen += (stage.network.seen(stage.consumer, stage.machine.events()),)
            return ""
        stage.machine.revert(point)
        return outcome.reason or "it does not set the router"

    here = replace(known, hints=hints.get(chosen, Hints()))
    return _fitting(inputs, here, attempt)[0] is not None


def _clone(stage: Stage) -> None:
    """Put the consumer behind a minimal proxy: its own constructor locked it."""
    runtime = bytes.fromhex(_CLONE.format(stage.consumer[2:]))
    address, _ = stage.machine.deploy(OWNER, bytes.fromhex(_CLONING) + runtime)
    if address is not None:
        stage.consumer = address.lower()
        stage.network.mint(stage.consumer, WEALTH)
        stage.setup = (Setup("constructor", stage.setup[0].arguments, cloned=True),)


def _set_router(stage: Stage, known: Known, hints: Mapping[bytes, Hints]) -> None:
    """Put the router in its place, by a function that is given it, or by one that may be.

    One that puts it in the owner's place is none.
    """
    functions = stage.artifact.functions
    given = [one for one, entry in functions.items() if _is_given_router(entry)]
    others = [
        one
        for one, entry in functions.items()
        if [p["type"] for p in entry["inputs"]] == ["address"] and one not in given
    ]
    owner = int(stage.owner, 16)
    owned = _slots_with(stage, owner)

    def reached() -> bool:
        return _knows_router(stage) and owned <= _slots_with(stage, owner)

    for signature in (*given, *others):
        if _changes(functions[signature]) and _step(stage, known, hints, signature, reached, True):
            return


def _is_given_router(entry: Any) -> bool:
    """Whether the source has a function, or what it is given, take the router."""
    inputs = (*entry.get("inputs", ()), *entry.get("components", ()))
    return bool(entry.get(ROUTER)) or any(_is_given_router(one) for one in inputs)


def _knows_router(stage: Stage) -> bool:
    """Whether the consumer holds the router's address, in its whole storage or in its code."""
    router = int(stage.network.router, 16)
    held = router.to_bytes(20, "big") in stage.machine.code(stage.consumer)
    return held or bool(_slots_with(stage, router))


def _slots_with(stage: Stage, address: int) -> set[int]:
    """The slots of the consumer's in which an address lies."""
    wanted = address.to_bytes(20, "big")
    words = stage.machine.words(stage.consumer).items()
    return {slot for slot, word in words if wanted in word.to_bytes(32, "big")}


def _constants(stage: Stage) -> Iterator[Any]:
    """What the consumer's views without parameters return: roles, owners, limits."""
    for signature, entry in stage.artifact.functions.items():
        if entry["inputs"] or _changes(entry) or len(entry["outputs"]) != 1:
            continue
        kind = canonical(entry["outputs"][0])
        if kind not in ("bytes32", "address") and not kind.startswith("uint"):
            continue
        outcome = stage.machine.call(STRANGER, stage.consumer, selector(signature))
        if outcome.ok and len(outcome.output) == 32:
            yield decode([kind], outcome.output)[0]


def _changes(entry: Mapping[str, Any]) -> bool:
    return entry["stateMutability"] not in ("view", "pure")


def _libraries(
    machine: Machine, artifact: Artifact, libraries: Mapping[tuple[str, str], Artifact]
) -> dict[tuple[str, str], str]:
    linked: dict[tuple[str, str], str] = {}

    def link(one: Artifact) -> None:
        for unit, names in one.links.items():
            for name in names:
                if (unit, name) in linked:
                    continue
                library = libraries.get((unit, name))
                if library is None:
                    raise CannotStage(
                        f"{artifact.name} needs the library {name}, which is missing."
                    )
                link(library)
                address, outcome = machine.deploy(OWNER, library.code(linked))
                if address is None:
                    raise CannotStage(f"The library {name} does not deploy: {outcome.reason}.")
                linked[unit, name] = address

    link(artifact)
    return linked
