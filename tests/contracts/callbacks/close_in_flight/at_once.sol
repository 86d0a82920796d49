// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Closed right after the request, or by its answer.
contract InFlightAtOnceWrong is Consumer {
    mapping(bytes32 => uint256) public sessionOf;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        uint256 id = _start(amount);
        bytes32 requestId = _ask(id, prompt);
        sessionOf[requestId] = 0;
        ai.closeUserSession(id); //~ dtn-close-in-flight
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        _answer(requestId);
        _finish(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        failures[requestId] = true;
        _finish(requestId);
    }

    function _finish(bytes32 requestId) internal {
        uint256 id = sessionOf[requestId];
        if (id == 0) return;
        delete sessionOf[requestId];
        ai.closeUserSession(id);
    }
}

contract InFlightAtOnceRight is Consumer {
    mapping(bytes32 => uint256) public sessionOf;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        uint256 id = _start(amount);
        bytes32 requestId = _ask(id, prompt);
        sessionOf[requestId] = id;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        _answer(requestId);
        _finish(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        failures[requestId] = true;
        _finish(requestId);
    }

    function _finish(bytes32 requestId) internal {
        uint256 id = sessionOf[requestId];
        if (id == 0) return;
        delete sessionOf[requestId];
        ai.closeUserSession(id);
    }
}
