"""What a file imports under a name of its own is to Slither what it is without that name."""

from __future__ import annotations

from pathlib import Path

import pytest
from slither.core.declarations import Contract

from dtnlint.compiler import Loaded, load_files

DEEP = """
struct Depth { uint256 a; }
library Wells { function draw(uint256 a) internal pure returns (uint256) { return a; } }
abstract contract Deep { function deep() public virtual returns (uint256) { return 3; } }
"""

PARTS = """
import "./Deep.sol" as Below;
uint256 constant LIMIT = 7;
struct Pair { uint256 a; address b; }
enum Kind { One, Two }
type Id is uint256;
error Bad(uint256 a);
event Done(uint256 a);
interface Other { function g(uint256 a) external returns (uint256); }
function free(uint256 a) pure returns (uint256) { return a + 1; }
function both(uint256 a) pure returns (uint256) { return a + 1; }
function both(address a) pure returns (uint256) { return uint160(a); }
library Sums {
    struct Sum { uint256 a; }
    error Worse(uint256 a);
    function next(uint256 a) internal pure returns (uint256) { return a + 1; }
    function twice(uint256 a) internal pure returns (uint256) { return a * 2; }
}
abstract contract First { function v() public virtual returns (uint256) { return 1; } }
abstract contract Second { function v() public virtual returns (uint256) { return 2; } }
contract Made { uint256 public x; constructor(uint256 y) { x = y; } }
abstract contract Owned {
    address internal owner;
    constructor(address owner_) { owner = owner_; }
    modifier only() { require(msg.sender == owner); _; }
    function give(address to) internal { owner = to; }
}
"""

SHOP = """
import "@deeptrust/contracts/with-dtn-ai.sol" as Dtn;
import * as Net from "@deeptrust/contracts/idtn-ai.sol";
import "./Parts.sol" as W;
using {W.free} for uint256;
contract Shop is Dtn.WithDtnAi, W.First, W.Second, W.Owned, W.Below.Deep {
    using W.Sums for uint256;
    using {W.Sums.twice} for uint256;
    uint256 public sessionId;
    W.Pair pair;
    W.Kind kind;
    mapping(W.Id => W.Pair[]) pairs;
    constructor(address router) W.Owned(router) { ai = Net.IDtnAi(router); }
    function v() public override(W.First, W.Second) returns (uint256) {
        return W.First.v() + super.v();
    }
    function open() external only { sessionId = ai.startUserSession(); }
    function use(W.Pair memory p, address o) external returns (W.Kind) {
        pair = W.Pair({a: W.free(p.a), b: o});
        uint256 n = W.Sums.next(p.a) + W.LIMIT + p.a.twice() + p.a.free() + W.Below.Wells.draw(2);
        n += W.both(o) + W.both(n);
        if (n > W.LIMIT) revert W.Bad(n);
        if (n > 3) revert W.Sums.Worse(n);
        emit W.Done(n);
        W.Made made = new W.Made(n);
        try W.Other(o).g(made.x()) returns (uint256 z) { n = z; } catch { }
        W.Id id = W.Id.wrap(n);
        n = W.Id.unwrap(id);
        bytes4 name = type(W.Other).interfaceId;
        W.Below.Depth memory depth = W.Below.Depth(uint32(name));
        W.Owned.give(o);
        pairs[id].push(W.Pair(depth.a, o));
        Net.IDtnAi.CallType call = Net.IDtnAi.CallType.DIRECT;
        if (kind == W.Kind.One || call == Net.IDtnAi.CallType.DIRECT) kind = W.Kind.Two;
        return W.Kind(1);
    }
}
"""


def load(folder: Path, **texts: str) -> Loaded:
    folder.mkdir(exist_ok=True)
    for name, text in {"Deep": DEEP, "Parts": PARTS, **texts}.items():
        (folder / f"{name}.sol").write_text(f"pragma solidity ^0.8.22;\n{text}")
    (loaded,) = load_files([folder / "Shop.sol"])
    return loaded


def shop(folder: Path, text: str) -> Contract:
    (found,) = load(folder, Shop=text).slither.get_contract_from_name("Shop")
    return found


def read(contract: Contract) -> list[str]:
    return [
        *(str(base) for base in contract.inheritance),
        *(f"{key}: {[str(one) for one in used]}" for key, used in contract.using_for.items()),
        *(f"{variable.name}: {variable.type}" for variable in contract.state_variables),
        *(
            f"{function.canonical_name} {node.node_id}: {ir}"
            for function in contract.functions_and_modifiers
            for node in function.nodes
            for ir in node.irs
        ),
        *(
            f"{function.canonical_name} {[str(m) for m in function.modifiers]}"
            f"{[str(base) for base in function.explicit_base_constructor_calls]}"
            for function in contract.functions
        ),
    ]


def test_a_name_behind_a_module_reads_like_the_name_alone(tmp_path: Path) -> None:
    plain = SHOP.replace('" as Dtn;', '";').replace('" as W;', '"; import "./Deep.sol";')
    plain = plain.replace("* as Net from ", "")
    for module in ("W.Below.", "W.", "Net.", "Dtn."):
        plain = plain.replace(module, "")
    assert " as " not in plain
    behind = shop(tmp_path / "behind", SHOP)
    assert read(behind) == read(shop(tmp_path / "plain", plain))
    (use,) = [function for function in behind.functions if function.name == "use"]
    assert all(node.irs for node in use.nodes if node.expression is not None)
    (done,) = [
        n for n in use.nodes if n.expression and n.source_mapping.content == "emit W.Done(n)"
    ]
    assert done.expression.called.source_mapping.content == "W.Done"


@pytest.mark.parametrize(
    "own",
    [
        "uint256 internal LIMIT = 8;",
        "function g() external pure returns (uint256 LIMIT) { LIMIT = 8; }",
    ],
)
def test_a_name_that_is_another_ones_too_keeps_its_module(own: str, tmp_path: Path) -> None:
    text = SHOP.replace("uint256 public sessionId;", f"uint256 public sessionId; {own}")
    found = shop(tmp_path, text)
    (use,) = [function for function in found.functions if function.name == "use"]
    read_there = {variable.name for node in use.nodes for variable in node.state_variables_read}
    assert "LIMIT" not in read_there


def test_a_base_may_have_the_name_of_its_heir(tmp_path: Path) -> None:
    text = """
        import "./Base.sol" as Bases;
        import {Owned as Lent} from "./Parts.sol";
        contract Shop is Bases.Shop, Lent { constructor() Bases.Shop(1) Lent(msg.sender) {} }
    """
    base = """
        import {WithDtnAi} from "@deeptrust/contracts/with-dtn-ai.sol";
        abstract contract Shop is WithDtnAi {
            uint256 public sessionId;
            constructor(uint256) { sessionId = ai.startUserSession(); }
        }
    """
    loaded = load(tmp_path, Shop=text, Base=base)
    heir = next(c for c in loaded.slither.contracts if c.name == "Shop" and not c.is_abstract)
    assert [str(base) for base in heir.inheritance] == ["Owned", "Shop", "WithDtnAi"]
    assert "sessionId" in {variable.name for variable in heir.state_variables}
