// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What the sender paid for the answer stays here.
contract GasKeptWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0 && msg.value > 0, "not now");
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, msg.value); //~ dtn-callback-gas
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract GasKeptRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0 && msg.value > 0, "not now");
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
