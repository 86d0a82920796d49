// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// Many sessions, each with a flag of its own, and a function that touches all.
abstract contract Rooms is Desk {
    uint256 internal r0;
    uint256 internal r1;
    uint256 internal r2;
    uint256 internal r3;
    uint256 internal r4;
    bool internal b0;
    bool internal b1;
    bool internal b2;
    bool internal b3;
    bool internal b4;

    function open(uint256 n) external onlyBoss {
        if (n == 0) { require(!b0); b0 = true; r0 = _paid(); } //! LOST=p
        else if (n == 1) { require(!b1); b1 = true; r1 = _paid(); } //! LOST=p
        else if (n == 2) { require(!b2); b2 = true; r2 = _paid(); } //! LOST=p
        else if (n == 3) { require(!b3); b3 = true; r3 = _paid(); } //! LOST=p
        else { require(!b4); b4 = true; r4 = _paid(); } //! LOST=p
    }
}

contract RoomsRight is Rooms {
    constructor(address router) Desk(router) {}

    function leave() external onlyBoss {
        if (b0) { b0 = false; ai.closeUserSession(r0); } //! NCT=p VAL=p
        if (b1) { b1 = false; ai.closeUserSession(r1); } //! NCT=p VAL=p
        if (b2) { b2 = false; ai.closeUserSession(r2); } //! NCT=p VAL=p
        if (b3) { b3 = false; ai.closeUserSession(r3); } //! NCT=p VAL=p
        if (b4) { b4 = false; ai.closeUserSession(r4); } //! NCT=p VAL=p
    }
}

// One flag stays, and one session goes by another's.
contract RoomsWrong is Rooms {
    constructor(address router) Desk(router) {}

    function leave() external onlyBoss {
        if (b0) { b0 = false; ai.closeUserSession(r0); } //! NCT=p VAL=p
        if (b1) { b1 = false; ai.closeUserSession(r1); } //! NCT=p VAL=p
        if (b2) { b2 = false; ai.closeUserSession(r2); } //! NCT=p VAL=p
        if (b3) { ai.closeUserSession(r3); } //! NCT=v VAL=p
        if (b4) { b4 = false; ai.closeUserSession(r4); } //! NCT=p VAL=p
    }
}

contract RoomsSwapped is Rooms {
    constructor(address router) Desk(router) {}

    function leave() external onlyBoss {
        if (b0) { b0 = false; ai.closeUserSession(r0); } //! NCT=p VAL=p
        if (b1) { b1 = false; ai.closeUserSession(r1); } //! NCT=p VAL=p
        if (b2) { b2 = false; ai.closeUserSession(r2); } //! NCT=p VAL=p
        if (b3) ai.closeUserSession(r2); //! VAL=v
        if (b4) { b4 = false; ai.closeUserSession(r4); } //! NCT=p VAL=p
    }
}

// An ID moves from one room to another, whose flag then tells two stories.
contract RoomsMoved is Rooms {
    constructor(address router) Desk(router) {}

    function move() external onlyBoss {
        require(b3 && !b4);
        r4 = r3;
        b4 = true;
    }

    function leave() external onlyBoss {
        if (b0) { b0 = false; ai.closeUserSession(r0); } //! NCT=p VAL=p
        if (b1) { b1 = false; ai.closeUserSession(r1); } //! NCT=p VAL=p
        if (b2) { b2 = false; ai.closeUserSession(r2); } //! NCT=p VAL=p
        if (b3) { b3 = false; ai.closeUserSession(r3); }
        if (b4) { b4 = false; ai.closeUserSession(r4); } //! NCT=v
    }
}

// IDs that guard themselves; the first was there before anybody came.
contract Seats is Desk {
    uint256 internal s0;
    uint256 internal s1;
    uint256 internal s2;
    uint256 internal s3;
    uint256 internal s4;
    bool internal closed;

    constructor(address router) Desk(router) {
        s0 = _paid();
        closed = true;
    }

    function sit(uint256 n) external onlyBoss {
        if (n == 0) { require(s0 == 0); s0 = _paid(); } //! LOST=p
        if (n == 1) { require(s1 == 0); s1 = _paid(); } //! LOST=p
        if (n == 2) { require(s2 == 0); s2 = _paid(); } //! LOST=p
        if (n == 3) { s3 = _paid(); } //! LOST=v
        if (n == 4) { require(s4 == 0); s4 = _paid(); } //! LOST=p
    }

    function rise() external onlyBoss {
        if (s0 != 0) { ai.closeUserSession(s0); s0 = 0; } //! NCT=p VAL=p
        if (s1 != 0) { ai.closeUserSession(s1); s1 = 0; } //! NCT=p VAL=p
        if (s2 != 0) { ai.closeUserSession(s2); s2 = 0; } //! NCT=p VAL=p
        if (s3 != 0) { ai.closeUserSession(s3); s3 = 0; } //! NCT=p VAL=p
        if (s4 != 0) { ai.closeUserSession(s4); } //! NCT=v VAL=p
    }
}
