// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The same with flags: the callback finds an ID, of a session that is over.
contract CallbackAfterCloseWrong is Consumer {
    uint256 public sessionId;
    bool public active;
    uint256 public spare;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!active, "already open");
        active = true;
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
        if (sessionId != 0) {
            _askFor(sessionId, "go on", askers[requestId], 0); //~ dtn-use-after-close
        }
    }

    function close() external onlyOwner {
        require(active, "no session");
        active = false;
        ai.closeUserSession(sessionId);
    }

    function closeSpare() external onlyOwner {
        require(spare != 0, "no session");
        ai.closeUserSession(spare);
        spare = 0;
    }
}

contract CallbackAfterCloseRight is Consumer {
    uint256 public sessionId;
    bool public active;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!active, "already open");
        active = true;
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(active, "no session");
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        _answer(requestId);
        if (sessionId != 0) {
            _askFor(sessionId, "go on", askers[requestId], 0);
        }
    }

    function close() external onlyOwner {
        require(active, "no session");
        active = false;
        ai.closeUserSession(sessionId);
    }
}
