"""Rules of the family *money*: deposits, fees and refunds."""

from __future__ import annotations

from slither.detectors.abstract_detector import AbstractDetector

from .unchecked_fee_transfer import UncheckedFeeTransfer

RULES: list[type[AbstractDetector]] = [
    UncheckedFeeTransfer,
]
