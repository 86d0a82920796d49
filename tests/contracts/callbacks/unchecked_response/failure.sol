// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A failure has a message, and no response to decode.
contract DecodedFailureWrong is Consumer {
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

    function onFailure(bytes32 requestId) external override onlyDtn {
        failures[requestId] = true;
        (, string memory message, bytes memory response) = ai.fetchResponse(requestId);
        answers[requestId] = abi.decode(response, (string)); //~ dtn-unchecked-response
        require(bytes(message).length < 1000);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract DecodedFailureRight is Consumer {
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

    function onFailure(bytes32 requestId) external override onlyDtn {
        failures[requestId] = true;
        (, string memory message, bytes memory response) = ai.fetchResponse(requestId);
        answers[requestId] = string.concat(message, " ", string(response));
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
