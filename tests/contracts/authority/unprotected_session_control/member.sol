// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The record names who may close; a list of members beside it changes nothing of that.
abstract contract HostedRooms is Consumer {
    struct Room {
        address host;
        uint256 session;
    }

    uint256 public count;
    mapping(uint256 => Room) public rooms;
    mapping(uint256 => mapping(address => bool)) public member;

    function open(uint256 amount) external returns (uint256 id) {
        id = ++count;
        rooms[id].host = msg.sender;
        member[id][msg.sender] = true;
        rooms[id].session = _start(amount);
    }

    function ask(uint256 id, string calldata prompt) external payable {
        require(rooms[id].session != 0 && member[id][msg.sender], "not yours");
        _ask(rooms[id].session, prompt);
    }
}

contract MemberClosesWrong is HostedRooms {
    constructor(address router) Consumer(router) {}

    function close(uint256 id) external {
        require(!member[id][msg.sender], "members stay");
        uint256 session = rooms[id].session;
        require(session != 0, "closed");
        rooms[id].session = 0;
        ai.closeUserSession(session); //~ dtn-unprotected-session-control
    }
}

contract HostClosesRight is HostedRooms {
    constructor(address router) Consumer(router) {}

    function close(uint256 id) external {
        require(rooms[id].host == msg.sender, "host only");
        uint256 session = rooms[id].session;
        require(session != 0, "closed");
        rooms[id].session = 0;
        ai.closeUserSession(session);
    }
}
