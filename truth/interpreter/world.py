"""Accounts, messages between them, and what a failed message undoes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eth_hash.auto import keccak

from dtnlint.language.instructions import Code, StateVariable
from truth.interpreter.layout import Layout
from truth.interpreter.outcomes import Finished, NotComparable, Refused, Reverted
from truth.interpreter.precompiles import is_precompile, precompile
from truth.interpreter.values import ADDRESS_MASK, FunctionNumbers, Value

_DEPTH = 40
"""Messages inside messages. A machine allows 1,024; whoever gets here goes on until then."""


@dataclass
class Account:
    """What stands at an address."""

    balance: int = 0
    nonce: int = 0
    code: Code | None = None
    library: bool = False
    runtime: bytes = b""
    """Its bytes, where they are known; their number counts as the code's size."""
    under_construction: bool = False
    created: int = -1
    """In which transaction."""
    storage: dict[int, int] = field(default_factory=dict)
    transient: dict[int, int] = field(default_factory=dict)
    immutables: dict[StateVariable, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Log:
    """One log record."""

    address: int
    topics: tuple[int, ...]
    data: bytes


@dataclass(frozen=True)
class EventShape:
    """How an event is logged."""

    indexed: tuple[bool, ...]
    anonymous: bool = False


@dataclass(frozen=True)
class Program:
    """Contracts that know each other: all that was compiled together."""

    codes: Mapping[int, Code]
    """By the number of the contract's definition."""
    events: Mapping[int, EventShape] = field(default_factory=dict)
    """By the number of the event's definition."""
    libraries: frozenset[int] = frozenset()
    creation: Mapping[int, bytes] = field(default_factory=dict)
    """Creation code, where it is known: `create2`'s addresses depend on it."""
    runtime: Mapping[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """What a contract is sent."""

    sender: int
    target: int
    """Whose storage it is about."""
    code: int
    """Whose code runs."""
    data: bytes
    value: int = 0
    """As `msg.value` tells it."""
    static: bool = False
    stipend: bool = False
    """It has gas for next to nothing."""
    depth: int = 0


Observer = Callable[[Any, Any, Mapping[int, Value]], None]
"""Told each function, instruction and its registers, after it ran."""


class World:
    """The chain, at one moment."""

    def __init__(self, program: Program, origin: int = 0) -> None:
        self.program = program
        self.accounts: dict[int, Account] = {}
        self.libraries: dict[int, int] = {}
        """Where libraries stand that are linked, by the number of their definition."""
        self.functions = FunctionNumbers()
        self.origin = origin
        self.block: dict[str, int] = {}
        """What only the machine knows, by Solidity's name: ``block.timestamp``, …"""
        self.logs: list[Log] = []
        self.steps = 0
        self.step_bound = 20_000
        self.executed: Counter[str] = Counter()
        """How often each type of instruction ran."""
        self.observer: Observer | None = None
        self.entering: Callable[[Any, int], None] | None = None
        """Told each block before it runs: its execution, of which it is the last run's, and its
        number."""
        self.transaction = 0
        self.refused = False
        """The last creation that failed did so before the contract's own code ran."""
        self._undo: list[Callable[[], None]] = []
        self._layouts: dict[int, Layout] = {}

    def layout(self, code: Code) -> Layout:
        """The layouts of a code's types."""
        if code.declaration not in self._layouts:
            self._layouts[code.declaration] = Layout(code.structs, self.functions)
        return self._layouts[code.declaration]

    def account(self, address: int) -> Account:
        """What stands at an address; new ones are empty."""
        found = self.accounts.get(address)
        if found is None:
            found = self.accounts[address] = Account()
        return found

    # -- changes that can be undone

    def put(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        """Write an entry of storage, of transient storage or of immutables."""
        before = table.get(key)
        table[key] = value

        def undo() -> None:
            if before is None:
                table.pop(key, None)
            else:
                table[key] = before

        self._undo.append(undo)

    def change(self, account: Account, name: str, value: object) -> None:
        """Write an account's field."""
        before = getattr(account, name)
        setattr(account, name, value)
        self._undo.append(lambda: setattr(account, name, before))

    def log(self, record: Log) -> None:
        """Add a log record."""
        self.logs.append(record)
        self._undo.append(lambda: self.logs.__delitem__(-1))

    def point(self) -> int:
        """A point to come back to."""
        return len(self._undo)

    def back(self, point: int) -> None:
        """Undo everything since a point."""
        while len(self._undo) > point:
            self._undo.pop()()

    # -- transactions

    def transact(self, sender: int, to: int, data: bytes, value: int = 0) -> tuple[bool, bytes]:
        """One transaction: whether it succeeds, and what it returns or reverts with."""
        self._begin(sender)
        message = Message(sender, to, to, data, value)
        return self.send(message, value)

    def deploy(
        self, sender: int, contract: int, arguments: bytes, value: int, address: int
    ) -> tuple[bool, bytes]:
        """A transaction that creates a contract where it is told: whether it succeeds, and what
        it reverts with.
        """
        self._begin(sender)
        return self._construct(sender, address, contract, arguments, value, 0)

    def _begin(self, sender: int) -> None:
        self.origin = sender
        self.logs.clear()
        self._undo.clear()
        self.steps = 0
        self.transaction += 1
        for account in self.accounts.values():
            account.transient.clear()

    # -- messages

    def send(self, message: Message, value: int) -> tuple[bool, bytes]:
        """Run a message, and move `value`; what it did is undone if it fails."""
        if message.depth > _DEPTH:
            raise NotComparable("messages too deep")
        sender = self.account(message.sender)
        if value and sender.balance < value:
            return False, b""
        point = self.point()
        self._move(message.sender, message.target, value)
        try:
            data = self._run(message)
        except Finished as finished:
            return True, finished.data
        except Reverted as reverted:
            self.back(point)
            return False, reverted.data
        return True, data

    def _run(self, message: Message) -> bytes:
        from truth.interpreter.execution import Execution

        if is_precompile(message.code):
            return precompile(message.code, message.data)
        account = self.account(message.code)
        if account.code is None or account.under_construction:
            if account.runtime and account.code is None:
                raise NotComparable("code that is not in sight")
            return b""
        return Execution(self, message, account.code).enter()

    def _move(self, sender: int, target: int, value: int) -> None:
        if value:
            giver, taker = self.account(sender), self.account(target)
            self.change(giver, "balance", giver.balance - value)
            self.change(taker, "balance", taker.balance + value)

    def move(self, sender: int, target: int, value: int) -> None:
        """Move a balance, as `selfdestruct` does."""
        self._move(sender, target, value)

    def create(
        self,
        message: Message,
        contract: int,
        arguments: bytes,
        value: int,
        salt: int | None,
    ) -> tuple[bool, bytes, int]:
        """`new`: whether it succeeds, what it reverts with, and the address."""
        if message.depth >= _DEPTH:
            raise NotComparable("messages too deep")
        creator = message.target
        account = self.account(creator)
        if value > account.balance:
            return False, b"", 0
        if salt is None:
            address = created_at(creator, account.nonce)
        elif contract in self.program.creation:
            whole = self.program.creation[contract] + arguments
            address = created2_at(creator, salt, whole)
        else:
            raise NotComparable("create2 of code that is not known")
        self.change(account, "nonce", account.nonce + 1)
        ok, data = self._construct(creator, address, contract, arguments, value, message.depth + 1)
        return ok, data, address

    def _construct(
        self, sender: int, address: int, contract: int, arguments: bytes, value: int, depth: int
    ) -> tuple[bool, bytes]:
        from truth.interpreter.execution import Execution

        code = self.program.codes.get(contract)
        if code is None:
            raise NotComparable("creation of code that is not in sight")
        account = self.account(address)
        if account.nonce or account.code is not None:
            return False, b""
        point = self.point()
        self._move(sender, address, value)
        for name, new in (
            ("nonce", 1),
            ("code", code),
            ("under_construction", True),
            ("library", contract in self.program.libraries),
            ("created", self.transaction),
        ):
            self.change(account, name, new)
        message = Message(sender, address, address, arguments, value, depth=depth)
        try:
            Execution(self, message, code, constructing=True).construct()
        except Finished as finished:
            raise NotComparable("a constructor that returns code by hand") from finished
        except Reverted as reverted:
            self.back(point)
            self.refused = isinstance(reverted, Refused)
            return False, reverted.data
        self.change(account, "under_construction", False)
        self.change(account, "runtime", self.program.runtime.get(contract, b"\xfe"))
        return True, b""


def created_at(creator: int, nonce: int) -> int:
    """The address of what a creator makes: the hash of the RLP of the two."""
    if nonce == 0:
        tail = b"\x80"
    elif nonce < 0x80:
        tail = bytes([nonce])
    else:
        raw = nonce.to_bytes((nonce.bit_length() + 7) // 8, "big")
        tail = bytes([0x80 + len(raw)]) + raw
    body = b"\x94" + creator.to_bytes(20, "big") + tail
    return int.from_bytes(keccak(bytes([0xC0 + len(body)]) + body), "big") & ADDRESS_MASK


def created2_at(creator: int, salt: int, code: bytes) -> int:
    """The address of what `create2` makes: https://eips.ethereum.org/EIPS/eip-1014."""
    body = b"\xff" + creator.to_bytes(20, "big") + salt.to_bytes(32, "big") + keccak(code)
    return int.from_bytes(keccak(body), "big") & ADDRESS_MASK
