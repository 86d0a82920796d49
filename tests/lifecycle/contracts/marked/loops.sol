// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import "./Desk.sol";

// What is named twice closes twice: it is ticked off after the loop.
contract TickedLate is Desk {
    mapping(uint256 => bool) internal open;
    constructor(address router) Desk(router) {}
    function start() external onlyBoss { open[_paid()] = true; }
    function close(uint256[] calldata ids) external onlyBoss {
        for (uint256 i = 0; i < ids.length; ++i) { require(open[ids[i]]); ai.closeUserSession(ids[i]); } //! NCT=v VAL=p
        for (uint256 i = 0; i < ids.length; ++i) open[ids[i]] = false;
    }
}

contract TickedInTime is Desk {
    mapping(uint256 => bool) internal open;
    constructor(address router) Desk(router) {}
    function start() external onlyBoss { open[_paid()] = true; }
    function close(uint256[] calldata ids) external onlyBoss {
        for (uint256 i = 0; i < ids.length; ++i) { require(open[ids[i]]); open[ids[i]] = false; ai.closeUserSession(ids[i]); } //! NCT=p VAL=p
    }
}

// The last goes, not the one that was closed.
contract PopsAnother is Desk {
    uint256[] internal tickets;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { tickets.push(_paid()); }
    function close(uint256 n) external onlyBoss {
        for (uint256 i = 0; i < n; ++i) {
            ai.closeUserSession(tickets[i]); //! NCT=v
            tickets.pop();
        }
    }
}

contract PopsLast is Desk {
    uint256[] internal tickets;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { tickets.push(_paid()); }
    function close(uint256 n) external onlyBoss {
        for (uint256 i = 0; i < n; ++i) {
            uint256 id = tickets[tickets.length - 1];
            tickets.pop();
            ai.closeUserSession(id); //! NCT=p VAL=p
        }
    }
}

// A counter of 8 bits comes round.
contract ComesRound is Desk {
    uint256[] internal tickets;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { tickets.push(_paid()); }
    function close(uint256 n) external onlyBoss {
        uint8 i = 0;
        for (uint256 j = 0; j < n; ++j) {
            ai.closeUserSession(tickets[i]); //! NCT=v
            unchecked { ++i; }
        }
        delete tickets;
    }
}

// The counter stays where it is when the flag is set.
contract CounterStays is Desk {
    uint256[] internal tickets;
    constructor(address router) Desk(router) {}
    function open() external onlyBoss { tickets.push(_paid()); }
    function close(bool[] calldata moves) external onlyBoss {
        uint256 i = 0;
        for (uint256 j = 0; j < moves.length; ++j) {
            ai.closeUserSession(tickets[i]); //! NCT=v
            if (moves[j]) ++i;
        }
        delete tickets;
    }
}
