// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../support/Consumer.sol";

// Found by execution: a guard on a number that nothing ever writes lets nobody through.
contract FlagThatIsNeverSetWrong is Consumer {
    uint256 public sessionId;
    uint256 public openedAt;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function announce() external onlyOwner {
        openedAt = block.timestamp;
    }

    function ask(string calldata prompt) external payable {
        require(openedAt != 0, "not open");
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        require(sessionId != 0, "not open");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract FlagThatIsNeverSetRight is Consumer {
    uint256 public sessionId;
    uint256 public openedAt;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(openedAt != 0, "not open");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "not open");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
