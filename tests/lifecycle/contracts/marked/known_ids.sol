// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// A number that is yet to be given may stand under its mapping already.
contract Settled is Desk {
    mapping(uint256 => uint8) internal verdictOn;
    uint256 internal current;

    constructor(address router) Desk(router) {}

    function judge(uint256 id, uint8 verdict) external {
        verdictOn[id] = verdict;
    }

    function next() external onlyBoss {
        if (current != 0 && verdictOn[current] == 0) ai.closeUserSession(current); //! NCT=p
        current = _paid(); //! LOST=v
    }
}

// Here nobody but the contract writes there, and only of what it has closed.
contract SettledByItself is Desk {
    mapping(uint256 => uint8) internal verdictOn;
    uint256 internal current;

    constructor(address router) Desk(router) {}

    function close() external onlyBoss {
        require(current != 0 && verdictOn[current] == 0, "over");
        verdictOn[current] = 1;
        ai.closeUserSession(current); //! NCT=p VAL=p
    }

    function next() external onlyBoss {
        require(current == 0 || verdictOn[current] != 0, "not over");
        current = _paid(); //! LOST=p
    }
}

// Asked twice in one block, a user's request has one ID, and one note.
contract NotedOnce is Desk {
    uint256 internal shared;
    mapping(bytes32 => uint256) internal extra;

    constructor(address router) Desk(router) {
        shared = _paid();
    }

    function ask() external {
        uint256 own = _paid();
        extra[_put(shared)] = own; //! LOST=v
    }
}

// Requests on sessions of their own have IDs of their own.
contract NotedApart is Desk {
    mapping(bytes32 => uint256) internal extra;

    constructor(address router) Desk(router) {}

    function ask() external {
        uint256 own = _paid();
        extra[_put(own)] = own; //! LOST=p
    }
}

// What a caller puts into a struct is any ID.
contract Imported is Desk {
    struct Seat {
        uint64 since;
        uint256 session;
    }

    mapping(address => Seat) internal seats;

    constructor(address router) Desk(router) {}

    function sit() external {
        require(seats[msg.sender].session == 0, "seated");
        seats[msg.sender] = Seat(uint64(block.timestamp), _paid());
    }

    function move(Seat calldata seat) external {
        require(seats[msg.sender].session == 0, "seated");
        seats[msg.sender] = seat;
    }

    function rise() external {
        Seat memory seat = seats[msg.sender];
        require(seat.session != 0, "standing");
        delete seats[msg.sender];
        ai.closeUserSession(seat.session); //! NCT=v
    }
}

// A counter of 16 bits comes round where nothing checks it.
contract Tickets is Desk {
    mapping(uint16 => uint256) internal sessionOf;
    uint16 internal sold;

    constructor(address router) Desk(router) {}

    function buy() external {
        unchecked {
            sold += 1;
        }
        sessionOf[sold] = _paid(); //! LOST=v
    }
}

contract CheckedTickets is Desk {
    mapping(uint16 => uint256) internal sessionOf;
    uint16 internal sold;

    constructor(address router) Desk(router) {}

    function buy() external {
        sold += 1;
        sessionOf[sold] = _paid(); //! LOST=p
    }
}
