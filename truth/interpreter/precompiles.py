"""The machine's built-in contracts that Solidity knows."""

from __future__ import annotations

import hashlib

from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from truth.interpreter.outcomes import NotComparable

_LAST = 0x11


def is_precompile(address: int) -> bool:
    """Whether an address is a built-in contract's."""
    return 0 < address <= _LAST


def precompile(address: int, data: bytes) -> bytes:
    """What a built-in contract answers."""
    match address:
        case 1:
            return _ecrecover(data.ljust(128, b"\0"))
        case 2:
            return hashlib.sha256(data).digest()
        case 3:
            return hashlib.new("ripemd160", data).digest().rjust(32, b"\0")
        case 4:
            return data
    raise NotComparable("a built-in contract that is not modelled")


def _ecrecover(data: bytes) -> bytes:
    v, r, s = (int.from_bytes(data[at : at + 32], "big") for at in (32, 64, 96))
    if v not in (27, 28):
        return b""
    try:
        key = Signature(vrs=(v - 27, r, s)).recover_public_key_from_msg_hash(data[:32])
    except (BadSignature, ValidationError, ValueError):
        return b""
    return bytes(key.to_canonical_address()).rjust(32, b"\0")
