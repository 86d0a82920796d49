// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {DtnDefaults} from "@deeptrust/contracts/dtn-defaults.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// Routings that the network carries out.
contract RoutingByDefault is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, bytes32 node) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, DtnDefaults.defaultCustomNodesValidatedAny(DtnDefaults.singleArray(node)), _payload(prompt), _callBack(), msg.sender, 0); //~ dtn-caller-picks-node
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract RoutingFromCaller is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, IDtnAi.DtnRouting calldata routing) external {
        _charge();
        require(sessionId != 0, "no session");
        ai.request(sessionId, MODEL, routing, _payload(prompt), _callBack(), msg.sender, 0); //~ dtn-caller-picks-node dtn-unsupported-routing
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
