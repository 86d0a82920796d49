"""What may stand for a parameter: small sets of values, the likeliest first.

What a trace fixes is fixed by running it; here is what to try.
"""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from eth_abi.abi import encode
from eth_hash.auto import keccak
from msgspec import Struct, field
from msgspec.structs import replace

from dtnlint.replay.bytecode import canonical
from dtnlint.replay.hints import Hints

OWNER = "0x" + "0a" * 20
"""Deploys the consumer, and has whatever authority that gives."""
STRANGER = "0x" + "0e" * 20
"""Has no authority."""
NOBODY = "0x" + "00" * 20

DAY = 24 * 3600
"""Seconds."""

ROUTER = "isRouter"
"""What marks a parameter that is given the router; the source says so, whatever it is called."""

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_ROUTER_WORDS = ("router", "dtn", "oracle")
_TOKEN_WORDS = ("token", "usdt", "usdc", "currency", "erc20", "fee")
_OWNER_WORDS = ("owner", "admin", "governor", "operator", "authority", "manager")
_TIME_WORDS = ("time", "deadline", "until", "expir", "due", "end", "start", "before", "after")
_ANSWERS = 12
"""Answers of each shape."""
_UNLIKELY = 4
"""Combinations are tried whose choices are fewer places from the likeliest."""
_SHORT = 3
"""Members of an array that are chosen one by one."""
_VARIANTS = 32
"""Values of one structure."""

T = TypeVar("T")


class Known(Struct, frozen=True):
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
    answered: tuple[int, ...] = ()
    """Requests that no answer may come to any more."""
    unheard: tuple[int, ...] = ()
    """Requests that were answered, and whose callback did not run to its end."""
    constants: tuple[Any, ...] = ()
    """What the consumer's own views without parameters return."""
    used: tuple[Any, ...] = ()
    """Arguments of earlier calls."""
    stored: tuple[int, ...] = ()
    """What stands in the consumer's storage."""
    packed: tuple[bytes, ...] = ()
    """Calls of the consumer's functions, for one that runs several in a transaction."""
    named: bool = False
    """Whether somebody else has named the stranger: an operator, or an heir, is none any more."""
    now: int = 0
    """The time, in seconds since 1970."""
    hints: Hints = field(default_factory=Hints)
    """What the source of the function in question suggests."""


def responses(known: Known) -> list[bytes]:
    """Answers of a model: as the consumer decodes them, or else as many do."""
    usual = [
        encode(["string"], ["1"]),
        encode(["uint256"], [1]),
        encode(["string[]"], [["1", "1"]]),
        encode(["uint256[]"], [[1, 1]]),
        bytes(96),
    ]
    return list(dict.fromkeys([*_decodable(known), *usual]))


def _decodable(known: Known) -> list[bytes]:
    """Bytes as the function in question decodes them."""
    flat = replace(known, hints=replace(known.hints, shapes=()))
    return [
        encode(shape, arguments)
        for shape in known.hints.shapes
        for arguments in combinations([{"type": kind} for kind in shape], flat, _ANSWERS)
    ]


def varied(
    lengths: Sequence[int], run: Callable[[tuple[int, ...]], T], kind: Callable[[T], Hashable]
) -> Iterator[T]:
    """What `run` gives for the likeliest choices, and then for others.

    `lengths` says how many choices there are for each thing to be chosen. One
    choice at a time is changed, in whatever had a result of a `kind` not met
    before: that is nearly linear where all combinations are a product. The
    likeliest of these come last.
    """
    first = (0,) * len(lengths)
    tried = {first}
    result = run(first)
    kinds = {kind(result)}
    yield result
    bases = deque([first])
    while bases:
        base = bases.popleft()
        for place, length in enumerate(lengths):
            for choice in range(length):
                other = (*base[:place], choice, *base[place + 1 :])
                if other in tried:
                    continue
                tried.add(other)
                result = run(other)
                yield result
                if kind(result) not in kinds:
                    kinds.add(kind(result))
                    bases.append(other)
    for total in range(_UNLIKELY):
        for other in _positions(lengths, total):
            if other not in tried:
                yield run(other)


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
    called = f"{parameter.get('internalType', '')} {parameter.get('name', '')}"
    name = str(parameter.get("name", "")).lower()
    declared = str(parameter.get("internalType", "")).lower()
    if kind.endswith("]"):
        return _arrays(parameter, known)
    if kind == "tuple":
        members = [values(member, known) for member in parameter["components"]]
        first = tuple(member[0] for member in members)
        others = [
            (*first[:place], member[choice], *first[place + 1 :])
            for choice in range(1, max(map(len, members)))
            for place, member in enumerate(members)
            if choice < len(member)
        ]
        return _distinct([first, *others])[:_VARIANTS]
    if kind == "address":
        return _addresses(called, known, given_router=bool(parameter.get(ROUTER)))
    if kind == "bool":
        return [True, False]
    if kind.startswith(("uint", "int")):
        return _numbers(kind, name, declared, known)
    if kind == "bytes32":
        requests = [one.to_bytes(32, "big") for one in reversed(known.requests)]
        constants = [one for one in known.constants if isinstance(one, bytes) and len(one) == 32]
        used = [one for one in known.used if isinstance(one, bytes) and len(one) == 32]
        hashes = [bytes(keccak(text.encode())) for text in known.hints.strings]
        plain = [b"model".ljust(32, b"\0"), b"other".ljust(32, b"\0"), bytes(32)]
        return _distinct([*requests, *used, *plain, *constants, *hashes])
    if kind.startswith("bytes") and kind != "bytes":
        return [bytes([1] * int(kind[5:])), bytes(int(kind[5:]))]
    if kind == "bytes":
        return [b"x", b"", *_decodable(known)[:_VARIANTS]]
    if kind == "string":
        return _distinct(["x", "1", "", *known.hints.strings])
    return [0]


def _addresses(called: str, known: Known, *, given_router: bool) -> list[str]:
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
    words = called.lower()
    first: list[str] = []
    if given_router:
        first = [known.router]
    elif any(word in words for word in _TOKEN_WORDS):
        first = [known.token]
    elif any(word in words for word in _OWNER_WORDS):
        first = [OWNER]
    elif any(word in words for word in _ROUTER_WORDS) or _says_ai(called):
        first = [known.router]
    elif words.startswith("contract"):
        first = [known.stand_in]
    return _distinct([*first, *plain, *constants])


def _says_ai(called: str) -> bool:
    """Whether "ai" is a word of a name, not a part of one."""
    return any(word.lower() == "ai" for word in _WORDS.findall(called))


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
    times = [known.now + DAY, known.now - DAY]
    if any(word in name for word in _TIME_WORDS) or name.endswith("at"):
        likely = [*times, *likely]
    near = [one + more for one in known.hints.numbers for more in (0, 1, -1)]
    indices = [one - less for one in known.stored for less in (1, 0)]
    rest = [*used, *sessions, 1_000_000, 3, *times, *near, *indices, *constants, 10**18]
    return [one for one in _distinct([*likely, *rest]) if 0 <= one < top]


def _arrays(parameter: Mapping[str, Any], known: Known) -> list[Any]:
    kind: str = parameter["type"]
    inner = {**parameter, "type": kind[: kind.rindex("[")]}
    inner["internalType"] = str(parameter.get("internalType", "")).rpartition("[")[0]
    size = kind[kind.rindex("[") + 1 : -1]
    if inner["type"] == "bytes" and known.packed and not size:
        return [list(pair) for pair in itertools.product(known.packed, repeat=2)]
    items = values(inner, known)[:6]
    if size:
        many = int(size)
        mixed = itertools.product(items[:4], repeat=many) if many <= _SHORT else ()
        return _distinct([*([item] * many for item in items), *map(list, mixed)])
    pairs = [list(pair) for pair in itertools.product(items[:2], repeat=2)]
    return _distinct([[items[0]], [], *pairs, *([item] for item in items[1:])])


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
