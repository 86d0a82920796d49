// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "./Desk.sol";

// What a loop reads at one index is one value, until the index goes on or the element is written.
abstract contract Guests is Desk {
    mapping(address => uint256) internal sessionOf;
    address[] internal guests;

    function enter() external {
        require(sessionOf[msg.sender] == 0, "in");
        sessionOf[msg.sender] = _paid();
        guests.push(msg.sender);
    }
}

contract GuestsLeave is Guests {
    constructor(address router) Desk(router) {}

    function leave() external onlyBoss {
        for (uint256 i = 0; i < guests.length; ++i) {
            uint256 session = sessionOf[guests[i]];
            delete sessionOf[guests[i]];
            if (session != 0) ai.closeUserSession(session); //! NCT=p VAL=p
        }
        delete guests;
    }
}

contract GuestsStay is Guests {
    constructor(address router) Desk(router) {}

    function leave() external onlyBoss {
        for (uint256 i = 0; i < guests.length; ++i) {
            uint256 session = sessionOf[guests[i]];
            if (session != 0) ai.closeUserSession(session); //! NCT=v VAL=p
        }
        delete guests;
        guests.push(msg.sender);
    }
}

// The index has gone on: it is the next guest's session that is forgotten.
contract NextGuestLeaves is Guests {
    constructor(address router) Desk(router) {}

    function leave() external onlyBoss {
        uint256 i = 0;
        while (i + 1 < guests.length) {
            uint256 session = sessionOf[guests[i]];
            ++i;
            delete sessionOf[guests[i]];
            if (session != 0) ai.closeUserSession(session); //! NCT=u
        }
    }
}

// Another index than the one that was read.
contract OtherGuestLeaves is Guests {
    constructor(address router) Desk(router) {}

    function leave() external onlyBoss {
        for (uint256 i = 0; i < guests.length; ++i) {
            for (uint256 j = 0; j < guests.length; ++j) {
                uint256 session = sessionOf[guests[i]];
                delete sessionOf[guests[j]];
                if (session != 0) ai.closeUserSession(session); //! NCT=u
            }
        }
    }
}

abstract contract Tickets is Desk {
    uint256[] internal tickets;

    function open() external onlyBoss {
        tickets.push(_paid());
    }

    function _drop(uint256 i) internal {
        tickets[i] = tickets[tickets.length - 1];
        tickets.pop();
    }
}

// Where the search ends before the array does, it has found the ticket.
contract FoundTicket is Tickets {
    constructor(address router) Desk(router) {}

    function close(uint256 ticket) external onlyBoss {
        uint256 i = 0;
        for (; i < tickets.length; ++i) {
            if (tickets[i] == ticket) break;
        }
        if (i == tickets.length) revert();
        _drop(i);
        ai.closeUserSession(ticket); //! NCT=p VAL=p
    }
}

contract SoughtTicket is Tickets {
    constructor(address router) Desk(router) {}

    function close(uint256 ticket) external onlyBoss {
        uint256 i = 0;
        while (i < tickets.length && tickets[i] != ticket) i++;
        if (i < tickets.length) _drop(i);
        ai.closeUserSession(ticket); //! NCT=v VAL=v
    }
}

// Of two searches, the other one has found something.
contract OtherTicket is Tickets {
    constructor(address router) Desk(router) {}

    function close(uint256 ticket, uint256 other) external onlyBoss {
        uint256 i = 0;
        while (i < tickets.length && tickets[i] != ticket) i++;
        uint256 j = 0;
        while (j < tickets.length && tickets[j] != other) j++;
        require(j < tickets.length, "none");
        _drop(j);
        ai.closeUserSession(ticket); //! NCT=v VAL=v
    }
}

// The array has grown meanwhile: that the index lies in it says nothing any more.
contract GrownTickets is Tickets {
    constructor(address router) Desk(router) {}

    function close(uint256 ticket) external onlyBoss {
        uint256 i = 0;
        while (i < tickets.length && tickets[i] != ticket) i++;
        tickets.push(_paid());
        require(i < tickets.length, "none");
        ai.closeUserSession(ticket); //! NCT=v VAL=v
    }
}
