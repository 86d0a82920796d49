// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A restart closes too.
contract InFlightRestartWrong is Consumer {
    uint256 public sessionId;
    uint256 public pending;

    constructor(address router) Consumer(router) {}

    function restart(uint256 amount) external onlyOwner {
        if (sessionId != 0) {
            ai.closeUserSession(sessionId); //~ dtn-close-in-flight
        }
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        pending += 1;
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        pending -= 1;
        _answer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        pending -= 1;
        failures[requestId] = true;
    }
}

contract InFlightRestartRight is Consumer {
    uint256 public sessionId;
    uint256 public pending;

    constructor(address router) Consumer(router) {}

    function restart(uint256 amount) external onlyOwner {
        if (sessionId != 0) {
            require(pending == 0, "answers are on their way");
            ai.closeUserSession(sessionId);
        }
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        pending += 1;
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        pending -= 1;
        _answer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        pending -= 1;
        failures[requestId] = true;
    }
}
