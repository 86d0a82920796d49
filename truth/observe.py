"""What an executed transaction shows: one function for each misuse that no record of the network's
tells by itself.

A *watch* looks at one transaction and yields the operations at which it shows the
misuse. A *conclusion* looks at the facts of a whole exploration, for what only all that
ran together shows. `truth.rules` says which rule is observed by which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from dtnlint.replay.network import NODE, Asked, Switches
from truth.grammar import Consumer

OWNER = "0x" + "0a" * 20
STRANGER = "0x" + "0e" * 20
NEWCOMER = "0x" + "0f" * 20
"""Somebody whom the contract has never seen."""
PERMISSIVE = Switches(
    automatic_sessions=True,
    boundless_callbacks=True,
    generous=True,
    unpaid_callbacks=True,
)
"""Whatever the contracts of the network, its page's way with requests on 0, or a gift of
somebody's makes possible, is possible."""
STRICT = replace(PERMISSIVE, automatic_sessions=False)
NO_STARTS = replace(PERMISSIVE, refuse_starts=True)
NO_REQUESTS = replace(PERMISSIVE, refuse_requests=True)


@dataclass(frozen=True)
class Action:
    """One transaction."""

    name: str
    arguments: tuple[Any, ...]
    sender: str
    data: bytes
    to_router: bool = False
    switches: Switches = PERMISSIVE
    value: int = 0
    foreign: bool = False
    """The answer to a request of a stranger's, which names a function of the consumer."""

    def __str__(self) -> str:
        who = _NAMES.get(self.sender, self.sender)
        values = ", ".join(_shown(value) for value in self.arguments)
        how = {NO_STARTS: ", starts fail", NO_REQUESTS: ", requests fail", STRICT: ", strict"}
        if self.foreign:
            return f"{who}: answers a stranger's request that names {self.name}"
        return f"{who}: {self.name}({values}){how.get(self.switches, '')}"


_NAMES = {OWNER: "owner", STRANGER: "stranger", NEWCOMER: "newcomer", NODE: "node"}


def _shown(value: Any) -> str:
    if isinstance(value, bytes):
        return f"0x{value.hex()[:8]}…"
    return _NAMES.get(value, str(value)) if isinstance(value, str) else str(value)


Path = tuple[Action, ...]


@dataclass(frozen=True)
class Node:
    """A state, by the way to it."""

    path: Path = ()
    live: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()
    pending: tuple[int, ...] = ()
    """Requests that wait for an answer."""
    asked: frozenset[tuple[int, int]] = frozenset()
    """The requests that wait, each with its session."""
    gone: frozenset[int] = frozenset()
    """Live sessions that were found lost, or that left the contract's hands."""
    stored: tuple[int, ...] = ()
    """The sessions that storage holds, in its order, one for each place that holds one."""
    marks: tuple[tuple[int, int], ...] = ()
    """The slots of the variables that guards read, and what they hold."""
    router: int = 0
    """The router that the consumer talks to."""

    @property
    def unanswered(self) -> frozenset[int]:
        """The live sessions on which requests wait."""
        return frozenset(session for _, session in self.asked) & self.live

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Sessions in the order in which storage holds them."""
        return tuple(dict.fromkeys(self.stored))


@dataclass(frozen=True)
class Step:
    """One thing that happened in a transaction."""

    kind: str
    """``started``, ``closed``, ``asked``, ``answered``, ``deposited``; of the probe,
    ``overwrites`` and ``passes``."""
    site: int = 0
    value: int = 0
    """The session, the request that was answered, the amount, or the ID that was overwritten."""
    asked: Asked | None = None


@dataclass(frozen=True)
class Glimpse:
    """One transaction that succeeded."""

    consumer: Consumer
    action: Action | None
    """None: the construction."""
    before: Node
    after: Node
    steps: tuple[Step, ...]
    held: frozenset[int]
    """What storage holds now."""
    told: frozenset[int]
    """The words that it returned or emitted."""
    newcomer: bool
    """Whoever sent it had nothing to do with the contract before, or the contract asks nobody."""
    foreign: frozenset[int] = frozenset()
    """The closes that are known to take any ID that a newcomer names."""
    echoed: frozenset[tuple[int, int]] = frozenset()
    """The requests, with their operations, that somebody else made right after it in the same
    way, in the same block."""

    @property
    def direct(self) -> bool:
        """An account called the consumer: this is neither an answer nor the construction."""
        return self.action is not None and not self.action.to_router

    def of(self, *kinds: str) -> Iterator[Step]:
        """The steps of some kinds."""
        return (step for step in self.steps if step.kind in kinds)

    def passed(self, kind: str) -> Iterator[Step]:
        """The probes at operations of one kind that were passed."""
        return (step for step in self.of("passes") if self.consumer.sites[step.site - 1] == kind)


Watch = Callable[[Glimpse], Iterable[int]]


@dataclass
class Exploration:
    """What was seen."""

    shown: dict[tuple[str, int], Path] = field(default_factory=dict)
    """For each rule and operation, a shortest sequence that breaks it."""
    undecided: set[tuple[str, int]] = field(default_factory=set)
    """What these transactions can say nothing of, either way."""
    facts: dict[tuple[str, int], Path] = field(default_factory=dict)
    """What was done, at which operation (0: at none), and the first time that it was."""
    calls: int = 0
    complete: bool = True
    """Nothing was left out for want of time."""
    undeployable: str = ""

    def ran(self, site: int) -> bool:
        """Whether anything that was executed came by an operation."""
        return any(place == site for _, place in self.facts)

    def did(self, *kinds: str) -> Path | None:
        """The first sequence that did one of these, wherever."""
        paths = [path for (kind, _), path in self.facts.items() if kind in kinds]
        return min(paths, key=len, default=None)


Conclusion = Callable[[Exploration, Consumer], Mapping[int, Path | None]]
"""For each operation of which something can be said, a sequence after which the misuse is plain,
or None if there is no misuse."""


# What one transaction shows


def lost(seen: Glimpse) -> Iterator[int]:
    """The ID of a live session is overwritten, and nothing in storage holds it any more."""
    old = {step.value: step.site for step in seen.of("overwrites")}
    return (old[session] for session in _dropped(seen) if session in old)


def discarded(seen: Glimpse) -> Iterator[int]:
    """A session is started, and its ID is neither stored nor told to anybody."""
    old = {step.value for step in seen.of("overwrites")}
    began = {step.value: step.site for step in seen.of("started")}
    return (
        began[session]
        for session in _dropped(seen)
        if session in began and session not in old and session not in seen.told
    )


def _dropped(seen: Glimpse) -> frozenset[int]:
    return seen.after.gone - seen.before.gone


def kept(seen: Glimpse) -> Iterator[int]:
    """A closed ID stays in storage, and nothing that a guard reads has changed."""
    yield from (site for site, sure in _unrecorded(seen) if sure)


def perhaps_kept(seen: Glimpse) -> Iterator[int]:
    """The same, of a session that was opened in the same transaction, or of which other places
    hold the ID now than did before. It may have been recorded as open and then as closed: what
    guards read is as before, and yet was written. Nor is it known of which places guards read IDs.
    """
    yield from (site for site, sure in _unrecorded(seen) if not sure)


def _unrecorded(seen: Glimpse) -> Iterator[tuple[int, bool]]:
    if seen.after.marks == seen.before.marks:
        for step in seen.of("closed"):
            if step.value in seen.held:
                old, new = (node.stored.count(step.value) for node in (seen.before, seen.after))
                known = step.value in seen.before.live or not seen.after.marks
                yield step.site, known and (old == 0 or old == new)


def unclaimed(seen: Glimpse) -> Iterator[int]:
    """A deposit that no start follows before the transaction ends."""
    yield from (site for site, _ in _deposits(seen.steps)[1])


def worthless(seen: Glimpse) -> Iterator[int]:
    """A deposit of no tokens that a start claims."""
    yield from (site for site, amount in _deposits(seen.steps)[0] if not amount)


def _deposits(
    steps: Iterable[Step],
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Deposits that a start followed, and others; each its operation and the amount."""
    claimed: list[tuple[int, int]] = []
    waiting: list[tuple[int, int]] = []
    site = 0
    for step in steps:
        if step.kind == "passes":
            site = step.site
        elif step.kind == "deposited":
            waiting.append((site, step.value))
        elif step.kind == "started":
            claimed += waiting
            waiting = []
    return claimed, waiting


def in_flight(seen: Glimpse) -> Iterator[int]:
    """A session is closed on which something was asked that is not answered.

    An answer that closes the session comes after itself, and who lost a session has given up on
    its answers.
    """
    answered = {step.value for step in seen.of("answered")}
    waiting = {session for request, session in seen.before.asked if request not in answered}
    for step in seen.steps:
        if step.asked is not None:
            waiting.add(step.asked.session)
        elif step.kind == "closed" and step.value in waiting - seen.before.gone:
            yield step.site


def controlled(seen: Glimpse) -> Iterator[int]:
    """A newcomer, who has no session of its own, ends one that was there before; or whoever asks
    the network something, and names this contract to be told the answer.

    Who has had something to do with the contract may be let in for that: the rule takes any
    comparison with the sender for protection, also where it is about another session. A close
    that takes any ID its caller names is another rule's, `dtn-foreign-session`.
    """
    if seen.action is None or not (seen.action.foreign or (seen.newcomer and seen.direct)):
        return
    for step in seen.of("closed"):
        named = step.value in seen.action.arguments and step.site in seen.foreign
        if step.value in seen.before.live and not named:
            yield step.site


def unguarded_setter(seen: Glimpse) -> Iterator[int]:
    """Somebody other than the owner gives the consumer another router."""
    if seen.direct and seen.action is not None and seen.action.sender != OWNER:
        yield from (step.site for step in seen.passed("setter"))


def swapped(seen: Glimpse) -> Iterator[int]:
    """The router is written while a session lives whose ID the contract holds.

    Of others nobody could say that they are live.
    """
    live = set(seen.before.live - seen.before.gone)
    for step in seen.steps:
        if step.kind == "started":
            live.add(step.value)
        elif step.kind == "closed":
            live.discard(step.value)
        elif step.kind == "passes" and live and seen.consumer.sites[step.site - 1] == "setter":
            yield step.site


def called_back(seen: Glimpse) -> Iterator[int]:
    """An account that is not the router gets a callback past its checks, to where it acts."""
    if seen.direct:
        yield from (step.site for step in seen.passed("callback"))


def collided(seen: Glimpse) -> Iterator[int]:
    """A request has the ID of one before it in the transaction; or another caller, in the same
    block, gets the ID that this one got.

    One caller that asks twice in a block is no defect to the rule. Where a callback asks, the
    callers are two answers, whose sender is the router for both.
    """
    known: set[int] = set()
    for step in seen.steps:
        if step.asked is None:
            continue
        if step.asked.request in known or (step.asked.request, step.site) in seen.echoed:
            yield step.site
        known.add(step.asked.request)


# What all that ran shows


def underpaid(explored: Exploration, consumer: Consumer) -> dict[int, Path | None]:
    """A request that asks for gas, and never once pays for it.

    The rule speaks of what is certain: a request that is paid for on some calls is the router's
    to refuse on the others.
    """
    found: dict[int, Path | None] = {}
    for site, kind in enumerate(consumer.sites, 1):
        if kind in ("request", "automatic") and ("paid", site) in explored.facts:
            found[site] = None
        elif ("REQUEST_UNDERPAID", site) in explored.facts and explored.complete:
            found[site] = explored.facts["REQUEST_UNDERPAID", site]
        elif ("asked", site) in explored.facts:
            found[site] = None
    return found


def stuck(explored: Exploration, consumer: Consumer) -> dict[int, Path | None]:
    """A refund came back, and in no transaction did tokens of the contract's own leave it.

    A way out that is there and was never passed may be waiting for more than these few
    transactions: then nothing is concluded. So it is where no session was ever closed.
    """
    if explored.did("gave") is not None:
        return {0: None}
    ways_out = [
        site for site, kind in enumerate(consumer.sites, 1) if kind in ("deposit", "withdraw")
    ]
    # Whatever the construction deposits, it passes on the way in: there are no refunds yet.
    passed = {site for (_, site), path in explored.facts.items() if path}
    closed = explored.did("closed")
    if closed is None or not explored.complete or not passed.issuperset(ways_out):
        return {}
    return {0: closed}


def unclosable(explored: Exploration, consumer: Consumer) -> dict[int, Path | None]:
    """A session was started, and there is no close that any transaction came to.

    A close that is there and was never come to may be waiting for more than these few
    transactions: then nothing is concluded.
    """
    if explored.did("closed", "CLOSE_EMPTY", "CLOSE_CLOSED", "CLOSE_FOREIGN") is not None:
        return {0: None}
    started = explored.did("started", "START_UNFUNDED")
    if started is None or "close" in consumer.sites:
        return {}
    return {0: started}
