// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

abstract contract Patient is Consumer {
    uint256 public sessionId;
    bool public waiting;
    uint256 public since;
    mapping(bytes32 => bool) public asked;

    modifier onlyOwnOnes(bytes32 requestId) {
        require(asked[requestId], "not ours");
        delete asked[requestId];
        _;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyOwnOnes(requestId) {
        waiting = false;
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyOwnOnes(requestId) {
        waiting = false;
    }

    function _question() internal {
        waiting = true;
        since = block.timestamp;
        asked[_ask(sessionId, "?")] = true;
    }

    function _end() internal {
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OwnerGivesUpRight is Patient {
    constructor(address router) Consumer(router) {}

    function ask() external payable onlyOwner {
        require(sessionId != 0 && !waiting, "not now");
        _question();
    }

    function giveUp() external onlyOwner {
        waiting = false;
    }

    function close() external onlyOwner {
        require(sessionId != 0 && !waiting, "not now");
        _end();
    }
}

contract TimeRunsOutRight is Patient {
    constructor(address router) Consumer(router) {}

    function ask() external payable onlyOwner {
        require(sessionId != 0 && (!waiting || block.timestamp > since + 1 days), "not now");
        _question();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "not now");
        if (waiting) require(block.timestamp > since + 1 days, "not now");
        _end();
    }
}

contract OnlyToldRight is Patient {
    constructor(address router) Consumer(router) {}

    // `waiting` is for those who look.
    function ask() external payable onlyOwner {
        require(sessionId != 0, "not now");
        _question();
    }

    function close() external onlyOwner {
        require(sessionId != 0, "not now");
        _end();
    }
}

contract TakenUpLaterRight is Patient {
    constructor(address router) Consumer(router) {}

    bytes32 public last;

    function ask() external payable onlyOwner {
        require(sessionId != 0 && !waiting, "not now");
        waiting = true;
        last = _ask(sessionId, "?");
        asked[last] = true;
    }

    function takeUp() external onlyOwner {
        _answer(last);
        waiting = false;
    }

    function close() external onlyOwner {
        require(sessionId != 0 && !waiting, "not now");
        _end();
    }
}
