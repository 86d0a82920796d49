// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A session changes hands. Whoever has one already would lose it.
contract MovedWrong is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function give(address to) external {
        uint256 id = sessions[msg.sender];
        require(id != 0 && to != msg.sender, "not now");
        sessions[msg.sender] = 0;
        sessions[to] = id; //~ dtn-session-overwrite
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}

contract MovedRight is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function give(address to) external {
        uint256 id = sessions[msg.sender];
        require(sessions[to] == 0, "has one");
        require(id != 0 && to != msg.sender, "not now");
        sessions[msg.sender] = 0;
        sessions[to] = id;
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}
