// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// Functions that look like callbacks and are none, and callbacks behind other doors.
contract NoCallbackHere is Consumer {
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

    /// Named in no request.
    function onNews(bytes32 requestId) external {
        require(askers[requestId] == msg.sender, "not yours");
        delete answers[requestId];
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract CallbackElsewhere is Consumer {
    uint256 public sessionId;
    address public immutable receiver;

    constructor(address router, address other) Consumer(router) {
        receiver = other;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.CallBack memory callBack = IDtnAi.CallBack(this.deliver.selector, this.fail.selector, receiver);
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), callBack, msg.sender, 0);
    }

    /// The receiver has functions of these names too, and passes on what it wants to.
    function deliver(bytes32 requestId) external {
        require(msg.sender == receiver, "receiver only");
        failures[requestId] = false;
    }

    function fail(bytes32 requestId) external {
        require(msg.sender == receiver, "receiver only");
        failures[requestId] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract CallbackBehindOwnModifier is Consumer {
    uint256 public sessionId;

    modifier fromNetwork() {
        require(address(ai) == msg.sender, "network only");
        _;
    }

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function onFailure(bytes32 requestId) external override fromNetwork {
        failures[requestId] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
