// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

// What is evaluated when: operands, arguments, both sides of assignments, tuples, options.
contract Order {
    uint256 public trail = 1;
    uint256[] public list = [1, 2, 3, 4];
    uint256[4] public fixedList;
    mapping(uint256 => uint256) public map;
    struct Pair { uint256 a; uint256 b; }
    Pair public pair;
    Pair[] public pairs;

    function t(uint256 v) internal returns (uint256) {
        unchecked { trail = trail * 31 + v; }
        return v;
    }
    function list_(uint256 v) internal returns (uint256[] storage) { t(v); return list; }
    function operands(uint256 a) external returns (uint256) { return t(a & 7) * 2 + (t(1) - t(0)) ** t(2); }
    function compare(uint256 a) external returns (bool) { return t(a % 5) < t(2) == (t(1) == t(a % 2)); }
    function increments(uint256 i) external returns (uint256 r) {
        i %= 3;
        r = i++ + i;
        r += i + i++;
        r += i++ * ++i;
        r = r * 10 + (i = 5) + i;
    }
    function index(uint256 i) external {
        i %= 2;
        list[i++] = i;
        list[i] = i++;
        fixedList[i++ % 4] += i;
        map[i++] = map[i] + i;
    }
    function computed(uint256 i) external { list_(1)[t(i % 4)] = list_(2)[t(1)]; }
    function compound(uint256 i) external { list_(1)[t(i % 4)] += list_(2)[t(1)]; }
    function readLate(uint256 i) external returns (uint256) {
        i %= 9;
        return i + change(i) + list[0];
    }
    function change(uint256 v) internal returns (uint256) { list[0] = v; return list[0] + t(v); }
    function stateOperand(uint256 v) external returns (uint256) { return trail ^ t(v) ^ trail; }
    function arguments(uint256 a) external returns (uint256) { return three(a, a = t(3), a++); }
    function three(uint256 a, uint256 b, uint256 c) internal pure returns (uint256) {
        unchecked { return a * 10000 + b * 100 + c; }
    }
    function named(uint256 a) external returns (uint256) { return three({c: t(a), a: t(2), b: t(3)}); }
    function tuples(uint256 a, uint256 b) external returns (uint256, uint256) {
        (a, b) = (b, a);
        (trail, a) = (t(a), t(b));
        (list[t(0)], list[t(1)]) = (list[1], list[0]);
        return (a, b);
    }
    function nested(uint256 a) external returns (uint256 x, uint256 y, uint256 z) {
        ((x, y), z) = ((a, t(1)), t(2));
        (, (x, )) = (t(4), (t(5), t(6)));
    }
    function chosen(bool c) external returns (uint256 x, uint256 y) {
        (x, y) = c ? (t(1), t(2)) : (t(3), t(4));
    }
    function structs(uint256 a) external returns (Pair memory p) {
        p = Pair(t(a), t(1));
        p = Pair({b: t(p.a), a: t(p.b)});
        pair = p;
        (pair.a, pair.b) = (pair.b, pair.a);
    }
    function pushes(uint256 a) external {
        list.push(t(a));
        list.push() = list.length;
        pairs.push(Pair(a, list.length));
        pairs.push().b = pairs.length;
    }
    function chain(uint256 a) external returns (uint256) {
        uint256 x;
        uint256 y;
        x = y = t(a);
        x += y -= x & 1;
        return x ^ (y = x + 1);
    }
    function shortCircuit(uint256 a) external returns (bool) {
        return (t(a & 1) == 0 || t(2) == 2) && (t(a & 2) == 0 && t(3) == 4 || t(5) == 5);
    }
    function pay(uint256 a) external payable returns (uint256) {
        return this.paid{gas: t(5000000), value: t(0)}(t(a), t(7));
    }
    function paid(uint256 a, uint256 b) external payable returns (uint256) { return t(a ^ b) + msg.value; }
    function deleted(uint256 i) external { delete list_(1)[t(i % 5)]; }
    function ternary(uint256 a) external returns (uint256) {
        return (a > 3 ? t(1) : t(2)) + (a < 5 ? t(3) : a == 7 ? t(4) : t(5));
    }
    function hashes(uint256 a) external returns (bytes32) {
        return keccak256(abi.encode(t(a), a++, abi.encodePacked(a, t(a & 3))));
    }
    event Said(uint256 indexed a, uint256 b, uint256 indexed c);
    function says(uint256 a) external { emit Said(t(a), a++, t(a & 3)); }
    error No(uint256 a, uint256 b);
    function fails(uint256 a) external { revert No(t(a), trail); }
}
