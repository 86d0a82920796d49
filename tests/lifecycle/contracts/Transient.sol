// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.24;

import {Consumer} from "../../contracts/support/Consumer.sol";

abstract contract Fleeting is Consumer {
    uint256 public sessionId;
    uint256 public place;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function move(uint256 to) external onlyOwner {
        place = to;
    }
}

/// The slot that is written may be the one that is read: the second close may run.
contract WrittenSomewhere is Fleeting {
    constructor(address router) Consumer(router) {}

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        uint256 at = place;
        uint256 seen;
        assembly {
            tstore(at, 1)
        }
        ai.closeUserSession(sessionId);
        assembly {
            seen := tload(0)
        }
        if (seen != 0) ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

/// Another slot is written: the second close never runs.
contract WrittenThere is Fleeting {
    constructor(address router) Consumer(router) {}

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        uint256 seen;
        assembly {
            tstore(1, 1)
        }
        ai.closeUserSession(sessionId);
        assembly {
            seen := tload(0)
        }
        if (seen != 0) ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
