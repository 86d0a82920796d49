// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Each request remembers its session. The memory may be out of date.
contract CallbackRemembersWrong is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => uint256) public sessionOf;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        sessionOf[_ask(sessionId, prompt)] = sessionId;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        _answer(requestId);
        uint256 id = sessionOf[requestId];
        if (id == 0) return;
        _askFor(id, "go on", askers[requestId], 0); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract CallbackRemembersRight is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => uint256) public sessionOf;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        sessionOf[_ask(sessionId, prompt)] = sessionId;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        _answer(requestId);
        uint256 id = sessionOf[requestId];
        if (id == 0) return;
        if (id != sessionId) return;
        _askFor(id, "go on", askers[requestId], 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
