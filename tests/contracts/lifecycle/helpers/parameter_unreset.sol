// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The helper closes what its parameter names; the caller forgets to clear the cell.
contract HelperParameterUnresetWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        _close(sessionId); //~ dtn-double-close
    }

    function _close(uint256 id) internal {
        ai.closeUserSession(id); //~ dtn-unreset-session
    }
}

contract HelperParameterUnresetRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        _close(sessionId);
        sessionId = 0;
    }

    function _close(uint256 id) internal {
        ai.closeUserSession(id);
    }
}
