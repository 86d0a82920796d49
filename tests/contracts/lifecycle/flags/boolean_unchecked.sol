// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The flag is kept well, and one function forgets to look at it.
contract BooleanUncheckedWrong is Consumer {
    uint256 public sessionId;
    bool public active;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!active, "already open");
        sessionId = _start(amount);
        active = true;
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(active, "no session");
        active = false;
        ai.closeUserSession(sessionId);
    }
}

contract BooleanUncheckedRight is Consumer {
    uint256 public sessionId;
    bool public active;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!active, "already open");
        sessionId = _start(amount);
        active = true;
    }

    function ask(string calldata prompt) external payable {
        require(active, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(active, "no session");
        active = false;
        ai.closeUserSession(sessionId);
    }
}
