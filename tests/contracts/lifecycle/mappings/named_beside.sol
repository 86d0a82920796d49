// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The owner closes by ID, and empties a room of their choice beside.
abstract contract Rooms is Consumer {
    mapping(uint256 => uint256) internal sessionOf;

    function open(uint256 room, uint256 amount) external onlyOwner {
        require(sessionOf[room] == 0, "already open");
        sessionOf[room] = _start(amount);
    }
}

contract NamedBesideWrong is Rooms {
    constructor(address router) Consumer(router) {}

    function close(uint256 room, uint256 id) external onlyOwner {
        require(id != 0 && sessionOf[room] == 0, "in use");
        ai.closeUserSession(id); //~ dtn-double-close dtn-unreset-session
    }
}

contract NamedBesideRight is Rooms {
    constructor(address router) Consumer(router) {}

    function close(uint256 room, uint256 id) external onlyOwner {
        require(id != 0 && sessionOf[room] == id, "another one's");
        ai.closeUserSession(id);
        sessionOf[room] = 0;
    }
}
