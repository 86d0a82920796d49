// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.28;

import {Consumer} from "../../support/Consumer.sol";

// A transient variable is empty again in the next transaction.
abstract contract Marked is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }
}

contract TransientFlagWrong is Marked {
    bool transient closed;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt) external payable {
        require(sessionId != 0 && !closed, "none");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(sessionId != 0 && !closed, "none");
        closed = true;
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
    }
}

contract TransientFlagRight is Marked {
    bool transient busy;

    constructor(address router) Consumer(router) {}

    function close() external onlyOwner {
        require(sessionId != 0 && !busy, "none");
        busy = true;
        ai.closeUserSession(sessionId);
        sessionId = 0;
        busy = false;
    }
}
