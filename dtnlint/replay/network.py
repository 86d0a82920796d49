"""The model of the network, set up on a machine, and what it saw of a transaction.

Python's half of `model/`: which switches there are, how events are read, and
how a misuse is read from the gas that its transaction used.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum
from pathlib import Path

from eth_abi.abi import decode, encode
from msgspec import Struct

from dtnlint.replay.machine import Event, Machine, Outcome, calldata, topic

MODEL = Path(__file__).with_name("model")
DEPLOYER = "0x" + "d0" * 20
NODE = "0x" + "0d" * 20
"""The account that answers requests."""


class TokenManner(str, Enum):
    """How the fee token's transfers answer; the values name the model's contracts."""

    PLAIN = "ModelFeeToken"
    """True, or a revert."""
    SILENT = "ModelSilentFeeToken"
    """Nothing, or a revert, like USDT on Ethereum."""
    FALSE = "ModelFalseFeeToken"
    """True, or false."""


class MisuseKind(IntEnum):
    """What can be wrong with one operation; the model's `Misuse`."""

    CLOSE_EMPTY = 1
    CLOSE_CLOSED = 2
    CLOSE_FOREIGN = 3
    REQUEST_EMPTY = 4
    REQUEST_CLOSED = 5
    REQUEST_FOREIGN = 6
    START_UNFUNDED = 7
    REQUEST_UNDERPAID = 8
    """Less was sent than the callback's gas costs."""
    REQUEST_UNANSWERABLE = 9
    """Its routing is one that no answer ever completes."""


KINDS = 16
"""More than there are kinds of misuse; the model's `KINDS`."""


class Misuse(Struct, frozen=True):
    """One misuse, and the number of the operation (0: not numbered)."""

    kind: MisuseKind
    site: int


class Status(IntEnum):
    """What the network knows of a session ID; the model's `Status`."""

    NONE = 0
    LIVE = 1
    CLOSED = 2


class Switches(Struct, frozen=True):
    """Which reading of the network holds, and what others are taken to have done."""

    automatic_sessions: bool = False
    """`request(0, ...)` opens a session (the page) or reverts (the contracts)."""
    answers_after_close: bool = False
    """An answer on a closed session reaches the callback, or is refused (the contracts)."""
    boundless_callbacks: bool = False
    """Callbacks get all the gas there is, not only what was asked for."""
    generous: bool = False
    """Someone else has always just sent fee tokens: nothing fails for want of them."""
    unpaid_callbacks: bool = False
    """Requests pass that do not pay for their callback's gas."""
    refuse_starts: bool = False
    refuse_requests: bool = False
    silently: bool = False
    """Starts are refused without a reason."""


class GasCode(Struct, frozen=True):
    """How misuse and the numbers of operations are written in amounts of gas.

    An operation is numbered by giving it ``base + (number << shift)`` gas. A
    misuse burns ``unit * (count + KINDS * number + kind)``; where only one code is
    asked for, ``unit * count``. What is burnt must be above what honest code uses,
    and all of it must fit what an operation is given.
    """

    unit: int
    count: int
    base: int
    shift: int
    most: int
    """The highest number."""

    def gas_of(self, site: int) -> int:
        """The gas to give the operation with this number."""
        return self.base + (site << self.shift)

    @staticmethod
    def code(kind: MisuseKind, site: int = 0) -> int:
        """The code of a misuse at an operation; at any, for 0."""
        return KINDS * site + kind

    def read(self, gas: int) -> tuple[int, int]:
        """How many misuses there were and the sum of their codes.

        What honest code uses may be less than nothing: the gas that is given back for storage that
        was cleared is limited by all that was used, and what a misuse burns raises that limit.
        """
        return divmod((gas + self.unit // 16) // self.unit, self.count)


EXACT_GAS = GasCode(unit=1 << 24, count=1 << 17, base=1 << 44, shift=38, most=4095)
"""For code that is known to end: gas without end, and thousands of numbers."""
EXACT_GAS_LIMIT = 1 << 60

BOUNDED_GAS = GasCode(unit=1 << 21, count=8, base=1 << 25, shift=17, most=400)
"""For any code: the costliest transaction is over in seconds; one misuse is asked for at a time."""
BOUNDED_GAS_LIMIT = 1 << 27

FIRST_ID = 0x5E5501
"""The network counts sessions from 1. On the machine they are counted from here, so that an
ID in storage is told from other small numbers."""


class Asked(Struct, frozen=True):
    """One request that the network took."""

    request: int
    """Its ID."""
    session: int
    site: int
    """The number of the operation."""
    user: int
    gas: int
    """What the callback may use."""
    paid: int
    """What was sent for it, in wei; it covers the gas where it is at least that number."""


class Seen(Struct, frozen=True):
    """What the network saw of one transaction that was not reverted."""

    started: tuple[tuple[int, int], ...] = ()
    """Session and operation, for each session that the consumer started."""
    closed: tuple[tuple[int, int], ...] = ()
    """Session and operation."""
    asked: tuple[Asked, ...] = ()
    asked_twice: tuple[int, ...] = ()
    """Request IDs that were there before."""
    answered: tuple[tuple[int, bool], ...] = ()
    """Request ID, and whether the callback ran to its end."""
    deposits: int = 0
    """Transfers of fee tokens to the fee target, by the consumer, after its last start."""
    deposited: int = 0
    """The fee tokens that these were, which may be none."""
    claimed: tuple[int, ...] = ()
    """Sessions that were started with what someone else had sent."""
    spoke: bool = False
    """The consumer emitted something itself."""
    given: int = 0
    """Fee tokens of the consumer's own that it moved elsewhere; what it took from somebody in
    the same transaction is not its own. An approval counts as one."""


_STARTED = topic("Started(address,uint256,uint256,uint256)")
_CLOSED = topic("Closed(address,uint256,uint256,uint256)")
_CLAIMED = topic("Claimed(address,uint256,uint256)")
_ASKING = topic("Asking(address,uint256,bytes32,uint256,address,uint256,uint256)")
_ASKED_TWICE = topic("AskedTwice(address,bytes32)")
_ANSWERED = topic("Answered(bytes32,uint8,bool)")
_MOVED = topic("Moved(address,address,uint256)")
_TRANSFER = topic("Transfer(address,address,uint256)")
_APPROVAL = topic("Approval(address,address,uint256)")


def model_sources() -> dict[str, str]:
    """The model's Solidity files, by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(MODEL.glob("*.sol"))}


class Network:
    """One router with its session manager and fee token, on a machine."""

    def __init__(
        self,
        machine: Machine,
        code: Mapping[str, bytes],
        gas_code: GasCode,
        manner: TokenManner = TokenManner.PLAIN,
        first: int = FIRST_ID,
    ) -> None:
        """Deploy `code`: creation bytecode of the model's contracts, by name."""
        self.machine = machine
        self.gas_code = gas_code
        self.token = self._deploy(code[manner.value])
        self.router = self._deploy(code["ModelRouter"])
        self.sessions = self._deploy(
            code["ModelSessions"]
            + encode(["address", "address", "uint256"], [self.router, self.token, first])
        )
        self._do(self.router, "install(address)", self.sessions)
        self._do(
            self.router,
            "number(uint256,uint256,uint256)",
            gas_code.base,
            gas_code.shift,
            gas_code.most,
        )
        self._do(self.sessions, "record(uint256,uint256,uint256)", gas_code.unit, 0, gas_code.count)
        self.switches = Switches()

    def arrange(self, switches: Switches) -> None:
        """Set the switches, where they differ from what is set."""
        if switches == self.switches:
            return
        old, self.switches = self.switches, switches
        self._do(
            self.router,
            "arrange(bool,bool,bool,bool,bool)",
            switches.automatic_sessions,
            switches.answers_after_close,
            switches.boundless_callbacks,
            switches.unpaid_callbacks,
            switches.refuse_requests,
        )
        self._do(
            self.sessions,
            "arrange(bool,bool,bool)",
            switches.generous,
            switches.refuse_starts,
            switches.silently,
        )
        if old.generous != switches.generous:
            self._do(self.token, "setBottomless(bool)", switches.generous)

    def record_only(self, code: int) -> None:
        """Let only misuse with this code burn gas, or of this kind at any operation; 0: all."""
        self._do(
            self.sessions,
            "record(uint256,uint256,uint256)",
            self.gas_code.unit,
            code,
            self.gas_code.count,
        )

    def mint(self, account: str, amount: int) -> None:
        """Give `account` fee tokens."""
        self._do(self.token, "mint(address,uint256)", account, amount)

    def balance(self, account: str) -> int:
        """The fee tokens of `account`."""
        answer = self.machine.call(DEPLOYER, self.token, calldata("balanceOf(address)", account))
        return int.from_bytes(answer.output, "big")

    def answer(
        self, request: int, success: bool, response: bytes = b"", message: str = ""
    ) -> Outcome:
        """Let a node answer a request."""
        return self.machine.call(
            NODE, self.router, answer_data(request, success, response, message)
        )

    def answer_of_others(
        self, by: str, consumer: str, callback: bytes, success: bool = True, response: bytes = b""
    ) -> Outcome:
        """Let a node answer a request of somebody else's that names a function of `consumer`."""
        asked = self.machine.call(
            by, self.router, calldata("askFor(address,bytes4)", consumer, callback)
        )
        if not asked.ok:
            return asked
        return self.answer(int.from_bytes(asked.output, "big"), success, response)

    def callbacks(self, request: int) -> tuple[bytes, bytes, str]:
        """The selectors for success and failure, and the target, that a request named."""
        answer = self.machine.call(
            DEPLOYER, self.router, calldata("callbackOf(bytes32)", request.to_bytes(32, "big"))
        )
        success, failure, target = decode(["bytes4", "bytes4", "address"], answer.output)
        return success, failure, target

    def seen(self, consumer: str, events: list[Event]) -> Seen:
        """What the events of one transaction say of `consumer`."""
        me = int(consumer, 16)
        started: list[tuple[int, int]] = []
        closed: list[tuple[int, int]] = []
        asked: list[Asked] = []
        asked_twice: list[int] = []
        answered: list[tuple[int, bool]] = []
        claimed: list[int] = []
        deposits = deposited = given = 0
        target = int(self.sessions, 16)
        for event in events:
            kind = event.topics[0] if event.topics else 0
            if event.address == self.token:
                _, one, other = event.topics
                value = int.from_bytes(event.data[:32], "big")
                if kind == _MOVED and one == me and other == target:
                    deposits += 1
                    deposited += value
                elif kind == _TRANSFER and me in (one, other):
                    given += value if one == me else -value if one != target else 0
                elif kind == _APPROVAL and one == me:
                    given += min(value, 1)
            elif event.address == self.sessions:
                if len(event.topics) < 3 or event.topics[1] != me:
                    continue
                site = int.from_bytes(event.data[32:64], "big")
                if kind == _STARTED:
                    started.append((event.topics[2], site))
                    deposits = deposited = 0
                elif kind == _CLOSED:
                    closed.append((event.topics[2], site))
                elif kind == _CLAIMED:
                    claimed.append(event.topics[2])
            elif event.address == self.router:
                if kind == _ANSWERED:
                    answered.append((event.topics[1], event.data[63] == 1))
                elif len(event.topics) < 3 or event.topics[1] != me:
                    continue
                elif kind == _ASKING:
                    site, user, gas, paid = (
                        int.from_bytes(event.data[i : i + 32], "big") for i in (0, 32, 64, 96)
                    )
                    asked.append(Asked(event.topics[3], event.topics[2], site, user, gas, paid))
                elif kind == _ASKED_TWICE:
                    asked_twice.append(event.topics[2])
        return Seen(
            tuple(started),
            tuple(closed),
            tuple(asked),
            tuple(asked_twice),
            tuple(answered),
            deposits,
            deposited,
            tuple(claimed),
            any(event.address == consumer for event in events),
            max(given, 0),
        )

    def _deploy(self, code: bytes) -> str:
        address, outcome = self.machine.deploy(DEPLOYER, code)
        if address is None:
            raise RuntimeError(f"The model of the network does not deploy: {outcome.reason}.")
        return address.lower()

    def _do(self, to: str, signature: str, *arguments: object) -> None:
        outcome = self.machine.call(DEPLOYER, to, calldata(signature, *arguments))
        if not outcome.ok:
            raise RuntimeError(f"The model of the network refused {signature}: {outcome.reason}.")


def answer_data(request: int, success: bool, response: bytes = b"", message: str = "") -> bytes:
    """The call with which a node answers a request."""
    return calldata(
        "respondToRequest(bytes32,uint8,string,bytes,bytes32,uint256,uint256)",
        request.to_bytes(32, "big"),
        1 if success else 2,
        message,
        response,
        bytes(32),
        1,
        1,
    )
