// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// A count of nodes, a fraction, a number that is an aggregation.
uint32 constant SEVERAL_ANSWERS = 0.5 * 4;

contract CountedNodesWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        bytes32[] memory nodes = new bytes32[](2);
        nodes[0] = keccak256("node.one");
        nodes[1] = keccak256("node.two");
        IDtnAi.DtnRouting memory route = IDtnAi.DtnRouting(new bytes32[](0), nodes, uint32(nodes.length), 8, IDtnAi.AggregationType.ANY);
        ai.request{value: msg.value}(sessionId, MODEL, route, _payload(prompt), _callBack(), msg.sender, msg.value); //~ dtn-unsupported-routing
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract CountedNodesRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        bytes32[] memory nodes = new bytes32[](1);
        nodes[0] = keccak256("node.one");
        IDtnAi.DtnRouting memory route = IDtnAi.DtnRouting(new bytes32[](0), nodes, uint32(nodes.length), 8, IDtnAi.AggregationType.ANY);
        ai.request{value: msg.value}(sessionId, MODEL, route, _payload(prompt), _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract SeveralAnswersWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRouting memory route = _routing();
        route.redundancy = SEVERAL_ANSWERS;
        ai.request{value: msg.value}(sessionId, MODEL, route, _payload(prompt), _callBack(), msg.sender, msg.value); //~ dtn-unsupported-routing
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract SeveralAnswersRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRouting memory route = _routing();
        route.redundancy = SEVERAL_ANSWERS / 2;
        ai.request{value: msg.value}(sessionId, MODEL, route, _payload(prompt), _callBack(), msg.sender, msg.value);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
