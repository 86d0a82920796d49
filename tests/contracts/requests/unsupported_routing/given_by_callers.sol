// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// What anybody may give has to be looked at, what the contract gives itself is its own.
contract OftenWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, uint32 answers_) public payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRouting memory route = _routing();
        route.redundancy = answers_;
        _send(prompt, route); //~ dtn-unsupported-routing
    }

    function askOften(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        _send(prompt, _route(3)); //~ dtn-unsupported-routing
    }

    function askOnce(string calldata prompt) external payable {
        ask(prompt, 1);
    }

    function _route(uint32 times) private pure returns (IDtnAi.DtnRouting memory route) {
        route = _routing();
        route.redundancy = times;
    }

    function _send(string calldata prompt, IDtnAi.DtnRouting memory route) private {
        ai.request{value: msg.value}(sessionId, MODEL, route, _payload(prompt), _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract OftenRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, uint32 answers_) public payable {
        _charge();
        require(sessionId != 0 && answers_ < 2, "not now");
        IDtnAi.DtnRouting memory route = _routing();
        route.redundancy = answers_;
        _send(prompt, route);
    }

    function askOften(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        _send(prompt, _route(1));
    }

    function askOnce(string calldata prompt) external payable {
        ask(prompt, 1);
    }

    function _route(uint32 times) private pure returns (IDtnAi.DtnRouting memory route) {
        route = _routing();
        route.redundancy = times;
    }

    function _send(string calldata prompt, IDtnAi.DtnRouting memory route) private {
        ai.request{value: msg.value}(sessionId, MODEL, route, _payload(prompt), _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
