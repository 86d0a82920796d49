// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Requests that are not answered yet are counted, and the close waits for them.
contract InFlightCounterWrong is Consumer {
    uint256 public sessionId;
    uint256 public pending;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        pending++;
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        pending--;
        _answer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        pending--;
        failures[requestId] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "not now");
        ai.closeUserSession(sessionId); //~ dtn-close-in-flight
        sessionId = 0;
    }
}

contract InFlightCounterRight is Consumer {
    uint256 public sessionId;
    uint256 public pending;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        pending++;
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        pending--;
        _answer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        pending--;
        failures[requestId] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0 && pending == 0, "not now");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
