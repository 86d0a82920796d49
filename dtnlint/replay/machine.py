"""The embedded EVM: accounts, calls, snapshots, and what a call did. Knows nothing of DTN.

The engine is revm, through `pyrevm`: a call with a snapshot costs some ten
microseconds. Its own tracing costs a millisecond for each instruction, so that
nothing here uses it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from eth_abi.abi import decode, encode
from eth_hash.auto import keccak
from msgspec import Struct
from msgspec.structs import replace

from dtnlint.installation import advice

START = 1_700_000_000
"""When everything begins, in seconds since 1970."""
_TRANSACTION, _ZERO, _BYTE = 21_000, 4, 16
"""What a transaction costs as such, and each byte of its data: the yellow paper's appendix G."""
_OUTPUT = re.compile(r"output: 0x([0-9a-f]*)")
_HALT = re.compile(r"reason: (\w+)")
_SLOT = re.compile(r"(\d+): StorageSlot {[^}]* present_value: (\d+)")
_PANICS = {
    0x01: "assertion failed",
    0x11: "arithmetic overflow or underflow",
    0x12: "division by zero",
    0x21: "conversion to an enum out of range",
    0x22: "storage byte array badly encoded",
    0x31: "pop of an empty array",
    0x32: "index out of range",
    0x41: "too much memory",
    0x51: "call of an uninitialised function",
}


class ReplayUnavailable(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """The EVM is not installed; the message says what to do."""


class Event(Struct, frozen=True):
    """One log record."""

    address: str
    topics: tuple[int, ...]
    data: bytes


class Outcome(Struct, frozen=True):
    """What one transaction did."""

    ok: bool
    output: bytes
    """What it returned; after a revert, what it reverted with."""
    gas: int
    """Gas used, in units of gas, without the price of a transaction as such."""
    halt: str = ""
    """The machine's own reason, where neither a return nor a revert ended it."""

    @property
    def reason(self) -> str:
        """Why it failed, as a reader would say it; empty after a success."""
        if self.ok:
            return ""
        if self.halt:
            return "out of gas" if self.halt.startswith("OutOfGas") else self.halt
        if self.output[:4] == _selector("Error(string)"):
            try:
                return str(decode(["string"], self.output[4:])[0])
            except Exception:
                return "reverted"
        if self.output[:4] == _selector("Panic(uint256)") and len(self.output) == 36:
            code = int.from_bytes(self.output[4:], "big")
            return _PANICS.get(code, f"panic {code:#x}")
        return f"error 0x{self.output[:4].hex()}" if self.output else "reverted without a reason"


class Machine:
    """A chain of one block at a time, with accounts at chosen addresses."""

    def __init__(self, gas_limit: int) -> None:
        try:
            import pyrevm
        except ImportError as error:
            raise ReplayUnavailable(
                "Replaying needs an EVM, and the Python package pyrevm is not installed: "
                f"install dtnlint's extra replay: {advice('replay')}"
            ) from error
        self._pyrevm = pyrevm
        self.gas_limit = gas_limit
        large = pyrevm.CfgEnv(limit_contract_code_size=1 << 24)
        self._evm: Any = pyrevm.EVM(pyrevm.Env(cfg=large), gas_limit=gas_limit, spec_id="PRAGUE")
        self.at(1, START)

    def at(self, block: int, timestamp: int) -> None:
        """Let the next calls be in `block`, at `timestamp` (seconds since 1970)."""
        self._evm.set_block_env(
            self._pyrevm.BlockEnv(number=block, timestamp=timestamp, gas_limit=2**63)
        )

    def fund(self, account: str, wei: int) -> None:
        """Give `account` a balance in the chain's own coin."""
        self._evm.set_balance(account, wei)

    def place(self, address: str, code: bytes) -> None:
        """Put runtime `code` at `address`."""
        self._evm.insert_account_info(address, self._pyrevm.AccountInfo(nonce=1, code=code))

    def code(self, address: str) -> bytes:
        """The runtime code at `address`."""
        return bytes(self._evm.get_code(address) or b"")

    def deploy(self, sender: str, code: bytes, value: int = 0) -> tuple[str | None, Outcome]:
        """Create a contract; its address, or None with why it failed."""
        try:
            address = self._evm.deploy(sender, code, value, self.gas_limit)
        except RuntimeError as error:
            return None, self._failure(str(error))
        return str(address), Outcome(True, b"", self._evm.result.gas_used)

    def next_address(self, sender: str) -> str:
        """Where the next contract that `sender` creates will stand."""
        point = self._evm.snapshot()
        address = str(self._evm.deploy(sender, b"", 0, self.gas_limit))
        self._evm.revert(point)
        return address.lower()

    def call(self, sender: str, to: str, data: bytes, value: int = 0) -> Outcome:
        """Run one transaction; after a failure the state is what it was before."""
        try:
            output = self._evm.message_call(sender, to, data, value, self.gas_limit)
        except RuntimeError as error:
            outcome = self._failure(str(error))
        else:
            outcome = Outcome(True, bytes(output), self._evm.result.gas_used)
        zeros = data.count(0)
        price = _TRANSACTION + _ZERO * zeros + _BYTE * (len(data) - zeros)
        return replace(outcome, gas=outcome.gas - price)

    def events(self) -> list[Event]:
        """What the last call, if it succeeded, logged."""
        return [
            Event(log.address.lower(), tuple(int(t, 16) for t in log.topics), bytes(log.data[1]))
            for log in self._evm.result.logs
        ]

    def storage(self, address: str, slot: int) -> int:
        """The word in a storage slot."""
        word: int = self._evm.storage(address, slot)
        return word

    def words(self, address: str) -> dict[int, int]:
        """All of an account's storage: the slots that were ever written or read, with their words.

        The engine gives its journal as text alone; it holds everything, for nothing is committed.
        """
        journal: str = self._evm.journal_str
        account = journal.partition(f"{address.lower()}: Account {{")[2]
        slots = account.partition("storage: {")[2].partition("}, status: ")[0]
        return {int(slot): int(word) for slot, word in _SLOT.findall(slots)}

    def snapshot(self) -> Any:
        """A point to come back to with `revert`."""
        return self._evm.snapshot()

    def revert(self, point: Any) -> None:
        """Undo everything since `point`; later points are gone."""
        self._evm.revert(point)

    def _failure(self, text: str) -> Outcome:
        output = _OUTPUT.search(text)
        result = self._evm.result
        gas = result.gas_used if result is not None else 0
        if output is not None and text.startswith("Revert"):
            return Outcome(False, bytes.fromhex(output.group(1)), gas)
        halt = _HALT.search(text)
        return Outcome(False, b"", gas, halt.group(1) if halt else text[:80])


@lru_cache(maxsize=4096)
def _selector(signature: str) -> bytes:
    return bytes(keccak(signature.encode())[:4])


def selector(signature: str) -> bytes:
    """The four bytes that name a function, such as ``transfer(address,uint256)``."""
    return _selector(signature)


def topic(signature: str) -> int:
    """The first topic of an event, such as ``Transfer(address,address,uint256)``."""
    return int.from_bytes(keccak(signature.encode()), "big")


def calldata(signature: str, *arguments: Any) -> bytes:
    """The data of a call of `signature`, whose types are written canonically."""
    return _selector(signature) + encode(split_types(signature), arguments)


def split_types(signature: str) -> list[str]:
    """The parameter types of a signature: ``f(uint256,(bool,bytes)[])`` has two."""
    inner = signature[signature.index("(") + 1 : -1]
    types: list[str] = []
    depth = 0
    start = 0
    for position, letter in enumerate(inner):
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
        elif letter == "," and depth == 0:
            types.append(inner[start:position])
            start = position + 1
    return [*types, inner[start:]] if inner else []
