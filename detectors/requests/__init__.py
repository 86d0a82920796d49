"""Rules of the family *requests*."""

from __future__ import annotations

from slither.detectors.abstract_detector import AbstractDetector

RULES: list[type[AbstractDetector]] = []
