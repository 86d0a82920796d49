// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The answer of the one request there is comes while its session is open, or never.
abstract contract Staged is Consumer {
    enum Status {
        Empty,
        Open,
        Waiting,
        Over
    }

    Status public status;
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(status == Status.Empty, "opened");
        status = Status.Open;
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(status == Status.Open, "not now");
        status = Status.Waiting; //~ dtn-stuck-request
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        _answer(requestId);
        status = Status.Open;
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        failures[requestId] = true;
        status = Status.Open;
    }
}

contract StatusOfAnswersRight is Staged {
    constructor(address router) Consumer(router) {}

    function close() external onlyOwner {
        require(status == Status.Open, "not now");
        status = Status.Over;
        ai.closeUserSession(sessionId);
    }
}

contract StatusOfAnswersWrong is Staged {
    constructor(address router) Consumer(router) {}

    function close() external onlyOwner {
        require(status == Status.Open, "not now");
        status = Status.Over;
        ai.closeUserSession(sessionId); //~ dtn-double-close
    }

    function reopen() external onlyOwner {
        require(status == Status.Over, "not over");
        status = Status.Open;
    }
}
