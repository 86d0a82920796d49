// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A call to itself between the check and the use may have closed the session.
contract SelfCallBetweenWrong is Consumer {
    uint256 public sessionId;
    uint256 public deadline;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        deadline = block.timestamp + 1 days;
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable onlyOwner {
        require(sessionId != 0, "no session");
        this.expire();
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function expire() external {
        require(msg.sender == address(this) || msg.sender == owner, "not yours");
        if (sessionId == 0 || block.timestamp < deadline) return;
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract SelfCallBetweenRight is Consumer {
    uint256 public sessionId;
    uint256 public deadline;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        deadline = block.timestamp + 1 days;
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable onlyOwner {
        this.expire();
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function expire() external {
        require(msg.sender == address(this) || msg.sender == owner, "not yours");
        if (sessionId == 0 || block.timestamp < deadline) return;
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
