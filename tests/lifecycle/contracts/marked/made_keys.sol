// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;
import "./Desk.sol";

// A key that fits is not cut: what is used at one is used at the other.
contract KeyFits is Desk {
    mapping(uint256 => bool) internal used; mapping(uint8 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(!used[k] && k <= type(uint8).max); used[k] = true; ids[uint8(k)] = _paid(); } //! LOST=p
}
contract KeyFitsBack is Desk {
    mapping(uint256 => bool) internal used; mapping(uint8 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(!used[k] && uint8(k) == k); used[k] = true; ids[uint8(k)] = _paid(); } //! LOST=p
}
contract KeyFitsHardly is Desk {
    mapping(uint256 => bool) internal used; mapping(uint8 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(!used[k] && k <= 256); used[k] = true; ids[uint8(k)] = _paid(); } //! LOST=v
}
// Times that are over, and one that is now.
contract OverBefore is Desk {
    uint256 internal id; uint256 internal until = type(uint256).max;
    constructor(address router) Desk(router) { id = _paid(); }
    function close() external onlyBoss { require(block.timestamp <= until); until = block.timestamp - 1; ai.closeUserSession(id); } //! NCT=p VAL=p
}
contract OverNow is Desk {
    uint256 internal id; uint256 internal until = type(uint256).max;
    constructor(address router) Desk(router) { id = _paid(); }
    function close() external onlyBoss { require(block.timestamp <= until); until = block.timestamp; ai.closeUserSession(id); } //! NCT=v VAL=p
}
contract OverAgo is Desk {
    uint256 internal id; uint256 internal until = type(uint256).max;
    constructor(address router) Desk(router) { id = _paid(); }
    function stop(uint256 when) external onlyBoss { require(when < block.timestamp); until = when; }
    function close() external onlyBoss { require(block.timestamp <= until); require(until != 7); until = block.timestamp - 1; ai.closeUserSession(id); } //! NCT=p VAL=p
}
contract OverAgain is Desk {
    uint256 internal id; uint256 internal until = type(uint256).max;
    constructor(address router) Desk(router) { id = _paid(); }
    function close() external onlyBoss { require(block.timestamp <= until); until = block.timestamp - 1; ai.closeUserSession(id); } //! NCT=v
    function more() external onlyBoss { until = block.timestamp + 1; }
}
// The hash of what never changes is one key; of what does, another each time.
contract HashOfFixed is Desk {
    uint256 internal id; uint256 internal immutable salt; mapping(bytes32 => bool) internal over;
    constructor(address router, uint256 with) Desk(router) { id = _paid(); salt = with; }
    function close() external onlyBoss { bytes32 key = keccak256(abi.encode(id, salt)); require(!over[key]); over[key] = true; ai.closeUserSession(id); } //! NCT=p VAL=p
}
contract HashOfMoving is Desk {
    uint256 internal id; uint256 internal salt; mapping(bytes32 => bool) internal over;
    constructor(address router) Desk(router) { id = _paid(); }
    function stir() external onlyBoss { salt += 1; }
    function close() external onlyBoss { bytes32 key = keccak256(abi.encode(id, salt)); require(!over[key]); over[key] = true; ai.closeUserSession(id); } //! NCT=v
}
contract HashOfId is Desk {
    uint256 internal id; mapping(bytes32 => bool) internal over;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { require(id == 0 || over[keccak256(abi.encode(id))]); id = _paid(); } //! LOST=p
    function close() external onlyBoss { bytes32 key = keccak256(abi.encode(id)); require(id != 0 && !over[key]); over[key] = true; ai.closeUserSession(id); } //! NCT=p VAL=p
}
contract HashOfIdOfOthers is Desk {
    uint256 internal id; mapping(bytes32 => bool) internal over;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { require(id == 0 || over[keccak256(abi.encode(id))]); id = _paid(); } //! LOST=v
    function mark(bytes32 key) external onlyBoss { over[key] = true; }
    function close() external onlyBoss { bytes32 key = keccak256(abi.encode(id)); require(id != 0 && !over[key]); over[key] = true; ai.closeUserSession(id); } //! NCT=p VAL=p
}
// Keys that are made of the same: that both are followed together is not told.
contract HashedTwice is Desk {
    mapping(uint256 => bool) internal used; mapping(bytes32 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(!used[k]); used[k] = true; ids[keccak256(abi.encode(k))] = _paid(); } //! LOST=u
}
contract HashedOfAnother is Desk {
    mapping(uint256 => bool) internal used; mapping(bytes32 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 k, uint256 n) external onlyBoss { require(!used[k]); used[k] = true; ids[keccak256(abi.encode(n))] = _paid(); } //! LOST=v
}
// What is packed at another width is other bytes.
contract PackedNarrow is Desk {
    uint256 internal id; mapping(bytes32 => bool) internal used;
    constructor(address router) Desk(router) { id = _paid(); }
    function close(uint8 k) external onlyBoss {
        require(k == 3 && !used[keccak256(abi.encodePacked(k))]);
        used[keccak256(abi.encodePacked(uint256(k)))] = true;
        ai.closeUserSession(id); //! NCT=v
    }
}
contract PackedSame is Desk {
    uint256 internal id; mapping(bytes32 => bool) internal used;
    constructor(address router) Desk(router) { id = _paid(); }
    function close(uint8 k) external onlyBoss {
        require(k == 3 && !used[keccak256(abi.encodePacked(k))]);
        used[keccak256(abi.encodePacked(k))] = true;
        ai.closeUserSession(id); //! NCT=p VAL=p
    }
}
// The selector is the function's own, and another's in another.
contract OncePerSelector is Desk {
    mapping(bytes4 => bool) internal used; uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    modifier once() { require(!used[msg.sig]); used[msg.sig] = true; _; }
    function close() external onlyBoss once { ai.closeUserSession(id); } //! NCT=p VAL=p
    function other() external onlyBoss once {}
}
contract OncePerEachOfTwo is Desk {
    mapping(bytes4 => bool) internal used; uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    modifier once() { require(!used[msg.sig]); used[msg.sig] = true; _; }
    function _close() internal { ai.closeUserSession(id); } //! NCT=v
    function close() external onlyBoss once { _close(); }
    function shut() external onlyBoss once { _close(); }
}
contract OncePerSelectorFreed is Desk {
    mapping(bytes4 => bool) internal used; uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    modifier once() { require(!used[msg.sig]); used[msg.sig] = true; _; }
    function close() external onlyBoss once { ai.closeUserSession(id); } //! NCT=v
    function free(bytes4 sig) external onlyBoss { used[sig] = false; }
}
contract OncePerNamed is Desk {
    mapping(bytes32 => bool) internal used; uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    function _once(bytes32 what) internal { require(!used[what]); used[what] = true; }
    function close() external onlyBoss { _once("close"); ai.closeUserSession(id); } //! NCT=p VAL=p
    function ask() external onlyBoss { _once("ask"); }
}
