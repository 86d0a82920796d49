// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A check of the sender that everybody passes, or that anybody can come to pass.
contract WrongCheckWrong is Consumer {
    uint256 public sessionId;
    address public keeper;

    constructor(address router) Consumer(router) {}

    function appoint(address who) external {
        keeper = who;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external {
        require(msg.sender == keeper, "keeper only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        sessionId = 0;
    }
}

contract WrongCheckRight is Consumer {
    uint256 public sessionId;
    address public keeper;

    constructor(address router) Consumer(router) {}

    function appoint(address who) external onlyOwner {
        keeper = who;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external {
        require(msg.sender == keeper, "keeper only");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
