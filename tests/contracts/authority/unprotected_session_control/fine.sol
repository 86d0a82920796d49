// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Closes that anyone can bring about, and rightly.
contract OwnRestart is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function restart(uint256 amount) external {
        uint256 old = sessions[msg.sender];
        sessions[msg.sender] = _start(amount);
        if (old != 0) ai.closeUserSession(old);
    }

    function ask(string calldata prompt) external payable {
        require(sessions[msg.sender] != 0, "no session");
        _ask(sessions[msg.sender], prompt);
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0, "no session");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}

contract OpensWhenNoneIsOpen is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        if (sessionId == 0) sessionId = _start(amount);
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ClosedByTheAnswer is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        require(sessionId == 0, "one at a time");
        sessionId = _start(amount);
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        _answer(requestId);
        _finish();
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        failures[requestId] = true;
        _finish();
    }

    function _finish() internal {
        uint256 id = sessionId;
        if (id == 0) return;
        sessionId = 0;
        ai.closeUserSession(id);
    }
}
