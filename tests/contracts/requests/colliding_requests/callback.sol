// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// In a callback the sender is the router, for everybody.
contract CollidingInCallbackWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        _answer(requestId);
        if (sessionId == 0) return;
        bytes32 next = ai.request(sessionId, MODEL, _routing(), _payload("go on"), _callBack(), msg.sender, 0); //~ dtn-colliding-requests
        askers[next] = askers[requestId];
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract CollidingInCallbackRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        _answer(requestId);
        if (sessionId == 0) return;
        bytes32 next = ai.request(sessionId, MODEL, _routing(), _payload("go on"), _callBack(), askers[requestId], 0);
        askers[next] = askers[requestId];
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
