// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The check lets one in, but it is not the router.
contract CallbackOtherSenderWrong is Consumer {
    uint256 public sessionId;
    address public relay;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function setRelay(address who) external onlyOwner {
        relay = who;
    }

    function onAnswer(bytes32 requestId) external override { //~ dtn-unprotected-callback
        require(msg.sender == relay, "refused");
        _answer(requestId);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract CallbackOtherSenderRight is Consumer {
    uint256 public sessionId;
    address public relay;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function setRelay(address who) external onlyOwner {
        relay = who;
    }

    function onAnswer(bytes32 requestId) external override {
        require(msg.sender == address(ai), "refused");
        _answer(requestId);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
