// SPDX-License-Identifier: AGPL-3.0-or-later
pragma solidity ^0.8.20;

import {Consumer} from "../../support/Consumer.sol";

// A loop that takes each session off the list closes each of many once.
contract LoopEachOnceWrong is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function close(uint256 many) external onlyOwner {
        for (uint256 i = 0; i < many; ++i) {
            uint256 id = ids[ids.length - 1];
            ai.closeUserSession(id); //~ dtn-double-close dtn-unreset-session
        }
    }
}

contract LoopEachOnceRight is Consumer {
    uint256[] public ids;

    constructor(address router) Consumer(router) {}

    function open(uint256 amount) external onlyOwner {
        ids.push(_start(amount));
    }

    function close(uint256 many) external onlyOwner {
        for (uint256 i = 0; i < many; ++i) {
            uint256 id = ids[ids.length - 1];
            ids.pop();
            ai.closeUserSession(id);
        }
    }
}
