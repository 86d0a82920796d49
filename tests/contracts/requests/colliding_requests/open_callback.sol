// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A callback asks again for its sender, who is the router for each of two answers in a block.
abstract contract AsksAgain is Consumer {
    uint256 public sessionId;

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.CallBack memory back = _again();
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), back, msg.sender, msg.value);
    }

    function _again() internal view virtual returns (IDtnAi.CallBack memory) {
        return IDtnAi.CallBack(this.onAnswer.selector, bytes4(keccak256("again(bytes32)")), address(this));
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract AsksAgainWrong is AsksAgain {
    constructor(address router) Consumer(router) {}

    function again(bytes32) external { //~ dtn-unprotected-callback dtn-unverified-request
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), _payload("again"), _callBack(), msg.sender, 0); //~ dtn-colliding-requests
    }
}

contract AsksAgainRight is AsksAgain {
    constructor(address router) Consumer(router) {}

    function again(bytes32 requestId) external onlyDtn { //~ dtn-unverified-request
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), _payload("again"), _callBack(), askers[requestId], 0);
    }
}

// The same body, which nothing names as a callback: each asks for itself.
contract AsksOnceMoreRight is AsksAgain {
    constructor(address router) Consumer(router) {}

    function _again() internal view override returns (IDtnAi.CallBack memory) {
        return _callBack();
    }

    function more(bytes32) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), _payload("again"), _callBack(), msg.sender, 0);
    }
}
