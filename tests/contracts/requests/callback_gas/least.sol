// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What a callback writes has its price.
abstract contract Frugal is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function _askWith(uint256 gasForCallback) internal {
        require(sessionId != 0 && msg.value == gasForCallback, "not now");
        _charge();
        _askFor(sessionId, "?", msg.sender, gasForCallback);
    }
}

contract FillsASlotWrong is Frugal {
    mapping(bytes32 => bool) public done;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askWith(20_000 - 1); //~ dtn-callback-gas
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        require(!done[requestId], "done");
        done[requestId] = true;
    }
}

contract FillsASlotRight is Frugal {
    mapping(bytes32 => bool) public done;

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askWith(60_000);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        require(!done[requestId], "done");
        done[requestId] = true;
    }
}

contract CountsWrong is Frugal {
    uint256 public answered;

    event Failed(bytes32 requestId);

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askWith(2_500); //~ dtn-callback-gas
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        answered++;
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        emit Failed(requestId);
    }
}

contract CountsRight is Frugal {
    uint256 public answered;

    event Failed(bytes32 requestId);

    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askWith(40_000);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        answered++;
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyAsked(requestId) {
        emit Failed(requestId);
    }
}

contract WritesWithNothingLeftWrong is Frugal {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askWith(2_000); //~ dtn-callback-gas
    }
}

contract NoCallbackWantedRight is Frugal {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askWith(0);
    }
}

contract PerhapsNoWriteRight is Frugal {
    constructor(address router) Consumer(router) {}

    function ask() external payable {
        _askWith(2_000);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        if (askers[requestId] == address(0)) return;
        failures[requestId] = false;
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        if (askers[requestId] == address(0)) return;
        failures[requestId] = true;
    }
}
