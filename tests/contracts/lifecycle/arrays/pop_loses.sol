// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// What is taken off the list is closed, or gone.
contract ArrayPopLosesWrong is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function close() external onlyOwner {
        uint256 id = ids[ids.length - 1];
        ids.pop();
        ai.closeUserSession(id);
    }

    function drop() external onlyOwner {
        ids.pop(); //~ dtn-session-overwrite
    }
}

contract ArrayPopLosesRight is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function close() external onlyOwner {
        uint256 id = ids[ids.length - 1];
        ids.pop();
        ai.closeUserSession(id);
    }

    function drop() external onlyOwner {
        ai.closeUserSession(ids[ids.length - 1]);
        ids.pop();
    }
}
