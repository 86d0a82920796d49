"""Puts an execution into words: calls as a reader writes them, and what came of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dtnlint.escaping import solidity_text
from dtnlint.findings.finding import Finding, Replay, ReplayedCall, ReplayOutcome
from dtnlint.replay.arguments import OWNER, STRANGER
from dtnlint.replay.network import BOUNDED_GAS, FIRST_ID, NODE
from dtnlint.replay.search import Call

if TYPE_CHECKING:
    from dtnlint.replay.confirm import Execution

_ADDRESS = re.compile("0x[0-9a-fA-F]{40}")
_ENDS = {
    "dtn-unvalidated-session": "the network was given 0 for a session",
    "dtn-use-after-close": "a request was made on a session that is closed",
    "dtn-double-close": "a session was closed that is closed already",
    "dtn-unfunded-session": "a session was started that no deposit of its own pays for",
    "dtn-unclaimed-deposit": "a deposit was left for whoever starts the next session",
    "dtn-unreset-session": "the session is closed, and storage still holds its ID",
    "dtn-session-overwrite": "the session is live, and nothing in storage holds its ID any more",
    "dtn-discarded-session": "the session is live, and nothing in storage holds its ID",
    "dtn-unprotected-session-control": "a stranger closed a session that others rely on",
    "dtn-foreign-session": "a stranger named a session that is somebody else's",
    "dtn-close-in-flight": "the session is closed, and a request on it was not answered yet",
    "dtn-ai-swap": "the router is another one, and a session at the old one is live",
    "dtn-automatic-session": "the network was given 0 for a session",
    "dtn-callback-gas": "the request does not pay for its callback's gas",
    "dtn-unsupported-routing": "the network took a request that no answer ever completes",
    "dtn-unprotected-set-ai": "a stranger changed the router",
    "dtn-unprotected-callback": "somebody other than the router ran the callback",
    "dtn-colliding-requests": "two requests of one block have the same ID",
    "dtn-stuck-refund": "the refund is in the contract, and nothing that was tried next moves it",
    "dtn-unclosable-session": "the session is live, and nothing that was tried next closes it",
}


def told(finding: Finding, execution: Execution) -> Replay:
    """A confirmed replay, in words."""
    names = names_of(execution)
    reason = _ENDS[finding.rule]
    if execution.reading:
        reason += f", provided that {execution.reading}"
    return Replay(
        ReplayOutcome.CONFIRMED,
        reason,
        tuple(
            ReplayedCall(
                call.transaction,
                names.get(call.sender, call.sender),
                _shown(call, names),
                _came(call, finding.rule),
            )
            for call in execution.calls
        ),
    )


def names_of(execution: Execution) -> dict[str, str]:
    """Names for the addresses on the stage."""
    network = execution.stage.network
    return {
        OWNER: "owner",
        STRANGER: "stranger",
        NODE: "node",
        network.router: "router",
        network.token: "feeToken",
        network.sessions: "feeTarget",
        execution.stage.consumer: "consumer",
        execution.stage.stand_in: "contract",
        "0x" + "00" * 20: "address(0)",
    }


def _shown(call: Call, names: Mapping[str, str]) -> str:
    if call.answers >= 0:
        status = "SUCCESS" if call.success else "FAILURE"
        name = call.signature.partition("(")[0]
        return f"answer to request {call.answers + 1}: {status}, which calls {name}"
    if call.foreign:
        name = call.signature.partition("(")[0]
        return f"answer to a request of its own, which names {name} of the consumer"
    value = f"{{value: {call.value}}}" if call.value else ""
    shown = _written(call.signature, call.arguments, names, value)
    if call.reenters is not None:
        shown += f", during which the contract calls {_written(*call.reenters, names)}"
    switches = call.switches
    if switches.refuse_starts:
        shown += ", while the network refuses starts"
    if switches.refuse_requests:
        shown += ", while the network refuses requests"
    return shown


def _written(
    signature: str, arguments: Sequence[Any], names: Mapping[str, str], value: str = ""
) -> str:
    listed = ", ".join(_value(one, names) for one in arguments)
    return f"{signature.partition('(')[0]}{value}({listed})"


def _value(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"session {value - FIRST_ID + 1}" if is_session(value) else str(value)
    if isinstance(value, bytes):
        return f"0x{value.hex()}" if len(value) <= 8 else f"0x{value[:8].hex()}…"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_value(one, names) for one in value)}]"
    text = str(value)
    if _ADDRESS.fullmatch(text):
        return names.get(text.lower(), text)
    return solidity_text(text)


def is_session(value: int) -> bool:
    """Whether a number is a session's ID on the machine."""
    return FIRST_ID <= value < FIRST_ID + 1_000


def _came(call: Call, rule: str) -> str:
    if not call.outcome.ok:
        return f"reverted: {call.outcome.reason}"
    seen = call.seen
    parts: list[str] = []
    if BOUNDED_GAS.read(call.outcome.gas)[0] and rule != "dtn-unsupported-routing":
        parts.append("the network refused, and the consumer caught it")
    parts += _listed("started session", [s for s, _ in seen.started])
    parts += _listed("requested on session", [one.session for one in seen.asked])
    parts += _listed("closed session", [s for s, _ in seen.closed])
    parts += [
        "the callback ran" if delivered else "the callback reverted"
        for _, delivered in seen.answered
    ]
    return "; ".join(parts) or "returned"


def _listed(words: str, sessions: Sequence[int]) -> list[str]:
    if not sessions:
        return []
    return [f"{words} " + ", ".join(str(session - FIRST_ID + 1) for session in sessions)]
