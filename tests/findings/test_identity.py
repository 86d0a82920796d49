"""Fingerprints: what they survive, and what they tell apart."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtnlint.findings.finding import Confidence, ContractRef, Finding, Impact, Location
from dtnlint.findings.identity import identified, line_hashes, named
from dtnlint.findings.source_text import SourceText

GITHUB = {
    # What GitHub's CodeQL action computes.
    "": ["c129715d7a2bc9a3:1"],
    " a\nb\n  \t\tc\n d": [
        "271789c17abda88f:1",
        "54703d4cd895b18:1",
        "180aee12dab6264:1",
        "a23a3dc5e078b07b:1",
    ],
    " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n": [
        "e9496ae3ebfced30:1",
        "fb7c023a8b9ccb3f:1",
        "ce8ba1a563dcdaca:1",
        "e20e36e16fcb0cc8:1",
        "b3edc88f2938467e:1",
        "c8e28b0b4002a3a0:1",
        "c129715d7a2bc9a3:1",
    ],
    "Lorem ipsum dolor sit amet.\n" * 10: [
        *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)),
        "a7f2ff1481e87703:1",
        "a9cf91f7bbf1862b:1",
        "55ec222b86bcae53:1",
        "cc97dc7b1d7d8f7b:1",
        "c129715d7a2bc9a3:1",
    ],
}


@pytest.mark.parametrize("text", GITHUB)
def test_the_line_hash_is_githubs(text: str) -> None:
    lines = range(1, len(GITHUB[text]) + 1)
    assert list(line_hashes(text.encode(), frozenset(lines)).values()) == GITHUB[text]


def rolling(text: str) -> dict[int, str]:
    """The same hash the long way: a rolling window over one UTF-16 unit after the other."""
    raw = text.encode("utf-16-le")
    units = [int.from_bytes(raw[i : i + 2], "little") for i in range(0, len(raw), 2)]
    window, marks = [0] * 100, [0] * 100
    value = index = line = 0
    line_start, after_return = True, False
    counts: dict[int, int] = {}
    hashes: dict[int, str] = {}

    def flush() -> None:
        if marks[index]:
            counts[value] = counts.get(value, 0) + 1
            hashes[marks[index]] = f"{value:x}:{counts[value]}"
            marks[index] = 0

    def push(unit: int) -> None:
        nonlocal value, index
        value = (37 * value + unit - pow(37, 100) * window[index]) % 2**64
        window[index] = unit
        index = (index + 1) % 100

    for unit in [*units, 0xFFFF]:
        if unit in (0x20, 0x09) or (after_return and unit == 0x0A):
            after_return = False
            continue
        after_return = unit == 0x0D
        unit = 0x0A if unit == 0x0D else unit
        flush()
        if line_start:
            line += 1
            marks[index] = line
        line_start = unit == 0x0A
        push(unit)
    for _ in range(100):
        flush()
        push(0)
    return hashes


@given(st.text(alphabet="ab \t\n\ré😀;", max_size=300))
def test_the_line_hash_is_that_of_a_rolling_window(text: str) -> None:
    expected = rolling(text)
    assert line_hashes(text.encode(), frozenset(expected)) == expected


WALLET = """\
contract Wallet {
    uint256 sessionId;

    function shut(uint256 id) external {
        uint256 held = id;
        ai.closeUserSession(held);
    }

    function close() external {
        ai.closeUserSession(sessionId);
    }
}
"""


def about(
    location: Location,
    function: str | None = "shut(uint256)",
    subject: str = "held",
    contracts: tuple[str, ...] = ("Wallet",),
    rule: str = "dtn-double-close",
) -> Finding:
    return Finding(
        rule=rule,
        impact=Impact.HIGH,
        confidence=Confidence.HIGH,
        message="",
        location=location,
        contracts=tuple(ContractRef(name) for name in contracts),
        function=function,
        subject=subject,
    )


def names(text: str, *findings: Finding) -> list[str]:
    sources = {"Wallet.sol": SourceText(text.encode())}
    return [finding.fingerprint for finding in identified(findings, sources)]


def argument(text: str, name: str = "held", nth: int = 1) -> Location:
    """The argument of the nth close of `name`."""
    call = re.compile(rf"closeUserSession\([^)]*?\b({name})\b")
    match = list(call.finditer(text))[nth - 1]
    return Location("Wallet.sol", len(text[: match.start(1)].encode()), len(name))


(ORIGINAL,) = names(WALLET, about(argument(WALLET)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("contract Wallet", "// ein Wörtchen\ncontract Other {}\n\ncontract Wallet"),
        ("    uint256 sessionId;", "    address owner;\n\n    uint256 sessionId;"),
        ("uint256 held = id;", "uint256 held = id; // checked by nobody"),
        ("        uint256 held", "        emit Shut(id);\n        uint256 held"),
        ("ai.closeUserSession(held)", "ai . closeUserSession( /* it */\n held )"),
        ("contract Wallet {", "contract Wallet is Ownable {"),
        ("external {\n        uint256", "external onlyOwner {\n        uint256"),
        ("\n", "\r\n"),
    ],
)
def test_an_edit_elsewhere_changes_no_fingerprint(old: str, new: str) -> None:
    edited = WALLET.replace(old, new)
    assert edited != WALLET
    assert names(edited, about(argument(edited))) == [ORIGINAL]


def test_renaming_locals_and_parameters_changes_no_fingerprint() -> None:
    renamed = WALLET.replace("held", "current").replace("uint256 id", "uint256 key")
    renamed = renamed.replace("= id", "= key")
    assert names(renamed, about(argument(renamed, "current"), subject="current")) == [ORIGINAL]


def test_renaming_a_state_variable_makes_another_finding() -> None:
    close = "close()"
    renamed = WALLET.replace("sessionId", "session")
    before = names(WALLET, about(argument(WALLET, "sessionId"), close, "sessionId"))
    after = names(renamed, about(argument(renamed, "session"), close, "session"))
    assert before != after


def test_moving_a_function_changes_no_fingerprint() -> None:
    start, end = WALLET.index("    function shut"), WALLET.index("    function close")
    moved = WALLET[:start] + WALLET[end:-2] + "\n" + WALLET[start:end] + "}\n"
    assert names(moved, about(argument(moved))) == [ORIGINAL]


def test_one_more_inheritor_changes_no_fingerprint() -> None:
    inherited = about(argument(WALLET), contracts=("Another", "Wallet"))
    assert names(WALLET, inherited) == [ORIGINAL]


def test_another_rule_function_contract_or_statement_is_another_finding() -> None:
    elsewhere = WALLET.replace("Wallet", "Purse")
    cell = WALLET.replace("Session(held)", "Session(sessionId)", 1)
    others = {
        *names(WALLET, about(argument(WALLET), rule="dtn-use-after-close")),
        *names(WALLET, about(argument(WALLET, "sessionId"), "close()", "sessionId")),
        *names(elsewhere, about(argument(elsewhere))),
        *names(cell, about(argument(cell, "sessionId"), subject="sessionId")),
    }
    assert len(others | {ORIGINAL}) == 5


def test_findings_that_would_share_a_name_are_numbered_in_order() -> None:
    twice = WALLET.replace("ai.closeUserSession(held);", "ai.closeUserSession(held);\n" * 2)
    found = names(twice, about(argument(twice, nth=1)), about(argument(twice, nth=2)))
    assert found == [ORIGINAL, ORIGINAL.replace(":1", ":2")]


def test_a_finding_about_a_whole_contract_survives_a_new_base() -> None:
    based = "import 'x';\n" + WALLET.replace("Wallet {", "Wallet is B {")
    whole = [
        names(text, about(Location("Wallet.sol", text.index("contract"), 9), None, ""))
        for text in (WALLET, based)
    ]
    assert whole[0] == whole[1]


def test_a_finding_in_a_file_that_cannot_be_read_still_has_a_name() -> None:
    (gone,) = identified([about(Location("Gone.sol", 3, 4))], {})
    assert gone.fingerprint.endswith(":1")
    assert gone.line_hash == ""


def test_names_can_be_given_before_the_report_is_put_together() -> None:
    sources = {"Wallet.sol": SourceText(WALLET.encode())}
    kept = named([about(argument(WALLET)), about(Location("Gone.sol", 3, 4))], sources)
    assert identified(kept, {}) == identified(
        [about(argument(WALLET)), about(Location("Gone.sol", 3, 4))], sources
    )
