// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity ^0.8.20;

import "./Network.sol";

// Each `sink(x)` asks where x comes from; the mark answers. `a b` means that it may be either.

contract Flows {
    struct Inner {
        uint256 one;
        uint256 two;
    }
    struct Outer {
        Inner inner;
        uint256[] list;
    }

    uint256 private state;
    uint256 private untouched;
    uint256 private immutable FIXED;
    uint256 private constant SIX = 6;
    Outer private outer;
    Inner[] private stack;
    mapping(uint256 => Inner) private table;
    mapping(uint256 => mapping(address => uint256)) private nested;

    constructor(uint256 given) {
        FIXED = 5;
        state = given;
    }

    function sink(uint256) private pure {}

    function sinkAddress(address) private pure {}

    function locals(uint256 p) external {
        sink(1); //= 1
        sink(p); //= p
        uint256 a = 2;
        a = 3;
        sink(a); //= 2 3
        uint256 b;
        sink(b); //= b
        sink(p > 0 ? 4 : p); //= 4 p
        sink(uint256(uint160(uint256(7)))); //= 7
        sink(p + 1); //= Binary
        sink(SIX); //= 6
        sink(FIXED); //= 5
        sink(untouched); //= untouched
        sinkAddress(msg.sender); //= msg.sender
        sinkAddress(address(this)); //= this
    }

    function stored(uint256 q) external {
        sink(state); //= given q
        state = q;
    }

    function fields(uint256 p) external {
        Inner memory m = Inner(10, p);
        sink(m.one); //= 10
        sink(m.two); //= p 11
        m.two = 11;
        Inner memory alias_ = m;
        alias_.one;
        Outer memory o;
        o.inner = Inner({two: 12, one: 13});
        sink(o.inner.one); //= 13
        o.inner.two = 14;
        sink(o.inner.two); //= 12 14
    }

    function aliased() external {
        Inner memory m = Inner(20, 21);
        Inner memory n = m;
        n.one = 22;
        sink(m.one); //= 20 22
        _change(m);
        sink(m.two); //= 21 23
    }

    function _change(Inner memory k) private pure {
        k.two = 23;
    }

    function storageFields(uint256 k) external {
        table[k] = Inner(30, 31);
        table[k].two = 32;
        Inner storage p = table[k];
        p.one = 33;
        sink(table[k].one); //= 30 33
        sink(p.two); //= 31 32
        stack.push(Inner(35, 36));
    }

    function nestedMapping(uint256 k) external {
        nested[k][msg.sender] = 40;
        sink(nested[1][msg.sender]); //= 40
    }

    function pair() private pure returns (uint256, uint256 second) {
        second = 50;
        return (51, second);
    }

    function tuples(uint256 p) external {
        (uint256 a, uint256 b) = pair();
        sink(a); //= 51
        sink(b); //= 50
        (, uint256 c) = pair();
        sink(c); //= 50
        (uint256 d, uint256 e) = (52, p);
        sink(d); //= 52
        sink(e); //= p
    }

    function id(uint256 x) private pure returns (uint256) {
        return x;
    }

    function results(uint256 p) external {
        sink(id(60)); //= 60
        sink(id(id(p))); //= p
    }

    function shared(uint256 y) private {
        sink(y); //= 70 71
    }

    function callers() external {
        shared(70);
        shared(id(71));
    }
}
