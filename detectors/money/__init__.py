"""Rules of the family *money*: deposits, fees and refunds."""

from __future__ import annotations

from slither.detectors.abstract_detector import AbstractDetector

from .unchecked_fee_amount import UncheckedFeeAmount
from .unchecked_fee_transfer import UncheckedFeeTransfer
from .unclaimed_deposit import UnclaimedDeposit
from .unfunded_session import UnfundedSession

RULES: list[type[AbstractDetector]] = [
    UncheckedFeeTransfer,
    UnfundedSession,
    UnclaimedDeposit,
    UncheckedFeeAmount,
]
