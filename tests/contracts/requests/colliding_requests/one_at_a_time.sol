// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

// One user for all, and only one request at a time, or each in its turn of a lock.
contract CollidingBehindLock is Consumer, ReentrancyGuard {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external nonReentrant {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), address(this), 0); //~ dtn-colliding-requests
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OneRequestPending is Consumer {
    uint256 public sessionId;
    bool public pending;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        require(sessionId != 0 && !pending, "not now");
        pending = true; //~ dtn-stuck-request
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), address(this), 0);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        pending = false;
        _answer(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        pending = false;
        failures[requestId] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OneRequestADay is Consumer {
    uint256 public sessionId;
    uint256 public last;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        require(sessionId != 0 && block.timestamp >= last + 1 days, "not now");
        last = block.timestamp;
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), address(this), 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OnlyItsOwnerAsks is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external onlyOwner {
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), address(this), 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
