"""A call runs the body that Solidity would run, in every concrete contract."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from slither.core.declarations import Contract, Function
from slither.slithir.operations import (
    Call,
    HighLevelCall,
    InternalCall,
    InternalDynamicCall,
)

from dtnlint.protocol import dispatch

ContractNamed = Callable[[str], Contract]
FunctionNamed = Callable[[str], Function]

CALLS = (InternalCall, HighLevelCall, InternalDynamicCall)


def calls(function: Function) -> list[Call]:
    return [ir for node in function.nodes for ir in node.irs if isinstance(ir, CALLS)]


def names(functions: object) -> list[str | None]:
    return [None if f is None else f.canonical_name for f in functions]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("concrete", "caller", "callees"),
    [
        ("Root", "Root.callsOpen", ["Root.open()", "Root.hidden()"]),
        ("Right", "Root.callsOpen", ["Right.open()", "Root.hidden()"]),
        ("Bottom", "Root.callsOpen", ["Bottom.open()", "Root.hidden()"]),
        # `super` goes along the most derived contract's linearization …
        ("Bottom", "Bottom.open", ["Left.open()"]),
        ("Bottom", "Left.open", ["Right.open()", "Bottom.limited(uint256)", "Root.plain()"]),
        ("Bottom", "Bottom.start", ["Right.start()"]),
        ("Left", "Left.open", ["Root.open()", "Root.limited(uint256)", "Root.plain()"]),
        # … a base's name goes straight there, by the overload that is meant.
        ("Right", "Right.open", ["Root.open()", "Root.open()", "Root.open(uint256)"]),
        ("Bottom", "Right.open", ["Root.open()", "Root.open()", "Root.open(uint256)"]),
        ("Bottom", "Bottom.later", ["Bottom.open()"]),
        (
            "Qualifies",
            "Qualifies.act",
            ["Single.act()"] * 4 + ["Qualifies.act()"],
        ),
        ("Calls", "Calls.attached", ["Numbers.add(uint256[],uint256)"]),
        ("Calls", "Calls.named", ["Numbers.add(uint256[],uint256)"]),
        ("Calls", "Numbers.add", ["Numbers._trim(uint256[],uint256,uint256)"]),
        ("Calls", "Calls.free", ["bump(Counter)"]),
        ("Calls", "Calls.freeAttached", ["bump(Counter)"]),
        ("Calls", "Calls.ownByThis", ["Root.open()"]),
        ("Calls", "Calls.ownByCast", ["Root.open()"]),
        ("Calls", "Calls.ownByInterface", ["Root.open()"]),
        ("Calls", "Calls.ownGetter", [None]),
        ("Calls", "Calls.ownGetterByInterface", [None]),
        ("Calls", "Calls.other", [None]),
        ("Calls", "Calls.otherOrOwn", [None]),
        ("Calls", "Calls.ownUnknown", [None]),
        ("WithFallback", "WithFallback.run", ["WithFallback.fallback()"]),
        ("GetterOverrides", "GetterOverrides.missing", [None]),
        ("Calls", "Calls.byValue", ["Calls.hiddenToo()"]),
        ("Calls", "Calls.byEither", [None]),
        ("Calls", "Calls.apply_", [None]),
        ("Calls", "Calls.byExternalValue", ["Root.callsOpen()"]),
    ],
)
def test_callee(
    contract: ContractNamed,
    function: FunctionNamed,
    concrete: str,
    caller: str,
    callees: list[str | None],
) -> None:
    body = function(caller)
    found = [dispatch.callee(contract(concrete), body, ir) for ir in calls(body)]
    assert names(found) == callees
    assert all(f is None or f is dispatch.declared(f) for f in found)


def test_function_value_with_several_origins_is_each_of_them(
    contract: ContractNamed, function: FunctionNamed
) -> None:
    body = function("Calls.byEither")
    (call,) = calls(body)
    values = dispatch.function_values(contract("Calls"), body, call.function)
    assert values is not None
    assert sorted(f.canonical_name for f in values) == ["Calls.hiddenToo()", "Root.callsOpen()"]


def test_function_value_that_is_a_parameter_cannot_be_told(
    contract: ContractNamed, function: FunctionNamed
) -> None:
    body = function("Calls.apply_")
    (call,) = calls(body)
    assert dispatch.function_values(contract("Calls"), body, call.function) is None


@pytest.mark.parametrize(
    ("caller", "given"),
    [
        ("Calls.namedInternal", ["two", "one"]),
        ("Calls.namedAttached", ["list", "two", "one"]),
        ("Calls.namedLibrary", ["list", "two", "one"]),
        ("Calls.namedExternal", ["two", "one"]),
        ("Left.pair", ["a", "b"]),
        ("Bottom.pair", ["a", "b"]),
        ("Qualifies.pair", ["a", "b"]),
    ],
)
def test_arguments_are_in_the_order_of_the_parameters(
    function: FunctionNamed, caller: str, given: list[str]
) -> None:
    (call,) = calls(function(caller))
    assert [str(value) for value in dispatch.arguments(call)] == given


def test_entry_points_are_the_most_derived_bodies(contract: ContractNamed) -> None:
    assert sorted(names(dispatch.entry_points(contract("Bottom")))) == [
        "Bottom.later()",
        "Bottom.open()",
        "Bottom.pair(uint256,uint256)",
        "Root.callsOpen()",
        "Root.open(uint256)",
    ]
    entries = names(dispatch.entry_points(contract("Calls")))
    assert "Calls.receive()" in entries
    assert "Calls.getter()" not in entries


def test_construction_runs_base_first_with_the_arguments_that_heirs_give(
    contract: ContractNamed,
) -> None:
    shares = dispatch.constructors(contract("Bottom"))
    assert [share.contract.name for share in shares] == [
        "Root",
        "Right",
        "Left",
        "Middle",
        "Bottom",
    ]
    assert [[str(node.expression) for node in share.initialisers] for share in shares] == [
        ["value = start()"],
        ["rightValue = 6"],
        ["leftValue = 5"],
        [],
        [],
    ]
    assert [share.caller and share.caller.canonical_name for share in shares] == [
        "Right.constructor(uint256)",
        "Bottom.constructor(uint256)",
        None,
        None,
        None,
    ]
    assert shares[-1].arguments is None
    assert shares[-1].constructor is not None


def test_arguments_in_the_inheritance_list_are_not_known(contract: ContractNamed) -> None:
    root, calls_ = dispatch.constructors(contract("Calls"))
    assert root.constructor is not None
    assert root.arguments is None
    assert calls_.constructor is None


def test_what_slither_cannot_translate_is_told(
    contract: ContractNamed, function: FunctionNamed
) -> None:
    body = function("NamesArgumentsOfABase.run")
    first, *_ = dispatch.untranslated(body) or ()
    assert first.source_mapping.content == "Typed.typed({b: true, a: 2})"
    assert dispatch.untranslated(function("NamesAnOverriddenModifier.run")) != ()


@pytest.mark.parametrize(
    "name", ["Calls", "Bottom", "Once", "Records", "Kept", "Constants", "Flows"]
)
def test_what_slither_translates_leaves_no_gap(contract: ContractNamed, name: str) -> None:
    declared = contract(name)
    for body in (*declared.functions_declared, *declared.modifiers_declared):
        assert dispatch.untranslated(body) == ()
