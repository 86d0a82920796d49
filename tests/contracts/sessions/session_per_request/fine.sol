// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// Starts and closes that belong to no single request.
contract FillsAPool is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function fill(uint256[] calldata amounts) external onlyOwner {
        for (uint256 i = 0; i < amounts.length; ++i) {
            ids.push(_start(amounts[i]));
        }
    }

    function ask(uint256 i, string calldata prompt) external payable {
        _ask(ids[i], prompt);
    }

    function drain() external onlyOwner {
        while (ids.length > 0) {
            uint256 id = ids[ids.length - 1];
            ids.pop();
            ai.closeUserSession(id);
        }
    }
}

contract OpensWithTheFirstQuestion is Consumer {
    uint256 public sessionId;

    constructor(address router) Consumer(router) {}

    function openAndAsk(uint256 amount, string calldata prompt) external payable onlyOwner {
        require(sessionId == 0, "already open");
        sessionId = _start(amount);
        _ask(sessionId, prompt);
    }

    function ask(string calldata prompt) external payable {
        require(sessionId != 0, "no session");
        _ask(sessionId, prompt);
    }

    function close() external onlyOwner {
        require(sessionId != 0, "no session");
        ai.closeUserSession(sessionId);
        sessionId = 0;
    }
}
