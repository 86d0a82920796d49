"""What the verifier says: properties, verdicts, traces. Plain values, no analysis."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct
from slither.core.declarations import Contract, Function
from slither.core.source_mapping.source_mapping import SourceMapping

from dtnlint.sources.span import Span


class Property(str, Enum):
    """What is asked of each session operation of a consumer."""

    VALIDATED = "validated"
    """The ID given to a request or a close is never empty."""
    NOT_USED_AFTER_CLOSE = "not used after close"
    """The ID given to a request is never closed."""
    NOT_CLOSED_TWICE = "not closed twice"
    """The ID given to a close is never closed already."""
    RESET = "reset"
    """After a close no stored cell keeps the closed ID without a record of the closure."""
    NOT_LOST = "not lost"
    """The only copy of a live ID is never overwritten, zeroed or deleted."""
    KEPT = "kept"
    """The result of a start is stored, closed, returned or passed on."""
    FUNDED = "funded"
    """A deposit precedes each start in its transaction."""
    CLAIMED = "claimed"
    """A start follows each deposit in its transaction."""
    AMOUNT_CHECKED = "amount checked"
    """The amount of a deposit that a start claims is not 0, or was compared with something."""
    OWNED = "owned"
    """An ID that a caller gave is used only where the caller was compared with something."""
    CONTROLLED = "controlled"
    """A stored session is closed only where the caller was compared with something."""
    ORDERED = "closed after the answers"
    """A session is closed only when none of its requests may be unanswered."""
    STEADY_ROUTER = "router kept"
    """The router is not changed while a session may be live."""


AT_THE_END = (Property.RESET, Property.NOT_LOST, Property.KEPT, Property.CLAIMED)
"""Properties that are judged when a transaction ends."""

OWED = (
    Property.ORDERED,
    Property.CONTROLLED,
    Property.STEADY_ROUTER,
    Property.AMOUNT_CHECKED,
)
"""Properties whose violations are events of the way itself, which goes on."""


class Outcome(str, Enum):
    """The three values a verdict can have."""

    PROVED = "proved"
    VIOLATED = "violated"
    UNKNOWN = "unknown"


class Step(Struct, frozen=True):
    """One step of a trace: what happened at a place, in which transaction."""

    transaction: int
    """Counted from 1; 0 is the construction of the contract."""
    entry: str
    """The transaction's entry point, such as ``open()``; ``constructor()`` for 0."""
    text: str
    """What happened, such as ``opened`` or ``closed, sessionId keeps the ID``."""
    span: Span


class Verdict(Struct, frozen=True):
    """The answer for one property at one operation of one concrete contract."""

    contract: Contract
    function: Function
    """The function in which the operation stands."""
    property: Property
    outcome: Outcome
    subject: str
    """The cell or value concerned, as the source writes it."""
    span: Span
    """Where a finding would stand: the argument read, or the operation."""
    element: SourceMapping
    """Slither's node for it."""
    operation: Span
    """The operation itself (`closeUserSession(...)`, `request(...)`, the assignment)."""
    operation_name: str
    """The operation as a reader knows it, such as ``closeUserSession(sessionId)``."""
    trace: tuple[Step, ...] = ()
    """For a violation: the shortest sequence that leads to it."""
    reasons: tuple[str, ...] = ()
    """For an unknown: why the verifier cannot tell."""
