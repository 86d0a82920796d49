// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Anyone may say that there is an answer.
contract OpenSuccessWrong is Consumer {
    uint256 public sessionId;
    uint256 public answered;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override { //~ dtn-unprotected-callback dtn-unverified-request
        answered++;
        _answer(requestId);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OpenSuccessRight is Consumer {
    uint256 public sessionId;
    uint256 public answered;

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
        answered++;
        _answer(requestId);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
