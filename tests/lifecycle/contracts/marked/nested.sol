// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;
import "./Desk.sol";

// What a key below another leads to goes by the same key as what it leads to by itself.
contract DoneOnceNested is Desk {
    mapping(uint256 => mapping(uint256 => bool)) internal done; uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    function close(uint256 k) external onlyBoss { require(!done[1][k] && k == 2); done[1][k] = true; ai.closeUserSession(id); } //! NCT=p VAL=p
}
contract DoneManyNested is Desk {
    mapping(uint256 => mapping(uint256 => uint256)) internal ids; mapping(uint256 => mapping(uint256 => bool)) internal done;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[1][k] == 0); ids[1][k] = _paid(); } //! LOST=p
    function close(uint256 k) external onlyBoss { require(ids[1][k] != 0 && !done[1][k]); done[1][k] = true; ai.closeUserSession(ids[1][k]); } //! NCT=p VAL=p
}
contract DoneManyNestedOtherRow is Desk {
    mapping(uint256 => mapping(uint256 => uint256)) internal ids; mapping(uint256 => mapping(uint256 => bool)) internal done;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[1][k] == 0); ids[1][k] = _paid(); }
    function close(uint256 k) external onlyBoss { require(ids[1][k] != 0 && !done[1][k]); done[2][k] = true; ai.closeUserSession(ids[1][k]); } //! NCT=v
}
contract DoneNestedSingle is Desk {
    mapping(uint256 => uint256) internal ids; mapping(uint256 => mapping(uint256 => bool)) internal done;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[k] == 0); ids[k] = _paid(); } //! LOST=p
    function close(uint256 k) external onlyBoss { require(ids[k] != 0 && !done[1][k]); done[1][k] = true; ai.closeUserSession(ids[k]); } //! NCT=p VAL=p
}
// Above, but by two keys that need not be the same: both are followed.
contract TwoKeysOfOne is Desk {
    mapping(uint256 => mapping(uint256 => uint256)) internal ids; mapping(uint256 => bool) internal done;
    constructor(address router) Desk(router) {}
    function open(uint256 a, uint256 b) external onlyBoss { require(ids[a][b] == 0); ids[a][b] = _paid(); } //! LOST=p
    function close(uint256 a, uint256 b) external onlyBoss { require(ids[a][b] != 0 && !done[b]); done[a] = true; ai.closeUserSession(ids[a][b]); } //! NCT=v
}
contract TwoKeysOfOneDone is Desk {
    mapping(uint256 => mapping(uint256 => uint256)) internal ids; mapping(uint256 => bool) internal done;
    constructor(address router) Desk(router) {}
    function open(uint256 a, uint256 b) external onlyBoss { require(ids[a][b] == 0); ids[a][b] = _paid(); } //! LOST=p
    function close(uint256 a, uint256 b) external onlyBoss { require(ids[a][b] != 0 && !done[b]); done[b] = true; ai.closeUserSession(ids[a][b]); } //! NCT=p VAL=p
}
contract TwoKeysTurned is Desk {
    mapping(uint256 => mapping(uint256 => uint256)) internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 a, uint256 b) external onlyBoss { require(ids[a][b] == 0); ids[b][a] = _paid(); } //! LOST=v
}
// Lists of a fixed length, and numbers that begin at another than 0.
contract SixSlots is Desk {
    uint256[6] internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[k] == 0); ids[k] = _paid(); } //! LOST=p
    function close(uint256 k) external onlyBoss { require(ids[k] != 0); uint256 it = ids[k]; ids[k] = 0; ai.closeUserSession(it); } //! NCT=p VAL=p
}
contract SixSlotsNamed is Desk {
    uint256[6] internal ids;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { require(ids[5] == 0); ids[5] = _paid(); } //! LOST=p
    function close() external onlyBoss { require(ids[5] != 0); uint256 it = ids[5]; ids[5] = 0; ai.closeUserSession(it); } //! NCT=p VAL=p
}
contract SixSlotsLoop is Desk {
    uint256[6] internal ids;
    constructor(address router) Desk(router) {}
    function open(uint256 k) external onlyBoss { require(ids[k] == 0); ids[k] = _paid(); } //! LOST=p
    function close() external onlyBoss {
        for (uint256 i = 0; i < 6; i++) {
            if (ids[i] != 0) { ai.closeUserSession(ids[i]); ids[i] = 0; } //! NCT=p VAL=p
        }
    }
}
contract SixFlags is Desk {
    bool[6] internal done; uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    function close() external onlyBoss { require(!done[5]); done[5] = true; ai.closeUserSession(id); } //! NCT=p VAL=p
}
contract SixFlagsOther is Desk {
    bool[6] internal done; uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    function close() external onlyBoss { require(!done[5]); done[4] = true; ai.closeUserSession(id); } //! NCT=v
}
contract CountPlaced is Desk {
    uint256 internal count = 1; mapping(uint256 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { ids[count] = _paid(); count = count + 1; } //! LOST=p
    function close(uint256 k) external onlyBoss { require(ids[k] != 0); uint256 it = ids[k]; ids[k] = 0; ai.closeUserSession(it); } //! NCT=p VAL=p
}
contract CountPlacedInside is Desk {
    uint256 internal count; mapping(uint256 => uint256) internal ids;
    constructor(address router) Desk(router) { count = 1; }
    function open() external onlyBoss { ids[count] = _paid(); count += 1; } //! LOST=p
    function close(uint256 k) external onlyBoss { require(k < count && ids[k] != 0); uint256 it = ids[k]; ids[k] = 0; ai.closeUserSession(it); } //! NCT=p VAL=p
}
contract CountPlacedAgain is Desk {
    uint256 internal count = 1; mapping(uint256 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { ids[count] = _paid(); count = count + 1; } //! LOST=v
    function restart() external onlyBoss { count = 1; }
}
contract CountPlacedAtOpen is Desk {
    uint256 internal count; mapping(uint256 => uint256) internal ids;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { require(count == 0); count = 1; ids[count] = _paid(); } //! LOST=p
    function close() external onlyBoss { require(count == 1); count = 0; uint256 it = ids[1]; ids[1] = 0; ai.closeUserSession(it); } //! NCT=p VAL=p
}
