// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// What stands for the end of a session is a time, and may be what stands for none.
//
// How long it lasted is 0 where it ends in the block in which it began.
contract EndedAfter is Desk {
    uint256 internal session;
    uint256 internal opened;
    uint256 internal lasted;
    constructor(address router) Desk(router) { session = _paid(); opened = block.timestamp; }
    function close() external onlyBoss {
        require(lasted == 0, "over");
        lasted = block.timestamp - opened;
        ai.closeUserSession(session); //! NCT=v VAL=p
    }
}

contract EndedAt is Desk {
    uint256 internal session;
    uint64 internal ended;
    constructor(address router) Desk(router) { session = _paid(); }
    function close() external onlyBoss {
        require(ended == 0, "over");
        ended = uint64(block.timestamp);
        ai.closeUserSession(session); //! NCT=p VAL=p
    }
}

contract EndedOnDay is Desk {
    uint256 internal session;
    uint256 internal ended;
    constructor(address router) Desk(router) { session = _paid(); }
    function close() external onlyBoss {
        require(ended == 0, "over");
        ended = block.timestamp % 7;
        ai.closeUserSession(session); //! NCT=v VAL=p
    }
}

contract EndedIn16 is Desk {
    uint256 internal session;
    uint16 internal ended;
    constructor(address router) Desk(router) { session = _paid(); }
    function close() external onlyBoss {
        require(ended == 0, "over");
        ended = uint16(block.timestamp);
        ai.closeUserSession(session); //! NCT=v VAL=p
    }
}

contract ClosedUntil is Desk {
    uint256 internal session;
    uint256 internal until;
    constructor(address router) Desk(router) { session = _paid(); }
    function close(uint256 delay) external onlyBoss {
        require(until == 0, "over");
        unchecked { until = block.timestamp + delay; }
        ai.closeUserSession(session); //! NCT=v VAL=p
    }
}

// Far away, but not never.
contract FarAway is Desk {
    uint256 internal session;
    uint256 internal next;
    constructor(address router) Desk(router) { session = _paid(); }
    function close() external onlyBoss {
        require(block.timestamp >= next, "not yet");
        next = block.timestamp + 1000 days;
        ai.closeUserSession(session); //! NCT=v VAL=p
    }
}

contract Never is Desk {
    uint256 internal session;
    uint256 internal next;
    constructor(address router) Desk(router) { session = _paid(); }
    function close() external onlyBoss {
        require(block.timestamp >= next, "not yet");
        next = type(uint256).max;
        ai.closeUserSession(session); //! NCT=p VAL=p
    }
}

contract NotNever is Desk {
    uint256 internal session;
    uint256 internal next;
    constructor(address router) Desk(router) { session = _paid(); }
    function close() external onlyBoss {
        require(block.timestamp <= next || next == 0, "late");
        next = type(uint256).max;
        ai.closeUserSession(session); //! NCT=v VAL=p
    }
}
