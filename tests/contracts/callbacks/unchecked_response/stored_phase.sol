// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A phase that only the success callback brings about says that there is an answer.
contract DecodedInPhaseWrong is Consumer {
    uint256 public sessionId;
    enum Phase { None, Asked, Answered }
    
    mapping(bytes32 => Phase) public phases;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        phases[_ask(sessionId, prompt)] = Phase.Asked;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        phases[requestId] = Phase.Answered;
    }

    function answerOf(bytes32 requestId) external view returns (string memory) {
        require(phases[requestId] == Phase.Asked, "not now");
        (,, bytes memory response) = ai.fetchResponse(requestId);
        return abi.decode(response, (string)); //~ dtn-unchecked-response
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract DecodedInPhaseRight is Consumer {
    uint256 public sessionId;
    enum Phase { None, Asked, Answered }
    
    mapping(bytes32 => Phase) public phases;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        phases[_ask(sessionId, prompt)] = Phase.Asked;
    }

    function onAnswer(bytes32 requestId) external override onlyDtn {
        phases[requestId] = Phase.Answered;
    }

    function answerOf(bytes32 requestId) external view returns (string memory) {
        require(phases[requestId] == Phase.Answered, "not now");
        (,, bytes memory response) = ai.fetchResponse(requestId);
        return abi.decode(response, (string));
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
