// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A callback runs after a request, and a request after the first session: no check is
// needed, unless anyone can call it before.
contract AfterARequestWrong is Consumer {
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

    function onAnswer(bytes32 requestId) external override { //~ dtn-unprotected-callback dtn-unverified-request
        _answer(requestId);
        _askFor(sessionId, "go on", askers[requestId], 0); //~ dtn-unvalidated-session
    }

    function renew(uint256 amount) external onlyOwner {
        require(sessionId != 0, "no session");
        uint256 old = sessionId;
        sessionId = _start(amount);
        ai.closeUserSession(old);
    }
}

contract AfterARequestRight is Consumer {
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

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        _answer(requestId);
        _askFor(sessionId, "go on", askers[requestId], 0);
    }

    function renew(uint256 amount) external onlyOwner {
        require(sessionId != 0, "no session");
        uint256 old = sessionId;
        sessionId = _start(amount);
        ai.closeUserSession(old);
    }
}
