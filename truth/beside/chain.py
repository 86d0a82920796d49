"""The EVM's side: transactions, and all that they left behind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from dtnlint.replay.machine import Machine, Outcome

GAS = 1 << 27
"""More than any program here uses, but for those without an end."""
_ACCOUNT = re.compile(
    r"0x([0-9a-f]{40}): Account \{ info: AccountInfo \{ balance: (\d+), nonce: (\d+), "
    r"code_hash: 0x([0-9a-f]+).*?storage: \{(.*?)\}, status"
)
_SLOT = re.compile(r"(\d+): StorageSlot \{ [^}]*?present_value: (\d+) \}")
_BYTECODE = re.compile(r"Some\(Bytecode \{[^}]*\{[^}]*\{[^}]*\} \} \}\)")


@dataclass(frozen=True)
class Left:
    """What stands at an address."""

    balance: int
    nonce: int
    storage: dict[int, int]


class Chain(Machine):
    """A machine whose whole state can be read."""

    def __init__(self) -> None:
        super().__init__(GAS)

    def state(self) -> dict[int, Left]:
        """All accounts that were touched; slots that hold zero are left out."""
        text = _BYTECODE.sub("", self._evm.journal_str)
        text = text[: text.index("transient_storage: ")]
        return {
            int(address, 16): Left(
                int(balance),
                int(nonce),
                {int(slot): int(word) for slot, word in _SLOT.findall(storage) if word != "0"},
            )
            for address, balance, nonce, _, storage in _ACCOUNT.findall(text)
        }

    def fresh_transaction(self) -> None:
        """Forget what lasts for a transaction only."""
        self._evm.reset_transient_storage()

    def block_facts(self) -> dict[str, int]:
        """What contracts can ask about the block."""
        block: Any = self._evm.env.block
        return {
            "block.number": block.number,
            "block.timestamp": block.timestamp,
            "block.gaslimit": block.gas_limit,
            "block.basefee": block.basefee,
            "block.chainid": 1,
            "block.coinbase": int(block.coinbase, 16),
            "block.prevrandao": int.from_bytes(block.prevrandao or b"", "big"),
            "block.difficulty": int.from_bytes(block.prevrandao or b"", "big"),
        }


def endless(outcome: Outcome) -> bool:
    """Whether a transaction ended because the machine had enough of it, not the contract."""
    return outcome.halt.startswith("OutOf") or outcome.halt in ("StackOverflow", "StackUnderflow")
