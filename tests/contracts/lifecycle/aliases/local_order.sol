// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Copy, then clear, then close. The other way round nothing is left to close.
contract LocalOrderWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        sessionId = 0;
        uint256 id = sessionId;
        ai.closeUserSession(id); //~ dtn-unvalidated-session
    }
}

contract LocalOrderRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        uint256 id = sessionId;
        sessionId = 0;
        ai.closeUserSession(id);
    }
}
