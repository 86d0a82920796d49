// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// An array of one is not one.
contract ArrayParameterWrong is Consumer {
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
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), IDtnAi.CallBack(this.onAnswer.selector, this.failing.selector, address(this)), msg.sender, 0); //~ dtn-callback-signature
    }

    function failing(bytes32[] calldata request) external onlyDtn { //~ dtn-unverified-request
        failed += request.length;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ArrayParameterRight is Consumer {
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
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), IDtnAi.CallBack(this.onAnswer.selector, this.failing.selector, address(this)), msg.sender, 0);
    }

    function failing(bytes32 request) external onlyDtn { //~ dtn-unverified-request
        failed += uint256(request) == 0 ? 0 : 1;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
