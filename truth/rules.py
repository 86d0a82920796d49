"""The rules that are compared with execution, each with where the observation comes from.

A rule joins by a line in `RULES`, and, where the network's own record of misuse does not
show it, by a function of `truth.observe`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dtnlint.lifecycle.verdicts import Property
from dtnlint.replay.network import MisuseKind
from truth import observe

M = MisuseKind


@dataclass(frozen=True)
class Compared:
    """One rule: what it is asked of, who answers, and what shows that it is broken."""

    rule: str
    kinds: tuple[str, ...]
    """The kinds of numbered operations that it is asked of."""
    said: Property | None = None
    """What the verifier is asked; None: the rule itself is run."""
    misuses: tuple[MisuseKind, ...] = ()
    """What in the network's record shows it."""
    watch: observe.Watch | None = None
    """What shows it of one transaction."""
    unsure: observe.Watch | None = None
    """What leaves open whether one transaction shows it."""
    conclude: observe.Conclusion | None = None
    """What shows it of all of them."""
    served: bool = False
    """It can only be shown on a session of the contract's own."""
    whole: bool = False
    """It is asked once of a contract that has such operations, not of each."""


_LISTED = (
    # What the verifier judges.
    Compared(
        "dtn-unvalidated-session",
        ("close", "request"),
        Property.VALIDATED,
        misuses=(M.CLOSE_EMPTY, M.REQUEST_EMPTY),
    ),
    Compared(
        "dtn-use-after-close",
        ("request",),
        Property.NOT_USED_AFTER_CLOSE,
        misuses=(M.REQUEST_CLOSED,),
    ),
    Compared("dtn-double-close", ("close",), Property.NOT_CLOSED_TWICE, misuses=(M.CLOSE_CLOSED,)),
    Compared(
        "dtn-unreset-session",
        ("close",),
        Property.RESET,
        watch=observe.kept,
        unsure=observe.perhaps_kept,
    ),
    Compared("dtn-session-overwrite", ("write",), Property.NOT_LOST, watch=observe.lost),
    Compared("dtn-discarded-session", ("start",), Property.KEPT, watch=observe.discarded),
    Compared("dtn-unfunded-session", ("start",), Property.FUNDED, misuses=(M.START_UNFUNDED,)),
    Compared("dtn-unclaimed-deposit", ("deposit",), Property.CLAIMED, watch=observe.unclaimed),
    Compared(
        "dtn-unchecked-fee-amount", ("deposit",), Property.AMOUNT_CHECKED, watch=observe.worthless
    ),
    # Only a newcomer ever names an ID that is not the contract's.
    Compared(
        "dtn-foreign-session",
        ("close", "request"),
        Property.OWNED,
        misuses=(M.CLOSE_FOREIGN, M.REQUEST_FOREIGN),
    ),
    Compared(
        "dtn-unprotected-session-control",
        ("close",),
        Property.CONTROLLED,
        watch=observe.controlled,
    ),
    Compared("dtn-ai-swap", ("setter",), Property.STEADY_ROUTER, watch=observe.swapped),
    Compared("dtn-close-in-flight", ("close",), Property.ORDERED, watch=observe.in_flight),
    # What the rules find by themselves.
    Compared("dtn-unprotected-set-ai", ("setter",), watch=observe.unguarded_setter),
    Compared("dtn-unprotected-callback", ("callback",), watch=observe.called_back),
    Compared("dtn-automatic-session", ("automatic",), misuses=(M.REQUEST_EMPTY,)),
    Compared(
        "dtn-colliding-requests", ("request", "automatic"), watch=observe.collided, served=True
    ),
    Compared("dtn-callback-gas", ("request", "automatic"), conclude=observe.underpaid),
    Compared(
        "dtn-unsupported-routing", ("request", "automatic"), misuses=(M.REQUEST_UNANSWERABLE,)
    ),
    Compared("dtn-stuck-refund", ("close",), conclude=observe.stuck, whole=True),
    Compared("dtn-unclosable-session", ("start",), conclude=observe.unclosable, whole=True),
)
RULES: Mapping[str, Compared] = {one.rule: one for one in _LISTED}
BY_PROPERTY: Mapping[Property, Compared] = {
    one.said: one for one in _LISTED if one.said is not None
}
