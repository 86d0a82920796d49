// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The check is a function; it lets the router in, or everybody but the router.
contract CallbackInternalCheckWrong is Consumer {
    uint256 public sessionId;

    error NotTheRouter();

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override { //~ dtn-unprotected-callback
        _onlyRouter();
        _answer(requestId);
    }

    function _onlyRouter() internal view {
        if (msg.sender == address(ai)) revert NotTheRouter();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract CallbackInternalCheckRight is Consumer {
    uint256 public sessionId;

    error NotTheRouter();

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override {
        _onlyRouter();
        _answer(requestId);
    }

    function _onlyRouter() internal view {
        if (msg.sender != address(ai)) revert NotTheRouter();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
