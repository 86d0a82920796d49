// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A loop over questions opens a session for each, or one before it.
contract PerRequestStartedInLoopWrong is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function askAll(string[] calldata prompts, uint256 amount) external onlyOwner {
        for (uint256 i = 0; i < prompts.length; ++i) {
            _deposit(amount);
            ids.push(ai.startUserSession()); //~ dtn-session-per-request
            _askFor(ids[ids.length - 1], prompts[i], msg.sender, 0);
        }
    }

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function close() external onlyOwner {
        uint256 id = ids[ids.length - 1];
        ids.pop();
        ai.closeUserSession(id);
    }
}

contract PerRequestStartedInLoopRight is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function askAll(string[] calldata prompts, uint256 amount) external onlyOwner {
        require(prompts.length <= ids.length, "open more sessions");
        for (uint256 i = 0; i < prompts.length; ++i) {
            require(amount > 0);
            _askFor(ids[i], prompts[i], msg.sender, 0);
        }
    }

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function close() external onlyOwner {
        uint256 id = ids[ids.length - 1];
        ids.pop();
        ai.closeUserSession(id);
    }
}
