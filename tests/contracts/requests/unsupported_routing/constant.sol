// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// The same from a constant, in a helper.
contract RoutingConstantWrong is Consumer {
    uint32 internal constant REDUNDANCY = 3;

    bytes32[] public nodes;
    uint256 public sessionId;

    constructor(address router, bytes32[] memory trusted) Consumer(router) {
        nodes = trusted;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _trusted(), _payload(prompt), _callBack(), msg.sender, 0); //~ dtn-unsupported-routing
    }

    function _trusted() internal view returns (IDtnAi.DtnRouting memory routing) {
        routing.trustedNodeIds = nodes;
        routing.redundancy = REDUNDANCY;
        routing.confidenceLevel = 8;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract RoutingConstantRight is Consumer {
    uint32 internal constant REDUNDANCY = 1;

    bytes32[] public nodes;
    uint256 public sessionId;

    constructor(address router, bytes32[] memory trusted) Consumer(router) {
        nodes = trusted;
    }

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, _trusted(), _payload(prompt), _callBack(), msg.sender, 0);
    }

    function _trusted() internal view returns (IDtnAi.DtnRouting memory routing) {
        routing.trustedNodeIds = nodes;
        routing.redundancy = REDUNDANCY;
        routing.confidenceLevel = 8;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
