// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A session of one transaction: the flag is as before, and yet tells that it is closed.
contract AtOnceRight is Consumer {
    uint256 public sessionId;
    bool public isOpen;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(!isOpen, "already open");
        sessionId = _start(amount);
        isOpen = true;
    }

    function close() external onlyOwner {
        require(isOpen, "not open");
        ai.closeUserSession(sessionId);
        isOpen = false;
    }

    function once(uint256 amount) external onlyOwner {
        require(!isOpen, "already open");
        sessionId = _start(amount);
        isOpen = true;
        ai.closeUserSession(sessionId);
        isOpen = false;
    }
}

// A lock is as before after every call, and tells nothing.
contract LockedWrong is Consumer {
    uint256 public sessionId;
    bool private locked;

    modifier lock() {
        require(!locked, "locked");
        locked = true;
        _;
        locked = false;
    }

    constructor(address router) Consumer(router) {}

    function once(uint256 amount) external onlyOwner lock {
        sessionId = _start(amount);
        ai.closeUserSession(sessionId); //~ dtn-unreset-session
    }
}
