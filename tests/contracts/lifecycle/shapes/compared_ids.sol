// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Guards that compare one ID with another.
contract ComparedIdsWrong is Consumer {
    uint256 public sessionId;
    uint256 public lastClosed;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == lastClosed, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(sessionId != lastClosed, "no session");
        lastClosed = sessionId;
        ai.closeUserSession(sessionId);
    }
}

contract ComparedIdsRight is Consumer {
    uint256 public sessionId;
    uint256 public lastClosed;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == lastClosed, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != lastClosed, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != lastClosed, "no session");
        lastClosed = sessionId;
        ai.closeUserSession(sessionId);
    }
}
