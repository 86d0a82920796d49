// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// The status is fetched into a struct, and looked at there; or the message is.
contract StatusInStructWrong is Consumer {
    struct Told {
        IDtnAi.ResponseStatus status;
        string message;
        bytes response;
    }
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.CallBack memory back = IDtnAi.CallBack(this.settle.selector, this.settle.selector, address(this)); //~ dtn-missing-failure-callback
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), back, msg.sender, msg.value);
    }

    function settle(bytes32 requestId) external onlyDtn {
        Told memory told = _fetch(requestId);
        answers[requestId] = told.message;
    }

    function _fetch(bytes32 requestId) private view returns (Told memory told) {
        (told.status, told.message, told.response) = ai.fetchResponse(requestId);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract StatusInStructRight is Consumer {
    struct Told {
        IDtnAi.ResponseStatus status;
        string message;
        bytes response;
    }
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.CallBack memory back = IDtnAi.CallBack(this.settle.selector, this.settle.selector, address(this));
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), back, msg.sender, msg.value);
    }

    function settle(bytes32 requestId) external onlyDtn {
        Told memory told = _fetch(requestId);
        failures[requestId] = told.status != IDtnAi.ResponseStatus.SUCCESS;
    }

    function _fetch(bytes32 requestId) private view returns (Told memory told) {
        (told.status, told.message, told.response) = ai.fetchResponse(requestId);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
