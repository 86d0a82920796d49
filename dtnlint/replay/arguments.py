"""What may stand for a parameter: small sets of values, the likeliest first.

What a trace fixes is fixed by running it; here is what to try.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode

from dtnlint.replay.bytecode import canonical

OWNER = "0x" + "0a" * 20
"""Deploys the consumer, and has whatever authority that gives."""
STRANGER = "0x" + "0e" * 20
"""Has no authority."""
NOBODY = "0x" + "00" * 20

_ROUTER_WORDS = ("router", "dtn", "ai", "oracle")
_TOKEN_WORDS = ("token", "usdt", "usdc", "currency", "erc20", "fee")
_OWNER_WORDS = ("owner", "admin", "governor", "operator", "authority", "manager")


@dataclass(frozen=True)
class Known:
    """Values that exist on the stage by now."""

    router: str
    token: str
    target: str
    consumer: str = NOBODY
    stand_in: str = NOBODY
    """A contract that answers anything."""
    live: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()
    requests: tuple[int, ...] = ()
    constants: tuple[Any, ...] = ()
    """What the consumer's own views without parameters return."""
    used: tuple[Any, ...] = ()
    """Arguments of earlier calls."""


def responses() -> Iterator[bytes]:
    """Answers of a model, as consumers decode them."""
    yield encode(["string"], ["1"])
    yield encode(["uint256"], [1])
    yield encode(["string[]"], [["1", "1"]])
    yield encode(["uint256[]"], [[1, 1]])
    yield b"\x00" * 96


def combinations(
    parameters: Sequence[Mapping[str, Any]], known: Known, most: int
) -> Iterator[tuple[Any, ...]]:
    """At most `most` lists of arguments: first all likeliest, then ever more unlikely ones."""
    choices = [values(parameter, known) for parameter in parameters]
    given = 0
    for total in range(sum(len(choice) - 1 for choice in choices) + 1):
        for positions in _positions([len(choice) for choice in choices], total):
            if given >= most:
                return
            given += 1
            yield tuple(
                choice[position] for choice, position in zip(choices, positions, strict=True)
            )


def _positions(lengths: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    if not lengths:
        if total == 0:
            yield ()
        return
    for first in range(min(lengths[0] - 1, total), -1, -1):
        for rest in _positions(lengths[1:], total - first):
            yield (first, *rest)


def values(parameter: Mapping[str, Any], known: Known) -> list[Any]:
    """What to try for one parameter."""
    kind: str = parameter["type"]
    name = str(parameter.get("name", "")).lower()
    declared = str(parameter.get("internalType", "")).lower()
    if kind.endswith("]"):
        return _arrays(parameter, known)
    if kind == "tuple":
        members = [values(member, known) for member in parameter["components"]]
        first = tuple(member[0] for member in members)
        second = tuple(member[min(1, len(member) - 1)] for member in members)
        return _distinct([first, second])
    if kind == "address":
        return _addresses(name, declared, known)
    if kind == "bool":
        return [True, False]
    if kind.startswith(("uint", "int")):
        return _numbers(kind, name, declared, known)
    if kind == "bytes32":
        requests = [one.to_bytes(32, "big") for one in reversed(known.requests)]
        constants = [one for one in known.constants if isinstance(one, bytes) and len(one) == 32]
        used = [one for one in known.used if isinstance(one, bytes) and len(one) == 32]
        return _distinct([*requests, *used, b"model".ljust(32, b"\0"), *constants, bytes(32)])
    if kind.startswith("bytes") and kind != "bytes":
        return [bytes([1] * int(kind[5:])), bytes(int(kind[5:]))]
    if kind == "bytes":
        return [b"x", b""]
    if kind == "string":
        return ["x", ""]
    return [0]


def _addresses(name: str, declared: str, known: Known) -> list[str]:
    plain = [
        OWNER,
        STRANGER,
        known.router,
        known.token,
        known.stand_in,
        known.consumer,
        known.target,
        NOBODY,
    ]
    constants = [one for one in known.constants if isinstance(one, str) and one[:2] == "0x"]
    words = f"{declared} {name}"
    first: list[str] = []
    if any(word in words for word in _TOKEN_WORDS):
        first = [known.token]
    elif any(word in words for word in _OWNER_WORDS):
        first = [OWNER]
    elif any(word in words for word in _ROUTER_WORDS):
        first = [known.router]
    elif declared.startswith("contract"):
        first = [known.stand_in]
    return _distinct([*first, *plain, *constants])


def _numbers(kind: str, name: str, declared: str, known: Known) -> list[int]:
    bits = int(kind.removeprefix("u").removeprefix("int") or 256)
    top = 1 << (bits - (0 if kind.startswith("u") else 1))
    if declared.startswith("enum"):
        return [0, 1, 2, 3]
    sessions = [*reversed(known.live), *reversed(known.closed)]
    used = [one for one in known.used if isinstance(one, int) and not isinstance(one, bool)]
    constants = [one for one in known.constants if type(one) is int]
    likely = [1, 0, 2]
    if "session" in name or name in ("id", "sid"):
        likely = [*sessions, *likely]
    elif any(word in name for word in ("amount", "value", "deposit", "fee", "price")):
        likely = [1_000_000, *likely]
    rest = [*used, *sessions, 1_000_000, 3, *constants, 10**18]
    return [one for one in _distinct([*likely, *rest]) if 0 <= one < top]


def _arrays(parameter: Mapping[str, Any], known: Known) -> list[Any]:
    kind: str = parameter["type"]
    inner = {**parameter, "type": kind[: kind.rindex("[")]}
    inner["internalType"] = str(parameter.get("internalType", "")).rpartition("[")[0]
    size = kind[kind.rindex("[") + 1 : -1]
    items = values(inner, known)[:3]
    if size:
        return [[item] * int(size) for item in items]
    return [[items[0]], [], items[:2], [items[0], items[0]]]


def _distinct(items: Sequence[Any]) -> list[Any]:
    kept: list[Any] = []
    for item in items:
        if not any(item == other and type(item) is type(other) for other in kept):
            kept.append(item)
    return kept


def types_of(parameters: Sequence[Mapping[str, Any]]) -> list[str]:
    """Canonical types, as `eth_abi` wants them."""
    return [canonical(parameter) for parameter in parameters]


def flattened(arguments: Sequence[Any]) -> tuple[Any, ...]:
    """The plain values in arguments, however deep."""
    flat: list[Any] = []
    for item in arguments:
        if isinstance(item, (list, tuple)):
            flat += flattened(item)
        else:
            flat.append(item)
    return tuple(itertools.islice(flat, 32))
