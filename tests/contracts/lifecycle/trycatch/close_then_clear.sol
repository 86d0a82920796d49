// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Closing a live session of one's own cannot fail, so the cell may be cleared after the `try`.
// Under a condition that the catch makes true, it is not cleared at all.
contract CloseThenClearWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        bool failed = false;
        try ai.closeUserSession(sessionId) { //~ dtn-double-close dtn-unreset-session
            failed = false;
        } catch {
            failed = true;
            revert("still open");
        }
        if (failed) sessionId = 0;
    }
}

contract CloseThenClearRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        bool failed = false;
        try ai.closeUserSession(sessionId) {
            failed = false;
        } catch {
            failed = true;
            revert("still open");
        }
        if (!failed) sessionId = 0;
    }
}
