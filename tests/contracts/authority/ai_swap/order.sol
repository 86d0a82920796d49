// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Close at the old router, then swap. The other way round, the new one is asked to close.
contract SwapInOrderWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function move(address router) external onlyOwner {
        uint256 id = sessionId;
        require(id != 0 && router != address(0), "not now");
        sessionId = 0;
        setAi(router); //~ dtn-ai-swap
        ai.closeUserSession(id);
    }
}

contract SwapInOrderRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function move(address router) external onlyOwner {
        uint256 id = sessionId;
        require(id != 0 && router != address(0), "not now");
        sessionId = 0;
        ai.closeUserSession(id);
        setAi(router);
    }
}
