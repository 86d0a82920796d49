// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The session is opened, stored and used in one expression.
contract AssignedInArgumentWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function openAndAsk(uint256 amount, string calldata prompt) external payable onlyOwner {
        _ask(sessionId = _start(amount), prompt); //~ dtn-session-overwrite
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract AssignedInArgumentRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function openAndAsk(uint256 amount, string calldata prompt) external payable onlyOwner {
        require(sessionId == 0, "already open");
        _ask(sessionId = _start(amount), prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
