// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A parser that anyone may call decodes what it is given; a success callback gives it a response.
contract ParserWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.CallBack memory back = IDtnAi.CallBack(this.onText.selector, this.onNone.selector, address(this));
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), back, msg.sender, msg.value);
    }

    function onText(bytes32 requestId) external onlyDtn {
        _keep(requestId);
    }

    function onNone(bytes32 requestId) external onlyDtn {
        _keep(requestId);
    }

    function parse(bytes calldata raw) external pure returns (string memory) {
        return abi.decode(raw, (string)); //~ dtn-unchecked-response
    }

    function _keep(bytes32 requestId) private {
        (,, bytes memory response) = ai.fetchResponse(requestId);
        answers[requestId] = this.parse(response);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract ParserRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.CallBack memory back = IDtnAi.CallBack(this.onText.selector, this.onNone.selector, address(this));
        ai.request{value: msg.value}(sessionId, MODEL, _routing(), _payload(prompt), back, msg.sender, msg.value);
    }

    function onText(bytes32 requestId) external onlyDtn {
        _keep(requestId);
    }

    function onNone(bytes32 requestId) external onlyDtn {
        failures[requestId] = true;
    }

    function parse(bytes calldata raw) external pure returns (string memory) {
        return abi.decode(raw, (string));
    }

    function _keep(bytes32 requestId) private {
        (,, bytes memory response) = ai.fetchResponse(requestId);
        answers[requestId] = this.parse(response);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
