// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A getter called through `this` gives the same ID as the variable.
contract SelfCallViewWrong is Consumer {
    uint256 public sessionId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function openSpare(uint256 amount) external onlyOwner {
        require(spareId == 0, "already open");
        spareId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(this.current() != 0, "no session");
        _ask(spareId, prompt); //~ dtn-unvalidated-session
    }

    function current() external view returns (uint256) {
        return sessionId;
    }

    function close() external onlyOwner {
        (uint256 first, uint256 second) = (sessionId, spareId);
        (sessionId, spareId) = (0, 0);
        if (first != 0) ai.closeUserSession(first);
        if (second != 0) ai.closeUserSession(second);
    }
}

contract SelfCallViewRight is Consumer {
    uint256 public sessionId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function openSpare(uint256 amount) external onlyOwner {
        require(spareId == 0, "already open");
        spareId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(this.current() != 0, "no session");
        _ask(sessionId, prompt);
    }

    function current() external view returns (uint256) {
        return sessionId;
    }

    function close() external onlyOwner {
        (uint256 first, uint256 second) = (sessionId, spareId);
        (sessionId, spareId) = (0, 0);
        if (first != 0) ai.closeUserSession(first);
        if (second != 0) ai.closeUserSession(second);
    }
}
