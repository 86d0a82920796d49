// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// What reverts guards only where it does for what storage holds.
contract SignedLeft is Desk {
    uint256 internal session;
    int8 internal left = 1;
    constructor(address router) Desk(router) { session = _paid(); }
    function close() external onlyBoss { left -= 1; ai.closeUserSession(session); } //! NCT=v VAL=p
}

contract OneLeft is Desk {
    uint256 internal session;
    uint8 internal left = 1;
    constructor(address router) Desk(router) { session = _paid(); }
    function close() external onlyBoss { left -= 1; ai.closeUserSession(session); } //! NCT=p VAL=p
}

contract UncheckedLeft is Desk {
    uint256 internal session;
    uint8 internal left = 1;
    constructor(address router) Desk(router) { session = _paid(); }
    function close() external onlyBoss { unchecked { left -= 1; } ai.closeUserSession(session); } //! NCT=v VAL=p
}

contract GivenLeft is Desk {
    uint256 internal session;
    uint256 internal left = 1;
    constructor(address router) Desk(router) { session = _paid(); }
    function close(uint256 n) external onlyBoss { left -= n; ai.closeUserSession(session); } //! NCT=v VAL=p
}

contract LeftGrows is Desk {
    uint256 internal session;
    uint256 internal left = 1;
    constructor(address router) Desk(router) { session = _paid(); }
    function add(uint256 n) external onlyBoss { left += n; }
    function close() external onlyBoss { left -= 1; ai.closeUserSession(session); } //! NCT=v VAL=p
}

contract Divided is Desk {
    uint256 internal session;
    uint256 internal share = 7;
    uint256 internal each;
    constructor(address router) Desk(router) { session = _paid(); }
    function close(uint256 n) external onlyBoss { each = share / n; share = 0; ai.closeUserSession(session); } //! NCT=v VAL=p
}

contract Divisor is Desk {
    uint256 internal session;
    uint256 internal share = 7;
    uint256 internal each;
    constructor(address router) Desk(router) { session = _paid(); }
    function close(uint256 n) external onlyBoss { each = n / share; share = 0; ai.closeUserSession(session); } //! NCT=p VAL=p
}

contract Phases is Desk {
    enum Phase { Idle, Open, Over }
    uint256 internal session;
    Phase internal phase;
    constructor(address router) Desk(router) { session = _paid(); }
    function close() external onlyBoss { phase = Phase(uint8(phase) + 1); ai.closeUserSession(session); } //! NCT=v VAL=p
}

contract TwoPhasesOnly is Desk {
    enum Phase { Open, Over }
    uint256 internal session;
    Phase internal phase;
    constructor(address router) Desk(router) { session = _paid(); }
    function close() external onlyBoss { phase = Phase(uint8(phase) + 1); ai.closeUserSession(session); } //! NCT=p VAL=p
}

contract PopGuards is Desk {
    uint256 internal session;
    uint8[] internal left;
    constructor(address router) Desk(router) { session = _paid(); left.push(1); left.push(2); }
    function close() external onlyBoss { left.pop(); ai.closeUserSession(session); } //! NCT=v VAL=p
}

// Minus 1, of what was just made 1 again.
contract Refilled is Desk {
    uint256 internal session;
    uint256 internal left = 1;
    constructor(address router) Desk(router) { session = _paid(); }
    function close() external onlyBoss {
        uint256 before = left;
        left = before - 1;
        ai.closeUserSession(session); //! NCT=v VAL=p
        left = before;
    }
}

// The reading is a copy in memory, from before.
contract StaleCopy is Desk {
    struct Desk2 { uint256 session; uint256 left; }
    Desk2 internal desk;
    constructor(address router) Desk(router) { desk.session = _paid(); desk.left = 1; }
    function close(uint256 n) external onlyBoss {
        Desk2 memory copy = desk;
        for (uint256 i = 0; i < n; ++i) {
            desk.left = copy.left - 1;
            ai.closeUserSession(copy.session); //! NCT=v VAL=p
        }
    }
}
