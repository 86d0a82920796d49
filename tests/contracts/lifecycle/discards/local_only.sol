// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A start whose result stays in a local.
contract LocalOnlyWrong is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function openAndAsk(uint256 amount, string calldata prompt) external payable onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        uint256 id = ai.startUserSession(); //~ dtn-discarded-session
        _ask(id, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}

contract LocalOnlyRight is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function openAndAsk(uint256 amount, string calldata prompt) external payable onlyOwner {
        require(sessionId == 0, "already open");
        _deposit(amount);
        uint256 id = ai.startUserSession();
        sessionId = id;
        _ask(id, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
