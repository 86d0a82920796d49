"""Rules of the family *sessions*: the life of a session's ID."""

from __future__ import annotations

from slither.detectors.abstract_detector import AbstractDetector

from .automatic_session import AutomaticSession
from .discarded_session import DiscardedSession
from .double_close import DoubleClose
from .session_overwrite import SessionOverwrite
from .session_per_request import SessionPerRequest
from .swallowed_session_error import SwallowedSessionError
from .unclosable_session import UnclosableSession
from .unreset_session import UnresetSession
from .unvalidated_session import UnvalidatedSession
from .use_after_close import UseAfterClose

RULES: list[type[AbstractDetector]] = [
    UnvalidatedSession,
    UseAfterClose,
    DoubleClose,
    UnresetSession,
    SessionOverwrite,
    DiscardedSession,
    UnclosableSession,
    AutomaticSession,
    SwallowedSessionError,
    SessionPerRequest,
]
