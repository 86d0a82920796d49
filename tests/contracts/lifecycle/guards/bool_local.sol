// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The comparison is kept in a local, and the local is looked at.
contract BoolLocalGuardWrong is Consumer {
    uint256 public sessionId;

    event Asked(bool ready);

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        bool ready = sessionId != 0;
        bool paid = msg.value > 0;
        if (!paid) revert("not ready");
        emit Asked(ready && paid);
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract BoolLocalGuardRight is Consumer {
    uint256 public sessionId;

    event Asked(bool ready);

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        bool ready = sessionId != 0;
        bool paid = msg.value > 0;
        if (!ready) revert("not ready");
        emit Asked(ready && paid);
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
