// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract ListedClose is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}

// Whoever likes puts themselves on the list, and none of its records is about the session.
contract ListedWrong is ListedClose {
    address[] public members;

    constructor(address router) Consumer(router) {}

    function join() external {
        members.push(msg.sender);
    }

    function close(uint256 number) external {
        require(members[number] == msg.sender, "no member");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

// The owner keeps the list.
contract ListedRight is ListedClose {
    address[] public members;

    constructor(address router) Consumer(router) {}

    function admit(address who) external onlyOwner {
        members.push(who);
    }

    function close(uint256 number) external {
        require(members[number] == msg.sender, "no member");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

// A desk that is taken while it is empty.
contract ListedAtDeskWrong is ListedClose {
    address public clerk;

    constructor(address router) Consumer(router) {}

    function sit() external {
        require(clerk == address(0), "taken");
        clerk = msg.sender;
    }

    function rise() external {
        require(clerk == msg.sender, "not yours");
        clerk = address(0);
    }

    function close() external {
        require(clerk == msg.sender, "not yours");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}
