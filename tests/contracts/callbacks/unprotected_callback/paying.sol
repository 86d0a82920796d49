// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Consumer} from "../../support/Consumer.sol";

// Whoever pays gets in: that says nothing of who it is.
contract CallbackForPayWrong is Consumer {
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
        require(IERC20(ai.feeToken()).transferFrom(msg.sender, address(this), 1), "not paid");
        _answer(requestId);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

interface ICallers {
    function isCaller(address account) external view returns (bool);
}

contract CallbackForPayRight is Consumer {
    uint256 public sessionId;
    ICallers internal immutable callers;

    constructor(address router, ICallers callers_) Consumer(router) {
        callers = callers_;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override {
        require(callers.isCaller(msg.sender), "not one of them");
        _answer(requestId);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
