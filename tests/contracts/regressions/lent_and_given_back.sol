// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../support/Consumer.sol";

// Found by execution: a session that a caller was told of can come back as an argument,
// be closed, and come back again.
contract LentAndGivenBackWrong is Consumer {
    uint256 public sessionId;
    bool public resumed;

    constructor(address router) Consumer(router) {}

    function lend(uint256 amount) external onlyOwner returns (uint256) {
        return _start(amount);
    }

    function resume(uint256 id) external onlyOwner {
        require(!resumed && id != 0, "not now");
        sessionId = id;
        resumed = true;
    }

    function close() external onlyOwner {
        require(resumed, "not open");
        resumed = false;
        ai.closeUserSession(sessionId); //~ dtn-double-close
    }
}

contract LentAndGivenBackRight is Consumer {
    uint256 public sessionId;
    bool public resumed;
    bool public spent;

    constructor(address router) Consumer(router) {}

    function lend(uint256 amount) external onlyOwner returns (uint256) {
        return _start(amount);
    }

    function resume(uint256 id) external onlyOwner {
        require(!resumed && id != 0, "not now");
        sessionId = id;
        resumed = true;
    }

    function close() external onlyOwner {
        require(resumed && !spent, "not open");
        resumed = false;
        spent = true;
        ai.closeUserSession(sessionId);
    }
}
