// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Two callers share a helper that closes the stored session. One of them cleans up after it.
contract HelperSharedCloseWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        _closeCurrent();
        sessionId = 0;
    }

    function closeInEmergency() external onlyOwner {
        _closeCurrent();
    }

    function _closeCurrent() internal {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
    }
}

contract HelperSharedCloseRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        _closeCurrent();
        sessionId = 0;
    }

    function closeInEmergency() external onlyOwner {
        _closeCurrent();
        sessionId = 0;
    }

    function _closeCurrent() internal {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
    }
}
