// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What stands on the right of `||` within `&&` does not run each time.
abstract contract Switched is Consumer {
    uint256 public sessionId;
    bool public on;

    function open(uint256 amount) external onlyOwner {
        require(!on, "open");
        on = true;
        sessionId = _start(amount);
    }

    function _off() internal returns (bool) {
        on = false;
        return true;
    }
}

contract SwitchedByChanceWrong is Switched {
    constructor(address router) Consumer(router) {}

    function close(bool lazy) external onlyOwner {
        require(on && (lazy || _off()), "none");
        ai.closeUserSession(sessionId); //~ dtn-double-close dtn-unreset-session
    }
}

contract SwitchedByChanceRight is Switched {
    constructor(address router) Consumer(router) {}

    function close(bool lazy) external onlyOwner {
        if (on && (lazy || _off())) {
            on = false;
            ai.closeUserSession(sessionId);
        }
    }
}

contract SwitchedFirstRight is Switched {
    constructor(address router) Consumer(router) {}

    function close() external onlyOwner {
        require(on && _off(), "none");
        ai.closeUserSession(sessionId);
    }
}

contract ClosedByChanceWrong is Switched {
    constructor(address router) Consumer(router) {}

    function _close() internal returns (bool) {
        ai.closeUserSession(sessionId);
        return true;
    }

    function close(bool already) external onlyOwner {
        require(on && (already || _close()), "none");
        sessionId = 0; //~ dtn-session-overwrite
        on = false;
    }
}

contract ClosedEachTimeRight is Switched {
    constructor(address router) Consumer(router) {}

    function _close() internal returns (bool) {
        ai.closeUserSession(sessionId);
        return true;
    }

    function close() external onlyOwner {
        require(on && (!on || _close()), "none");
        sessionId = 0;
        on = false;
    }
}
