// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A callback acts by a function that only the contract itself may call.
abstract contract ByItself is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.CallBack memory back = IDtnAi.CallBack(this.onAnswer.selector, bytes4(keccak256("onLost(bytes32)")), address(this));
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), back, msg.sender, msg.value);
    }

    function forget(bytes32 requestId) external {
        require(msg.sender == address(this), "only the contract itself");
        failures[requestId] = true;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ByItselfWrong is ByItself {
    constructor(address router) Consumer(router) {}

    function onLost(bytes32 requestId) external { //~ dtn-unprotected-callback
        this.forget(requestId);
    }
}

contract ByItselfRight is ByItself {
    constructor(address router) Consumer(router) {}

    function onLost(bytes32 requestId) external onlyDtn {
        this.forget(requestId);
    }
}
