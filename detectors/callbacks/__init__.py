"""Rules of the family *callbacks*: how answers are received."""

from __future__ import annotations

from slither.detectors.abstract_detector import AbstractDetector

from .callback_signature import CallbackSignature
from .close_in_flight import CloseInFlight
from .missing_failure_callback import MissingFailureCallback
from .prompt_injection import PromptInjection
from .reverting_callback import RevertingCallback
from .stuck_request import StuckRequest
from .unchecked_response import UncheckedResponse
from .unprotected_callback import UnprotectedCallback
from .unverified_request import UnverifiedRequest

RULES: list[type[AbstractDetector]] = [
    UnprotectedCallback,
    CallbackSignature,
    MissingFailureCallback,
    UncheckedResponse,
    CloseInFlight,
    UnverifiedRequest,
    StuckRequest,
    RevertingCallback,
    PromptInjection,
]
