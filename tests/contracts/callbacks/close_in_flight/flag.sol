// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// One question at a time, and a flag while it is open.
contract InFlightFlagWrong is Consumer {
    uint256 public sessionId;
    bool public waiting;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0 && !waiting, "not now");
        waiting = true; //~ dtn-stuck-request
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        waiting = false;
        _answer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        waiting = false;
        failures[requestId] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-close-in-flight
        sessionId = 0;
    }
}

contract InFlightFlagRight is Consumer {
    uint256 public sessionId;
    bool public waiting;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0 && !waiting, "not now");
        waiting = true; //~ dtn-stuck-request
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        waiting = false;
        _answer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        waiting = false;
        failures[requestId] = true;
    }

    function close() external onlyOwner {
        require(!waiting, "not answered yet");
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
