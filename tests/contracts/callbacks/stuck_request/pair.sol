// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What waits for an answer waits for ever, if none comes.
abstract contract Waiter is Consumer {
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

    function ask(string calldata prompt) external payable virtual onlyOwner {
        require(sessionId != 0 && !waiting, "not now");
        waiting = true; //~ dtn-stuck-request
        since = block.timestamp;
        asked[_ask(sessionId, prompt)] = true;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn onlyOwnOnes(requestId) {
        waiting = false;
    }

    function onFailure(bytes32 requestId) external override onlyDtn onlyOwnOnes(requestId) {
        waiting = false;
    }
}

contract WaitsForEverWrong is Waiter {
    constructor(address router) Consumer(router) {}

    function close() external onlyOwner {
        require(sessionId != 0 && !waiting, "not now");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
