// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// Ways to look at a status, and one that forgets what is not answered yet.
contract LooksByNumber is Consumer {
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
        if (uint8(status) != 1) return "";
        return abi.decode(response, (string));
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract LooksAtBothOthers is Consumer {
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
        if (status == IDtnAi.ResponseStatus.NA || status == IDtnAi.ResponseStatus.FAILURE) return "";
        return abi.decode(response, (string));
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract LooksInAnExpression is Consumer {
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
        return status == IDtnAi.ResponseStatus.SUCCESS ? abi.decode(response, (string)) : "";
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract LooksAtFailureOnly is Consumer {
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
        if (status == IDtnAi.ResponseStatus.FAILURE) return "";
        return abi.decode(response, (string)); //~ dtn-unchecked-response
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract LooksInAFunction is Consumer {
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
        require(_hasAnswer(requestId), "no answer");
        (,, bytes memory response) = ai.fetchResponse(requestId);
        return abi.decode(response, (string));
    }

    function _hasAnswer(bytes32 requestId) internal view returns (bool) {
        (IDtnAi.ResponseStatus status,,) = ai.fetchResponse(requestId);
        return status == IDtnAi.ResponseStatus.SUCCESS;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
