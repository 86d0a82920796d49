// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A cell that no start fills, and a phase of its own, which no transaction opens.
abstract contract Spare is Consumer {
    enum Phase {
        Idle,
        Open,
        Closed
    }

    uint256 public sessionId;
    uint256 public spare;
    Phase public phase;

    function start(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "none");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract SpareOpenWrong is Spare {
    constructor(address router) Consumer(router) {}

    function open() external onlyOwner {
        phase = Phase.Open;
    }

    function closeSpare() external onlyOwner {
        require(phase == Phase.Open, "not open");
        ai.closeUserSession(spare); //~ dtn-unvalidated-session
        phase = Phase.Closed;
    }
}

contract SpareOpenRight is Spare {
    constructor(address router) Consumer(router) {}

    function closeSpare() external onlyOwner {
        require(phase == Phase.Open, "not open");
        ai.closeUserSession(spare);
        phase = Phase.Closed;
    }
}
