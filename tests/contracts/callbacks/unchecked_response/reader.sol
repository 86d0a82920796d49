// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A function that is no callback does not know how the request ended.
contract DecodedByReaderWrong is Consumer {
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

    function answerOf(bytes32 requestId) external view returns (string memory) {
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        require(status != IDtnAi.ResponseStatus.NA, "no answer");
        return abi.decode(response, (string)); //~ dtn-unchecked-response
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract DecodedByReaderRight is Consumer {
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

    function answerOf(bytes32 requestId) external view returns (string memory) {
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        require(status == IDtnAi.ResponseStatus.SUCCESS, "no answer");
        return abi.decode(response, (string));
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
