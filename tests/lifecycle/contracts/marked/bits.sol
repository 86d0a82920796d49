// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;
import "./Desk.sol";

// A number whose bits are flags is followed flag by flag, where it is used as nothing else.
abstract contract Bits is Desk {
    uint256 internal bits;
    mapping(uint256 => uint256) internal ids;
}
contract BitForEach is Bits {
    constructor(address router) Desk(router) {}
    function open(uint8 i) external onlyBoss { require(bits & (1 << i) == 0); bits |= 1 << i; ids[i] = _paid(); } //! LOST=p
    function close(uint8 i) external onlyBoss { require(bits & (1 << i) != 0); bits &= ~(1 << i); ai.closeUserSession(ids[i]); } //! NCT=p VAL=p
}
contract BitLeftSet is Bits {
    constructor(address router) Desk(router) {}
    function open(uint8 i) external onlyBoss { require(bits & (1 << i) == 0); bits |= 1 << i; ids[i] = _paid(); } //! LOST=p
    function close(uint8 i) external onlyBoss { require(bits & (1 << i) != 0); ai.closeUserSession(ids[i]); } //! NCT=v VAL=p
}
contract BitOfAnother is Bits {
    constructor(address router) Desk(router) {}
    function open(uint8 i) external onlyBoss { require(bits & (1 << i) == 0); bits |= 1 << i; ids[i] = _paid(); }
    function close(uint8 i, uint8 j) external onlyBoss { require(bits & (1 << i) != 0); bits &= ~(1 << j); ai.closeUserSession(ids[i]); } //! NCT=v
}
contract BitsShiftedDown is Bits {
    constructor(address router) Desk(router) {}
    function open(uint8 i) external onlyBoss { require((bits >> i) & 1 == 0); uint256 mask = 1 << i; bits = bits | mask; ids[i] = _paid(); } //! LOST=p
    function close(uint8 i) external onlyBoss { require(1 == (bits >> i) & 1); bits = bits & ~(1 << i); ai.closeUserSession(ids[i]); } //! NCT=p VAL=p
}
contract BitsShiftedDownWrong is Bits {
    constructor(address router) Desk(router) {}
    function open(uint8 i) external onlyBoss { require((bits >> i) & 1 != 1); uint256 mask = 1 << i; bits = bits | mask; ids[i] = _paid(); } //! LOST=p
    function close(uint8 i) external onlyBoss { require(0 == (bits >> i) & 1); bits = bits & ~(1 << i); ai.closeUserSession(ids[i]); } //! NCT=p VAL=v
}
contract BitsBySwitch is Bits {
    constructor(address router) Desk(router) {}
    function open(uint8 i) external onlyBoss {
        uint256 mask;
        if (i > 3) mask = 1 << i;
        require(bits & mask == 0); bits |= mask; ids[i] = _paid(); //! LOST=v
    }
}
contract BitsBeyond is Bits {
    constructor(address router) Desk(router) {}
    function open(uint256 i) external onlyBoss { require(bits & (1 << i) == 0); bits |= 1 << i; ids[i] = _paid(); } //! LOST=u
}
contract BitsWithReset is Bits {
    constructor(address router) Desk(router) {}
    function open(uint8 i) external onlyBoss { require(bits & (1 << i) == 0); bits |= 1 << i; ids[i] = _paid(); } //! LOST=v
    function reset() external onlyBoss { bits = 0; }
}
contract BitsWritten is Bits {
    uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    function close() external onlyBoss { require(bits & 4 == 0); bits |= 4; ai.closeUserSession(id); } //! NCT=p VAL=p
    function other() external onlyBoss { bits |= 2; bits &= ~uint256(2); }
}
contract BitsWrittenOff is Bits {
    uint256 internal id;
    constructor(address router) Desk(router) { id = _paid(); }
    function close() external onlyBoss { require(bits & 4 == 0); bits |= 4; ai.closeUserSession(id); } //! NCT=v VAL=p
    function other() external onlyBoss { bits &= ~uint256(4); }
}
contract BitsPassed is Bits {
    constructor(address router) Desk(router) {}
    function open(uint8 i) external onlyBoss { require(bits & (1 << i) == 0); bits |= _twice(i); ids[i] = _paid(); } //! LOST=u
    function _twice(uint8 i) internal pure returns (uint256) { return 1 << i; }
}
contract BitsReadEarly is Bits {
    constructor(address router) Desk(router) {}
    function open(uint8 i) external onlyBoss {
        uint256 held = bits;
        bits |= 1 << i;
        require(held & (1 << i) == 0);
        ids[i] = _paid(); //! LOST=u
    }
}
