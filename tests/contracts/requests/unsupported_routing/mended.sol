// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";
import {IDtnAi} from "@deeptrust/contracts/idtn-ai.sol";

// What was set before does not count.
contract RoutingMended is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRouting memory routing = _routing();
        routing.redundancy = 3;
        routing.redundancy = 1;
        ai.request(sessionId, MODEL, routing, _payload(prompt), _callBack(), msg.sender, 0);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract RoutingSpoilt is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt, bool careful) external {
        _charge();
        require(sessionId != 0, "no session");
        IDtnAi.DtnRouting memory routing = _routing();
        if (careful) routing.redundancy = 3;
        ai.request(sessionId, MODEL, routing, _payload(prompt), _callBack(), msg.sender, 0); //~ dtn-unsupported-routing
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
