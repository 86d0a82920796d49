// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A session for one request: closed by its answer, or by whoever cancels before.
contract CallbackCancelledWrong is Consumer {
    mapping(bytes32 => uint256) public sessionOf;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        uint256 id = _start(amount);
        sessionOf[_ask(id, prompt)] = id;
    }

    function cancel(bytes32 requestId) external {
        uint256 id = sessionOf[requestId];
        require(id != 0 && askers[requestId] == msg.sender, "not yours");
        ai.closeUserSession(id); //~ dtn-double-close dtn-unreset-session
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        _answer(requestId);
        uint256 id = sessionOf[requestId];
        if (id == 0) return;
        delete sessionOf[requestId];
        ai.closeUserSession(id);
    }
}

contract CallbackCancelledRight is Consumer {
    mapping(bytes32 => uint256) public sessionOf;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        uint256 id = _start(amount);
        sessionOf[_ask(id, prompt)] = id;
    }

    function cancel(bytes32 requestId) external {
        uint256 id = sessionOf[requestId];
        require(id != 0 && askers[requestId] == msg.sender, "not yours");
        delete sessionOf[requestId];
        ai.closeUserSession(id);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        _answer(requestId);
        uint256 id = sessionOf[requestId];
        if (id == 0) return;
        delete sessionOf[requestId];
        ai.closeUserSession(id);
    }
}
