"""Byte-addressed memory of one message, laid out as solc lays it out.

https://docs.soliditylang.org/en/latest/internals/layout_in_memory.html
"""

from __future__ import annotations

from truth.interpreter.outcomes import MEMORY, NotComparable, panic

FREE = 0x40
ZERO = 0x60
"""Where dynamic arrays without elements point to before they are assigned."""
_FIRST = 0x80
_BOUND = 1 << 20
"""Bytes beyond which a machine runs out of gas, or a run takes too long."""
_LARGEST = (1 << 64) - 1


class Memory:
    """Bytes, all zero until they are written."""

    def __init__(self) -> None:
        self._bytes = bytearray(_FIRST)
        self.store(FREE, _FIRST)

    def _reach(self, address: int, size: int) -> None:
        end = address + size
        if end > len(self._bytes):
            if end > _BOUND:
                raise NotComparable("memory beyond what gas pays for")
            self._bytes.extend(bytes(-(-end // 32) * 32 - len(self._bytes)))

    @property
    def size(self) -> int:
        """Bytes touched so far, in whole words."""
        return len(self._bytes)

    def load(self, address: int) -> int:
        """The word at an address."""
        return int.from_bytes(self.read(address, 32), "big")

    def store(self, address: int, word: int) -> None:
        """Write a word."""
        self.write(address, word.to_bytes(32, "big"))

    def read(self, address: int, size: int) -> bytes:
        """Bytes from an address on."""
        if not size:
            return b""
        self._reach(address, size)
        return bytes(self._bytes[address : address + size])

    def write(self, address: int, data: bytes) -> None:
        """Write bytes from an address on."""
        if data:
            self._reach(address, len(data))
            self._bytes[address : address + len(data)] = data

    def allocate(self, size: int) -> int:
        """Room for so many bytes, rounded up to words, at the free memory pointer."""
        address = self.load(FREE)
        end = address + (size + 31) // 32 * 32
        if end > _LARGEST:
            raise panic(MEMORY)
        self._reach(address, end - address)
        self.store(FREE, end)
        return address

    def new_bytes(self, data: bytes) -> int:
        """A new `bytes` object."""
        address = self.allocate(32 + len(data))
        self.store(address, len(data))
        self.write(address + 32, data + bytes(-len(data) % 32))
        return address

    def bytes_at(self, address: int) -> bytes:
        """The content of a `bytes` object."""
        return self.read(address + 32, self.load(address))
