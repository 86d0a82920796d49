// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// The router passes one `bytes32`, and calls nothing that wants more.
contract TwoParametersWrong is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => uint256) public doneAt;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), IDtnAi.CallBack(this.done.selector, this.onFailure.selector, address(this)), msg.sender, 0); //~ dtn-callback-signature
    }

    function done(bytes32 requestId, uint256 time) external onlyDtn {
        doneAt[requestId] = time;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract TwoParametersRight is Consumer {
    uint256 public sessionId;
    mapping(bytes32 => uint256) public doneAt;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), IDtnAi.CallBack(this.done.selector, this.onFailure.selector, address(this)), msg.sender, 0);
    }

    function done(bytes32 requestId) external onlyDtn {
        doneAt[requestId] = block.timestamp;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
