// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A record is replaced as a whole, and with it the ID inside.
contract RecordReplacedWrong is Consumer {
    struct Session {
        uint256 id;
        string topic;
    }

    mapping(address => Session) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, string calldata topic) external {
        require(sessions[msg.sender].id == 0, "already open");
        sessions[msg.sender] = Session(_start(amount), topic);
    }

    function rename(string calldata topic) external {
        sessions[msg.sender] = Session(0, topic); //~ dtn-session-overwrite
    }

    function close() external {
        uint256 id = sessions[msg.sender].id;
        require(id != 0, "no session");
        delete sessions[msg.sender];
        ai.closeUserSession(id);
    }
}

contract RecordReplacedRight is Consumer {
    struct Session {
        uint256 id;
        string topic;
    }

    mapping(address => Session) public sessions;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, string calldata topic) external {
        require(sessions[msg.sender].id == 0, "already open");
        sessions[msg.sender] = Session(_start(amount), topic);
    }

    function rename(string calldata topic) external {
        sessions[msg.sender] = Session(sessions[msg.sender].id, topic);
    }

    function close() external {
        uint256 id = sessions[msg.sender].id;
        require(id != 0, "no session");
        delete sessions[msg.sender];
        ai.closeUserSession(id);
    }
}
