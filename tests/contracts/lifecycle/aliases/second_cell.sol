// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Two cells hold the same session: closing it through one leaves a closed ID in the other.
contract SecondCellWrong is Consumer {
    uint256 public sessionId;
    uint256 public lastId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
        lastId = sessionId;
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function closeLast() external onlyOwner {
        require(lastId != 0, "no session");
        ai.closeUserSession(lastId);
        lastId = 0;
    }
}

contract SecondCellRight is Consumer {
    uint256 public sessionId;
    uint256 public lastId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
        lastId = sessionId;
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function closeLast() external onlyOwner {
        require(lastId != 0, "no session");
        ai.closeUserSession(lastId);
        lastId = 0;
        sessionId = 0;
    }
}
