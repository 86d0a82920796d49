// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Announced, called off, carried out: the announcement outlives the session it was for.
contract ChangedMindWrong is Consumer {
    uint256 public sessionId;
    uint256 public announced;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function announce() external onlyOwner {
        require(sessionId != 0, "no session");
        announced = sessionId;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function carryOut() external onlyOwner {
        uint256 id = announced;
        require(id != 0, "not announced");
        announced = 0;
        if (id == sessionId) sessionId = 0;
        ai.closeUserSession(id); //~ dtn-double-close
    }
}

contract ChangedMindRight is Consumer {
    uint256 public sessionId;
    uint256 public announced;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function announce() external onlyOwner {
        require(sessionId != 0, "no session");
        announced = sessionId;
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }

    function carryOut() external onlyOwner {
        uint256 id = announced;
        require(id != 0, "not announced");
        announced = 0;
        if (id != sessionId) return;
        sessionId = 0;
        ai.closeUserSession(id);
    }
}
