// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A callback gets no value that it could pass on.
contract FollowUpGasWrong is Consumer {
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

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        if (sessionId == 0) return;
        _again(askers[requestId], 200_000); //~ dtn-callback-gas
    }

    function _again(address user, uint256 gasForAnswer) internal {
        ai.request{value: msg.value}( //~ dtn-excess-value
            sessionId, MODEL, _routing(), _payload("go on"), _callBack(), user, gasForAnswer
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract FollowUpGasRight is Consumer {
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

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        if (sessionId == 0) return;
        _again(askers[requestId], 200_000);
    }

    function _again(address user, uint256 gasForAnswer) internal {
        ai.request{value: gasForAnswer}(
            sessionId, MODEL, _routing(), _payload("go on"), _callBack(), user, gasForAnswer
        );
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
