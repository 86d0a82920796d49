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

// A time is above 0 however it is written down, until it is set to 0.
contract CastTime is Desk {
    uint256 private session;
    uint64 private endsAt;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(endsAt == 0, "open");
        session = _paid(); //! LOST=p
        endsAt = uint64(block.timestamp + 7 days);
    }

    function shut() external onlyBoss {
        require(endsAt != 0 && block.timestamp >= endsAt, "early");
        endsAt = 0;
        ai.closeUserSession(session); //! NCT=p
    }
}

contract CastTimeShort is Desk {
    uint256 private session;
    uint16 private endsAt;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(endsAt == 0, "open");
        session = _paid(); //! LOST=v
        endsAt = uint16(block.timestamp + 7 days);
    }

    function shut() external onlyBoss {
        require(endsAt != 0, "early");
        endsAt = 0;
        ai.closeUserSession(session); //! NCT=p
    }
}

// Among many fields, the one that is compared with the clock is looked at.
contract PaidUntil is Desk {
    struct Pupil {
        uint256 session;
        uint64 paidUntil;
        uint32 plan;
        uint32 left;
        uint32 awaited;
        uint64 last;
        bool suspended;
    }

    mapping(address => Pupil) private pupils;

    constructor(address router) Desk(router) {}

    function join(uint32 plan) external {
        Pupil storage pupil = pupils[msg.sender];
        require(!pupil.suspended && pupil.session == 0, "no");
        require(pupil.paidUntil < block.timestamp, "joined");
        pupil.session = _paid();
        pupil.plan = plan;
        pupil.left = 9;
        pupil.paidUntil = uint64(block.timestamp) + 30 days;
    }

    function extend() external {
        Pupil storage pupil = pupils[msg.sender];
        require(pupil.paidUntil >= block.timestamp, "lapsed");
        pupil.left += pupil.plan;
        pupil.paidUntil += 30 days;
    }

    function suspend(address who, bool so) external onlyBoss {
        pupils[who].suspended = so;
    }

    function ask() external {
        Pupil storage pupil = pupils[msg.sender];
        require(pupil.paidUntil >= block.timestamp, "lapsed");
        require(pupil.left != 0 && pupil.last < block.number, "too many");
        pupil.left -= 1;
        pupil.awaited += 1;
        pupil.last = uint64(block.number);
        _put(pupil.session); //! VAL=p UAC=p
    }

    function leave() external {
        Pupil storage pupil = pupils[msg.sender];
        uint256 id = pupil.session;
        require(id != 0 && !pupil.suspended, "no");
        delete pupils[msg.sender];
        ai.closeUserSession(id); //! NCT=p VAL=p
    }
}
