// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// Only the first answer counts in this network, so far.
contract RoutingVoteWrong is Consumer {
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
        bytes32[] memory none;
        ai.request(sessionId, MODEL, IDtnAi.DtnRouting(none, nodes, 1, 8, IDtnAi.AggregationType.VOTE), _payload(prompt), _callBack(), msg.sender, 0); //~ dtn-unsupported-routing
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract RoutingVoteRight is Consumer {
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
        bytes32[] memory none;
        ai.request(sessionId, MODEL, IDtnAi.DtnRouting(none, nodes, 1, 8, IDtnAi.AggregationType.ANY), _payload(prompt), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
