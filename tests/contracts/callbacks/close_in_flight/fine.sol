// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Sessions with nothing on its way.
contract NothingAsked is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract EachUserWaits is Consumer {
    mapping(address => uint256) public sessions;
    mapping(address => uint256) public pending;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external {
        require(sessions[msg.sender] == 0, "already open");
        sessions[msg.sender] = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessions[msg.sender] != 0, "no session");
        pending[msg.sender]++;
        _ask(sessions[msg.sender], prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        pending[askers[requestId]]--;
        _answer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        pending[askers[requestId]]--;
        failures[requestId] = true;
    }

    function close() external {
        uint256 id = sessions[msg.sender];
        require(id != 0 && pending[msg.sender] == 0, "not now");
        sessions[msg.sender] = 0;
        ai.closeUserSession(id);
    }
}
