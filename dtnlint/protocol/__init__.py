"""What DTN means in Slither's IR: operations, roles of values, dispatch, authority.

The only room that knows the interface's selectors and names. It recognises; it never
decides that something is a defect.
"""

from dtnlint.protocol.authority import Admission, Authority, Sender
from dtnlint.protocol.callbacks import Aim, Callbacks, Naming, Role
from dtnlint.protocol.escapes import Escape
from dtnlint.protocol.facts import Consumer, Protocol, Work, is_concrete, protocol_of
from dtnlint.protocol.hidden import Hidden, hidden_in, is_hidden, misleads
from dtnlint.protocol.operations import (
    Close,
    Deposit,
    FeeTargetRead,
    FeeTokenRead,
    Fetch,
    How,
    ModelRead,
    Operation,
    Request,
    Respond,
    Start,
    TokenTransfer,
)
from dtnlint.protocol.ways import Argument, Way, argument_of, given_to

__all__ = [
    "Admission",
    "Aim",
    "Argument",
    "Authority",
    "Callbacks",
    "Close",
    "Consumer",
    "Deposit",
    "Escape",
    "FeeTargetRead",
    "FeeTokenRead",
    "Fetch",
    "Hidden",
    "How",
    "ModelRead",
    "Naming",
    "Operation",
    "Protocol",
    "Request",
    "Respond",
    "Role",
    "Sender",
    "Start",
    "TokenTransfer",
    "Way",
    "Work",
    "argument_of",
    "given_to",
    "hidden_in",
    "is_concrete",
    "is_hidden",
    "misleads",
    "protocol_of",
]
