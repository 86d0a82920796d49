// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The same under a name from storage.
contract CollidingAsOwnerWrong is Consumer {
    uint256 public sessionId;
    address public operator;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function appoint(address who) external onlyOwner {
        operator = who;
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), operator, msg.value); //~ dtn-colliding-requests
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract CollidingAsOwnerRight is Consumer {
    uint256 public sessionId;
    address public operator;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function appoint(address who) external onlyOwner {
        operator = who;
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
