"""Who can get past a function's checks.

A check counts for what it compares, not for what it is called: the sender with state
that only authority can write, with the router, with the owner that a record names.
Checks are followed through modifiers, internal functions and boolean values.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from enum import Enum
from functools import partial, reduce
from itertools import islice
from typing import Any

from msgspec import Struct
from slither.core.cfg.node import Node, NodeType
from slither.core.declarations import Contract, Function, Modifier, SolidityVariable
from slither.core.solidity_types import MappingType
from slither.core.variables.local_variable import LocalVariable
from slither.core.variables.state_variable import StateVariable
from slither.core.variables.variable import Variable
from slither.slithir.operations import (
    Assignment,
    Binary,
    BinaryType,
    Call,
    Condition,
    Delete,
    HighLevelCall,
    Index,
    LibraryCall,
    LowLevelCall,
    Return,
    SolidityCall,
    Unary,
    UnaryType,
    Unpack,
)
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant

from dtnlint.protocol import dispatch
from dtnlint.protocol.aliases import aliases_of
from dtnlint.protocol.claims import Claims, clears
from dtnlint.protocol.creations import Creations
from dtnlint.protocol.flow import (
    Field,
    Flow,
    Place,
    Reads,
    Site,
    Stack,
    cuts_addresses,
    structure_of,
)
from dtnlint.protocol.latches import first_only, never_again, once_only
from dtnlint.protocol.numbers import Numbers
from dtnlint.protocol.paths import commits, leaves, optional, reverts, successors
from dtnlint.protocol.recognition import CONSUMES, Recognition
from dtnlint.protocol.signatures import Signatures, asks_for_signer, is_called_a_check, is_proof


class Sender(str, Enum):
    """A kind of sender that a check lets pass."""

    ANYONE = "anyone"
    AUTHORITY = "authority"
    """Whom state names that only the deployer or authority itself can write."""
    ROUTER = "the router"
    SELF = "the contract itself"
    NAMED = "the sender that a record names"
    """Such as ``records[id].owner``, which its creator wrote."""
    SIGNER = "a holder of a signature"
    FIRST = "who came first"
    """Where that is asked: see `newcomers`."""


class Admission(Struct, frozen=True):
    """Whom a piece of code admits, and what it ties to the sender."""

    senders: frozenset[Sender]
    """The kinds that can pass; empty for code that no transaction reaches."""
    tied: frozenset[Variable] = frozenset()
    """Parameters and keys that every passing sender without authority has been tied to by a check,
    such as `id` after ``require(records[id].owner == msg.sender)``."""

    @property
    def is_guarded(self) -> bool:
        """Whether some check stands between a stranger and the code."""
        return Sender.ANYONE not in self.senders

    def only(self, *senders: Sender) -> bool:
        """Whether nobody but these kinds of sender can pass."""
        return self.senders <= frozenset(senders)

    def then(self, other: Admission) -> Admission:
        """Both must admit: checks one after another."""
        tied = self.tied | other.tied
        if not self.is_guarded or not other.senders:
            return Admission(other.senders, tied)
        if not other.is_guarded or not self.senders:
            return Admission(self.senders, tied)
        return Admission(self.senders & other.senders or self.senders, tied)

    def either(self, other: Admission) -> Admission:
        """One admits or the other: paths that meet."""
        if not self.senders:
            return other
        if not other.senders:
            return self
        if self.only(Sender.AUTHORITY):
            tied = other.tied  # who has authority needs none
        elif other.only(Sender.AUTHORITY):
            tied = self.tied
        else:
            tied = self.tied & other.tied
        if not (self.is_guarded and other.is_guarded):
            return Admission(frozenset({Sender.ANYONE}), tied)
        return Admission(self.senders | other.senders, tied)


OPEN = Admission(frozenset({Sender.ANYONE}))
NOBODY = Admission(frozenset())
_SENDERS = frozenset({"msg.sender", "tx.origin"})
_DEPTH = 4
"""Calls by which a check's arguments are told apart; farther callers are merged."""
_WAYS = 32
"""Ways to one write that are told apart."""
_CHECKS_OF_MANAGED = (
    "AccessManaged._checkCanCall(address,bytes)",
    "AccessManagedUpgradeable._checkCanCall(address,bytes)",
)
"""OpenZeppelin's, which asks the authority in assembly."""


class Authority:
    """Whom the code of one concrete contract admits.

    `known` names modifiers and functions of which the user says that they let only
    authority pass, where the code alone does not show it. What runs once makes authority of who
    comes first, other than in entry points that come `late`; `first` is one of them, and what it
    writes, where that is to be told apart.
    """

    def __init__(
        self,
        recognition: Recognition,
        known: Collection[str] = (),
        *,
        late: Collection[Function] = (),
        first: tuple[Function, frozenset[Place]] | None = None,
    ) -> None:
        self._recognition = recognition
        self._known = frozenset(known)
        self._flow = recognition.flow
        self._numbers = Numbers(recognition.flow, zeroes=False)
        self._claims = Claims(recognition)
        self._signatures = Signatures(recognition.flow)
        self._creations = Creations(recognition.flow, _looked_into)
        self._distrusted: set[Place] = set()
        """Storage that strangers can write."""
        self._seized: set[Place] = set()
        """Storage that strangers can write over what others wrote."""
        self._asked: set[Place] = set()
        self._settled: frozenset[Place] = frozenset()
        """Of what was asked, that of which it is known."""
        self._exits: dict[tuple[Function, Stack], Admission] = {}
        self._before: dict[tuple[Function, Stack], dict[Node, Admission]] = {}
        self._after: dict[tuple[Function, Stack], dict[Node, Admission]] = {}
        self._reached: dict[Function, Admission] | None = None
        self._busy: set[tuple[Any, ...]] = set()
        self._holding: set[tuple[int, bool, Stack]] = set()
        self._relevance: dict[Function, bool] = {}
        self._forwarders: bool | None = None
        flow = recognition.flow
        bodies = {body for entry in late for body in flow.reach(entry)}
        self._once = once_only(flow) - frozenset(late)
        self._first = {node for node in first_only(flow) if node.function not in bodies}
        self._first.update(never_again(flow))
        self._newcomer = first
        self._left: dict[tuple[Place, frozenset[Place]], bool] = {}
        self._settle()

    def of(self, function: Function) -> Admission:
        """Whom a function called directly lets run to its end."""
        return self._exit(function, ())

    def at(self, function: Function, node: Node, stack: Stack = ()) -> Admission:
        """Whom a function lets pass a node, and commit what the node does. A check that
        comes later counts as well: if it fails, everything is undone. Not one that looks at what
        the node has written.
        """
        if not self._may_branch(function):
            return OPEN
        before, after = self._flows(function, stack)
        later = after.get(node, NOBODY)
        if later.is_guarded and later.senders and self._is_looked_at(function, node):
            later = OPEN
        return before.get(node, NOBODY).then(later)

    def _is_looked_at(self, function: Function, node: Node) -> bool:
        """Whether something that a node writes may be read later in a body."""
        written = self._written_at(node)
        seen: set[Node] = set()
        pending = successors(node) if written else []
        while pending:
            later = pending.pop()
            if later in seen:
                continue
            seen.add(later)
            pending += successors(later)
            if any(
                origin.value in written
                for one in self._with_calls(later)
                for ir in one.irs
                for value in ir.read
                if isinstance(value, Variable)
                for origin in self._flow.reads(value).origins
            ):
                return True
        return False

    def _written_at(self, node: Node) -> set[Place]:
        return {
            place
            for one in self._with_calls(node)
            for ir in one.irs
            for place in self._flow.written(ir)
        }

    def _with_calls(self, node: Node) -> Iterator[Node]:
        """A node, and those of the bodies that it leads to."""
        yield node
        for ir in node.irs:
            if ir in self._flow.calls:
                for body in self._flow.reach(self._flow.calls[ir]):
                    yield from body.nodes

    def reaching(self, site: Site) -> Admission:
        """Whom all ways to an operation admit: its own checks and its callers'."""
        return self._ways(site.function).then(self.at(site.function, site.node))

    def along(self, chain: Iterable[Node]) -> Admission:
        """Whom one way admits: the nodes of the calls, outermost first, then the node asked for."""
        nodes = list(chain)
        return reduce(
            lambda admission, node: admission.then(self.at(node.function, node)), nodes, OPEN
        )

    def named_in(self, place: Place) -> Sender:
        """Whom a value that storage keeps names, if it names a sender: whom authority put
        there; whoever made a record, or started a session; or anyone.
        """
        if place not in self._settled:
            self._asked.add(place)
            self._settle()
        return self._named_in(place)

    def all_named_in(self, places: Collection[Place]) -> dict[Place, Sender]:
        """The same of many."""
        self._asked |= set(places)
        self._settle()
        return {place: self._named_in(place) for place in places}

    def is_chosen(self, place: Place) -> bool:
        """Whether strangers choose what a place holds: they give it."""
        self.named_in(place)  # settles who may write it
        return any(
            isinstance(site.ir, Assignment)
            and any(
                self._flow.is_parameter(origin.value)
                for origin in self._flow.sources(site.ir.rvalue).origins
                if isinstance(origin.value, Variable)
            )
            for site in self._writes_of_strangers(place)
        )

    def granted_below(self, place: Place) -> int | None:
        """Of the keys below which strangers set a place, the one that is always the sender: whose
        right it is that they give. None where there is no such key.
        """
        self.named_in(place)  # settles who may write it
        found = {self._own_key(site) for site in self._writes_of_strangers(place)}
        return found.pop() if len(found) == 1 else None

    def is_number_of(self, place: Place, cells: Collection[Place]) -> bool:
        """Whether a place holds, for each sender, a number that nobody else gets, under which
        cells are found: he has counted on before he noted it.
        """
        counters: set[Any] = set()
        for site in self._flow.writers(place):
            if self._claims.changes_nobody(site, place):
                continue
            counter = self._counted(site)
            if (
                counter is None
                or len(_keys_of(site.function, getattr(site.ir, "lvalue", None))) > 1
            ):
                return False
            if self._own_key(site) is None:
                return False
            counters.add(counter)
        if len(counters) != 1 or not self._only_grows(*counters):
            return False
        known = counters | {place}
        return all(
            origin.value in known
            for cell in cells
            for site in self._flow.writers(cell)
            for key, stack in getattr(self._flow.reads(site.ir.lvalue), "keys", ())
            if not self._claims.changes_nobody(site, cell)
            for origin in self._flow.reads(key, stack).origins
        )

    def is_left_behind(self, place: Place, cells: Collection[Place]) -> bool:
        """Whether what a place says of a key may be left from what was there before: the session
        moves to another key without it, or whom the key belongs to is cleared, or passed on, and
        it is not.
        """
        key = (place, frozenset(cells))
        if key not in self._left:
            self._left[key] = self._leaves(place, cells)
        return self._left[key]

    def _leaves(self, place: Place, cells: Collection[Place]) -> bool:
        writing = {site.function for site in self._flow.writers(place)}
        moving = {site.function for site in self._flow.writers(place) if self._moves(site, place)}
        if any(
            self._moves(site, cell) and site.function not in moving
            for cell in cells
            if cell != place
            for site in self._flow.writers(cell)
        ):
            return True
        if any(_leaves_mapping(site.ir, place) for site in self._flow.writers(place)):
            return True
        givers = {
            owner
            for site in self._flow.writers(place)
            if self.reaching(site).is_guarded
            for named in self._compared_around(site)
            for owner in named
            if isinstance(owner, (StateVariable, Field))
            and owner != place
            and self.named_in(owner) is Sender.NAMED
        }
        return any(
            (self._passes_on(site, owner) or (clears(site.ir) and self._is_given(owner, writing)))
            and writing.isdisjoint(self._flow.reach(site.function))
            and any(named != {place} for named in self._compared_around(site))  # by others
            for owner in givers
            for site in self._flow.writers(owner)
        )

    def _is_given(self, owner: Place, writing: set[Function]) -> bool:
        """Whether somebody new may be named in a place by a body that leads to none of these."""
        return any(
            not self._claims.changes_nobody(site, owner)
            and writing.isdisjoint(self._flow.reach(site.function))
            for site in self._flow.writers(owner)
        )

    def _passes_on(self, site: Site, owner: Place) -> bool:
        """Whether a write names somebody else, by leave of whom the place names."""
        return (
            isinstance(site.ir, Assignment)
            and Sender.NAMED in self.reaching(site).senders
            and not self._claims.changes_nobody(site, owner)
        )

    def _moves(self, site: Site, place: Place) -> bool:
        """Whether a write takes what another key holds there."""
        if not isinstance(site.ir, Assignment) or self._claims.changes_nobody(site, place):
            return False
        reads = self._flow.reads(site.ir.rvalue)
        held = self._flow.reads(site.ir.lvalue).origins
        return bool(reads.keys) and bool(reads.origins & held)

    def _counted(self, site: Site) -> StateVariable | None:
        """The counter whose next number a write notes."""
        if not isinstance(site.ir, Assignment):
            return None
        reads = self._flow.reads(site.ir.rvalue)
        origins = [origin.value for origin in reads.origins]
        if len(origins) != 1 or reads.keys or not isinstance(origins[0], StateVariable):
            return None
        counter = origins[0]
        counting = {s.node for s in self._flow.writers(counter)}
        before = bool(counting & (site.node.dominators - {site.node}))
        if before or (self._begins_at(counter) and self._counts_on(site.node, counting)):
            return counter
        return None

    def _begins_at(self, counter: StateVariable) -> int:
        """The number that is written out where a counter is declared."""
        numbers = [
            self._numbers.only(site.ir.rvalue)
            for site in self._flow.writers(counter)
            if _begins(site)
        ]
        return (numbers[0] or 0) if len(numbers) == 1 else 0

    def _counts_on(self, node: Node, counting: set[Node]) -> bool:
        """Whether each way on from a node comes to one of others, and nobody can call meanwhile."""
        seen: set[Node] = set()
        pending = [node]
        while pending:
            current = pending.pop()
            if leaves(current) or not self._is_quiet(current):
                return False
            for son in successors(current):
                if son is node:
                    return False
                if son not in seen and son not in counting:
                    seen.add(son)
                    pending.append(son)
        return True

    def _is_quiet(self, node: Node) -> bool:
        """Whether nothing that a node does lets others call."""
        return all(
            all(self._is_quiet(one) for body in self._flow.reach(called) for one in body.nodes)
            if (called := self._flow.calls.get(ir)) is not None
            else self._recognition.trusts(ir)
            for ir in node.irs
        )

    def _only_grows(self, counter: StateVariable) -> bool:
        return all(
            _begins(site)
            or (
                isinstance(site.ir, Binary)
                and site.ir.type == BinaryType.ADDITION
                and site.ir.variable_left is counter
                and bool(self._numbers.only(site.ir.variable_right))
                and (
                    site.node.scope.is_checked
                    or str(counter.type) in ("uint256", "uint128", "uint64")
                )
            )
            for site in self._flow.writers(counter)
        )

    def _own_key(self, site: Site) -> int | None:
        keys = _keys_of(site.function, getattr(site.ir, "lvalue", None))
        own = [number for number, key in enumerate(keys) if self._is_sender(key, ())]
        return own[0] if len(own) == 1 else None

    def _named_in(self, place: Place) -> Sender:
        if place not in self._distrusted:
            return self._authority({place})
        return Sender.ANYONE if place in self._seized else Sender.NAMED

    def _authority(self, places: set[Place]) -> Sender:
        """Who is named where only authority writes."""
        told = self._newcomer is not None and bool(places & self._newcomer[1])
        return Sender.FIRST if told else Sender.AUTHORITY

    def _settle(self) -> None:
        """Find which storage only authority can write: trust all that checks compare with,
        then withdraw trust from what strangers can write, until nothing changes.
        """
        while True:
            for function in filter(self._relevant, self._flow.functions):
                self._flows(function, ())
            asked = frozenset(self._asked)
            open_ = {place for place in asked if self._strangers_write(place)}
            seized = {place for place in open_ if self._strangers_take(place)}
            if self._asked != asked:  # who writes them hangs on more
                continue
            if open_ <= self._distrusted and seized <= self._seized:
                self._settled = asked
                return
            self._distrusted |= open_
            self._seized |= seized
            for memo in (self._exits, self._before, self._after):
                memo.clear()
            self._reached = None

    def _strangers_write(self, place: Place) -> bool:
        return any(self._writes_of_strangers(place)) or self._creations.hands_on(place)

    def _strangers_take(self, place: Place) -> bool:
        return self._creations.hands_on(place) or any(
            self._takes(site, place) for site in self._writes_of_strangers(place)
        )

    def _takes(self, site: Site, place: Place) -> bool:
        guarded = self.reaching(site).is_guarded
        if not guarded and not self._is_led_to(site, lambda admission: admission.is_guarded):
            return self._claims.takes(site, place, partial(self._is_open, site))
        # Whom some record names is a stranger to all others.
        return not (self._is_in_own_record(site) or self._hands_on(site, place)) and (
            self._claims.takes(site, place, lambda _: True)
        )

    def _hands_on(self, site: Site, place: Place) -> bool:
        """Whether the sender is compared with what the place holds, where it is written or in a
        body around.
        """
        if self._flow.reads(site.ir.lvalue).keys:
            return False
        return any(named == {place} for named in self._compared_around(site))

    def _compared_around(self, site: Site) -> Iterator[set[Any]]:
        """What the sender is compared with where a write is, or in a body around: its origins."""
        around = {
            body
            for entry in dispatch.entry_points(self._recognition.concrete)
            if site.function in (reached := self._flow.reach(entry))
            for body in reached
        }
        for body in around:
            for node in body.nodes:
                for ir in node.irs:
                    if isinstance(ir, Binary) and ir.type in (
                        BinaryType.EQUAL,
                        BinaryType.NOT_EQUAL,
                    ):
                        sides = (ir.variable_left, ir.variable_right)
                        for sender, named in (sides, sides[::-1]):
                            if self._is_sender(sender, ()):
                                yield {one.value for one in self._flow.reads(named).origins}

    def _is_open(self, site: Site, entry: Function) -> bool:
        """Whether an entry point lets strangers get to a write, and have it stand."""
        if not self.of(entry).is_guarded:
            return True
        way = self._spread((entry,)).get(site.function, NOBODY)
        return not way.then(self.at(site.function, site.node)).is_guarded

    def _writes_of_strangers(self, place: Place) -> Iterator[Site]:
        for site in self._flow.writers(place):
            if not (
                site.node in self._first
                or self._claims.changes_nobody(site, place)
                or self._guards(self.reaching(site))
                or self._is_led_to(site, self._guards)
            ):
                yield site

    def _is_led_to(self, site: Site, guards: Callable[[Admission], bool]) -> bool:
        """Whether each way to a write in a helper keeps people out, or has it clear something:
        what is checked may depend on what the helper is given.
        """
        if not site.function.parameters:
            return False
        ways = list(islice(self._stacks(site.function, ()), _WAYS + 1))
        return 0 < len(ways) <= _WAYS and all(
            self._clears(site, stack) or guards(way.then(self._inside(site, stack)))
            for way, stack in ways
        )

    def _stacks(self, function: Function, stack: Stack) -> Iterator[tuple[Admission, Stack]]:
        """The calls that lead to a body, outermost first, and whom they admit."""
        if len(stack) == _DEPTH:
            yield self._along(self._ways(function), stack), stack
            return
        if function in dispatch.entry_points(self._recognition.concrete):
            yield self._along(self._admitted(function), stack), stack
        for call in self._flow.calls_to(function):
            if call.ir not in stack:
                yield from self._stacks(call.function, (call.ir, *stack))

    def _along(self, admission: Admission, stack: Stack) -> Admission:
        for number, call in enumerate(stack):
            before = stack[:number]
            admission = admission.then(self.at(call.node.function, call.node, before))
        return admission

    def _inside(self, site: Site, stack: Stack) -> Admission:
        """Whom a helper lets write, given what these calls give it."""
        before, after = self._flows(site.function, stack)
        return before.get(site.node, NOBODY).then(after.get(site.node, NOBODY))

    def _clears(self, site: Site, stack: Stack) -> bool:
        """Whether what these calls have a helper write is zero."""
        value = getattr(site.ir, "rvalue", None)
        return isinstance(site.ir, Assignment) and self._numbers.only(value, (), stack) == 0

    def _guards(self, admission: Admission) -> bool:
        """Whether checks keep strangers from a write. Whom a record names is one: anybody may have
        made it.
        """
        return admission.is_guarded and Sender.NAMED not in admission.senders

    def _is_in_own_record(self, site: Site) -> bool:
        """Whether what somebody writes whom a record names is tied to him: it lies below keys,
        and he chooses none that is not.
        """
        keys = getattr(self._flow.reads(site.ir.lvalue), "keys", ())
        chosen = {
            variable
            for key, stack in keys
            for variable in self._roots(key, stack)
            if self._flow.is_parameter(variable) and variable.function is site.function
        }
        entries = dispatch.entry_points(self._recognition.concrete)
        return bool(keys) and (site.function not in entries or chosen <= self.reaching(site).tied)

    def _trusted(self, places: Iterable[Place]) -> bool:
        places = set(places)
        self._asked |= places
        return not places & self._distrusted

    def _ways(self, function: Function) -> Admission:
        """Whom the ways from outside to a body admit, before the body's own checks."""
        if self._reached is None:
            self._reached = self._spread(dispatch.entry_points(self._recognition.concrete))
        return self._reached.get(function, NOBODY)

    def _admitted(self, entry: Function) -> Admission:
        newcomer = self._newcomer is not None and entry is self._newcomer[0]
        named = Sender.FIRST if newcomer else Sender.AUTHORITY
        return Admission(frozenset({named})) if entry in self._once else OPEN

    def _spread(self, entries: Iterable[Function]) -> dict[Function, Admission]:
        reached = {entry: self._admitted(entry) for entry in entries}
        pending = list(reached)
        while pending:
            caller = pending.pop()
            for site, target in self._flow.calls_of(caller):
                way = reached[caller].then(self.at(caller, site.node))
                known = reached.get(target, NOBODY)
                merged = known.either(way)
                if merged != known or target not in reached:
                    reached[target] = merged
                    pending.append(target)
        return reached

    def _exit(self, function: Function, stack: Stack) -> Admission:
        """Whom a body lets run to its end; a modifier, to its placeholder and then its end."""
        if function.name in self._known and not _answers(function):
            return Admission(frozenset({Sender.AUTHORITY}))
        if not self._relevant(function):
            return OPEN
        stack = self._context(stack)
        key = (function, stack)
        if key in self._exits:
            return self._exits[key]
        if (function, stack, None) in self._busy or self._recurs(function, stack):
            return OPEN
        self._busy.add((function, stack, None))
        before, after = self._flows(function, stack)
        ends: list[Node]
        if isinstance(function, Modifier):
            ends = [node for node in function.nodes if node.type == NodeType.PLACEHOLDER]
        else:
            ends = [node for node in function.nodes if leaves(node)]
        admission = NOBODY
        for node in ends:
            if node in before:
                admission = admission.either(before[node].then(after.get(node, OPEN)))
        self._busy.discard((function, stack, None))
        self._exits[key] = admission
        return admission

    def _recurs(self, function: Function, stack: Stack) -> bool:
        return any(self._flow.calls.get(ir) is function for ir in stack[:-1])

    def _flows(
        self, function: Function, stack: Stack
    ) -> tuple[dict[Node, Admission], dict[Node, Admission]]:
        """What the paths to each node and from each node have checked."""
        key = (function, stack)
        if key not in self._before:
            if not function.nodes:
                return {}, {}
            own = {node: self._checks(function, node, stack) for node in function.nodes}
            edges = [
                (node, son, self._branch(function, node, son, stack))
                for node in function.nodes
                if not reverts(node)
                for son in successors(node)
            ]
            self._before[key] = _solve(
                {function.entry_point or function.nodes[0]: OPEN}, own, edges
            )
            ends = {n: OPEN for n in function.nodes if commits(n)}
            self._after[key] = _solve(ends, own, [(son, node, check) for node, son, check in edges])
        return self._before[key], self._after[key]

    def _checks(self, function: Function, node: Node, stack: Stack) -> Admission:
        """What passing a node has checked: `require`, `assert`, and calls that check."""
        admission = OPEN
        skipped = optional(node)
        for ir in node.irs:
            if ir in skipped:
                continue
            if isinstance(ir, SolidityCall) and ir.function.name.startswith(("require", "assert")):
                admission = admission.then(self._holds(function, ir.arguments[0], True, stack))
            elif ir in self._flow.calls:
                target = self._flow.calls[ir]
                if target.canonical_name in _CHECKS_OF_MANAGED:
                    admission = admission.then(self._external(ir, stack))
                if not (isinstance(ir, HighLevelCall) and not isinstance(ir, LibraryCall)):
                    admission = admission.then(self._exit(target, (*stack, ir)))
            elif _only_checks(ir):
                admission = admission.then(self._external(ir, stack))
            elif _may_fall_short(ir) and self._numbers.only(ir.variable_right, (), stack):
                # Of whom nothing is stored, nothing can be taken.
                admission = admission.then(self._membership(ir.variable_left, stack))
        return admission

    def _branch(self, function: Function, node: Node, son: Node, stack: Stack) -> Admission:
        if node.type not in (NodeType.IF, NodeType.IFLOOP) or node.son_true is node.son_false:
            return OPEN
        condition = next((ir for ir in node.irs if isinstance(ir, Condition)), None)
        if condition is None:
            return OPEN
        return self._holds(function, condition.value, son is node.son_true, stack)

    def _holds(self, function: Function, value: Any, wanted: bool, stack: Stack) -> Admission:
        """What is known of the sender when a boolean value is `wanted`."""
        if isinstance(value, Constant):
            return OPEN if bool(value.value) is wanted else NOBODY
        definitions = dispatch.definitions(function).get(value, ())
        if self._flow.is_parameter(value):
            if not stack or definitions:
                return OPEN
            caller = stack[-1].node.function
            given = self._flow.argument(value, stack[-1])
            return self._holds(caller, given, wanted, stack[:-1])
        if any(_is_access(ir) for ir in definitions) or isinstance(value, StateVariable):
            return self._membership(value, stack) if wanted else OPEN
        if not definitions or (not wanted and not _is_always_set(value, definitions)):
            return OPEN
        key = (id(value), wanted, stack)
        if key in self._holding:
            # A value computed from itself, in a loop: it adds nothing to its other origins.
            return NOBODY
        self._holding.add(key)
        admission = NOBODY
        for ir in definitions:
            way = self._computed(function, ir, wanted, stack)
            if len(definitions) > 1:
                way = way.then(self._leads_to(function, ir.node, stack))
            admission = admission.either(way)
        self._holding.discard(key)
        return admission

    def _leads_to(self, function: Function, node: Node, stack: Stack) -> Admission:
        """The branches that lead to one of several assignments of a value."""
        before = self._before.get((function, stack))
        if before is not None:
            return before.get(node, NOBODY)
        admission = OPEN
        current = node
        while len(current.fathers) == 1:
            father = current.fathers[0]
            admission = admission.then(self._branch(function, father, current, stack))
            current = father
        return admission

    def _computed(
        self, function: Function, ir: IrOperation, wanted: bool, stack: Stack
    ) -> Admission:
        if isinstance(ir, Assignment):
            return self._holds(function, ir.rvalue, wanted, stack)
        if isinstance(ir, Unary) and ir.type == UnaryType.BANG:
            return self._holds(function, ir.rvalue, not wanted, stack)
        if isinstance(ir, Binary):
            return self._binary(function, ir, wanted, stack)
        number = 0
        if isinstance(ir, Unpack):
            made = dispatch.definitions(function).get(ir.tuple, ())
            if len(made) != 1:
                return OPEN
            ir, number = made[0], ir.index
        if (
            wanted
            and self._signatures.checks(ir)
            and self._names_trusted(ir, stack)
            and (not is_proof(ir) or any(self._is_made_of_sender(g, stack) for g in ir.arguments))
        ):
            return Admission(frozenset({Sender.SIGNER}))
        if ir in self._flow.calls:
            return self._answer(self._flow.calls[ir], number, wanted, (*stack, ir))
        if isinstance(ir, HighLevelCall) and wanted:
            return self._external(ir, stack)
        if isinstance(ir, SolidityCall) and ir.function.name.startswith("abi.decode") and wanted:
            return self._decoded(ir, stack)
        return OPEN

    def _binary(self, function: Function, ir: Binary, wanted: bool, stack: Stack) -> Admission:
        one, other = ir.variable_left, ir.variable_right
        if ir.type in (BinaryType.ANDAND, BinaryType.OROR):
            left = self._holds(function, one, wanted, stack)
            right = self._holds(function, other, wanted, stack)
            both = (ir.type == BinaryType.ANDAND) is wanted
            return left.then(right) if both else left.either(right)
        if ir.type == BinaryType.AND and wanted:
            return self._membership(ir.lvalue, stack)
        equal = BinaryType.EQUAL if wanted else BinaryType.NOT_EQUAL
        if ir.type == equal:
            for sender, named in ((one, other), (other, one)):
                if self._is_sender(sender, stack):
                    return self._compared(named, stack)
                if self._signed(sender, named, ir, stack) or self._listed(
                    function, sender, named, stack
                ):
                    return Admission(frozenset({Sender.SIGNER}))
        for variable, number, order in (
            (one, self._numbers.only(other, (), stack), ir.type),
            (other, self._numbers.only(one, (), stack), _TURNED.get(ir.type, ir.type)),
        ):
            if number is None or order not in _ORDERS:
                continue
            if isinstance(variable, Variable) and str(variable.type) == "bool":
                same = (order == BinaryType.EQUAL) is wanted
                return self._holds(function, variable, bool(number) is same, stack)
            if _ORDERS[order](0, number) is not wanted:
                # Such as `level[msg.sender] > 1`: it keeps out of whom nothing is stored.
                return self._membership(variable, stack)
            return OPEN
        return self._linked(ir, stack) if ir.type == equal else OPEN

    def _compared(self, named: Any, stack: Stack) -> Admission:
        """What equality of the sender with a value says of the sender."""
        if self._recognition.is_router(named, stack):
            return Admission(frozenset({Sender.ROUTER}))
        reads = self._flow.reads(named, stack)
        tied = self._variables(reads)
        kinds: set[Sender] = set()
        for origin in reads.origins:
            value = origin.value
            if isinstance(value, (StateVariable, Field)):
                self._asked.add(value)
                kinds.add(self._named_in(value))
            elif isinstance(value, SolidityVariable):
                kinds.add(Sender.SELF if value.name == "this" else Sender.ANYONE)
            elif isinstance(value, Constant):
                kinds.add(Sender.AUTHORITY)
            elif isinstance(value, IrOperation):
                kinds.add(self._called(value, stack))
                tied |= self._arguments(value, stack)
            else:
                # A parameter: the caller names itself, which ties the parameter.
                alias = self._alias(value)
                kinds |= {Sender.ANYONE} if alias is None else alias.senders
                tied |= frozenset() if alias is None else alias.tied
                if isinstance(value, Variable):
                    tied |= {value}
        if not kinds or Sender.ANYONE in kinds:
            return Admission(OPEN.senders, frozenset(tied))
        return Admission(frozenset(kinds), frozenset(tied))

    def _alias(self, parameter: Any) -> Admission | None:
        """What it says of the sender to be whom a parameter names that has to be whom a record
        names.
        """
        function = getattr(parameter, "function", None)
        if function is None or not self._flow.is_parameter(parameter):
            return None
        for body, variable, other in self._aliases(function, parameter):
            places = {origin.value for origin in self._flow.reads(other, ()).origins}
            if (
                variable is parameter
                and places
                and all(isinstance(place, (StateVariable, Field)) for place in places)
                and not any(
                    not places.isdisjoint(self._written_at(node)) and self._is_looked_at(body, node)
                    for node in body.nodes
                )
            ):
                return self._compared(other, ())
        return None

    def _aliases(self, function: Function, parameter: Any) -> Iterator[tuple[Function, Any, Any]]:
        """The bodies in which a function's parameter has to be equal to something, and to what: its
        own, and the modifiers that are given it.
        """
        for variable, other in aliases_of(function):
            yield function, variable, other
        if parameter in dispatch.definitions(function):
            return
        for site, target in self._flow.calls_of(function):
            if isinstance(target, Modifier):
                for variable, other in aliases_of(target):
                    yield target, self._flow.argument(variable, site.ir), other

    def _called(self, ir: IrOperation, stack: Stack) -> Sender:
        """What the result of a call out of the contract names: one and the same, where nobody
        chooses what is asked for.
        """
        if asks_for_signer(ir):
            return Sender.ANYONE  # who signs for himself
        if isinstance(ir, HighLevelCall) and self._is_chosen(ir.destination, stack):
            return Sender.ANYONE
        if isinstance(ir, HighLevelCall) and all(
            self._is_settled(origin.value, stack)
            for value in ir.arguments
            for origin in self._flow.reads(value, stack).origins
        ):
            return Sender.AUTHORITY
        return Sender.NAMED

    def _is_chosen(self, contract: Any, stack: Stack) -> bool:
        """Whether whoever calls says which contract is asked."""
        return any(
            isinstance(origin.value, Variable) and self._flow.is_parameter(origin.value)
            for origin in self._flow.reads(contract, stack).origins
        )

    def _is_put(self, contract: Any, stack: Stack) -> bool:
        """Whether strangers have stored which contract is asked: for themselves, or over what
        others stored.
        """
        reads = self._flow.reads(contract, stack)
        places = {o.value for o in reads.origins if isinstance(o.value, (StateVariable, Field))}
        if self._trusted(places):
            return False
        return self._keyed_by_sender(reads) or any(
            self._named_in(place) is Sender.ANYONE for place in places
        )

    def _is_settled(self, value: Any, stack: Stack) -> bool:
        """Whether a value is written in the code, or by authority."""
        if isinstance(value, (StateVariable, Field)):
            return self._trusted({value})
        if isinstance(value, SolidityCall) and value.function.name.startswith(("keccak256", "abi")):
            return all(
                self._is_settled(origin.value, stack)
                for given in value.read
                for origin in self._flow.reads(given, stack).origins
            )
        return isinstance(value, Constant) or getattr(value, "name", None) == "this"

    def _linked(self, ir: Binary, stack: Stack) -> Admission:
        """``sessions[msg.sender] == id``."""
        sides = (ir.variable_left, ir.variable_right)
        for value, named in (sides, sides[::-1]):
            reads = self._flow.reads(value, stack)
            if self._keyed_by_sender(reads):
                tied = self._variables(self._flow.reads(named, stack))
                return Admission(OPEN.senders, frozenset(tied | self._variables(reads)))
        return OPEN

    def _signed(self, value: Any, named: Any, ir: Binary, stack: Stack) -> bool:
        """Whether a comparison shows that somebody has signed whom authority names, as in
        ``owner == recover(hash, signature)``; or that he says so himself, being a contract.
        """
        if self._signatures.recovers(value, stack):
            origins = self._flow.reads(named, stack).origins
            return (
                bool(origins)
                and all(self._is_settled(origin.value, stack) for origin in origins)
                and any(self._signatures.is_somebody(side, ir) for side in (value, named))
            )
        asked = [origin.value for origin in self._flow.reads(value, stack).origins]
        return (
            bool(self._numbers.only(named, (), stack))
            and bool(asked)
            and all(
                self._signatures.checks(one)
                and isinstance(one, HighLevelCall)
                and all(
                    self._is_settled(origin.value, stack)
                    for origin in self._flow.reads(one.destination, stack).origins
                )
                for one in asked
            )
        )

    def _listed(self, function: Function, value: Any, named: Any, stack: Stack) -> bool:
        """Whether a comparison shows that the sender is in a tree of hashes, of which authority has
        written the root.
        """
        origins = self._flow.reads(named, stack).origins
        places = {origin.value for origin in origins}
        return (
            bool(places)
            and all(isinstance(place, (StateVariable, Field)) for place in places)
            and self._trusted(places)
            and self._is_hash_of_sender(function, value, stack)
        )

    def _is_hash_of_sender(
        self, function: Function, value: Any, stack: Stack, above: frozenset[Any] = frozenset()
    ) -> bool:
        """Whether a value is a hash of the sender, or of such hashes, on every way to it."""
        reads = self._flow.reads(value, stack)
        if any(
            isinstance(one, LocalVariable)
            and not self._flow.is_parameter(one)
            and not _is_always_set(one, dispatch.definitions(one.function).get(one, ()))
            for one in reads.variables
        ):
            return False
        made = {origin.value for origin in reads.origins} - above
        return bool(made) and all(
            self._hashes_sender(function, ir, stack, above | {ir}) for ir in made
        )

    def _hashes_sender(
        self, function: Function, ir: Any, stack: Stack, above: frozenset[Any]
    ) -> bool:
        if not isinstance(ir, SolidityCall):
            return False
        hashing = ir.function.name.startswith("keccak256")
        if not hashing and not ir.function.name.startswith("abi.encode"):
            return False
        body = ir.node.function
        if stack and body is stack[-1].node.function:
            stack = stack[:-1]
        elif body is not function:
            calls = [
                call
                for node in function.nodes
                for call in node.irs
                if self._flow.calls.get(call) is body
            ]
            if len(calls) != 1:
                return False
            stack = (*stack, calls[0])
        return any(
            (not hashing and self._is_sender(part, stack))
            or self._is_hash_of_sender(body, part, stack, above)
            for part in ir.read
            if isinstance(part, (Variable, SolidityVariable))
        )

    def _membership(self, value: Any, stack: Stack) -> Admission:
        """What it says of the sender that a stored value is set: ``isKeeper[msg.sender]``."""
        reads = self._flow.reads(value, stack)
        places = {o.value for o in reads.origins if isinstance(o.value, (StateVariable, Field))}
        if not self._keyed_by_sender(reads):
            if places and self._keyed_by_signer(reads) and self._trusted(places):
                return Admission(frozenset({Sender.SIGNER}))
            return self._asked_for(reads, stack)
        if places and self._trusted(places):
            named = self._authority(places)
            return Admission(frozenset({named}), frozenset(self._variables(reads)))
        giver = self._giver(value, places, stack)
        if giver is not None:
            # ``operators[holder][msg.sender]``, which holders set for themselves
            return self._compared(giver, stack)
        return Admission(OPEN.senders, frozenset(self._variables(reads)))

    def _giver(self, value: Any, places: set[Any], stack: Stack) -> Any | None:
        """The key of a stored value below which whoever it names lets the sender in: all writes
        stand below the writer himself there. None where there is no such key.
        """
        node = getattr(value, "node", None)
        keys = [] if node is None else _keys_of(node.function, value)
        own = {self._own_key(site) for place in places for site in self._flow.writers(place)}
        if len(own) != 1 or len(keys) != 2 or (number := own.pop()) is None or number > 1:
            return None
        return keys[number] if self._is_sender(keys[1 - number], stack) else None

    def _asked_for(self, reads: Reads, stack: Stack) -> Admission:
        """The same of what is read in other ways: a bit of it, another contract's answer, a
        slot that is computed by hand.
        """
        if len(reads.origins) != 1:
            return OPEN
        (origin,) = reads.origins
        ir = origin.value
        if isinstance(ir, HighLevelCall):
            return self._external(ir, stack)
        if isinstance(ir, Binary) and ir.type in (BinaryType.AND, BinaryType.RIGHT_SHIFT):
            # ``roles[msg.sender] & ADMIN``: neither side is 0.
            return reduce(
                Admission.then, (self._membership(value, stack) for value in ir.read), OPEN
            )
        if isinstance(ir, SolidityCall) and ir.function.name.startswith("sload"):
            hashed = [o.value for o in self._flow.reads(ir.arguments[0], stack).origins]
            if self._is_in_memory(ir.node.function, stack) and all(
                isinstance(v, SolidityCall) and "keccak256" in v.function.name for v in hashed
            ):
                return Admission(frozenset({Sender.AUTHORITY}))
        return OPEN

    def _is_in_memory(self, function: Function, stack: Stack) -> bool:
        """Whether a body in assembly writes the sender to memory, to hash it."""
        return any(
            isinstance(ir, SolidityCall)
            and ir.function.name.startswith("mstore")
            and self._is_sender(ir.arguments[1], stack)
            for node in function.nodes
            for ir in node.irs
        )

    def _external(self, ir: Call, stack: Stack) -> Admission:
        """Another contract answered yes when asked about the sender; `transferFrom` asks nothing,
        it takes whoever pays.
        """
        elsewhere = isinstance(ir, HighLevelCall) and not isinstance(ir, LibraryCall)
        if elsewhere and not ir.is_static_call() and ir.function_name != CONSUMES:
            return OPEN
        if (
            isinstance(ir, HighLevelCall)
            and elsewhere
            and (self._is_chosen(ir.destination, stack) or self._is_put(ir.destination, stack))
        ):
            return OPEN
        given = dispatch.arguments(ir)
        if any(self._is_sender(value, stack) for value in given):
            return Admission(frozenset({Sender.AUTHORITY}), frozenset(self._arguments(ir, stack)))
        return OPEN

    def _decoded(self, ir: SolidityCall, stack: Stack) -> Admission:
        """The same, of an answer to a low-level call."""
        calls = [o.value for o in self._flow.reads(ir.arguments[0], stack).origins]
        if calls and all(
            isinstance(call, LowLevelCall)
            and call.arguments
            and not self._is_chosen(call.destination, stack)
            for call in calls
        ):
            for encoded in self._flow.reads(calls[0].arguments[0], stack).origins:
                if isinstance(encoded.value, SolidityCall) and any(
                    self._is_sender(value, stack) for value in encoded.value.read
                ):
                    return Admission(frozenset({Sender.AUTHORITY}))
        return OPEN

    def _answer(self, function: Function, number: int, wanted: bool, stack: Stack) -> Admission:
        """What is known when one of the results of a function of the contract is `wanted`."""
        if function.name in self._known:
            return Admission(frozenset({Sender.AUTHORITY})) if wanted else OPEN
        if not self._relevant(function):
            return OPEN
        stack = self._context(stack)
        key = (function, stack, number, wanted)
        if key in self._busy or self._recurs(function, stack):
            return OPEN
        self._busy.add(key)
        admission = NOBODY
        for node in function.nodes:
            for ir in node.irs:
                if isinstance(ir, Return) and len(ir.values) > number:
                    way = self._holds(function, ir.values[number], wanted, stack)
                    admission = admission.either(way.then(self.at(function, node, stack)))
        self._busy.discard(key)
        return admission if admission.senders else OPEN

    def _is_made_of_sender(self, value: Any, stack: Stack, depth: int = 4) -> bool:
        """Whether the sender is among what a value is computed from, such as a hash."""
        if self._is_sender(value, stack):
            return True
        return depth > 0 and any(
            self._is_made_of_sender(part, stack, depth - 1)
            for origin in self._flow.reads(value, stack).origins
            if isinstance(origin.value, SolidityCall)
            for part in origin.value.read
        )

    def _is_sender(self, value: Any, stack: Stack) -> bool:
        if not isinstance(value, (Variable, SolidityVariable)):
            return False
        reads = self._flow.reads(value, stack)
        if cuts_addresses(reads):
            return False
        names = [
            origin.value.name if isinstance(origin.value, SolidityVariable) else None
            for origin in reads.origins
        ]
        if any(name in _SENDERS for name in names):
            # ERC-2771's `_msgSender()` may read the end of the call data instead.
            if all(name in _SENDERS for name in names):
                return True
            return self._trusts_forwarders() and (
                all(name in _SENDERS or name == "msg.data" for name in names)
                or self._forwards(value, stack)
            )
        return False

    def _trusts_forwarders(self) -> bool:
        """Whether only some senders' call data is read for the sender: each body that takes an
        address from there looks at who calls before.
        """
        if self._forwarders is None:
            self._forwarders = all(
                map(_looks_at_its_caller, filter(_reads_call_data, self._flow.functions))
            )
        return self._forwarders

    def _forwards(self, value: Any, stack: Stack) -> bool:
        """Whether all that is not the sender itself is read from the call data."""
        return all(
            (isinstance(o.value, SolidityVariable) and o.value.name in (*_SENDERS, "msg.data"))
            or self._is_call_data(o.value, stack)
            for o in self._flow.reads(value, stack).origins
        )

    def _is_call_data(self, item: Any, stack: Stack, depth: int = 4) -> bool:
        """Whether a value is read from the call data: `shr(96, calldataload(…))`."""
        if isinstance(item, SolidityCall):
            return "calldataload" in item.function.name
        if not isinstance(item, Binary) or not depth:
            return False
        return any(
            self._is_call_data(origin.value, stack, depth - 1)
            for operand in (item.variable_left, item.variable_right)
            for origin in self._flow.reads(operand, stack).origins
        )

    def _names_trusted(self, ir: IrOperation, stack: Stack) -> bool:
        """Whether a check of a signature or a proof is given what only authority writes."""
        places = {
            origin.value
            for value in getattr(ir, "arguments", ())
            if isinstance(value, Variable) and not isinstance(value, Constant)
            for origin in self._flow.reads(value, stack).origins
            if isinstance(origin.value, (StateVariable, Field))
        }
        return any(self._trusted({place}) for place in places)

    def _keyed_by_sender(self, reads: Reads) -> bool:
        return any(self._is_sender(key, stack) for key, stack in reads.keys)

    def _keyed_by_signer(self, reads: Reads) -> bool:
        return any(self._signatures.recovers(key, stack) for key, stack in reads.keys)

    def _variables(self, reads: Reads) -> set[Variable]:
        """The parameters and locals that a value or its keys stand for."""
        found = _locals(reads)
        for key, calls in reads.keys:
            found |= self._roots(key, calls)
        return found

    def _arguments(self, ir: IrOperation, stack: Stack) -> set[Variable]:
        found: set[Variable] = set()
        for value in getattr(ir, "arguments", ()):
            found |= self._roots(value, stack)
        return found

    def _roots(self, value: Any, stack: Stack) -> set[Variable]:
        if not isinstance(value, Variable) or isinstance(value, Constant):
            return set()
        return _locals(self._flow.reads(value, stack))

    def _relevant(self, function: Function) -> bool:
        """Whether a body could keep some senders out; most could not, and are not followed."""
        if function not in self._relevance:
            bodies = self._flow.reach(function)
            self._relevance[function] = any(body.name in self._known for body in bodies) or (
                any(map(_refuses, bodies)) and any(map(_knows_sender, bodies))
            )
        return self._relevance[function]

    def _may_branch(self, function: Function) -> bool:
        """Whether a body could act on its sender, if only by a branch."""
        return self._relevant(function) or any(map(_knows_sender, self._flow.reach(function)))

    def _context(self, stack: Stack) -> Stack:
        """The part of a stack that can matter: what is above a body without parameters
        cannot reach below it.
        """
        stack = stack[-_DEPTH:]
        for number in range(len(stack) - 1, -1, -1):
            if not self._flow.calls[stack[number]].parameters:
                return stack[number + 1 :]
        return stack


def _answers(function: Function) -> bool:
    """Tell whether a body's result says something, so that running it says nothing."""
    return not isinstance(function, Modifier) and bool(function.returns)


def _refuses(function: Function) -> bool:
    """Whether a body can stop some senders: by a revert, a modifier that skips the body,
    or an answer that somebody else acts on.
    """

    def make() -> bool:
        return (
            isinstance(function, Modifier)
            or any(str(r.type) == "bool" for r in function.returns)
            or any(
                _only_checks(ir)
                or _may_fall_short(ir)
                or (
                    isinstance(ir, SolidityCall)
                    and ir.function.name.startswith(("require", "assert", "revert"))
                )
                for node in function.nodes
                for ir in node.irs
            )
        )

    return dispatch.memoised(function, "dtnlint.refuses", make)


def _knows_sender(function: Function) -> bool:
    def make() -> bool:
        return (
            any(str(p.type) in ("address", "bool") for p in function.parameters)
            or any(v.name in _SENDERS for v in function.solidity_variables_read)
            or any(
                asks_for_signer(ir) or is_called_a_check(ir)
                for node in function.nodes
                for ir in node.irs
            )
        )

    return dispatch.memoised(function, "dtnlint.knows_sender", make)


def _reads_call_data(function: Function) -> bool:
    """Whether a body makes an address of the call data."""
    return any(str(r.type) == "address" for r in function.returns) and (
        any(v.name == "msg.data" for v in function.solidity_variables_read)
        or any(
            isinstance(ir, SolidityCall) and "calldataload" in ir.function.name
            for node in function.nodes
            for ir in node.irs
        )
    )


def _looks_at_its_caller(function: Function) -> bool:
    """Whether a condition of a body depends on who calls."""
    pending = [ir.value for node in function.nodes for ir in node.irs if isinstance(ir, Condition)]
    seen: set[Any] = set()
    while pending:
        value = pending.pop()
        if getattr(value, "name", None) == "msg.sender":
            return True
        if value not in seen:
            seen.add(value)
            made = dispatch.definitions(function).get(value, ())
            pending += [read for ir in made for read in ir.read]
    return False


def _locals(reads: Reads) -> set[Variable]:
    return {variable for variable in reads.variables if isinstance(variable, LocalVariable)}


def _solve(
    start: dict[Node, Admission],
    own: dict[Node, Admission],
    edges: list[tuple[Node, Node, Admission]],
) -> dict[Node, Admission]:
    """Spread admissions along edges to a fixpoint; each node's own checks are included."""
    out: dict[Node, list[tuple[Node, Admission]]] = {}
    for source, target, check in edges:
        out.setdefault(source, []).append((target, check))
    arrived: dict[Node, Admission] = dict(start)
    pending = list(start)
    while pending:
        node = pending.pop()
        passed = arrived[node].then(own[node])
        for target, check in out.get(node, ()):
            known = arrived.get(target)
            way = passed.then(check)
            merged = way if known is None else known.either(way)
            if merged != known:
                arrived[target] = merged
                pending.append(target)
    return {node: admission.then(own[node]) for node, admission in arrived.items()}


def _only_checks(ir: IrOperation) -> bool:
    """Tell whether a call of another contract is there to revert, if for anything: it changes
    nothing and tells nothing; or it is how OpenZeppelin's access manager is asked again.
    """
    if not isinstance(ir, HighLevelCall) or isinstance(ir, LibraryCall):
        return False
    function = ir.function
    return (
        isinstance(function, Function)
        and not function.returns
        and (bool(function.view or function.pure) or function.name == CONSUMES)
    )


def _begins(site: Site) -> bool:
    """Tell whether a write is a variable's initial value, where that is written out."""
    return (
        bool(site.function.is_constructor_variables)
        and isinstance(site.ir, Assignment)
        and isinstance(site.ir.rvalue, Constant)
    )


def _may_fall_short(ir: IrOperation) -> bool:
    """Tell whether an operation reverts where there is less than it takes."""
    return (
        isinstance(ir, Binary)
        and ir.type == BinaryType.SUBTRACTION
        and str(ir.variable_left.type).startswith("uint")
        and bool(ir.node.scope.is_checked)
    )


def _leaves_mapping(ir: IrOperation, place: Place) -> bool:
    """Tell whether a whole struct is cleared, or written, in which a place is a mapping: that
    stays as it is.
    """
    if not isinstance(place, Field):
        return False
    written = ir.variable if isinstance(ir, Delete) else getattr(ir, "lvalue", None)
    structure = structure_of(written)
    return (
        structure is not None
        and structure.canonical_name == place.structure
        and isinstance(structure.elems[place.name].type, MappingType)
    )


def _keys_of(function: Function, value: Any) -> list[Any]:
    """The keys below which a body finds an element, from the outermost."""
    keys: list[Any] = []
    definitions = dispatch.definitions(function)
    while made := [ir for ir in definitions.get(value, ()) if _is_access(ir)]:
        if isinstance(made[0], Index):
            keys.insert(0, made[0].variable_right)
        value = made[0].variable_left
    return keys


def _is_always_set(value: Any, definitions: Sequence[IrOperation]) -> bool:
    """Tell whether a boolean cannot be false just because nothing was assigned to it."""
    return not isinstance(value, LocalVariable) or any(
        ir.node.type == NodeType.VARIABLE for ir in definitions
    )


def _is_access(ir: IrOperation) -> bool:
    return type(ir).__name__ in ("Index", "Member")


_ORDERS: dict[BinaryType, Callable[[int, int], bool]] = {
    BinaryType.EQUAL: operator.eq,
    BinaryType.NOT_EQUAL: operator.ne,
    BinaryType.LESS: operator.lt,
    BinaryType.LESS_EQUAL: operator.le,
    BinaryType.GREATER: operator.gt,
    BinaryType.GREATER_EQUAL: operator.ge,
}
_TURNED = {
    BinaryType.LESS: BinaryType.GREATER,
    BinaryType.LESS_EQUAL: BinaryType.GREATER_EQUAL,
    BinaryType.GREATER: BinaryType.LESS,
    BinaryType.GREATER_EQUAL: BinaryType.LESS_EQUAL,
}
"""What a comparison is with its sides exchanged."""


def _looked_into(contract: Contract) -> tuple[Flow, Callable[[Site], bool]]:
    """A contract's flow, and which of its operations strangers reach."""
    recognition = Recognition(contract)
    authority = Authority(recognition)
    return recognition.flow, lambda site: not authority.reaching(site).is_guarded
