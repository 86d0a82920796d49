// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// The copy is made inside the condition that checks it.
contract AssignedInConditionWrong is Consumer {
    uint256 public sessionId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, uint256 more) external onlyOwner {
        require(sessionId == 0, "already open");
        if (more > 0 && spareId == 0) spareId = _start(more);
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        uint256 id;
        if ((id = sessionId) == 0) revert("no session");
        _ask(spareId, prompt); //~ dtn-unvalidated-session
    }

    function close() external onlyOwner {
        uint256 id;
        if ((id = sessionId) != 0) {
            sessionId = 0;
            ai.closeUserSession(id);
        }
        if ((id = spareId) != 0) {
            spareId = 0;
            ai.closeUserSession(id);
        }
    }
}

contract AssignedInConditionRight is Consumer {
    uint256 public sessionId;
    uint256 public spareId;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount, uint256 more) external onlyOwner {
        require(sessionId == 0, "already open");
        if (more > 0 && spareId == 0) spareId = _start(more);
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        uint256 id;
        if ((id = spareId) == 0) revert("no session");
        _ask(spareId, prompt);
    }

    function close() external onlyOwner {
        uint256 id;
        if ((id = sessionId) != 0) {
            sessionId = 0;
            ai.closeUserSession(id);
        }
        if ((id = spareId) != 0) {
            spareId = 0;
            ai.closeUserSession(id);
        }
    }
}
