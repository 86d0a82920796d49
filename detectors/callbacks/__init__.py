"""Rules of the family *callbacks*: how answers are received."""

from __future__ import annotations

from slither.detectors.abstract_detector import AbstractDetector

from .close_in_flight import CloseInFlight

RULES: list[type[AbstractDetector]] = [
    CloseInFlight,
]
