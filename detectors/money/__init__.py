"""Rules of the family *money*."""

from __future__ import annotations

from slither.detectors.abstract_detector import AbstractDetector

RULES: list[type[AbstractDetector]] = []
