// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Open, pause, resume (by anyone, when the time has come), ask: the fourth transaction
// meets a closed session.
contract ResumedByAnyoneWrong is Consumer {
    uint256 public sessionId;
    uint256 public until;
    bool public paused;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!paused && sessionId == 0, "not now");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(!paused && sessionId != 0, "not now");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function pause() external onlyOwner {
        require(!paused && sessionId != 0, "not now");
        paused = true;
        until = block.timestamp + 1 days;
        ai.closeUserSession(sessionId); //~ dtn-double-close
    }

    function resume() external {
        require(paused && block.timestamp >= until, "not yet");
        paused = false;
    }
}

contract ResumedByAnyoneRight is Consumer {
    uint256 public sessionId;
    uint256 public until;
    bool public paused;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!paused && sessionId == 0, "not now");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(!paused && sessionId != 0, "not now");
        _ask(sessionId, prompt);
    }

    function pause() external onlyOwner {
        require(!paused && sessionId != 0, "not now");
        paused = true;
        until = block.timestamp + 1 days;
        ai.closeUserSession(sessionId);
    }

    function resume() external {
        require(paused && block.timestamp >= until, "not yet");
        paused = false;
        sessionId = 0;
    }
}
