// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// Failures that reach somebody.
contract SharedWithHelper is Consumer {
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
        if (_succeeded(requestId)) _answer(requestId);
        else failed++;
    }

    function _succeeded(bytes32 requestId) internal view returns (bool) {
        (IDtnAi.ResponseStatus status,,) = ai.fetchResponse(requestId);
        return status == IDtnAi.ResponseStatus.SUCCESS;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract FailureIsNoNews is Consumer {
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

    function onFailure(bytes32) external override onlyDtn {}

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
