// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A restart that finds no money has closed the old session already.
contract RestartGivesUpWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function restart(uint256 amount) external onlyOwner {
        if (sessionId != 0) {
            ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
        }
        if (amount == 0) return;
        sessionId = _start(amount);
    }
}

contract RestartGivesUpRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function restart(uint256 amount) external onlyOwner {
        if (sessionId != 0) {
            ai.closeUserSession(sessionId);
        }
        if (amount == 0) revert("no money");
        sessionId = _start(amount);
    }
}
