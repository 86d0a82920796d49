// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The check is true when it is made, and no longer when the ID is used.
contract StaleCheckWrong is Consumer {
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
        _expire();
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function _expire() internal {
        if (sessionId != 0 && block.timestamp > deadline) {
            ai.closeUserSession(sessionId);
            sessionId = 0;
        }
    }

    function close() external onlyOwner {
        _expire();
    }
}

contract StaleCheckRight is Consumer {
    uint256 public sessionId;
    uint256 public deadline;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        deadline = block.timestamp + 1 days;
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable onlyOwner {
        _expire();
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function _expire() internal {
        if (sessionId != 0 && block.timestamp > deadline) {
            ai.closeUserSession(sessionId);
            sessionId = 0;
        }
    }

    function close() external onlyOwner {
        _expire();
    }
}
