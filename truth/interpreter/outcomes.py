"""The ways in which a message, or the whole run, can end early."""

from __future__ import annotations

from eth_hash.auto import keccak

ERROR = bytes(keccak(b"Error(string)")[:4])
PANIC = bytes(keccak(b"Panic(uint256)")[:4])


class Reverted(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """The message ends as a failure with these bytes."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__(data.hex())
        self.data = data


class Refused(Reverted):
    """A creation fails for its arguments or its value, before the contract's own code runs."""


class Finished(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """The message ends as a success with these bytes, whoever called internally."""

    def __init__(self, data: bytes = b"") -> None:
        super().__init__(data.hex())
        self.data = data


class NotComparable(Exception):  # noqa: N818 - it reads as a sentence where it is raised
    """What the machine would do cannot be told; says why, in words that can be counted."""


def panic(code: int) -> Reverted:
    """The failure ``Panic(code)``."""
    return Reverted(PANIC + code.to_bytes(32, "big"))


OVERFLOW, DIVISION, ENUM, ENCODING, EMPTY, INDEX, MEMORY, UNSET = (
    0x11,
    0x12,
    0x21,
    0x22,
    0x31,
    0x32,
    0x41,
    0x51,
)
"""Panic codes, by what they tell:
https://docs.soliditylang.org/en/latest/control-structures.html#panic-via-assert-and-error-via-require
"""
