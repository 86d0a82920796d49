// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Closed somewhere: in a callback, by a call to itself, in a restart.
contract ClosesInCallback is Consumer {
    mapping(bytes32 => uint256) public sessionOf;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        uint256 id = _start(amount);
        sessionOf[_ask(id, prompt)] = id;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        _answer(requestId);
        _finish(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        failures[requestId] = true;
        _finish(requestId);
    }

    function _finish(bytes32 requestId) internal {
        uint256 id = sessionOf[requestId];
        if (id == 0) return;
        delete sessionOf[requestId];
        ai.closeUserSession(id);
    }
}

contract ClosesThroughThis is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function finish() external onlyOwner {
        require(sessionId != 0, "no session");
        uint256 id = sessionId;
        sessionId = 0;
        this.end(id);
    }

    function end(uint256 id) external {
        require(msg.sender == address(this), "only me");
        ai.closeUserSession(id);
    }
}

contract ClosesInRestart is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function restart(uint256 amount) external onlyOwner {
        if (sessionId != 0) ai.closeUserSession(sessionId);
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }
}
