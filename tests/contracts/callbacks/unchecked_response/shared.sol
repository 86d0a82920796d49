// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A callback for both outcomes decodes in one of them, or in both.
contract DecodedSharedWrong is Consumer {
    uint256 public sessionId;
    uint256 public failed;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), IDtnAi.CallBack(this.ended.selector, this.ended.selector, address(this)), msg.sender, 0);
    }

    function ended(bytes32 requestId) external onlyDtn { //~ dtn-unverified-request
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        if (status != IDtnAi.ResponseStatus.SUCCESS) failed++;
        answers[requestId] = abi.decode(response, (string)); //~ dtn-unchecked-response
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract DecodedSharedRight is Consumer {
    uint256 public sessionId;
    uint256 public failed;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), IDtnAi.CallBack(this.ended.selector, this.ended.selector, address(this)), msg.sender, 0);
    }

    function ended(bytes32 requestId) external onlyDtn {
        (IDtnAi.ResponseStatus status,, bytes memory response) = ai.fetchResponse(requestId);
        if (status != IDtnAi.ResponseStatus.SUCCESS) return;
        answers[requestId] = abi.decode(response, (string));
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
