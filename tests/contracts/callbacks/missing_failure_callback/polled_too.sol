// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// One caller of a helper polls, the other wants to be called.
contract PolledTooWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        _send(prompt, IDtnAi.CallBack(this.onAnswer.selector, bytes4(0), address(this))); //~ dtn-missing-failure-callback
    }

    function leave(string calldata prompt) external payable returns (bytes32) {
        _charge();
        require(sessionId != 0, "no session");
        return _send(prompt, IDtnAi.CallBack(bytes4(0), bytes4(0), address(0))); // to be fetched
    }

    function _send(string calldata prompt, IDtnAi.CallBack memory back) private returns (bytes32) {
        return ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), back, msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract PolledTooRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        _send(prompt, IDtnAi.CallBack(this.onAnswer.selector, this.onFailure.selector, address(this)));
    }

    function leave(string calldata prompt) external payable returns (bytes32) {
        _charge();
        require(sessionId != 0, "no session");
        return _send(prompt, IDtnAi.CallBack(bytes4(0), bytes4(0), address(0))); // to be fetched
    }

    function _send(string calldata prompt, IDtnAi.CallBack memory back) private returns (bytes32) {
        return ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), back, msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
