// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Opened for the request and closed by its answer, or kept for the user's next one.
contract PerRequestThroughCallbackWrong is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        require(sessions[msg.sender] == 0, "one at a time");
        _deposit(amount);
        sessions[msg.sender] = ai.startUserSession(); //~ dtn-session-per-request
        _ask(sessions[msg.sender], prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        _answer(requestId);
        _finish(askers[requestId]);
    }

    function leave() external {
        _finish(msg.sender);
    }

    function _finish(address user) internal {
        uint256 id = sessions[user];
        if (id == 0) return;
        sessions[user] = 0;
        ai.closeUserSession(id);
    }
}

contract PerRequestThroughCallbackRight is Consumer {
    mapping(address => uint256) public sessions;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        if (sessions[msg.sender] == 0) {
            _deposit(amount);
            sessions[msg.sender] = ai.startUserSession();
        }
        _ask(sessions[msg.sender], prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        _answer(requestId);
    }

    function leave() external {
        _finish(msg.sender);
    }

    function _finish(address user) internal {
        uint256 id = sessions[user];
        if (id == 0) return;
        sessions[user] = 0;
        ai.closeUserSession(id);
    }
}
