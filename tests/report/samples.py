"""Reports built by hand: one with everything a format can meet, one with nothing, one hostile."""

from __future__ import annotations

from msgspec.structs import replace

from dtnlint.findings.assembly import Report, assemble
from dtnlint.findings.baseline import Baseline
from dtnlint.findings.finding import (
    CompilerUse,
    Confidence,
    ContractRef,
    Edit,
    Finding,
    Fix,
    Impact,
    Judgement,
    Level,
    Location,
    Notification,
    Related,
    Replay,
    ReplayedCall,
    ReplayOutcome,
    RunFacts,
    Safety,
    TraceStep,
    VersionControl,
)
from dtnlint.findings.lifecycle import Lifecycle, Misuse, State, Transition
from dtnlint.findings.rules import RuleInfo
from dtnlint.findings.source_text import SourceText

SHOP = """\
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";

contract Shop is WithDtnAi {
    uint256 public sessionId;

    function open() external {
        sessionId = ai.startUserSession();
    }

    function close() external {
        ai.closeUserSession(sessionId);
    }

    function ask(bytes32 model) external payable {
        ai.request{value: msg.value}(sessionId, model);
    }
}
"""

DOUBLE_CLOSE = RuleInfo(
    name="dtn-double-close",
    family="sessions",
    impact=Impact.HIGH,
    confidence=Confidence.HIGH,
    summary="a session may be closed twice",
    title="Session closed twice",
    description="A `closeUserSession` may get an ID that is closed already. It reverts.",
    scenario="```solidity\ncontract Shop {}\n```",
    recommendation="Clear the cell after the close: `sessionId = 0;`.",
    page="docs/rules/dtn-double-close.md",
    cwe=675,
    properties=("not closed twice",),
)
UNVALIDATED = RuleInfo(
    name="dtn-unvalidated-session",
    family="sessions",
    impact=Impact.MEDIUM,
    confidence=Confidence.MEDIUM,
    summary="a request or close may get an empty session ID",
    title="Session not validated",
    description="The ID may be empty.",
    scenario="",
    recommendation="Check the ID before: `require(sessionId != 0)`.",
    page="docs/rules/dtn-unvalidated-session.md",
    cwe=666,
    properties=("validated",),
)
PER_REQUEST = RuleInfo(
    name="dtn-session-per-request",
    family="sessions",
    impact=Impact.OPTIMIZATION,
    confidence=Confidence.LOW,
    summary="each request opens a session of its own",
    title="A session for each request",
    description="Sessions are meant to be reused.",
    scenario="",
    recommendation="",
    page="docs/rules/dtn-session-per-request.md",
)
RULES = (DOUBLE_CLOSE, UNVALIDATED, PER_REQUEST)


def at(text: str, needle: str, path: str = "contracts/Shop.sol", nth: int = 1) -> Location:
    """Where the nth `needle` stands in `text`, in bytes."""
    data, wanted = text.encode(), needle.encode()
    start = -1
    for _ in range(nth):
        start = data.index(wanted, start + 1)
    return Location(path, start, len(wanted))


def double_close(text: str = SHOP, path: str = "contracts/Shop.sol", **changes: object) -> Finding:
    close = at(text, "ai.closeUserSession(sessionId)", path)
    fields: dict[str, object] = {
        "rule": "dtn-double-close",
        "impact": Impact.HIGH,
        "confidence": Confidence.HIGH,
        "message": "closeUserSession(sessionId) may close a session that is already closed",
        "location": Location(path, close.start + len("ai.closeUserSession("), len("sessionId")),
        "contracts": (ContractRef("Shop", path),),
        "function": "close()",
        "subject": "sessionId",
        "related": (Related("the close", close),),
        "trace": (
            TraceStep(1, "open()", "opened", at(text, "ai.startUserSession()", path)),
            TraceStep(2, "close()", "closed, sessionId keeps the ID", close),
            TraceStep(3, "close()", "closed again", close),
        ),
        "remedy": DOUBLE_CLOSE.recommendation,
        "fixes": fixes(close),
    }
    return Finding(**{**fields, **changes})  # type: ignore[arg-type]


def fixes(close: Location) -> tuple[Fix, ...]:
    """Two fixes of a close: one adds text, the other replaces some and drops some."""
    return (
        Fix(
            "Reset sessionId after the close",
            Safety.SAFE,
            (Edit(Location(close.path, close.end + 1), "\n        sessionId = 0;"),),
        ),
        Fix(
            "Close nothing [at](all) {0}",
            Safety.UNSAFE,
            (
                Edit(Location(close.path, close.start, len("ai.")), ""),
                Edit(Location(close.path, close.start + 3, len("closeUserSession")), "revert"),
            ),
        ),
    )


def unvalidated(text: str = SHOP, path: str = "contracts/Shop.sol") -> Finding:
    place = at(text, "sessionId, model", path)
    return Finding(
        rule="dtn-unvalidated-session",
        impact=Impact.MEDIUM,
        confidence=Confidence.MEDIUM,
        message="request(sessionId) in Market.ask may use an empty session ID",
        location=Location(path, place.start, len("sessionId")),
        contracts=(ContractRef("Market", "contracts/Market.sol"), ContractRef("Shop", path)),
        function="ask(bytes32)",
        subject="sessionId",
        remedy=UNVALIDATED.recommendation,
    )


def judgement(outcome: str, property: str = "validated", **changes: object) -> Judgement:
    fields: dict[str, object] = {
        "contract": ContractRef("Shop", "contracts/Shop.sol"),
        "function": "close()",
        "property": property,
        "outcome": outcome,
        "subject": "sessionId",
        "location": at(SHOP, "sessionId);"),
        "operation": "closeUserSession(sessionId)",
        "reasons": ("inline assembly writes storage",) if outcome == "unknown" else (),
    }
    return Judgement(**{**fields, **changes})  # type: ignore[arg-type]


def lifecycle(name: str = "Shop", path: str = "contracts/Shop.sol", more: str = "") -> Lifecycle:
    """Opened, closed, closed again; `more` goes wherever there is text of the project's."""
    return Lifecycle(
        ContractRef(name, path),
        states=(
            State("none", "No session"),
            State("open", "Session open", (f"phase = Busy{more}",)),
            State("closed", "Closed, ID kept"),
        ),
        transitions=(
            Transition(None, 0),
            Transition(0, 1, (f"open(){more}",)),
            Transition(1, 2, ("close()",)),
        ),
        misuses=(
            Misuse(
                "not closed twice", double_close(path=path).location, "close()", "closed again", 2
            ),
        ),
        keyed_by=(f"tills{more}",),
        gaps=(f"more than 600 states{more}",),
    )


FACTS = RunFacts(
    tool_version="1.2.3",
    files=("contracts/Shop.sol",),
    consumers=(ContractRef("Shop", "contracts/Shop.sol"),),
    compilers=(CompilerUse("0.8.28", "node_modules/solc", 4),),
    stubs=("@deeptrust/contracts/with-dtn-ai.sol",),
    version_control=VersionControl(
        "https://example.org/shop.git", "0123456789abcdef0123456789abcdef01234567", "main"
    ),
    subdirectory="pkg/a",
    considered=7,
)


def report(sources: dict[str, str] | None = None, **parts: object) -> Report:
    """A report on files given as text."""
    texts = {"contracts/Shop.sol": SHOP} if sources is None else sources
    data = {path: SourceText(text.encode()) for path, text in texts.items()}
    fields: dict[str, object] = {"run": FACTS, "rules": RULES}
    return assemble(
        read=lambda paths: {path: data[path] for path in sorted(set(paths)) if path in data},
        **{**fields, **parts},  # type: ignore[arg-type]
    )


def full() -> Report:
    """A report with at least one of everything."""
    return report(
        findings=[double_close(), unvalidated()],
        judgements=[
            judgement("violated", "not closed twice"),
            judgement("proved", "validated"),
            judgement("unknown", "validated", function="ask(bytes32)"),
        ],
        lifecycles=[lifecycle()],
        notifications=[
            Notification(Level.ERROR, "does-not-compile", "Expected ';'.", "contracts/Bad.sol"),
            Notification(Level.NOTE, "hint", "Nothing to worry about"),
        ],
    )


NASTY = (
    "\x1b[31m\u202e]]>--><script>alert(1)</script>|`*_[x](http://e.vil)@dev #1"
    "::error::\r\n%0A{}&'\"\x00"
)
"""What no format may take at its word."""
NASTY_PATH = "contracts/a b\n::error::<b>|`x`\x1b[1m%41#?\udcff.sol"


def hostile() -> Report:
    """A report whose every text comes from someone who means harm."""
    source = SHOP.replace("contract Shop", f"/* {NASTY} */ contract Shop").replace(
        "ai.closeUserSession(sessionId);", f"ai.closeUserSession(sessionId); // {NASTY[:20]}"
    )
    finding = double_close(source, NASTY_PATH, message=f"close {NASTY}", subject=NASTY)
    steps = tuple(replace(step, entry=NASTY, text=f"closed {NASTY}") for step in finding.trace)
    finding = replace(
        finding,
        trace=steps,
        related=(Related(NASTY, finding.location),),
        contracts=(ContractRef("Shop", NASTY_PATH), ContractRef("Ünï", NASTY_PATH)),
    )
    return report(
        {NASTY_PATH: source},
        run=replace(
            FACTS,
            files=(NASTY_PATH,),
            consumers=(ContractRef("Shop", NASTY_PATH),),
            stubs=(NASTY,),
            version_control=VersionControl("https://example.org/x", None, NASTY),
            subdirectory=NASTY_PATH,
        ),
        findings=[finding],
        judgements=[
            judgement(
                "unknown",
                subject=NASTY,
                operation=NASTY,
                reasons=(NASTY,),
                contract=ContractRef("Shop", NASTY_PATH),
                location=finding.location,
            )
        ],
        lifecycles=[lifecycle("Shop", NASTY_PATH, NASTY)],
        notifications=[
            Notification(Level.ERROR, "does-not-compile", NASTY, NASTY_PATH),
            Notification(Level.WARNING, "hm", NASTY, NASTY_PATH, finding.location),
        ],
    )


def wide() -> Report:
    """A report on a file with wide characters, tabs and CRLF."""
    source = SHOP.replace(
        "        ai.closeUserSession(sessionId);",
        "\t/* 漢字 é 😀 */\tai.closeUserSession(sessionId);",
    ).replace("\n", "\r\n")
    return report({"contracts/Shop.sol": source}, findings=[double_close(source)])


def suppressed() -> Report:
    """A report with one suppressed finding and one comment that suppresses nothing."""
    source = SHOP.replace(
        "ai.closeUserSession(sessionId);",
        "ai.closeUserSession(sessionId); // dtnlint: ignore[dtn-double-close] the owner knows",
    ).replace("model);", "model); // dtnlint: ignore[dtn-unvalidated-session]")
    return report({"contracts/Shop.sol": source}, findings=[double_close(source)])


def compared() -> Report:
    """A report with a baseline: one new finding, one known, one gone."""
    known = report(findings=[double_close(), replace(double_close(), subject="gone")])
    return report(findings=[double_close(), unvalidated()], baseline=Baseline(known.findings))


def replayed() -> Report:
    """A report of which one finding was confirmed, one not reproduced, and one not replayed."""
    calls = (
        ReplayedCall(1, "owner", "open(1)", "started session 1"),
        ReplayedCall(2, "owner", "close()", "closed session 1"),
        ReplayedCall(3, "stranger", f'ask("{NASTY}")', f"reverted: {NASTY}"),
    )
    outcomes = (
        Replay(ReplayOutcome.CONFIRMED, "a session was closed that is closed already", calls),
        Replay(ReplayOutcome.NOT_REPRODUCED, "none of the 9 transactions tried showed it"),
        Replay(ReplayOutcome.NOT_REPLAYED, "Shop is abstract"),
    )
    findings = (double_close(), unvalidated(), replace(double_close(), subject="other", fixes=()))
    return report(
        findings=[
            replace(finding, replay=outcome)
            for finding, outcome in zip(findings, outcomes, strict=True)
        ]
    )


SAMPLES = {
    "replayed": replayed,
    "full": full,
    "empty": report,
    "hostile": hostile,
    "wide": wide,
    "suppressed": suppressed,
    "compared": compared,
}
