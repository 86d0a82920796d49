// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Two answers may lead to one thread: what is noted under a request is not its alone.
contract CollidingThreadWrong is Consumer {
    mapping(uint256 => uint256) public sessionOf;
    mapping(bytes32 => uint256) internal threadOf;

    constructor(address router) Consumer(router) {}

    function open(uint256 thread, uint256 amount) external onlyOwner {
        require(sessionOf[thread] == 0, "already open");
        sessionOf[thread] = _start(amount);
    }

    function ask(uint256 thread, string calldata prompt) external payable {
        require(sessionOf[thread] != 0, "no session");
        threadOf[_ask(sessionOf[thread], prompt)] = thread;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        _answer(requestId);
        uint256 thread = threadOf[requestId];
        if (sessionOf[thread] == 0) return;
        bytes32 next = ai.request(sessionOf[thread], MODEL, _routing(), _payload("go on"), _callBack(), msg.sender, 0); //~ dtn-colliding-requests
        threadOf[next] = thread;
        askers[next] = askers[requestId];
    }

    function close(uint256 thread) external onlyOwner {
        require(sessionOf[thread] != 0, "no session");
        ai.closeUserSession(sessionOf[thread]);
        sessionOf[thread] = 0;
    }
}

contract CollidingThreadRight is Consumer {
    mapping(uint256 => uint256) public sessionOf;
    mapping(bytes32 => uint256) internal threadOf;

    constructor(address router) Consumer(router) {}

    function open(uint256 thread, uint256 amount) external onlyOwner {
        require(sessionOf[thread] == 0, "already open");
        sessionOf[thread] = _start(amount);
    }

    function ask(uint256 thread, string calldata prompt) external payable {
        require(sessionOf[thread] != 0, "no session");
        threadOf[_ask(sessionOf[thread], prompt)] = thread;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        _answer(requestId);
        uint256 thread = threadOf[requestId];
        if (sessionOf[thread] == 0) return;
        bytes32 next = ai.request(sessionOf[thread], MODEL, _routing(), _payload("go on"), _callBack(), askers[requestId], 0);
        threadOf[next] = thread;
        askers[next] = askers[requestId];
    }

    function close(uint256 thread) external onlyOwner {
        require(sessionOf[thread] != 0, "no session");
        ai.closeUserSession(sessionOf[thread]);
        sessionOf[thread] = 0;
    }
}
