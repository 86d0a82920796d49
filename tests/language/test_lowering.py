"""What source becomes: places, control flow, overriding, modifiers, construction, constants."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dtnlint.language import instructions as lang
from dtnlint.language.body import followers
from dtnlint.language.layout import field_places
from dtnlint.language.lower import lower_contract
from dtnlint.language.tree import Tree, keccak, selector_of
from dtnlint.language.types import Boolean, Number, Reference, Region
from tests.language.lowered import answer, calls, every, lowered, named, straight, tree

# -- storage -------------------------------------------------------------------------------

_STORED = """
enum E { A, B }
struct In { uint8 a; uint16[5] b; bool c; }
struct S {
    bytes3 x; address y; In i; mapping(uint => In) m; uint8[] d; E e; function() external f;
}
contract A { uint128 p; uint64 q; uint constant K = 3; uint72 r; uint immutable im = 4; }
contract C is A {
    bool s; S t; uint8 u; In[2] v; uint24[11] w; function() internal z; bytes5 aa; string bb;
    int8 transient tr; address transient ts; E cc; S[] dd; uint40[3][2] ee; bytes1 last;
}
"""


def test_storage_lies_where_solc_lays_it() -> None:
    code = lowered(_STORED)
    said = answer(_STORED)["contracts"]["a.sol"]["C"]["storageLayout"]
    expected = {one["label"]: (int(one["slot"]), one["offset"]) for one in said["storage"]}
    found = {
        one.name: (one.slot, one.offset)
        for one in code.variables
        if not one.transient and not one.immutable
    }
    assert found == expected
    places: dict[str, Any] = {}
    for number, fields in code.structs.items():
        name = {("a", "b", "c"): "struct In", ("x", "y", "i", "m", "d", "e", "f"): "struct S"}
        places[name[tuple(field for field, _ in fields)]] = field_places(number, code.structs)
    for one in said["types"].values():
        if "members" in one:
            expected = {m["label"]: (int(m["slot"]), m["offset"]) for m in one["members"]}
            assert places[one["label"]] == expected
    moving = {one.name: (one.slot, one.offset) for one in code.variables if one.transient}
    assert moving == {"tr": (0, 0), "ts": (0, 1)}
    (fixed,) = (one for one in code.variables if one.immutable)
    assert (fixed.name, fixed.slot) == ("im", -1)


# -- control flow --------------------------------------------------------------------------

_FLOW = """
contract C {
    uint n;
    function t(uint x) internal returns (bool) { n += x; return x > 1; }
    function again() external { do { if (n == 7) continue; n = 1; } while (t(2)); }
    function either() external returns (bool) { return t(1) || t(2); }
    function guarded() external { require(t(1) || !t(2), "no"); n = 9; }
    function held() external { require(t(1), string(abi.encodePacked(n))); }
    function chosen(bool c) external returns (uint a, uint b) { (a, b) = c ? (1, 2) : (n, 3); }
    function holes() external { (uint a, , uint b) = (n, t(1), 3); n = a + b; }
    function dead(bool c) external { if (c) { return; n = 1; while (true) { t(5); } } n = 2; }
    function swaps() external { uint a = 1; uint b = 2; (a, b) = (b, a); n = a; }
}
"""


@pytest.fixture(scope="module")
def flow() -> lang.Code:
    return lowered(_FLOW)


def test_continue_in_do_while_goes_on_at_the_condition(flow: lang.Code) -> None:
    function = named(flow, "again")
    (check,) = (
        number
        for number, block in enumerate(function.blocks)
        if any(isinstance(one, lang.Call) for one in block.instructions)
    )
    leads = [block for block in function.blocks if isinstance(block.end, lang.Branch)]
    (compared,) = (
        block for block in leads if any(isinstance(one, lang.Compare) for one in block.instructions)
    )
    assert isinstance(compared.end, lang.Branch)
    assert check in (compared.end.true, compared.end.false)


def test_second_operand_of_or_runs_on_one_way_only(flow: lang.Code) -> None:
    function = named(flow, "either")
    first = function.blocks[0]
    assert isinstance(first.end, lang.Branch)
    assert len([one for one in first.instructions if isinstance(one, lang.Call)]) == 1
    second = function.blocks[first.end.false]
    assert [one for one in second.instructions if isinstance(one, lang.Call)]
    assert first.end.true != first.end.false


def test_a_check_of_alternatives_is_branches(flow: lang.Code) -> None:
    function = named(flow, "guarded")
    assert not [one for one in every(function) if isinstance(one, lang.Put)]
    ends = [one for one in every(function) if isinstance(one, lang.Branch)]
    assert len(ends) == 2
    (failure,) = (one for one in every(function) if isinstance(one, lang.Revert))
    assert (failure.kind, failure.arguments[0].value) == ("text", b"no")  # type: ignore[union-attr]


def test_a_reason_is_computed_before_the_check_fails(flow: lang.Code) -> None:
    ran = [type(one).__name__ for one in straight(named(flow, "held"))]
    assert "Encode" in ran


def test_tuples_are_assigned_from_the_right_with_values_read_before(flow: lang.Code) -> None:
    ran = straight(named(flow, "swaps"))
    last = [one for one in ran if isinstance(one, (lang.Get, lang.Put))][2:6]
    assert [(type(one).__name__, one.local.name) for one in last] == [
        ("Get", "b"),
        ("Get", "a"),
        ("Put", "b"),
        ("Put", "a"),
    ]


def test_code_that_nothing_leads_to_comes_last(flow: lang.Code) -> None:
    blocks = named(flow, "dead").blocks
    reached, pending = {0}, [0]
    while pending:
        for following in followers(blocks[pending.pop()].end):
            if following not in reached:
                reached.add(following)
                pending.append(following)
    assert reached == set(range(len(reached)))
    dead = [one for block in blocks[len(reached) :] for one in block.instructions]
    assert {type(one) for one in dead} == {lang.RefVariable, lang.Store, lang.Call}


# -- functions -----------------------------------------------------------------------------

_FUNCTIONS = """
contract A {
    uint[] log;
    function l(uint n) internal returns (uint) { log.push(n); return n; }
    modifier m(uint x) virtual { l(x); _; }
    function f() public virtual returns (uint) { return l(1); }
    function g(uint a) public virtual returns (uint) { return l(2); }
    function g(bool a) internal returns (uint) { return l(3); }
}
contract B is A { function f() public virtual override returns (uint) { l(4); return super.f(); } }
contract D is A { function f() public virtual override returns (uint) { l(5); return super.f(); } }
contract C is B, D {
    uint public v; mapping(address => uint[]) public w;
    function f() public override(B, D) returns (uint) { l(6); super.f(); return A.f(); }
    modifier m(uint x) override { l(x + 10); _; l(11); }
    function twice(uint x) external m(x) m(7) A.m(8) returns (uint) { x++; l(9); return x; }
    function overloads(uint8 n) external { g(n > 3); g(n); }
    function nowhere() internal { l(12); }
}
"""


@pytest.fixture(scope="module")
def functions() -> lang.Code:
    return lowered(_FUNCTIONS)


def test_super_goes_along_the_linearization_of_the_deployed_contract(
    functions: lang.Code,
) -> None:
    by_contract = {one.contract: one for one in functions.functions.values() if one.name == "f"}
    assert set(by_contract) == {"A", "B", "C", "D"}

    def called(contract: str) -> list[str]:
        return [
            functions.functions[one.function].contract
            for one in straight(by_contract[contract])
            if isinstance(one, lang.Call) and functions.functions[one.function].name == "f"
        ]

    assert called("C") == ["D", "A"]
    assert called("D") == ["B"]
    assert called("B") == ["A"]


def test_a_modifier_is_a_copy_for_each_use(functions: lang.Code) -> None:
    function = named(functions, "twice")
    ran = [
        one
        for one in straight(function)
        if isinstance(one, lang.Call) and functions.functions[one.function].name == "l"
    ]
    assert [getattr(one.arguments[0], "value", "computed") for one in ran] == [
        "computed",
        "computed",
        "computed",
        9,
        11,
        11,
    ]
    kept = {
        one.local.number
        for one in every(function)
        if isinstance(one, lang.Put)
        and one.local.name == "x"
        and one.local not in function.parameters
    }
    assert len(kept) == 3


def test_overloads_are_told_apart(functions: lang.Code) -> None:
    called = [
        functions.functions[one.function].signature
        for one in straight(named(functions, "overloads"))
        if isinstance(one, lang.Call)
    ]
    assert called == ["g(bool)", "g(uint256)"]


def test_what_nothing_reaches_is_left_out(functions: lang.Code) -> None:
    assert "nowhere" not in {one.name for one in functions.functions.values()}


def test_entries_are_what_messages_run(functions: lang.Code) -> None:
    found = {
        one.signature: (one.kind, functions.functions[one.function].contract)
        for one in functions.entries
    }
    assert found == {
        "f()": ("function", "C"),
        "g(uint256)": ("function", "A"),
        "twice(uint256)": ("function", "C"),
        "overloads(uint8)": ("function", "C"),
        "v()": ("getter", "C"),
        "w(address,uint256)": ("getter", "C"),
    }


# -- construction --------------------------------------------------------------------------

_BUILT = """
contract A {
    uint[] log; uint a = l(1);
    function l(uint n) internal returns (uint) { log.push(n); return n; }
    constructor(uint x) { l(2); }
}
contract B is A { uint b = l(3); constructor(uint x, uint y) A(l(4)) { l(5); return; } }
contract C is B { uint c = l(6); constructor() B(l(7), l(8)) { l(9); } }
"""


@pytest.mark.parametrize(
    ("via_ir", "expected"),
    [(False, [1, 3, 6, 7, 8, 4, 2, 5, 9]), (True, [7, 8, 4, 1, 2, 3, 5, 6, 9])],
    ids=["legacy", "IR"],
)
def test_construction_runs_in_the_order_of_the_pipeline(via_ir: bool, expected: list[int]) -> None:
    code = lowered(_BUILT, via_ir=via_ir)
    assert calls(code, code.functions[code.construction], "l") == expected


# -- values --------------------------------------------------------------------------------

_VALUES = """
library L { struct T { uint a; uint b; } }
error Closed(uint id, L.T what);
interface I { function ask(L.T calldata t, uint8[] calldata u) external returns (bytes4); }
contract C {
    bytes32 constant SLOT =
        keccak256(abi.encode(uint256(keccak256("a.b")) - 1)) & ~bytes32(uint256(0xff));
    uint8 constant SMALL = 2 ** 7;
    L.T kept; bytes4 sel; bytes32 slot; uint8 small; int16 less; uint u; uint[] many;
    function constants() external {
        slot = SLOT; small = SMALL; less = -3 * 5; sel = I.ask.selector;
    }
    function copies() external { L.T memory m = kept; L.T memory n = m; n.a = 1; kept = n; }
    function asks(I i) external returns (bytes4) { return i.ask({u: new uint8[](1), t: kept}); }
    function fails() external { revert Closed({what: L.T(1, 2), id: 3}); }
    function checked(uint8 a) external { unchecked { small = a + 1; } small = a + 1; }
    function erased(L.T memory t) external { delete kept; delete u; delete t; delete many[u]; }
    function nested() external {
        try this.constants() { u = 1; }
        catch Error(string memory s) { try this.constants() { u = 2; } catch { u = 3; } }
        catch (bytes memory b) { many.push(b.length); }
    }
}
"""


@pytest.fixture(scope="module")
def values() -> lang.Code:
    return lowered(_VALUES)


def test_constants_are_known(values: lang.Code) -> None:
    stored = [
        one.value for one in straight(named(values, "constants")) if isinstance(one, lang.Store)
    ]
    assert [(one.value, one.name) for one in stored if isinstance(one, lang.Constant)] == [
        (_namespace(b"a.b"), "SLOT"),
        (128, "SMALL"),
        (-15, ""),
        (selector_of("ask((uint256,uint256),uint8[])") << 224, "ask.selector"),
    ]


def _namespace(name: bytes) -> int:
    """Where ERC-7201 lets the storage of a namespace begin."""
    inner = int.from_bytes(keccak(name), "big") - 1
    return int.from_bytes(keccak(inner.to_bytes(32, "big")), "big") >> 8 << 8


def test_memory_is_shared_and_storage_is_copied(values: lang.Code) -> None:
    ran = [type(one).__name__ for one in straight(named(values, "copies"))]
    assert ran.count("Clone") == 1
    assert ran.count("Copy") == 1


def test_an_external_call_has_its_arguments_as_declared(values: lang.Code) -> None:
    (call,) = (one for one in every(named(values, "asks")) if isinstance(one, lang.ExternalCall))
    assert call.function.signature == "ask((uint256,uint256),uint8[])"
    assert call.named == ("t", "u")
    first, second = call.arguments
    assert isinstance(first.type, Reference)
    assert isinstance(second.type, Reference)
    assert (first.type.region, second.type.region) == (Region.STORAGE, Region.MEMORY)


def test_an_error_has_its_arguments_as_declared(values: lang.Code) -> None:
    (end,) = (one for one in every(named(values, "fails")) if isinstance(one, lang.Revert))
    assert (end.kind, end.name) == ("error", "Closed(uint256,(uint256,uint256))")
    assert isinstance(end.arguments[0], lang.Constant)
    assert end.arguments[0].value == 3


def test_arithmetic_is_checked_where_the_source_stands(values: lang.Code) -> None:
    sums = [one for one in every(named(values, "checked")) if isinstance(one, lang.Binary)]
    assert [(one.checked, one.result.type) for one in sums] == [
        (False, Number(8)),
        (True, Number(8)),
    ]


def test_what_is_erased_is_told_by_where_it_lies(values: lang.Code) -> None:
    ran = [type(one).__name__ for one in straight(named(values, "erased"))]
    # An object in storage, a value, an object in memory, an element.
    assert [one for one in ran if one in ("Delete", "Store", "Allocate", "Put")] == [
        "Delete",
        "Store",
        "Allocate",
        "Put",
        "Store",
    ]


def test_a_try_inside_a_clause_leads_on(values: lang.Code) -> None:
    function = named(values, "nested")
    tries = [one for one in every(function) if isinstance(one, lang.Try)]
    assert len(tries) == 2
    caught = [one for one in every(function) if isinstance(one, lang.Caught)]
    assert [one.kind for one in caught] == ["Error"]
    assert isinstance(caught[0].result.type, Boolean)
    assert {type(block.end) for block in function.blocks} == {
        lang.Try,
        lang.Branch,
        lang.Jump,
        lang.Return,
    }


_POINTERS = """
contract C {
    function(uint) external returns (uint) public held;
    function plain() external view returns (bytes memory) { return abi.encodeCall(held, (1)); }
    function own() external view returns (bytes memory) { return abi.encodeCall(this.held, ()); }
    function typed() external view returns (bytes4) { return C.held.selector; }
    function getter() external view returns (bytes4) { return this.held.selector; }
}
"""


def test_a_public_pointer_is_its_getter_as_a_member_alone() -> None:
    code = lowered(_POINTERS)
    parts = {
        name: [one for one in every(named(code, name)) if isinstance(one, lang.PointerPart)]
        for name in ("plain", "own", "typed", "getter")
    }
    assert {name: len(found) for name, found in parts.items()} == {
        "plain": 1,
        "own": 0,
        "typed": 1,
        "getter": 0,
    }
    (encoded,) = (one for one in every(named(code, "own")) if isinstance(one, lang.Encode))
    assert encoded.function is not None
    assert encoded.function.signature == "held()"


# -- what cannot be read -------------------------------------------------------------------


def _mutilated(source: str, old: str, new: str) -> Tree:
    text = json.dumps(answer(source)["sources"]["a.sol"]["ast"])
    assert old in text
    return Tree({"a.sol": json.loads(text.replace(old, new, 1))})


_PLAIN = """contract C { uint8 x; function f(uint8 b) external { b = 3; x = b; b = x; }
    function g(uint8 a) external returns (uint8) { return a + x; } }"""


def _code(old: str, new: str) -> lang.Code:
    found = _mutilated(_PLAIN, old, new)
    return lower_contract(
        found, next(n for n, one in found.nodes.items() if one.get("name") == "C")
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [('"leftExpression"', '"elsewhere"'), ('"nodeType": "BinaryOperation"', '"nodeType": "Odd"')],
)
def test_a_body_that_is_not_understood_is_opaque_and_the_others_are_not(old: str, new: str) -> None:
    code = _code(old, new)
    (key,) = code.unreadable
    assert code.functions[key].name == "g"
    assert code.functions[key].unreadable == code.unreadable[key]
    assert [type(one) for one in every(code.functions[key])] == [lang.Opaque, lang.Return]
    assert len(every(named(code, "f"))) == 8


def test_a_statement_that_is_not_understood_is_opaque_and_the_others_are_not() -> None:
    code = _code('"nodeType": "Assignment"', '"nodeType": "Surprise"')
    assert not code.unreadable
    first, *others = every(named(code, "f"))
    assert isinstance(first, lang.Opaque)
    assert "Surprise" in first.reason
    assert [one.name for one in first.locals] == ["b"]
    assert len(others) == 7


def test_a_contract_whose_storage_is_not_understood_may_do_anything() -> None:
    code = _code('"typeIdentifier": "t_uint8"', '"typeIdentifier": "t_novelty"')
    assert code.unreadable == {code.construction: "the type t_novelty"}


def test_deep_expressions_are_lowered() -> None:
    terms = " + ".join(["x"] * 400)
    code = lowered(
        f"contract C {{ function f(uint x) external returns (uint) {{ return {terms}; }} }}"
    )
    assert not code.unreadable
    sums = [one for one in every(named(code, "f")) if isinstance(one, lang.Binary)]
    assert len(sums) == 399


def test_deep_types_are_lowered() -> None:
    depth = 450
    nested = "mapping(uint => " * depth + "uint" + ")" * depth
    element = "m" + "[1]" * depth
    code = lowered(f"contract C {{ {nested} m; function f() external {{ delete {element}; }} }}")
    assert not code.unreadable
    places = [one for one in every(named(code, "f")) if isinstance(one, lang.RefElement)]
    assert len(places) == depth


def test_copies_of_copies_end() -> None:
    uses = " ".join(["m"] * 12)
    chain = "".join(
        f"bytes32 constant K{n} = keccak256(abi.encode('x', K{n + 1}, K{n + 1}));"
        for n in range(12)
    )
    code = lowered(
        f"""contract C {{ uint n; modifier m() {{ _; _; }} {chain} bytes32 constant K12 = 0;
        function often() external {uses} {{ n++; }} function twice() external m {{ n++; }}
        function chained() external returns (bytes32) {{ return K0; }} }}"""
    )
    named_ones = {code.functions[key].name for key in code.unreadable}
    assert named_ones == {"often", "chained"}
    assert len([one for one in every(named(code, "twice")) if isinstance(one, lang.Store)]) == 2


def test_one_tree_serves_several_contracts() -> None:
    found = tree(_FUNCTIONS)
    contracts = [n for n, one in found.nodes.items() if one["nodeType"] == "ContractDefinition"]
    codes = [lower_contract(found, number) for number in contracts]
    assert [one.contract for one in codes] == ["A", "B", "D", "C"]
    assert lower_contract(found, contracts[-1]) == codes[-1]
