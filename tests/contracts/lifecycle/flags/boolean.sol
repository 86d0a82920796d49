// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A flag stands for the session: lowered at the close, and left up.
contract BooleanFlagWrong is Consumer {
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
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(active, "no session");
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
    }
}

contract BooleanFlagRight is Consumer {
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
        ai.closeUserSession(sessionId);
        active = false;
    }
}
