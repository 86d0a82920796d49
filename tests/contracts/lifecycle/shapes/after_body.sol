// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What a modifier does after the body belongs to the function.
contract AfterBodyWrong is Consumer {
    uint256 public sessionId;

    modifier ending() {
        require(sessionId != 0, "no session");
        _;
    }

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner ending {
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
    }
}

contract AfterBodyRight is Consumer {
    uint256 public sessionId;

    modifier ending() {
        require(sessionId != 0, "no session");
        _;
        sessionId = 0;
    }

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner ending {
        ai.closeUserSession(sessionId);
    }
}
