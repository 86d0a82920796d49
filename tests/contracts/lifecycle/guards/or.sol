// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A refusal for either reason leaves a live ID; a refusal for both does not.
contract OrGuardWrong is Consumer {
    uint256 public sessionId;
    bool public paused;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function pause(bool value) external onlyOwner {
        paused = value;
    }

    function ask(string calldata prompt) external payable {
        if (sessionId == 0 && paused) revert("not now");
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OrGuardRight is Consumer {
    uint256 public sessionId;
    bool public paused;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function pause(bool value) external onlyOwner {
        paused = value;
    }

    function ask(string calldata prompt) external payable {
        if (sessionId == 0 || paused) revert("not now");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
