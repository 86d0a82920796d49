"""Draws arguments for functions by their ABI: valid ones, and some that the coder refuses."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from eth_abi.abi import encode

from dtnlint.replay.bytecode import canonical

_NUMBERS = (0, 0, 1, 1, 2, 3, 4, 5, 7, 10, 31, 32, 100, 127, 128, 255, 256, 1000, 2**32, 2**128)
_TEXTS = (b"", b"a", b"hello", b"x" * 31, b"y" * 32, b"z" * 33, b"long " * 20)


class Arguments:
    """Draws values of ABI types."""

    def __init__(self, draw: random.Random, addresses: Sequence[str]) -> None:
        self._draw = draw
        self._addresses = addresses

    def data(self, parameters: Sequence[Mapping[str, Any]], broken: float = 0.03) -> bytes:
        """Encoded arguments, a share of them broken."""
        values = [self.value(one) for one in parameters]
        data = bytearray(encode([canonical(one) for one in parameters], values))
        if data and self._draw.random() < broken:
            if self._draw.random() < 0.3:
                return bytes(data[: self._draw.randrange(len(data))])
            for _ in range(self._draw.randint(1, 2)):
                place = self._draw.randrange(len(data) // 32) * 32 + self._draw.choice((0, 30, 31))
                data[place] ^= 1 << self._draw.randrange(8)
        return bytes(data)

    def value(self, parameter: Mapping[str, Any]) -> Any:
        """A value of a parameter's type."""
        kind: str = parameter["type"]
        if kind.endswith("]"):
            inner, _, length = kind[:-1].rpartition("[")
            count = int(length) if length else self._draw.choice((0, 1, 1, 2, 2, 3, 5))
            return [self.value({**parameter, "type": inner}) for _ in range(count)]
        if kind == "tuple":
            return tuple(self.value(one) for one in parameter["components"])
        if kind == "bool":
            return self._draw.random() < 0.5
        if kind == "address":
            return self._draw.choice(self._addresses)
        if kind == "string":
            return self._draw.choice(_TEXTS).decode()
        if kind == "bytes":
            return self._bytes()
        if kind == "function":
            place = bytes.fromhex(self._draw.choice(self._addresses)[2:])
            return place + self._draw.randbytes(4)
        if kind.startswith("bytes"):
            return self._fixed(int(kind[5:]))
        if parameter.get("internalType", "").startswith("enum"):
            return self._draw.choice((0, 0, 1, 1, 2, 2, 3, 9))
        return self._number(kind)

    def _bytes(self) -> bytes:
        if self._draw.random() < 0.3:
            return self._draw.randbytes(self._draw.choice((1, 4, 20, 32, 64, 100)))
        return self._draw.choice(_TEXTS)

    def _fixed(self, size: int) -> bytes:
        shape = self._draw.random()
        if shape < 0.3:
            return bytes(size)
        if shape < 0.6:
            return self._draw.choice((1, 2, 3)).to_bytes(size, "big")
        return self._draw.randbytes(size)

    def _number(self, kind: str) -> int:
        signed = kind.startswith("int")
        bits = int(kind.removeprefix("u").removeprefix("int") or 256)
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
        shape = self._draw.random()
        if shape < 0.1:
            return self._draw.choice((low, high, high - 1))
        if shape < 0.15:
            return self._draw.randint(low, high)
        number = self._draw.choice(_NUMBERS)
        if signed and self._draw.random() < 0.4:
            number = -number
        return number if low <= number <= high else self._draw.randint(0, min(high, 20))
