// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A loop over questions: on one session, or each on its own.
contract CollidingInLoopWrong is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function askAll(string[] calldata prompts) external {
        _charge();
        for (uint256 i = 0; i < prompts.length; ++i) {
            ai.request(ids[0], MODEL, _routing(), _payload(prompts[i]), _callBack(), msg.sender, 0); //~ dtn-colliding-requests
        }
    }

    function close() external onlyOwner {
        uint256 id = ids[ids.length - 1];
        ids.pop();
        ai.closeUserSession(id);
    }
}

contract CollidingInLoopRight is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function askAll(string[] calldata prompts) external {
        _charge();
        for (uint256 i = 0; i < prompts.length; ++i) {
            ai.request(ids[i], MODEL, _routing(), _payload(prompts[i]), _callBack(), msg.sender, 0);
        }
    }

    function close() external onlyOwner {
        uint256 id = ids[ids.length - 1];
        ids.pop();
        ai.closeUserSession(id);
    }
}
