// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A request that renews the session now and then lets anyone choose the moment.
contract HiddenInRequestWrong is Consumer {
    uint256 public sessionId;
    uint256 public asked;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        if (sessionId == 0) {
            sessionId = _start(amount);
        } else if (amount > 0) {
            ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
            sessionId = _start(amount);
        }
        asked++;
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract HiddenInRequestRight is Consumer {
    uint256 public sessionId;
    uint256 public asked;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        if (sessionId == 0) {
            sessionId = _start(amount);
        } else if (msg.sender == owner && amount > 0) {
            ai.closeUserSession(sessionId);
            sessionId = _start(amount);
        }
        asked++;
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
