// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

// Loops, ways out of a call, and numbers.
library Lib {
    struct Set { mapping(uint256 => uint256) at; uint256[] all; }
    error Full(uint256 by);
    function add(Set storage s, uint256 v) internal returns (bool) {
        if (s.at[v] != 0) return false;
        s.all.push(v);
        s.at[v] = s.all.length;
        return true;
    }
    function addFar(Set storage s, uint256 v) external returns (bool added, uint256[] memory all) {
        if (s.all.length > 6) revert Full(v);
        added = add(s, v);
        all = s.all;
    }
    function who() external view returns (address, address) { return (msg.sender, address(this)); }
    function twice(uint256 v) internal pure returns (uint256) { return v * 2; }
}

contract Flow {
    using Lib for *;
    using Lib for uint256;
    Lib.Set internal set;
    uint256 public total;
    enum Way { One, Two, Three }
    Way public way;

    function loops(uint256 n) external returns (uint256 r) {
        n %= 12;
        for (;;) { if (r > n) break; r += 2; if (r == 4) continue; r++; }
        uint256 i;
        do { i++; if (i % 2 == 0) continue; if (i > 7) break; r += i; } while (i < n);
        while (true) { if (i == 0) { break; } i--; for (uint256 j = 0; j < 3; j++) { if (j == 1) continue; if (i == 3) break; r += j; } }
        for (uint256 k = n; k > 0; k--) { uint256 fresh; fresh += k; total += fresh; if (k == 2) return r; }
    }
    function recursion(uint256 n) public returns (uint256) { n &= 15; if (n < 2) return n; total++; return recursion(n - 1) + recursion((n - 2) / 2); }
    function libraries(uint256 v) external returns (bool, uint256, uint256) {
        bool added = set.add(v % 5);
        (bool far, uint256[] memory all) = set.addFar(v % 7);
        return (added && far, all.length, v % 100 .twice());
    }
    function places() external pure returns (bool) { return address(Lib) != address(0); }
    function identity() external view returns (address, address) { return Lib.who(); }
    function pointers(uint256 v, bool c) external pure returns (uint256) {
        function(uint256) pure returns (uint256) f = c ? Lib.twice : half;
        function(uint256) pure returns (uint256)[2] memory g = [f, half];
        return compose(f, g[1], v % 1000);
    }
    function compose(function(uint256) pure returns (uint256) f, function(uint256) pure returns (uint256) g, uint256 v) internal pure returns (uint256) { return f(g(v)) + g(f(v)); }
    function half(uint256 v) internal pure returns (uint256) { return v / 2; }
    function unset(uint256 v) external returns (uint256) { function(uint256) returns (uint256) f; if (v > 5) f = recursion; return f(v); }

    function thrower(uint256 v) external returns (uint256, bytes memory) {
        total += 1;
        if (v == 0) revert();
        if (v == 1) revert("text");
        if (v == 2) revert Lib.Full(v);
        if (v == 3) assert(false);
        if (v == 4) { assembly { invalid() } }
        if (v == 5) { assembly { mstore(0, 5) return(0, 32) } }
        if (v == 7) { assembly { mstore(0, shl(224, 0x08c379a0)) mstore(4, 32) mstore(36, 100) revert(0, 68) } }
        return (v, abi.encode(v));
    }
    function tries(uint256 v) external returns (uint256 r, bytes memory b) {
        v %= 9;
        try this.thrower(v) returns (uint256 x, bytes memory y) { (r, b) = (x, y); }
        catch Error(string memory s) { r = 1000; b = bytes(s); }
        catch Panic(uint256 c) { r = 2000 + c; }
        catch (bytes memory d) { r = 3000; b = d; }
        total += r;
    }
    function triesInside(uint256 v) external returns (uint256 r) {
        try this.tries(v) returns (uint256 x, bytes memory) {
            r = x;
            try this.thrower(x % 4) { r += 1; } catch Error(string memory) { r += 2; try this.thrower(3) { r += 4; } catch { r += 8; } } catch { r += 16; }
        } catch { r = 99; }
    }
    function low(uint256 v) external returns (bool ok, bytes memory d, bool ok2, uint256 size) {
        (ok, d) = address(this).call(abi.encodeCall(this.thrower, (v % 9)));
        (ok2, ) = address(this).staticcall(abi.encodeWithSignature("thrower(uint256)", v));
        (, bytes memory e) = address(2).staticcall(d);
        size = e.length;
        if (v == 3) { (ok, ) = address(this).delegatecall(abi.encodeWithSelector(this.thrower.selector, 8)); }
    }
    function enums(uint8 v) external returns (Way) {
        way = Way(v % 4);
        if (way > Way.One && way != Way.Two) return type(Way).max;
        return Way(uint8(way) + 1);
    }
    function signed(int8 a, int8 b) external pure returns (int8 p, int8 q, int16 r, uint8 s, int256 t) {
        unchecked { p = a * b; q = a - b; s = uint8(-a); }
        r = int16(a) * b;
        t = a >> 1;
        t += int256(b) << 3;
        if (b != 0) { unchecked { q ^= a / b; q += a % b; } }
    }
    function checked(int8 a, int8 b, uint8 c) external pure returns (int8, uint8) { return (a / b - b, uint8(c ** 2) + (c >> 1)); }
    function negate(int256 v) external pure returns (int256) { return -v; }
    function powers(uint256 a, uint8 b, int16 c) external pure returns (uint256, int16, uint256) { return (a ** (b % 5), c ** 3, 2 ** b); }
    function casts(uint256 v, int256 w, bytes32 x) external pure returns (uint8, int8, bytes4, uint32, int128) {
        return (uint8(v), int8(uint8(v)), bytes4(x), uint32(bytes4(x)), int128(w));
    }
    function castsOfBytes(uint256 v, bytes32 x) external pure returns (address, bytes1, bytes20) {
        return (address(uint160(v)), x[v % 32], bytes20(uint160(v)));
    }
    function shifts(uint256 v, uint16 n, int64 s, bytes8 b) external pure returns (uint256, uint16, int64, bytes8, uint16) {
        return (v >> n, uint16(v) << (n % 20), s >> (n % 70), b >> (n % 70), n << 250 >> 3);
    }
    function literals() external pure returns (uint256, int256, bytes3, string memory, uint256, bytes2, uint256) {
        return (2 ** 200 / 4 + 1e18, -5 * 2 + 7 % -3 - 3 / 2 * 2, "abc", unicode"\u00e9\n", 1 days + 0.5 ether, hex"0a0b", ~uint256(0) - type(uint128).max);
    }
    function decode(bytes calldata d) external pure returns (uint8 a, bytes memory b, int16[2] memory c) { (a, b, c) = abi.decode(d, (uint8, bytes, int16[2])); }
    function decodeMany(bytes memory d) external pure returns (string[] memory, bool) { return abi.decode(d, (string[], bool)); }
    function signature(bytes32 h, uint8 v, bytes32 r, bytes32 s) external view returns (address, bytes20, bytes32, bytes4) {
        return (ecrecover(h, v, r, s), ripemd160(abi.encode(h)), sha256(abi.encode(r)), msg.sig);
    }
    function scopes(uint256 x) external pure returns (uint256 r) {
        { uint256 y = x & 3; r = y; { uint256 z = y + 1; r += z; y = z; } r += y; }
        if (r > 2) { uint256 y = 100; r += y; }
        unchecked { r -= 1000; r += 1000; }
    }
}

contract Money {
    uint256 public got;
    event Got(address indexed from, uint256 value, bytes data);
    receive() external payable { got += msg.value; emit Got(msg.sender, msg.value, ""); }
    fallback(bytes calldata d) external payable returns (bytes memory) { emit Got(msg.sender, msg.value, d); if (d.length == 1) revert("one"); return abi.encode(d.length); }
    function send(address payable to, uint256 v) external payable returns (bool ok) { ok = to.send(v % 4); }
    function transfer(address payable to, uint256 v) external payable { to.transfer(v % 4); }
    function call(address to, uint256 v, bytes calldata d) external payable returns (bool, bytes memory) { return to.call{value: v % 4}(d); }
    function make(uint256 v, bytes32 salt) external payable returns (address a, address b, uint256 x) {
        Made m = new Made{value: v % 3}(v);
        a = address(m);
        b = address(new Made{salt: salt}(v + 1));
        try new Made(v % 3) returns (Made n) { x = n.v(); } catch Error(string memory s) { x = bytes(s).length; }
        m.take(this);
    }
    function balances() external view returns (uint256, uint256, bytes32, uint256) { return (address(this).balance, msg.sender.balance, address(0x77).codehash, msg.sender.code.length); }
}

contract Made {
    uint256 public v;
    constructor(uint256 w) payable { require(w != 2, "two is refused"); v = w + msg.value; }
    function take(Money m) external { (bool ok, ) = address(m).call{value: address(this).balance}("");  v = ok ? m.got() : 5; }
}
