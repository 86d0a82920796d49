// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A check function that reverts by itself: on its parameter, of the right cell or of another.
contract InternalCheckRevertsWrong is Consumer {
    uint256 public sessionId;
    uint256 public requests;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _mustBeSet(++requests);
        _ask(sessionId, prompt); //~ dtn-unvalidated-session
    }

    function _mustBeSet(uint256 number) internal pure {
        if (number == 0) revert("not set");
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract InternalCheckRevertsRight is Consumer {
    uint256 public sessionId;
    uint256 public requests;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _mustBeSet(sessionId);
        _ask(sessionId, prompt);
    }

    function _mustBeSet(uint256 number) internal pure {
        if (number == 0) revert("not set");
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
