"""The code of a consumer of which Slither lost all or some, so that nobody knows what it does.

Whoever concludes something from what a contract does *not* do asks here first, as with
`dtnlint.protocol.escapes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from slither.core.declarations import Contract, Function

from dtnlint.compiler.containment import unread
from dtnlint.protocol import dispatch
from dtnlint.protocol.flow import Flow


class Hidden(Struct, frozen=True):
    """A body that is not known, or not all of it."""

    function: Function | None
    """None for what stands in the contract's head."""
    name: str
    path: str
    """Absolute path of its file."""
    line: int
    """Where what could not be read stands, counted from 1."""
    reason: str
    """What Slither said; empty where it lost something without a word."""


def hidden_in(flow: Flow) -> tuple[Hidden, ...]:
    """What is hidden of a contract, in the order of discovery."""
    return tuple(dict.fromkeys(_hidden(flow)))


def _hidden(flow: Flow) -> Iterator[Hidden]:
    for contract in dispatch.linearization(flow.concrete):
        if unread(contract) is not None:
            yield _of(contract, None)
    initialising = (
        node.function
        for share in dispatch.constructors(flow.concrete)
        for node in share.initialisers
    )
    for function in dict.fromkeys((*flow.functions, *initialising)):
        if is_hidden(function):
            yield _of(function, function)


def misleads(flow: Flow) -> bool:
    """Whether a way through the code may lead through what is hidden: whether that is more
    than whole transactions, which need not happen.
    """
    run = {target for function in flow.functions for _, target in flow.calls_of(function)}
    entered = set(dispatch.entry_points(flow.concrete)) - run
    return any(hidden.function not in entered for hidden in hidden_in(flow))


def is_hidden(function: Function) -> bool:
    """Whether not all of a body is known."""
    return dispatch.untranslated(function) != () or unread(function) is not None


def _of(element: Contract | Function, function: Function | None) -> Hidden:
    mapping = element.source_mapping
    lost = dispatch.untranslated(function) if function is not None else ()
    place = lost[0].source_mapping if lost else mapping
    line = min(place.lines, default=min(mapping.lines, default=1))
    said = unread(element)
    if said is not None:
        line = said.line or line
    made = function is not None and function.is_constructor_variables
    name = (
        f"{element.contract_declarer.name}'s initial values"
        if made
        else getattr(element, "canonical_name", element.name)
    )
    reason = said.reason if said is not None else ""
    return Hidden(function, name, mapping.filename.absolute, line, reason)
