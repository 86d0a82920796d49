// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A helper decodes for the success callback, and for the failure callback too.
contract DecodedInHelperWrong is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => uint256) public numbers;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        numbers[requestId] = _number(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        numbers[requestId] = _number(requestId);
    }

    function set(bytes32 requestId, uint256 number) external onlyOwner {
        numbers[requestId] = number;
    }

    function _number(bytes32 requestId) internal view returns (uint256) {
        (,, bytes memory response) = ai.fetchResponse(requestId);
        return abi.decode(response, (uint256)); //~ dtn-unchecked-response
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract DecodedInHelperRight is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => uint256) public numbers;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        numbers[requestId] = _number(requestId);
    }

    function onFailure(bytes32 requestId) external override onlyDtn {
        numbers[requestId] = type(uint256).max;
    }

    function set(bytes32 requestId, uint256 number) external onlyOwner {
        numbers[requestId] = number;
    }

    function _number(bytes32 requestId) internal view returns (uint256) {
        (,, bytes memory response) = ai.fetchResponse(requestId);
        return abi.decode(response, (uint256));
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
