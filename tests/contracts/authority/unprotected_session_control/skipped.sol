// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A check that reverts is none where `||` may skip it.
abstract contract Skipping is Consumer {
    uint256 public sessionId;

    function _isOwner() internal view returns (bool) {
        require(msg.sender == owner, "owner only");
        return true;
    }

    function open(uint256 amount) external {
        require(sessionId == 0, "open");
        sessionId = _start(amount);
    }

    function _take() internal returns (uint256 id) {
        id = sessionId;
        require(id != 0, "none");
        sessionId = 0;
    }
}

contract SkippedCheckWrong is Skipping {
    constructor(address router) Consumer(router) {}

    function close(bool skip) external {
        require(skip || _isOwner(), "not allowed");
        ai.closeUserSession(_take()); //~ dtn-unprotected-session-control
    }

    function move(address router, bool skip) external {
        require(skip || _isOwner(), "not allowed");
        setAi(router); //~ dtn-unprotected-set-ai dtn-ai-swap
    }
}

contract SkippedCheckRight is Skipping {
    constructor(address router) Consumer(router) {}

    function close(bool again) external {
        require((again && _isOwner()) || _isOwner(), "not allowed");
        ai.closeUserSession(_take());
    }
}
