// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Two constants that were mixed up.
contract MixedUpGasWrong is Consumer {
    uint256 internal constant SMALL = 100_000;
    uint256 internal constant LARGE = 400_000;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        uint256 value = SMALL;
        uint256 limit = LARGE;
        ai.request{value: value}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, limit); //~ dtn-callback-gas
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract MixedUpGasRight is Consumer {
    uint256 internal constant SMALL = 100_000;
    uint256 internal constant LARGE = 400_000;

    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        uint256 value = LARGE;
        uint256 limit = SMALL;
        ai.request{value: value}(sessionId, MODEL, _routing(), _payload(prompt), _callBack(), msg.sender, limit); //~ dtn-excess-value
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
