// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// Selectors in an array: which of them is given cannot be told.
contract StoredSelectorsWrong is Consumer {
    bytes4[2] private hears;
    uint256 public sessionId;

    constructor(address router) Consumer(router) {
        hears = [this.settle.selector, this.settle.selector];
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.CallBack memory back = IDtnAi.CallBack(this.settle.selector, hears[1], address(this)); //~ dtn-missing-failure-callback
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), back, msg.sender, msg.value);
    }

    function settle(bytes32 requestId) external onlyDtn {
        failures[requestId] = false;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract StoredSelectorsRight is Consumer {
    bytes4[2] private hears;
    uint256 public sessionId;

    constructor(address router) Consumer(router) {
        hears = [this.settle.selector, this.onFailure.selector];
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.CallBack memory back = IDtnAi.CallBack(this.settle.selector, hears[1], address(this));
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), back, msg.sender, msg.value);
    }

    function settle(bytes32 requestId) external onlyDtn {
        failures[requestId] = false;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
