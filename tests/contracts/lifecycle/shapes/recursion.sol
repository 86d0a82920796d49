// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A function that calls itself: what it leaves behind is not known, and nothing is claimed.
contract Recursive is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function closeAll() external onlyOwner {
        _closeFrom(ids.length);
    }

    function _closeFrom(uint256 left) internal {
        if (left == 0) return;
        uint256 id = ids[left - 1];
        ids.pop();
        ai.closeUserSession(id);
        _closeFrom(left - 1);
    }
}
