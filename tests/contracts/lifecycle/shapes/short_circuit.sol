// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The second operand runs only where the first does not decide, and opens the session there.
contract ShortCircuitWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        require(sessionId == 0 || _open(amount), "no session");
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function _open(uint256 amount) internal returns (bool) {
        if (sessionId == 0) sessionId = _start(amount);
        return true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ShortCircuitRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        require(sessionId != 0 || _open(amount), "no session");
        _ask(sessionId, prompt);
    }

    function _open(uint256 amount) internal returns (bool) {
        if (sessionId == 0) sessionId = _start(amount);
        return true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
