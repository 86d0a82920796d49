// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A restart strands what is in flight. Opening where nothing is open harms nobody.
contract AnyoneRestartsWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function restart(uint256 amount) external {
        if (sessionId != 0) {
            ai.closeUserSession(sessionId); //~ dtn-unprotected-session-control
        }
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract AnyoneRestartsRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function restart(uint256 amount) external {
        if (sessionId != 0) {
            require(msg.sender == owner, "owner only");
            ai.closeUserSession(sessionId);
        }
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
