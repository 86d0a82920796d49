// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Each turn closes the session of the turn before and opens the next one.
contract LoopRenewedWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function cycle(uint256[] calldata amounts) external onlyOwner {
        for (uint256 i = 0; i < amounts.length; ++i) {
            if (i == 0) continue;
            sessionId = _start(amounts[i]); //~ dtn-session-overwrite
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract LoopRenewedRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function cycle(uint256[] calldata amounts) external onlyOwner {
        for (uint256 i = 0; i < amounts.length; ++i) {
            if (sessionId != 0) ai.closeUserSession(sessionId);
            sessionId = _start(amounts[i]);
        }
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
