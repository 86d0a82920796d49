// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// Each counts his own from 1; what is found below the sender is his.
contract NumberedFromOne is Desk {
    mapping(address => mapping(uint256 => uint256)) internal own;
    mapping(address => uint256) internal count;

    constructor(address router) Desk(router) {}

    function open() external {
        uint256 n = ++count[msg.sender];
        require(own[msg.sender][n] == 0, "open");
        own[msg.sender][n] = _paid();
    }

    function closeFirst() external {
        uint256 id = own[msg.sender][1];
        require(id != 0, "none");
        own[msg.sender][1] = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

// Two lists, by a number that is written out.
contract TwoOfEach is Desk {
    mapping(address => mapping(uint8 => uint256)) internal own;

    constructor(address router) Desk(router) {}

    function open() external {
        require(own[msg.sender][1] == 0, "open");
        own[msg.sender][1] = _paid();
    }

    function openSecond() external {
        require(own[msg.sender][2] == 0, "open");
        own[msg.sender][2] = _paid();
    }

    function close(uint8 n) external {
        uint256 id = own[msg.sender][n];
        require(id != 0, "none");
        own[msg.sender][n] = 0;
        ai.closeUserSession(id); //! CTRL=p
    }

    function closeSecond() external {
        uint256 id = own[msg.sender][2];
        require(id != 0, "none");
        own[msg.sender][2] = 0;
        ai.closeUserSession(id); //! CTRL=p
    }
}

// Numbers from 1, each with whose it is.
contract TicketsFromOne is Desk {
    mapping(uint256 => address) internal holder;
    mapping(uint256 => uint256) internal sessionOf;
    mapping(address => uint256) internal ticketOf;
    uint256 internal count;

    constructor(address router) Desk(router) {}

    function open() external {
        require(ticketOf[msg.sender] == 0, "one each");
        uint256 n = ++count;
        ticketOf[msg.sender] = n;
        holder[n] = msg.sender;
        sessionOf[n] = _paid();
    }

    function close() external {
        uint256 n = ticketOf[msg.sender];
        require(n != 0, "no ticket");
        uint256 id = sessionOf[n];
        require(id != 0, "none");
        sessionOf[n] = 0;
        ai.closeUserSession(id); //! CTRL=p
    }

    function closeAnyFirst() external {
        require(ticketOf[msg.sender] >= 1, "no ticket");
        uint256 id = sessionOf[1];
        require(id != 0, "none");
        sessionOf[1] = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// The number is the same, the ticket is not.
contract LikeNumbers is Desk {
    mapping(uint256 => uint256) internal sessionOf;
    mapping(address => uint256) internal visits;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        require(sessionOf[1] == 0, "open");
        sessionOf[1] = _paid();
    }

    function visit() external { ++visits[msg.sender]; }

    function close() external {
        require(visits[msg.sender] == 1, "not once");
        uint256 id = sessionOf[1];
        require(id != 0, "none");
        sessionOf[1] = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// Whoever joins has the number of the last.
contract SharedNumbers is Desk {
    mapping(uint256 => uint256) internal sessionOf;
    mapping(address => uint256) internal ticketOf;
    uint256 internal count;

    constructor(address router) Desk(router) {}

    function open() external {
        uint256 n = ++count;
        sessionOf[n] = _paid();
    }

    function join() external { ticketOf[msg.sender] = count; }

    function close() external {
        uint256 n = ticketOf[msg.sender];
        require(n != 0, "no ticket");
        uint256 id = sessionOf[n];
        require(id != 0, "none");
        sessionOf[n] = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// Each counts for himself, and all count in one list.
contract OwnNumbersInOneList is Desk {
    mapping(uint256 => uint256) internal sessionOf;
    mapping(address => uint256) internal countOf;

    constructor(address router) Desk(router) {}

    function open() external {
        uint256 n = ++countOf[msg.sender];
        require(sessionOf[n] == 0, "open");
        sessionOf[n] = _paid();
    }

    function close() external {
        uint256 n = countOf[msg.sender];
        require(n != 0, "no number");
        uint256 id = sessionOf[n];
        require(id != 0, "none");
        sessionOf[n] = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}

// Numbers of another list.
contract OtherNumbers is Desk {
    mapping(uint256 => uint256) internal sessionOf;
    mapping(address => uint256) internal visitOf;
    uint256 internal visits;
    uint256 internal count;

    constructor(address router) Desk(router) {}

    function open() external onlyBoss {
        uint256 n = ++count;
        sessionOf[n] = _paid();
    }

    function visit() external {
        uint256 n = ++visits;
        visitOf[msg.sender] = n;
    }

    function close() external {
        uint256 n = visitOf[msg.sender];
        require(n != 0, "no number");
        uint256 id = sessionOf[n];
        require(id != 0, "none");
        sessionOf[n] = 0;
        ai.closeUserSession(id); //! CTRL=v
    }
}
