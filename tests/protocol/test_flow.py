"""A value comes from wherever some path of code could have taken it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slither.core.declarations import Contract, Function
from slither.slithir.operations import InternalCall
from slither.slithir.operations import Operation as IrOperation
from slither.slithir.variables import Constant

from dtnlint.protocol.flow import Field, Flow
from tests.protocol.marks import Labels, expected, place


@pytest.fixture(scope="module")
def flow(contract: Callable[[str], Contract]) -> Flow:
    return Flow(contract("Flows"))


def word(value: Any) -> str:
    return type(value).__name__ if isinstance(value, IrOperation) else str(value)


def sinks(flow: Flow) -> list[InternalCall]:
    return [
        site.ir
        for site in flow.irs()
        if isinstance(site.ir, InternalCall) and site.ir.function.name.startswith("sink")
    ]


def test_origins_are_those_marked(flow: Flow) -> None:
    found: Labels = {
        (*place(call.node), word(origin.value))
        for call in sinks(flow)
        for origin in flow.sources(call.arguments[0]).origins
    }
    assert found == expected("//=", "Flows.sol")


def test_calls_tell_contexts_apart(flow: Flow, function: Callable[[str], Function]) -> None:
    (parameter,) = function("Flows.shared").parameters
    calls = [s.ir for s, f in flow.calls_of(function("Flows.callers")) if f.name == "shared"]
    origins = [flow.sources(parameter, stack=(call,)).origins for call in calls]
    assert [{word(o.value) for o in found} for found in origins] == [{"70"}, {"71"}]


def test_reads_stop_at_storage_and_keep_the_keys(
    flow: Flow, function: Callable[[str], Function]
) -> None:
    (k,) = function("Flows.storageFields").parameters
    body = function("Flows.storageFields")
    values = [call.arguments[0] for call in sinks(flow) if call.node.function is body]
    for value, name in zip(values, ("one", "two"), strict=True):
        reads = flow.reads(value)
        assert {o.value for o in reads.origins} == {Field("Flows.Inner", name)}
        assert {key for key, _ in reads.keys} == {k}


def test_writers_of_a_field_write_it_through_any_name(
    flow: Flow, function: Callable[[str], Function]
) -> None:
    body = function("Flows.storageFields")
    lines = {
        site.node.source_mapping.content
        for site in flow.writers(Field("Flows.Inner", "one"))
        if site.function is body and not isinstance(site.ir, Constant)
    }
    assert lines == {"table[k] = Inner(30, 31)", "p.one = 33", "stack.push(Inner(35, 36))"}
