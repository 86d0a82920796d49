"""Operations are recognised in every shape, and nothing that only looks like one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from slither.core.declarations import Contract, Function

from dtnlint.protocol import (
    Close,
    Deposit,
    FeeTargetRead,
    FeeTokenRead,
    Fetch,
    ModelRead,
    Operation,
    Protocol,
    Request,
    Start,
    TokenTransfer,
)
from tests.protocol.marks import Labels, expected, place

ContractNamed = Callable[[str], Contract]
FunctionNamed = Callable[[str], Function]

READS = (FeeTokenRead, FeeTargetRead, Fetch, ModelRead)
FILES = ("Network.sol", "Routers.sol", "Deposits.sol")


def labels(operation: Operation) -> set[str]:
    name = type(operation).__name__
    if not isinstance(operation, TokenTransfer):
        return {name}
    return {f"{name}({operation.how.value})"} | ({"configured"} if operation.configured else set())


@pytest.fixture(scope="module")
def found(protocol: Protocol) -> Labels:
    return {
        (*place(operation.ir.expression), label)
        for consumer in protocol.consumers
        for _, operation in protocol.of(consumer).operations()
        if not isinstance(operation, READS)
        for label in labels(operation)
    }


@pytest.mark.parametrize("name", FILES)
def test_operations_stand_where_they_are_marked(found: Labels, name: str) -> None:
    here = {entry for entry in found if entry[0] == name}
    assert here == expected("//~", name)


def operations(protocol: Protocol, function: Function) -> list[Operation]:
    """What a function does itself, in order."""
    found = (protocol.operation(ir) for node in function.nodes for ir in node.irs)
    return [operation for operation in found if operation is not None]


def names(*values: object) -> list[str]:
    return [str(value) for value in values]


def test_consumers_start_close_or_request(protocol: Protocol) -> None:
    found = {contract.name for contract in protocol.consumers}
    assert found >= {"StateVariable", "ConcreteHeir", "AbstractWithoutHeir", "UsesTheMock"}
    assert found.isdisjoint(
        {
            "IRouter",  # an interface
            "MockRouter",  # implements the router
            "Sessions",  # a library
            "AbstractBase",  # has a concrete heir
            "OnlyReads",  # reads the fee token, nothing more
            "LookAlikes",
            "OwnFunctionsOfTheSameName",
            "NeverCalled",
            "DeadCode",
        }
    )


def test_request_gives_its_arguments_whatever_their_order(
    protocol: Protocol, function: FunctionNamed
) -> None:
    (request,) = operations(protocol, function("Named.run"))
    assert isinstance(request, Request)
    assert names(request.session, request.model, request.routing, request.request) == [
        "id",
        "m",
        "r",
        "a",
    ]
    assert names(request.callback, request.user, request.gas) == ["c", "tx.origin", "gas_"]
    assert request.value is None


def test_older_request_has_no_routing(protocol: Protocol, function: FunctionNamed) -> None:
    (request,) = operations(protocol, function("Versions.run"))
    assert isinstance(request, Request)
    assert request.routing is None
    assert names(request.session, request.request, request.callback) == ["id", "ask", "back"]
    assert names(request.user, request.gas, request.value) == ["msg.sender", "5", "5"]


def test_low_level_call_tells_who_learns_of_a_failure(
    protocol: Protocol, function: FunctionNamed
) -> None:
    (close,) = operations(protocol, function("ByEncodedCall.withCall"))
    assert isinstance(close, Close)
    assert close.low_level
    assert names(close.session, close.success) == ["id", "ok"]
    (start,) = operations(protocol, function("ByEncodedCall.withAnswer"))
    assert isinstance(start, Start)
    assert names(start.result) == ["answer"]
    assert start.success is None


def test_deposit_gives_its_parts(protocol: Protocol, function: FunctionNamed) -> None:
    found = operations(protocol, function("Safe.keyed"))
    deposit = next(o for o in found if isinstance(o, Deposit))
    assert protocol.is_fee_token(deposit.token)
    assert protocol.is_fee_target(deposit.target)
    assert names(deposit.amount) == ["amount"]
    assert deposit.sender is None
    assert deposit.result is None


def test_deposit_from_the_caller_names_the_sender(
    protocol: Protocol, function: FunctionNamed
) -> None:
    found = operations(protocol, function("Plain.callers"))
    deposit = next(o for o in found if isinstance(o, Deposit))
    assert names(deposit.sender, deposit.amount) == ["msg.sender", "amount"]
    assert deposit.result is not None


def test_token_that_answers_nothing_has_no_result(
    protocol: Protocol, function: FunctionNamed
) -> None:
    found = operations(protocol, function("Plain.silent"))
    assert next(o for o in found if isinstance(o, Deposit)).result is None


def test_helper_deposits_only_when_called_for_it(
    protocol: Protocol, contract: ContractNamed, function: FunctionNamed
) -> None:
    recognition = protocol.of(contract("Shared"))
    transfer = next(
        ir
        for node in function("Shared._send").nodes
        for ir in node.irs
        if recognition.operation(ir) is not None
    )
    (send,) = (site.ir for site, _ in recognition.flow.calls_of(function("Shared._move")))

    def when_called_by(name: str) -> Operation | None:
        calls = recognition.flow.calls_of(function(name))
        (move,) = (site.ir for site, target in calls if target.name == "_move")
        return recognition.operation(transfer, (move, send))

    assert isinstance(when_called_by("Shared.open"), Deposit)
    assert not isinstance(when_called_by("Shared.out"), Deposit)
    assert isinstance(recognition.operation(transfer, (send,)), Deposit)


def test_inherited_helper_means_what_each_heir_does_with_it(
    protocol: Protocol, contract: ContractNamed
) -> None:
    def kinds(name: str) -> set[type]:
        return {
            type(operation)
            for _, operation in protocol.of(contract(name)).operations()
            if isinstance(operation, TokenTransfer)
        }

    assert kinds("MoverIn") == {Deposit}
    assert kinds("MoverOut") == {TokenTransfer}


@pytest.mark.parametrize(
    ("consumer", "setters"),
    [
        ("CastAtTheCall", ["setRouter"]),
        ("FromNamespace", ["initialize"]),
        ("StateVariable", []),
        ("ByAddress", []),
        ("ThroughLibrary", []),
    ],
)
def test_router_setters_write_the_routers_storage(
    protocol: Protocol, contract: ContractNamed, consumer: str, setters: list[str]
) -> None:
    assert [f.name for f in protocol.router_setters(contract(consumer))] == setters


@pytest.mark.parametrize(
    ("consumer", "writers"),
    [
        ("StateVariable", {"constructor"}),
        ("Immutable", {"constructor"}),
        ("FromNamespace", {"_setAi"}),
        ("ModuleAlias", set()),
        ("FromFunction", set()),
        ("AtDeclaration", {"slitherConstructorVariables"}),
    ],
)
def test_router_writers_include_construction(
    protocol: Protocol, contract: ContractNamed, consumer: str, writers: set[str]
) -> None:
    found = protocol.of(contract(consumer)).router_writers()
    assert {site.function.name for site in found} == writers
