// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A selector of an interface whose function this contract has, or has not.
interface IInterfaceSelectorWrongReceiver {
    function onAnswer(bytes32 requestId) external;
    function onReply(bytes32 requestId) external;
}

contract InterfaceSelectorWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), IDtnAi.CallBack(IInterfaceSelectorWrongReceiver.onReply.selector, this.onFailure.selector, address(this)), msg.sender, 0); //~ dtn-callback-signature
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

interface IInterfaceSelectorRightReceiver {
    function onAnswer(bytes32 requestId) external;
    function onReply(bytes32 requestId) external;
}

contract InterfaceSelectorRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _routing(), _payload(prompt), IDtnAi.CallBack(IInterfaceSelectorRightReceiver.onAnswer.selector, this.onFailure.selector, address(this)), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
