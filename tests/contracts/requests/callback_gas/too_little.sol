// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Less is sent than is asked for.
contract TooLittleGasWrong is Consumer {
    uint256 internal constant GAS = 300_000;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        ai.request{value: GAS - 1}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, GAS); //~ dtn-callback-gas
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract TooLittleGasRight is Consumer {
    uint256 internal constant GAS = 300_000;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        ai.request{value: GAS}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, GAS);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
