// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// To forget the ID is no record of a close that failed; to return and keep it is fine.
abstract contract Closing is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }
}

contract SwallowedAndForgottenWrong is Closing {
    constructor(address router) Consumer(router) {}

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        try ai.closeUserSession(sessionId) { //~ dtn-swallowed-session-error
            sessionId = 0;
        } catch {
            sessionId = 0;
        }
    }
}

contract SwallowedAndForgottenRight is Closing {
    constructor(address router) Consumer(router) {}

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        try ai.closeUserSession(sessionId) {} catch {
            return;
        }
        sessionId = 0;
    }
}
