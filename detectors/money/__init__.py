"""Rules of the family *money*: deposits, fees and refunds."""

from __future__ import annotations

from slither.detectors.abstract_detector import AbstractDetector

from .caller_set_fee import CallerSetFee
from .excess_value import ExcessValue
from .fee_decimals import FeeDecimals
from .open_spending import OpenSpending
from .stuck_refund import StuckRefund
from .swept_balance import SweptBalance
from .unchecked_fee_amount import UncheckedFeeAmount
from .unchecked_fee_transfer import UncheckedFeeTransfer
from .unclaimed_deposit import UnclaimedDeposit
from .unfunded_session import UnfundedSession
from .zero_fee_cap import ZeroFeeCap

RULES: list[type[AbstractDetector]] = [
    UncheckedFeeTransfer,
    UnfundedSession,
    UnclaimedDeposit,
    UncheckedFeeAmount,
    StuckRefund,
    ZeroFeeCap,
    CallerSetFee,
    FeeDecimals,
    OpenSpending,
    ExcessValue,
    SweptBalance,
]
