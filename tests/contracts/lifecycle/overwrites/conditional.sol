// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The close is conditional, and the clearing is not.
contract ConditionalCloseWrong is Consumer {
    uint256 public sessionId;

    event NoRefund();

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close(bool refund) external onlyOwner {
        require(sessionId != 0, "no session");
        if (!refund) emit NoRefund();
        if (refund) ai.closeUserSession(sessionId);
        sessionId = 0; //~ dtn-session-overwrite
    }
}

contract ConditionalCloseRight is Consumer {
    uint256 public sessionId;

    event NoRefund();

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close(bool refund) external onlyOwner {
        require(sessionId != 0, "no session");
        if (!refund) return;
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
