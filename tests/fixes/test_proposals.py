"""What is proposed for a finding, read off its text; whether it holds is `test_mending`'s."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtnlint.findings.finding import (
    Confidence,
    ContractRef,
    Finding,
    Impact,
    Location,
    Related,
    Safety,
    TraceStep,
)
from dtnlint.findings.source_text import SourceText
from dtnlint.fixes.edits import applied
from dtnlint.fixes.proposals import WAVES, fixes_for

MARK = re.compile("«(?P<finding>.*?)»|⟦(?P<step>.*?)⟧", re.DOTALL)
BASE = """\
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

contract Shop is WithDtnAi {
    uint256 public sessionId;

"""

Shown = tuple[str, str]
"""A fix's safety, and the lines it adds (``+``) and drops (``-``), outer white space left out."""


def proposals(rule: str, marked: str, path: str = "Shop.sol") -> list[Shown]:
    """Proposals for a finding at the text in «», with steps, or a related place, at that in ⟦⟧."""
    spans: dict[str, list[Location]] = {"finding": [], "step": []}
    text = ""
    end = 0
    for match in MARK.finditer(marked):
        kind = match.lastgroup or ""
        text += marked[end : match.start()]
        spans[kind].append(Location(path, len(text.encode()), len(match[kind].encode())))
        text += match[kind]
        end = match.end()
    text += marked[end:]
    finding = Finding(
        rule=rule,
        impact=Impact.HIGH,
        confidence=Confidence.HIGH,
        message="wrong",
        location=spans["finding"][0],
        contracts=(ContractRef("Shop", path),),
        related=tuple(Related("there", place) for place in spans["step"]),
        trace=tuple(TraceStep(1, "f()", "done", place) for place in spans["step"]),
    )
    data = text.encode()
    shown = []
    for fix in fixes_for(finding, {path: SourceText(data)}):
        after = applied({path: data}, fix.edits)[path].decode()
        lines = difflib.unified_diff(text.splitlines(), after.splitlines(), n=0, lineterm="")
        changed = [line[0] + line[1:].strip() for line in list(lines)[2:] if line[0] in "+-"]
        shown.append((fix.safety.value, " | ".join(changed)))
    return shown


def in_shop(code: str) -> str:
    return BASE + indent(code, "    ") + "}\n"


SAFE, UNSAFE = Safety.SAFE.value, Safety.UNSAFE.value


# Reset after close

RESETS: dict[str, tuple[str, list[Shown]]] = {
    "behind the close": (
        "function f() external { require(sessionId != 0);\n«ai.closeUserSession(sessionId)»;\n}\n",
        [(SAFE, "+sessionId = 0;")],
    ),
    "behind the events that tell which session was closed": (
        "function f() external {\n«ai.closeUserSession(sessionId)»;\n"
        "emit Closed(sessionId);\ndone = true;\n}\n",
        [(SAFE, "+sessionId = 0;")],
    ),
    "behind what else reads it, if a person looks": (
        "function f() external {\n«ai.closeUserSession(sessionId)»;\npast.push(sessionId);\n}\n",
        [(UNSAFE, "+sessionId = 0;")],
    ),
    "not where a later read has no place behind it": (
        "function f() external {\n«ai.closeUserSession(sessionId)»;\n"
        "if (x) past.push(sessionId);\n}\n",
        [],
    ),
    "before a later check, if a person looks": (
        "function f() external {\n«ai.closeUserSession(sessionId)»;\n"
        "if (sessionId == 0) open();\n}\n",
        [(UNSAFE, "+sessionId = 0;")],
    ),
    "before a restart": (
        "function f() external {\nif (sessionId != 0) {\n«ai.closeUserSession(sessionId)»;\n}\n"
        "deposit();\nsessionId = ai.startUserSession();\nemit Opened(sessionId);\n}\n",
        [(SAFE, "+sessionId = 0;")],
    ),
    "where a try may fail to restart": (
        "function f() external {\nuint256 old = sessionId;\n«ai.closeUserSession(old)»;\n"
        "try ai.startUserSession() returns (uint256 id) { sessionId = id; } catch {}\n}\n",
        [(SAFE, "+sessionId = 0;")],
    ),
    "not where the branch's outside tells it": (
        "function f() external {\nif (x) {\n«ai.closeUserSession(sessionId)»;\n}\n"
        "emit Closed(sessionId);\n}\n",
        [],
    ),
    "an element": (
        "function f() external {\n«ai.closeUserSession(sessions[msg.sender].id)»;\n"
        "sessions[msg.sender].owner = address(0);\n}\n",
        [(SAFE, "+sessions[msg.sender].id = 0;")],
    ),
    "through a pointer": (
        "function f() external {\nRecord storage record = records[msg.sender];\n"
        "«ai.closeUserSession(record.id)»;\n}\n",
        [(SAFE, "+record.id = 0;")],
    ),
    "not a copy in memory": (
        "function f() external {\nRecord memory record = records[msg.sender];\n"
        "«ai.closeUserSession(record.id)»;\n}\n",
        [],
    ),
    "not the result of a call": (
        "function f() external {\n«ai.closeUserSession(take())»;\n}\n",
        [],
    ),
    "in the turn of a loop that closed it": (
        "function f() external {\nfor (uint256 i; i < n; i++) «ai.closeUserSession(ids[i])»;\n}\n",
        [
            (
                SAFE,
                "-for (uint256 i; i < n; i++) ai.closeUserSession(ids[i]); | "
                "+for (uint256 i; i < n; i++) { | +ai.closeUserSession(ids[i]); | +ids[i] = 0; | "
                "+}",
            )
        ],
    ),
    "only where the try has worked": (
        "function f() external {\n"
        "try «ai.closeUserSession(sessionId)» {\nok = true;\n} catch {}\n}\n",
        [(UNSAFE, "+sessionId = 0;")],
    ),
    "where a helper was called": (
        "function f() external {\nstop(sessionId, 1);\nstop(spare, 2);\nstop(g(), 3);\n}\n"
        "function stop(uint256 id, uint256 why) internal {\n«ai.closeUserSession(id)»;\n}\n"
        "}\ncontract Other {\nfunction f() external { stop(x, 1); }\n",
        [(SAFE, "+sessionId = 0; | +spare = 0;")],
    ),
}


@pytest.mark.parametrize(("code", "expected"), RESETS.values(), ids=RESETS)
def test_a_cell_is_reset(code: str, expected: list[Shown]) -> None:
    assert proposals("dtn-unreset-session", in_shop(code)) == expected


@pytest.mark.parametrize("rule", ["dtn-double-close", "dtn-use-after-close"])
def test_a_cell_is_reset_where_it_was_closed(rule: str) -> None:
    code = (
        "function f() external {\n⟦ai.closeUserSession(sessionId)⟧;\n}\n"
        "function g() external {\nuse(«sessionId»);\n}\n"
    )
    assert proposals(rule, in_shop(code)) == [(SAFE, "+sessionId = 0;")]
    both = code.replace("«sessionId»", "«copyOfId»")
    assert proposals(rule, in_shop(both)) == [
        (SAFE, "+sessionId = 0;"),
        (UNSAFE, "+sessionId = 0; | +copyOfId = 0;"),
    ]
    cleared = both.replace("⟧;", "⟧;\nsessionId = 0;")
    assert proposals(rule, in_shop(cleared)) == [(UNSAFE, "+copyOfId = 0;")]


# Check before use

CHECKS: dict[str, tuple[str, list[Shown]]] = {
    "a request": (
        "function f() external {\nreturn ai.request(«sessionId», x);\n}\n",
        [(UNSAFE, '+require(sessionId != 0, "no session");')],
    ),
    "a close, which reverts anyway": (
        "function f() external {\nai.closeUserSession(«sessionId»);\nsessionId = 0;\n}\n",
        [
            (SAFE, '+require(sessionId != 0, "no session");'),
            (
                UNSAFE,
                "-ai.closeUserSession(sessionId); | +if (sessionId != 0) { | "
                "+ai.closeUserSession(sessionId); | +}",
            ),
        ],
    ),
    "a close before a restart, which must not be refused": (
        "function f() external {\nai.closeUserSession(«sessionId»);\nsessionId = start();\n}\n",
        [
            (
                UNSAFE,
                "-ai.closeUserSession(sessionId); | +if (sessionId != 0) { | "
                "+ai.closeUserSession(sessionId); | +}",
            ),
            (SAFE, '+require(sessionId != 0, "no session");'),
        ],
    ),
    "in the words of this contract": (
        "function f() external {\nuse(«sessionId»);\n}\n"
        "function g() external {\nif (sessionId == 0) revert NoSession();\n}\n",
        [(UNSAFE, "+if (sessionId == 0) revert NoSession();")],
    ),
    "in the words of a require": (
        "function f() external {\nuse(«of[msg.sender]»);\n}\n"
        'function g() external {\nrequire(of[msg.sender] != 0, "closed");\n}\n',
        [(UNSAFE, '+require(of[msg.sender] != 0, "closed");')],
    ),
    "not what is computed": ("function f() external {\nuse(«current()»);\n}\n", []),
    "not what is read only sometimes": (
        "function f() external {\nok = open && use(«sessionId»);\n}\n",
        [],
    ),
    "not in the head of a loop": (
        "function f() external {\nwhile (use(«sessionId»)) {}\n}\n",
        [],
    ),
    "not outside of a body": ("function f() external mod(«sessionId») {\n}\n", []),
}


@pytest.mark.parametrize(("code", "expected"), CHECKS.values(), ids=CHECKS)
def test_a_use_is_checked(code: str, expected: list[Shown]) -> None:
    assert proposals("dtn-unvalidated-session", in_shop(code)) == expected


# Revert where a caught failure goes on

CATCHES: dict[str, tuple[str, list[Shown]]] = {
    "behind what the clause does": (
        "function f() external {\ntry «ai.startUserSession()» returns (uint256 id) {\n"
        "sessionId = id;\n} catch {\nemit Failed(); // told\n}\n}\n",
        [(UNSAFE, '+revert("the session could not be started");')],
    ),
    "in an empty clause": (
        "function f() external {\ntry «ai.closeUserSession(sessionId)» {} catch {}\n}\n",
        [
            (
                UNSAFE,
                "-try ai.closeUserSession(sessionId) {} catch {} | +try "
                'ai.closeUserSession(sessionId) {} catch { revert("the session could not be '
                'closed"); }',
            )
        ],
    ),
    "in each clause that goes on": (
        "function f() external {\ntry «ai.request{value: 1}(sessionId)» {\ng();\n"
        "} catch Error(string memory why) {\nlast = why;\n} catch Panic(uint256) {\nreturn;\n"
        "} catch {\nrevert Failed();\n}\n}\n",
        [(UNSAFE, '+revert("the request could not be made");')],
    ),
    "not where nothing is caught": ("function f() external {\n«ai.startUserSession()»;\n}\n", []),
    "not where every clause ends": (
        "function f() external {\ntry «ai.startUserSession()» {} catch {\nrevert();\n}\n}\n",
        [],
    ),
}


@pytest.mark.parametrize(("code", "expected"), CATCHES.values(), ids=CATCHES)
def test_a_caught_failure_reverts(code: str, expected: list[Shown]) -> None:
    assert proposals("dtn-swallowed-session-error", in_shop(code)) == expected


# Close or refuse before overwrite

CLOSE = "+if (sessionId != 0) { | +ai.closeUserSession(sessionId); | +}"
REFUSE = '+require(sessionId == 0, "a session is open");'
OVERWRITES: dict[str, tuple[str, list[Shown]]] = {
    "before the deposit, behind the checks": (
        "function f() external {\nrequire(ok);\nif (!ok) revert No();\ndeposit();\n"
        "«sessionId = ai.startUserSession()»;\n}\n",
        [
            (UNSAFE, CLOSE.replace("+}", "+sessionId = 0; | +}")),
            (UNSAFE, CLOSE),
            (UNSAFE, REFUSE),
        ],
    ),
    "before a deposit that is checked": (
        "function f() external {\nrequire(ok);\nrequire(token.transfer(target, 1));\n"
        "«sessionId = ai.startUserSession()»;\n}\n",
        [
            (UNSAFE, CLOSE.replace("+}", "+sessionId = 0; | +}")),
            (UNSAFE, CLOSE),
            (UNSAFE, REFUSE),
        ],
    ),
    "with what is to be known of the cell": (
        "function f() external {\nuint256 key = next++;\n«ids[key] = ai.startUserSession()»;\n}\n",
        [
            (UNSAFE, "+if (ids[key] != 0) { | +ai.closeUserSession(ids[key]); | +}"),
            (UNSAFE, '+require(ids[key] == 0, "a session is open");'),
        ],
    ),
    "a member of a deleted record": (
        "function f() external {\n«delete records[i]»;\n}\n"
        "function g() external { ai.closeUserSession(records[0].id); }\n",
        [
            (UNSAFE, "+if (records[i].id != 0) { | +ai.closeUserSession(records[i].id); | +}"),
            (UNSAFE, '+require(records[i].id == 0, "a session is open");'),
        ],
    ),
    "a member of a record that is closed through a pointer or a copy": (
        "function f() external {\n«of[msg.sender] = Record(0)»;\n}\n"
        "function g() external { Record storage one = of[who]; ai.closeUserSession(one.id); }\n",
        [
            (
                UNSAFE,
                "+if (of[msg.sender].id != 0) { | +ai.closeUserSession(of[msg.sender].id); | +}",
            ),
            (UNSAFE, '+require(of[msg.sender].id == 0, "a session is open");'),
        ],
    ),
    "a member of a record that is closed through a parameter": (
        "struct Record { uint256 id; }\n"
        "function f() external {\n«of[msg.sender] = Record(0)»;\n}\n"
        "function g(Record storage one) internal { ai.closeUserSession(one.id); }\n",
        [
            (
                UNSAFE,
                "+if (of[msg.sender].id != 0) { | +ai.closeUserSession(of[msg.sender].id); | +}",
            ),
            (UNSAFE, '+require(of[msg.sender].id == 0, "a session is open");'),
        ],
    ),
    "not a record of which no member is known to be closed": (
        "struct Record { uint256 id; }\n"
        "function f() external {\n«of[msg.sender] = Record(0)»;\n}\n"
        "function g(uint256 id) internal { ai.closeUserSession(id); }\n",
        [],
    ),
    "only refuse without a router in sight": (
        "function f(uint256 id) external {\n«sessionId = id»;\n}\n",
        [(UNSAFE, REFUSE)],
    ),
    "not several at once": ("function f() external {\n«(sessionId, x) = g()»;\n}\n", []),
    "not what is taken off a list": ("function f() external {\n«ids.pop()»;\n}\n", []),
}


@pytest.mark.parametrize(("code", "expected"), OVERWRITES.values(), ids=OVERWRITES)
def test_a_live_id_is_closed_first(code: str, expected: list[Shown]) -> None:
    assert proposals("dtn-session-overwrite", in_shop(code)) == expected


def test_the_close_comes_before_the_deposit_and_behind_the_checks() -> None:
    code = OVERWRITES["before the deposit, behind the checks"][0]
    text = in_shop(code).replace("«", "").replace("»", "")
    place = Location("Shop.sol", text.index("sessionId = ai"), 10)
    finding = Finding("dtn-session-overwrite", Impact.HIGH, Confidence.HIGH, "wrong", place)
    first, second, _ = fixes_for(finding, {"Shop.sol": SourceText(text.encode())})
    lines = applied({"Shop.sol": text.encode()}, first.edits)["Shop.sol"].decode()
    assert lines.index("revert No") < lines.index("closeUserSession") < lines.index("deposit()")
    lines = applied({"Shop.sol": text.encode()}, second.edits)["Shop.sol"].decode()
    assert lines.index("deposit()") < lines.index("closeUserSession")


# SafeERC20

IMPORT = '+import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";'
USING = "+using SafeERC20 for IERC20; | +"


def test_a_deposit_is_paid_through_the_library() -> None:
    code = "function f() external {\n«IERC20(ai.feeToken()).transfer(ai.feeTarget(), 1)»;\n}\n"
    assert proposals("dtn-unchecked-fee-transfer", in_shop(code)) == [
        (
            SAFE,
            f"{IMPORT} | {USING} | -IERC20(ai.feeToken()).transfer(ai.feeTarget(), 1); | "
            "+IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), 1);",
        )
    ]


def test_what_is_there_is_not_brought_again() -> None:
    code = (
        "using SafeERC20 for IERC20;\nIERC20 public immutable token;\n"
        "function f() external {\n«token.transferFrom(a, ai.feeTarget(), 1)»;\n}\n"
    )
    there = in_shop(code).replace("IERC20}", "IERC20, SafeERC20}")
    assert proposals("dtn-unchecked-fee-transfer", there) == [
        (
            SAFE,
            "-token.transferFrom(a, ai.feeTarget(), 1); | "
            "+token.safeTransferFrom(a, ai.feeTarget(), 1);",
        )
    ]


@pytest.mark.parametrize(
    ("there", "brought"),
    [
        (
            "import '@openzeppelin/contracts/token/ERC20/IERC20.sol';",
            "+import '@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol';",
        ),
        (
            'import {IERC20} from "@oz/contracts/token/ERC20/IERC20.sol";',
            '+import {SafeERC20} from "@oz/contracts/token/ERC20/utils/SafeERC20.sol";',
        ),
        ('import {IERC20 as T} from "./tokens.sol"; // ours', IMPORT),
    ],
)
def test_the_import_is_as_the_others_are(there: str, brought: str) -> None:
    code = (
        f"pragma solidity ^0.8.20;\n{there}\ncontract C {{\n    IERC20 t;\n"
        "    function f() external {\n        «t.transfer(ai.feeTarget(), 1)»;\n    }\n}\n"
    )
    ((_, shown),) = proposals("dtn-unchecked-fee-transfer", code)
    assert shown.startswith(brought)


def test_other_interfaces_of_tokens_are_converted() -> None:
    code = "function f() external {\n«IUsdt(x).transfer(ai.feeTarget(), 1)»;\n}\n"
    _, (safety, shown) = proposals("dtn-unchecked-fee-transfer", in_shop(code))
    assert safety == SAFE
    assert "+SafeERC20.safeTransfer(IERC20(address(IUsdt(x))), ai.feeTarget(), 1);" in shown


def test_a_helper_goes_on_to_say_that_it_paid() -> None:
    code = (
        "function pay() internal returns (bool) {\n"
        "return «IERC20(ai.feeToken()).transfer(ai.feeTarget(), 1)»;\n}\n"
    )
    ((safety, shown),) = proposals("dtn-unchecked-fee-transfer", in_shop(code))
    assert safety == SAFE
    assert shown.endswith("+IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), 1); | +return true;")


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("bool ok = «IERC20(t).transfer(a, 1)»;", "ok"),
        ("payment.ok = «IERC20(t).transfer(a, 1)»;", "payment.ok"),
        ("(bool ok,) = «t.call(data)»;", "ok"),
        (
            "(bool ok, bytes memory got) = «t.call(data)»;",
            "ok && (got.length == 0 || abi.decode(got, (bool)))",
        ),
    ],
)
def test_a_named_result_is_required(statement: str, name: str) -> None:
    shown = proposals(
        "dtn-unchecked-fee-transfer", in_shop(f"function f() external {{\n{statement}\n}}\n")
    )
    assert shown == [(UNSAFE, f'+require({name}, "fee transfer failed");')]


def test_a_dropped_low_level_call_is_left_alone() -> None:
    code = "function f() external {\n«t.call(abi.encodeCall(IERC20.transfer, (a, 1)))»;\n}\n"
    assert proposals("dtn-unchecked-fee-transfer", in_shop(code)) == []


@pytest.mark.parametrize(
    "deposit",
    [
        "IERC20(ai.feeToken()).safeTransfer(ai.feeTarget(), amount)",
        "SafeERC20.safeTransferFrom(token, msg.sender, ai.feeTarget(), amount)",
        "token.transfer(ai.feeTarget(), amount)",
    ],
)
def test_a_deposit_of_nothing_is_refused(deposit: str) -> None:
    code = f"function f() external {{\n«{deposit}»;\n}}\n"
    expected = [(UNSAFE, '+require(amount > 0, "nothing to deposit");')]
    assert proposals("dtn-unchecked-fee-amount", in_shop(code)) == expected
    own = code + "function g() external { if (amount == 0) revert Nothing(); }\n"
    expected = [(UNSAFE, "+if (amount == 0) revert Nothing();")]
    assert proposals("dtn-unchecked-fee-amount", in_shop(own)) == expected
    computed = code.replace("amount)", "token.balanceOf(address(this)))")
    assert proposals("dtn-unchecked-fee-amount", in_shop(computed)) == []


# Only the router


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("external {", "external onlyDtn {"),
        ("external override {", "external override onlyDtn {"),
        ("external returns (bool) {", "external onlyDtn returns (bool) {"),
        ("external // why\n{", "external onlyDtn // why"),
    ],
)
def test_a_callback_gets_the_modifier(header: str, expected: str) -> None:
    code = f"«function done(bytes32 id) {header}»\nai.fetchResponse(id);\n}}\n"
    (safety, shown), (_, second) = proposals("dtn-unprotected-callback", in_shop(code))
    assert safety == UNSAFE
    assert shown.endswith(f"+function done(bytes32 id) {expected}")
    assert second == '+require(msg.sender == address(ai), "only the router");'


def test_a_check_names_the_router_as_the_contract_does() -> None:
    code = (
        "«function done(bytes32 id) external {»\n}\n"
        "function f(address x) external { IDtnAi(x).startUserSession(); net().startUserSession(); }"
    )
    _, (_, second) = proposals("dtn-unprotected-callback", in_shop(code))
    # Not the conversion: it is of another function's parameter.
    assert second == '+require(msg.sender == address(net()), "only the router");'


# The model's name


def test_a_name_is_hashed_packed() -> None:
    code = 'bytes32 constant M = ⟦keccak256(abi.encode("m"))⟧;\nfunction f() external { r(«M»); }\n'
    assert proposals("dtn-model-id-encoding", in_shop(code)) == [
        (
            SAFE,
            '-bytes32 constant M = keccak256(abi.encode("m")); | '
            '+bytes32 constant M = keccak256(abi.encodePacked("m"));',
        )
    ]


def test_a_name_is_packed_before_it_is_hashed_if_nothing_else_needs_it() -> None:
    code = (
        "function f() external {\nbytes memory name = abi.encode(model);\n"
        "r(«keccak256(name)»);\n}\n"
    )
    assert proposals("dtn-model-id-encoding", in_shop(code)) == [
        (
            SAFE,
            "-bytes memory name = abi.encode(model); | "
            "+bytes memory name = abi.encodePacked(model);",
        )
    ]
    used = code.replace("r(", "log(name);\nr(")
    assert proposals("dtn-model-id-encoding", in_shop(used)) == []


# Nothing rather than a guess


@pytest.mark.parametrize(
    "text",
    [
        "«",
        "contract C { function f( «x» ",
        "contract C { function f() { ai.closeUserSession(«x» ",
        "contract C { function f() { ai.closeUserSession(«x»; } }",
        "contract C { function f() { if «x» { } }",
        "«//» contract",
        "contract C { function f() { assembly { «sstore(0, 0)» } } }",
        "function f() { «ai.closeUserSession(»\n",
    ],
)
def test_broken_text_gets_no_fix(text: str) -> None:
    whole = text if "»" in text else text + "»"
    for rule in (
        "dtn-unreset-session",
        "dtn-double-close",
        "dtn-session-overwrite",
        "dtn-swallowed-session-error",
        "dtn-unvalidated-session",
        "dtn-unchecked-fee-transfer",
        "dtn-model-id-encoding",
    ):
        assert proposals(rule, whole) == []


RULES = [rule for wave in WAVES for rule in wave]
EVERYTHING = in_shop(
    "".join(code for code, _ in (*RESETS.values(), *OVERWRITES.values()))
).translate(dict.fromkeys(map(ord, "«»⟦⟧")))

PLACES = [
    (match.start(), len(match[0]))
    for match in re.finditer(r"ai\.closeUserSession\(.*?\)|sessionId( = .*?\))?", EVERYTHING)
]


@given(
    st.sampled_from(RULES),
    st.sampled_from(PLACES),
    st.integers(0, len(EVERYTHING)),
    st.integers(0, 60),
    st.sampled_from(["", "{", "}", "(", ")", ";", '"', "/*", "\x00", "é", "if (", "delete "]),
)
@settings(max_examples=300, deadline=None)
def test_no_text_is_too_odd(
    rule: str, where: tuple[int, int], cut: int, size: int, added: str
) -> None:
    odd = (EVERYTHING[:cut] + added + EVERYTHING[cut + size :]).encode()
    place = Location("Shop.sol", *where)
    steps = (TraceStep(1, "f()", "done", Location("Shop.sol", cut, 60)),)
    finding = Finding(rule, Impact.HIGH, Confidence.HIGH, "wrong", place, trace=steps)
    for fix in fixes_for(finding, {"Shop.sol": SourceText(odd)}):
        assert applied({"Shop.sol": odd}, fix.edits)["Shop.sol"] != odd


def test_files_of_others_get_no_fix() -> None:
    code = in_shop(RESETS["behind the close"][0])
    assert proposals("dtn-unreset-session", code, "../other/Shop.sol") == []
    assert proposals("dtn-some-other-rule", code) == []


def test_the_page_on_fixes_names_every_rule_that_has_some() -> None:
    page = (Path(__file__).parents[2] / "docs" / "fixes.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(dtn-[a-z-]+)`", page)) == set(RULES)
