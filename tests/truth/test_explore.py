"""The explorer shows each kind of misuse, by a shortest way, and none where there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from truth.batch import compile_batch, model_code
from truth.explore import Explorer
from truth.grammar import Consumer
from truth.marks import PRELUDE, here, numbered, overwriting, passing
from truth.observe import Exploration
from truth.rules import RULES

pytestmark = pytest.mark.xdist_group("truth")


def consumer(
    name: str,
    body: str,
    *sites: str,
    marks: bool = False,
    catches: tuple[str, ...] = (),
    chained: bool = False,
    **roles: tuple[str, ...],
) -> Consumer:
    """A contract with a session ID and `body`, where `$n` numbers a call of the router, `@n ` a
    write of the session ID, `#n ` any other statement, and `%n` no more than a place.
    """
    for number in range(len(sites), 0, -1):
        overwrites, passes = overwriting(number, "sessionId"), passing(number)
        call = numbered(number)
        body = body.replace(f"${number}{{", "{" + call.replace(":{", ":").replace("}⟧", ", ⟧"))
        body = body.replace(f"${number}", call).replace(f"@{number} ", "".join(overwrites))
        body = body.replace(f"#{number} ", "".join(passes)).replace(f"%{number}", here(number))
    text = (
        f'import "lab.sol";\n{PRELUDE}\ncontract {name} is Lab {{\n'
        "    constructor(address router) { setAi(router); }\n"
        f"    uint256 internal sessionId;\n    bool internal mark;\n{body}\n}}\n"
    )
    head = "// SPDX-License-Identifier: AGPL-3.0-or-later\npragma solidity ^0.8.0;\n"
    guarding = frozenset({1}) if marks else frozenset[int]()
    return Consumer(name, head + text, sites, roles, guarding, frozenset(catches), chained)


OPEN = (
    "function open() external { require(sessionId == 0); _deposit(); "
    "@2 sessionId = ai.startUserSession$1(); }\n"
)
CLOSE = (
    "function close() external { require(sessionId != 0); "
    "ai.closeUserSession$3(sessionId); @5 sessionId = 0; }\n"
)
NONE = "IDtnAi.CallBack(bytes4(0), bytes4(0), address(0))"
BACK = "IDtnAi.CallBack(this.done.selector, this.done.selector, address(this))"


def ask(
    session: str = "sessionId",
    site: str = "$4",
    back: str = NONE,
    user: str = "msg.sender",
    gas: str = "0",
    routing: str = "_routing()",
) -> str:
    return f'ai.request{site}({session}, "model", {routing}, _query(), {back}, {user}, {gas});'


SITES = ("start", "write", "close", "request", "write")
ASKING = f"function ask() external payable {{ require(sessionId != 0); {ask()} }}\n"
BARE = OPEN.replace("_deposit(); ", "{} ")
TRANSFER = "require(IERC20(ai.feeToken()).transfer(ai.feeTarget(), {}));"
OTHER = "address(uint160(uint256(keccak256(abi.encode(msg.sender)))))"
TAKE = "require(IERC20(ai.feeToken()).transferFrom(msg.sender, ai.feeTarget(), 1));"


def asking(statement: str) -> str:
    return OPEN + ASKING.replace(ask(), statement)


CONSUMERS = (
    consumer("Careful", OPEN + CLOSE + ASKING, *SITES),
    consumer("Unguarded", OPEN + CLOSE.replace("require(sessionId != 0); ", ""), *SITES),
    consumer("Forgetful", OPEN + CLOSE.replace("@5 sessionId = 0;", "") + ASKING, *SITES),
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
        close=("id",),
    ),
    consumer(
        "NamedAndKnown",
        OPEN + "function close(uint256 id) external { require(id != 0 && id == sessionId); "
        "ai.closeUserSession$3(id); @5 sessionId = 0; }",
        *SITES,
        close=("id",),
    ),
    consumer(
        "NamedByOwner",
        OPEN + "function close(uint256 id) external onlyOwner { require(id != 0); "
        "ai.closeUserSession$3(id); if (id == sessionId) { @5 sessionId = 0; } }",
        *SITES,
        close=("id",),
    ),
    # Deposits
    consumer(
        "Leaving",
        "function pay() external { #1 " + TRANSFER.format(1) + " }",
        "deposit",
    ),
    consumer(
        "LeavingSometimes",
        "function open() external { require(sessionId == 0); #3 " + TRANSFER.format(1) + " "
        "try ai.startUserSession$1() returns (uint256 id) { @2 sessionId = id; } catch {} }",
        "start",
        "write",
        "deposit",
        catches=("start",),
    ),
    consumer(
        "Claiming",
        BARE.replace("{} ", "#3 " + TRANSFER.format(1) + " "),
        "start",
        "write",
        "deposit",
    ),
    consumer(
        "Worthless",
        BARE.replace("open()", "open(uint256 amount)").replace(
            "{} ", "#3 " + TRANSFER.format("amount") + " "
        ),
        "start",
        "write",
        "deposit",
        open=("amount",),
    ),
    consumer(
        "Worthy",
        BARE.replace("open()", "open(uint256 amount)").replace(
            "{} ", "require(amount > 0); #3 " + TRANSFER.format("amount") + " "
        ),
        "start",
        "write",
        "deposit",
        open=("amount",),
    ),
    # Authority
    consumer("OwnersClose", OPEN + CLOSE.replace("external", "external onlyOwner"), *SITES),
    consumer(
        "AnyonesRouter",
        "function set(address router) external { #1 setAi(router); }",
        "setter",
        set=("router",),
    ),
    consumer(
        "OwnersRouter",
        "function set(address router) external onlyOwner { #1 setAi(router); }",
        "setter",
        set=("router",),
    ),
    consumer(
        "Swapping",
        OPEN + "function set(address router) external onlyOwner { #3 setAi(router); }",
        "start",
        "write",
        "setter",
        set=("router",),
    ),
    consumer(
        "SwappingNothing",
        OPEN + "function set(address router) external onlyOwner "
        "{ require(sessionId == 0); #3 setAi(router); }",
        "start",
        "write",
        "setter",
        set=("router",),
    ),
    # Requests
    consumer(
        "Automatic",
        OPEN + f"function ask() external {{ {ask('0')} }}",
        "start",
        "write",
        "close",
        "automatic",
    ),
    consumer("Twice", asking(ask() + ask(site="$5")), *SITES[:4], "request"),
    consumer("Two", asking(ask() + ask(site="$5", user=OTHER)), *SITES[:4], "request"),
    consumer("OneForAll", asking(ask(user="address(this)")), *SITES),
    consumer(
        "OneForAllOnce",
        asking("require(!mark); mark = true; " + ask(user="address(this)")),
        *SITES,
        marks=True,
    ),
    consumer(
        "Chained",
        asking(ask(back=BACK))
        + "function done(bytes32) external onlyDtn { if (sessionId != 0) { "
        + ask(site="$5")
        + " } }",
        *SITES[:4],
        "request",
        chained=True,
    ),
    consumer("Unpaid", asking(ask(gas="100_000")), *SITES),
    consumer("HalfPaid", asking(ask(site="$4{value: msg.value / 2}", gas="msg.value")), *SITES),
    consumer("Paid", asking(ask(site="$4{value: msg.value}", gas="msg.value")), *SITES),
    consumer(
        "Many",
        asking(
            "IDtnAi.DtnRouting memory all = _routing(); all.redundancy = 2; " + ask(routing="all")
        ),
        *SITES,
    ),
    consumer("Nobody", asking("IDtnAi.DtnRouting memory none; " + ask(routing="none")), *SITES),
    # Callbacks
    consumer(
        "Open",
        asking(ask(back=BACK)) + "function %6done(bytes32) external { #6 counter++; }",
        *SITES,
        "callback",
    ),
    consumer(
        "OwnersToo",
        asking(ask(back=BACK)) + "function %6done(bytes32) external { "
        "require(msg.sender == address(ai) || msg.sender == owner); #6 counter++; }",
        *SITES,
        "callback",
    ),
    consumer(
        "Shut",
        asking(ask(back=BACK)) + "function %6done(bytes32) external "
        "{ if (msg.sender != address(ai)) return; #6 counter++; }",
        *SITES,
        "callback",
    ),
    consumer(
        "Waiting",
        OPEN
        + ASKING.replace(ask(), "counter = uint256(" + ask(back=BACK).rstrip("; ") + ");")
        + CLOSE.replace("sessionId != 0", "sessionId != 0 && counter == 0")
        + "function done(bytes32 id) external onlyDtn "
        "{ require(uint256(id) == counter); counter = 0; }",
        *SITES,
    ),
    # The whole contract
    consumer("Stuck", OPEN.replace("_deposit();", "#6 " + TAKE) + CLOSE, *SITES, "deposit"),
    consumer(
        "Withdrawing",
        OPEN.replace("_deposit();", "#6 " + TAKE) + CLOSE + "function out() external "
        "{ #7 require(IERC20(ai.feeToken()).transfer(owner, 1)); }",
        *SITES,
        "deposit",
        "withdraw",
    ),
    consumer(
        "WithdrawingLate",
        OPEN.replace("_deposit();", "#6 " + TAKE) + CLOSE + "function out() external "
        "{ require(++counter > 9); #7 require(IERC20(ai.feeToken()).transfer(owner, 1)); }",
        *SITES,
        "deposit",
        "withdraw",
    ),
    consumer("Unclosable", OPEN, "start", "write"),
    consumer(
        "ClosableLate", OPEN + CLOSE.replace("{ req", "{ require(++counter > 9); req"), *SITES
    ),
)


@pytest.fixture(scope="module")
def explored() -> Mapping[str, Exploration]:
    batch = compile_batch(CONSUMERS)
    return {
        one.name: Explorer(one, batch.artifacts[one.name], model_code(), 20_000).explore(4)
        for one in CONSUMERS
    }


def shown(one: Exploration, *rules: str) -> dict[tuple[str, int], list[str]]:
    assert not one.undeployable
    return {
        (rule, site): [action.name for action in path]
        for (rule, site), path in one.shown.items()
        if rule in rules
    }


LIFECYCLE = (V, T, U, R, L, K, F) = (
    "dtn-unvalidated-session",
    "dtn-double-close",
    "dtn-use-after-close",
    "dtn-unreset-session",
    "dtn-session-overwrite",
    "dtn-discarded-session",
    "dtn-unfunded-session",
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
    assert shown(explored[name], *LIFECYCLE) == expected
    assert explored[name].complete


PAIRS = [
    ("unfunded-session", "Poor", {1: ["open"]}, "Careful"),
    ("unclaimed-deposit", "Leaving", {1: ["pay"]}, "Claiming"),
    ("unclaimed-deposit", "LeavingSometimes", {3: ["open"]}, "Claiming"),
    ("unchecked-fee-amount", "Worthless", {3: ["open"]}, "Worthy"),
    ("foreign-session", "Named", {3: ["close"]}, "NamedAndKnown"),
    ("foreign-session", "Named", {3: ["close"]}, "NamedByOwner"),
    ("unprotected-session-control", "Careful", {3: ["open", "close"]}, "OwnersClose"),
    ("unprotected-session-control", "NamedAndKnown", {3: ["open", "close"]}, "OwnersClose"),
    ("ai-swap", "Swapping", {3: ["open", "set"]}, "SwappingNothing"),
    ("unprotected-set-ai", "AnyonesRouter", {1: ["set"]}, "OwnersRouter"),
    ("automatic-session", "Automatic", {4: ["ask"]}, "Careful"),
    ("colliding-requests", "Twice", {5: ["open", "ask"]}, "Two"),
    ("colliding-requests", "OneForAll", {4: ["open", "ask"]}, "OneForAllOnce"),
    ("colliding-requests", "Chained", {5: ["open", "ask", "success"]}, "Careful"),
    ("callback-gas", "Unpaid", {4: ["open", "ask"]}, "Paid"),
    ("callback-gas", "HalfPaid", {4: ["open", "ask"]}, "Paid"),
    ("unsupported-routing", "Many", {4: ["open", "ask"]}, "Careful"),
    ("unsupported-routing", "Nobody", {4: ["open", "ask"]}, "Careful"),
    ("unprotected-callback", "Open", {6: ["done"]}, "Shut"),
    ("unprotected-callback", "OwnersToo", {6: ["done"]}, "Shut"),
    ("close-in-flight", "Careful", {3: ["open", "ask", "close"]}, "Waiting"),
    ("stuck-refund", "Stuck", {0: ["open", "close"]}, "Withdrawing"),
    ("unclosable-session", "Unclosable", {0: ["open"]}, "Careful"),
]


@pytest.mark.parametrize(("rule", "wrong", "expected", "right"), PAIRS)
def test_a_rule_is_shown_of_what_is_wrong_and_not_of_what_differs_little(
    explored: Mapping[str, Exploration],
    rule: str,
    wrong: str,
    expected: dict[int, list[str]],
    right: str,
) -> None:
    rule = f"dtn-{rule}"
    found = {site: path for (_, site), path in shown(explored[wrong], rule).items()}
    assert found == expected
    assert shown(explored[right], rule) == {}
    assert not {one for one, _ in explored[right].undecided} & {rule}


def test_every_rule_has_such_a_pair() -> None:
    assert {f"dtn-{rule}" for rule, *_ in PAIRS} | set(LIFECYCLE) == set(RULES)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("WithdrawingLate", "dtn-stuck-refund"),
        ("ClosableLate", "dtn-unclosable-session"),
    ],
)
def test_what_may_come_later_is_left_open(
    explored: Mapping[str, Exploration], name: str, rule: str
) -> None:
    assert (rule, 0) in explored[name].undecided
    assert (rule, 0) not in explored[name].shown


def test_every_kind_of_operation_is_asked_of() -> None:
    kinds = {kind for one in RULES.values() for kind in one.kinds}
    drawn = {kind for one in CONSUMERS for kind in one.sites}
    assert drawn == kinds | {"withdraw"}
    assert all(re.fullmatch("[a-z]+", kind) for kind in kinds)
