// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Decoded where it can only be a success.
contract DecodedInSuccess is Consumer {
    uint256 public sessionId;

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
        (,, bytes memory response) = ai.fetchResponse(requestId);
        answers[requestId] = abi.decode(response, (string));
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract DecodesSomethingElse is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => bytes) private contexts;
    uint256 public lost;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, uint256 stake) external payable {
        require(sessionId != 0, "no session");
        contexts[_ask(sessionId, prompt)] = abi.encode(msg.sender, stake);
    }

    function onFailure(bytes32 requestId) external override onlyDtn { //~ dtn-unverified-request
        (, uint256 stake) = abi.decode(contexts[requestId], (address, uint256));
        lost += stake;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
