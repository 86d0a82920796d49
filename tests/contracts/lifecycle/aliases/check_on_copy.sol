// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A check of a copy is a check of the original, until the original changes.
contract CheckOnCopyWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function askLast(string calldata prompt) external payable onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        sessionId = 0;
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
        ai.closeUserSession(id);
    }
}

contract CheckOnCopyRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function askLast(string calldata prompt) external payable onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        _ask(sessionId, prompt);
        sessionId = 0;
        ai.closeUserSession(id);
    }
}
