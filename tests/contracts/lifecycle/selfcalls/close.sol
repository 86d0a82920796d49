// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The contract closes by calling itself from outside.
contract SelfCallCloseWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        this.end(sessionId); //~ dtn-double-close
    }

    function end(uint256 id) external {
        require(msg.sender == address(this), "only me");
        ai.closeUserSession(id); //~ dtn-unreset-session
    }
}

contract SelfCallCloseRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        this.end(sessionId);
        sessionId = 0;
    }

    function end(uint256 id) external {
        require(msg.sender == address(this), "only me");
        ai.closeUserSession(id);
    }
}
