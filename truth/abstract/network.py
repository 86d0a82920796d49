"""The network, a fee token and whoever else answers, as accounts of the interpreter's chain.

It lets pass whatever the published contracts or the network's page let pass, and notes which
operations the consumer asks for: what verdicts speak of.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import decode, encode
from eth_hash.auto import keccak

from truth.interpreter.outcomes import NotComparable, Reverted
from truth.interpreter.world import Account, Message, Program, World

ROUTER, TOKEN, TARGET, NODE = 0xDA01, 0xDA02, 0xDA03, 0xDA04
CONSUMER = 0xC0DE
OWNER, STRANGER, OTHER = 0xA11CE, 0xB0B, 0xCA401
ADVERSARY = 0xADE5
"""A contract that calls back, whatever it is asked."""
_STAND = 0x5F
"""What stands where code is that is none of the language's."""
_WORD = 32


@dataclass
class Opened:
    """A session of the consumer's."""

    live: bool = True


@dataclass
class Asked:
    """A request of the consumer's."""

    session: int
    callbacks: tuple[int, int]
    """The selectors that are called on success and on failure; those of other contracts are 0."""
    open: bool = True


@dataclass(frozen=True)
class Use:
    """An operation that the consumer asked for."""

    kind: str
    """``start``, ``close``, ``request``, ``deposit``."""
    session: int
    status: str
    """Of a session: ``empty``, ``live``, ``closed``, ``strange``; of a start, ``funded`` or not."""
    where: Any
    """The instruction that asked."""
    pending: bool = False
    """Whether requests on the session wait."""


@dataclass
class Ledger:
    """What the network knows; a failed message leaves it as it was."""

    sessions: dict[int, Opened] = field(default_factory=dict)
    requests: dict[int, Asked] = field(default_factory=dict)
    unclaimed: list[tuple[Any, int]] = field(default_factory=list)
    """Deposits of the transaction that no start has claimed: where, and how much."""
    began: list[tuple[int, Any]] = field(default_factory=list)
    """Sessions that the transaction opened."""

    def copy(self) -> Ledger:
        """As it is now."""
        return Ledger(
            {number: Opened(one.live) for number, one in self.sessions.items()},
            {
                number: Asked(one.session, one.callbacks, one.open)
                for number, one in self.requests.items()
            },
            list(self.unclaimed),
            list(self.began),
        )


class Network(World):
    """A chain with the network, and one consumer."""

    def __init__(
        self, program: Program, names: Mapping[int, str], draw: random.Random, first: int
    ) -> None:
        """`names` are the signatures of the router's functions by their selectors."""
        super().__init__(program, OWNER)
        self._names = names
        self._draw = draw
        self._first = first
        self.ledger = Ledger()
        self.automatic = draw.random() < 0.5
        """Whether a request without a session gets one."""
        self.generous = draw.random() < 0.7
        """Whether a start needs no deposit."""
        self.uses: list[Use] = []
        """What the transaction did, with what failed in it."""
        self.answering = 0
        """The request that is answered."""
        self.reenter: Callable[[Message], None] | None = None
        """What the adversary does when it is called."""
        self.caller: Callable[[], Any] = lambda: None
        """Tells the instruction of the consumer's that is under way."""
        self._known = (ROUTER, TOKEN, ADVERSARY)
        for address in self._known:
            self.accounts[address] = Account(runtime=bytes([_STAND]), balance=1 << 80)
        for address in (OWNER, STRANGER, OTHER, NODE):
            self.account(address).balance = 1 << 80

    def begin(self) -> None:
        """Another transaction."""
        self.uses.clear()
        self.ledger.unclaimed.clear()
        self.ledger.began.clear()

    def send(self, message: Message, value: int) -> tuple[bool, bytes]:
        """Run a message; of one that fails, the network forgets what it did."""
        before = self.ledger.copy()
        ok, data = super().send(message, value)
        if not ok:
            self.ledger = before
        return ok, data

    def _run(self, message: Message) -> bytes:
        if message.code == ROUTER:
            return self._router(message)
        if message.code == TOKEN:
            return self._token(message)
        if message.code == ADVERSARY:
            return self._adversary(message)
        return super()._run(message)

    # -- the router ----------------------------------------------------------------------

    def _router(self, message: Message) -> bytes:
        signature = self._names.get(int.from_bytes(message.data[:4], "big"), "")
        name = signature.partition("(")[0]
        body = message.data[4:]
        own = message.sender == CONSUMER
        if name == "startUserSession":
            return self._start(own)
        if name == "closeUserSession":
            return self._close(int.from_bytes(body[:_WORD], "big"), own)
        if name == "request":
            return self._request(signature, body, own)
        if name == "fetchResponse":
            return self._fetch(body)
        if name == "modelId":
            (text,) = decode(["string"], body)
            return bytes(keccak(text.encode()))
        if name in ("feeToken", "feeTarget"):
            return (TOKEN if name == "feeToken" else TARGET).to_bytes(_WORD, "big")
        if not name:
            raise Reverted
        raise NotComparable("another function of the router's")

    def _note(self, kind: str, session: int, status: str, pending: bool = False) -> None:
        self.uses.append(Use(kind, session, status, self.caller(), pending))

    def _start(self, own: bool) -> bytes:
        funded = bool(self.ledger.unclaimed)
        if not own or not (funded or self.generous):
            raise Reverted
        number = self._first + len(self.ledger.sessions)
        self._note("start", number, "funded" if funded else "unfunded")
        self.ledger.began.append((number, self.caller()))
        self.ledger.unclaimed.clear()
        self.ledger.sessions[number] = Opened()
        return number.to_bytes(_WORD, "big")

    def _status(self, session: int) -> str:
        if not session:
            return "empty"
        known = self.ledger.sessions.get(session)
        return "strange" if known is None else "live" if known.live else "closed"

    def pending(self, session: int) -> list[Asked]:
        """The requests on a session that may yet be answered."""
        return [one for one in self.ledger.requests.values() if one.open and one.session == session]

    def _close(self, session: int, own: bool) -> bytes:
        status = self._status(session)
        waiting = any(
            one.open and one.session == session and number != self.answering
            for number, one in self.ledger.requests.items()
        )
        if own:
            self._note("close", session, status, waiting)
        if not own or status != "live":
            raise Reverted
        self.ledger.sessions[session].live = False
        return b""

    def _request(self, signature: str, body: bytes, own: bool) -> bytes:
        kinds = parts_of(signature)
        values = decode(kinds, body)
        session = values[0]
        assert isinstance(session, int)
        status = self._status(session)
        if own:
            self._note("request", session, status)
        passes = status == "live" or (status == "empty" and self.automatic)
        if not own or not passes:
            raise Reverted
        user = next(v for k, v in zip(kinds[2:], values[2:], strict=True) if k == "address")
        moment = self.block["block.timestamp"].to_bytes(_WORD, "big")
        request = bytes(keccak(moment + body[:_WORD] + str(user).encode()))
        callback = next(v for k, v in zip(kinds, values, strict=True) if "bytes4" in k)
        target = next(part for part in callback if isinstance(part, str))
        selectors = [int.from_bytes(part, "big") for part in callback if isinstance(part, bytes)]
        if int(target, 16) != CONSUMER:
            selectors = [0, 0]
        number = int.from_bytes(request, "big")
        self.ledger.requests[number] = Asked(session, (selectors[0], selectors[1]))
        return request

    def _fetch(self, body: bytes) -> bytes:
        status = int.from_bytes(keccak(body), "big") % 3
        answer = encode(["uint256"], [int.from_bytes(keccak(body), "big") % 5])
        return encode(["uint8", "string", "bytes"], [status, "", answer])

    # -- others --------------------------------------------------------------------------

    def _token(self, message: Message) -> bytes:
        chosen = message.data[:4]
        words = [
            int.from_bytes(message.data[i : i + _WORD], "big")
            for i in range(4, len(message.data), _WORD)
        ]
        to: int | None = None
        if chosen == keccak(b"transfer(address,uint256)")[:4]:
            to, amount = words[0], words[1]
        elif chosen == keccak(b"transferFrom(address,address,uint256)")[:4]:
            to, amount = words[1], words[2]
        elif chosen in (
            keccak(b"balanceOf(address)")[:4],
            keccak(b"allowance(address,address)")[:4],
            keccak(b"decimals()")[:4],
        ):
            return self._draw.choice((0, 1, 6, 1 << 70)).to_bytes(_WORD, "big")
        if to == TARGET and message.sender == CONSUMER:
            self._note("deposit", amount, "")
            self.ledger.unclaimed.append((self.caller(), amount))
        return (1).to_bytes(_WORD, "big")

    def _adversary(self, message: Message) -> bytes:
        if not message.static and self.reenter is not None:
            self.reenter(message)
        return b"".join(
            self._draw.choice((0, 1, 2, 64)).to_bytes(_WORD, "big")
            for _ in range(self._draw.choice((0, 1, 4)))
        )


def parts_of(signature: str) -> list[str]:
    """The types of a signature's parameters."""
    found: list[str] = []
    deep, start = 0, signature.index("(") + 1
    for position in range(start, len(signature)):
        mark = signature[position]
        if deep == 0 and mark in ",)":
            if position > start:
                found.append(signature[start:position])
            start = position + 1
        deep += (mark == "(") - (mark == ")")
    return found
