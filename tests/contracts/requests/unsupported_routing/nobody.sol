// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// Somebody must be named to answer: nodes, or a namespace.
contract RoutingNobodyWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        bytes32[] memory nobody = new bytes32[](0);
        bytes32[] memory space = new bytes32[](1);
        space[0] = keccak256(abi.encodePacked("node.tag.all"));
        ai.request(sessionId, MODEL, IDtnAi.DtnRouting(nobody, nobody, 1, 8, IDtnAi.AggregationType.ANY), _payload(prompt), _callBack(), msg.sender, 0); //~ dtn-unsupported-routing
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract RoutingNobodyRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        bytes32[] memory nobody = new bytes32[](0);
        bytes32[] memory space = new bytes32[](1);
        space[0] = keccak256(abi.encodePacked("node.tag.all"));
        ai.request(sessionId, MODEL, IDtnAi.DtnRouting(space, nobody, 1, 8, IDtnAi.AggregationType.ANY), _payload(prompt), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
