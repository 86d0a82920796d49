// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;
import "./Desk.sol";

// A number that each sender gets for himself, counted on before it is noted, or behind.
abstract contract Tickets is Desk {
    mapping(address => uint256) internal ticketOf;
    mapping(uint256 => uint256) internal sessionOf;
    function _shut() internal returns (uint256 it) {
        uint256 t = ticketOf[msg.sender];
        it = sessionOf[t];
        sessionOf[t] = 0;
    }
}
contract CountedBefore is Tickets {
    uint256 internal next;
    constructor(address router) Desk(router) {}
    function open() external { require(ticketOf[msg.sender] == 0); next++; ticketOf[msg.sender] = next; sessionOf[next] = _paid(); }
    function close() external { uint256 it = _shut(); ai.closeUserSession(it); } //! CTRL=p
}
contract CountedBeforeFromOne is Tickets {
    uint256 internal next = 1;
    constructor(address router) Desk(router) {}
    function open() external { require(ticketOf[msg.sender] == 0); next++; ticketOf[msg.sender] = next; sessionOf[next] = _paid(); }
    function close() external { uint256 it = _shut(); ai.closeUserSession(it); } //! CTRL=p
}
contract CountedBehind is Tickets {
    uint256 internal next = 1;
    constructor(address router) Desk(router) {}
    function open() external { require(ticketOf[msg.sender] == 0); ticketOf[msg.sender] = next; sessionOf[next] = _paid(); next++; }
    function close() external { uint256 it = _shut(); ai.closeUserSession(it); } //! CTRL=p
}
contract CountedBehindFromNone is Tickets {
    uint256 internal next;
    constructor(address router) Desk(router) {}
    function open() external { require(ticketOf[msg.sender] == 0); ticketOf[msg.sender] = next; sessionOf[next] = _paid(); next++; }
    function close() external { uint256 it = _shut(); ai.closeUserSession(it); } //! CTRL=v
}
contract CountedAtTimes is Tickets {
    uint256 internal next = 1;
    constructor(address router) Desk(router) {}
    function open(bool on) external { require(ticketOf[msg.sender] == 0); ticketOf[msg.sender] = next; if (sessionOf[next] == 0) sessionOf[next] = _paid(); if (on) next++; }
    function close() external { uint256 it = _shut(); ai.closeUserSession(it); } //! CTRL=v
}
contract CountedTooLate is Tickets {
    uint256 internal next = 1;
    constructor(address router) Desk(router) { sessionOf[1] = _paid(); }
    function take() external {
        ticketOf[msg.sender] = next;
        (bool ok, ) = msg.sender.call("");
        require(ok);
        next++;
    }
    function close() external { uint256 it = _shut(); ai.closeUserSession(it); } //! CTRL=v
}
