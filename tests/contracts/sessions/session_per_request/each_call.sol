// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A session for each request, or one for all of them.
contract PerRequestEachCallWrong is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        _deposit(amount);
        ids.push(ai.startUserSession()); //~ dtn-session-per-request
        _ask(ids[ids.length - 1], prompt);
    }

    function close() external onlyOwner {
        uint256 id = ids[ids.length - 1];
        ids.pop();
        ai.closeUserSession(id);
    }
}

contract PerRequestEachCallRight is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function ask(string calldata prompt, uint256 amount) external payable {
        if (ids.length == 0) {
            _deposit(amount);
            ids.push(ai.startUserSession());
        }
        _ask(ids[ids.length - 1], prompt);
    }

    function close() external onlyOwner {
        uint256 id = ids[ids.length - 1];
        ids.pop();
        ai.closeUserSession(id);
    }
}
