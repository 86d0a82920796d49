// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A guard that restarts where there is no session, or where there is one.
contract EnsuredByRestartWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable onlyOwner {
        if (sessionId != 0) _restart(amount);
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function _restart(uint256 amount) internal {
        if (sessionId != 0) {
            ai.closeUserSession(sessionId);
        }
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract EnsuredByRestartRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable onlyOwner {
        if (sessionId == 0) _restart(amount);
        _ask(sessionId, prompt);
    }

    function _restart(uint256 amount) internal {
        if (sessionId != 0) {
            ai.closeUserSession(sessionId);
        }
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
