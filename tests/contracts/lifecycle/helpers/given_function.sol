// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What a helper runs is what its caller gives it.
contract GivenFunctionWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        _with(_close);
    }

    function _with(function(uint256) internal act) private {
        act(sessionId); //~ dtn-double-close
    }

    function _close(uint256 id) private {
        ai.closeUserSession(id); //~ dtn-unreset-session
    }

    function _closeAndReset(uint256 id) private {
        sessionId = 0;
        ai.closeUserSession(id);
    }
}

contract GivenFunctionRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        _with(_closeAndReset);
    }

    function _with(function(uint256) internal act) private {
        act(sessionId);
    }

    function _close(uint256 id) private {
        ai.closeUserSession(id);
    }

    function _closeAndReset(uint256 id) private {
        sessionId = 0;
        ai.closeUserSession(id);
    }
}
