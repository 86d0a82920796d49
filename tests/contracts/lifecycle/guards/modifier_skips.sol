// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A modifier that runs the body in a branch instead of reverting.
contract ModifierSkipsWrong is Consumer {
    uint256 public sessionId;

    modifier ifOpen() {
        if (sessionId == 0) {
            _;
        }
    }

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable ifOpen {
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ModifierSkipsRight is Consumer {
    uint256 public sessionId;

    modifier ifOpen() {
        if (sessionId != 0) {
            _;
        }
    }

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable ifOpen {
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
