"""A consumer on a machine, ready to be called: deployed, initialised, funded, on the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.address import is_address
from msgspec import Struct, field

from dtnlint.replay.arguments import NOBODY, OWNER, STRANGER, Known, combinations, types_of
from dtnlint.replay.bytecode import Artifact, canonical
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
_TRIES = 48
_AROUND = 8
"""Slots after one that was written that may be of the same struct."""
_CLONE = "363d3d373d3d3d363d73{}5af43d82803e903d91602b57fd5bf3"
_CLONING = "3d602d80600a3d3981f3"
"""Code that leaves the 45 bytes after it behind; both are https://eips.ethereum.org/EIPS/eip-1167."""


_Layout = tuple[tuple[Place, ...], tuple[tuple[int, int], ...]]
"""Places, and the slots with lengths of arrays that they depend on."""


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
    initialise: bool = True,
    owned_by_contract: bool = False,
) -> Stage:
    """Deploy a consumer and give it what it needs. Raises `CannotStage`.

    Without `initialise`, initializers are left alone if the constructor did all.
    """
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
    failure = ""
    point = machine.snapshot()
    for arguments in combinations(artifact.constructor, known, _TRIES):
        data = encode(types_of(artifact.constructor), arguments)
        # The consumer may open a session while it is constructed.
        if owned_by_contract:
            outcome = machine.call(OWNER, stand_in, calldata("make(bytes)", creation + data))
            deployed = "0x" + outcome.output[-20:].hex() if outcome.ok else None
        else:
            network.mint(machine.next_address(OWNER), WEALTH)
            deployed, outcome = machine.deploy(OWNER, creation + data)
        if deployed is None:
            failure = failure or outcome.reason
        else:
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
            if _finish(stage, known, initialise):
                return stage
            failure = "the router cannot be put in its place"
        machine.revert(point)
        point = machine.snapshot()
    raise CannotStage(
        f"{artifact.name} could not be set up: none of the arguments that were tried for its "
        f"constructor and initializers fit ({failure or 'no reason given'})."
    )


def _finish(stage: Stage, known: Known, initialise: bool) -> bool:
    """Run initializers and setters until the consumer knows the router; whether it does."""
    if stage.owner != OWNER:
        stage.network.mint(stage.consumer, WEALTH)
    stage.machine.fund(stage.consumer, _ETHER)
    router = int(stage.network.router, 16)
    wanted = initialise or not _knows(stage, router)
    initializers = list(_initializers(stage.artifact)) if wanted else []
    if initializers and not _initialise(stage, known, initializers):
        _clone(stage)
        _initialise(stage, known, initializers)
    if not _knows(stage, router):
        _set_router(stage)
    if not _knows(stage, router):
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
    stage: Stage, known: Known, initializers: Iterable[tuple[str, Mapping[str, Any]]]
) -> bool:
    done = False
    for signature, entry in initializers:
        for arguments in combinations(entry["inputs"], known, _TRIES):
            point = stage.machine.snapshot()
            data = selector(signature) + encode(types_of(entry["inputs"]), arguments)
            wanted = any(p["type"] == "address" for p in entry["inputs"])
            outcome = stage.call(stage.owner, stage.consumer, data)
            if outcome.ok and (not wanted or _knows(stage, int(stage.network.router, 16))):
                stage.setup += (Setup(signature, arguments),)
                stage.construction = outcome
                events = stage.machine.events()
                stage.seen += (stage.network.seen(stage.consumer, events),)
                done = True
                break
            stage.machine.revert(point)
    return done


def _clone(stage: Stage) -> None:
    """Put the consumer behind a minimal proxy: its own constructor locked it."""
    runtime = bytes.fromhex(_CLONE.format(stage.consumer[2:]))
    address, _ = stage.machine.deploy(OWNER, bytes.fromhex(_CLONING) + runtime)
    if address is not None:
        stage.consumer = address.lower()
        stage.network.mint(stage.consumer, WEALTH)
        stage.setup = (Setup("constructor", stage.setup[0].arguments, cloned=True),)


def _set_router(stage: Stage) -> None:
    for signature, entry in stage.artifact.functions.items():
        if [p["type"] for p in entry["inputs"]] == ["address"] and _changes(entry):
            point = stage.machine.snapshot()
            outcome = stage.call(
                stage.owner, stage.consumer, calldata(signature, stage.network.router)
            )
            if outcome.ok and _knows(stage, int(stage.network.router, 16)):
                stage.setup += (Setup(signature, (stage.network.router,)),)
                return
            stage.machine.revert(point)


def _knows(stage: Stage, address: int) -> bool:
    """Whether the consumer holds an address, in its whole storage or in its code."""
    wanted = address.to_bytes(20, "big")
    return wanted in stage.machine.code(stage.consumer) or any(
        wanted in word.to_bytes(32, "big") for word in stage.machine.words(stage.consumer).values()
    )


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
