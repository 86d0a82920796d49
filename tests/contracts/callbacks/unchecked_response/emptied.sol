// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";
import {Consumer} from "../../support/Consumer.sol";

// A response that is put aside is not decoded.
contract PutAsideWrong is Consumer {
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
        _handle(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        _handle(requestId);
    }

    function _handle(bytes32 requestId) private {
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        if (status == IDtnAi.ResponseStatus.NA) response = "";
        if (response.length > 0) answers[requestId] = abi.decode(response, (string)); //~ dtn-unchecked-response
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract PutAsideRight is Consumer {
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
        _handle(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        _handle(requestId);
    }

    function _handle(bytes32 requestId) private {
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        if (status != IDtnAi.ResponseStatus.SUCCESS) response = "";
        if (response.length > 0) answers[requestId] = abi.decode(response, (string));
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
