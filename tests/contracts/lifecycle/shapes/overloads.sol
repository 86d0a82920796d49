// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Two functions of one name: one of them looks before it closes.
contract OverloadsWrong is Consumer {
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

    function _close(uint256 id, string memory refusal) internal {
        require(id != 0, refusal);
        _close(id);
    }
}

contract OverloadsRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        _close(sessionId, "no session");
        sessionId = 0;
    }

    function _close(uint256 id) internal {
        ai.closeUserSession(id);
    }

    function _close(uint256 id, string memory refusal) internal {
        require(id != 0, refusal);
        _close(id);
    }
}
