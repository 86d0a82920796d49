// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// All sessions are closed, from the last to the first.
abstract contract Pool is Consumer {
    uint256[] public ids;

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }
}

contract DownInTheCondition is Pool {
    constructor(address router) Consumer(router) {}

    function drain() external onlyOwner {
        for (uint256 i = ids.length; i-- > 0; ) {
            ai.closeUserSession(ids[i]);
        }
        delete ids;
    }
}

contract DownInTheBody is Pool {
    constructor(address router) Consumer(router) {}

    function drain() external onlyOwner {
        uint256 i = ids.length;
        while (i > 0) {
            i--;
            ai.closeUserSession(ids[i]);
        }
        delete ids;
    }
}

contract DownWithoutTheLast is Pool {
    constructor(address router) Consumer(router) {}

    function drain() external onlyOwner {
        uint256 i = ids.length - 1;
        while (i > 0) {
            i--;
            ai.closeUserSession(ids[i]);
        }
        delete ids; //~ dtn-session-overwrite
    }
}

// Whether each is met once is not known where an index is computed: nothing is claimed.
contract FromTheOtherEnd is Pool {
    constructor(address router) Consumer(router) {}

    function drain() external onlyOwner {
        uint256 count = ids.length;
        for (uint256 i; i < count; ++i) {
            ai.closeUserSession(ids[count - 1 - i]);
        }
        delete ids;
    }
}
