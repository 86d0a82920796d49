// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;
import "./Desk.sol";
abstract contract One is Desk { uint256 internal id; constructor() { id = _paid(); } }
contract SigOfFallback is One {
    mapping(bytes4 => bool) internal used;
    constructor(address router) Desk(router) {}
    modifier once() { require(!used[msg.sig]); used[msg.sig] = true; _; }
    fallback() external onlyBoss once { ai.closeUserSession(id); } //! NCT=v
}
contract SigOfSelf is One {
    mapping(bytes4 => bool) internal used;
    constructor(address router) Desk(router) {}
    modifier once() { require(!used[msg.sig]); used[msg.sig] = true; _; }
    function both() external onlyBoss { this.inner(); }
    function inner() external once { require(msg.sender == address(this)); ai.closeUserSession(id); } //! NCT=p
}
contract SigOfSelfOuter is One {
    mapping(bytes4 => bool) internal used;
    constructor(address router) Desk(router) {}
    modifier once() { require(!used[msg.sig]); used[msg.sig] = true; _; }
    function a() external onlyBoss once { this.inner(); }
    function b() external onlyBoss once { this.inner(); }
    function inner() external { require(msg.sender == address(this)); ai.closeUserSession(id); } //! NCT=v
}
contract OverByNumber is One {
    uint256 internal until = type(uint256).max;
    constructor(address router) Desk(router) {}
    function close() external onlyBoss { require(block.number <= until); until = block.timestamp - 1; ai.closeUserSession(id); } //! NCT=v
}
contract OverByOther is One {
    uint256 internal until = type(uint256).max;
    constructor(address router) Desk(router) {}
    function close(uint256 d) external onlyBoss { require(block.timestamp <= until); until = block.timestamp - d; ai.closeUserSession(id); } //! NCT=v
}
contract HashPerSession is One {
    uint256 internal immutable salt; mapping(bytes32 => bool) internal over;
    constructor(address router, uint256 s) Desk(router) { salt = s; }
    function again() external onlyBoss { require(over[keccak256(abi.encode(id, salt))]); id = _paid(); } //! LOST=p
    function close() external onlyBoss { bytes32 k = keccak256(abi.encode(id, salt)); require(!over[k]); over[k] = true; ai.closeUserSession(id); } //! NCT=p VAL=p
}
contract HashSaltMoved is One {
    uint256 internal salt; mapping(bytes32 => bool) internal over;
    constructor(address router) Desk(router) {}
    function _move(uint256 to) internal { salt = to; }
    function move(uint256 to) external onlyBoss { _move(to); }
    function close() external onlyBoss { bytes32 k = keccak256(abi.encode(id, salt)); require(!over[k]); over[k] = true; ai.closeUserSession(id); } //! NCT=v
}
contract HashSaltByPointer is One {
    struct S { uint256 v; } S internal salt; mapping(bytes32 => bool) internal over;
    constructor(address router) Desk(router) {}
    function move(uint256 to) external onlyBoss { S storage s = salt; s.v = to; }
    function close() external onlyBoss { bytes32 k = keccak256(abi.encode(id, salt.v)); require(!over[k]); over[k] = true; ai.closeUserSession(id); } //! NCT=v
}
contract PointerNested is Desk {
    mapping(uint256 => uint256) internal ids; mapping(uint256 => mapping(uint256 => bool)) internal done;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[k] == 0); ids[k] = _paid(); } //! LOST=p
    function close(uint256 k) external onlyBoss { mapping(uint256 => bool) storage d = done[1]; require(ids[k] != 0 && !d[k]); d[k] = true; ai.closeUserSession(ids[k]); } //! NCT=p VAL=p
}
contract NestedRowsDiffer is Desk {
    mapping(uint256 => uint256) internal ids; mapping(uint256 => mapping(uint256 => bool)) internal done;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[k] == 0); ids[k] = _paid(); } //! LOST=p
    function close(uint256 k, uint256 row) external onlyBoss { require(ids[k] != 0 && !done[row][k]); done[row][k] = true; ai.closeUserSession(ids[k]); } //! NCT=v
}
contract NestedDiagonal is Desk {
    mapping(uint256 => uint256) internal ids; mapping(uint256 => mapping(uint256 => bool)) internal done;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[k] == 0); ids[k] = _paid(); } //! LOST=p
    function close(uint256 k) external onlyBoss { require(ids[k] != 0 && !done[k][k]); done[k][k] = true; ai.closeUserSession(ids[k]); } //! NCT=p VAL=p
    function clear(uint256 a, uint256 b) external onlyBoss { require(a != b); done[a][b] = false; }
}
contract NestedDiagonalCleared is Desk {
    mapping(uint256 => uint256) internal ids; mapping(uint256 => mapping(uint256 => bool)) internal done;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[k] == 0); ids[k] = _paid(); }
    function close(uint256 k) external onlyBoss { require(ids[k] != 0 && !done[k][k]); done[k][k] = true; ai.closeUserSession(ids[k]); } //! NCT=v
    function clear(uint256 a, uint256 b) external onlyBoss { done[a][b] = false; }
}
contract NestedMirror is Desk {
    mapping(uint256 => mapping(uint256 => uint256)) internal ids; mapping(uint256 => mapping(uint256 => bool)) internal done;
    constructor(address router) Desk(router) {}
    function open(uint256 a, uint256 b) external onlyBoss { require(ids[a][b] == 0); ids[a][b] = _paid(); } //! LOST=p
    function close(uint256 a, uint256 b) external onlyBoss { require(ids[a][b] != 0 && !done[b][a]); done[b][a] = true; ai.closeUserSession(ids[a][b]); } //! NCT=p VAL=p
}
contract FieldByAlias is One {
    struct Item { uint256 session; uint256 price; }
    constructor(address router) Desk(router) {}
    function ask() external { Item memory a = Item(id, 1); Item memory b = a; assembly { mstore(a, 0) } _put(b.session); } //! VAL=v
}
contract FieldOfInner is One {
    struct In { uint256 x; } struct Item { In inner; uint256 session; }
    constructor(address router) Desk(router) {}
    function ask() external { Item memory a = Item(In(7), id); assembly { mstore(add(a, 32), 0) } _put(a.session); } //! VAL=v
}
contract RootOfSender is One {
    mapping(address => bytes32) internal roots;
    constructor(address router) Desk(router) {}
    function plant(bytes32 to) external { roots[msg.sender] = to; }
    function close() external { require(keccak256(abi.encode(msg.sender)) == roots[msg.sender]); ai.closeUserSession(id); id = 0; } //! CTRL=v
}
contract BitsBothWays is Desk {
    uint256 internal bits; mapping(uint256 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open(uint8 i) external onlyBoss { require(bits & (1 << i) == 0 && (bits >> i) & 1 == 0); bits |= (1 << i); ids[i] = _paid(); } //! LOST=p
    function close(uint8 i) external onlyBoss { if (bits & (1 << i) == 0) return; ai.closeUserSession(ids[i]); bits &= ~(1 << i); } //! NCT=p VAL=p
    function close2(uint8 i) external onlyBoss { require(bits & (1 << i) != 0 || i == 3); ai.closeUserSession(ids[i]); bits &= ~(1 << i); } //! NCT=v
}
contract AscendingWrapped is Desk {
    mapping(uint256 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[k] == 0); ids[k] = _paid(); }
    function close(uint256 a, uint256 b) external onlyBoss {
        unchecked { require(a < a + b && a + b < a + b + b); }
        unchecked { uint256 c = a + b + b; require(ids[a] != 0 && ids[c] != 0); ai.closeUserSession(ids[a]); ai.closeUserSession(ids[c]); delete ids[a]; delete ids[c]; } //! NCT=p
    }
}
