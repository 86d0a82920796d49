// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The callbacks tell their helper how the request ended.
contract DecodedAsToldWrong is Consumer {
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

    function onAnswer(bytes32 requestId) external override onlyDtn {
        _end(requestId, true);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        _end(requestId, requestId != 0);
    }

    function _end(bytes32 requestId, bool succeeded) internal {
        (,, bytes memory response) = ai.fetchResponse(requestId);
        if (succeeded) answers[requestId] = abi.decode(response, (string)); //~ dtn-unchecked-response
        else failures[requestId] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract DecodedAsToldRight is Consumer {
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

    function onAnswer(bytes32 requestId) external override onlyDtn {
        _end(requestId, true);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        _end(requestId, false);
    }

    function _end(bytes32 requestId, bool succeeded) internal {
        (,, bytes memory response) = ai.fetchResponse(requestId);
        if (succeeded) answers[requestId] = abi.decode(response, (string));
        else failures[requestId] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
