"""Questions about a whole consumer: numbers that the code fixes, results that it acts on, ways."""

from __future__ import annotations

from collections.abc import Callable

from slither.core.declarations import Contract, Function

from dtnlint.protocol import Consumer, Deposit, Escape, Protocol, Request
from tests.protocol.marks import Labels, expected, place


def consumer(protocol: Protocol, contract: Contract) -> Consumer:
    return protocol.consumer(contract)


def test_numbers_are_those_that_the_code_fixes(
    protocol: Protocol, contract: Callable[[str], Contract]
) -> None:
    one = consumer(protocol, contract("Numbered"))
    found: Labels = set()
    for site, operation in one.operations:
        if isinstance(operation, Request):
            for way in one.ways.to(site.function) or ():
                for number in one.numbers.of(operation.gas, (), way.calls):
                    label = "?" if number is None else str(number)
                    found.add((*place(way.calls[-1].node), label))
    assert found == expected("//=", "Questions.sol")


def test_result_is_acted_on_where_something_depends_on_it(
    protocol: Protocol, contract: Callable[[str], Contract]
) -> None:
    one = consumer(protocol, contract("Outcome"))
    found: Labels = set()
    for site, operation in one.operations:
        if isinstance(operation, Deposit):
            result = operation.result or operation.ir.lvalue
            for way in one.ways.to(site.function) or ():
                acted = one.outcomes.is_acted_on(result, site, way.calls)
                found.add((*place(site.node), "yes" if acted else "no"))
    assert found == expected("//?", "Questions.sol")


def test_ways_are_told_apart_by_their_calls(
    protocol: Protocol,
    contract: Callable[[str], Contract],
    function: Callable[[str], Function],
) -> None:
    one = consumer(protocol, contract("Outcome"))
    ways = one.ways.to(function("Outcome._pay"))
    assert ways is not None
    assert [way.entry.name for way in ways] == ["run", "run"]
    assert len({way.calls for way in ways}) == 2
    constructor = contract("Numbered").constructor
    assert constructor is not None
    built = consumer(protocol, contract("Numbered")).ways
    assert built.to(constructor)
    assert not built.from_outside(constructor)


def test_no_way_out_is_seen_where_none_is(
    protocol: Protocol, contract: Callable[[str], Contract]
) -> None:
    for name in ("Numbered", "Outcome"):
        assert consumer(protocol, contract(name)).escapes == frozenset[Escape]()
