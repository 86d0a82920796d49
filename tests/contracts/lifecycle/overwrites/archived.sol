// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// An ID that is overwritten after it was put on a list is not lost.
contract ArchivedWrong is Consumer {
    uint256 public sessionId;
    uint256[] public archive;

    constructor(address router) Consumer(router) {}

    function rotate(uint256 amount) external onlyOwner {
        sessionId = _start(amount); //~ dtn-session-overwrite
    }

    function closeArchived() external onlyOwner {
        uint256 id = archive[archive.length - 1];
        archive.pop();
        ai.closeUserSession(id);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ArchivedRight is Consumer {
    uint256 public sessionId;
    uint256[] public archive;

    constructor(address router) Consumer(router) {}

    function rotate(uint256 amount) external onlyOwner {
        if (sessionId != 0) archive.push(sessionId);
        sessionId = _start(amount);
    }

    function closeArchived() external onlyOwner {
        uint256 id = archive[archive.length - 1];
        archive.pop();
        ai.closeUserSession(id);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
