// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What runs is a function that a helper is given.
contract GivenFunctionWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "none");
        _ask(sessionId, prompt); //~ dtn-use-after-close
    }

    function close() external onlyOwner {
        require(sessionId != 0, "none");
        _with(_end);
    }

    function _with(function(uint256) internal end) private {
        end(sessionId); //~ dtn-double-close
    }

    function _end(uint256 id) private {
        ai.closeUserSession(id); //~ dtn-unreset-session
    }
}

contract GivenFunction is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "none");
        _with(_end);
        sessionId = 0;
    }

    function _with(function(uint256) internal end) private {
        end(sessionId);
    }

    function _end(uint256 id) private {
        ai.closeUserSession(id);
    }
}
