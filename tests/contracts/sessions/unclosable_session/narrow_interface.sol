// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The router closes a session through whichever interface it is asked.
interface INarrowSessions {
    function closeUserSession(uint256 sessionId) external;
}

contract ClosesNarrowly is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        sessionId = 0;
        INarrowSessions(address(ai)).closeUserSession(id);
    }
}
