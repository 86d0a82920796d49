// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A loop over questions opens a session for each, or uses those that are open.
contract PerRequestStartedInLoopWrong is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function askAll(string[] calldata prompts, uint256 amount) external onlyOwner {
        for (uint256 i = 0; i < prompts.length; ++i) {
            _deposit(amount);
            uint256 id = ai.startUserSession(); //~ dtn-session-per-request
            ids.push(id);
            _askFor(id, prompts[i], msg.sender, 0);
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

    function askAll(string[] calldata prompts) external onlyOwner {
        for (uint256 i = 0; i < prompts.length; ++i) {
            uint256 id = ids[i];
            _askFor(id, prompts[i], msg.sender, 0);
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
