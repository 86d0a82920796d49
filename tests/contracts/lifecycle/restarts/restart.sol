// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A restart closes what it replaces.
contract RestartClosesWrong is Consumer {
    uint256 public sessionId;

    event Restarted(uint256 old);

    constructor(address router) Consumer(router) {}

    function restart(uint256 amount) public onlyOwner {
        if (sessionId != 0) {
            emit Restarted(sessionId);
        }
        sessionId = _start(amount); //~ dtn-session-overwrite
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

contract RestartClosesRight is Consumer {
    uint256 public sessionId;

    event Restarted(uint256 old);

    constructor(address router) Consumer(router) {}

    function restart(uint256 amount) public onlyOwner {
        if (sessionId != 0) {
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
