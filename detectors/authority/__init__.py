"""Rules of the family *authority*: who may use sessions and change the router."""

from __future__ import annotations

from slither.detectors.abstract_detector import AbstractDetector

from .ai_swap import AiSwap
from .foreign_session import ForeignSession
from .unprotected_session_control import UnprotectedSessionControl
from .unprotected_set_ai import UnprotectedSetAi
from .unset_ai import UnsetAi

RULES: list[type[AbstractDetector]] = [
    ForeignSession,
    UnprotectedSessionControl,
    UnprotectedSetAi,
    UnsetAi,
    AiSwap,
]
