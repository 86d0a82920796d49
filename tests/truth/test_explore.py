"""The explorer shows each kind of misuse, by a shortest way, and none where there is none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dtnlint.lifecycle.verdicts import Property
from truth.batch import Batch, compile_batch, model_code
from truth.explore import Exploration, Explorer
from truth.grammar import Consumer
from truth.marks import PRELUDE, numbered, overwriting

pytestmark = pytest.mark.xdist_group("truth")


def consumer(name: str, body: str, *sites: str, marks: bool = False, **known: object) -> Consumer:
    """A contract with a session ID and `body`, where `$n` numbers a call and `@n` a write."""
    for number in range(len(sites), 0, -1):
        probe, here = overwriting(number, "sessionId")
        body = body.replace(f"${number}", numbered(number)).replace(f"@{number} ", probe + here)
    text = (
        f'import "lab.sol";\n{PRELUDE}\ncontract {name} is Lab {{\n'
        "    constructor(address router) { setAi(router); }\n"
        f"    uint256 internal sessionId;\n    bool internal mark;\n{body}\n}}\n"
    )
    head = "// SPDX-License-Identifier: AGPL-3.0-or-later\npragma solidity ^0.8.0;\n"
    roles = known.get("roles", {})
    catches = known.get("catches", ())
    assert isinstance(roles, dict)
    assert isinstance(catches, tuple)
    guarding = frozenset({1}) if marks else frozenset[int]()
    return Consumer(name, head + text, sites, roles, guarding, frozenset(catches))


OPEN = (
    "function open() external { require(sessionId == 0); _deposit(); "
    "@2 sessionId = ai.startUserSession$1(); }\n"
)
ASK = (
    'ai.request$4(sessionId, "model", _routing(), _query(), '
    "IDtnAi.CallBack(bytes4(0), bytes4(0), address(0)), msg.sender, 0);"
)
SITES = ("start", "write", "close", "request")
CONSUMERS = (
    consumer(
        "Careful",
        OPEN + "function close() external { require(sessionId != 0); "
        "ai.closeUserSession$3(sessionId); @5 sessionId = 0; }\n"
        f"function ask() external {{ require(sessionId != 0); {ASK} }}",
        *SITES,
        "write",
    ),
    consumer(
        "Unguarded",
        OPEN + "function close() external { ai.closeUserSession$3(sessionId); @5 sessionId = 0; }",
        *SITES,
        "write",
    ),
    consumer(
        "Forgetful",
        OPEN + "function close() external { require(sessionId != 0); "
        "ai.closeUserSession$3(sessionId); }\n"
        f"function ask() external {{ require(sessionId != 0); {ASK} }}",
        *SITES,
    ),
    consumer(
        "Marking",
        OPEN.replace("sessionId == 0", "!mark").replace("$1();", "$1(); mark = true;")
        + "function close() external { require(mark); mark = false; "
        "ai.closeUserSession$3(sessionId); }",
        *SITES,
        marks=True,
    ),
    consumer("Greedy", OPEN.replace("require(sessionId == 0); ", ""), *SITES),
    consumer(
        "Careless", "function open() external { _deposit(); ai.startUserSession$1(); }", *SITES
    ),
    consumer(
        "Lender",
        "function open() external returns (uint256) { _deposit(); "
        "return ai.startUserSession$1(); }",
        *SITES,
    ),
    consumer("Poor", OPEN.replace("_deposit(); ", ""), *SITES),
    consumer(
        "Catching",
        OPEN + "function close() external { try ai.closeUserSession$3(sessionId) {} catch {} }",
        *SITES,
    ),
    consumer(
        "Hopeful",
        "function open() external { require(sessionId == 0); _deposit(); "
        "try ai.startUserSession$1() returns (uint256 id) { @2 sessionId = id; } catch {} "
        "ai.closeUserSession$3(sessionId); }",
        *SITES,
        catches=("start",),
    ),
    consumer(
        "Named",
        OPEN + "function close(uint256 id) external { ai.closeUserSession$3(id); }",
        *SITES,
        roles={"close": ("id",)},
    ),
)


@pytest.fixture(scope="session")
def batch() -> Batch:
    return compile_batch(CONSUMERS)


@pytest.fixture(scope="session")
def explored(batch: Batch) -> Mapping[str, Exploration]:
    return {
        one.name: Explorer(one, batch.artifacts[one.name], model_code(), 20_000).explore(4)
        for one in CONSUMERS
    }


def shown(one: Exploration) -> dict[tuple[str, int], list[str]]:
    assert not one.undeployable
    return {
        (prop.value, site): [action.name for action in path]
        for (prop, site), path in one.shown.items()
    }


V, T, U, R, L, K, F = (
    prop.value
    for prop in (
        Property.VALIDATED,
        Property.NOT_CLOSED_TWICE,
        Property.NOT_USED_AFTER_CLOSE,
        Property.RESET,
        Property.NOT_LOST,
        Property.KEPT,
        Property.FUNDED,
    )
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Careful", {}),
        ("Unguarded", {(V, 3): ["close"]}),
        (
            "Forgetful",
            {
                (R, 3): ["open", "close"],
                (T, 3): ["open", "close", "close"],
                (U, 4): ["open", "close", "ask"],
            },
        ),
        ("Marking", {}),
        ("Greedy", {(L, 2): ["open", "open"]}),
        ("Careless", {(K, 1): ["open"]}),
        ("Lender", {}),
        ("Poor", {(F, 1): ["open"]}),
        (
            "Catching",
            {
                (V, 3): ["close"],
                (R, 3): ["open", "close"],
                (T, 3): ["open", "close", "close"],
            },
        ),
        ("Hopeful", {(V, 3): ["open"], (R, 3): ["open"]}),
        (
            "Named",
            {
                (V, 3): ["close"],
                (R, 3): ["open", "close"],
                (T, 3): ["open", "close", "close"],
            },
        ),
    ],
)
def test_what_is_shown(
    explored: Mapping[str, Exploration],
    name: str,
    expected: dict[tuple[str, int], list[str]],
) -> None:
    assert shown(explored[name]) == expected
    assert explored[name].complete
