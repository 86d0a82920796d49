// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A helper opens a session where there is none: before the request, or too late.
contract HelperEnsuresWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
        _ensure(amount);
    }

    function _ensure(uint256 amount) internal {
        if (sessionId == 0) sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract HelperEnsuresRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        _ensure(amount);
        _ask(sessionId, prompt);
    }

    function _ensure(uint256 amount) internal {
        if (sessionId == 0) sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
