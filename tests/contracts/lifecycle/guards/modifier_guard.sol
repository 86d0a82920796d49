// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The guard is a modifier: there, and forgotten on one function.
contract ModifierGuardWrong is Consumer {
    uint256 public sessionId;

    modifier whenOpen() {
        require(sessionId != 0, "no session");
        _;
    }

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner whenOpen {
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ModifierGuardRight is Consumer {
    uint256 public sessionId;

    modifier whenOpen() {
        require(sessionId != 0, "no session");
        _;
    }

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable whenOpen {
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner whenOpen {
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
