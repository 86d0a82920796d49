"""What a consumer can do that cannot be seen in its code: foreign code run in its place,
calls that a caller makes up, storage written by hand.

Whoever concludes something from what a contract does *not* do asks here first.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from slither.slithir.operations import LowLevelCall, SolidityCall
from slither.slithir.variables import Constant

from dtnlint.protocol import dispatch
from dtnlint.protocol.flow import Site, Stack
from dtnlint.protocol.recognition import Recognition


class Escape(str, Enum):
    """A way out of what can be seen."""

    CODE = "runs code that is not its own"
    CALL = "makes a call that cannot be told"
    STORAGE = "writes storage by hand"


def escapes_of(recognition: Recognition) -> frozenset[Escape]:
    """The ways out that a consumer has, in anything that it can run."""
    return frozenset(_escapes(recognition))


def _escapes(recognition: Recognition) -> Iterator[Escape]:
    for site in recognition.flow.irs():
        ir = site.ir
        if isinstance(ir, LowLevelCall):
            if ir.function_name in ("delegatecall", "callcode"):
                if not dispatch.is_this(site.function, ir.destination):
                    yield Escape.CODE
            elif ir.function_name == "call" and _is_made_up(recognition, site):
                yield Escape.CALL
        elif isinstance(ir, SolidityCall):
            name = ir.function.name.partition("(")[0]
            if name in ("delegatecall", "callcode"):
                yield Escape.CODE
            elif name == "call":
                yield Escape.CALL
            elif name == "sstore" and not recognition.flow.written(ir):
                yield Escape.STORAGE


def _is_made_up(recognition: Recognition, site: Site, stack: Stack = ()) -> bool:
    """Tell whether a low-level call may say anything at all: its data is neither empty nor
    encoded here for a function that is named here.
    """
    ir = site.ir
    if recognition.operation(ir) is not None:
        return False
    assert isinstance(ir, LowLevelCall)
    if not ir.arguments:
        return False
    for origin in recognition.flow.sources(ir.arguments[0], stack=stack).origins:
        value = origin.value
        if isinstance(value, Constant):
            continue
        if isinstance(value, SolidityCall) and value.function.name in (
            "abi.encodeWithSelector()",
            "abi.encodeWithSignature()",
            "abi.encodeCall()",
        ):
            first = value.arguments[0]
            named = not isinstance(first, Constant) and None in recognition.selectors(first)
            if not named or value.function.name == "abi.encodeCall()":
                continue
        return True
    return False
