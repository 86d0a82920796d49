// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A field that nobody sets is zero.
contract UnsetFailureWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.CallBack memory callBack;
        callBack.success = this.onAnswer.selector;
        callBack.target = address(this);
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), callBack, msg.sender, 0); //~ dtn-missing-failure-callback
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract UnsetFailureRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.CallBack memory callBack;
        callBack.success = this.onAnswer.selector;
        callBack.target = address(this);
        callBack.failure = this.onFailure.selector;
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), callBack, msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
