// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// A time that was is not to come: once `deadline` is now, nothing is before it any more.
contract LastCall is Desk {
    uint256 internal deadline;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
        deadline = block.timestamp + 30 days;
    }

    function end() external onlyBoss {
        if (deadline <= block.timestamp) revert();
        deadline = block.timestamp;
        ai.closeUserSession(session); //! NCT=p VAL=p
    }
}

// What is yet to come lets it in again.
contract LastCallPutOff is Desk {
    uint256 internal deadline;
    uint256 internal session;

    constructor(address router) Desk(router) {
        session = _paid();
        deadline = block.timestamp + 30 days;
    }

    function end() external onlyBoss {
        if (deadline <= block.timestamp) revert();
        deadline = block.timestamp + 1;
        ai.closeUserSession(session); //! NCT=v
    }
}

// No session has so great an ID.
contract NoSeat is Desk {
    uint256 internal constant VACANT = 2 ** 200;
    uint256 internal seat = VACANT;

    constructor(address router) Desk(router) {}

    function sit() external onlyBoss {
        require(VACANT == seat, "taken");
        seat = _paid(); //! LOST=p
    }

    function rise() external onlyBoss {
        require(seat != VACANT, "vacant");
        ai.closeUserSession(seat); //! NCT=p VAL=p
        seat = VACANT; //! LOST=p
    }
}

// Some session has this one.
contract SeventhSeat is Desk {
    uint256 internal constant VACANT = 7;
    uint256 internal seat = VACANT;

    constructor(address router) Desk(router) {}

    function sit() external onlyBoss {
        require(VACANT == seat, "taken");
        seat = _paid(); //! LOST=v
    }
}

contract Asked is Desk {
    uint256 internal session;

    constructor(address router) Desk(router) {}

    function hasOne() public view returns (bool) {
        return session > 0;
    }

    function open() external onlyBoss {
        require(hasOne() != true, "open");
        session = _paid(); //! LOST=p
    }

    function close() external onlyBoss {
        require(true == hasOne(), "none");
        ai.closeUserSession(session); //! NCT=p VAL=p
        session = 0;
    }

    function hurry() external onlyBoss {
        require(false == hasOne(), "one");
        ai.closeUserSession(session); //! VAL=v
    }
}
