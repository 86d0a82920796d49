// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The flag says *closed*, and starts as false: before the first session it lies.
contract BooleanInvertedWrong is Consumer {
    uint256 public sessionId;
    bool public closed;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(closed || sessionId == 0, "already open");
        sessionId = _start(amount);
        closed = false;
    }

    function ask(string calldata prompt) external payable {
        require(!closed, "no session");
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        require(!closed && sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        closed = true;
    }
}

contract BooleanInvertedRight is Consumer {
    uint256 public sessionId;
    bool public closed = true;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(closed, "already open");
        sessionId = _start(amount);
        closed = false;
    }

    function ask(string calldata prompt) external payable {
        require(!closed, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(!closed && sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        closed = true;
    }
}
