// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What can only happen once needs no cleaning up, where everything asks whether it has.
contract OneLifeWrong is Consumer {
    uint256 public sessionId;
    bool public finished;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "one life only");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "not now");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function finish() external onlyOwner {
        require(sessionId != 0 && !finished, "not now");
        finished = true;
        ai.closeUserSession(sessionId);
    }
}

contract OneLifeRight is Consumer {
    uint256 public sessionId;
    bool public finished;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "one life only");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0 && !finished, "not now");
        _ask(sessionId, prompt);
    }

    function finish() external onlyOwner {
        require(sessionId != 0 && !finished, "not now");
        finished = true;
        ai.closeUserSession(sessionId);
    }
}
