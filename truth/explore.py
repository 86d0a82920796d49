"""Runs every sequence of transactions of a consumer, up to a depth, and says what was misused.

Breadth first, so that what is seen first is a shortest way to it. Two states in
which the consumer cannot tell the sessions apart are one: what is followed is what
storage holds, with each session ID replaced by its order and its status.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from eth_abi.abi import encode

from dtnlint.replay.bytecode import Artifact, canonical
from dtnlint.replay.machine import Event, Machine, Outcome, selector
from dtnlint.replay.network import (
    EXACT_GAS,
    EXACT_GAS_LIMIT,
    KINDS,
    NODE,
    Asked,
    MisuseKind,
    Network,
    Seen,
    Switches,
    answer_data,
)
from dtnlint.replay.storage import hashed, places
from truth.grammar import COUNTER, Consumer
from truth.marks import PROBE, SILENT
from truth.observe import (
    NEWCOMER,
    NO_REQUESTS,
    NO_STARTS,
    OWNER,
    PERMISSIVE,
    STRANGER,
    STRICT,
    Action,
    Exploration,
    Glimpse,
    Node,
    Path,
    Step,
)
from truth.rules import RULES, Compared

OTHER_ROUTER = "0x" + "0c" * 20
"""What a setter is given in the router's place; nothing stands there."""
FOREIGN = 0xF0E16
"""No session of anybody's."""
EPOCH = 1_700_000_000
VALUE = 200_000
"""What is sent with a payable call, in wei."""
_ROLES = {"uint256": "key", "address": "user", "bytes32": "request"}
"""What parameters are for whose roles nobody has told."""
_CALLED = {"close": "CLOSE", "request": "REQUEST", "automatic": "REQUEST", "start": "START"}
"""How the misuses of a kind of operation begin."""


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
        for account in (OWNER, STRANGER, NEWCOMER):
            self.machine.fund(account, 1 << 80)
        self.result = Exploration()
        self.resolved: set[tuple[int, int]] = set()
        self.only: frozenset[str] = frozenset()
        self.rules = [one for one in RULES.values() if set(one.kinds) & set(consumer.sites)]
        text = consumer.marked.replace(f"{SILENT}msg.sender", "")
        self.cares = consumer.chained or "msg.sender" in text or "onlyOwner" in text
        self.senders = (STRANGER, OWNER) if self.cares else (STRANGER,)
        self.slots: dict[tuple[int, ...], tuple[tuple[tuple[int, bool], ...], tuple[int, ...]]] = {}
        types = artifact.layout.get("types") or {}
        variables = artifact.layout.get("storage") or ()
        self.arrays = [
            int(variable["slot"])
            for variable in variables
            if types[variable["type"]]["encoding"] == "dynamic_array"
        ]
        slots = {v["label"]: int(v["slot"]) for v in variables}
        self.key_of = slots.get("keyOf")
        self.router_at = slots["ai"]

    def explore(self, depth: int, only: Collection[str] = ()) -> Exploration:
        """Run every sequence of up to `depth` transactions after the construction; of functions
        with some names `only`, if there are any.
        """
        self.only = frozenset(only)
        blank = self.machine.snapshot()
        start = self._construct(PERMISSIVE)
        if start is None:
            return self.result
        starts = start.live or start.closed
        self._follow(start, depth)
        if starts and "start" in self.consumer.catches:
            self._back(blank)
            start = self._construct(NO_STARTS)
            if start is not None:
                self._follow(start, depth)
        if not self.only:
            self._conclude()
        return self.result

    def _construct(self, switches: Switches) -> Node | None:
        """Deploy the consumer; None where that reverts."""
        self.network.arrange(switches)
        code = self.artifact.code({}) + encode(["address"], [self.network.router])
        address, outcome = self.machine.deploy(OWNER, code)
        events = self.machine.events()
        self.network.arrange(PERMISSIVE)
        if address is None:
            if switches == PERMISSIVE:
                self.result.undeployable = outcome.reason or "reverted"
            return None
        self.address = address.lower()
        self.machine.fund(self.address, 1 << 80)
        start = self._after(Node(), outcome, events, None)
        number, total = EXACT_GAS.read(outcome.gas)
        if number == 1:
            self._misused(total, ())
        return start

    def _follow(self, start: Node, depth: int) -> None:
        """Initialize the consumer, if it has to be, and run every sequence after that."""
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
                    if action.sender == NEWCOMER:
                        continue
                    for one in after:
                        key = one[1]
                        if key not in known:
                            known.add(key)
                            if level < depth - 1 and one[0].router == start.router:
                                following.append(one[0])
                base = self._back(base)
            frontier = following

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
                events = self.machine.events()
                after = self._after(node, outcome, events, variant)
                reached.append((after, self._key(after)))
            here = self._back(here)
            number, total = EXACT_GAS.read(outcome.gas)
            path = (*node.path, variant)
            if number == 1:
                self._misused(total, path)
            elif number and (number, total) not in self.resolved:
                # Several in one transaction: ask for each that has not been seen.
                self.resolved.add((number, total))
                for code in self._unseen():
                    self.network.record_only(code)
                    if EXACT_GAS.read(self._run(variant, len(node.path)).gas)[0]:
                        self._misused(code, path)
                    here = self._back(here)
        return reached, here

    def _unseen(self) -> list[int]:
        return [
            EXACT_GAS.code(misuse, site)
            for site, kind in enumerate(self.consumer.sites, 1)
            if kind in _CALLED
            for misuse in MisuseKind
            if misuse.name.startswith(_CALLED[kind])
            and (misuse.name, site) not in self.result.facts
        ]

    def _variants(self, action: Action) -> Iterator[Action]:
        """The same transaction while starts or requests fail, where the consumer catches that."""
        ways = []
        if "start" in self.consumer.catches:
            ways.append(NO_STARTS)
        if "request" in self.consumer.catches:
            ways += [NO_REQUESTS, STRICT]
        for switches in ways:
            yield dataclasses.replace(action, switches=switches)

    def _run(self, action: Action, number: int, seconds: int = 0) -> Outcome:
        self.machine.at(number + 2, EPOCH + 12 * number + seconds)
        self.network.arrange(action.switches)
        if action.foreign:
            return self.network.answer_of_others(STRANGER, self.address, action.data)
        to = self.network.router if action.to_router else self.address
        return self.machine.call(action.sender, to, action.data, action.value)

    def _actions(self, node: Node) -> Iterator[Action]:
        yield from self._visits(node)
        for signature in self.artifact.functions:
            for sender in self.senders:
                yield from self._calls(signature, node, sender)
        for signature, entry in self.artifact.functions.items():
            types = [canonical(parameter) for parameter in entry["inputs"]]
            if types == ["bytes32"] and (not self.only or entry["name"] in self.only):
                yield Action(
                    entry["name"], (), NODE, selector(signature), to_router=True, foreign=True
                )
        for request in node.pending:
            for success in (True, False):
                yield Action(
                    "success" if success else "failure",
                    (request.to_bytes(32, "big"),),
                    NODE,
                    answer_data(request, success),
                    to_router=True,
                )

    def _visits(self, node: Node) -> Iterator[Action]:
        """What a newcomer tries; nothing is built on that."""
        for signature, entry in self.artifact.functions.items():
            roles = self.consumer.roles.get(entry["name"], ())
            if "id" in roles:
                # First what is nobody's: see `controlled`.
                calls = list(self._calls(signature, node, NEWCOMER))
                calls.sort(key=lambda action: FOREIGN not in action.arguments)
                yield from (
                    action
                    for action in calls
                    if FOREIGN in action.arguments or (self.cares and node.live)
                )
            elif self.cares and node.live and not {"given", "router"} & set(roles):
                yield from self._calls(signature, node, NEWCOMER)

    def _calls(self, signature: str, node: Node, sender: str) -> Iterator[Action]:
        entry = self.artifact.functions[signature]
        name = entry["name"]
        if entry["stateMutability"] in ("view", "pure") or (self.only and name not in self.only):
            return
        roles = self.consumer.roles.get(name, ())
        types = [canonical(parameter) for parameter in entry["inputs"]]
        if len(roles) != len(types):
            roles = tuple(_ROLES[kind] for kind in types)
        choices = [self._values(role, node) for role in roles]
        if sender == NEWCOMER:
            choices = [
                (*choice, FOREIGN) if role == "id" else choice
                for role, choice in zip(roles, choices, strict=True)
            ]
        value = VALUE if entry["stateMutability"] == "payable" else 0
        for arguments in itertools.product(*choices):
            data = selector(signature) + encode(types, arguments)
            yield Action(name, arguments, sender, data, value=value)

    def _values(self, role: str, node: Node) -> tuple[Any, ...]:
        if role in ("key", "index"):
            return (0, 1)
        if role == "id":
            lent = sorted((node.gone & node.live) - set(node.order))
            return (0, *node.order[:2], *sorted(node.closed)[-1:], *lent[-1:])
        if role == "given":
            lent = sorted((node.gone & node.live) - set(node.order))
            return (0, *sorted(node.closed)[-1:], *lent[-1:])
        if role == "user":
            return self.senders
        if role == "amount":
            return (1, 0)
        if role == "router":
            return (OTHER_ROUTER,)
        if role == "request":
            return tuple(r.to_bytes(32, "big") for r in (node.pending or (0,)))
        raise ValueError(f"no values for {role}")

    # What was seen

    def _misused(self, code: int, path: Path) -> None:
        """The network's record tells a misuse."""
        site, kind = divmod(code, KINDS)
        misuse = MisuseKind(kind)
        self.result.facts.setdefault((misuse.name, site), path)
        for rule in self.rules:
            if misuse in rule.misuses and self.consumer.sites[site - 1] in rule.kinds:
                self._show(rule, (site,), path)

    def _show(self, rule: Compared, sites: Iterable[int], path: Path) -> None:
        for site in sites:
            self.result.shown.setdefault((rule.rule, site), path)

    def _conclude(self) -> None:
        """What all that ran shows together."""
        for rule in self.rules:
            if rule.conclude is not None:
                found = rule.conclude(self.result, self.consumer)
                for site, path in found.items():
                    if path is not None:
                        self._show(rule, (site,), path)
            else:
                found = {}
            places = (
                (0,)
                if rule.whole
                else [i for i, kind in enumerate(self.consumer.sites, 1) if kind in rule.kinds]
            )
            for site in places:
                # Rules that are no verdicts do not ask what can be reached.
                came = (
                    ("served", site) in self.result.facts if rule.served else self.result.ran(site)
                )
                asleep = rule.said is None and not rule.whole and not came
                if asleep or (rule.conclude is not None and site not in found):
                    self.result.undecided.add((rule.rule, site))

    def _after(
        self, node: Node, outcome: Outcome, events: list[Event], action: Action | None
    ) -> Node:
        """The state after a transaction; what it broke is noted."""
        path = node.path if action is None else (*node.path, action)
        seen = self.network.seen(self.address, events)
        steps = tuple(self._steps(events))
        told = set(_words(outcome.output))
        for event in events:
            if event.address == self.address:
                told.update(event.topics[1:])
                told.update(_words(event.data))
        live = node.live | {session for session, _ in seen.started}
        live -= {session for session, _ in seen.closed}
        closed = node.closed | {session for session, _ in seen.closed}
        held = self._held()
        dropped = live - node.gone - set(held)
        waiting = set(node.pending) | {one.request for one in seen.asked}
        waiting -= {request for request, _ in seen.answered}
        asked = node.asked | {(one.request, one.session) for one in seen.asked}
        stored = tuple(word for word in held if word in live or word in closed)
        after = Node(
            path,
            live,
            closed,
            tuple(sorted(waiting)),
            frozenset((request, session) for request, session in asked if request in waiting),
            node.gone | dropped,
            stored,
            self._marks(),
            self.machine.storage(self.address, self.router_at),
        )
        glimpse = Glimpse(
            self.consumer,
            action,
            node,
            after,
            steps,
            frozenset(held),
            frozenset(told),
            action is None or action.sender == NEWCOMER or not self.cares,
            frozenset(site for kind, site in self.result.facts if kind == "CLOSE_FOREIGN"),
            self._echo(node, action, seen),
        )
        for rule in self.rules:
            if rule.watch is not None:
                self._show(rule, rule.watch(glimpse), path)
            if rule.unsure is not None:
                self.result.undecided |= {(rule.rule, site) for site in rule.unsure(glimpse)}
        note = self.result.facts.setdefault
        for step in steps:
            note((step.kind, step.site), path)
            if step.asked is not None and step.asked.session in live:
                note(("served", step.site), path)
            if step.asked is not None and 0 < step.asked.gas <= step.asked.paid:
                note(("paid", step.site), path)
        if seen.given and action is not None and action.name != "initialize":
            note(("gave", 0), path)
        return after

    def _steps(self, events: Iterable[Event]) -> Iterator[Step]:
        """What happened, in its order."""
        for event in events:
            if event.address == PROBE:
                kind = "overwrites" if len(event.topics) > 2 else "passes"
                yield Step(kind, event.topics[1], event.topics[2] if event.topics[2:] else 0)
                continue
            seen = self.network.seen(self.address, [event])
            yield from (Step("started", site, session) for session, site in seen.started)
            yield from (Step("closed", site, session) for session, site in seen.closed)
            yield from (Step("asked", one.site, one.session, one) for one in seen.asked)
            yield from (Step("answered", 0, request) for request, _ in seen.answered)
            if seen.deposits:
                yield Step("deposited", 0, int.from_bytes(event.data[:32], "big"))

    def _echo(self, node: Node, action: Action | None, seen: Seen) -> frozenset[tuple[int, int]]:
        """The requests that somebody else makes when it does the same, in the same block."""
        if (
            action is None
            or action.foreign
            or not any(
                ("dtn-colliding-requests", one.site) not in self.result.shown
                and (action.to_router or one.user != int(action.sender, 16))
                for one in seen.asked
            )
        ):
            return frozenset()
        point = self.machine.snapshot()
        again = self._other_answer(node, action, seen) if action.to_router else action
        echoed: tuple[Asked, ...] = ()
        if again is not None:
            if not action.to_router:
                sender = OWNER if action.sender != OWNER else STRANGER
                again = dataclasses.replace(action, sender=sender)
            self.result.calls += 1
            if self._run(again, len(node.path)).ok:
                echoed = self.network.seen(self.address, self.machine.events()).asked
        self.machine.revert(point)
        return frozenset((one.request, one.site) for one in echoed)

    def _other_answer(self, node: Node, action: Action, seen: Seen) -> Action | None:
        """The same answer to another request: one that waits, or one that is made now as one
        before was, in a block of its own.
        """
        answered = seen.answered[0][0]
        waiting = list(node.pending)
        if len(waiting) == 1:
            for earlier in dict.fromkeys(one for one in reversed(node.path) if not one.to_router):
                self.result.calls += 1
                if self._run(earlier, len(node.path), seconds=7).ok:
                    made = self.network.seen(self.address, self.machine.events()).asked
                    waiting += [one.request for one in made if one.request != answered]
                if len(waiting) > 1:
                    break
        for request in waiting:
            if request != answered:
                data = answer_data(request, action.name == "success")
                return Action(action.name, (), NODE, data, True, action.switches)
        return None

    def _key_for(self, request: int) -> int:
        """The key that the consumer noted for a request."""
        assert self.key_of is not None
        return self.machine.storage(self.address, hashed(request, self.key_of))

    def _marks(self) -> tuple[tuple[int, int], ...]:
        """What the variables hold that record whether a session is open, and that guards read."""
        read = self.machine.storage
        return tuple((slot, read(self.address, slot)) for slot in self._reach()[1])

    def _held(self) -> tuple[int, ...]:
        """The words in the consumer's storage, in a fixed order."""
        read, address = self.machine.storage, self.address
        return tuple(_plain(read(address, slot), counts) for slot, counts in self._reach()[0])

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
                    (OWNER, STRANGER, NEWCOMER, self.network.router, self.address),
                )
            )
            self.slots[lengths] = (
                tuple(dict.fromkeys((place.slot, place.path == "counter") for place in found)),
                tuple(
                    dict.fromkeys(
                        place.slot
                        for place in found
                        if _recorded_by(place.path) in self.consumer.guarding
                    )
                ),
            )
        return self.slots[lengths]

    def _key(self, node: Node) -> Any:
        order = {
            session: (index, session in node.live, session in node.unanswered)
            for index, session in enumerate(node.order)
        }
        held = tuple(order.get(word, word) for word in self._held())
        keys = (
            ()
            if self.key_of is None
            else tuple(sorted(self._key_for(request) for request in node.pending))
        )
        lent = bool(node.gone & node.live)
        return held, bool(node.closed), lent, len(node.pending), keys


def _recorded_by(path: str) -> int:
    """The number of the variable of which a place in storage is part; 0: of none that records."""
    if path == "counter":
        return COUNTER
    return 0 if "mark" not in path.lower() else 2 if "backupMark" in path else 1


def _plain(word: int, counts: bool = False) -> int:
    """A stored word as far as it matters: counters and times are only ever compared with 0."""
    return min(word, 1) if counts or EPOCH <= word < EPOCH + 1000 else word


def _words(data: bytes) -> list[int]:
    return [int.from_bytes(data[i : i + 32], "big") for i in range(0, len(data) - 31, 32)]
