"""A callback is whatever a request's selectors mean in the contract."""

from __future__ import annotations

from collections.abc import Callable

from slither.core.declarations import Contract

from dtnlint.protocol import Aim, Naming, Protocol, Request
from tests.protocol.marks import Labels, expected, place

AIMS = {Aim.SELF: "self", Aim.OTHER: "other", Aim.UNKNOWN: "unknown"}


def label(naming: Naming) -> str:
    if naming.function is not None:
        meaning = naming.function.name
    elif naming.selector is None:
        meaning = "unknown"
    elif naming.selector == 0:
        meaning = "none"
    else:
        meaning = "other" if naming.aim is Aim.OTHER else "unmatched"
    return f"{naming.role.value}:{meaning}({AIMS[naming.aim]})"


def test_selectors_stand_where_they_are_marked(protocol: Protocol) -> None:
    found: Labels = {
        (*place(naming.node), label(naming))
        for consumer in protocol.consumers
        for naming in protocol.callbacks(consumer).namings
    }
    assert {entry for entry in found if entry[0] == "Callbacks.sol"} == expected(
        "//^", "Callbacks.sol"
    )


def named(protocol: Protocol, contract: Contract) -> list[set[str] | None]:
    callbacks = protocol.callbacks(contract)
    answers = [
        callbacks.named_by(operation)
        for _, operation in protocol.of(contract).operations()
        if isinstance(operation, Request)
    ]
    return [None if a is None else {f.canonical_name for f in a} for a in answers]


def test_request_names_functions_of_the_most_derived_contract(
    protocol: Protocol, contract: Callable[[str], Contract]
) -> None:
    assert named(protocol, contract("Inherits")) == [
        {"Inherits.good(bytes32)", "Inherits.bad(bytes32)"}
    ]


def test_request_of_a_selector_that_the_caller_chooses_cannot_be_told(
    protocol: Protocol, contract: Callable[[str], Contract]
) -> None:
    assert named(protocol, contract("CallersChoice")) == [None]


def test_callback_that_is_aimed_elsewhere_is_none_of_ours(
    protocol: Protocol, contract: Callable[[str], Contract]
) -> None:
    callbacks = protocol.callbacks(contract("Positional")).functions()
    assert {f.name for f in callbacks} == {"good", "bad"}
    assert protocol.callbacks(contract("NeverRequested")).functions() == {}
