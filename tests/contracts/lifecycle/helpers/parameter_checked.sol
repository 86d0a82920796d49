// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The helper checks its parameter for all its callers, or leaves it to them.
contract HelperParameterCheckedWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        _close(sessionId); //~ dtn-unvalidated-session
        sessionId = 0;
    }

    function _close(uint256 id) internal {
        ai.closeUserSession(id);
    }
}

contract HelperParameterCheckedRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        _close(sessionId);
        sessionId = 0;
    }

    function _close(uint256 id) internal {
        require(id != 0, "no session");
        ai.closeUserSession(id);
    }
}
