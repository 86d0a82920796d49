"""Rules of the family *requests*: what a request passes."""

from __future__ import annotations

from slither.detectors.abstract_detector import AbstractDetector

from .callback_gas import CallbackGas
from .caller_picks_node import CallerPicksNode
from .colliding_requests import CollidingRequests
from .model_id_encoding import ModelIdEncoding
from .unsupported_routing import UnsupportedRouting

RULES: list[type[AbstractDetector]] = [
    CollidingRequests,
    CallbackGas,
    ModelIdEncoding,
    UnsupportedRouting,
    CallerPicksNode,
]
