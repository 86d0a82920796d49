// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Between the request and its answer the owner may have closed and cleared the other cell.
// Of a session that is closed itself, no request is answered.
contract CallbackAfterClearWrong is Consumer {
    uint256 public sessionId;
    uint256 public spare;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function openSpare(uint256 amount) external onlyOwner {
        require(spare == 0, "already open");
        spare = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(spare != 0, "no session");
        _ask(spare, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        _answer(requestId);
        _askFor(sessionId, "go on", askers[requestId], 0); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function closeSpare() external onlyOwner {
        require(spare != 0, "no session");
        ai.closeUserSession(spare);
        spare = 0;
    }
}

contract CallbackAfterClearRight is Consumer {
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

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
