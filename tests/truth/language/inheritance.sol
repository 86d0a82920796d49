// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

// Construction, overriding, `super`, and modifiers.
uint256 constant TOP = 3;
bytes32 constant NAME = keccak256("name");

abstract contract Trail {
    uint256 public trail = 7;
    function t(uint256 v) internal returns (uint256) { unchecked { trail = trail * 33 ^ v; } return v; }
}

abstract contract A is Trail {
    uint256 public a1 = t(1);
    uint256 private same = t(2);
    constructor(uint256 v) { t(v); a1 += hook(v); }
    function hook(uint256 v) internal virtual returns (uint256) { return t(v) + same; }
    function name() public virtual returns (string memory) { return "A"; }
    modifier around(uint256 v) virtual { t(v); _; t(v + 1); }
}

abstract contract B is A {
    uint256 public b1 = t(3);
    constructor(uint256 v) A(t(v + 100)) { t(v); }
    function hook(uint256 v) internal virtual override returns (uint256) { return super.hook(v + 1) * 2; }
    function name() public virtual override returns (string memory) { return string.concat("B", super.name()); }
}

abstract contract C is A {
    uint256 public c1 = t(4);
    uint256 private same = 9;
    constructor() { t(5); }
    function hook(uint256 v) internal virtual override returns (uint256) { return super.hook(v + 2) ^ same; }
    function name() public virtual override returns (string memory) { return string.concat("C", super.name()); }
    modifier around(uint256 v) virtual override { if (v > 1) { t(v + 7); _; } else { t(77); } }
}

contract Diamond is B, C {
    uint256 public d1 = t(6);
    uint256 public immutable early = t(8);
    address public immutable maker;
    bytes4 immutable small;
    function() internal returns (uint256) immutable pointed;
    constructor(uint256 v) payable B(t(v) + 1) around(2) {
        t(9);
        maker = msg.sender;
        small = bytes4(NAME);
        pointed = five;
        d1 = early + address(this).balance;
    }
    modifier around(uint256 v) override(A, C) { t(v); _; t(3); }
    function five() internal returns (uint256) { return t(5); }
    function hook(uint256 v) internal override(B, C) returns (uint256) { return super.hook(v + 3) + B.hook(1) + C.hook(2); }
    function name() public override(B, C) returns (string memory) { return string.concat("D", super.name(), A.name()); }
    function reads() external returns (bytes4, uint256, uint256) { return (small, pointed(), hook(TOP)); }

    modifier twice() { _; _; }
    modifier last(uint256 v) { _; t(v); if (v == 3) return; t(v + 1); }
    modifier local(uint256 v) { uint256 x = v; _; x++; t(x); }
    function runs(uint256 v) external around(v) around(v + 1) returns (uint256 r) { r += t(v); v++; }
    function again(uint256 v) external twice returns (uint256 r) { r += v; v += 2; t(r); if (v > 50) return 5; }
    function early_(uint256 v) external last(v) last(t(v)) returns (uint256) { if (v == 2) return t(1); return t(2); }
    function locals(uint256 v) external local(v) local(v & 3) returns (uint256 x) { x = t(v); v = 9; }
    function virtualOnes(uint256 v) external around(trail & 3) { v; }
}

contract Getter {
    struct Deep { uint8 a; uint256[] skipped; string text; mapping(uint256 => uint256) map; Inner inner; bytes data; }
    struct Inner { uint16 x; bool y; }
    Deep public deep;
    mapping(address => mapping(uint8 => Inner[])) public table;
    Inner[2][] public grid;
    uint8[3][2] public cells;
    string public text = "a text that is longer than what a slot has room for, by far";
    bytes public empty;
    function(uint256) external returns (uint256) public pointer;
    constructor() {
        deep.a = 4; deep.skipped.push(1); deep.text = "deep"; deep.map[1] = 2; deep.inner = Inner(3, true); deep.data = hex"010203";
        table[msg.sender][1].push(Inner(5, true));
        grid.push()[1] = Inner(2, true);
        cells[1][2] = 9;
        pointer = this.own;
    }
    function own(uint256 v) external pure returns (uint256) { return v + 1; }
    function throughPointer(uint256 v) external returns (uint256 r, address where, bytes4 what) {
        try pointer(v) returns (uint256 x) { r = x; } catch Panic(uint256 code) { r = code + 1000; }
        return (r, pointer.address, pointer.selector);
    }
}

interface ITotal { function total() external view returns (uint256); function scaled(uint8 by) external view returns (uint256); }
contract Overrides is ITotal {
    uint256 public override total = 5;
    mapping(uint8 => uint256) public override scaled;
    function sum(uint8 by) external returns (uint256) { scaled[by] += total; return ITotal(this).total() + this.scaled(by); }
}
