// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Two flags, of which only together one can tell.
contract TwoFlagsWrong is Consumer {
    uint256 public sessionId;
    bool public opened;
    bool public closed;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!opened, "one life only");
        opened = true;
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(opened, "not now");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(opened && !closed, "not now");
        closed = true;
        ai.closeUserSession(sessionId);
    }
}

contract TwoFlagsRight is Consumer {
    uint256 public sessionId;
    bool public opened;
    bool public closed;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!opened, "one life only");
        opened = true;
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(opened != closed, "not now");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(opened && !closed, "not now");
        closed = true;
        ai.closeUserSession(sessionId);
    }
}
