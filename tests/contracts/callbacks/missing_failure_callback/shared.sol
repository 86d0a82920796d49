// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// One function for both must look at the status.
contract SharedCallbackWrong is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => uint256) public endedAt;
    uint256 public failed;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), IDtnAi.CallBack(this.ended.selector, this.ended.selector, address(this)), msg.sender, 0); //~ dtn-missing-failure-callback
    }

    function ended(bytes32 requestId) external onlyDtn { //~ dtn-unverified-request
        endedAt[requestId] = block.timestamp;
        if (requestId == 0) failed++;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract SharedCallbackRight is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => uint256) public endedAt;
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
        endedAt[requestId] = block.timestamp;
        (IDtnAi.ResponseStatus status,,) = ai.fetchResponse(requestId);
        if (status != IDtnAi.ResponseStatus.SUCCESS) failed++;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
