"""Concrete runs of a consumer, followed in what the verifier holds of it.

A run is a construction and some transactions: entry points with drawn arguments, answers to its
requests, answers to those of strangers, and calls back from whomever it calls. At each block
that runs, and at each transaction's end, one abstract state has to describe what is there; and
no operation may do what its verdict says that it never does.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from slither.core.declarations import Contract, Function

from dtnlint.language.instructions import Entry
from dtnlint.language.types import (
    Address,
    Array,
    Boolean,
    Bytes,
    ContractType,
    Enumeration,
    FixedBytes,
    Number,
    Reference,
    StructType,
    Type,
)
from dtnlint.lifecycle.values import Value, symbol
from dtnlint.lifecycle.verdicts import Outcome, Property, Verdict
from dtnlint.protocol import interface
from truth.abstract.meaning import Moment, describes
from truth.abstract.network import (
    ADVERSARY,
    CONSUMER,
    OTHER,
    OWNER,
    ROUTER,
    STRANGER,
    TOKEN,
    Network,
)
from truth.abstract.places import Places
from truth.abstract.watch import Part, Watched
from truth.interpreter import abi
from truth.interpreter.execution import Execution, Run
from truth.interpreter.outcomes import NotComparable
from truth.interpreter.world import EventShape, Message, Program

_EPOCH = 1_700_000_000
_SENDERS = (OWNER, OWNER, STRANGER, STRANGER, OTHER, ADVERSARY)
_HIGH = 0x01A2B3C4
"""A first session whose ID no other number is like."""
_DEEPEST = 3
"""Calls back inside calls back."""
_CHOICES = 4
"""Choices of followed keys for each run."""


@dataclass(frozen=True)
class Unsound:
    """Something that happened and that the verifier says cannot."""

    contract: str
    what: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.contract}: {self.what}\n    after {'; '.join(self.path)}"


@dataclass
class Followed:
    """What became of some runs."""

    programs: int = 0
    transactions: int = 0
    succeeded: int = 0
    moments: int = 0
    """Concrete states that were looked for among abstract ones."""
    uses: int = 0
    """Operations that were laid beside their verdicts."""
    bounded: int = 0
    """Programs of which a bound kept the verifier from following all."""
    not_comparable: int = 0
    unsound: list[Unsound] = field(default_factory=list)

    def add(self, other: Followed) -> None:
        """Count another's, too."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def follow(
    contract: Contract,
    protocol: Any,
    events: Mapping[int, EventShape],
    seed: int,
    runs: int,
    calls: int,
) -> Followed:
    """Judge a consumer, and follow some runs of it."""
    watched = Watched(contract, protocol)
    found = Followed(programs=1, bounded=int(watched.bounded))
    if watched.bounded and watched.histories.gave_up:
        return found
    for number in range(runs):
        start = zlib.crc32(f"{contract.name} {seed} {number}".encode())
        used: dict[str, set[int]] = {}
        for choice in (None, used):  # the keys that a run uses are known once it has run
            one = _Follower(watched, events, random.Random(start), choice, used)
            try:
                one.run(calls)
            except NotComparable:
                one.found.not_comparable += 1
            if choice is not None:
                found.add(one.found)
        if found.unsound:
            break
    return found


class _Follower:
    """One run."""

    def __init__(
        self,
        watched: Watched,
        events: Mapping[int, EventShape],
        draw: random.Random,
        chosen: Mapping[str, set[int]] | None,
        used: dict[str, set[int]],
    ) -> None:
        """Without `chosen`, nothing is looked at but the keys that are `used`, by their kinds."""
        self.watched, self.draw, self.used = watched, draw, used
        self.looks = chosen is not None
        self.found = Followed()
        self.histories = watched.histories
        self.code = self.histories.bridge.code
        self.names = router_functions(self.histories.concrete)
        first = draw.choice((1, 1, _HIGH))
        self.distinct = first == _HIGH
        self.network = Network(
            Program({self.code.declaration: self.code}, events), self.names, draw, first
        )
        self.network.block = {
            "block.timestamp": _EPOCH,
            "block.number": 100,
            "block.chainid": 1,
            "block.basefee": 0,
            "block.coinbase": 0,
            "block.prevrandao": 0,
            "block.difficulty": 0,
            "block.gaslimit": 30_000_000,
        }
        self.network.step_bound = 6_000
        self.network.caller = self._operation
        self.network.reenter = self._reenter
        self.network.entering = self._entering
        self.network.observer = self._observer
        self.layout = self.network.layout(self.code)
        self.places = Places(self.code, self.layout, self.network.account(CONSUMER))
        self.functions = watched.functions
        self.callbacks = {
            entry.selector: self.functions[entry.function].canonical_name
            for entry in self.code.entries
            if entry.selector is not None and entry.function in self.functions
        }
        answerable = self.histories.machine.sessions.answerable
        self.callbacks = {s: name for s, name in self.callbacks.items() if name in answerable}
        self.executions: list[Execution] = []
        self.pins: list[dict[Value, int]] = []
        self.path: list[str] = []
        self.entry: Function | None = None
        self.opened: dict[int, Function] = {}
        """By session, the entry point that opened it."""
        self.deep = 0
        self.started = False
        self.keys = self._keys(chosen)

    def _keys(self, chosen: Mapping[str, set[int]] | None) -> list[list[dict[str, int]]]:
        """Some choices of followed keys, for each part."""
        found = []
        draw = random.Random(7)
        for part in self.watched.parts:
            choices = []
            for _ in range(_CHOICES if part.families else 1):
                keys = {}
                for family in sorted(part.families):
                    kind = family.rpartition(" ")[2] if " " in family else "uint256"
                    known = sorted((chosen or {}).get(kind, ())) or [0, 1]
                    keys[family] = draw.choice([*known, *known, 0, 1, 99])
                choices.append(keys)
            found.append([dict(one) for one in {tuple(sorted(c.items())) for c in choices}])
        return found

    # -- a run ---------------------------------------------------------------------------

    def run(self, calls: int) -> None:
        """Construct the consumer, and send it some transactions."""
        if not self._construct():
            return
        for function in self.histories.once or ():
            self._call(self._entry_of(function), OWNER)
        if self.histories.once and not self.started:
            return
        self._look_between()
        for _ in range(calls):
            if self.found.unsound:
                return
            self._next()
            self._look_between()

    def _next(self) -> None:
        draw, ledger = self.draw, self.network.ledger
        if draw.random() < 0.7:
            self.network.block["block.timestamp"] += draw.choice((1, 12, 12, 3600, 1 << 20))
            self.network.block["block.number"] += 1
        open_ = [n for n, one in ledger.requests.items() if self._is_answerable(n)]
        chance = draw.random()
        if open_ and chance < 0.35:
            self._answer(draw.choice(open_))
        elif chance < 0.45 and self.watched.asking:
            self._foreign(draw.choice(self.watched.asking))
        else:
            if self.watched.callable:
                self._call(draw.choice(self.watched.callable), draw.choice(_SENDERS))

    def _is_answerable(self, request: int) -> bool:
        one = self.network.ledger.requests[request]
        session = self.network.ledger.sessions.get(one.session)
        return one.open and session is not None and session.live

    def _entry_of(self, function: Function) -> Entry:
        key = self.histories._keys[function]
        return next(one for one in self.code.entries if one.function == key)

    def _construct(self) -> bool:
        body = self.code.functions[self.code.construction]
        kinds = [one.type for one in body.parameters]
        values = [self._value(kind, router=True) for kind in kinds]
        pins = {
            symbol("constructed", "", n, 0): value
            for n, value in enumerate(values)
            if isinstance(value, int)
        }
        data = self._encoded(kinds, values)
        self._begin(OWNER, 0, pins, None, f"constructor({_shown(values)})")
        ok, _ = self.network.deploy(OWNER, self.code.declaration, data, 0, CONSUMER)
        self.places._account = self.network.account(CONSUMER)
        self._end(ok, b"")
        return ok

    def _call(self, entry: Entry, sender: int) -> None:
        function = self.functions.get(entry.function)
        data, values = self._data(entry)
        value = self.draw.choice((0, 5, 200_000)) if entry.payable else 0
        self._begin(
            sender, value, self._given(entry, values, 0), function,
            f"{_who(sender)}: {entry.name or entry.kind}({_shown(values)})",
        )  # fmt: skip
        ok, answer = self.network.transact(sender, CONSUMER, data, value)
        if function in self.histories.once:
            self.started = self.started or ok
        self._end(ok, answer)

    def _answer(self, request: int) -> None:
        """The router answers a request of the consumer's."""
        asked = self.network.ledger.requests[request]
        selector = self.draw.choice(asked.callbacks)
        asked.open = False
        entry = next((one for one in self.code.entries if one.selector == selector), None)
        if entry is None:
            return
        self.network.answering = request
        self._call_back(entry, request, "answer")
        self.network.answering = 0

    def _foreign(self, entry: Entry) -> None:
        """The router answers a request of somebody else's that names the consumer."""
        self._call_back(entry, self.draw.getrandbits(256) | 1, "a stranger's answer")

    def _call_back(self, entry: Entry, request: int, how: str) -> None:
        kinds = [one.type for one in self.code.functions[entry.function].parameters]
        data = (entry.selector or 0).to_bytes(4, "big")
        values = []
        if len(kinds) == 1:
            data += request.to_bytes(32, "big")
            values = [request]
        elif kinds:
            return
        function = self.functions.get(entry.function)
        self._begin(
            ROUTER, 0, self._given(entry, values, 0), function,
            f"{how}: {entry.name}({_shown(values)})",
        )  # fmt: skip
        self._end(*self.network.transact(ROUTER, CONSUMER, data))

    # -- arguments -----------------------------------------------------------------------

    def _data(self, entry: Entry) -> tuple[bytes, list[Any]]:
        if entry.kind != "function":
            data = b"" if entry.kind == "receive" else self.draw.choice((b"", b"\1\2\3\4\5"))
            return data, []
        kinds = [one.type for one in self.code.functions[entry.function].parameters]
        values = [self._value(kind) for kind in kinds]
        assert entry.selector is not None
        return entry.selector.to_bytes(4, "big") + self._encoded(kinds, values), values

    def _encoded(self, kinds: Iterable[Type], values: list[Any]) -> bytes:
        inner = tuple(kind.type if isinstance(kind, Reference) else kind for kind in kinds)
        return abi.encode(self.layout, inner, values)

    def _given(self, entry: Entry, values: list[Any], nesting: int) -> dict[Value, int]:
        function = self.functions.get(entry.function)
        if function is None:
            return {}
        return {
            symbol("given", function.canonical_name, n, nesting): value
            for n, value in enumerate(values)
            if isinstance(value, int)
        }

    def _value(self, kind: Type, router: bool = False) -> Any:
        draw, ledger = self.draw, self.network.ledger
        if isinstance(kind, Reference):
            kind = kind.type
        match kind:
            case Boolean():
                return draw.randrange(2)
            case Enumeration(members=members):
                return draw.randrange(len(members))
            case Address() | ContractType():
                if router:
                    return ROUTER
                return draw.choice((OWNER, STRANGER, OTHER, ADVERSARY, ADVERSARY, TOKEN, 0))
            case FixedBytes(size=size):
                if size == 32 and draw.random() < 0.8 and ledger.requests:
                    return draw.choice(list(ledger.requests))
                return draw.choice((0, 1, 1 << 255)) >> (256 - 8 * size) << (256 - 8 * size)
            case Number(bits=bits, signed=signed):
                numbers = [0, 1, 1, 2, 3, 7, *self.code_numbers]
                if ledger.sessions and draw.random() < 0.5:
                    numbers = list(ledger.sessions)
                if draw.random() < 0.08:
                    numbers = [(1 << (bits - signed)) - 1, (1 << (bits - 1 - signed))]
                number = draw.choice(numbers)
                return number if number < 1 << (bits - signed) else 1
            case Bytes():
                return draw.choice((b"", b"a", b"hello"))
            case Array(element=element, length=length):
                count = draw.choice((0, 1, 2, 3)) if length is None else length
                return [self._value(element) for _ in range(count)]
            case StructType():
                return [self._value(field) for _, field in self.layout.fields(kind)]
        raise NotComparable(f"arguments of type {type(kind).__name__}")

    @property
    def code_numbers(self) -> tuple[int, ...]:
        return (5, 10, 100, 1000, self.network.block["block.timestamp"] + 60)

    # -- what is looked at ---------------------------------------------------------------

    def _begin(
        self, sender: int, value: int, pins: dict[Value, int], entry: Function | None, text: str
    ) -> None:
        self.executions.clear()
        self.network.begin()
        self.path.append(text)
        self.entry = entry
        self.deep = 0
        self.before = set(self.network.ledger.sessions)
        block = self.network.block
        pinned = {
            symbol("sender"): sender,
            symbol("this"): CONSUMER,
            symbol("router"): ROUTER,
            symbol("global", "msg.value"): value,
            symbol("global", "tx.origin"): sender,
            **{symbol("global", name): number for name, number in block.items()},
            **pins,
        }
        self.pins = [pinned]

    def _end(self, ok: bool, answer: bytes) -> None:
        self.found.transactions += 1
        if not ok:
            self._check_uses()
            self.path.pop()
            return
        self.found.succeeded += 1
        if self.entry is not None:
            opened = self.network.ledger.sessions.keys() - self.before
            self.opened |= dict.fromkeys(opened, self.entry)
        self._check_uses()
        self._check_ends(answer)

    def _moment(self, execution: Execution | None) -> Moment:
        run = execution.runs[-1] if execution is not None else None
        return Moment(
            self.network,
            self.places,
            {} if run is None else _held(run),
            sum(len(one.runs) for one in self.executions),
            {} if run is None else {k: v for pins in self.pins for k, v in pins.items()},
            self.callbacks,
            self.deep > 0,
            self.network.block["block.timestamp"],
        )

    def _entering(self, execution: Execution, block: int) -> None:
        """A block is about to run."""
        if execution.message.target != CONSUMER:
            return
        self._settle(execution)
        if not self.looks or self.found.unsound or self.deep > 1:
            return
        run = execution.runs[-1]
        key = run.function.key
        if not all(self.watched.follows(r.function.key) for e in self.executions for r in e.runs):
            return
        moment = None
        for part, choices in zip(self.watched.parts, self.keys, strict=True):
            if self.entry is not None and self.entry not in part.entries:
                continue
            if moment is None:
                moment = self._moment(execution)
            place = f"{run.function.contract}.{run.function.name}, block {block}"
            self._look(part, part.at(key, block), choices, moment, place)

    def _settle(self, execution: Execution) -> None:
        """Which executions of the consumer are under way."""
        while self.executions and self.executions[-1] is not execution:
            if execution.message.depth > self.executions[-1].message.depth:
                break
            self.executions.pop()
        if not self.executions or self.executions[-1] is not execution:
            self.executions.append(execution)

    def _look_between(self) -> None:
        self.executions.clear()
        if not self.looks or self.found.unsound or self.watched.bounded:
            return
        for part, choices in zip(self.watched.parts, self.keys, strict=True):
            now = self._moment(None)
            self._look(part, part.between, choices, replace(now, nested=True), "between")

    def _look(
        self,
        part: Part,
        worlds: Iterable[Any],
        choices: Iterable[Mapping[str, int]],
        moment: Moment,
        place: str,
    ) -> None:
        if self.watched.bounded:
            return
        apart = frozenset(n for n, entry in self.opened.items() if entry not in part.entries)
        moment = replace(moment, apart=apart)
        for keys in choices:
            self.found.moments += 1
            nearest: dict[str, int] = {}
            for world in worlds:
                why = describes(world, moment, keys, part.kept)
                if not why:
                    break
                nearest[why] = nearest.get(why, 0) + 1
            else:
                told = sorted(nearest, key=lambda one: -nearest[one])[:4]
                reasons = " | ".join(told) or "no state at all"
                self._unsound(f"{place}: no state for {keys or 'this'}: {reasons}")
                return

    def _unsound(self, what: str) -> None:
        if self.looks:
            name = self.histories.concrete.name
            self.found.unsound.append(Unsound(name, what, tuple(self.path)))

    def _observer(self, function: Any, step: Any, registers: Mapping[int, Any]) -> None:
        """Note which keys are used."""
        if self.looks or type(step).__name__ != "RefElement":
            return
        key = step.key
        number = registers.get(key.number) if hasattr(key, "number") else getattr(key, "value", 0)
        if isinstance(number, int):
            base = step.base.type.type if isinstance(step.base.type, Reference) else None
            kind = _key_kind(getattr(base, "key", None))
            self.used.setdefault(kind, set()).add(number)

    # -- calls back ----------------------------------------------------------------------

    def _reenter(self, message: Message) -> None:
        """Somebody who is called calls the consumer, before it returns."""
        if not self.watched.callable or self.deep >= _DEEPEST or self.draw.random() < 0.3:
            return
        for _ in range(self.draw.choice((1, 1, 2))):
            entry = self.draw.choice(self.watched.callable)
            data, values = self._data(entry)
            self.path.append(f"which calls back {entry.name}({_shown(values)})")
            self.deep += 1
            self.pins.append({symbol("caller"): ADVERSARY, **self._given(entry, values, self.deep)})
            kept = list(self.executions)
            self.network.send(
                Message(ADVERSARY, CONSUMER, CONSUMER, data, 0, depth=message.depth + 1), 0
            )
            self.executions[:] = kept
            self.pins.pop()
            self.deep -= 1

    # -- verdicts ------------------------------------------------------------------------

    def _operation(self) -> Any:
        """The instruction of the consumer's that is under way."""
        return self.executions[-1].runs[-1].at if self.executions else None

    def _verdicts(self, where: Any, *properties: Property) -> list[Verdict]:
        span = getattr(where, "span", None)
        if span is None:
            return []
        return [
            one
            for one in self.watched.judgement.verdicts
            if one.property in properties
            and one.operation.start == span.start
            and one.operation.path.endswith(span.unit.lstrip("./"))
        ]

    def _broken(self, prop: Property, where: Any, what: str) -> None:
        self.found.uses += 1
        verdicts = self._verdicts(where, prop)
        if verdicts and all(one.outcome is Outcome.PROVED for one in verdicts):
            self._unsound(f"{prop.value} is proved of {verdicts[0].operation_name}, but {what}")

    def _check_uses(self) -> None:
        for use in self.network.uses:
            if use.kind == "start" and use.status == "unfunded":
                self._broken(Property.FUNDED, use.where, "nothing was deposited")
            if use.kind not in ("close", "request"):
                continue
            stale = (
                Property.NOT_CLOSED_TWICE if use.kind == "close" else Property.NOT_USED_AFTER_CLOSE
            )
            if use.status == "empty":
                self._broken(Property.VALIDATED, use.where, "the ID is 0")
            if use.status == "closed":
                self._broken(stale, use.where, f"session {use.session} is closed")

    def _check_ends(self, answer: bytes) -> None:
        """What a transaction that succeeded left."""
        ledger = self.network.ledger
        for where, _ in ledger.unclaimed:
            self._broken(Property.CLAIMED, where, "no start claims the deposit")
        for use in self.network.uses:
            if use.kind == "close" and use.status == "live" and use.pending:
                self._broken(Property.ORDERED, use.where, "a request waits for its answer")
        if not self.distinct:
            return
        told = answer + b"".join(
            log.data + b"".join(t.to_bytes(32, "big") for t in log.topics)
            for log in self.network.logs
        )
        words = [
            number.to_bytes(32, "big")
            for number in (*self.network.account(CONSUMER).storage.values(),)
        ]
        for number, where in ledger.began:
            if not ledger.sessions[number].live:
                continue
            small = number.to_bytes(4, "big")
            if any(small in word for word in words) or small in told:
                continue
            lost = [
                one for one in self.watched.judgement.verdicts if one.property is Property.NOT_LOST
            ]
            if all(one.outcome is Outcome.PROVED for one in lost) and not self.passed(number):
                self._broken(Property.KEPT, where, f"nothing holds session {number}")

    def passed(self, number: int) -> bool:
        """Whether an ID was given to another contract."""
        return any(number in used for used in self.used.values())


def router_functions(contract: Contract) -> dict[int, str]:
    """The signatures of the functions that routers have, as a consumer knows them."""
    found = {}
    for one in contract.compilation_unit.contracts:
        if interface.is_router_contract(one):
            for function in one.functions:
                if not function.is_constructor:
                    signature = function.solidity_signature
                    found[interface.selector(signature)] = signature
    return found


def _held(run: Run) -> dict[int, Any]:
    locals_: dict[int, Any] = {-1 - number: value for number, value in run.locals.items()}
    return {**run.registers, **locals_}


def _key_kind(kind: Any) -> str:
    match kind:
        case Address() | ContractType():
            return "address"
        case FixedBytes(size=size):
            return f"bytes{size}"
    return "uint256"


def _shown(values: Iterable[Any]) -> str:
    return ", ".join(hex(v) if isinstance(v, int) and v > 10_000 else str(v) for v in values)


def _who(sender: int) -> str:
    names = {OWNER: "owner", STRANGER: "stranger", OTHER: "another", ADVERSARY: "adversary"}
    return names.get(sender, hex(sender))
