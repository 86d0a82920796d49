// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A close that failed must not pass for one that worked.
contract SwallowedCloseWrong is Consumer {
    uint256 public sessionId;

    event CloseFailed(bytes reason);

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        sessionId = 0;
        try ai.closeUserSession(id) {} //~ dtn-swallowed-session-error
        catch (bytes memory reason) {
            emit CloseFailed(reason);
        }
    }
}

contract SwallowedCloseRight is Consumer {
    uint256 public sessionId;

    event CloseFailed(bytes reason);

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        uint256 id = sessionId;
        require(id != 0, "no session");
        sessionId = 0;
        try ai.closeUserSession(id) {}
        catch (bytes memory reason) {
            revert(string(reason));
        }
    }
}
