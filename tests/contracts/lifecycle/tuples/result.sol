// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A helper gives an ID and a time; the caller keeps only the time.
contract TupleResultWrong is Consumer {
    uint256 public sessionId;
    uint256 public openedAt;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        (, openedAt) = _begin(amount);
    }

    function _begin(uint256 amount) internal returns (uint256 id, uint256 time) {
        _deposit(amount);
        id = ai.startUserSession(); //~ dtn-discarded-session
        time = block.timestamp;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract TupleResultRight is Consumer {
    uint256 public sessionId;
    uint256 public openedAt;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        (sessionId, openedAt) = _begin(amount);
    }

    function _begin(uint256 amount) internal returns (uint256 id, uint256 time) {
        _deposit(amount);
        id = ai.startUserSession();
        time = block.timestamp;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
