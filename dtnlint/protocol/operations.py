"""What a consumer does with the network: the operations that the analysis speaks of.

Values only, each tied to the IR operation it was read from; how they are recognised
is `dtnlint.protocol.recognition`'s.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from msgspec import Struct
from slither.core.cfg.node import Node
from slither.core.declarations import Function
from slither.core.variables.variable import Variable
from slither.slithir.operations import LowLevelCall
from slither.slithir.operations import Operation as IrOperation


class How(str, Enum):
    """The way in which tokens are moved, which decides who notices a failure."""

    TRANSFER = "transfer"
    """A plain ``transfer``: the result says whether it worked."""
    TRANSFER_FROM = "transferFrom"
    SAFE_TRANSFER = "safeTransfer"
    """A library that checks the result (SafeERC20 and its likes)."""
    SAFE_TRANSFER_FROM = "safeTransferFrom"
    LOW_LEVEL = "low-level call"
    """``token.call(…)`` with a transfer encoded: nothing reverts by itself."""


class _RouterCall(Struct, frozen=True, eq=False):
    ir: IrOperation
    """The call."""
    node: Node
    router: Any
    """The value that holds the router."""
    result: Variable | None
    """What takes the call's result, None where it has none or nothing takes it. The
    returned `bytes` for a low-level call."""
    low_level: bool
    """``address(ai).call(…)``: a failure does not revert by itself."""
    success: Variable | None
    """What takes a low-level call's success."""


class Start(_RouterCall, frozen=True, eq=False):
    """``startUserSession()``; `result` is the new ID."""


class Close(_RouterCall, frozen=True, eq=False):
    """``closeUserSession(session)``."""

    session: Any
    """The variable or constant passed."""


class Request(_RouterCall, frozen=True, eq=False):
    """``request(…)``; `result` is the request's ID. Older interfaces lack some arguments."""

    session: Any
    model: Any
    routing: Any | None
    request: Any | None
    """The `DtnRequest` struct."""
    callback: Any | None
    """The `CallBack` struct."""
    user: Any | None
    gas: Any | None
    """``callbackGas``."""
    value: Any | None
    """The native value sent with the call."""


class Fetch(_RouterCall, frozen=True, eq=False):
    """``fetchResponse(requestId)``; `result` is the tuple (status, message, response)."""

    request_id: Any


class Respond(_RouterCall, frozen=True, eq=False):
    """``respondToRequest(…)``: what a node does, not a consumer."""


class ModelRead(_RouterCall, frozen=True, eq=False):
    """``modelId(name)``; `result` is the model's ID."""

    name: Any


class FeeTokenRead(_RouterCall, frozen=True, eq=False):
    """``feeToken()``; `result` is the token's address."""


class FeeTargetRead(_RouterCall, frozen=True, eq=False):
    """``feeTarget()``; `result` is where deposits go."""


class TokenTransfer(Struct, frozen=True, eq=False):
    """Tokens moved somewhere."""

    ir: IrOperation
    node: Node
    token: Any
    target: Any
    amount: Any
    sender: Any | None
    """Whose tokens; None for the contract's own."""
    how: How
    result: Variable | None
    """What takes the `bool` that says whether it worked; None where there is none (a
    safe library, a token that returns nothing) or nothing takes it."""
    configured: bool = False
    """The target is an address that somebody set once and the code keeps: nothing in the
    code says whether it is the network's fee target."""

    @property
    def can_fail_silently(self) -> bool:
        """Whether a failure need not revert, but may be told by the result alone."""
        if isinstance(self.ir, LowLevelCall):
            return True
        if self.how not in (How.TRANSFER, How.TRANSFER_FROM):
            return False
        function = getattr(self.ir, "function", None)
        # A token interface without a result, as USDT's: what fails there reverts.
        return not isinstance(function, Function) or bool(function.return_type)


class Deposit(TokenTransfer, frozen=True, eq=False):
    """Tokens moved to what may be the network's fee target."""


Operation = (
    Start
    | Close
    | Request
    | Fetch
    | Respond
    | ModelRead
    | FeeTokenRead
    | FeeTargetRead
    | TokenTransfer
    | Deposit
)
"""Everything that `Protocol.operation` can answer."""
