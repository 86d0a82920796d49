// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A helper turns the old ID into a new one; the old session must not be forgotten.
contract HelperReplacesWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function renew(uint256 amount) external onlyOwner {
        sessionId = _renewed(sessionId, amount); //~ dtn-session-overwrite
    }

    function _renewed(uint256 old, uint256 amount) internal returns (uint256) {
        require(old < type(uint256).max);
        return _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract HelperReplacesRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function renew(uint256 amount) external onlyOwner {
        sessionId = _renewed(sessionId, amount);
    }

    function _renewed(uint256 old, uint256 amount) internal returns (uint256) {
        if (old != 0) ai.closeUserSession(old);
        return _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
