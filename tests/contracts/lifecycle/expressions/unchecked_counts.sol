// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Below zero, arithmetic reverts where it is checked, and goes round where it is not.
contract CheckedCount is Consumer {
    uint256 public sessionId;
    uint256 public count;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function less() external onlyOwner {
        count -= 1;
    }

    function drop() external onlyOwner {
        require(count > 0, "none");
        sessionId = 0;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "none");
        uint256 id = sessionId;
        sessionId = 0;
        ai.closeUserSession(id);
    }
}

contract UncheckedCount is Consumer {
    uint256 public sessionId;
    uint256 public count;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function less() external onlyOwner {
        unchecked {
            count -= 1;
        }
    }

    function drop() external onlyOwner {
        require(count > 0, "none");
        sessionId = 0; //~ dtn-session-overwrite
    }

    function close() external onlyOwner {
        require(sessionId != 0, "none");
        uint256 id = sessionId;
        sessionId = 0;
        ai.closeUserSession(id);
    }
}
