"""Runs every sequence of transactions of a consumer, up to a depth, and says what was misused.

Breadth first, so that what is seen first is a shortest way to it. Two states in
which the consumer cannot tell the sessions apart are one: what is followed is what
storage holds, with each session ID replaced by its order and its status.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import encode

from dtnlint.lifecycle.verdicts import Property
from dtnlint.replay.bytecode import Artifact, canonical
from dtnlint.replay.machine import Event, Machine, Outcome, selector
from dtnlint.replay.network import (
    EXACT_GAS,
    EXACT_GAS_LIMIT,
    KINDS,
    NODE,
    MisuseKind,
    Network,
    Switches,
    answer_data,
)
from dtnlint.replay.storage import hashed, places
from truth.grammar import Consumer
from truth.marks import PROBE

OWNER = "0x" + "0a" * 20
STRANGER = "0x" + "0e" * 20
PERMISSIVE = Switches(
    automatic_sessions=True, answers_after_close=True, boundless_callbacks=True, generous=True
)
"""Whatever some reading of the network, or a gift of somebody's, makes possible, is possible."""
STRICT = Switches(answers_after_close=True, boundless_callbacks=True, generous=True)
NO_STARTS = Switches(True, True, True, True, refuse_starts=True)
NO_REQUESTS = Switches(True, True, True, True, refuse_requests=True)

PROPERTY_OF = {
    MisuseKind.CLOSE_EMPTY: Property.VALIDATED,
    MisuseKind.REQUEST_EMPTY: Property.VALIDATED,
    MisuseKind.CLOSE_CLOSED: Property.NOT_CLOSED_TWICE,
    MisuseKind.REQUEST_CLOSED: Property.NOT_USED_AFTER_CLOSE,
    MisuseKind.START_UNFUNDED: Property.FUNDED,
}
"""What of the record speaks of which property; a rule joins by a line here."""
_KINDS = {
    "close": (MisuseKind.CLOSE_EMPTY, MisuseKind.CLOSE_CLOSED, MisuseKind.CLOSE_FOREIGN),
    "request": (MisuseKind.REQUEST_EMPTY, MisuseKind.REQUEST_CLOSED, MisuseKind.REQUEST_FOREIGN),
    "start": (MisuseKind.START_UNFUNDED,),
    "write": (),
}


@dataclass(frozen=True)
class Action:
    """One transaction."""

    name: str
    arguments: tuple[Any, ...]
    sender: str
    data: bytes
    to_router: bool = False
    switches: Switches = PERMISSIVE

    def __str__(self) -> str:
        who = {OWNER: "owner", STRANGER: "stranger", NODE: "node"}.get(self.sender, self.sender)
        values = ", ".join(_shown(value) for value in self.arguments)
        how = {NO_STARTS: ", starts fail", NO_REQUESTS: ", requests fail", STRICT: ", strict"}
        return f"{who}: {self.name}({values}){how.get(self.switches, '')}"


@dataclass(frozen=True)
class Node:
    """A state, by the way to it."""

    path: tuple[Action, ...] = ()
    live: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()
    pending: tuple[int, ...] = ()
    """Requests that wait for an answer."""
    gone: frozenset[int] = frozenset()
    """Live sessions that were found lost, or that left the contract's hands."""
    order: tuple[int, ...] = ()
    """Sessions in the order in which storage holds them."""
    marks: tuple[tuple[int, int], ...] = ()
    """The slots of the variables that guards read, and what they hold."""


@dataclass
class Exploration:
    """What was seen."""

    shown: dict[tuple[Property, int], tuple[Action, ...]] = field(default_factory=dict)
    """For each property and operation, a shortest sequence that breaks it."""
    states: int = 0
    calls: int = 0
    complete: bool = True
    """Nothing was left out for want of time."""
    undeployable: str = ""


class Explorer:
    """Explores one consumer."""

    def __init__(
        self, consumer: Consumer, artifact: Artifact, model: Mapping[str, bytes], most_calls: int
    ) -> None:
        self.consumer = consumer
        self.artifact = artifact
        self.most_calls = most_calls
        self.machine = Machine(EXACT_GAS_LIMIT)
        self.network = Network(self.machine, model, EXACT_GAS)
        self.machine.place(PROBE, model["Probe"])
        self.network.arrange(PERMISSIVE)
        self.result = Exploration()
        self.resolved: set[tuple[int, int]] = set()
        text = consumer.marked.replace("msg.sender, 0)", "")
        cares = "msg.sender" in text or "onlyOwner" in text
        self.senders = (STRANGER, OWNER) if cares else (STRANGER,)
        self.slots: dict[tuple[int, ...], tuple[tuple[tuple[int, bool], ...], tuple[int, ...]]] = {}
        types = artifact.layout.get("types") or {}
        variables = artifact.layout.get("storage") or ()
        self.arrays = [
            int(variable["slot"])
            for variable in variables
            if types[variable["type"]]["encoding"] == "dynamic_array"
        ]
        self.key_of = next((int(v["slot"]) for v in variables if v["label"] == "keyOf"), None)

    def explore(self, depth: int) -> Exploration:
        """Run every sequence of up to `depth` transactions after the construction."""
        code = self.artifact.code({}) + encode(["address"], [self.network.router])
        address, outcome = self.machine.deploy(OWNER, code)
        if address is None:
            self.result.undeployable = outcome.reason or "reverted"
            return self.result
        self.address = address.lower()
        start = self._after(Node(), outcome, self.machine.events(), None)
        number, total = EXACT_GAS.read(outcome.gas)
        if number == 1:
            self._show(total, ())
        frontier = [start]
        if "initialize()" in self.artifact.functions:
            # As a deployment does it: an initializer comes right after the constructor.
            first = Action("initialize", (), OWNER, selector("initialize()"))
            reached, _ = self._try(start, first, self.machine.snapshot())
            frontier = [node for node, _ in reached]
            if not frontier:
                self.result.undeployable = "its initializer reverts"
        known: set[Any] = set()
        base = self.machine.snapshot()
        for level in range(depth):
            following: list[Node] = []
            for node in frontier:
                if self.result.calls > self.most_calls:
                    self.result.complete = False
                    break
                for position, action in enumerate(node.path):
                    self._run(action, position)
                self.network.arrange(PERMISSIVE)
                here = self.machine.snapshot()
                for action in self._actions(node):
                    after, here = self._try(node, action, here)
                    for one in after:
                        key = one[1]
                        if key not in known:
                            known.add(key)
                            if level < depth - 1:
                                following.append(one[0])
                base = self._back(base)
            frontier = following
        self.result.states = len(known)
        return self.result

    def _back(self, point: Any) -> Any:
        """Go back to a point at which everything was permitted."""
        self.machine.revert(point)
        self.network.switches = PERMISSIVE
        return self.machine.snapshot()

    def _try(self, node: Node, action: Action, here: Any) -> tuple[list[tuple[Node, Any]], Any]:
        """Run an action, and its variants, from `here`; the states after them."""
        reached: list[tuple[Node, Any]] = []
        for variant in (action, *self._variants(action)):
            outcome = self._run(variant, len(node.path))
            self.result.calls += 1
            if outcome.ok:
                after = self._after(node, outcome, self.machine.events(), variant)
                reached.append((after, self._key(after)))
            here = self._back(here)
            number, total = EXACT_GAS.read(outcome.gas)
            path = (*node.path, variant)
            if number == 1:
                self._show(total, path)
            elif number and (number, total) not in self.resolved:
                # Several in one transaction: ask for each that has not been seen.
                self.resolved.add((number, total))
                for code in self._unseen():
                    self.network.record_only(code)
                    if EXACT_GAS.read(self._run(variant, len(node.path)).gas)[0]:
                        self._show(code, path)
                    here = self._back(here)
        return reached, here

    def _unseen(self) -> list[int]:
        return [
            EXACT_GAS.code(misuse, site)
            for site, kind in enumerate(self.consumer.sites, 1)
            for misuse in _KINDS[kind]
            if misuse in PROPERTY_OF and (PROPERTY_OF[misuse], site) not in self.result.shown
        ]

    def _variants(self, action: Action) -> Iterator[Action]:
        """The same transaction while starts or requests fail, where the consumer catches that."""
        ways = []
        if "start" in self.consumer.catches:
            ways.append(NO_STARTS)
        if "request" in self.consumer.catches:
            ways += [NO_REQUESTS, STRICT]
        for switches in ways:
            yield Action(
                action.name,
                action.arguments,
                action.sender,
                action.data,
                action.to_router,
                switches,
            )

    def _run(self, action: Action, number: int) -> Outcome:
        self.machine.at(number + 2, 1_700_000_000)
        self.network.arrange(action.switches)
        to = self.network.router if action.to_router else self.address
        return self.machine.call(action.sender, to, action.data)

    def _actions(self, node: Node) -> Iterator[Action]:
        for signature, entry in self.artifact.functions.items():
            if entry["stateMutability"] in ("view", "pure"):
                continue
            name = entry["name"]
            roles = self.consumer.roles.get(name, ())
            types = [canonical(parameter) for parameter in entry["inputs"]]
            if len(roles) != len(types):
                roles = tuple("key" if kind == "uint256" else "user" for kind in types)
            choices = [self._values(role, node) for role in roles]
            for arguments in itertools.product(*choices):
                data = selector(signature) + encode(types, arguments)
                for sender in self.senders:
                    yield Action(name, arguments, sender, data)
        for request in node.pending:
            for success in (True, False):
                yield Action(
                    "success" if success else "failure",
                    (request.to_bytes(32, "big"),),
                    NODE,
                    answer_data(request, success),
                    to_router=True,
                )

    def _values(self, role: str, node: Node) -> tuple[Any, ...]:
        if role in ("key", "index"):
            return (0, 1)
        if role == "id":
            return (0, *node.order[:2], *sorted(node.closed)[-1:])
        if role == "given":
            lent = sorted((node.gone & node.live) - set(node.order))
            return (0, *sorted(node.closed)[-1:], *lent[-1:])
        if role == "user":
            return self.senders
        if role == "request":
            return tuple(r.to_bytes(32, "big") for r in (node.pending or (0,)))
        raise ValueError(f"no values for {role}")

    # What was seen

    def _show(self, code: int, path: tuple[Action, ...]) -> None:
        site, kind = divmod(code, KINDS)
        prop = PROPERTY_OF.get(MisuseKind(kind))
        if prop is not None:
            self.result.shown.setdefault((prop, site), path)

    def _after(
        self, node: Node, outcome: Outcome, events: list[Event], action: Action | None
    ) -> Node:
        """The state after a transaction; what it broke is noted."""
        path = node.path if action is None else (*node.path, action)
        seen = self.network.seen(self.address, events)
        overwritten: dict[int, int] = {}
        told: set[int] = set()
        for event in events:
            if event.address == PROBE:
                overwritten[event.topics[2]] = event.topics[1]
            elif event.address == self.address:
                told.update(event.topics[1:])
                told.update(_words(event.data))
        live = node.live | {session for session, _ in seen.started}
        live -= {session for session, _ in seen.closed}
        closed = node.closed | {session for session, _ in seen.closed}
        held = self._held()
        marks = self._marks()
        told.update(_words(outcome.output))
        gone = set(node.gone)
        began = dict(seen.started)
        for session in live - gone - set(held):
            gone.add(session)
            if session in overwritten:
                self.result.shown.setdefault((Property.NOT_LOST, overwritten[session]), path)
            elif session in began and session not in told:
                self.result.shown.setdefault((Property.KEPT, began[session]), path)
        if marks == node.marks:
            for session, site in seen.closed:
                if session in held:
                    self.result.shown.setdefault((Property.RESET, site), path)
        waiting = set(node.pending) | {one.request for one in seen.asked}
        waiting -= {request for request, _ in seen.answered}
        order = tuple(dict.fromkeys(word for word in held if word in live or word in closed))
        return Node(path, live, closed, tuple(sorted(waiting)), frozenset(gone), order, marks)

    def _marks(self) -> tuple[tuple[int, int], ...]:
        """What the variables hold that record whether a session is open, and that guards read."""
        read = self.machine.storage
        return tuple((slot, read(self.address, slot)) for slot in self._reach()[1])

    def _held(self) -> tuple[int, ...]:
        """The words in the consumer's storage, in a fixed order."""
        read = self.machine.storage
        address = self.address
        # A counter is only ever compared with 0.
        return tuple(
            min(read(address, slot), 1) if counts else read(address, slot)
            for slot, counts in self._reach()[0]
        )

    def _reach(self) -> tuple[tuple[tuple[int, bool], ...], tuple[int, ...]]:
        """The slots that can hold anything while arrays are as long as now; and the marks'."""
        read, address = self.machine.storage, self.address
        lengths = tuple(read(address, slot) for slot in self.arrays)
        if lengths not in self.slots:
            found = list(
                places(
                    self.artifact.layout,
                    lambda slot: read(address, slot),
                    (0, 1),
                    (OWNER, STRANGER, self.network.router, self.address),
                )
            )
            self.slots[lengths] = (
                tuple(dict.fromkeys((place.slot, place.path == "counter") for place in found)),
                tuple(
                    dict.fromkeys(
                        place.slot
                        for place in found
                        if (2 if "backupMark" in place.path else 1) in self.consumer.guarding
                        and "mark" in place.path.lower()
                    )
                ),
            )
        return self.slots[lengths]

    def _key(self, node: Node) -> Any:
        order = {session: (index, session in node.live) for index, session in enumerate(node.order)}
        held = tuple(order.get(word, word) for word in self._held())
        keys = (
            ()
            if self.key_of is None
            else tuple(
                sorted(
                    self.machine.storage(self.address, hashed(request, self.key_of))
                    for request in node.pending
                )
            )
        )
        lent = bool(node.gone & node.live)
        return held, bool(node.closed), lent, len(node.pending), keys


def _words(data: bytes) -> list[int]:
    return [int.from_bytes(data[i : i + 32], "big") for i in range(0, len(data) - 31, 32)]


def _shown(value: Any) -> str:
    if isinstance(value, bytes):
        return f"0x{value.hex()[:8]}…"
    if value in (OWNER, STRANGER):
        return "owner" if value == OWNER else "stranger"
    return str(value)
