// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The guard stands inside the loop, or before it where it holds for the first turn only.
contract LoopInsideGuardWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close(uint256 turns) external onlyOwner {
        if (sessionId == 0) return;
        for (uint256 i = 0; i < turns; ++i) {
            ai.closeUserSession(sessionId); //~ dtn-unvalidated-session
            sessionId = 0;
        }
    }
}

contract LoopInsideGuardRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close(uint256 turns) external onlyOwner {
        for (uint256 i = 0; i < turns; ++i) {
            if (sessionId == 0) return;
            ai.closeUserSession(sessionId);
            sessionId = 0;
        }
    }
}
