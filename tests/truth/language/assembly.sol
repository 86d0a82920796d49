// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

// Assembly over slots, memory, calldata and messages.
contract Assembly {
    uint256 public word = 5;
    uint128 internal low = 3;
    uint64 internal high = 4;
    bytes4 internal fourth = 0x01020304;
    mapping(uint256 => uint256) internal map;
    struct S { uint256 a; uint256 b; }
    S[] internal list;
    bytes4 constant SELECTOR = 0x12345678;
    uint256 constant K = 42;
    uint256 constant L = K;
    bytes32 constant SLOT = 0x00000000000000000000000000000000000000000000000000000000000000ff;

    function slots(uint256 v) external returns (uint256 a, uint256 b, uint256 c) {
        assembly {
            sstore(word.slot, add(sload(word.slot), v))
            a := and(shr(mul(8, high.offset), sload(high.slot)), 0xffffffffffffffff)
            b := low.slot
            c := fourth.offset
            mstore(0, v)
            mstore(32, map.slot)
            sstore(keccak256(0, 64), 9)
        }
        c += map[v];
    }
    function pointer(uint256 v) external returns (uint256) {
        S storage p;
        assembly { p.slot := SLOT }
        p.a = v;
        p.b += 1;
        S storage q = p;
        assembly { q.slot := add(p.slot, 1) }
        return q.a;
    }
    function constants(uint256 v) external pure returns (bytes4 r, uint256 k) { assembly { r := SELECTOR k := add(L, v) } }
    function strings(string memory s, bytes calldata d) external pure returns (uint256 n, uint256 m, bytes32 first, bytes32 h) {
        assembly {
            n := mload(s)
            m := d.length
            if gt(m, 31) { first := calldataload(d.offset) }
            h := keccak256(add(s, 32), n)
            if gt(n, 3) { mstore(s, 3) }
        }
        n += bytes(s).length * 1000;
    }
    function moved(bytes calldata d) external pure returns (bytes memory) {
        assembly { if gt(d.length, 2) { d.offset := add(d.offset, 1) d.length := sub(d.length, 2) } }
        return d;
    }
    function built(uint256 n) external pure returns (uint256[] memory r) {
        n %= 5;
        assembly {
            r := mload(0x40)
            mstore(r, n)
            let p := add(r, 32)
            for { let i := 0 } lt(i, n) { i := add(i, 1) } { mstore(p, mul(i, i)) p := add(p, 32) }
            mstore(0x40, p)
        }
    }
    function fields(S memory s, uint256 v) external pure returns (S memory, S memory t) {
        t = s;
        assembly { mstore(add(s, 32), v) t := s }
        return (s, t);
    }
    function functions(uint256 v) external pure returns (uint256 r, uint256 s) {
        assembly {
            function f(a, b) -> x, y { x := sub(a, b) y := g(x) if iszero(b) { leave } y := add(y, 1) }
            function g(a) -> x { switch gt(a, 7) case 1 { x := 3 } default { x := h(h(a)) } }
            function h(a) -> x { for {} lt(x, a) { x := add(x, 3) } { if eq(x, 6) { break } if eq(x, 3) { continue } } }
            r, s := f(v, and(v, 1))
            function late() { mstore(0x40, mload(0x40)) }
            late()
        }
    }
    function order(uint256 v) external returns (uint256 r) {
        assembly {
            function put(at, x) -> y { sstore(at, x) y := add(sload(100), x) }
            r := add(put(100, v), mul(put(100, 2), put(101, 3)))
        }
    }
    function arithmetic(uint256 a, uint256 b, int8 c) external pure returns (uint256 r) {
        assembly {
            r := add(div(a, b), mod(a, b))
            r := xor(r, sdiv(a, b))
            r := add(r, smod(sub(0, a), b))
            r := xor(r, sar(2, not(a)))
            r := add(r, byte(b, a))
            r := xor(r, signextend(0, c))
            r := add(r, exp(a, and(b, 3)))
            r := add(r, addmod(a, b, 0))
            r := xor(r, shl(b, 1))
            r := add(r, and(slt(a, b), sgt(b, a)))
            if iszero(iszero(eq(r, 0))) { r := 1 }
        }
    }
    function ends(uint256 v) external returns (uint256) {
        word = v;
        inner(v);
        return 1;
    }
    function inner(uint256 v) internal {
        assembly {
            switch mod(v, 7)
            case 0 { mstore(0, 42) return(0, 32) }
            case 1 { stop() }
            case 2 { mstore(0, v) revert(0, 32) }
            case 3 { invalid() }
            case 4 { sstore(1, v) selfdestruct(origin()) }
            case 5 { log2(0, 0, v, caller()) }
        }
    }
    function calls(uint256 v) external returns (bool ok, uint256 r, uint256 size) {
        address me = address(this);
        bytes4 what = this.constants.selector;
        assembly {
            let p := mload(0x40)
            mstore(p, what)
            mstore(add(p, 4), v)
            ok := call(gas(), me, 0, p, 36, p, 64)
            r := mload(add(p, 32))
            size := returndatasize()
            if iszero(ok) { returndatacopy(p, 0, size) revert(p, size) }
        }
    }
    function bubble(address to, bytes memory d) external returns (bytes memory r) {
        assembly {
            let ok := delegatecall(gas(), to, add(d, 32), mload(d), 0, 0)
            let size := returndatasize()
            r := mload(0x40)
            mstore(r, size)
            returndatacopy(add(r, 32), 0, size)
            mstore(0x40, add(r, and(add(size, 63), not(31))))
            if iszero(ok) { revert(add(r, 32), size) }
        }
    }
    function makes(uint256 v) external returns (address a, uint256 r) {
        bytes memory code = abi.encodePacked(type(Tiny).creationCode, abi.encode(v));
        assembly { a := create2(0, add(code, 32), mload(code), 5) }
        if (a != address(0)) r = Tiny(a).x();
    }
    function facts() external view returns (address a, address b, uint256 c, uint256 d, uint256 e) {
        assembly { a := caller() b := address() c := add(timestamp(), number()) d := calldatasize() e := selfbalance() }
    }
    function pointers(function(uint256) external f) external pure returns (address a, uint256 s) { assembly { a := f.address s := f.selector } }
    function lasting(uint256 v) external returns (uint256 r) {
        assembly { r := tload(7) tstore(7, add(r, v)) }
        if (v > 1) r += this.lasting(v / 2) + this.lasting(1);
    }
    function copies(bytes calldata d) external pure returns (bytes32 h) {
        assembly {
            let p := mload(0x40)
            calldatacopy(p, d.offset, d.length)
            mcopy(add(p, 7), p, d.length)
            mstore8(p, 0x5a)
            h := keccak256(p, add(d.length, 7))
        }
    }
}

contract Tiny {
    uint256 public immutable x;
    constructor(uint256 v) { require(v != 3); x = v; }
}
