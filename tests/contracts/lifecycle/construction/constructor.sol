// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Opened in the constructor and always replaced, the session needs no check; once it
// can be closed for good, it does.
contract ConstructorOpensWrong is Consumer {
    uint256 public sessionId;

    constructor(address router, uint256 amount) Consumer(router) {
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function renew(uint256 amount) external onlyOwner {
        uint256 old = sessionId;
        require(old != 0 && amount > 0);
        sessionId = 0;
        ai.closeUserSession(old);
    }
}

contract ConstructorOpensRight is Consumer {
    uint256 public sessionId;

    constructor(address router, uint256 amount) Consumer(router) {
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _ask(sessionId, prompt);
    }

    function renew(uint256 amount) external onlyOwner {
        uint256 old = sessionId;
        sessionId = _start(amount);
        ai.closeUserSession(old);
    }
}
